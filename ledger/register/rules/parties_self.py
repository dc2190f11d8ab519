"""What is known of a party: what it says of itself, its endorsed name, its end."""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.parties import DeathRecord, PartyEndorsement, PartyUpdate
from ledger.register.moment import Moment
from ledger.register.records import Endorsement, Key
from ledger.register.rules.common import subject_of
from ledger.register.rules.parties_common import identity_keys, living_party, save
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads_update(statement: Statement) -> set[Key]:
    """Name the records that `decide_update` asks for."""
    return identity_keys(subject_of(statement, PartyUpdate).party)


def decide_update(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit what a party changes about itself, by its own key."""
    subject = subject_of(statement, PartyUpdate)
    living_party(register, subject.party)
    signatures = Signatures(statement, register, moment)
    signatures.require_own(subject.party)
    signatures.require_nobody_else()
    return {}


def apply_update(register: Register, entry: Entry) -> None:
    """Fold a party's changes about itself."""
    subject = subject_of(entry.statement, PartyUpdate)
    named = {
        "display_name": subject.display_name,
        "pen_names": subject.pen_names,
        "roles": subject.roles,
    }
    changes = {name: value for name, value in named.items() if value is not None}
    save(register, entry, subject.party, **changes)


def reads_endorsement(statement: Statement) -> set[Key]:
    """Name the records that `decide_endorsement` asks for."""
    return identity_keys(subject_of(statement, PartyEndorsement).party)


def decide_endorsement(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a registrar's word on another's name; the party may sign beside it.

    The ruling says in ``registrar`` whose word it is.
    """
    subject = subject_of(statement, PartyEndorsement)
    living_party(register, subject.party)
    signatures = Signatures(statement, register, moment)
    officers = signatures.require_officers(1, strangers_to=[subject.party])
    signatures.admit([subject.party])
    signatures.require_nobody_else()
    return {"registrar": officers[0]}


def apply_endorsement(register: Register, entry: Entry) -> None:
    """Fold an endorsement, in place of an earlier one."""
    subject = subject_of(entry.statement, PartyEndorsement)
    endorsement = Endorsement(
        entry=entry.index,
        registrar=str((entry.registry.ruling or {})["registrar"]),
        name_commitment=subject.name_commitment,
        checked_by=subject.checked_by,
    )
    save(register, entry, subject.party, endorsement=endorsement)


def reads_death(statement: Statement) -> set[Key]:
    """Name the records that `decide_death` asks for."""
    return identity_keys(subject_of(statement, DeathRecord).party)


def decide_death(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a party's end on the word of two registrars, once, on no day to come.

    Two, because it silences a party for good.
    """
    subject = subject_of(statement, DeathRecord)
    living_party(register, subject.party)
    signatures = Signatures(statement, register, moment)
    signatures.require_officers(2, strangers_to=[subject.party])
    signatures.require_nobody_else()
    if subject.died > moment.day.isoformat():
        raise Refusal("died_in_future", died=subject.died)
    return {}


def apply_death(register: Register, entry: Entry) -> None:
    """Fold a party's end."""
    subject = subject_of(entry.statement, DeathRecord)
    save(register, entry, subject.party, died=subject.died, died_entry=entry.index)


_PARTY = ("ledger_not_founded", "party_not_registered", *SIGNERS)

RULES = {
    "PartyUpdate": Rule(
        decide_update,
        apply_update,
        reads_update,
        "The party itself; the guardian of a child under 8. No agent.",
        (*_PARTY, "update_empty"),
    ),
    "PartyEndorsement": Rule(
        decide_endorsement,
        apply_endorsement,
        reads_endorsement,
        "A registrar who is not the party. The party may sign beside it.",
        (*_PARTY, "registrar_signature_missing", "officer_is_party"),
    ),
    "DeathRecord": Rule(
        decide_death,
        apply_death,
        reads_death,
        "Two registrars, neither of whom is the party.",
        (
            *_PARTY,
            "registrar_signature_missing",
            "second_registrar_missing",
            "officer_is_party",
            "died_in_future",
        ),
    ),
}
