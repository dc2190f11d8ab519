"""Does a suspect follow what is the work's own, or only the heritage that both drew on?

The suspect is laid over the work, and each of the work's own places that it shows is asked: does it
look there as the work does, as the heritage does that the work covers, or like neither? Neither is
what another artist's new expression looks like, and accuses nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import cv2
import numpy as np

from hashing.dense import field_of, likeness, sampled
from hashing.draping import drape
from hashing.expression import OWN, SHARED, UNCLEAR, reading, square

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hashing.dense import Field, Grey
    from hashing.expression import Expression, Reference
    from hashing.features import Variant
    from hashing.geometry import Alignment

Verdict = Literal["copies_expression", "shares_heritage_only", "undetermined", "unrelated"]

#: Likeness from which a place follows, and by how much it must exceed that to the other.
_FOLLOWS: Final = 0.45
_MARGIN: Final = 0.15
#: The share of visible own places that follow the work from which the work was copied.
_COPIED: Final = 0.4
#: Fewer visible own places than this decide nothing.
_FEWEST: Final = 12
#: The share of the visible places that must agree, with work or heritage, for the map to be sound.
_SOUND: Final = 0.35
_PIECES: Final = 3
_BREADTH: Final = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A heritage picture that was found in the suspect.

    ``alignments`` take pixels of the suspect, read as ``variant``, to those of the reference.
    """

    reference: Reference
    variant: Variant
    alignments: Sequence[Alignment]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer, and the figures behind it.

    ``score`` grows with how well the suspect follows the work's own expression. ``numbers`` are
    counts of places of the grid and shares of them. ``explained_by`` counts the sightings, as they
    were given, that explain what was taken for the work's own.
    """

    verdict: Verdict
    score: float
    numbers: dict[str, float]
    explained_by: tuple[int, ...]


def judge(
    suspect: Grey,
    variant: Variant,
    to_work: Sequence[Alignment],
    expression: Expression,
    heritage: Sequence[Sighting] = (),
) -> Judgement:
    """Judge whether a suspect copies a work's own expression.

    `to_work` takes pixels of the suspect, read as `variant`, to those of the work, best first.
    """
    if not to_work:
        return Judgement("unrelated", 0.0, {}, ())
    field = field_of(expression.work)
    seen = [_laid(suspect, variant, piece, expression) for piece in to_work[:_PIECES]]
    under = field_of(expression.heritage, expression.heritage > 0)
    work, old, visible = _best_of(seen, field, under)
    own = (expression.places == OWN) & visible
    explained = []
    for place, sighting in enumerate(heritage):
        if own.any():
            found = _explained(sighting, suspect, variant, to_work[0], expression, field) & own
            if found.any():
                explained.append(place)
                own &= ~found
    return _weighed(expression, own, visible, work, old, tuple(explained))


def _laid(suspect: Grey, variant: Variant, piece: Alignment, expression: Expression) -> Field:
    matrix = np.linalg.inv(_to_frame(suspect, variant, piece, expression))
    draped = drape(suspect, matrix, expression.work)
    return field_of(draped.raster, draped.visible), draped.visible


def _to_frame(
    suspect: Grey, variant: Variant, piece: Alignment, expression: Expression
) -> NDArray[np.float64]:
    """Return the map of pixels of the suspect to pixels of the small raster of the work."""
    height, width = expression.work.shape
    shrink = np.diag([width / expression.width, height / expression.height, 1])
    return shrink @ square(piece.matrix) @ reading(variant, suspect.shape[1])


def _best_of(seen, field, under):
    best = None
    for suspect, visible in seen:
        work, old = likeness(suspect, field), likeness(suspect, under)
        broad = cv2.GaussianBlur(np.maximum(work, old), (0, 0), _BREADTH)
        broad[~visible] = -2
        if best is None:
            best = [broad, work, old, visible]
        else:
            better = broad > best[0]
            for kept, new in zip(best, (broad, work, old, visible), strict=True):
                kept[better] = new[better]
    return sampled(best[1]), sampled(best[2]), sampled(best[3])


def _explained(sighting, suspect, variant, piece, expression, field):
    """Return at which places a heritage picture found in the suspect looks as the work does."""
    back = np.linalg.inv(_to_frame(suspect, variant, piece, expression))
    found = np.zeros(expression.places.shape, bool)
    for alignment in sighting.alignments[:1]:
        to_reference = square(alignment.matrix) @ reading(sighting.variant, suspect.shape[1])
        draped = drape(sighting.reference.grey, to_reference @ back, expression.work)
        like = likeness(field, field_of(draped.raster, draped.visible))
        found |= sampled(like > 0.3)
    return found


def _weighed(expression, own, visible, work, old, explained) -> Judgement:
    follows = (work > _FOLLOWS) & (work > old + _MARGIN)
    away = own & (old > _FOLLOWS) & (old > work + _MARGIN)
    common = visible & (expression.places == SHARED)
    agrees = (common & (np.maximum(work, old) > _FOLLOWS)) | (own & follows) | away
    total = int(own.sum())
    share = (own & follows).sum() / max(total, 1)
    unclear = int((visible & (expression.places == UNCLEAR) & follows).sum())
    sound = agrees.sum() / max((common | own).sum(), 1)
    lead = float((work - np.maximum(old, 0))[own].mean()) if total else 0.0
    numbers = {
        "own": expression.own,
        "own_visible": float(total),
        "follows_work": float((own & follows).sum()),
        "follows_heritage": float(away.sum()),
        "undecided": float(total - (own & follows).sum() - away.sum()),
        "unclear": float(unclear),
        "shared": float(common.sum()),
        "agreement": float(sound),
        "lead": lead,
    }
    if sound < _SOUND or (expression.places == OWN).sum() < _FEWEST:
        verdict = "undetermined"
    elif total >= _FEWEST and share >= _COPIED:
        verdict = "copies_expression"
    elif common.sum() >= _FEWEST and share < _COPIED / 2 and unclear < max(_FEWEST, 0.1 * common.sum()):
        verdict = "shares_heritage_only"
    else:
        verdict = "undetermined"
    return Judgement(verdict, lead, numbers, explained)
