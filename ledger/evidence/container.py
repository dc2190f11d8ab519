"""ZIP files in one spelling, so that the same members are the same bytes and nothing fits between.

Members are stored, in the order of their names, dated 1980-01-01, without extra fields, comments
or attributes (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). Nothing is compressed, so
nothing can unfold into more than it is.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping

from ledger.errors import EvidenceError

MAX_BUNDLE_BYTES = 128 * 1024 * 1024
MAX_MEMBERS = 64

#: A name, or a folder and a name. None of them can lead out of where it is unpacked.
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}"
_NAME = re.compile(rf"{_PART}(/{_PART})?")

_VERSION = 10  # "1.0 - Default value"
_STORED = 0
_DATE = 0x0021  # 1980-01-01, the first day that the format has
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def is_container(data: bytes) -> bool:
    """Say whether `data` begins or ends as a ZIP file without a comment does."""
    return data[:4] == _LOCAL_MARK or data[-_END.size :][:4] == _END_MARK


def write_container(members: Mapping[str, bytes]) -> bytes:
    """Give the one ZIP file that holds these members.

    Raises `EvidenceError` (``evidence_too_large``, ``evidence_container_altered``) for what
    `read_container` would refuse.
    """
    _check_names(sorted(members))
    bodies, directory, offset = [], [], 0
    for name, data in sorted(members.items()):
        encoded = name.encode("ascii")
        facts = (_VERSION, 0, _STORED, 0, _DATE, zlib.crc32(data), len(data), len(data))
        body = _LOCAL.pack(_LOCAL_MARK, *facts, len(encoded), 0) + encoded
        head = _CENTRAL.pack(_CENTRAL_MARK, _VERSION, *facts, len(encoded), 0, 0, 0, 0, 0, offset)
        bodies += [body, data]
        directory.append(head + encoded)
        offset += len(body) + len(data)
    listed = b"".join(directory)
    count = len(members)
    end = _END.pack(_END_MARK, 0, 0, count, count, len(listed), offset, 0)
    whole = b"".join([*bodies, listed, end])
    if count > MAX_MEMBERS or len(whole) > MAX_BUNDLE_BYTES:
        raise EvidenceError("evidence_too_large", limit=MAX_BUNDLE_BYTES)
    return whole


def read_container(data: bytes) -> dict[str, bytes]:
    """Give the members of a ZIP file by name, in order.

    Only where things lie is checked: `check_container` compares every byte, once it is known which
    members are the right ones. Raises `EvidenceError` (``evidence_too_large``,
    ``evidence_container_altered``).
    """
    if len(data) > MAX_BUNDLE_BYTES:
        raise EvidenceError("evidence_too_large", limit=MAX_BUNDLE_BYTES)
    members: dict[str, bytes] = {}
    offset = 0
    names = []
    for name, size, start in _directory(data):
        body = start + _LOCAL.size + len(name)
        if start != offset or data[start + _LOCAL.size : body] != name:
            raise _altered("members")
        text = name.decode("ascii", "replace")
        names.append(text)
        members[text] = data[body : body + size]
        offset = body + size
    _check_names(names)
    return members


def check_container(data: bytes, members: Mapping[str, bytes]) -> None:
    """Check that `data` is the one ZIP file of these members, to the byte.

    Raises `EvidenceError` (``evidence_container_altered``).
    """
    if write_container(members) != data:
        raise _altered("headers")


def _directory(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give name, size and offset of each member from the central directory."""
    at = len(data) - _END.size
    if at < 0:
        raise _altered("end of central directory")
    mark, _, _, _, count, length, start, comment = _END.unpack_from(data, at)
    if mark != _END_MARK or comment or start + length != at or count > MAX_MEMBERS:
        raise _altered("end of central directory")
    place, last = start, 0
    for _ in range(count):
        if place + _CENTRAL.size > at:
            raise _altered("central directory")
        head = _CENTRAL.unpack_from(data, place)
        size, name_length, offset = head[9], head[10], head[16]
        name = data[place + _CENTRAL.size : place + _CENTRAL.size + name_length]
        last = offset + _LOCAL.size + name_length + size
        if head[0] != _CENTRAL_MARK or last > start:
            raise _altered("central directory")
        yield name, size, offset
        place += _CENTRAL.size + name_length
    if place != at or last != start:
        raise _altered("central directory")


def _check_names(names: list[str]) -> None:
    # two names must not be one where capitals do not count
    if names != sorted(names) or len({name.lower() for name in names}) != len(names):
        raise _altered("names")
    if not all(_NAME.fullmatch(name) for name in names):
        raise _altered("a name that is none")


def _altered(detail: str) -> EvidenceError:
    return EvidenceError("evidence_container_altered", detail=detail)
