"""Where entries have their pages, and how an entry looks on another one's page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from api.views import picture_address
from ledger.number import format_number
from ledger.register.entry import Entry
from ledger.register.fields import Label
from ledger.register.kinds.heritage import HeritagePicture, HeritageSource
from ledger.register.kinds.party import PartyRegistration
from ledger.register.kinds.work import WorkRegistration


@dataclass(frozen=True, slots=True)
class Card:
    """An entry that carries a picture; ``picture`` is the address of what may be shown."""

    index: int
    address: str
    number: str
    kind: str
    title: Label
    registered: str
    picture: str | None


def card_of(entry: Entry) -> Card:
    """Give the card of a work or of a heritage source."""
    subject = entry.statement.subject
    assert isinstance(subject, WorkRegistration | HeritageSource)
    return Card(
        index=entry.index,
        address=page_of_entry(entry),
        number=format_number(entry.index),
        kind=entry.statement.kind,
        title=subject.title,
        registered=entry.registry.time,
        picture=picture_address(entry),
    )


def address_of(name: str, shelf: str) -> str:
    """Give the page of a thing by its id, on the shelf ``works``, ``heritage`` or ``parties``."""
    return f"/{shelf}/{quote(name, safe=':')}"


def page_of_entry(entry: Entry) -> str:
    """Give the page that shows an entry best."""
    subject = entry.statement.subject
    if isinstance(subject, WorkRegistration):
        return address_of(entry.statement.id, "works")
    if isinstance(subject, HeritageSource):
        return address_of(entry.statement.id, "heritage")
    if isinstance(subject, HeritagePicture):
        return address_of(subject.heritage, "heritage")
    if isinstance(subject, PartyRegistration):
        return address_of(subject.party, "parties")
    return f"/entries/{entry.index}"
