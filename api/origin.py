"""From what tracing found to the origin report, as an entry keeps it and a trace answers it."""

from __future__ import annotations

from api.catalogue import Searched
from hashing.features import METHOD
from hashing.match import Match, Polygon, Region, Source, Transform, simplified
from hashing.tracing import Tracer
from ledger.register.canonical import Json, JsonObject
from ledger.register.origin import Likeness, LikeWork, Origin

#: The most corners of a polygon in a report.
_CORNERS = 12
#: A picture of which no more than this share is new shows its source and adds nothing of note.
SCAN_SHARE = 0.02


def origin_report(searched: Searched) -> Origin:
    """Put together the report on a picture: what it was found to share, and what in it is new."""
    trace, enrolled = searched.trace, searched.enrolled
    new = enrolled.expression.new
    return Origin(
        method=METHOD,
        tree_size=searched.tree_size,
        works=trace.works,
        pictures=trace.pictures,
        matches=[_like_work(match) for match in trace.matches if match.verdict != "unrelated"],
        sources=[
            Likeness.model_validate(_likeness(source))
            for source in trace.sources
            if source.score >= Tracer.threshold
        ],
        new=round(new * 1000),
        scan=bool(enrolled.heritage) and new <= SCAN_SHARE,
    )


def _like_work(match: Match) -> LikeWork:
    return LikeWork.model_validate(
        {
            **_likeness(match),
            "verdict": match.verdict,
            "heritage": [int(name) for name in match.heritage],
            "numbers": {name: round(value * 10_000) for name, value in match.numbers.items()},
        }
    )


def _likeness(found: Match | Source) -> JsonObject:
    transform: Transform = found.transform
    return {
        "entry": int(found.name),
        "score": round(found.score * 100),
        "mirrored": transform.mirrored,
        "negative": transform.negative,
        "rotation": round(transform.rotation * 10),
        "areas": [_area(region) for region in found.regions],
    }


def _area(region: Region) -> JsonObject:
    return {"picture": _corners(region.query), "registered": _corners(region.work)}


def _corners(polygon: Polygon) -> list[Json]:
    return [[round(x * 1000), round(y * 1000)] for x, y in simplified(polygon, _CORNERS)]
