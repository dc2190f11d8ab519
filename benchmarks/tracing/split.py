"""Which pictures there are, which half they belong to, and who is registered.

A picture's half, tuning or test, and whether it is registered or a distractor, come from a hash
of its name, so that nothing which tuning saw is ever in the test. Photographs that show the same
piece of wall, or figures painted in one cave after one pattern (``same_wall.json``, looked at pair
by pair), go together, and each is a right answer to the others. Pictures of ../shared/images are
used where the folder is there; all others are drawn.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import Final, Literal

import numpy as np
from PIL import Image

from benchmarks.tracing.canvas import Picture
from benchmarks.tracing.drawn import draw, heritage_of

Half = Literal["tuning", "test"]
IMAGES: Final = Path(__file__).parents[2] / ".." / "shared" / "images"
#: Kinds of real pictures: the folders they lie in.
REAL: Final = ("murals", "free")


@cache
def same_wall() -> dict[str, frozenset[str]]:
    """Return, by its name, all photographs of the wall that a mural's photograph shows."""
    groups = json.loads(Path(__file__).with_name("same_wall.json").read_text("utf-8"))
    walls = (frozenset(f"murals/{stem}" for stem in group) for group in groups)
    return {name: wall for wall in walls for name in wall}


def kin(name: str) -> frozenset[str]:
    """Return the names of the pictures that are photographs of what this one shows, and its own."""
    return same_wall().get(name, frozenset((name,)))


def _bit(purpose: str, name: str) -> bool:
    eldest = min(kin(name))
    return bool(hashlib.sha256(f"{purpose} {eldest}".encode()).digest()[0] & 1)


def half_of(name: str) -> Half:
    """Return the half that a picture belongs to."""
    return "test" if _bit("half", name) else "tuning"


def is_distractor(name: str) -> bool:
    """Say whether a picture is never registered, and so no query made from it has an answer.

    A sibling is registered always: what it shares with others is a match, if of the heritage.
    """
    return heritage_of(name) is None and _bit("distractor", name)


@dataclass(frozen=True, slots=True)
class Sources:
    """The names of one half: real pictures and drawn ones, registered and not.

    ``works`` are registered; of them ``real`` and ``drawn`` give queries. ``strangers`` are real
    and drawn pictures that give the distractors.
    """

    works: tuple[str, ...]
    real: tuple[str, ...]
    drawn: tuple[str, ...]
    real_strangers: tuple[str, ...]
    drawn_strangers: tuple[str, ...]


def _real_names(more: Path | None) -> list[str]:
    names = [
        f"{kind}/{path.stem}" for kind in REAL for path in sorted((IMAGES / kind).glob("*.jpg"))
    ]
    return names + ([str(path) for path in sorted(more.iterdir())] if more else [])


def drawn_names(half: Half) -> Iterator[str]:
    """Give the names of the drawn pictures of a half, without end."""
    return (name for name in (f"drawn-{n}" for n in count()) if half_of(name) == half)


def sources(half: Half, works: int, more: Path | None = None) -> Sources:
    """Return the pictures of a half, of them so many registered.

    At most half of them are real. ``more`` is a folder of further pictures, no two of which show
    the same.
    """
    real = [name for name in _real_names(more) if half_of(name) == half]
    ours = [name for name in real if not is_distractor(name)][: works // 2]
    drawn = (name for name in drawn_names(half) if not is_distractor(name))
    registered = tuple(islice(drawn, works - len(ours)))
    strangers = (name for name in drawn_names(half) if is_distractor(name))
    return Sources(
        works=(*ours, *registered),
        real=tuple(ours),
        drawn=registered,
        real_strangers=tuple(name for name in real if is_distractor(name)),
        drawn_strangers=tuple(islice(strangers, max(20, works // 4))),
    )


def picture(name: str) -> Picture:
    """Return the pixels of a picture by its name."""
    if name.startswith("drawn-"):
        return draw(name)
    path = (
        IMAGES / f"{name}.jpg"
        if name.startswith(tuple(f"{kind}/" for kind in REAL))
        else Path(name)
    )
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), np.uint8)


def siblings(name: str, works: Sequence[str]) -> frozenset[str]:
    """Return those works, but this one, that stand on the same drawn heritage picture."""
    base = heritage_of(name)
    if base is None:
        return frozenset()
    return frozenset(other for other in works if other != name and heritage_of(other) == base)


def filed(name: str) -> bytes:
    """Return the file under which a picture is registered: a JPEG of good quality."""
    out = io.BytesIO()
    Image.fromarray(picture(name)).save(out, "JPEG", quality=92)
    return out.getvalue()
