"""What the works are called, in Chinese and English."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "santu": ("三兔共耳藻井", "Three Hares Ceiling"),
        "feitian": ("飞天", "Flying Apsaras"),
        "juancao": ("莲花卷草", "Lotus Scroll"),
        "jiuselu": ("九色鹿", "Nine-Coloured Deer"),
        "zaojing": ("宝相花藻井", "Flower Ceiling"),
        "lianhua": ("莲池", "Lotus Pond"),
        "lianzhu": ("联珠团窠", "Pearl Roundels"),
        "huoyan": ("火焰摩尼", "Jewel in Flames"),
        "rendong": ("忍冬边饰", "Honeysuckle Borders"),
    }
)
MURAL_TITLE = ("三兔藻井壁画", "Mural Ceiling with Three Hares")

_PLACES = (
    ("鸣沙", "Singing Sands"),
    ("月泉", "Crescent Spring"),
    ("三危", "Sanwei Hills"),
    ("阳关", "Yangguan Pass"),
    ("玉门", "Jade Gate"),
    ("宕泉", "Dangquan Stream"),
    ("祁连", "Qilian Snow"),
    ("瓜州", "Guazhou"),
    ("流沙", "Flowing Sands"),
    ("星河", "River of Stars"),
)


def title(family: str, seed: int) -> tuple[str, str]:
    """Return the Chinese and the English title of one work; ten seeds in a row differ."""
    place_zh, place_en = _PLACES[seed % len(_PLACES)]
    zh, en = TITLES[family]
    return f"{place_zh}·{zh}", f"{place_en}: {en}"
