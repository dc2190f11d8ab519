"""``LedgerGenesis``: entry 0, which fixes what the ledger is and by which policy it is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ledger.register.fields import DidText, Line, Model, distinct

#: Narrower than a note's key name may be: it stands in URLs, files and commands.
_ORIGIN = r"^[A-Za-z0-9.\-]+(/[A-Za-z0-9.\-]+)*$"

Origin = Annotated[
    str,
    Field(
        description="at most 120 letters, digits, `.`, `-`, in parts with `/` between",
        pattern=_ORIGIN,
        max_length=120,
    ),
]


class Policy(Model):
    """What the operator bound itself to when it founded the ledger.

    ``noticeDays``: length of the public notice of a registration, in days of Asia/Shanghai.
    ``writers``: who may register as a party: anyone (``open``), or only those for whom a registrar
    signs too (``endorsed``). ``edition`` of the registration form: from 2 on a registration needs
    the documents that the official form asks for.
    """

    notice_days: Annotated[int, Field(ge=1, le=365)]
    writers: Literal["open", "endorsed"]
    edition: Literal[1, 2] = 1


class LedgerGenesis(Model):
    """The subject of entry 0.

    ``origin`` names the log in every checkpoint, ``logKey`` is the C2SP verifier key that signs
    them; ``filing`` is the operator's blockchain filing number, or ``未备案`` where there is none.
    """

    origin: Origin
    log_key: Annotated[
        str,
        Field(
            description="a C2SP verifier key, `name+hash+key`",
            pattern=r"^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$",
            max_length=300,
        ),
    ]
    operator: DidText
    registrars: Annotated[
        list[DidText], Field(min_length=1, max_length=64), AfterValidator(distinct)
    ]
    policy: Policy
    filing: Line
