"""Annotations: a registrar's remark on a folio."""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.notice import Annotation
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Folio, Key, Note
from ledger.register.rules.common import subject_of
from ledger.register.rules.dealings import folio_of
from ledger.register.rules.notice_cases import owners_of, require_entries
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: More remarks than this on one folio nobody reads.
MAX_NOTES = 256


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    return {(Constitution.table, ""), (Folio.table, subject_of(statement, Annotation).work)}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the remark of one registrar who owns no share of the work."""
    subject = subject_of(statement, Annotation)
    folio = folio_of(register, subject.work)
    signatures = Signatures(statement, register, moment)
    signatures.require_officers(1, strangers_to=owners_of(folio))
    signatures.require_nobody_else()
    if subject.about is not None:
        require_entries([subject.about], moment.index)
    if len(folio.notes) >= MAX_NOTES:
        raise Refusal("notes_full", entry=folio.notes[-1].entry, limit=MAX_NOTES)
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Put the remark on the folio."""
    folio = folio_of(register, subject_of(entry.statement, Annotation).work)
    note = Note(entry=entry.index, id=entry.statement.id)
    update = {"entry": entry.index, "notes": [*folio.notes, note]}
    register.put(folio.model_copy(update=update))


RULES = {
    "Annotation": Rule(
        decide,
        apply,
        reads,
        "A registrar who owns no share of the work.",
        (
            *SIGNERS,
            "registrar_signature_missing",
            "officer_is_party",
            "work_not_registered",
            "entry_not_in_log",
            "notes_full",
        ),
        public=True,
    )
}
