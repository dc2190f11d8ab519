from __future__ import annotations

import struct

import pytest

from hashing.errors import PictureError
from hashing.image import open_picture
from tests.hashing.files import (
    FORMATS,
    SMALL,
    encode,
    gif,
    insert_chunk,
    insert_segment,
    refusal,
    zip_archive,
)

PLAIN = {kind: encode(SMALL, kind) for kind in FORMATS}
JPEG, PNG, WEBP = PLAIN["JPEG"], PLAIN["PNG"], PLAIN["WEBP"]

PAYLOADS = {
    "zip": zip_archive(),
    "empty zip": b"PK\5\6" + bytes(18),
    "html": b"\n<!DOCTYPE html><title>x</title>",
    "script": b"<SCRIPT >alert(1)</script>",
    "php": b"<?php system($_GET['c']);",
    "pdf": b"%PDF-1.7\n1 0 obj",
    "pe": b"MZ\x90\0\x03",
    "elf": b"\x7fELF\x02\x01",
    "gzip": b"\x1f\x8b\x08\0",
    "rar": b"some bytes, then Rar!\x1a\x07\x01\0",
    "7z": b"\0\0\0some bytes, then 7z\xbc\xaf\x27\x1c",
    "shell": b"#!/bin/sh\nrm",
    "java": b"\xca\xfe\xba\xbe\0\0",
    "word": b"\xd0\xcf\x11\xe0\xa1\xb1",
}


def test_a_refusal_names_the_format() -> None:
    with pytest.raises(PictureError) as caught:
        open_picture(JPEG + PAYLOADS["pdf"])
    assert caught.value.code == "picture_polyglot"
    assert caught.value.params == {"format": "PDF"}


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "TIFF"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_appended_content_is_refused(kind: str, payload: str) -> None:
    assert refusal(PLAIN[kind] + PAYLOADS[payload]) == "picture_polyglot"
    assert refusal(PLAIN[kind] + b"\0\0 \n" + PAYLOADS[payload]) == "picture_polyglot"


@pytest.mark.parametrize("payload", ["zip", "empty zip", "html", "script", "php", "pdf"])
def test_content_in_a_tiff_is_refused_wherever_it_hides(payload: str) -> None:
    """A TIFF file has no end, so it has no tail: what no strip covers is searched."""
    assert refusal(PLAIN["TIFF"] + PAYLOADS[payload]) == "picture_polyglot"


@pytest.mark.parametrize("payload", ["html", "script", "php", "pdf"])
def test_content_in_metadata_is_refused(payload: str) -> None:
    body = PAYLOADS[payload]
    assert refusal(insert_segment(JPEG, 0xFE, body)) == "picture_polyglot"
    assert refusal(insert_segment(JPEG, 0xE1, b"Exif\0\0" + body)) == "picture_polyglot"
    assert refusal(insert_chunk(PNG, b"tEXt", b"Comment\0" + body)) == "picture_polyglot"
    comment = b"\x21\xfe" + bytes([len(body)]) + body + b"\0"
    assert refusal(gif(5, 4, extension=comment)) == "picture_polyglot"


def test_an_archive_inside_a_jpeg_segment_is_refused() -> None:
    """ZIP readers look for the end record in the last 65,557 bytes, whatever comes after."""
    archive = zip_archive()
    assert refusal(insert_segment(JPEG, 0xFE, archive)) == "picture_polyglot"
    assert refusal(JPEG + archive + bytes(60_000)) == "picture_polyglot"
    zip64 = b"PK\6\7" + bytes(16) + b"PK\5\6" + b"\xff" * 16 + b"\0\0"
    assert refusal(JPEG + b"x" + zip64) == "picture_polyglot"


def test_headers_that_are_scripts_are_refused() -> None:
    for opening in (b"/*", b"=1", b"='", b"//"):
        data = bytearray(gif(5, 4))
        data[6:8] = opening
        assert refusal(bytes(data)) in {"picture_polyglot", "picture_too_many_pixels"}
        data[8:10] = b"\x04\0"
        assert refusal(bytes(data)) == "picture_polyglot"
    length = int.from_bytes(b"/*")
    script = b"x" * 100 + b"*/=1;alert(1);/*"
    assert refusal(insert_segment(JPEG, 0xE0, script.ljust(length - 2))) == "picture_polyglot"


def test_a_riff_file_that_is_a_script_is_refused() -> None:
    size = int.from_bytes(b"/*\0\0", "little")
    body = b"*/=1;"
    grown = WEBP[8:] + b"XXXX" + struct.pack("<L", size - len(WEBP) + 8 - 8)
    grown += body.ljust(size - len(grown), b" ")
    assert refusal(b"RIFF/*\0\0" + grown) == "picture_polyglot"


@pytest.mark.parametrize(
    "tail",
    [
        bytes(5_000),
        b"\xff" * 300,
        b"\r\n",
        JPEG,
        b"\0\0\0\x18ftypmp42" + bytes(12) + b"\0\0\0\x10mdatabcdefgh",
        b"SEFH\x67\0\0\0" + bytes(40) + b"SEFT",
        b"a note of the camera: PK, MZ, <b>bold</b>, 100 %PDF",
        b"text PK\5\6 that is not an end record",
    ],
    ids=["zeros", "ones", "newline", "second jpeg", "film", "samsung", "note", "letters"],
)
def test_what_cameras_append_is_let_through(tail: bytes) -> None:
    for data in (JPEG, PNG, WEBP):
        assert open_picture(data + tail).width == SMALL.width


def test_harmless_metadata_is_let_through() -> None:
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:li>html &lt;script></rdf:li></x:xmpmeta>"
    assert open_picture(insert_segment(JPEG, 0xE1, xmp)).width == SMALL.width
    assert open_picture(insert_chunk(PNG, b"tEXt", b"Software\0<b>PK\5\6")).width == SMALL.width


def test_a_first_length_that_reads_as_a_comment_is_chance_unless_it_is_closed() -> None:
    length = int.from_bytes(b"/*")
    data = insert_segment(JPEG, 0xE1, b"x".ljust(length - 2))
    assert data[4:6] == b"/*"
    assert open_picture(data).width == SMALL.width


def test_gifs_of_unlucky_width_are_let_through() -> None:
    for width in (ord("="), ord("/"), 256 + ord("=")):
        assert open_picture(gif(width, 4)).width == width
