"""What a search found, as monitoring tells it: the one place that knows how a search answers."""

from __future__ import annotations

from pydantic import Field

from api.answers import Answer
from api.trace_models import TraceAnswer
from ledger.register.entry import Entry
from ledger.register.fields import Label
from ledger.register.origin import Verdict


class Finding(Answer):
    """A work or a heritage source that a picture resembles, and how surely."""

    work: str | None = Field(description="id of the work, or null")
    heritage: str | None = Field(description="id of the heritage source, or null")
    index: int
    number: str
    title: Label
    score: float = Field(description="higher is surer; comparable across pictures")
    verdict: Verdict

    @property
    def is_hit(self) -> bool:
        """Whether those who hold rights in the work are told of it."""
        return self.work is not None and is_told(self.verdict)


def findings_of(answer: TraceAnswer) -> list[Finding]:
    """Give what a search found, best first.

    A trace answers with what is above its operating point and no more.
    """
    return [
        Finding(
            work=match.work,
            heritage=match.heritage,
            index=match.index,
            number=match.number,
            title=match.title,
            score=match.score,
            verdict=match.verdict,
        )
        for match in answer.matches
    ]


def resembled_by(entry: Entry) -> list[tuple[int, Verdict]]:
    """Give the entries of the works that a registered work shares parts with, and the verdicts.

    Of anything but a work it is none: heritage is nobody's copy.
    """
    found = entry.registry.origin
    if found is None:
        return []
    return [(match.entry, match.verdict) for match in found.matches]


def is_told(verdict: Verdict) -> bool:
    """Whether those who hold rights are told; who shares only heritage is reported to nobody."""
    return verdict in {"copies_expression", "undetermined"}
