"""Agents: what a principal lets another do, and how that ends (Civil Code, Art. 161 to 175).

An agent cannot hand its authority on: a delegation needs the principal's own signature.
"""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.parties import Delegation, DelegationRevocation
from ledger.register.moment import Moment
from ledger.register.records import Delegated, Folio, Key, Mandate, Mandates
from ledger.register.rules.common import subject_of
from ledger.register.rules.dealings import folio_of
from ledger.register.rules.parties_common import identity_keys, living_party
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import DISPOSALS, Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: Live delegations of one principal to one agent: each of them is looked at when the agent signs.
MAX_DELEGATIONS = 64


def reads_delegation(statement: Statement) -> set[Key]:
    """Name the records that `decide_delegation` and `apply_delegation` ask for."""
    subject = subject_of(statement, Delegation)
    return {
        *identity_keys(subject.principal, subject.agent),
        (Mandates.table, f"{subject.principal}/{subject.agent}"),
        *((Folio.table, work) for work in subject.works),
    }


def decide_delegation(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit an agent whom the principal names by its own signature."""
    subject = subject_of(statement, Delegation)
    living_party(register, subject.principal)
    living_party(register, subject.agent)
    if subject.agent == subject.principal:
        raise Refusal("agent_is_principal", did=subject.agent)
    signatures = Signatures(statement, register, moment)
    signatures.require_own(subject.principal, disposes=not DISPOSALS.isdisjoint(subject.acts))
    signatures.require_nobody_else()
    if subject.until < moment.day.isoformat():
        raise Refusal("last_day_past", until=subject.until)
    for work in subject.works:
        folio_of(register, work)
    live = _live(register, subject.principal, subject.agent, moment.day)
    if len(live) >= MAX_DELEGATIONS:
        raise Refusal("delegations_full", entry=live[-1].entry, limit=MAX_DELEGATIONS)
    return {}


def apply_delegation(register: Register, entry: Entry) -> None:
    """Fold a delegation; those between the same two that are over make room."""
    subject = subject_of(entry.statement, Delegation)
    principal, agent = subject.principal, subject.agent
    mandate = Mandate(
        id=entry.statement.id,
        entry=entry.index,
        given=entry.registry.time,
        acts=subject.acts,
        works=subject.works,
        until=subject.until,
    )
    live = _live(register, principal, agent, entry.day)
    register.put(
        Mandates(entry=entry.index, principal=principal, agent=agent, mandates=[*live, mandate])
    )
    register.put(
        Delegated(entry=entry.index, id=entry.statement.id, principal=principal, agent=agent)
    )


def reads_revocation(statement: Statement) -> set[Key]:
    """Name the records that `decide_revocation` asks for and that the statement tells of."""
    subject = subject_of(statement, DelegationRevocation)
    return {*identity_keys(), (Delegated.table, subject.delegation)}


def decide_revocation(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the end of a delegation that is live, by the word of either side."""
    subject = subject_of(statement, DelegationRevocation)
    between = register.get(Delegated, subject.delegation)
    if between is None:
        raise Refusal("delegation_unknown", delegation=subject.delegation)
    signatures = Signatures(statement, register, moment)
    if not signatures.consents_own(between.agent):
        signatures.require_own(between.principal)
    signatures.admit([between.principal])
    signatures.require_nobody_else()
    live = _live(register, between.principal, between.agent, moment.day)
    if subject.delegation not in [mandate.id for mandate in live]:
        raise Refusal("delegation_over", entry=between.entry)
    return {}


def apply_revocation(register: Register, entry: Entry) -> None:
    """Fold the end of a delegation: from the next entry on the agent speaks no more by it."""
    subject = subject_of(entry.statement, DelegationRevocation)
    between = register.get(Delegated, subject.delegation)
    assert between is not None
    register.put(between.model_copy(update={"entry": entry.index}))
    known = register.get(Mandates, f"{between.principal}/{between.agent}")
    assert known is not None
    ended = [
        mandate.model_copy(update={"revoked": entry.index})
        if mandate.id == subject.delegation
        else mandate
        for mandate in known.mandates
    ]
    register.put(known.model_copy(update={"entry": entry.index, "mandates": ended}))


def _live(register: Register, principal: str, agent: str, day: date) -> list[Mandate]:
    known = register.get(Mandates, f"{principal}/{agent}")
    return [
        mandate
        for mandate in (known.mandates if known else [])
        if mandate.revoked is None and day.isoformat() <= mandate.until
    ]


RULES = {
    "Delegation": Rule(
        decide_delegation,
        apply_delegation,
        reads_delegation,
        "The principal itself, never an agent of it. The guardian of a child under 8 instead; the "
        "guardian of one of 8 to 17 beside it, where the acts dispose of rights.",
        (
            "ledger_not_founded",
            "party_not_registered",
            *SIGNERS,
            "agent_is_principal",
            "last_day_past",
            "work_not_registered",
            "delegations_full",
        ),
    ),
    "DelegationRevocation": Rule(
        decide_revocation,
        apply_revocation,
        reads_revocation,
        "The principal or the agent, each by its own signature.",
        (*SIGNERS, "delegation_unknown", "delegation_over"),
    ),
}
