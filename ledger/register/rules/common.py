"""Rules that several kinds share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from ledger.errors import Refusal, SignatureError
from ledger.register.canonical import JsonObject
from ledger.register.kinds import Subject
from ledger.register.records import Constitution, Party
from ledger.register.state import Register
from ledger.register.statement import Statement

S = TypeVar("S", bound=Subject)


def subject_of(statement: Statement, kind: type[S]) -> S:
    """Give the statement's subject as the model of its kind."""
    assert isinstance(statement.subject, kind)
    return statement.subject


def constitution(register: Register) -> Constitution:
    """Give what entry 0 fixed; `Refusal` (``ledger_not_founded``) before there is one."""
    found = register.get(Constitution, "")
    if found is None:
        raise Refusal("ledger_not_founded")
    return found


def require_parties(register: Register, dids: Iterable[str]) -> None:
    """Refuse unless every one of `dids` is a registered party."""
    for did in dids:
        if register.get(Party, did) is None:
            raise Refusal("party_not_registered", did=did)


def require_signers(
    statement: Statement, needed: Iterable[str], admitted: Iterable[str] = ()
) -> None:
    """Demand the signatures of all `needed`; beyond those only `admitted` may have signed."""
    required = set(needed)
    for did in sorted(required - set(statement.signers)):
        raise SignatureError("signature_missing", did=did)
    for did in sorted(set(statement.signers) - required - set(admitted)):
        raise SignatureError("signer_not_expected", did=did)


def lateness(due: date, day: date) -> JsonObject:
    """Say in a ruling when something was due and whether `day` is late; it never bars."""
    return {"due": due.isoformat(), "late": day > due}
