"""What the API answers about monitoring: observations, watch-lists, hits."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from pydantic import Field

from api.answers import Answer
from api.feed_models import FeedLine
from api.monitoring.finding import Finding
from ledger.register.fields import Label
from ledger.register.origin import Verdict


class ObservationAnswer(Answer):
    """A picture that was reported, and what the search found when it was."""

    number: int
    sha256: str
    media_type: str
    length: int
    address: str
    captured: str = Field(description="when the source says that it saw the picture")
    source: str
    reported: str = Field(description="when the ledger was told")
    tree_size: int
    pictures: int
    findings: list[Finding] = Field(description="all that was found, best first")
    hits: list[str] = Field(description="ids of the works whose rights-holders were told")


class WatchedWork(Answer):
    """A work on the watch-list of a party."""

    id: str
    entry: int
    number: str
    title: Label
    held: Literal["owner", "exclusive_licensee"]
    hits: int = Field(description="hits on this work that the party was told of")


class Watchlist(Answer):
    """The works that a party owns or holds exclusively now, newest first."""

    items: list[WatchedWork]
    next: int | None = Field(description="the before of the next page, or null at the end")


class HitItem(FeedLine):
    """Something that resembles a work of the party; ``index`` and ``number`` are the work's.

    It is a resemblance that the search found, and nobody's finding of an infringement. Of a page on
    which a picture was seen, the host is shown and no more.
    """

    kind: Literal["Observation", "WorkRegistration"]
    urn: str = Field(description="the name of the hit for ever")
    verdict: Verdict
    score: float | None
    host: str | None = Field(description="where the picture was seen, or null")
    sha256: str | None = Field(description="of the file that was seen, or null")
    captured: str | None = Field(description="when it was seen, or null")
    observation: int | None
    registration: int | None = Field(description="index of the later registration, or null")

    @property
    def name(self) -> str:
        """The name of the hit."""
        return self.urn

    @property
    def page(self) -> str:
        """The entry that resembles the work, or the page of the work."""
        if self.registration is not None:
            return f"/entries/{self.registration}"
        return f"/works/{quote(self.work or '', safe=':')}"


class HitPage(Answer):
    """Part of a party's hits in their order; ``next`` is the ``after`` of the next page."""

    count: int = Field(description="hits in the whole feed")
    items: list[HitItem]
    next: int | None = Field(description="null at the end: ask again after the last number read")
