"""Registering a work: title, parents, competing claims."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.errors import Refusal
from ledger.register.calendar import local_date
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.work import HeritageParent, WorkParent, WorkRegistration
from ledger.register.records import (
    Claim,
    Constitution,
    FileClaims,
    Folio,
    Heritage,
    Holding,
    Key,
    Party,
)
from ledger.register.rules.common import (
    constitution,
    require_parties,
    require_signers,
    subject_of,
)
from ledger.register.rules.files import claims_of, require_room
from ledger.register.rules.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` and `apply` ask for."""
    subject = subject_of(statement, WorkRegistration)
    parties = {str(statement.issuer)}
    parties |= {author.party for author in subject.authors}
    parties |= {owner.party for owner in subject.owners}
    return (
        {(Constitution.table, ""), (FileClaims.table, subject.file.sha256)}
        | {(Party.table, did) for did in parties}
        | {_parent_key(parent) for parent in subject.derived_from}
    )


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a work whose owners all signed, whose shares sum to one and whose parents exist.

    The ruling says in ``competing`` which earlier entries claim the same file.
    """
    subject = subject_of(statement, WorkRegistration)
    constitution(register)
    _check_title(statement, subject, register)
    _check_dates(subject, local_date(moment.time))
    _check_parents(subject, register)
    return _rule_on_file(subject, register)


def apply(register: Register, entry: Entry) -> None:
    """Open the work's folio and enter its claim to the file."""
    subject = subject_of(entry.statement, WorkRegistration)
    register.put(
        Folio(
            entry=entry.index,
            id=entry.statement.id,
            registered=entry.index,
            title=subject.title,
            owners=[Holding(party=owner.party, share=owner.share) for owner in subject.owners],
            parents=[_parent_key(parent)[1] for parent in subject.derived_from],
            sha256=subject.file.sha256,
            display=subject.shown(),
        )
    )
    claims = claims_of(register, subject.file.sha256)
    added = [*claims.works, Claim(entry=entry.index, id=entry.statement.id)]
    register.put(claims.model_copy(update={"entry": entry.index, "works": added}))


def _check_title(statement: Statement, subject: WorkRegistration, register: Register) -> None:
    owners = [owner.party for owner in subject.owners]
    authors = [author.party for author in subject.authors]
    if len(set(owners)) != len(owners):
        raise Refusal("owner_repeated")
    if len(set(authors)) != len(authors):
        raise Refusal("author_repeated")
    if statement.issuer not in owners:
        raise Refusal("issuer_not_owner", did=statement.issuer)
    total = sum((Fraction(owner.share) for owner in subject.owners), Fraction(0))
    if total != 1:
        raise Refusal("shares_not_one", total=f"{total.numerator}/{total.denominator}")
    if (subject.ownership == "joint") != (len(authors) > 1) and subject.ownership in {
        "joint",
        "individual",
    }:
        raise Refusal("ownership_and_authors_disagree", ownership=subject.ownership)
    require_parties(register, [*owners, *authors])
    require_signers(statement, owners)


def _check_dates(subject: WorkRegistration, today: date) -> None:
    completed = date.fromisoformat(subject.creation.completed)
    if completed > today:
        raise Refusal("completed_in_future", date=subject.creation.completed)
    if subject.publication.first_date is not None:
        published = date.fromisoformat(subject.publication.first_date)
        if published > today:
            raise Refusal("published_in_future", date=subject.publication.first_date)
        if published < completed:
            raise Refusal("published_before_completed", date=subject.publication.first_date)


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


def _rule_on_file(subject: WorkRegistration, register: Register) -> JsonObject:
    claims = claims_of(register, subject.file.sha256)
    if claims.heritage and subject.creation.nature == "original":
        raise Refusal("scan_not_original", entry=claims.heritage[0].entry)
    owners = {owner.party for owner in subject.owners}
    for claim in claims.works:
        earlier = register.get(Folio, claim.id)
        if earlier is not None and {holding.party for holding in earlier.owners} == owners:
            raise Refusal("work_registered_already", entry=claim.entry)
    require_room(claims)
    ruling: JsonObject = {}
    if claims.works:
        ruling["competing"] = list[Json](claim.entry for claim in claims.works)
    if claims.heritage:
        ruling["heritage"] = list[Json](claim.entry for claim in claims.heritage)
    return ruling


def _parent_key(parent: HeritageParent | WorkParent) -> Key:
    if isinstance(parent, HeritageParent):
        return (Heritage.table, parent.heritage)
    return (Folio.table, parent.work)
