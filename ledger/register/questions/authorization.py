"""May this party use this work so? Yes or no, clause by clause, and what is unknown means no.

The answer rests on the register alone: what is not expressly licensed must not be exercised
(Copyright Law, Art. 29). Uses that need no licence (Art. 24) are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.register.fields import Made
from ledger.register.identity import signed_in_contest
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.questions.clause import Clause, Named, clause
from ledger.register.questions.exercise import exercise
from ledger.register.questions.question import Question
from ledger.register.records import Folio, Grant, Offer
from ledger.register.rules.dealings import IN_FORCE, holds_at, registration_at
from ledger.register.rules.derivation import restricted_by
from ledger.register.rules.licensing_status import ancestors_of, good_faith
from ledger.register.state import Register
from ledger.register.title import title_steps
from ledger.register.vocabulary import vocabulary

_WARNINGS = {"caveat": Named("异议登记", "a caveat"), "litigation": Named("诉讼", "a lawsuit")}


class Answer(Made):
    """The answer: ``authorised`` if every clause holds.

    ``grants`` are the licences that it rests on; ``remarks`` are clauses that warn and decide
    nothing.
    """

    authorised: bool
    clauses: list[Clause]
    remarks: list[Clause]
    grants: list[str]


def authorization(register: Register, folio: Folio, question: Question) -> Answer:
    """Answer `question` about the work of `folio` from what `register` holds."""
    clauses = [_work(folio, question.day)]
    grants: dict[str, Grant] = {}
    for right in question.rights:
        used, sentences = exercise(register, folio, question, right)
        clauses += sentences
        grants |= {grant.id: grant for grant in used}
    clauses += [_quantity(grant, question) for grant in grants.values()]
    clauses += _upstream(register, folio, question)
    return Answer(
        authorised=all(sentence.holds for sentence in clauses),
        clauses=clauses,
        remarks=[
            *_warnings(folio, question.day),
            *_contests(register, folio, grants.values()),
            *_faith(register, grants, question.day),
        ],
        grants=list(grants),
    )


def _work(folio: Folio, day: date) -> Clause:
    for hold in holds_at(folio, day):
        if hold.kind == "suspend":
            return clause("work_suspended", holds=False, entry=hold.entry)
    progress = registration_at(folio, day)
    state = REGISTRATION.states[progress.state]
    named = Named(state.zh, state.en)
    if progress.state in IN_FORCE:
        return clause("work_in_force", holds=True, entry=folio.filed, state=named)
    return clause("work_not_in_force", holds=False, entry=folio.entry, state=named)


def _quantity(grant: Grant, question: Question) -> Clause:
    if grant.terms.quantity is None:
        return clause("quantity_unlimited", holds=True, entry=grant.granted)
    left = grant.terms.quantity - grant.issued - grant.sublicensed
    if question.quantity is None:
        return clause("quantity_unknown", holds=False, entry=grant.granted, left=left)
    fits = question.quantity <= left
    return clause(
        "quantity_within" if fits else "quantity_beyond",
        holds=fits,
        entry=grant.granted,
        left=left,
        quantity=question.quantity,
    )


def _upstream(register: Register, folio: Folio, question: Question) -> Iterator[Clause]:
    for material in folio.unlicensed_upstream:
        used = vocabulary("upstream")[material]
        named = Named(used.zh, used.en)
        yield clause("material_unlicensed", holds=False, entry=folio.filed, material=named)
    missing = restricted_by(register, folio, question.box, question.day)
    for edge in missing:
        yield clause("upstream_unlicensed", holds=False, entry=edge.entry)
    if folio.parents and not missing:
        yield clause("upstream_clear", holds=True)


def _warnings(folio: Folio, day: date) -> Iterator[Clause]:
    progress = registration_at(folio, day)
    if progress.state == "notice":
        yield clause("under_notice", holds=False, entry=folio.filed, due=progress.due)
    if progress.state == "objected":
        yield clause("under_objection", holds=False, entry=folio.entry)
    for hold in holds_at(folio, day):
        if hold.kind in _WARNINGS:
            yield clause("warned", holds=False, entry=hold.entry, kind=_WARNINGS[hold.kind])


def _contests(register: Register, folio: Folio, grants: Iterable[Grant]) -> Iterator[Clause]:
    """Warn of every link of title and every licence that was signed with a stolen key."""
    signed = {step.entry: (step.signers, step.time) for step in title_steps(register, folio)}
    for grant in grants:
        for link in (grant, *ancestors_of(register, grant)):
            signed[link.granted] = (link.signers, link.time)
            offer = register.get(Offer, link.offer) if link.offer else None
            if offer is not None:
                signed[offer.offered] = (offer.signers, offer.time)
    for entry, (signers, time) in sorted(signed.items()):
        if signed_in_contest(register, signers, time):
            yield clause("contested", holds=False, entry=entry)


def _faith(register: Register, grants: dict[str, Grant], day: date) -> Iterator[Clause]:
    for grant in grants.values():
        if good_faith(register, grant, day):
            yield clause("valid_when_granted", holds=True, entry=grant.granted)
