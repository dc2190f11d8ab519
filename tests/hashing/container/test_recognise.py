"""What a file is, its first bytes say."""

from __future__ import annotations

import pytest

from hashing.container import HEAD_BYTES, recognise

from ..files import FORMATS, SMALL, encode


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_by_its_first_bytes(kind: str) -> None:
    assert recognise(encode(SMALL, kind)[:HEAD_BYTES]) == f"image/{kind.lower()}"


@pytest.mark.parametrize("head", [b"", b"\xff\xd8", b"<html>", b"RIFF\0\0\0\0WAVE", b"BM", b"II"])
def test_anything_else(head: bytes) -> None:
    assert recognise(head) is None
