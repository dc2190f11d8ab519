"""Keys that their parties lost: the report of a theft, the recovery by others, the veto.

`procedures.key_control` is the table; between a report or a claim of loss and the day on which the
new key takes over nothing can be signed for the party.
"""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal, SignatureError
from ledger.register.calendar import format_time
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.identity import party_at
from ledger.register.kinds.parties_keys import KeyCompromise, KeyRecovery, RecoveryVeto
from ledger.register.moment import Moment
from ledger.register.procedure import Progress
from ledger.register.procedures.key_control import KEY_CONTROL
from ledger.register.records import Contest, Key, KeyHolder, Party
from ledger.register.rules.common import subject_of
from ledger.register.rules.parties_common import (
    identity_keys,
    living_party,
    party_on,
    require_new_key,
    require_signature_of,
    save,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: How many of the three contacts have to agree.
_QUORUM = 2


def reads_compromise(statement: Statement) -> set[Key]:
    """Name the records that `decide_compromise` asks for."""
    return identity_keys(subject_of(statement, KeyCompromise).party)


def decide_compromise(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the report that a key is in other hands since a time that is past."""
    subject = subject_of(statement, KeyCompromise)
    party = party_at(living_party(register, subject.party), moment.day)
    signatures = Signatures(statement, register, moment)
    _require_reporters(party, signatures)
    signatures.require_nobody_else()
    if subject.since > format_time(moment.time):
        raise Refusal("compromise_in_future", since=subject.since)
    _frozen(party, moment.day)
    return {}


def apply_compromise(register: Register, entry: Entry) -> None:
    """Fold the report: the keys are frozen, and contacts that were to come are forgotten."""
    subject = subject_of(entry.statement, KeyCompromise)
    party = party_on(register, subject.party, entry)
    save(
        register,
        entry,
        subject.party,
        control=_frozen(party, entry.day),
        control_entry=entry.index,
        contests=_contests(party, entry.index, subject.since),
        next_contacts=[],
        contacts_due=None,
    )


def reads_recovery(statement: Statement) -> set[Key]:
    """Name the records that `decide_recovery` asks for."""
    subject = subject_of(statement, KeyRecovery)
    return identity_keys(subject.party, subject.new_key)


def decide_recovery(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a new key for a lost one, by two of the three contacts and that key.

    The ruling says in ``vetoUntil`` which day is the last for a veto; the day after, the new key
    has taken over.
    """
    subject = subject_of(statement, KeyRecovery)
    party = party_at(living_party(register, subject.party), moment.day)
    require_new_key(register, subject.new_key)
    if not party.recovery_contacts:
        raise Refusal("contacts_not_named", did=subject.party)
    signatures = Signatures(statement, register, moment)
    contacts = [did for did in party.recovery_contacts if did in signatures.speakers]
    if len(contacts) < _QUORUM:
        raise SignatureError("recovery_signatures_missing", did=subject.party, found=len(contacts))
    signatures.admit(contacts)
    require_signature_of(subject.new_key, signatures)
    signatures.require_nobody_else()
    waiting = KEY_CONTROL.step(party.control, "KeyRecovery", moment.day, entry=party.control_entry)
    return {"vetoUntil": waiting.due}


def apply_recovery(register: Register, entry: Entry) -> None:
    """Fold the claim of loss: the wait begins, and the new key belongs to the party from now on.

    Contacts that were to come are forgotten: the key that named them may be in other hands.
    """
    subject = subject_of(entry.statement, KeyRecovery)
    party = party_on(register, subject.party, entry)
    save(
        register,
        entry,
        subject.party,
        control=KEY_CONTROL.step(
            party.control, "KeyRecovery", entry.day, entry=party.control_entry
        ),
        control_entry=entry.index,
        pending_key=subject.new_key,
        next_contacts=[],
        contacts_due=None,
    )
    register.put(KeyHolder(entry=entry.index, did=subject.new_key, party=subject.party))


def reads_veto(statement: Statement) -> set[Key]:
    """Name the records that `decide_veto` asks for."""
    return identity_keys(subject_of(statement, RecoveryVeto).party)


def decide_veto(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the old key's word that it is not lost, within the wait.

    A frozen key may have been stolen: it needs a registrar beside it. The ruling says in ``by``
    whose word it was, ``key`` or ``registrar``.
    """
    subject = subject_of(statement, RecoveryVeto)
    party = living_party(register, subject.party)
    signatures = Signatures(statement, register, moment, frozen_may=subject.party)
    signatures.require_own(subject.party)
    officers = signatures.officers()
    signatures.admit(officers)
    signatures.require_nobody_else()
    by = "registrar" if officers else "key"
    KEY_CONTROL.step(party.control, f"RecoveryVeto:{by}", moment.day, entry=party.control_entry)
    return {"by": by}


def apply_veto(register: Register, entry: Entry) -> None:
    """Fold the veto: the old key speaks on, and a report of theft that froze it is taken back.

    The key that was to take over stays the party's for ever, so that nobody else ever uses it.
    """
    subject = subject_of(entry.statement, RecoveryVeto)
    party = party_on(register, subject.party, entry)
    event = f"RecoveryVeto:{(entry.registry.ruling or {})['by']}"
    save(
        register,
        entry,
        subject.party,
        control=KEY_CONTROL.step(party.control, event, entry.day, entry=party.control_entry),
        control_entry=entry.index,
        pending_key=None,
        contests=[contest for contest in party.contests if contest.until is not None],
    )


def _require_reporters(party: Party, signatures: Signatures) -> None:
    """Demand the party's own word, or that of two contacts, or of a contact and a registrar."""
    contacts = {did for did in party.recovery_contacts if did in signatures.speakers}
    officers = {did for did in signatures.officers() if did != party.party}
    if not signatures.consents_own(party.party) and not (
        contacts and len(contacts | officers) >= _QUORUM
    ):
        raise SignatureError("compromise_signatures_missing", did=party.party)
    signatures.admit(contacts | officers)


def _frozen(party: Party, day: date) -> Progress:
    """Give the progress of a frozen key; a wait that runs already keeps its last day."""
    due = party.control.due
    return KEY_CONTROL.step(
        party.control,
        "KeyCompromise",
        day,
        entry=party.control_entry,
        due=None if due is None else date.fromisoformat(due),
    )


def _contests(party: Party, entry: int, since: str) -> list[Contest]:
    """Give the contested times with one more; while one is open, the earliest claim counts."""
    closed = [contest for contest in party.contests if contest.until is not None]
    claims = [contest for contest in party.contests if contest.until is None]
    claims.append(Contest(entry=entry, since=since))
    return [*closed, min(claims, key=lambda contest: contest.since)]


_PARTY = ("ledger_not_founded", "party_not_registered", *SIGNERS, "step_not_open")

RULES = {
    "KeyCompromise": Rule(
        decide_compromise,
        apply_compromise,
        reads_compromise,
        "The party by its present key; or two of its contacts; or one of them and a registrar.",
        (*_PARTY, "compromise_signatures_missing", "compromise_in_future"),
        public=True,
    ),
    "KeyRecovery": Rule(
        decide_recovery,
        apply_recovery,
        reads_recovery,
        "Two of the party's three contacts, and the new key.",
        (*_PARTY, "key_not_new", "contacts_not_named", "recovery_signatures_missing"),
        public=True,
    ),
    "RecoveryVeto": Rule(
        decide_veto,
        apply_veto,
        reads_veto,
        "The party by its old key; beside it a registrar, where the key was frozen.",
        _PARTY,
        public=True,
    ),
}
