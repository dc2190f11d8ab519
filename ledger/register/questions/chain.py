"""Which entries an answer rests on: the chain of title, and the chain of each licence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.register.records import Folio, Grant, Offer, TitleStep
from ledger.register.state import Register


def title_steps(register: Register, folio: Folio) -> list[TitleStep]:
    """Give every link of a work's title chain, the registration first."""
    found = []
    for number in range(folio.steps):
        step = register.get(TitleStep, f"{folio.id}/{number:06d}")
        assert step is not None
        found.append(step)
    return found


def grant_chain(register: Register, grant: Grant) -> Iterator[Grant]:
    """Give a grant and the grants that it is a sublicence of, itself first."""
    current: Grant | None = grant
    while current is not None:
        yield current
        current = register.get(Grant, current.parent) if current.parent else None


def evidence_of(register: Register, folio: Folio, grants: Iterable[Grant]) -> list[int]:
    """Give the indexes of the entries from which title and licences follow, in order.

    They are the registration and every link of the title chain, each grant with those above it, the
    offers that were accepted, and the entries that changed any of these last.
    """
    indexes = {folio.filed, folio.registered, folio.entry}
    indexes |= {step.entry for step in title_steps(register, folio)}
    for grant in grants:
        for link in grant_chain(register, grant):
            indexes |= {link.granted, link.entry}
            offer = register.get(Offer, link.offer) if link.offer else None
            if offer is not None:
                indexes.add(offer.offered)
    return sorted(indexes)
