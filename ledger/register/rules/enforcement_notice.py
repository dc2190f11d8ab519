"""Sending a notice of infringement to a platform."""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.enforcement import InfringementNotice
from ledger.register.moment import Moment
from ledger.register.procedures.infringement import INFRINGEMENT
from ledger.register.records import Constitution, Folio, Held, Key, Party
from ledger.register.records.enforcement import Evidence, Infringement, Noticed, NoticeEvidence
from ledger.register.rules.common import constitution, require_parties, subject_of
from ledger.register.rules.dealings import folio_of
from ledger.register.rules.enforcement_cases import forwarding_due, require_side
from ledger.register.rules.enforcement_repeat import (
    forwarded_before,
    note_continued,
    notices_to,
)
from ledger.register.rules.enforcement_standing import remarks_for, require_standing
from ledger.register.rules.notice_cases import owners_of
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: More notices than this to one party on one work are a matter for a court.
MAX_NOTICES = 256


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    subject = subject_of(statement, InfringementNotice)
    sides = [subject.notifier, subject.platform, *_respondents(subject)]
    return {
        (Constitution.table, ""),
        (Folio.table, subject.work),
        *((Party.table, side) for side in sides),
        *(
            (table, f"{subject.work}/{side}")
            for side in _respondents(subject)
            for table in (Held.table, Noticed.table)
        ),
        *((Evidence.table, name) for name in subject.evidence),
    }


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the notice of an owner or exclusive licensee with evidence that was recorded.

    The ruling says on what the standing rests (``basis``, ``basisEntry``), by when the platform
    forwards the notice (``forwardDue``), what speaks against it (``remarks``,
    ``respondentGrants``), and in ``after`` by which entries earlier notices had been forwarded to
    the respondent when the evidence was seen.
    """
    subject = subject_of(statement, InfringementNotice)
    constitution(register)
    others = [subject.platform, *_respondents(subject)]
    require_parties(register, [subject.notifier, *others])
    folio = folio_of(register, subject.work)
    signatures = Signatures(statement, register, moment)
    require_side(signatures, subject.notifier, others, folio.id)
    if subject.platform in _respondents(subject):
        raise Refusal("notice_sides_meet", did=subject.platform)
    ruling = require_standing(register, folio, subject, moment.day)
    found = _require_evidence(register, subject)
    earlier = notices_to(register, folio.id, subject.respondent)
    if len(earlier) >= MAX_NOTICES:
        raise Refusal("notices_full", entry=earlier[-1].sent, limit=MAX_NOTICES)
    ruling |= {"forwardDue": forwarding_due(moment.day).isoformat()}
    ruling |= remarks_for(register, folio, subject, moment.day)
    before = forwarded_before(earlier, max(evidence.seen for evidence in found))
    if before:
        ruling["after"] = list[Json](case.forwarded for case in before)
    return ruling


def apply(register: Register, entry: Entry) -> None:
    """Open the case, note its evidence, and whether the respondent went on after a notice."""
    subject = subject_of(entry.statement, InfringementNotice)
    found = _evidence(register, subject)
    seen = max(evidence.seen for evidence in found)
    earlier = notices_to(register, subject.work, subject.respondent)
    case = Infringement(
        entry=entry.index,
        id=entry.statement.id,
        sent=entry.index,
        day=entry.day.isoformat(),
        work=subject.work,
        notifier=subject.notifier,
        platform=subject.platform,
        respondent=subject.respondent,
        respondent_label=subject.respondent_label,
        owners=owners_of(folio_of(register, subject.work)),
        evidence=subject.evidence,
        seen=seen,
        after=[one.id for one in forwarded_before(earlier, seen)],
        status=INFRINGEMENT.start(entry.day, forwarding_due(entry.day)),
    )
    register.put(case)
    for evidence in found:
        register.put(_use(case, evidence, entry.index))
    if case.respondent is not None:
        notices = [*(one.id for one in earlier), case.id]
        register.put(
            Noticed(entry=entry.index, work=case.work, respondent=case.respondent, notices=notices)
        )
    if case.after:
        note_continued(register, case, entry.index)


def free_evidence(register: Register, case: Infringement) -> None:
    """Let the evidence of a notice serve again: it was taken back before anybody got it."""
    for name in case.evidence:
        evidence = register.get(Evidence, name)
        assert evidence is not None
        register.drop(_use(case, evidence, case.sent))


def _respondents(subject: InfringementNotice) -> list[str]:
    return [subject.respondent] if subject.respondent else []


def _evidence(register: Register, subject: InfringementNotice) -> list[Evidence]:
    found = []
    for name in subject.evidence:
        evidence = register.get(Evidence, name)
        if evidence is None:
            raise Refusal("evidence_unknown", evidence=name)
        found.append(evidence)
    return found


def _require_evidence(register: Register, subject: InfringementNotice) -> list[Evidence]:
    """Refuse evidence of another work, and what supported a notice to the platform before."""
    found = _evidence(register, subject)
    for evidence in found:
        if evidence.work not in {None, subject.work}:
            raise Refusal("evidence_of_another_work", entry=evidence.entry)
        # 条例 Art. 17: "权利人不得再通知": sending the same again must not begin a clock anew
        place = f"{subject.work}/{subject.platform}/{evidence.manifest}"
        used = register.get(NoticeEvidence, place)
        if used is not None:
            raise Refusal("notice_evidence_used", entry=used.entry, evidence=evidence.id)
    return found


def _use(case: Infringement, evidence: Evidence, index: int) -> NoticeEvidence:
    return NoticeEvidence(
        entry=index, work=case.work, platform=case.platform, manifest=evidence.manifest
    )


RULES = {
    "InfringementNotice": Rule(
        decide,
        apply,
        reads,
        "The notifier, who owns a share of the rights or holds them by an exclusive licence, or "
        "its agent for `enforce`, as the issuer; never another side.",
        (
            "ledger_not_founded",
            "respondent_unclear",
            "label_not_masked",
            "host_not_masked",
            "party_not_registered",
            "work_not_registered",
            *SIGNERS,
            "notice_sides_meet",
            "work_not_in_force",
            "protection_over",
            "ground_not_for_rights",
            "ground_is_the_authors",
            "right_not_in_register",
            "notifier_not_entitled",
            "evidence_unknown",
            "evidence_of_another_work",
            "notice_evidence_used",
            "notices_full",
        ),
        public=True,
    )
}
