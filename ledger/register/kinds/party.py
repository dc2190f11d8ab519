"""``PartyRegistration``: a key becomes a party, under an alias that the party chooses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ledger.register.fields import DidText, Line, Model, Term, distinct


class PartyRegistration(Model):
    """The subject of a party's registration; ``displayName`` is public and never a checked name."""

    party: DidText
    kind: Literal["person", "organisation"]
    display_name: Line
    roles: Annotated[
        list[Annotated[str, Term("role")]],
        Field(min_length=1, max_length=8),
        AfterValidator(distinct),
    ]
