"""Who went on after a notice: the same respondent, on the same work, seen after it was forwarded.

Whoever goes on after a notice is presumed to act on purpose (SPC Interpretation on Punitive
Damages, Art. 3). A notice counts from the day on which it was forwarded, and no more once it was
withdrawn, or its measures ended or have to end; so the answer is one of a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.register.calendar import local_date, parse_time
from ledger.register.procedures.infringement import INFRINGEMENT
from ledger.register.records.enforcement import Continued, Infringement, Noticed, SeenAgain
from ledger.register.state import Register

#: How much of the newest the register keeps at hand; the older stands in the entries.
_KEPT = 64
#: States in which a notice does not count: it was wrong, or nobody stands by it.
_VOID = frozenset({"restore_due", "restored", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Repetition:
    """Entries by which a respondent went on after a notice.

    ``before`` forwarded the earlier notices that it had got when this notice's evidence was seen;
    ``again`` are evidence and later notices that say that it was seen again after this one.
    """

    before: tuple[int, ...]
    again: tuple[int, ...]


def repetition(register: Register, case: Infringement, day: date) -> Repetition:
    """Say as of `day` what shows that the respondent of a notice went on after it, or before it."""
    if not _counts(case, day):
        return Repetition((), ())
    before = [one.forwarded for one in _all(register, case.after) if _counts(one, day)]
    found = register.get(SeenAgain, case.id)
    again = list(found.entries) if found else []
    again += [
        one.sent
        for one in notices_to(register, case.work, case.respondent)
        if case.id in one.after and _counts(one, day)
    ]
    return Repetition(tuple(entry for entry in before if entry is not None), tuple(sorted(again)))


def continued_after_notice(register: Register, party: str, day: date) -> list[int]:
    """Give the entries that show, as of `day`, that a party went on after a notice; none is good.

    They are the newest, in the order of the log.
    """
    known = register.get(Continued, party)
    shown: set[int] = set()
    for case in _all(register, known.notices if known else []):
        found = repetition(register, case, day)
        shown |= {*found.again, *([case.sent] if found.before else [])}
    return sorted(shown)


def notices_to(register: Register, work: str, respondent: str | None) -> list[Infringement]:
    """Give the notices to a registered respondent on a work, in the order of the log."""
    known = register.get(Noticed, f"{work}/{respondent}")
    return _all(register, known.notices if known else [])


def forwarded_before(cases: Iterable[Infringement], seen: str) -> list[Infringement]:
    """Give those of the notices that had been forwarded before the day of the time `seen`."""
    day = local_date(parse_time(seen)).isoformat()
    return [case for case in cases if case.served is not None and case.served < day]


def note_seen_again(register: Register, case: Infringement, index: int) -> None:
    """Keep that evidence in the entry `index` saw a notice's target again."""
    known = register.get(SeenAgain, case.id)
    entries = [*(known.entries if known else []), index][-_KEPT:]
    register.put(SeenAgain(entry=index, notice=case.id, entries=entries))
    note_continued(register, case, index)


def note_continued(register: Register, case: Infringement, index: int) -> None:
    """Keep that a registered respondent went on before or after a notice."""
    if case.respondent is None:
        return
    known = register.get(Continued, case.respondent)
    others = [name for name in (known.notices if known else []) if name != case.id]
    notices = [*others, case.id][-_KEPT:]
    register.put(Continued(entry=index, party=case.respondent, notices=notices))


def _all(register: Register, names: Iterable[str]) -> list[Infringement]:
    found = [register.get(Infringement, name) for name in names]
    return [case for case in found if case is not None]


def _counts(case: Infringement, day: date) -> bool:
    return INFRINGEMENT.at(case.status, day).state not in _VOID
