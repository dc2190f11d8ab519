"""Caveats: entering one, proving that a proceeding was begun, taking it back.

A caveat warns and does not block: who deals with the work while it stands knew of the
dispute. What blocks is an order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.notice import Caveat, CaveatProof, CaveatWithdrawal
from ledger.register.moment import Moment
from ledger.register.procedures.caveat import CAVEAT
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Constitution, Folio, Hold, Key
from ledger.register.records.notice import CaveatEntry, CaveatUsed
from ledger.register.rules.common import subject_of
from ledger.register.rules.dealings import (
    IN_FORCE,
    folio_of,
    holds_at,
    registration_at,
)
from ledger.register.rules.notice_cases import MAX_CASES, disputed
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: What a caveat lays on a folio.
_WARNINGS = ("caveat", "litigation")


def reads_caveat(statement: Statement) -> set[Key]:
    """Name the records that `decide_caveat` asks for."""
    subject = subject_of(statement, Caveat)
    return {
        (Constitution.table, ""),
        (Folio.table, subject.work),
        (CaveatUsed.table, f"{subject.work}/{subject.caveator}/{subject.ground}"),
    }


def decide_caveat(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a caveat by a stranger with standing against a registered work, once for each ground.

    The ruling says until when a proceeding has to be proven (``proofDue``).
    """
    subject = subject_of(statement, Caveat)
    folio = disputed(statement, register, moment, subject.caveator)
    _require_registered(folio, moment.day)
    used = register.get(CaveatUsed, f"{subject.work}/{subject.caveator}/{subject.ground}")
    if used is not None:
        raise Refusal("caveat_used", entry=used.entry)
    standing = [hold for hold in holds_at(folio, moment.day) if hold.kind in _WARNINGS]
    if len(standing) >= MAX_CASES:
        raise Refusal("cases_full", entry=folio.filed, limit=MAX_CASES)
    return {"proofDue": CAVEAT.start(moment.day).due}


def apply_caveat(register: Register, entry: Entry) -> None:
    """Lay the caveat on the folio."""
    subject = subject_of(entry.statement, Caveat)
    caveat = CaveatEntry(
        entry=entry.index,
        id=entry.statement.id,
        work=subject.work,
        caveator=subject.caveator,
        ground=subject.ground,
        status=CAVEAT.start(entry.day),
    )
    used = CaveatUsed(
        entry=entry.index,
        work=subject.work,
        caveator=subject.caveator,
        ground=subject.ground,
    )
    register.put(used)
    hold = Hold(kind="caveat", id=caveat.id, entry=entry.index, until=caveat.status.due)
    _keep(register, caveat, entry, [hold])


def decide_proof(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the caveator's proof before the caveat has lapsed."""
    return _decide_next(statement, register, moment, subject_of(statement, CaveatProof).caveat)


def apply_proof(register: Register, entry: Entry) -> None:
    """Turn the caveat into a pending proceeding, which has no end of its own."""
    caveat = caveat_of(register, subject_of(entry.statement, CaveatProof).caveat)
    hold = Hold(kind="litigation", id=caveat.id, entry=entry.index)
    _keep(register, _moved(caveat, entry), entry, [hold])


def decide_withdrawal(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let the caveator take it back."""
    return _decide_next(statement, register, moment, subject_of(statement, CaveatWithdrawal).caveat)


def apply_withdrawal(register: Register, entry: Entry) -> None:
    """Take the caveat from the folio."""
    caveat = caveat_of(register, subject_of(entry.statement, CaveatWithdrawal).caveat)
    _keep(register, _moved(caveat, entry), entry, [])


def caveat_of(register: Register, name: str) -> CaveatEntry:
    """Give a caveat; `Refusal` (``caveat_unknown``) where there is none."""
    caveat = register.get(CaveatEntry, name)
    if caveat is None:
        raise Refusal("caveat_unknown", caveat=name)
    return caveat


def _reads_next(statement: Statement) -> set[Key]:
    return {(CaveatEntry.table, str(getattr(statement.subject, "caveat", "")))}


def _decide_next(statement: Statement, register: Register, moment: Moment, name: str) -> JsonObject:
    caveat = caveat_of(register, name)
    signatures = Signatures(statement, register, moment)
    signatures.require("object", [caveat.caveator], caveat.work)
    signatures.require_nobody_else()
    CAVEAT.step(caveat.status, statement.kind, moment.day, entry=caveat.entry)
    return {}


def _moved(caveat: CaveatEntry, entry: Entry) -> CaveatEntry:
    status = CAVEAT.step(caveat.status, entry.statement.kind, entry.day, entry=caveat.entry)
    return caveat.model_copy(update={"entry": entry.index, "status": status})


def _require_registered(folio: Folio, day: date) -> None:
    status = registration_at(folio, day)
    if status.state in {"notice", "objected"}:
        raise Refusal("caveat_too_early", entry=folio.filed)
    # an order that stops dealings is no reason to warn nobody: a caveat is no dealing
    if status.state not in IN_FORCE:
        named = REGISTRATION.states[status.state]
        raise Refusal("work_not_in_force", entry=folio.entry, state_zh=named.zh, state_en=named.en)


def _keep(register: Register, caveat: CaveatEntry, entry: Entry, laid: Iterable[Hold]) -> None:
    """Write the caveat, and `laid` as what it lays on the folio; what lapsed is swept away."""
    register.put(caveat)
    folio = folio_of(register, caveat.work)
    today = entry.day.isoformat()
    others = [
        hold
        for hold in folio.holds
        if hold.id != caveat.id and not (hold.kind == "caveat" and (hold.until or today) < today)
    ]
    register.put(folio.model_copy(update={"entry": entry.index, "holds": [*others, *laid]}))


_NEXT = (*SIGNERS, "caveat_unknown", "step_not_open")

RULES = {
    "Caveat": Rule(
        decide_caveat,
        apply_caveat,
        reads_caveat,
        "The caveator, who owns no share of the work, or its agent for `object`, as the issuer.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "party_not_registered",
            "work_not_registered",
            "self_objection",
            "standing_not_for_ground",
            "caveat_too_early",
            "work_not_in_force",
            "caveat_used",
            "cases_full",
        ),
        public=True,
    ),
    "CaveatProof": Rule(
        decide_proof,
        apply_proof,
        _reads_next,
        "The caveator, or its agent for `object`, as the issuer.",
        _NEXT,
        public=True,
    ),
    "CaveatWithdrawal": Rule(
        decide_withdrawal,
        apply_withdrawal,
        _reads_next,
        "The caveator, or its agent for `object`, as the issuer.",
        _NEXT,
        public=True,
    ),
}
