"""The licensee's question: who wants to do what with which work, where, and for how long."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from ledger.register.fields import DateText, Made
from ledger.register.terms import Scope, Several


class Question(Made):
    """What is asked: ``licensee`` is a party's DID, ``from`` and ``until`` are days, both included.

    ``media`` or ``products`` as ``all`` asks for every one, and no ``quantity`` for any number.
    """

    work: str
    licensee: str
    rights: list[str]
    territory: list[str]
    start: Annotated[DateText, Field(alias="from")]
    until: DateText
    media: Several = "all"
    products: Several = "all"
    quantity: int | None = None

    @property
    def day(self) -> date:
        """The first day asked about."""
        return date.fromisoformat(self.start)

    @property
    def box(self) -> Scope:
        """What is asked for."""
        return Scope(
            tuple(self.rights),
            tuple(self.territory),
            self.start,
            self.until,
            self.media,
            self.products,
        )
