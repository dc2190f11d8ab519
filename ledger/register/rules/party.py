"""Becoming a party."""

from __future__ import annotations

from ledger.errors import Refusal, SignatureError
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.party import PartyRegistration
from ledger.register.moment import Moment
from ledger.register.procedures.key_control import KEY_CONTROL
from ledger.register.records import Constitution, Key, KeyHolder, Party
from ledger.register.rules.common import constitution, subject_of
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    return {(Constitution.table, ""), (Party.table, subject_of(statement, PartyRegistration).party)}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a key once, signed by itself, and by a registrar where the policy is ``endorsed``."""
    subject = subject_of(statement, PartyRegistration)
    policy = constitution(register)
    if statement.issuer != subject.party:
        raise SignatureError("signature_missing", did=subject.party)
    known = register.get(Party, subject.party)
    if known is not None:
        raise Refusal("party_registered_already", entry=known.entry, did=subject.party)
    holder = register.get(KeyHolder, subject.party)
    if holder is not None:
        raise Refusal("key_of_another_party", entry=holder.entry, did=subject.party)
    signatures = Signatures(statement, register, moment)
    if policy.policy.writers == "endorsed":
        # the genesis or an appointment vouches for a registrar, who may be the only one
        signatures.require_officers(1)
    signatures.require_own(subject.party)
    signatures.admit(policy.registrars)
    signatures.require_nobody_else()
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Fold a party's registration."""
    subject = subject_of(entry.statement, PartyRegistration)
    register.put(
        Party(
            entry=entry.index,
            party=subject.party,
            kind=subject.kind,
            display_name=subject.display_name,
            roles=subject.roles,
            key_now=subject.party,
            control=KEY_CONTROL.start(entry.day),
            control_entry=entry.index,
        )
    )


RULES = {
    "PartyRegistration": Rule(
        decide,
        apply,
        reads,
        "The party itself, who is the issuer. A registrar may sign beside it, and has to where the "
        "policy is `endorsed`.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "registrar_signature_missing",
            "party_registered_already",
            "key_of_another_party",
        ),
    )
}
