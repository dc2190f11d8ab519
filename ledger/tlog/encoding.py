"""How the C2SP texts write bytes and integers: one spelling for each value, no other is read.

Base64 is RFC 4648 section 4, padded, with zero trailing bits. Decimals are ASCII without leading
zeros. The decoders raise the error type of the calling module.
"""

import base64
import re

from ledger.tlog.errors import TlogError
from ledger.tlog.merkle import HASH_SIZE, MAX_SIZE

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def encode_base64(data: bytes) -> str:
    """Return standard padded base64 on one line."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str, error: type[TlogError]) -> bytes:
    """Return the bytes; raise ``error`` unless ``text`` is exactly what encodes them."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as cause:
        raise error("malformed base64") from cause
    if encode_base64(data) != text:
        raise error("base64 that is not canonical")
    return data


def decode_hash(text: str, error: type[TlogError]) -> bytes:
    """Return the 32 bytes of a base64 hash; raise ``error`` for anything else."""
    data = decode_base64(text, error)
    if len(data) != HASH_SIZE:
        raise error("a hash is 32 bytes")
    return data


def parse_size(text: str, error: type[TlogError]) -> int:
    """Return a tree size or leaf index from 0 to 2^63 - 1; raise ``error`` for anything else."""
    if _DECIMAL.fullmatch(text) is None or int(text) > MAX_SIZE:
        raise error("a tree size or leaf index is a decimal from 0 to 2^63 - 1")
    return int(text)
