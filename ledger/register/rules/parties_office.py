"""Who is a registrar: the operator and a present registrar decide it together."""

from __future__ import annotations

from ledger.errors import Refusal, SignatureError
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.parties import RegistrarAppointment
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Key, KeyHolder
from ledger.register.rules.common import constitution, subject_of
from ledger.register.rules.parties_common import identity_keys
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    subject = subject_of(statement, RegistrarAppointment)
    return {*identity_keys(), (KeyHolder.table, subject.registrar)}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a registrar's beginning or end; one registrar always stays."""
    subject = subject_of(statement, RegistrarAppointment)
    founded = constitution(register)
    _check_change(subject, founded, register)
    signatures = Signatures(statement, register, moment)
    signatures.require_own(founded.operator)
    colleagues = set(founded.registrars) - {founded.operator, subject.registrar}
    if colleagues and colleagues.isdisjoint(signatures.officers()):
        raise SignatureError("registrar_signature_missing")
    signatures.admit([*founded.registrars, subject.registrar])
    signatures.require_nobody_else()
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Fold who is a registrar from the next entry on."""
    subject = subject_of(entry.statement, RegistrarAppointment)
    founded = constitution(register)
    kept = [did for did in founded.registrars if did != subject.registrar]
    registrars = [*kept, subject.registrar] if subject.appointed else kept
    register.put(founded.model_copy(update={"entry": entry.index, "registrars": registrars}))


def _check_change(subject: RegistrarAppointment, founded: Constitution, register: Register) -> None:
    did = subject.registrar
    present = did in founded.registrars
    if subject.appointed:
        if present:
            raise Refusal("registrar_already", entry=founded.entry, did=did)
        holder = register.get(KeyHolder, did)
        if holder is not None:
            raise Refusal("key_not_new", entry=holder.entry, did=did)
    elif not present:
        raise Refusal("registrar_unknown", entry=founded.entry, did=did)
    elif founded.registrars == [did]:
        raise Refusal("last_registrar", entry=founded.entry, did=did)


RULES = {
    "RegistrarAppointment": Rule(
        decide,
        apply,
        reads,
        "The operator and a present registrar, not the one concerned, who may sign beside them. A "
        "registrar who is the operator counts once.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "registrar_signature_missing",
            "registrar_already",
            "registrar_unknown",
            "last_registrar",
            "key_not_new",
        ),
    )
}
