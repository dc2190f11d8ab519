"""The register in numbers, from its tallies and from the cases whose clocks still run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from api.feed_models import GrantCounts, Statistics, Sums
from api.feeds import work_of
from api.service import read_entry
from api.views import register_of
from ledger.register.calendar import SHANGHAI, format_time
from ledger.register.procedures.objection import OBJECTION, OPEN
from ledger.register.records import Constitution, Folio, Tally
from ledger.register.records.notice import Objection
from ledger.register.rules.dealings import registration_at
from ledger.register.state import Register
from ledger.store.interface import Reader

_PAGE = 1000


def statistics_at(reader: Reader, today: date) -> Statistics:
    """Count what the register holds, with every clock read on `today`."""
    register = register_of(reader)
    entries = _tallies(reader, "kind/")
    objections = [
        Objection.model_validate_json(value) for _, value in _scan(reader, Objection.table, "", "~")
    ]
    still_open = [case for case in objections if OBJECTION.at(case.status, today).state in OPEN]
    objected = {case.work for case in objections}
    return Statistics(
        size=reader.head().size,
        day=today.isoformat(),
        works=entries.get("WorkRegistration", 0),
        parties=entries.get("PartyRegistration", 0),
        notices_open=_under_notice(reader, register, objected, today),
        objections_open=len(still_open),
        objections_by_ground=_tallies(reader, "objections/ground/"),
        orders_by_kind=_tallies(reader, "orders/"),
        grants=GrantCounts(
            total=_value(register, "grants"),
            by_exclusivity=_tallies(reader, "grants/exclusivity/"),
            by_territory=_tallies(reader, "grants/territory/"),
        ),
        serials=_value(register, "serials"),
        sums=Sums(
            fixed=_tallies(reader, "sum/fixed/"),
            paid=_tallies(reader, "sum/paid/"),
            royalties=_tallies(reader, "royalties/"),
            pledged=_tallies(reader, "sum/pledged/"),
        ),
        entries=entries,
    )


def _under_notice(reader: Reader, register: Register, objected: set[str], today: date) -> int:
    """Count the works under notice on `today`.

    The tallies count every work up to the day on which its notice ends if nothing happens. Where
    something may have happened the folio is asked instead.
    """
    founded = register.get(Constitution, "")
    assert founded is not None
    first_day = today - timedelta(days=founded.policy.notice_days)
    midnight = datetime.combine(first_day, time(), SHANGHAI)
    # works from this index on, and no others, are in the tallies that are summed
    start = reader.size_at(format_time(midnight - timedelta(seconds=1)))
    ends = _tallies(reader, "notice_until/")
    total = sum(count for day, count in ends.items() if day >= today.isoformat())
    for work in objected | _interrupted(reader, register, start):
        folio = register.get(Folio, work)
        assert folio is not None
        total -= folio.filed >= start
        total += registration_at(folio, today).state == "notice"
    return total


def _interrupted(reader: Reader, register: Register, start: int) -> set[str]:
    """Name the works that were withdrawn or ordered about by the entries from `start` on."""
    works: set[str] = set()
    for kind in ("Withdrawal", "Order"):
        before = reader.head().size
        while indexes := reader.latest(kind, before, _PAGE):
            recent = [index for index in indexes if index >= start]
            found = (work_of(read_entry(reader, index), register) for index in recent)
            works |= {folio.id for folio in found if folio}
            if len(recent) < len(indexes):
                break
            before = indexes[-1]
    return works


def _value(register: Register, name: str) -> int:
    tally = register.get(Tally, name)
    return tally.value if tally else 0


def _tallies(reader: Reader, prefix: str) -> dict[str, int]:
    """Give the tallies whose names begin with `prefix`, by the rest of their names."""
    rows = _scan(reader, Tally.table, prefix, f"{prefix}~")
    return {name[len(prefix) :]: Tally.model_validate_json(value).value for name, value in rows}


def _scan(reader: Reader, table: str, after: str, until: str) -> Iterator[tuple[str, str]]:
    while rows := reader.scan(table, after, until, _PAGE):
        yield from rows
        after = rows[-1][0]
