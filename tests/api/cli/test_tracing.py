"""``mogao trace`` on a ledger in a directory."""

from __future__ import annotations

from pathlib import Path

from ledger.number import format_number

from ..support import image, picture
from .run import assert_bilingual, misused, refused, succeed


def test_the_origin_of_a_suspect(data: Path, place: Path) -> None:
    work = ("register", "work", "one.png", "--title-zh", "藻井", "--title-en", "Caisson")
    entered = succeed(*work, "--key", "alice.key", "--data", data, "--json").json
    image(1).resize((100, 75)).save(place / "suspect.jpg", quality=70)
    told = succeed("trace", "suspect.jpg", "--data", data)
    assert_bilingual(told.out)
    assert f"● {format_number(3)}  藻井 / Caisson" in told.out
    assert entered["id"] in told.out
    value = succeed("trace", "suspect.jpg", "--data", data, "--json").json
    assert (value["tree_size"], value["pictures"]) == (4, 1)
    assert [origin["index"] for origin in value["matches"]] == [3]
    assert value["suspect"]["mediaType"] == "image/jpeg"


def test_a_stranger(data: Path) -> None:
    told = succeed("trace", "two.png", "--data", data)
    assert "no registered picture resembles it" in told.out
    assert succeed("trace", "two.png", "--data", data, "--json").json["matches"] == []


def test_what_cannot_be_traced(data: Path, place: Path) -> None:
    (place / "text.png").write_text("no picture")
    (place / "cut.png").write_bytes(picture(1)[:-20])
    (place / "empty.png").write_bytes(b"")
    for name, code in (
        ("none.png", "file_unreadable"),
        (".", "file_unreadable"),
        ("text.png", "picture_unknown_format"),
        ("cut.png", "picture_truncated"),
        ("empty.png", "picture_empty"),
    ):
        refused(code, "trace", name, "--data", data)
    misused("trace")
