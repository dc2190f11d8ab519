"""Whether a suspect follows what is the work's own, or only the heritage that both drew on.

The suspect is laid over the work, and each of the work's own places that it shows is asked: does it
look there as the work does, as the heritage does that the work covers, or like neither? Neither is
what another artist's new expression looks like, and accuses nobody. Heritage that nobody declared
but that is found in the suspect counts as well: what it explains of the work is not the work's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import cv2
import numpy as np

from hashing.dense import field_of, likeness, sampled
from hashing.draping import composed, drape
from hashing.expression import (
    ALIKE,
    FEWEST,
    OWN,
    SHARED,
    UNCLEAR,
    UNLIKE,
    inverted,
    is_sound,
    reading,
    square,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hashing.dense import Field, Grey, Mask, Matrix, Plane
    from hashing.draping import Draped
    from hashing.expression import Expression, Reference
    from hashing.features import Variant
    from hashing.geometry import Alignment

Verdict = Literal["copies_expression", "shares_heritage_only", "undetermined", "unrelated"]

#: Likeness from which a place follows a picture, and by how much it must exceed that to the other.
_FOLLOWS: Final = 0.45
_MARGIN: Final = 0.15
#: A work was copied if this part of its visible own places follow it, and so many more: few places
#: follow by chance. It was not if no more than the smaller part does.
_COPIED: Final = 0.45
_MORE: Final = 8
_NOT_COPIED: Final = 0.2
#: The share of the visible places that must follow work or heritage for the map to be sound.
_SOUND: Final = 0.35
#: Places that follow the work where nobody knows whose it is, in parts of the shared ones, from
#: which it cannot be said that only heritage is shared.
_UNKNOWN: Final = 0.1
#: Own places that follow the work count if they are at least so many for each of those: two
#: photographs of one wall differ from a third, and that is no expression.
_SURE: Final = 0.25
#: Agreeing places that hang together in fewer than so many may be chance.
_PATCH: Final = 24
#: Maps that are followed: the suspect may show the work in pieces.
_PIECES: Final = 3


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

    ``score``, -1 to 1, grows with how much better the visible own places follow the work than the
    heritage. ``numbers`` are counts of places of the grid: ``own_visible``, of which
    ``follows_work``, ``follows_heritage`` and ``undecided``; ``shared``; and ``unclear``, those
    that follow the work where nobody knows whose it is. Two are parts of one: ``own`` of the work,
    ``agreement`` of the visible places. ``explained_by`` counts the sightings, as they were given,
    that explain what was taken for the work's own.
    """

    verdict: Verdict
    score: float
    numbers: dict[str, float]
    explained_by: tuple[int, ...]


@dataclass(slots=True, eq=False)
class _Comparison:
    """What is known of every place of the grid while sightings are taken in."""

    places: NDArray[np.uint8]
    visible: Mask
    work: Plane
    old: Plane

    @property
    def own(self) -> Mask:
        """Visible places that are the work's own."""
        own: Mask = self.visible & (self.places == OWN)
        return own

    @property
    def follows(self) -> Mask:
        """Places where the suspect follows the work."""
        return self.visible & (self.work > _FOLLOWS) & (self.work > self.old + _MARGIN)

    @property
    def returns(self) -> Mask:
        """Places where the suspect follows the heritage."""
        return self.visible & (self.old > _FOLLOWS) & (self.old > self.work + _MARGIN)


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
    maps = [_to_frame(suspect, variant, piece, expression) for piece in to_work[:_PIECES]]
    maps = [matrix for matrix in maps if is_sound(matrix)]
    if not maps:
        return Judgement("undetermined", 0.0, {}, ())
    field = field_of(expression.work)
    under = field_of(expression.heritage, expression.heritage > 0)
    layers = [drape(suspect, inverted(matrix), expression.work) for matrix in maps]
    seen, _ = composed(layers, [field, under])
    shown = field_of(seen.raster, seen.visible)
    work, old = sampled(likeness(shown, field)), sampled(likeness(shown, under))
    found = _Comparison(expression.places.copy(), sampled(seen.visible), work, old)
    explained = []
    for place, sighting in enumerate(heritage):
        # heritage can only take back, so it is asked where there is something to take back
        if (found.own & found.follows).sum() < FEWEST:
            break
        draped = _sighted(sighting, suspect, inverted(maps[0]), expression)
        if _take_in(draped, found, field, shown):
            explained.append(place)
    return _weighed(expression, found, tuple(explained))


def _to_frame(suspect: Grey, variant: Variant, piece: Alignment, expression: Expression) -> Matrix:
    """Return the map of pixels of the suspect to pixels of the small raster of the work."""
    height, width = expression.work.shape
    shrink = np.diag([width / expression.width, height / expression.height, 1])
    return shrink @ square(piece.matrix) @ reading(variant, suspect.shape[1])


def _sighted(
    sighting: Sighting, suspect: Grey, to_suspect: Matrix, expression: Expression
) -> Draped:
    """Lay a heritage picture over the work, by where the suspect shows both of them."""
    piece = square(sighting.alignments[0].matrix)
    to_reference = piece @ reading(sighting.variant, suspect.shape[1]) @ to_suspect
    return drape(sighting.reference.grey, to_reference, expression.work)


def _take_in(draped: Draped, found: _Comparison, field: Field, shown: Field) -> bool:
    """Take back from the work what a heritage picture explains; say whether it does any."""
    field_there = field_of(draped.raster, draped.visible)
    like = sampled(likeness(field, field_there))
    found.old = np.maximum(found.old, sampled(likeness(shown, field_there)))
    taken = (found.places == OWN) & (like >= UNLIKE)
    found.places[taken] = np.where(like[taken] >= ALIKE, SHARED, UNCLEAR)
    return bool((taken & (like >= ALIKE)).any())


def _compared(found: _Comparison) -> Mask:
    """Return the places within the convex hull of all that agrees, but for patches of chance.

    What lies outside may not be in the suspect at all, which is a part of the work set among
    other things; a hole inside is what the suspect shows differently.
    """
    agrees = (np.maximum(found.work, found.old) > _FOLLOWS) & found.visible
    _, labels, figures, _ = cv2.connectedComponentsWithStats(agrees.astype(np.uint8))
    large = agrees & (figures[labels, cv2.CC_STAT_AREA] >= _PATCH)
    hull = np.zeros(agrees.shape, np.uint8)
    if large.any():
        corners = cv2.convexHull(np.argwhere(large)[:, ::-1].astype(np.int32))
        cv2.fillConvexPoly(hull, corners, 1)
    return hull > 0


def _weighed(expression: Expression, found: _Comparison, explained: tuple[int, ...]) -> Judgement:
    found.visible = found.visible & _compared(found)
    own, follows = found.own, found.follows
    shared = found.visible & (found.places == SHARED)
    agrees = np.where(shared, np.maximum(found.work, found.old) > _FOLLOWS, follows | found.returns)
    visible = max(int((own | shared).sum()), 1)
    numbers = {
        "own": expression.own,
        "own_visible": int(own.sum()),
        "follows_work": int((own & follows).sum()),
        "follows_heritage": int((own & found.returns).sum()),
        "shared": int(shared.sum()),
        "unclear": int((follows & (found.places == UNCLEAR)).sum()),
        "agreement": float((agrees & (own | shared)).sum() / visible),
    }
    numbers["undecided"] = (
        numbers["own_visible"] - numbers["follows_work"] - numbers["follows_heritage"]
    )
    lead = (found.work - np.maximum(found.old, 0))[own]
    score = float(lead.mean()) if lead.size else 0.0
    return Judgement(_verdict(expression, numbers), score, numbers, explained)


def _verdict(expression: Expression, numbers: dict[str, float]) -> Verdict:
    if numbers["agreement"] < _SOUND or (expression.places == OWN).sum() < FEWEST:
        return "undetermined"
    visible, follows = numbers["own_visible"], numbers["follows_work"]
    sure = follows >= _SURE * numbers["unclear"]
    known = numbers["unclear"] < max(FEWEST, _UNKNOWN * numbers["shared"])
    if follows >= _COPIED * visible + _MORE and sure:
        return "copies_expression"
    if numbers["shared"] >= FEWEST and follows <= _NOT_COPIED * visible and known:
        return "shares_heritage_only"
    return "undetermined"
