"""The register as it was: valid on a day, as far as it was known when the log had some size.

What an entry says holds from its own day on, so the state valid on a day is what the entries up to
that day make of it, with every clock read on that day. Only a few facts reach back: a registration
cancelled from the start, a licence void from the start, entries contested since a key was stolen.
These are laid over it, if the log knew of them at that size.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from ledger.register.calendar import SHANGHAI, format_time, local_date, parse_time
from ledger.register.canonical import canonical
from ledger.register.entry import parse_entry
from ledger.register.records import Folio, Grant, Key, Party
from ledger.register.state import Register
from ledger.store.interface import Reader

#: table → the member that says that a fact reaches back, and the members that come with it
_REACHING_BACK = {
    Folio.table: ("voidFromStart", ("voidFromStart", "status")),
    Grant.table: ("void", ("void", "status")),
    Party.table: ("contests", ("contests",)),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A register to ask, the day on which its clocks are read, and the entries that it knows."""

    register: Register
    day: date
    known: int


def register_at(
    reader: Reader, now: datetime, as_of: date | None = None, known_at: int | None = None
) -> Moment:
    """Give the register valid on `as_of` as known when the log had `known_at` entries.

    Both absent is the present. Without `as_of` it is the day of the last entry known, so that the
    same question has the same answer for ever. A `known_at` beyond the log is its present size.
    """
    size = reader.head().size
    known = size if known_at is None else min(known_at, size)
    if as_of is None:
        as_of = local_date(now) if known_at is None else _day_of(reader, known - 1, now)
    valid = min(known, reader.size_at(_last_second(as_of)))
    if valid == size:
        return Moment(Register(lambda key: reader.records([key])[key]), as_of, known)

    def load(key: Key) -> str | None:
        then = reader.records_at([key], valid).get(key)
        if then is None or key[0] not in _REACHING_BACK or valid == known:
            return then
        return _overlaid(key[0], then, reader.records_at([key], known).get(key))

    return Moment(Register(load, indexed=False), as_of, known)


def _day_of(reader: Reader, index: int, now: datetime) -> date:
    leaf = reader.leaf(index) if index >= 0 else None
    if leaf is None:
        return local_date(now)
    return local_date(parse_time(parse_entry(leaf, index).registry.time))


def _last_second(day: date) -> str:
    return format_time(datetime.combine(day, time(23, 59, 59), SHANGHAI))


def _overlaid(table: str, then: str, later: str | None) -> str:
    sign, members = _REACHING_BACK[table]
    known: dict[str, Any] = json.loads(later) if later else {}
    if sign not in known:
        return then
    valid: dict[str, Any] = json.loads(then)
    valid |= {member: known[member] for member in members if member in known}
    return canonical(valid).decode("utf-8")
