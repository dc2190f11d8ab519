"""The demonstration's own artwork: Dunhuang-inspired pictures drawn from a family and a seed.

A family's name is the id of its motif in the vocabulary of the register. The same family, seed
and side give the same pixels.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from api.demo.artwork.caisson import draw_santu, draw_zaojing
from api.demo.artwork.dice import Dice
from api.demo.artwork.encode import to_jpeg, to_png
from api.demo.artwork.feitian import draw_feitian
from api.demo.artwork.huoyan import draw_huoyan
from api.demo.artwork.jiuselu import draw_jiuselu
from api.demo.artwork.juancao import draw_juancao
from api.demo.artwork.lianhua import draw_lianhua
from api.demo.artwork.lianzhu import draw_lianzhu
from api.demo.artwork.mural import adapt, draw_mural
from api.demo.artwork.plaster import plastered
from api.demo.artwork.rendong import draw_rendong
from api.demo.artwork.series import demo_series
from api.demo.artwork.titles import MURAL_TITLE, TITLES, title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

    from api.demo.artwork.canvas import Canvas

__all__ = [
    "FAMILIES",
    "MURAL_TITLE",
    "TITLES",
    "adapt",
    "demo_series",
    "draw",
    "draw_mural",
    "title",
    "to_jpeg",
    "to_png",
]

_DRAWN_BY: Mapping[str, Callable[[Dice, int], Canvas]] = MappingProxyType(
    {
        "santu": draw_santu,
        "feitian": draw_feitian,
        "juancao": draw_juancao,
        "jiuselu": draw_jiuselu,
        "zaojing": draw_zaojing,
        "lianhua": draw_lianhua,
        "lianzhu": draw_lianzhu,
        "huoyan": draw_huoyan,
        "rendong": draw_rendong,
    }
)
FAMILIES: tuple[str, ...] = tuple(_DRAWN_BY)


def draw(family: str, seed: int, side: int = 960) -> Image.Image:
    """Return an RGB picture, `side` pixels at its longer side.

    Raises KeyError for an unknown family.
    """
    dice = Dice(family, seed)
    canvas = _DRAWN_BY[family](dice, side)
    return plastered(canvas.finished(), dice)
