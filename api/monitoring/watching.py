"""Who watches a work, and which works a party watches: its owners, and who holds it exclusively."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Literal

from api.monitoring.models import WatchedWork, Watchlist
from api.service import Service
from api.views import registered_party
from ledger.number import format_number
from ledger.past import Moment, register_at
from ledger.register.records import Folio
from ledger.register.rules.licensing_conflict import excludes_others
from ledger.register.rules.licensing_status import in_effect, live_overlaps
from ledger.register.terms import ECONOMIC_RIGHTS, Scope
from ledger.register.territory import WORLD
from ledger.register.vocabulary import vocabulary
from ledger.store.interface import Reader, WorkQuery


def watchers(moment: Moment, folio: Folio) -> list[str]:
    """Give the parties that own a work, or hold a licence of it that keeps others out."""
    owners = [owner.party for owner in folio.owners]
    return list(dict.fromkeys([*owners, *_exclusive_licensees(moment, folio)]))


def watchlist(
    service: Service, party: str, *, works: Collection[str] | None, before: int, limit: int
) -> Watchlist:
    """Give one page of the works that `party` watches; `NotFound` (``party_unknown``).

    Where `works` are given, only those of them that it does.
    """
    with service.store.read() as reader:
        registered_party(reader, party)
        moment = register_at(reader, service.clock())
        counts = reader.hits_by_work(party)
        ids = _ids(reader, party, before, limit) if works is None else set(works)
        folios = (moment.register.get(Folio, work) for work in ids)
        older = [folio for folio in folios if folio is not None and folio.filed < before]
        older.sort(key=lambda folio: folio.filed, reverse=True)
        watched = (_watched(moment, party, folio, counts.get(folio.id, 0)) for folio in older)
        page = list(islice((work for work in watched if work is not None), limit))
    return Watchlist(items=page, next=page[-1].entry if len(page) == limit else None)


def _ids(reader: Reader, party: str, before: int, limit: int) -> set[str]:
    """Name every work filed before `before` that may stand on a page of `limit`."""
    owned = reader.works(WorkQuery(owner=party), before, limit)
    ids = {row.statement_id for index in owned for row in reader.rows(index, index + 1)}
    return ids | set(reader.works_licensed_to(party))


def _watched(moment: Moment, party: str, folio: Folio, hits: int) -> WatchedWork | None:
    """Give the work as it stands on the list of `party`; ``None`` where it does not."""
    held: Literal["owner", "exclusive_licensee"]
    if any(owner.party == party for owner in folio.owners):
        held = "owner"
    elif party in _exclusive_licensees(moment, folio):
        held = "exclusive_licensee"
    else:
        return None
    return WatchedWork(
        id=folio.id,
        entry=folio.filed,
        number=format_number(folio.filed),
        title=folio.title,
        held=held,
        hits=hits,
    )


def _exclusive_licensees(moment: Moment, folio: Folio) -> list[str]:
    day = moment.day.isoformat()
    anywhere = Scope(ECONOMIC_RIGHTS, (WORLD,), day, day, "all", "all")
    exclusive = [name for name in vocabulary("exclusivity") if excludes_others(name)]
    overlaps = live_overlaps(moment.register, folio.id, anywhere, moment.day, exclusivity=exclusive)
    return [
        grant.licensee for grant, _ in overlaps if in_effect(moment.register, grant, moment.day)
    ]
