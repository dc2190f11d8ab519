"""How wide a text will be, without a font: near enough to wrap it, and rather too wide than not.

East Asian wide characters fill the em (Unicode Standard Annex 11); the others have the widths of
common sans-serif faces, rounded up.
"""

from __future__ import annotations

import re
import unicodedata

# XML 1.0 has no other characters
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE = frozenset("WF")
_NARROW = frozenset("iIjlftr.,:;'|!()[] ‘’“”·-")
_BROAD = frozenset("mwMW@%—…")
_ELLIPSIS = "…"
#: A word of Latin letters with the blanks before it, or any other character.
_PIECES = re.compile(r"\s*[!-\u02ff]+|.", re.DOTALL)


def clean(text: str) -> str:
    """Give `text` with U+FFFD for what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def width(text: str, size: float) -> float:
    """Give the width of `text` in letters of `size`, in the same unit."""
    return size * sum(map(_em, text))


def fit(text: str, size: float, room: float, lines: int) -> list[str]:
    """Break `text` into at most `lines` lines no wider than `room`; if cut, it ends in ``…``.

    A line breaks between words and at wide characters, and anywhere in a word wider than `room`.
    """
    broken = [""]
    for piece in _parted(text, size, room):
        if width(broken[-1] + piece, size) <= room:
            broken[-1] += piece
        else:
            broken[-1] = broken[-1].rstrip()
            broken.append(piece.lstrip())
    broken = [line.rstrip() for line in broken if line.strip()]
    if len(broken) <= lines:
        return broken
    last = broken[lines - 1]
    while last and width(last + _ELLIPSIS, size) > room:
        last = last[:-1]
    return [*broken[: lines - 1], last.rstrip() + _ELLIPSIS]


def _parted(text: str, size: float, room: float) -> list[str]:
    pieces = []
    for piece in _PIECES.findall(text):
        pieces += [piece] if width(piece, size) <= room else list(piece)
    return pieces


def _em(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(character) in _WIDE:
        return 1
    if character in _NARROW:
        return 0.4
    if character in _BROAD:
        return 1
    return 0.72 if character.isupper() else 0.6
