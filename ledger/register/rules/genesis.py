"""Founding: the operator signs entry 0, and only entry 0 can be the founding."""

from __future__ import annotations

from ledger.errors import Refusal, SignatureError
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.genesis import LedgerGenesis
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Key
from ledger.register.rules.common import require_signers, subject_of
from ledger.register.rules.rule import Rule
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads(_statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    return {(Constitution.table, "")}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the founding statement at index 0, for the origin it is addressed to."""
    subject = subject_of(statement, LedgerGenesis)
    if moment.index != 0 or register.get(Constitution, "") is not None:
        raise Refusal("ledger_founded_already", entry=0)
    if subject.origin != statement.ledger:
        raise Refusal("ledger_wrong", ledger=statement.ledger, origin=subject.origin)
    if statement.issuer != subject.operator:
        raise SignatureError("signature_missing", did=subject.operator)
    require_signers(statement, [subject.operator])
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Fold the founding."""
    subject = subject_of(entry.statement, LedgerGenesis)
    register.put(
        Constitution(
            entry=entry.index,
            origin=subject.origin,
            log_key=subject.log_key,
            operator=subject.operator,
            registrars=subject.registrars,
            policy=subject.policy,
        )
    )


RULES = {
    "LedgerGenesis": Rule(
        decide,
        apply,
        reads,
        "The operator, who is the issuer, and nobody else.",
        ("ledger_founded_already", "signature_missing", "signer_not_expected"),
    )
}
