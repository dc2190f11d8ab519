"""Keys that their parties still control: contacts named for a bad day, and a key replaced."""

from __future__ import annotations

from datetime import timedelta

from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.identity import party_at
from ledger.register.kinds.parties_keys import KeyRotation, RecoveryContacts
from ledger.register.moment import Moment
from ledger.register.procedures.key_control import KEY_CONTROL, RECOVERY_DAYS
from ledger.register.records import Key, KeyHolder
from ledger.register.rules.common import constitution, require_parties, subject_of
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


def reads_contacts(statement: Statement) -> set[Key]:
    """Name the records that `decide_contacts` asks for."""
    subject = subject_of(statement, RecoveryContacts)
    return identity_keys(subject.party, *subject.contacts)


def decide_contacts(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit three contacts whom the party names by its own signature.

    The first ones are in place at once, and so are later ones for which a registrar signs too.
    Without that a stolen key would take the power of recovery along: new contacts then wait as long
    as a recovery does, and a report of the theft ends the wait. The ruling says in ``waitUntil``
    which day is the last of the old ones.
    """
    subject = subject_of(statement, RecoveryContacts)
    party = party_at(living_party(register, subject.party), moment.day)
    registrars = constitution(register).registrars
    require_parties(register, (did for did in subject.contacts if did not in registrars))
    signatures = Signatures(statement, register, moment)
    signatures.require_own(subject.party)
    officers = signatures.officers()
    signatures.admit(officers)
    signatures.require_nobody_else()
    if officers or not party.recovery_contacts:
        return {}
    return {"waitUntil": (moment.day + timedelta(days=RECOVERY_DAYS)).isoformat()}


def apply_contacts(register: Register, entry: Entry) -> None:
    """Fold new contacts, or those to come."""
    subject = subject_of(entry.statement, RecoveryContacts)
    due = (entry.registry.ruling or {}).get("waitUntil")
    changes: dict[str, object] = {"next_contacts": subject.contacts, "contacts_due": due}
    if due is None:
        changes = {"recovery_contacts": subject.contacts, "next_contacts": [], "contacts_due": None}
    save(register, entry, subject.party, **changes)


def reads_rotation(statement: Statement) -> set[Key]:
    """Name the records that `decide_rotation` asks for."""
    subject = subject_of(statement, KeyRotation)
    return identity_keys(subject.party, subject.new_key)


def decide_rotation(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a new key that was never anybody's, signed by the old one and by itself."""
    subject = subject_of(statement, KeyRotation)
    party = living_party(register, subject.party)
    require_new_key(register, subject.new_key)
    signatures = Signatures(statement, register, moment)
    signatures.require_own(subject.party)
    require_signature_of(subject.new_key, signatures)
    signatures.require_nobody_else()
    KEY_CONTROL.step(party.control, "KeyRotation", moment.day, entry=party.control_entry)
    return {}


def apply_rotation(register: Register, entry: Entry) -> None:
    """Fold a new key: from the next entry on it speaks for the party, and the old one never."""
    subject = subject_of(entry.statement, KeyRotation)
    party = party_on(register, subject.party, entry)
    control = KEY_CONTROL.step(party.control, "KeyRotation", entry.day, entry=party.control_entry)
    save(
        register,
        entry,
        subject.party,
        key_now=subject.new_key,
        control=control,
        control_entry=entry.index,
    )
    register.put(KeyHolder(entry=entry.index, did=subject.new_key, party=subject.party))


RULES = {
    "RecoveryContacts": Rule(
        decide_contacts,
        apply_contacts,
        reads_contacts,
        "The party itself. A registrar may sign beside it: then later contacts need not wait.",
        ("ledger_not_founded", "party_not_registered", *SIGNERS, "contact_is_party"),
    ),
    "KeyRotation": Rule(
        decide_rotation,
        apply_rotation,
        reads_rotation,
        "The party by its present key, and the new key.",
        ("ledger_not_founded", "party_not_registered", *SIGNERS, "key_not_new", "step_not_open"),
    ),
}
