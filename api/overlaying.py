"""A suspect and a registered picture side by side, the parts that both show outlined."""

from __future__ import annotations

from api.service import Service, Traced
from api.views import picture_address
from hashing.image import open_picture
from hashing.overlay import Outline, expression_map, overlay
from ledger.register.entry import Entry
from ledger.register.origin import Likeness


def overlay_of(service: Service, traced: Traced, place: int = 0) -> bytes | None:
    """Draw the match at `place` of the works and sources that were found, as a PNG.

    ``None`` if there is no such match. Of a registered picture no more is drawn than may be shown
    to anyone; where that is nothing, its side holds the outlines alone.
    """
    report = traced.report
    found: list[Likeness] = [*report.matches, *report.sources]
    if place >= len(found):
        return None
    like = found[place]
    data = shown_picture(service, traced.entries[like.entry])
    registered = None if data is None else open_picture(data)
    outlines = [Outline(_parts(area.picture), _parts(area.registered)) for area in like.areas]
    return overlay(traced.suspect.picture, registered, outlines)


def overlay_for(service: Service, traced: Traced, work: str) -> bytes | None:
    """Draw the match with the work of this id; ``None`` if it is not among what was found."""
    for place, like in enumerate(traced.report.matches):
        if traced.entries[like.entry].statement.id == work:
            return overlay_of(service, traced, place)
    return None


def map_of(service: Service, entry: Entry) -> bytes | None:
    """Draw a work with what is its own in colour, as a PNG.

    ``None`` if the work may not be shown, or is not traced (any more).
    """
    data, expression = shown_picture(service, entry), service.expression(entry)
    if data is None or expression is None:
        return None
    return expression_map(open_picture(data), expression)


def shown_picture(service: Service, entry: Entry) -> bytes | None:
    """Give the small picture of an entry, if anyone may see it and it is there."""
    with service.store.read() as reader:
        files = reader.files(entry.index, entry.index + 1)
    if picture_address(entry) is None or not files or files[0][1].thumbnail is None:
        return None
    return service.home.objects.get(files[0][1].thumbnail)


def _parts(places: list[list[int]]) -> list[tuple[float, float]]:
    return [(x / 1000, y / 1000) for x, y in places]
