"""Becoming a party."""

from __future__ import annotations

from ledger.errors import Refusal, SignatureError
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.party import PartyRegistration
from ledger.register.records import Constitution, Key, Party
from ledger.register.rules.common import (
    constitution,
    require_registrar,
    require_signers,
    subject_of,
)
from ledger.register.rules.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    return {
        (Constitution.table, ""),
        (Party.table, subject_of(statement, PartyRegistration).party),
    }


def decide(statement: Statement, register: Register, _moment: Moment) -> JsonObject:
    """Admit a key once, signed by itself, and by a registrar where the policy is ``endorsed``."""
    subject = subject_of(statement, PartyRegistration)
    policy = constitution(register)
    if statement.issuer != subject.party:
        raise SignatureError("signature_missing", did=subject.party)
    require_signers(statement, [subject.party], admitted=policy.registrars)
    if policy.policy.writers == "endorsed":
        require_registrar(statement, register)
    known = register.get(Party, subject.party)
    if known is not None:
        raise Refusal("party_registered_already", entry=known.entry, did=subject.party)
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
        )
    )
