"""Records of enforcement: evidence, notices of infringement, and who went on after one."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from ledger.register.fields import DateText, TimeText
from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class Evidence(Record):
    """Evidence that a party collected: ``manifest`` is SHA-256 of its bundle's manifest.

    ``told`` are whom it concerns beside the collector: the work's owners, and the other sides of
    the notice after which it was seen.
    """

    table: ClassVar[str] = "evidence"
    id: str
    collector: str
    work: str | None = None
    manifest: str
    suspect: str
    seen: TimeText
    notice: str | None = None
    told: list[str] = Field(default_factory=list)

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work, the collector, and whom it concerns."""
        return (*([self.work] if self.work else []), self.collector, *self.told)


class Infringement(Record):
    """A notice of infringement; where it stands is for `rules.enforcement_cases` to say.

    ``sent`` is the entry of the notice, ``day`` that entry's. ``seen`` is the latest time at which
    its evidence was seen, ``after`` are the earlier notices to the same respondent, on the same
    work, that had been forwarded before that day. ``served`` is the day on which the notice was
    forwarded, by the entry ``forwarded``; ``countered`` is the entry of the counter-notice.
    ``owners`` are those of the work when the notice was sent.
    """

    table: ClassVar[str] = "infringement"
    id: str
    sent: int
    day: DateText
    work: str
    notifier: str
    platform: str
    respondent: str | None = None
    respondent_label: str | None = None
    owners: list[str]
    evidence: list[str]
    seen: TimeText
    after: list[str] = Field(default_factory=list)
    status: Progress
    forwarded: int | None = None
    served: DateText | None = None
    countered: int | None = None

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work, its owners, and all sides."""
        sides = (self.notifier, self.platform, *([self.respondent] if self.respondent else []))
        return (self.work, *self.owners, *sides)


class NoticeEvidence(Record):
    """That a bundle supports a notice on a work to a platform; ``entry`` is the notice's."""

    table: ClassVar[str] = "notice_evidence"
    work: str
    platform: str
    manifest: str

    @property
    def key(self) -> Key:
        """The work, the platform and the digest of the bundle's manifest."""
        return (self.table, f"{self.work}/{self.platform}/{self.manifest}")


class Noticed(Record):
    """The notices to one party on one work, in the order of the log."""

    table: ClassVar[str] = "noticed"
    work: str
    respondent: str
    notices: list[str]

    @property
    def key(self) -> Key:
        """The work and the party."""
        return (self.table, f"{self.work}/{self.respondent}")


class SeenAgain(Record):
    """The entries of the newest evidence whose collector saw a notice's target again after it."""

    table: ClassVar[str] = "seen_again"
    notice: str
    entries: list[int]

    @property
    def key(self) -> Key:
        """The notice."""
        return (self.table, self.notice)


class Continued(Record):
    """The newest notices that say, or after which evidence says, that a party went on after one."""

    table: ClassVar[str] = "continued"
    party: str
    notices: list[str]

    @property
    def key(self) -> Key:
        """The party."""
        return (self.table, self.party)
