"""The pictures in a WARC file, with the page, the referrer and the time that the crawler noted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BufferedReader

from api.monitoring.sighting import Content, Sighting, read_content
from api.monitoring.warc import Damage, Record, read_records
from hashing.container import HEAD_BYTES, recognise
from hashing.errors import PictureError
from hashing.limits import LIMITS

#: Of what kinds are records that hold what was fetched.
_CONTENT = {"response", "resource", "conversion"}
_NOTES = {"request", "metadata"}
#: Records of one request stand side by side; so many are remembered.
_REMEMBERED = 64
#: A block longer than that is no picture that could be searched for, whatever HTTP's codings did.
_MAX_BLOCK = LIMITS.max_bytes + 1024 * 1024
_MAX_FIELDS = 64 * 1024
#: HTTP headers kept of each picture, and characters of each.
_MAX_HEADERS, _MAX_VALUE = 64, 1000


def sightings_in_warc(
    file: BufferedReader, name: str, reached: Callable[[int], None]
) -> Iterator[Sighting]:
    """Come upon the pictures in a WARC file, and upon its damages.

    `reached` is told the offset of each record. A picture is given when its neighbours were read:
    the request and the crawler's notes, which know the referrer, may follow it.
    """
    referrers: OrderedDict[str, str] = OrderedDict()
    waiting: tuple[Sighting, list[str]] | None = None
    for record in read_records(file):
        reached(record.offset)
        if isinstance(record, Damage):
            found: Sighting | None = Sighting(path=name, offset=record.offset, fault=record.fault)
            neighbours: list[str] = []
        else:
            if record.kind in _NOTES:
                _note(record, referrers)
            found, neighbours = _sighting(record, name), _neighbours(record)
        is_note = isinstance(record, Record) and record.kind in _NOTES
        if waiting is not None and (found is not None or not is_note):
            yield _referred(*waiting, referrers)
            waiting = None
        if found is not None:
            waiting = (found, neighbours)
    if waiting is not None:
        yield _referred(*waiting, referrers)


def _sighting(record: Record, name: str) -> Sighting | None:
    """Give the picture in a record, or what is amiss with the record; ``None`` for the rest."""
    content, unknown = _content(record) if record.kind in _CONTENT else (None, None)
    damage = record.fault()
    # what is damaged is no picture that anybody saw
    content, fault = (None, damage) if damage else (content, unknown)
    refers_to: tuple[str, ...] = ()
    if record.kind == "revisit" and _told_type(record).startswith(("image/", " ")):
        refers_to = _names(
            record, "WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"
        ) or ("",)
    if content is None and fault is None and not refers_to:
        return None
    http = record.http.headers if record.http else []
    return Sighting(
        path=name,
        offset=record.offset,
        record=record.header("WARC-Record-ID"),
        page=record.header("WARC-Target-URI"),
        captured=record.header("WARC-Date"),
        http_status=record.status,
        http_headers=tuple(
            (key[:_MAX_VALUE], value[:_MAX_VALUE]) for key, value in http[:_MAX_HEADERS]
        ),
        content=content,
        fault=fault,
        names=_names(record, "WARC-Record-ID", "WARC-Target-URI", "WARC-Date"),
        refers_to=refers_to,
    )


def _content(record: Record) -> tuple[Content | None, PictureError | None]:
    """Read the picture in a record; what calls itself one and is none that is known is a fault."""
    is_called_picture = _told_type(record).startswith("image/")
    if record.length > _MAX_BLOCK:
        if not is_called_picture and recognise(record.read(HEAD_BYTES)) is None:
            return None, None
        return None, PictureError("picture_too_large", size=record.length, limit=LIMITS.max_bytes)
    head = record.read(HEAD_BYTES)
    content = read_content(head, record.read)
    if content is None and head and is_called_picture:
        return None, PictureError("picture_unknown_format")
    return content, None


def _told_type(record: Record) -> str:
    """Give the media type that HTTP told; a blank where it told none."""
    return (record.http_header("Content-Type") or "").strip().lower() or " "


def _names(record: Record, own_id: str, page: str, time: str) -> tuple[str, ...]:
    """Give what a record's content is called, the surest name first."""
    names = []
    if digest := record.header("WARC-Payload-Digest"):
        names.append(f"payload {digest}")
    if name := record.header(own_id):
        names.append(f"record {name}")
    if record.header(page) and record.header(time):
        names.append(f"page {record.header(time)} {record.header(page)}")
    return tuple(names)


def _note(record: Record, referrers: OrderedDict[str, str]) -> None:
    """Remember the referrer that a request names (Referer), or a crawler's notes (via)."""
    if record.kind == "request":
        referrer = record.http_header("Referer")
    else:
        lines = record.read(_MAX_FIELDS).decode("utf-8", "replace").splitlines()
        fields = (line.partition(":") for line in lines)
        referrer = next((value.strip() for key, _, value in fields if key.lower() == "via"), None)
    for neighbour in _neighbours(record) if referrer else ():
        referrers[neighbour] = str(referrer)
        referrers.move_to_end(neighbour)
    while len(referrers) > _REMEMBERED:
        referrers.popitem(last=False)


def _neighbours(record: Record) -> list[str]:
    """Give what ties the records of one request together: their ids, or the page."""
    tied = [record.header("WARC-Record-ID"), *record.headers("WARC-Concurrent-To")]
    return [name for name in (*tied, record.header("WARC-Target-URI")) if name]


def _referred(
    sighting: Sighting, neighbours: list[str], referrers: OrderedDict[str, str]
) -> Sighting:
    known = (referrers[name] for name in neighbours if name in referrers)
    return replace(sighting, referrer=next(known, None))
