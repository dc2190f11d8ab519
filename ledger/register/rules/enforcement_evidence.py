"""Recording evidence: the digests of a bundle that its collector keeps."""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.calendar import MAX_CLOCK_SKEW, local_date, parse_time
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.enforcement import EvidenceRecord
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Folio, Key, Party
from ledger.register.records.enforcement import Evidence, Infringement
from ledger.register.rules.common import constitution, require_parties, subject_of
from ledger.register.rules.dealings import folio_of
from ledger.register.rules.enforcement_cases import notice_of, sides_but
from ledger.register.rules.enforcement_repeat import note_seen_again
from ledger.register.rules.notice_cases import owners_of
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    subject = subject_of(statement, EvidenceRecord)
    keys = {(Constitution.table, ""), (Party.table, subject.collector)}
    if subject.work is not None:
        keys.add((Folio.table, subject.work))
    if subject.notice is not None:
        keys.add((Infringement.table, subject.notice))
    return keys


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit evidence that a registered party signs for; what the bundle holds nobody sees here.

    Evidence that a notice's target was seen again is for its notifier, and was seen after the day
    on which the notice was forwarded.
    """
    subject = subject_of(statement, EvidenceRecord)
    constitution(register)
    require_parties(register, [subject.collector])
    if subject.work is not None:
        folio_of(register, subject.work)
    signatures = Signatures(statement, register, moment)
    signatures.require("enforce", [subject.collector], subject.work)
    signatures.require_nobody_else()
    if parse_time(subject.seen) > moment.time + MAX_CLOCK_SKEW:
        raise Refusal("seen_in_future", seen=subject.seen)
    _require_after_notice(subject, register)
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Keep the evidence, and what it says of the notice after which it was seen."""
    subject = subject_of(entry.statement, EvidenceRecord)
    told: list[str] = []
    if subject.work is not None:
        told += owners_of(folio_of(register, subject.work))
    if subject.notice is not None:
        case = notice_of(register, subject.notice)
        told += sides_but(case, subject.collector)
        note_seen_again(register, case, entry.index)
    register.put(
        Evidence(
            entry=entry.index,
            id=entry.statement.id,
            collector=subject.collector,
            work=subject.work,
            manifest=subject.manifest.sha256,
            suspect=subject.suspect,
            seen=subject.seen,
            notice=subject.notice,
            told=sorted({*told} - {subject.collector}),
        )
    )


def _require_after_notice(subject: EvidenceRecord, register: Register) -> None:
    """Refuse evidence that does not follow the notice that it names."""
    if subject.notice is None:
        return
    case = notice_of(register, subject.notice)
    if case.work != subject.work:
        raise Refusal("evidence_of_another_work", entry=case.sent)
    if case.notifier != subject.collector:
        raise Refusal("evidence_not_the_notifiers", entry=case.sent, did=case.notifier)
    if case.served is None:
        raise Refusal("notice_not_forwarded", entry=case.sent)
    if local_date(parse_time(subject.seen)).isoformat() <= case.served:
        raise Refusal("seen_before_notice", entry=case.forwarded, served=case.served)


RULES = {
    "EvidenceRecord": Rule(
        decide,
        apply,
        reads,
        "The collector, or its agent for `enforce`, as the issuer.",
        (
            "ledger_not_founded",
            "party_not_registered",
            "work_not_registered",
            *SIGNERS,
            "evidence_incomplete",
            "seen_in_future",
            "notice_unknown",
            "evidence_of_another_work",
            "evidence_not_the_notifiers",
            "notice_not_forwarded",
            "seen_before_notice",
        ),
    )
}
