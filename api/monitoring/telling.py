"""Telling rights-holders of what resembles their works: hits, numbered for each party.

Who is told is who owned the work, or held it exclusively, when the resemblance was found: as of the
entry of a registration, or as of the report of an observation. A hit is written once and stays, so
its number does too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from api.monitoring.finding import is_told, resembled_by
from api.monitoring.watching import watchers
from api.service import Service
from ledger.past import Moment, register_at
from ledger.register.entry import Entry, parse_entry
from ledger.register.origin import Verdict
from ledger.register.records import Folio
from ledger.store import HitRow
from ledger.store.interface import Batch, Reader

_KIND = "WorkRegistration"
#: Entries looked at in one transaction, which holds up whoever registers.
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Cause:
    """What resembles works: the ``observation``, or the registration ``entry``, at ``time``."""

    time: str
    observation: int | None = None
    entry: int | None = None


def catch_up(service: Service) -> None:
    """Tell of every registration that nobody was told of yet.

    Nothing has to be kept by whoever registers, so nothing is lost where a process dies in between.
    """
    while _is_behind(service):
        with service.store.write() as batch:
            tell_of_registrations(batch, service.clock(), _PAGE)


def tell_of_registrations(batch: Batch, now: datetime, limit: int) -> None:
    """Tell of what the next `limit` entries resemble, if they are registrations."""
    start = batch.told()
    end = min(start + limit, batch.head().size)
    for row in batch.rows(start, end):
        if row.kind == _KIND:
            _tell_of_registration(batch, parse_entry(row.leaf, row.index), now)
    if end > start:
        batch.set_told(end)


def tell(
    batch: Batch,
    moment: Moment,
    found: Iterable[tuple[str, Verdict, float | None]],
    cause: Cause,
    *,
    silent: frozenset[str] = frozenset(),
) -> None:
    """Tell of works that were found, best first, each with verdict and score.

    Nobody is told twice of one work for one cause, and nobody of `silent` at all.
    """
    hits: list[HitRow] = []
    best: dict[str, tuple[str, Verdict, float | None]] = {}
    for item in found:
        best.setdefault(item[0], item)
    for work, verdict, score in best.values():
        folio = moment.register.get(Folio, work)
        if folio is None or not is_told(verdict):
            continue
        row = HitRow("", 0, cause.time, work, verdict, score, cause.observation, cause.entry)
        parties = [party for party in watchers(moment, folio) if party not in silent]
        hits += [replace(row, party=party) for party in parties]
    batch.tell(_numbered(batch, hits))


def _is_behind(service: Service) -> bool:
    with service.store.read() as reader:
        return reader.told() < reader.head().size


def _tell_of_registration(batch: Batch, entry: Entry, now: datetime) -> None:
    resembled = resembled_by(entry)
    if not resembled:
        return
    moment = register_at(batch, now, known_at=entry.index + 1)
    own = moment.register.get(Folio, entry.statement.id)
    # what its owners have registered before is no news to them
    silent = frozenset(owner.party for owner in own.owners) if own else frozenset()
    found = [(_id_at(batch, index), verdict, None) for index, verdict in resembled]
    cause = Cause(entry.registry.time, entry=entry.index)
    tell(batch, moment, found, cause, silent=silent)


def _id_at(reader: Reader, index: int) -> str:
    (row,) = reader.rows(index, index + 1)
    return row.statement_id


def _numbered(batch: Batch, hits: Iterable[HitRow]) -> list[HitRow]:
    given: Counter[str] = Counter()
    numbered = []
    for hit in hits:
        number = batch.next_hit(hit.party) + given[hit.party]
        numbered.append(replace(hit, sequence=number))
        given[hit.party] += 1
    return numbered
