"""Strict JSON in, RFC 8785 (JCS) bytes out.

A document that could be read in two ways is refused: duplicate keys, floats, integers beyond
±(2^53 − 1), lone surrogates, control and invisible formatting characters, text that is not in
Unicode normal form C, keys outside ASCII, deep nesting. What passes has one meaning and, through
`canonical`, one sequence of bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import NoReturn, TypeAlias

from ledger.errors import StatementError

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"
JsonObject: TypeAlias = dict[str, Json]

MAX_STATEMENT_BYTES = 32 * 1024
MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1

# C0 and C1 controls but line feed; soft hyphen, zero-width space, bidirectional controls, line and
# paragraph separators, invisible operators, byte order mark, annotation marks and tags; surrogates.
# The zero-width joiners stay: scripts and emoji are spelled with them.
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def parse_json(data: bytes, max_bytes: int = MAX_STATEMENT_BYTES) -> JsonObject:
    """Read one JSON object strictly.

    Raises `StatementError` for anything that is not one object with one meaning.
    """
    if len(data) > max_bytes:
        raise StatementError("statement_too_large", size=len(data), limit=max_bytes)
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise StatementError("statement_not_utf8", offset=error.start) from None
    except json.JSONDecodeError as error:
        raise StatementError("statement_not_json", offset=error.pos, detail=error.msg) from None
    except RecursionError:
        raise StatementError("statement_too_deep", limit=MAX_DEPTH) from None
    if not isinstance(value, dict):
        raise StatementError("statement_not_object")
    _check_text(_strings(value))
    return value


def canonical(value: Json) -> bytes:
    """Give the RFC 8785 bytes of a value.

    For values without floats and with ASCII keys, which are all that `parse_json` lets through,
    sorting by code point is sorting by UTF-16 unit, and the standard library's escapes are those of
    ECMAScript; a property test holds this against the ``rfc8785`` package.
    """
    return _ENCODER.encode(value).encode("utf-8")


def shown(text: str) -> str:
    """Give a short form of hostile text that any terminal and encoder can take."""
    return text[:40].encode("ascii", "backslashreplace").decode("ascii")


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        repeated, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise StatementError("duplicate_key", key=shown(repeated))
    if not "".join(result).isascii():
        key = next(key for key in result if not key.isascii())
        raise StatementError("key_not_ascii", key=shown(key))
    return result


def _integer(text: str) -> int:
    # the length is bounded first: converting a million digits is quadratic work
    if len(text) > 17 or text == "-0" or abs(int(text)) > MAX_INTEGER:
        _refuse_number(text)
    return int(text)


def _refuse_number(text: str) -> NoReturn:
    raise StatementError("number_not_allowed", number=text[:40])


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_refuse_number,
    parse_constant=_refuse_number,
)
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def _strings(root: JsonObject) -> list[str]:
    """Give every key and string, going down level by level no deeper than is allowed."""
    found: list[str] = []
    level: list[Json] = [root]
    for _ in range(MAX_DEPTH):
        below: list[Json] = []
        for value in level:
            if isinstance(value, str):
                found.append(value)
            elif isinstance(value, dict):
                found.extend(value)
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        if not below:
            return found
        level = below
    raise StatementError("statement_too_deep", limit=MAX_DEPTH)


def _check_text(strings: list[str]) -> None:
    # At once first: what is forbidden or unassigned is not printable, and every part of a text in
    # form C is in form C. The reverse does not hold, so the rest is looked at one by one.
    whole = " ".join(strings)
    if whole.isprintable() and unicodedata.is_normalized("NFC", whole):
        return
    for text in strings:
        _check_string(text)


def _check_string(text: str) -> None:
    found = _FORBIDDEN.search(text)
    refused = found[0] if found else next(filter(_is_unassigned, text), None)
    if refused:
        raise StatementError("character_not_allowed", character=f"U+{ord(refused):04X}")
    if not unicodedata.is_normalized("NFC", text):
        raise StatementError("text_not_normalised", text=shown(text))


def _is_unassigned(character: str) -> bool:
    """Say whether Unicode may yet define how `character` normalises; noncharacters count too.

    Unicode promises stable normal forms for assigned characters only: text with others could be in
    form C for this version of Python and not for the next, and a log would no longer replay. In
    planes 2 and 3 only ideographs are to come, which normalise to themselves.
    """
    if unicodedata.category(character) != "Cn":
        return False
    point = ord(character)
    return not (0x20000 <= point < 0x40000 and point & 0xFFFF < 0xFFFE)
