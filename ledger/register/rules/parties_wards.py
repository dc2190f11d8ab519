"""Guardians of minors (Civil Code, Art. 17 to 20, 27)."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.identity import ward_at
from ledger.register.kinds.parties import Guardianship, GuardianshipEnd
from ledger.register.moment import Moment
from ledger.register.records import Key, Party, Ward
from ledger.register.rules.common import subject_of
from ledger.register.rules.parties_common import identity_keys, living_party, save
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: The longest that each age can last, in years: from birth to 8, from 8 to 18.
_YEARS = {"under_8": 8, "8_to_17": 10}


def reads_guardianship(statement: Statement) -> set[Key]:
    """Name the records that `decide_guardianship` asks for."""
    subject = subject_of(statement, Guardianship)
    return identity_keys(subject.ward, subject.guardian)


def decide_guardianship(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a guardian who signs, on a registrar's word; the same one may be entered anew."""
    subject = subject_of(statement, Guardianship)
    ward = living_party(register, subject.ward)
    guardian = living_party(register, subject.guardian)
    _check_both(ward, guardian, moment.day)
    signatures = Signatures(statement, register, moment)
    signatures.require_own(subject.guardian)
    signatures.require_officers(1, strangers_to=[subject.ward, subject.guardian])
    signatures.admit([subject.ward])
    signatures.require_nobody_else()
    _check_last_day(subject, moment.day)
    return {}


def apply_guardianship(register: Register, entry: Entry) -> None:
    """Fold a guardianship."""
    subject = subject_of(entry.statement, Guardianship)
    ward = Ward(
        entry=entry.index,
        guardian=subject.guardian,
        minority=subject.minority,
        until=subject.until,
    )
    save(register, entry, subject.ward, ward=ward)


def reads_end(statement: Statement) -> set[Key]:
    """Name the records that `decide_end` asks for."""
    return identity_keys(subject_of(statement, GuardianshipEnd).ward)


def decide_end(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the end of a guardianship on a registrar's word; either side may sign beside it."""
    subject = subject_of(statement, GuardianshipEnd)
    ward = ward_at(living_party(register, subject.ward), moment.day)
    if ward is None:
        raise Refusal("guardianship_none", did=subject.ward)
    signatures = Signatures(statement, register, moment)
    signatures.require_officers(1, strangers_to=[subject.ward, ward.guardian])
    signatures.admit([subject.ward, ward.guardian])
    signatures.require_nobody_else()
    return {}


def apply_end(register: Register, entry: Entry) -> None:
    """Fold the end of a guardianship."""
    save(register, entry, subject_of(entry.statement, GuardianshipEnd).ward, ward=None)


def _check_both(ward: Party, guardian: Party, day: date) -> None:
    if ward.party == guardian.party:
        raise Refusal("guardian_is_ward", did=ward.party)
    if ward.kind != "person":
        raise Refusal("ward_not_person", entry=ward.entry, did=ward.party)
    minor = ward_at(guardian, day)
    if minor is not None:
        raise Refusal("guardian_is_minor", entry=minor.entry, did=guardian.party)
    known = ward_at(ward, day)
    if known is not None and known.guardian != guardian.party:
        raise Refusal(
            "guardianship_exists", entry=known.entry, did=ward.party, guardian=known.guardian
        )


def _check_last_day(subject: Guardianship, day: date) -> None:
    if subject.until < day.isoformat():
        raise Refusal("last_day_past", until=subject.until)
    limit = _first_from(day, _YEARS[subject.minority])
    if subject.until > limit:
        raise Refusal("guardianship_too_long", until=subject.until, limit=limit)


def _first_from(day: date, years: int) -> str:
    """Give the first of a month that is on, or next after, the day `years` after `day`."""
    months = day.month - 1 if day.day == 1 else day.month
    return date(day.year + years + months // 12, months % 12 + 1, 1).isoformat()


_PARTY = (
    "ledger_not_founded",
    "party_not_registered",
    *SIGNERS,
    "registrar_signature_missing",
    "officer_is_party",
)

RULES = {
    "Guardianship": Rule(
        decide_guardianship,
        apply_guardianship,
        reads_guardianship,
        "The guardian and a registrar who is neither of the two. The ward may sign beside them.",
        (
            *_PARTY,
            "guardian_is_ward",
            "ward_not_person",
            "guardianship_exists",
            "until_not_first",
            "last_day_past",
            "guardianship_too_long",
        ),
    ),
    "GuardianshipEnd": Rule(
        decide_end,
        apply_end,
        reads_end,
        "A registrar who is neither of the two. Ward and guardian may sign beside it.",
        (*_PARTY, "guardianship_none"),
    ),
}
