"""Observations and hits on SQLAlchemy Core, the same on every database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, func, select, update

from ledger.register.records import Held
from ledger.store import schema
from ledger.store.observations import HitRow, ObservationRow

_observation = schema.observations.c
_hit = schema.hits.c
_record = schema.records.c
_ROW = [_observation[name] for name in ObservationRow.__dataclass_fields__]


class SqlObservationReader:
    """Reads over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def observed(self, sha256: str, address: str, captured: str) -> ObservationRow | None:
        """See `ObservationReader.observed`."""
        query = select(*_ROW).where(_observation.name == _name(sha256, address, captured))
        found = self._connection.execute(query).one_or_none()
        return None if found is None else ObservationRow(*found)

    def observations(self, after: int, limit: int) -> list[ObservationRow]:
        """See `ObservationReader.observations`."""
        query = select(*_ROW).where(_observation.number > after)
        query = query.order_by(_observation.number).limit(limit)
        return [ObservationRow(*row) for row in self._connection.execute(query)]

    def next_observation(self) -> int:
        """See `ObservationReader.next_observation`."""
        # observations may be forgotten; a number that a hit names is never another's
        given = (func.max(_observation.number), func.max(_hit.observation))
        last = (self._connection.execute(select(number)).scalar() for number in given)
        return 1 + max((number for number in last if number is not None), default=-1)

    def hits(self, party: str, start: int, end: int) -> list[HitRow]:
        """See `ObservationReader.hits`."""
        query = select(schema.hits).where(_hit.party == party, _hit.sequence >= start)
        query = query.where(_hit.sequence < end).order_by(_hit.sequence)
        return [HitRow(*row) for row in self._connection.execute(query)]

    def next_hit(self, party: str) -> int:
        """See `ObservationReader.next_hit`."""
        query = select(func.max(_hit.sequence)).where(_hit.party == party)
        last = self._connection.execute(query).scalar()
        return 0 if last is None else last + 1

    def hits_by_work(self, party: str) -> dict[str, int]:
        """See `ObservationReader.hits_by_work`."""
        query = select(_hit.work, func.count()).where(_hit.party == party).group_by(_hit.work)
        counted: dict[str, int] = dict(self._connection.execute(query).all())
        return counted

    def told(self) -> int:
        """See `ObservationReader.told`."""
        size: int = self._connection.execute(select(schema.told.c.size)).scalar_one()
        return size

    def works_licensed_to(self, party: str) -> list[str]:
        """See `ObservationReader.works_licensed_to`."""
        # keys are "<work>/<party>": the ids of works hold no slash, and "0" follows it
        first, last = f"{Held.table}/", f"{Held.table}0"
        query = (
            select(_record.name)
            .where(_record.name > first, _record.name < last)
            .where(_record.name.endswith(f"/{party}", autoescape=True))
            .order_by(_record.name)
        )
        return [name.split("/")[1] for name in self._connection.execute(query).scalars()]


class SqlObservationWriter(SqlObservationReader):
    """Writes over one connection that holds the head's lock."""

    def observe(self, observation: ObservationRow) -> None:
        """See `ObservationWriter.observe`."""
        name = _name(observation.sha256, observation.address, observation.captured)
        values = {**asdict(observation), "name": name}
        self._connection.execute(schema.observations.insert(), values)

    def tell(self, hits: Sequence[HitRow]) -> None:
        """See `ObservationWriter.tell`."""
        if hits:
            self._connection.execute(schema.hits.insert(), [asdict(hit) for hit in hits])

    def set_told(self, size: int) -> None:
        """See `ObservationWriter.set_told`."""
        self._connection.execute(update(schema.told).values(size=size))


def _name(sha256: str, address: str, captured: str) -> bytes:
    """Give the one name of an observation: an address may be longer than an index takes."""
    return hashlib.sha256(json.dumps([sha256, address, captured]).encode()).digest()
