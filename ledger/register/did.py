"""``did:key`` for Ed25519: a key that is its own name.

W3C did:key: ``did:key:z`` + base58btc(``0xed 0x01`` ‖ public key). The verification method of such
a DID is the DID, ``#``, and its multibase part again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NewType

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.errors import StatementError

Did = NewType("Did", str)

_PREFIX = "did:key:"
_BASE58BTC = re.compile("z[1-9A-HJ-NP-Za-km-z]*")
_MULTICODEC_ED25519 = b"\xed\x01"
_FIELD_PRIME = 2**255 - 19
# y coordinates of the eight points of small order. A key among them "signs" every message, so one
# signature would serve for other terms. (Chalkias, Garillot, Nikolaenko 2020, table 1.)
_SMALL_ORDER_Y = frozenset(
    int.from_bytes(bytes.fromhex(text), "little")
    for text in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    )
)


def did_of(key: Ed25519PrivateKey | Ed25519PublicKey) -> Did:
    """Give the DID of a key pair or of a public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return Did(_PREFIX + encode_multibase(_MULTICODEC_ED25519 + public.public_bytes_raw()))


@lru_cache(maxsize=4096)
def parse_did(text: str) -> Ed25519PublicKey:
    """Give the public key of a DID; `StatementError` (``did_malformed``) if it is none of ours."""
    if not text.startswith(_PREFIX):
        raise StatementError("did_malformed", did=text[:80])
    try:
        raw = decode_multibase(text[len(_PREFIX) :], 34)
    except ValueError:
        raise StatementError("did_malformed", did=text[:80]) from None
    if raw[:2] != _MULTICODEC_ED25519:
        raise StatementError("did_malformed", did=text[:80])
    y = int.from_bytes(raw[2:], "little") & (2**255 - 1)
    if y >= _FIELD_PRIME or y in _SMALL_ORDER_Y:
        raise StatementError("did_weak_key", did=text[:80])
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def verification_method(did: Did) -> str:
    """Give the one verification method of a ``did:key``."""
    return f"{did}#{did.removeprefix(_PREFIX)}"


def encode_multibase(data: bytes) -> str:
    """Encode as multibase base58btc (``z…``)."""
    return "z" + base58.b58encode(data).decode("ascii")


def decode_multibase(text: str, size: int) -> bytes:
    """Decode exactly `size` bytes of canonical multibase base58btc; `ValueError` otherwise."""
    # decoding is quadratic and the library strips blanks: bound the length and fix the alphabet
    # first. What is left has one spelling: a leading 1 is a zero byte, the rest is one integer.
    if len(text) > 1 + 2 * size or not _BASE58BTC.fullmatch(text):
        raise ValueError("not base58btc")
    data: bytes = base58.b58decode(text[1:])
    if len(data) != size:
        raise ValueError("not of the expected size")
    return data
