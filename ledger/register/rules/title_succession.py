"""Rights that pass by law: succession (Art. 21), and the author of an orphan work who appears."""

from __future__ import annotations

from fractions import Fraction

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.title import OrphanClaim, Succession
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Folio, Key, Parcel, Party
from ledger.register.rules.common import require_parties, subject_of
from ledger.register.rules.dealings import (
    IN_FORCE,
    folio_of,
    registration_at,
    require_in_force,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.rules.term import require_in_term
from ledger.register.rules.title_record import record_title, require_readable, require_takers
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.territory import WORLD, Region
from ledger.register.title import move, vest
from ledger.register.vocabulary import vocabulary

#: By these an organisation gives while it may still sign; all other causes follow an end.
_RESTRUCTURING = ("merger", "division")


def succession_reads(statement: Statement) -> set[Key]:
    """Name the records that `decide_succession` asks for."""
    subject = subject_of(statement, Succession)
    parties = {subject.party, *(taker.party for taker in subject.successors)}
    return {
        (Constitution.table, ""),
        *((Party.table, did) for did in parties),
        *((Folio.table, work) for work in subject.works),
    }


def decide_succession(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the successors of a party that died or ended, or that merges or divides and signs.

    Rights pass by law and at once: neither public notice nor an order nor a pledge stands in the
    way, and all of them go on against the successors.
    """
    subject = subject_of(statement, Succession)
    takers = require_takers(register, subject.successors, subject.party)
    require_parties(register, [subject.party])
    party = register.get(Party, subject.party)
    assert party is not None
    cause = vocabulary("succession_cause")[subject.cause]
    if cause.extra["applies_to"] != party.kind:
        raise Refusal("succession_cause_disagrees", entry=party.entry, cause=subject.cause)
    signatures = Signatures(statement, register, moment)
    signatures.require("transfer", takers)
    passing = party.died is not None or (
        subject.cause in _RESTRUCTURING and signatures.consents("transfer", subject.party)
    )
    signatures.require_officers(1, strangers_to=[subject.party, *takers])
    if not passing:
        raise Refusal("party_not_ended", entry=party.entry, did=subject.party)
    signatures.require_nobody_else()
    for work in subject.works:
        _require_passing(register, folio_of(register, work), subject, moment)
    return {}


def apply_succession(register: Register, entry: Entry) -> None:
    """Move all that the party held in each of the works."""
    subject = subject_of(entry.statement, Succession)
    for work in subject.works:
        folio = folio_of(register, work)
        held = _held(folio, subject.party)
        region = Region(())
        for parcel in held:
            region |= Region.parse(parcel.region)
        record_title(
            register,
            entry,
            folio,
            _after(folio, subject, entry.index),
            cause="succession",
            rights=[
                right for right in ECONOMIC_RIGHTS if any(right in parcel.rights for parcel in held)
            ],
            region=region.to_json(),
            givers=[subject.party],
            takers={taker.party: Fraction(taker.share) for taker in subject.successors},
        )
    count(register, "successions", entry.index)


def _require_passing(register: Register, folio: Folio, subject: Succession, moment: Moment) -> None:
    state = registration_at(folio, moment.day).state
    if state not in IN_FORCE:
        raise Refusal("succession_work_ended", entry=folio.entry, work=folio.id)
    if not _held(folio, subject.party):
        since = max((parcel.since for parcel in folio.parcels), default=folio.filed)
        raise Refusal("nothing_to_succeed_to", entry=since, did=subject.party, work=folio.id)
    require_in_term(register, folio, moment.day.isoformat())
    require_readable(folio, _after(folio, subject, moment.index))


def _held(folio: Folio, party: str) -> list[Parcel]:
    return [
        parcel
        for parcel in folio.parcels
        if any(holding.party == party for holding in parcel.owners)
    ]


def _after(folio: Folio, subject: Succession, index: int) -> list[Parcel]:
    takers = {taker.party: Fraction(taker.share) for taker in subject.successors}
    return move(folio, ECONOMIC_RIGHTS, [WORLD], giver=subject.party, takers=takers, entry=index)


def claim_reads(statement: Statement) -> set[Key]:
    """Name the records that `decide_claim` asks for."""
    subject = subject_of(statement, OrphanClaim)
    return {
        (Constitution.table, ""),
        (Party.table, subject.author),
        (Folio.table, subject.work),
    }


def decide_claim(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the author of a work of unknown author whom two registrars believe."""
    subject = subject_of(statement, OrphanClaim)
    folio = folio_of(register, subject.work)
    require_parties(register, [subject.author])
    if not folio.unknown_author:
        raise Refusal("author_known", entry=folio.entry, work=folio.id)
    require_in_force(folio, moment.day)
    signatures = Signatures(statement, register, moment)
    owners = [holding.party for holding in folio.owners]
    signatures.require("register", [subject.author], folio.id)
    signatures.require_officers(2, strangers_to=[subject.author, *owners])
    signatures.require_nobody_else()
    return {}


def apply_claim(register: Register, entry: Entry) -> None:
    """Make the author the owner of all rights everywhere; licences granted before stay."""
    subject = subject_of(entry.statement, OrphanClaim)
    folio = folio_of(register, subject.work)
    rights = list(ECONOMIC_RIGHTS)
    author = {subject.author: Fraction(1)}
    known = folio.model_copy(update={"authors": [subject.author], "unknown_author": False})
    record_title(
        register,
        entry,
        known,
        vest(folio, rights, [WORLD], author, entry.index),
        cause="claim",
        rights=rights,
        region=[WORLD],
        givers=[holding.party for holding in folio.owners],
        takers=author,
    )
    count(register, "claims", entry.index)


RULES = {
    "Succession": Rule(
        decide_succession,
        apply_succession,
        succession_reads,
        "Every successor and a registrar; the party itself too where an organisation that has not "
        "ended merges or divides.",
        (
            "ledger_not_founded",
            "owner_repeated",
            "shares_not_one",
            "taker_is_giver",
            "party_not_registered",
            "succession_cause_disagrees",
            "registrar_signature_missing",
            "officer_is_party",
            *SIGNERS,
            "party_not_ended",
            "work_not_registered",
            "succession_work_ended",
            "nothing_to_succeed_to",
            "beyond_term",
            "title_too_divided",
        ),
        public=True,
    ),
    "OrphanClaim": Rule(
        decide_claim,
        apply_claim,
        claim_reads,
        "The author who comes forward, and two registrars.",
        (
            "ledger_not_founded",
            "work_not_registered",
            "party_not_registered",
            "author_known",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "registrar_signature_missing",
            "second_registrar_missing",
            "officer_is_party",
            *SIGNERS,
        ),
        public=True,
    ),
}
