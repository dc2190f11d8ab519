"""Sealed registration: the commitment first, the work within its window, the seal's priority."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.identity import parties_of
from ledger.register.kinds.corrections import SealedRegistration
from ledger.register.kinds.work import WorkRegistration
from ledger.register.moment import Moment
from ledger.register.procedures.seal import MAX_SEAL_DAYS, SEAL
from ledger.register.records import Constitution, Key, Seal
from ledger.register.rules.common import constitution, require_parties, subject_of
from ledger.register.sealing import commitment
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

_REVEALING = "WorkRegistration:revealing"


def reads(_statement: Statement) -> set[Key]:
    """Name the record that `decide` asks for beside those that tell who signed."""
    return {(Constitution.table, "")}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a seal of registered parties whose window opens today and ends within two years.

    Whoever hands it in: the owners are those to whom the commitment commits.
    """
    subject = subject_of(statement, SealedRegistration)
    constitution(register)
    last = moment.day + timedelta(days=MAX_SEAL_DAYS)
    if not moment.day.isoformat() <= subject.reveal_by <= last.isoformat():
        raise Refusal("seal_window_wrong", first=moment.day.isoformat(), last=last.isoformat())
    signatures = Signatures(statement, register, moment)
    require_parties(register, sorted(signatures.speakers))
    signatures.require("register", signatures.speakers)
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Keep the seal with its index, which is the priority that it gives."""
    subject = subject_of(entry.statement, SealedRegistration)
    register.put(
        Seal(
            entry=entry.index,
            id=entry.statement.id,
            sealed=entry.index,
            day=entry.day.isoformat(),
            commitment=subject.commitment,
            reveal_by=subject.reveal_by,
            status=SEAL.start(entry.day, date.fromisoformat(subject.reveal_by)),
            parties=sorted(parties_of(register, entry.statement.signers)),
        )
    )
    count(register, "seals", entry.index)


def require_reveal(subject: WorkRegistration, register: Register, moment: Moment) -> None:
    """Refuse a registration that does not truly and timely reveal the seal that it names.

    Raises `Refusal` (``seal_unknown``, ``seal_window_over``, ``step_not_open``,
    ``seal_does_not_match``, ``completed_after_seal``); silent where it names none.
    """
    if subject.seal is None:
        return
    seal = register.get(Seal, subject.seal.seal)
    if seal is None:
        raise Refusal("seal_unknown", seal=subject.seal.seal)
    owners = [owner.party for owner in subject.owners]
    if commitment(subject.file.sha256, owners, subject.seal.salt) != seal.commitment:
        raise Refusal("seal_does_not_match", entry=seal.sealed)
    if seal.work is None and moment.day.isoformat() > seal.reveal_by:
        raise Refusal("seal_window_over", entry=seal.sealed, last=seal.reveal_by)
    SEAL.step(seal.status, _REVEALING, moment.day, entry=seal.entry)
    require_completed_by(seal, subject.creation.completed)


def require_completed_by(seal: Seal, completed: str) -> None:
    """Refuse a day of completion after that of the seal, which holds the file's digest."""
    if completed > seal.day:
        raise Refusal("completed_after_seal", entry=seal.sealed, date=completed, sealed=seal.day)


def reveal(subject: WorkRegistration, register: Register, entry: Entry) -> Seal | None:
    """Mark the seal that a registration reveals, and give it; ``None`` where there is none."""
    if subject.seal is None:
        return None
    seal = register.get(Seal, subject.seal.seal)
    assert seal is not None
    status = SEAL.step(seal.status, _REVEALING, entry.day, entry=seal.entry)
    changes = {"entry": entry.index, "status": status, "work": entry.statement.id}
    register.put(seal.model_copy(update=changes))
    return seal
