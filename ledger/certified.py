"""What a licence certificate says, and whether the entries under it bear that out.

Whoever signs a certificate could write anything into it; the people who signed the entries did not.
So every licence and every link of title is held against the statement that made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from ledger.attested import AttestedSubject
from ledger.errors import ReceiptError, StatementError
from ledger.number import format_number
from ledger.register.entry import Entry
from ledger.register.fields import DateText, Label, Made
from ledger.register.kinds.licensing import LicenceGrant, LicenceOffer, OfferAcceptance
from ledger.register.kinds.orders import Order
from ledger.register.kinds.title import OrphanClaim, Succession, Transfer
from ledger.register.kinds.work import WorkRegistration
from ledger.register.questions.clause import Clause
from ledger.register.questions.question import Question
from ledger.register.records import Holding
from ledger.register.rules.licensing_acceptance import terms_from
from ledger.register.rules.licensing_status import EXERCISABLE
from ledger.register.terms import Terms, beyond, terms_digest
from ledger.register.territory import Region

What: TypeAlias = Literal[
    "存证凭证（许可核验）；不是作品登记证书 / record of deposit, not a certificate of registration"
]
WHAT: What = (
    "存证凭证（许可核验）；不是作品登记证书 / record of deposit, not a certificate of registration"
)


class CertifiedGrant(Made):
    """A licence as it stood: ``entry`` granted it, ``status`` is a state of the procedure."""

    id: str
    entry: int
    licensors: list[str]
    licensee: str
    terms: Terms
    status: str
    since: DateText
    parent: str | None = None
    offer: str | None = None


class CertifiedStep(Made):
    """One link of the chain of title."""

    entry: int
    cause: str
    day: DateText
    rights: list[str]
    region: list[str]
    givers: list[str]
    takers: list[Holding]


class LicenceSubject(AttestedSubject):
    """What a certificate says."""

    what: What = WHAT
    work: str
    number: str
    title: Label
    question: Question
    authorised: bool
    clauses: list[Clause]
    remarks: list[Clause]
    grants: list[CertifiedGrant]
    title_chain: list[CertifiedStep]
    filing: str


def check_subject(subject: LicenceSubject, entries: Mapping[int, Entry]) -> None:
    """Check what a certificate says against `entries`, which were proven to stand in the log.

    The work is the one that was registered; each link of title has its entry, its day, its takers
    with their shares and no right that the statement does not name; each licence has the parties
    and terms that were signed, and the licences above it; and a yes is one that these licences, or
    title, can carry. Givers, the rights left out, and what ended a licence since are the signer's
    word. Raises `ReceiptError` (``certificate_contradicts``).
    """
    by_id = {entry.statement.id: entry for entry in entries.values()}
    for member, holds in _checks(subject, entries, by_id):
        if not holds:
            raise ReceiptError("certificate_contradicts", member=member)


def _checks(
    subject: LicenceSubject, entries: Mapping[int, Entry], by_id: Mapping[str, Entry]
) -> Iterator[tuple[str, bool]]:
    registration = by_id.get(subject.work)
    if registration is None or registration.statement.kind != "WorkRegistration":
        yield "work", False
        return
    yield "work", subject.question.work == subject.work
    yield "number", subject.number == format_number(registration.index)
    yield "titleChain", chain_holds(subject.work, registration, subject.title_chain, entries)
    named = {grant.id: grant for grant in subject.grants}
    for grant in subject.grants:
        entry = entries.get(grant.entry)
        yield "grants", entry is not None and _granted(subject.work, grant, entry, by_id)
        above = named.get(grant.parent) if grant.parent is not None else None
        yield "grants", grant.parent is None or (above is not None and above.entry < grant.entry)
    yield "authorised", subject.authorised == all(clause.holds for clause in subject.clauses)
    yield "authorised", not subject.authorised or _carried(subject)


def chain_holds(
    work: str, registration: Entry, chain: Sequence[CertifiedStep], entries: Mapping[int, Entry]
) -> bool:
    """Say whether each link of `chain`, from the registration on, is what its entry says."""
    numbers = [step.entry for step in chain]
    return (
        numbers[:1] == [registration.index]
        and numbers == sorted(set(numbers))
        and all(step.entry in entries and _moved(work, step, entries[step.entry]) for step in chain)
    )


def _moved(work: str, step: CertifiedStep, entry: Entry) -> bool:
    """Say whether `entry` moves title in `work` as `step` says."""
    said: Any = entry.statement.subject
    rights: list[str] | str | None = "all"
    takers: Sequence[Any]  # every kind has its own model of a party with its share
    if isinstance(said, WorkRegistration):
        cause, works, rights, takers = (
            "registration",
            [entry.statement.id],
            said.rights,
            said.owners,
        )
    elif isinstance(said, Transfer):
        cause, works, rights, takers = "transfer", [said.work], said.rights, said.to
    elif isinstance(said, Succession):
        cause, works, takers = "succession", said.works, said.successors
    elif isinstance(said, Order):
        cause = "order" if said.scope.pledge is None else "realisation"
        works, rights, takers = [said.work], said.scope.rights, said.owners or []
    elif isinstance(said, OrphanClaim):
        cause, works = "claim", [said.work]
        takers = [Holding(party=said.author, share="1/1")]
    else:
        return False
    got = {(taker.party, taker.share) for taker in step.takers}
    return (
        step.cause == cause
        and work in works
        and step.day == entry.day.isoformat()
        and got == {(taker.party, taker.share) for taker in takers}
        and (not isinstance(rights, list) or set(step.rights) <= set(rights))
    )


def _granted(work: str, grant: CertifiedGrant, entry: Entry, by_id: Mapping[str, Entry]) -> bool:
    """Say whether `entry` grants in `work` what `grant` says that it does."""
    said = entry.statement.subject
    if entry.statement.id != grant.id:
        return False
    if isinstance(said, LicenceGrant):
        told = (said.work, said.licensee, sorted(said.licensors), said.terms, said.parent, None)
        claimed = (work, grant.licensee, sorted(grant.licensors), grant.terms, grant.parent)
        return told == (*claimed, grant.offer)
    offered = by_id.get(grant.offer or "")
    if not isinstance(said, OfferAcceptance) or offered is None:
        return False
    offer = offered.statement.subject
    if not isinstance(offer, LicenceOffer) or offer.work != work or grant.parent is not None:
        return False
    try:
        terms = terms_from(offer.terms, entry.day, said.quantity)
    except ValueError:
        # a log that admits anything may hold the acceptance of an offer that was over
        return False
    return (said.offer, said.licensee, said.terms_digest, terms) == (
        grant.offer,
        grant.licensee,
        terms_digest(offer.terms),
        grant.terms,
    )


def _carried(subject: LicenceSubject) -> bool:
    """Say whether the asker's licences, and what it ever got title to, reach all that was asked."""
    question = subject.question
    try:
        for right in question.rights:
            rest = Region.of(question.territory)
            for step in subject.title_chain:
                takers = {taker.party for taker in step.takers}
                if right in step.rights and question.licensee in takers:
                    rest -= Region.parse(step.region)
            for grant in subject.grants:
                if grant.licensee == question.licensee and _covers(grant, question, right):
                    rest -= Region.of(grant.terms.territory)
            if not rest.is_empty:
                return False
    except (ValueError, StatementError):
        # places that are none
        return False
    return True


def _covers(grant: CertifiedGrant, question: Question, right: str) -> bool:
    """Say whether a licence reaches what was asked, wherever it is for."""
    limit, pieces = grant.terms.quantity, question.quantity
    box = replace(question.box, rights=(right,), territory=tuple(grant.terms.territory))
    return (
        grant.status in EXERCISABLE
        and beyond(box, grant.terms) is None
        and (limit is None or (pieces is not None and pieces <= limit))
    )
