"""The origin report of a picture: what was found, and what is new in it.

Numbers are integers, because entries are compared byte by byte: scores in hundredths, places and
shares in thousandths of a picture's width, height or area.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.register.canonical import JsonObject
from ledger.register.fields import Made

Verdict = Literal["copies_expression", "shares_heritage_only", "undetermined", "unrelated"]

_Count = Annotated[int, Field(ge=0)]
_Thousandths = Annotated[int, Field(ge=0, le=1000)]
_Place = Annotated[list[_Thousandths], Field(min_length=2, max_length=2)]
_Polygon = Annotated[list[_Place], Field(min_length=1, max_length=16)]


class Area(Made):
    """One part that both pictures show: corners, (x, y) from the top left, in each of them."""

    picture: _Polygon
    registered: _Polygon


class Likeness(Made):
    """How a picture shows a registered one.

    ``score`` is minus a hundred times the decimal logarithm of how often chance agrees so well;
    ``rotation`` is in tenths of a degree, clockwise.
    """

    entry: _Count
    score: int
    mirrored: bool
    negative: bool
    rotation: Annotated[int, Field(ge=-1800, le=1800)]
    areas: Annotated[list[Area], Field(max_length=4)]


class LikeWork(Likeness):
    """An earlier work that shares parts with the picture, and the verdict on them.

    ``heritage`` are the entries of the sources that explain what they share; ``numbers`` are the
    figures behind the verdict, in ten-thousandths.
    """

    verdict: Verdict
    heritage: Annotated[list[_Count], Field(max_length=16)]
    numbers: Annotated[dict[str, int], Field(max_length=24)]


class Origin(Made):
    """What the search for a picture's origin answered, and how much of the register it searched.

    ``method`` names the features and their version. ``works`` and ``pictures`` are how many works
    and how many pictures of heritage sources there were among the first ``tree_size`` entries.
    ``new`` is the share of what there is to see that no heritage source explains, in thousandths.
    ``scan`` says that nearly nothing is: the picture shows a heritage source and adds no more.
    """

    method: Annotated[str, Field(max_length=32)]
    tree_size: _Count
    works: _Count
    pictures: _Count
    matches: Annotated[list[LikeWork], Field(max_length=10)]
    sources: Annotated[list[Likeness], Field(max_length=10)]
    new: _Thousandths
    scan: bool

    def document(self) -> JsonObject:
        """Give the report as it stands in the entry."""
        return self.model_dump(mode="json", by_alias=True)
