"""Files that are a picture to one program and something else to another.

A file is refused as a polyglot if, and only if, one of these holds:

1. **Script opening.** Its first bytes are also the beginning of a script: a GIF whose width reads
   as ``/`` or ``=`` and a printable character, a JPEG or RIFF file whose first length reads as
   ``/*``, with the comment closed outside the pixels.
2. **Archive.** A ZIP end record stands in its last 65,557 bytes, where ZIP readers look for it
   (APPNOTE 4.3.16), and its directory stands before it as it says.
3. **Page or document.** Outside the coded pixels (in metadata or behind the end) it holds the
   opening of an HTML page, a script element, PHP, or a PDF header.
4. **Tail.** What follows its end, after padding, begins as a program, an archive or a document
   does, or an RAR or 7z archive or a DOS program begins anywhere in it.

Everything else behind the end of a picture is let through: cameras append padding, further
pictures (MPO), films (motion photos) and their own notes. That bytes inside coded pixels look
like something else is chance, and is not looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hashing.errors import PictureError

if TYPE_CHECKING:
    from hashing.container.base import Container

_SCRIPT: Final = re.compile(rb"GIF8[79]a[/=][ -~]|(\xff\xd8\xff[\xe0-\xef]|RIFF)/\*")
_END_RECORD: Final = b"PK\5\6"
_END_RECORD_REACH: Final = 22 + 0xFFFF
#: The character class in front lets the search skip quickly to what can begin a match.
_PAGES: Final = re.compile(
    rb"[<%](?i:(?<=<)(?P<HTML>(?:script|html|body|iframe)[\s>/]|!doctype\s+html)"
    rb"|(?<=<)(?P<PHP>\?php\s)|(?<=%)(?P<PDF>PDF-[12]\.))"
)
_PADDING: Final = b"\0\xff \t\r\n"
_TAIL_START: Final = re.compile(
    rb"(?P<PE>MZ)|(?P<ELF>\x7fELF)|(?P<ZIP>PK\x03\x04)|(?P<GZIP>\x1f\x8b\x08)|(?P<Java>\xca\xfe\xba\xbe)"
    rb"|(?P<OLE>\xd0\xcf\x11\xe0)|(?P<script>#!)|(?P<PostScript>%!PS)|(?P<RTF>\{\\rtf)"
    rb"|(?P<MachO>\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe)"
)
_TAIL_ANYWHERE: Final = {
    "RAR": b"Rar!\x1a\x07",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "PE": b"This program cannot be run in DOS mode",
}


def refuse_polyglot(data: bytes, container: Container) -> None:
    """Raise `PictureError` (``picture_polyglot``) if `data` is also of another format."""
    found = (
        _script_opening(data, container)
        or _archive(data)
        or _page(data, container)
        or _tail(data, container.end)
    )
    if found is not None:
        raise PictureError("picture_polyglot", format=found)


def _script_opening(data: bytes, container: Container) -> str | None:
    opening = _SCRIPT.match(data)
    if opening is None:
        return None
    comment = opening.group(1) is not None
    closed = any(data.find(b"*/", start, stop) >= 0 for start, stop in container.outside)
    return "script" if closed or not comment else None


def _archive(data: bytes) -> str | None:
    position = len(data)
    while (
        position := data.rfind(_END_RECORD, max(0, len(data) - _END_RECORD_REACH), position)
    ) > 0:
        record = data[position : position + 22]
        directory = position - int.from_bytes(record[12:16], "little")
        comment = int.from_bytes(record[20:22], "little")
        whole = len(record) == 22 and position + 22 + comment <= len(data)
        empty = record[4:20] == bytes(16)
        zip64 = data[position - 20 : position - 16] == b"PK\6\7"
        listed = directory >= 0 and data[directory : directory + 4] == b"PK\1\2"
        if whole and (empty or zip64 or listed):
            return "ZIP"
    return None


def _page(data: bytes, container: Container) -> str | None:
    for start, stop in container.outside:
        if found := _PAGES.search(data, start, stop):
            return found.lastgroup
    return None


def _tail(data: bytes, end: int) -> str | None:
    tail = data[end:].lstrip(_PADDING)
    if found := _TAIL_START.match(tail):
        return found.lastgroup
    return next((name for name, sign in _TAIL_ANYWHERE.items() if sign in tail), None)
