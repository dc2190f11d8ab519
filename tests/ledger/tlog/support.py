"""What the tests of `ledger.tlog` share: vectors, keys, and mutated documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st

HERE = Path(__file__).parent
SHARED = HERE.parents[3] / "shared" / "vectors"

fuzz = settings(deadline=None, max_examples=300)


def shared_text(name: str) -> str:
    """Return a vector file that others wrote, or skip where the folder is not at hand."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"../shared/vectors/{name} is not beside this checkout")
    return path.read_text("utf-8")


def shared_json(name: str) -> Any:
    return json.loads(shared_text(name))


def own_json(name: str) -> Any:
    return json.loads((HERE / "vectors" / name).read_text("utf-8"))


def private_key(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def flipped(data: bytes, bit: int) -> bytes:
    """Return ``data`` with one bit changed."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


_TOKENS = [b"", b"\n", b"\n\n", b" ", b"=", b"+", b"0", b"x", "—".encode(), b"\xff", b"\x00", b"\r"]


@st.composite
def mutated(draw: st.DrawFn, documents: list[bytes]) -> bytes:
    """Valid documents with a few small pieces taken out, put in or moved."""
    document = draw(st.sampled_from(documents))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(document)))
        end = draw(st.integers(start, min(len(document), start + 80)))
        piece = draw(st.sampled_from([*_TOKENS, document[start:end] * 2]) | st.binary(max_size=4))
        document = document[:start] + piece + document[end:]
    return document


def mutated_text(documents: list[str]) -> st.SearchStrategy[str]:
    return mutated([document.encode() for document in documents]).map(
        lambda document: document.decode("utf-8", "replace")
    )
