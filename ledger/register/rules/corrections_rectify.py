"""Rectification: what a registration says wrongly is put right, and the old text stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.corrections import (
    Change,
    PublicationChange,
    Rectification,
    SignedAsChange,
)
from ledger.register.moment import Moment
from ledger.register.records import Folio, Key, Party, Rectified, Seal
from ledger.register.rules.common import constitution, subject_of
from ledger.register.rules.corrections_seals import require_completed_by
from ledger.register.rules.dates import require_dates
from ledger.register.rules.dealings import folio_of, registration_at, require_in_force
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: More rectifications of one registration than this are no corrections.
MAX_RECTIFICATIONS = 256

#: What the register holds of each field that is no author's.
_PRESENT: dict[str, Callable[[Folio], object]] = {
    "title": lambda folio: folio.title,
    "category": lambda folio: folio.category,
    "completed": lambda folio: folio.completed,
    "publication": lambda folio: folio.publication,
    "display": lambda folio: folio.display,
}


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for, as far as the statement alone says."""
    return {(Folio.table, subject_of(statement, Rectification).work)}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit changes of what the register really holds, to what a registration could say."""
    subject = subject_of(statement, Rectification)
    constitution(register)
    folio = folio_of(register, subject.work)
    require_in_force(folio, moment.day)
    if len(folio.rectified) >= MAX_RECTIFICATIONS:
        raise Refusal(
            "rectifications_full", entry=folio.rectified[-1].entry, limit=MAX_RECTIFICATIONS
        )
    for change in subject.changes:
        _check_change(change, folio)
    _check_dates(_rectified(folio, subject), register, moment.day)
    _check_signatures(statement, register, moment, folio)
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Write what is right into the folio, and that it was rectified."""
    subject = subject_of(entry.statement, Rectification)
    folio = _rectified(folio_of(register, subject.work), subject)
    fields: list[str] = [change.field for change in subject.changes]
    told = Rectified(entry=entry.index, id=entry.statement.id, fields=fields)
    changes = {"entry": entry.index, "rectified": [*folio.rectified, told]}
    register.put(folio.model_copy(update=changes))
    count(register, "rectifications", entry.index)


def _check_change(change: Change, folio: Folio) -> None:
    if isinstance(change, SignedAsChange):
        aliases = dict(zip(folio.authors, folio.signed_as, strict=False))
        if change.author not in aliases:
            raise Refusal("author_not_of_work", entry=folio.filed, did=change.author)
        present: object = aliases[change.author]
    else:
        present = _PRESENT[change.field](folio)
    if change.before != present:
        latest = [told.entry for told in folio.rectified if change.field in told.fields]
        raise Refusal(
            "before_differs", entry=latest[-1] if latest else folio.filed, field=change.field
        )
    if change.after == present:
        raise Refusal("change_changes_nothing", field=change.field)


def _rectified(folio: Folio, subject: Rectification) -> Folio:
    changes: dict[str, object] = {}
    signed_as = list(folio.signed_as)
    for change in subject.changes:
        if isinstance(change, SignedAsChange):
            signed_as[folio.authors.index(change.author)] = change.after
        else:
            changes[change.field] = change.after
        if isinstance(change, PublicationChange):
            changes["published"] = change.after.first_date
    return folio.model_copy(update={**changes, "signed_as": signed_as})


def _check_dates(folio: Folio, register: Register, today: date) -> None:
    require_dates(folio.completed, folio.published, today)
    if folio.seal is not None:
        seal = register.get(Seal, folio.seal)
        assert seal is not None
        require_completed_by(seal, folio.completed)


def _check_signatures(
    statement: Statement, register: Register, moment: Moment, folio: Folio
) -> None:
    subject = subject_of(statement, Rectification)
    owners = {holding.party for holding in folio.owners}
    signatures = Signatures(statement, register, moment)
    signatures.require("rectify", owners, folio.id)
    for change in subject.changes:
        # how an author is named is the author's own right (Art. 10(1)(2)); the dead do not sign
        if isinstance(change, SignedAsChange) and _lives(register, change.author):
            signatures.require("rectify", [change.author], folio.id)
    if registration_at(folio, moment.day).state != "notice":
        signatures.require_officers(1, strangers_to=owners)
    signatures.require_nobody_else()


def _lives(register: Register, author: str) -> bool:
    party = register.get(Party, author)
    assert party is not None
    return party.died is None
