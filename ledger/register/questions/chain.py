"""Which entries an answer rests on: the chain of title, and the chain of each licence."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.register.records import Folio, Grant, Offer
from ledger.register.rules.licensing_status import ancestors_of
from ledger.register.state import Register
from ledger.register.title import title_steps


def evidence_of(register: Register, folio: Folio, grants: Iterable[Grant]) -> list[int]:
    """Give the indexes of the entries from which title and licences follow, in order.

    They are the registration and every link of the title chain, each grant with those above it, the
    offers that were accepted, and the entries that changed any of these last.
    """
    indexes = {folio.filed, folio.registered, folio.entry}
    indexes |= {step.entry for step in title_steps(register, folio)}
    for grant in grants:
        for link in (grant, *ancestors_of(register, grant)):
            indexes |= {link.granted, link.entry}
            offer = register.get(Offer, link.offer) if link.offer else None
            if offer is not None:
                indexes.add(offer.offered)
    return sorted(indexes)
