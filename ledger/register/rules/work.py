"""Registering a work: title, parents, competing claims."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from ledger.errors import Refusal
from ledger.register.backlinks import link_back
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.identity import parties_of
from ledger.register.kinds.work import HeritageParent, WorkParent, WorkRegistration
from ledger.register.moment import Moment
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import (
    Backlinks,
    Constitution,
    Descent,
    Employment,
    FileClaims,
    Folio,
    Heritage,
    Holding,
    Key,
    Parcel,
    Party,
    Seal,
    TitleStep,
)
from ledger.register.rules.common import constitution, subject_of
from ledger.register.rules.corrections_seals import require_reveal, reveal
from ledger.register.rules.dates import require_dates
from ledger.register.rules.dealings import registration_at
from ledger.register.rules.derivation import require_bounded_ancestry
from ledger.register.rules.files import add_work, claims_of, require_room
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.rules.title_initial import check_papers, check_title
from ledger.register.signatures import Signatures, party_of
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.territory import WORLD

#: How often the same owners can withdraw one file: others' claims to it need room too.
MAX_AGAIN = 8


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` and `apply` ask for."""
    subject = subject_of(statement, WorkRegistration)
    parties = {str(statement.issuer)}
    parties |= {author.party for author in subject.authors}
    parties |= {owner.party for owner in subject.owners}
    if subject.employment is not None:
        parties.add(subject.employment.unit)
    if subject.commission is not None:
        parties.add(subject.commission.commissioner)
    return (
        {(Constitution.table, ""), (FileClaims.table, subject.file.sha256)}
        | {(Party.table, did) for did in parties}
        | {_parent_key(parent) for parent in subject.derived_from}
        | {
            (Backlinks.table, f"declared/{_parent_key(parent)[1]}")
            for parent in subject.derived_from
        }
        | ({(Seal.table, subject.seal.seal)} if subject.seal else set())
    )


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a work whose owners all signed, whose shares sum to one and whose parents exist.

    The ruling says in ``competing`` which earlier entries of others claim the same file, and in
    ``again`` which the same owners entered and withdrew.
    """
    subject = subject_of(statement, WorkRegistration)
    policy = constitution(register).policy
    check_title(subject, register)
    check_papers(subject, policy.edition)
    _check_signatures(statement, subject, register, moment)
    require_dates(subject.creation.completed, subject.publication.first_date, moment.day)
    require_reveal(subject, register, moment)
    _check_parents(subject, register)
    return _rule_on_file(subject, register, moment.day)


def apply(register: Register, entry: Entry) -> None:
    """Open the work's folio and enter its claim to the file."""
    subject = subject_of(entry.statement, WorkRegistration)
    owners = [Holding(party=owner.party, share=owner.share) for owner in subject.owners]
    held = [
        right for right in ECONOMIC_RIGHTS if subject.rights == "all" or right in subject.rights
    ]
    parcel = Parcel(rights=held, region=[WORLD], owners=owners, since=entry.index)
    notice_until = entry.day + timedelta(days=constitution(register).policy.notice_days)
    count(register, f"notice_until/{notice_until}", entry.index)
    seal = reveal(subject, register, entry)
    signers = {party_of(register, signer) for signer in entry.statement.signers}
    register.put(
        Folio(
            entry=entry.index,
            id=entry.statement.id,
            registered=entry.index if seal is None else seal.sealed,
            filed=entry.index,
            title=subject.title,
            category=subject.category,
            owners=owners,
            authors=[author.party for author in subject.authors],
            parcels=[parcel] if held else [],
            parents=[_descent(parent) for parent in subject.derived_from],
            sha256=subject.file.sha256,
            display=subject.shown(),
            ownership=subject.ownership,
            completed=subject.creation.completed,
            published=subject.publication.first_date,
            publication=subject.publication,
            signed_as=[author.signed_as for author in subject.authors],
            seal=None if seal is None else seal.id,
            agents=sorted(signers - {owner.party for owner in owners}),
            employment=_employment(subject),
            unknown_author=subject.unknown_author,
            unlicensed_upstream=_unlicensed(subject),
            status=REGISTRATION.start(entry.day, notice_until),
            steps=1,
        )
    )
    register.put(
        TitleStep(
            entry=entry.index,
            work=entry.statement.id,
            number=0,
            id=entry.statement.id,
            day=entry.day.isoformat(),
            time=entry.registry.time,
            signers=sorted(parties_of(register, entry.statement.signers)),
            cause="registration",
            rights=held,
            region=[WORLD],
            givers=[],
            takers=owners,
        )
    )
    add_work(register, subject.file.sha256, entry, None if seal is None else seal.sealed)
    link_back(register, entry, [_parent_key(parent)[1] for parent in subject.derived_from])


def _employment(subject: WorkRegistration) -> Employment | None:
    told = subject.employment
    return None if told is None else Employment(unit=told.unit, special=told.special)


def _unlicensed(subject: WorkRegistration) -> list[str]:
    """Name the kinds of material by others for which no licence was shown, each once."""
    return list(dict.fromkeys(used.kind for used in subject.upstream if used.licence is None))


def _check_signatures(
    statement: Statement, subject: WorkRegistration, register: Register, moment: Moment
) -> None:
    signatures = Signatures(statement, register, moment)
    owners = [owner.party for owner in subject.owners]
    signatures.require("register", owners)
    if signatures.issuer in signatures.unused():
        raise Refusal("issuer_not_owner", did=statement.issuer)
    signatures.require_nobody_else()


def _check_parents(subject: WorkRegistration, register: Register) -> None:
    # parents stand earlier in the log, so the graph of derivation can have no cycle
    keys = [_parent_key(parent) for parent in subject.derived_from]
    if len(set(keys)) != len(keys):
        raise Refusal("parent_repeated")
    for parent, (_, key) in zip(subject.derived_from, keys, strict=True):
        found = register.get(Heritage if isinstance(parent, HeritageParent) else Folio, key)
        if found is None:
            raise Refusal("parent_unknown", parent=key)
        if (
            isinstance(parent, HeritageParent)
            and parent.relation == "scanned"
            and subject.creation.nature == "original"
        ):
            raise Refusal("scan_not_original", entry=found.entry)
    works = [parent.work for parent in subject.derived_from if isinstance(parent, WorkParent)]
    require_bounded_ancestry(register, works)


def _rule_on_file(subject: WorkRegistration, register: Register, day: date) -> JsonObject:
    claims = claims_of(register, subject.file.sha256)
    if claims.heritage and subject.creation.nature == "original":
        raise Refusal("scan_not_original", entry=claims.heritage[0].entry)
    again = _withdrawn_before(subject, register, claims, day)
    require_room(claims)
    ruling: JsonObject = {}
    competing = [claim.entry for claim in claims.works if claim.entry not in again]
    if competing:
        ruling["competing"] = list[Json](competing)
    if again:
        ruling["again"] = list[Json](again)
    if claims.heritage:
        ruling["heritage"] = list[Json](claim.entry for claim in claims.heritage)
    return ruling


def _withdrawn_before(
    subject: WorkRegistration, register: Register, claims: FileClaims, day: date
) -> list[int]:
    """Give the registrations of this file by the same owners, all of which they withdrew.

    One that was refused or cancelled is no reason to begin anew: that is what was decided. Raises
    `Refusal` (``work_registered_already``; ``rights_given_away`` where the owners were the first
    ones and are not any more; ``file_claims_full``).
    """
    owners = {owner.party for owner in subject.owners}
    again = []
    for claim in claims.works:
        earlier = register.get(Folio, claim.id)
        first = register.get(TitleStep, f"{claim.id}/{0:06d}")
        if earlier is None or first is None:
            continue
        if {holding.party for holding in earlier.owners} == owners:
            if registration_at(earlier, day).state != "withdrawn":
                raise Refusal("work_registered_already", entry=claim.entry)
            again.append(claim.entry)
        elif {holding.party for holding in first.takers} == owners:
            raise Refusal("rights_given_away", entry=earlier.entry)
    if len(again) >= MAX_AGAIN:
        raise Refusal("file_claims_full", entry=again[-1], limit=MAX_AGAIN)
    return again


def _descent(parent: HeritageParent | WorkParent) -> Descent:
    table, key = _parent_key(parent)
    source: Literal["heritage", "work"] = "heritage" if table == Heritage.table else "work"
    return Descent(id=key, source=source, relation=parent.relation)


def _parent_key(parent: HeritageParent | WorkParent) -> Key:
    if isinstance(parent, HeritageParent):
        return (Heritage.table, parent.heritage)
    return (Folio.table, parent.work)


RULES = {
    "WorkRegistration": Rule(
        decide,
        apply,
        reads,
        "Every owner, one of them, or an agent of one, the issuer, and nobody else.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "party_not_registered",
            "owner_repeated",
            "author_repeated",
            "issuer_not_owner",
            "shares_not_one",
            "ownership_and_authors_disagree",
            "authors_and_unknown_disagree",
            "unknown_author_not_individual",
            "authorship_not_exercised",
            "ownership_fact_unexpected",
            "unit_not_organisation",
            "owner_not_the_unit",
            "owner_not_an_author",
            "owner_not_the_commissioner",
            "commissioner_is_owner",
            "commission_agreement_missing",
            "ownership_fact_missing",
            "attachment_missing",
            "nature_note_missing",
            "publication_incomplete",
            "completed_in_future",
            "published_in_future",
            "published_before_completed",
            "seal_unknown",
            "seal_does_not_match",
            "seal_window_over",
            "step_not_open",
            "completed_after_seal",
            "parent_unknown",
            "parent_repeated",
            "ancestry_too_large",
            "scan_not_original",
            "work_registered_already",
            "rights_given_away",
            "file_claims_full",
        ),
        public=True,
    )
}
