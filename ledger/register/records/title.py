"""Records of the area title: what joint owners told each other."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from ledger.register.fields import DateText, Made
from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class JointObjection(Made):
    """One owner's objection to a use; it ``stands`` until it is withdrawn or found not just."""

    entry: int
    owner: str
    reason: str
    stands: bool = True


class JointUse(Record):
    """A joint owner's notice that it wants to license on the terms that ``terms_digest`` names.

    ``others`` were the other owners at the time, ``notice_until`` is the last day on which they can
    object, ``ruling_due`` the day by which registrars should rule on what stands.
    """

    table: ClassVar[str] = "joint_use"
    id: str
    work: str
    owner: str
    others: list[str]
    terms_digest: str
    licensee: str | None = None
    notice_until: DateText
    objections: list[JointObjection] = Field(default_factory=list)
    ruling_due: DateText | None = None
    status: Progress

    @property
    def key(self) -> Key:
        """The id of the notice."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and all its owners at the time."""
        return (self.work, self.owner, *self.others)


class JointUseOf(Record):
    """Which notice was given for some terms of a work."""

    table: ClassVar[str] = "joint_use_of"
    versioned: ClassVar[bool] = False
    work: str
    terms_digest: str
    notice: str

    @property
    def key(self) -> Key:
        """The work and the terms."""
        return (self.table, f"{self.work}/{self.terms_digest}")
