from __future__ import annotations

import struct

import pytest

from hashing.container import jpeg
from hashing.errors import PictureError
from hashing.limits import LIMITS, Limits
from tests.hashing.files import SMALL, encode, exif, insert_segment, refusal

PLAIN = encode(SMALL, "JPEG")


def test_size_end_and_nothing_dropped_from_a_plain_file() -> None:
    container = jpeg.read(PLAIN, LIMITS)
    assert (container.width, container.height) == SMALL.size
    assert (container.frames, container.orientation) == (1, 1)
    assert container.end == len(PLAIN)
    assert container.pixels == PLAIN


def test_metadata_and_tail_are_kept_from_the_decoder() -> None:
    dressed = insert_segment(PLAIN, 0xE1, b"Exif\0\0" + exif(6))
    dressed = insert_segment(dressed, 0xFE, b"a comment")
    dressed = insert_segment(dressed, 0xED, b"Photoshop 3.0\0")
    container = jpeg.read(dressed + b"\0tail", LIMITS)
    assert container.pixels == PLAIN
    assert container.orientation == 6
    assert container.end == len(dressed)
    outside = [(dressed + b"\0tail")[start:stop] for start, stop in container.outside]
    assert [piece[:2] for piece in outside] == [b"\xff\xed", b"\xff\xfe", b"\xff\xe1", b"\0t"]


def test_the_first_exif_counts() -> None:
    data = insert_segment(PLAIN, 0xE1, b"Exif\0\0" + exif(8))
    assert jpeg.read(insert_segment(data, 0xE1, b"Exif\0\0" + exif(3)), LIMITS).orientation == 3


def test_an_end_marker_inside_a_segment_is_not_the_end() -> None:
    data = insert_segment(PLAIN, 0xE1, b"\xff\xd8\xff\xd9")
    assert jpeg.read(data, LIMITS).pixels == PLAIN


def test_padding_before_markers_is_legal() -> None:
    data = PLAIN[:2] + b"\xff\xff\xff" + PLAIN[2:]
    assert jpeg.read(data, LIMITS).width == SMALL.width


@pytest.mark.parametrize(
    ("change", "feature"),
    [
        ((1, 0xC3), "lossless"),
        ((4, 12), "12 bit"),
        ((9, 2), "2 components"),
    ],
)
def test_kinds_that_are_not_decoded(change: tuple[int, int], feature: str) -> None:
    frame = PLAIN.index(b"\xff\xc0")
    data = bytearray(PLAIN)
    data[frame + change[0]] = change[1]
    with pytest.raises(PictureError) as caught:
        jpeg.read(bytes(data), LIMITS)
    assert caught.value.code == "picture_unsupported"
    assert caught.value.params == {"format": "JPEG", "feature": feature}


def test_contradictions_are_corrupt() -> None:
    frame = PLAIN.index(b"\xff\xc0")
    header = PLAIN[frame : frame + 2 + struct.unpack_from(">H", PLAIN, frame + 2)[0]]
    assert refusal(PLAIN[:frame] + header + PLAIN[frame:]) == "picture_corrupt"
    assert refusal(PLAIN[:2] + PLAIN) == "picture_corrupt"
    assert refusal(PLAIN[:2] + b"\xff\xfe\0\1" + PLAIN[2:]) == "picture_corrupt"
    assert refusal(b"\xff\xd8\xff\xd9") == "picture_corrupt"
    scan = PLAIN.index(b"\xff\xda")
    assert refusal(PLAIN[:frame] + PLAIN[scan:]) == "picture_corrupt"


def test_scans_of_a_progressive_file_are_limited() -> None:
    data = encode(SMALL, "JPEG", progressive=True)
    scans = data.count(b"\xff\xda")
    assert scans > 3
    assert jpeg.read(data, Limits(max_scans=scans)).width == SMALL.width
    assert refusal(data, Limits(max_scans=scans - 1)) == "picture_too_many_parts"
