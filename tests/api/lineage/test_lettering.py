"""Widths of texts without a font, and lines that keep to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.lineage.lettering import clean, fit, width


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        ("", 0),
        ("九色鹿", 3),
        ("（，）", 3),
        ("deer", 0.6 * 3 + 0.4),
        ("Mill", 1 + 3 * 0.4),
        ("é", 0.6),
        ("e\u0301", 0.6),
        ("D", 0.72),
        ("👍", 1),
    ],
)
def test_a_wide_character_fills_the_em_and_a_mark_nothing(text: str, ems: float) -> None:
    assert width(text, 10) == pytest.approx(10 * ems)


@pytest.mark.parametrize(
    ("text", "room", "lines", "expected"),
    [
        ("九色鹿", 30, 1, ["九色鹿"]),
        ("九色鹿", 29, 1, ["九…"]),
        ("九色鹿", 20, 2, ["九色", "鹿"]),
        ("三兔共耳藻井", 30, 2, ["三兔共", "耳藻井"]),
        ("three hares", 40, 2, ["three", "hares"]),
        ("three hares", 40, 1, ["three…"]),
        ("three", 13, 9, ["th", "re", "e"]),
        ("鹿 deer 王", 60, 1, ["鹿 deer 王"]),
        ("鹿 deer 王", 40, 2, ["鹿 deer", "王"]),
        ("", 40, 2, []),
        ("   ", 40, 2, []),
    ],
)
def test_lines_break_where_they_may(text: str, room: int, lines: int, expected: list[str]) -> None:
    assert fit(text, 10, room, lines) == expected


@given(st.text(max_size=60), st.integers(11, 80), st.integers(1, 3))
def test_no_line_is_too_wide_and_nothing_is_lost_unsaid(text: str, room: int, lines: int) -> None:
    found = fit(text, 10, room, lines)
    assert len(found) <= lines
    assert all(width(line, 10) <= room for line in found)
    bare = "".join(text.split())
    shown = "".join("".join(found).split())
    assert shown == bare or (shown.endswith("…") and bare.startswith(shown[:-1]))


def test_what_xml_cannot_hold_is_marked() -> None:
    assert clean("a\x00b\ud800c\uffffd\n九\U0001f98c") == "a\ufffdb\ufffdc\ufffdd\n九\U0001f98c"
