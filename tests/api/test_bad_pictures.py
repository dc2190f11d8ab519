"""Bad pictures beside statements, each sort with a code of its own, and nothing written."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from .conftest import Library
from .support import (
    heritage_statement,
    image,
    party_statement,
    picture,
    refused,
    sha256,
    work_statement,
)


def claimed(file: bytes, media_type: str = "image/png") -> bytes:
    """A work over bytes that nobody has looked at."""
    reference = {"sha256": sha256(file), "mediaType": media_type}
    return work_statement(picture(33), "alice", changes={"file": reference})


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG whose header says so, whatever its pixels are."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">L4s", len(body), kind) + body + struct.pack(">L", zlib.crc32(kind + body))
        )

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


def animation(frames: int) -> bytes:
    out = io.BytesIO()
    pictures = [Image.new("L", (2, 2), number % 256) for number in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], optimize=False)
    return out.getvalue()


GIF_SCRIPT = b"GIF89a/*" + picture(33, "GIF")[8:] + b"*/=1;alert(1)"
PICTURES: dict[str, tuple[bytes, str, int, str]] = {
    "no bytes": (b"", "image/png", 422, "picture_empty"),
    "text": (b"a letter, not a picture\n" * 50, "image/png", 415, "picture_unknown_format"),
    "a page": (b"<!doctype html><script>1</script>", "image/png", 415, "picture_unknown_format"),
    "svg": (
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "image/png",
        415,
        "picture_unknown_format",
    ),
    "pdf": (b"%PDF-1.7\n", "image/png", 415, "picture_unknown_format"),
    "bmp": (picture(33, "BMP"), "image/png", 415, "picture_unknown_format"),
    "truncated png": (picture(33)[:-100], "image/png", 422, "picture_truncated"),
    "truncated jpeg": (picture(33, "JPEG")[:-100], "image/jpeg", 422, "picture_truncated"),
    "header only": (picture(33)[:20], "image/png", 422, "picture_truncated"),
    "damaged": (
        picture(33)[:200] + bytes(50) + picture(33)[250:],
        "image/png",
        422,
        "picture_corrupt",
    ),
    "bomb of pixels": (png_of(60_000, 60_000), "image/png", 422, "picture_too_many_pixels"),
    "bomb of frames": (animation(1_001), "image/gif", 422, "picture_too_many_frames"),
    "no pixels": (png_of(0, 5), "image/png", 422, "picture_zero_pixels"),
    "fewer pixels than said": (png_of(500, 500, b"\0" * 10), "image/png", 422, "picture_corrupt"),
    "picture and archive": (
        picture(33) + b"PK\x05\x06" + bytes(18),
        "image/png",
        422,
        "picture_polyglot",
    ),
    "picture and page": (picture(33) + b"<script>1</script>", "image/png", 422, "picture_polyglot"),
    "picture and script": (GIF_SCRIPT, "image/gif", 422, "picture_polyglot"),
    "declared as another type": (picture(33), "image/jpeg", 400, "media_type_differs"),
    "type of another picture": (picture(33, "JPEG"), "image/png", 400, "media_type_differs"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_that_cannot_be(library: Library, name: str) -> None:
    file, media_type, status, code = PICTURES[name]
    refused(library.world, (claimed(file, media_type), file), status, code)


def test_a_statement_without_its_file(library: Library) -> None:
    refused(library.world, (work_statement(picture(33), "alice"), None), 400, "file_missing")
    refused(library.world, (heritage_statement(picture(33)), None), 400, "file_missing")


def test_a_file_that_nobody_spoke_of(library: Library) -> None:
    refused(library.world, (party_statement("carol"), picture(33)), 400, "file_not_expected")
    refused(library.world, (heritage_statement(), picture(33)), 400, "file_not_expected")


def test_another_file_than_was_signed_for(library: Library) -> None:
    case = (work_statement(picture(33), "alice"), picture(34))
    problem = refused(library.world, case, 400, "file_digest_differs")
    assert sha256(picture(33)) in problem["en"]
    assert sha256(picture(34)) in problem["zh"]
    # one bit of the metadata is enough
    other = io.BytesIO()
    image(33).save(other, "PNG", pnginfo=None, compress_level=1)
    refused(
        library.world,
        (work_statement(picture(33), "alice"), other.getvalue()),
        400,
        "file_digest_differs",
    )


def test_a_type_that_no_picture_of_ours_has(library: Library) -> None:
    for media_type in ("image/bmp", "text/html", "image/PNG", ""):
        refused(
            library.world, (claimed(picture(33), media_type), picture(33)), 400, "field_invalid"
        )
