"""What a trace answers over HTTP."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.answers import Answer
from api.rights_models import AuthorizationAnswer
from ledger.register.entry import FileFacts
from ledger.register.fields import Label
from ledger.register.origin import Area, Origin, Verdict


class TraceMatch(Answer):
    """A registered work, or a heritage source, that a picture shares parts with."""

    work: str | None = Field(description="id of the work, or null")
    heritage: str | None = Field(description="id of the heritage source, or null")
    index: int
    number: str
    title: Label
    registered: str
    score: float = Field(description="higher is surer; comparable across pictures")
    verdict: Verdict = Field(description="of a heritage source: shares_heritage_only")
    mirrored: bool
    negative: bool
    rotation: float = Field(description="degrees, clockwise, -180 to 180")
    areas: list[Area] = Field(description="the parts that both show, in thousandths of each side")
    explained_by: list[str] = Field(description="ids of heritage sources that both draw on")
    numbers: dict[str, float] = Field(description="the figures behind the verdict")
    picture: str | None
    answer: AuthorizationAnswer | None = Field(description="for the licensee who was asked about")
    receipt: dict[str, Any] | None = Field(description="of the entry, if proofs were asked for")


class TraceAnswer(Answer):
    """What was found for a suspect, and how much of the register was searched.

    ``report`` is the same as an entry keeps it: by ``mogao trace --at-size`` it can be had again,
    byte by byte.
    """

    tree_size: int
    pictures: int
    missing: int = Field(description="pictures that could not be searched: their files are gone")
    suspect: FileFacts
    new: float = Field(description="share of the picture that no heritage source explains, 0 to 1")
    scan: bool = Field(description="whether it shows a heritage source and adds nothing of note")
    matches: list[TraceMatch] = Field(description="works, surest first, then heritage sources")
    report: Origin
