"""Corrections: sealed registration, rectification, and the withdrawal of a registration."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.corrections import Withdrawal
from ledger.register.moment import Moment
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Folio, Key
from ledger.register.rules import corrections_rectify, corrections_seals
from ledger.register.rules.common import constitution, subject_of
from ledger.register.rules.dealings import (
    folio_of,
    holds_at,
    objections_at,
    pledges_on,
    registration_at,
)
from ledger.register.rules.licensing_status import live_grants
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import ECONOMIC_RIGHTS


def _reads(statement: Statement) -> set[Key]:
    return {(Folio.table, subject_of(statement, Withdrawal).work)}


def _decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the withdrawal of a work that nobody disputes and to which nobody has a right.

    Licensees and pledgees who sign too give up what stood in its way.
    """
    subject = subject_of(statement, Withdrawal)
    constitution(register)
    folio = folio_of(register, subject.work)
    progress = registration_at(folio, moment.day)
    _require_undisputed(folio, moment.day)
    REGISTRATION.step(progress, "Withdrawal", moment.day, entry=folio.entry)
    signatures = Signatures(statement, register, moment)
    # who withdraws gives up what was registered: an agent needs the power to dispose of the rights
    owners = {holding.party for holding in folio.owners}
    signatures.require("transfer", owners, folio.id)
    burdened = set[str]()
    for grant in live_grants(register, folio, moment.day):
        if not signatures.consents("manage", grant.licensee, folio.id):
            raise Refusal("licensee_has_not_consented", entry=grant.granted, did=grant.licensee)
        burdened.add(grant.licensee)
    for pledge in pledges_on(register, folio, ECONOMIC_RIGHTS, moment.day):
        if not signatures.consents("pledge", pledge.pledgee, folio.id):
            raise Refusal("pledgee_has_not_consented", entry=pledge.entry, did=pledge.pledgee)
        burdened.add(pledge.pledgee)
    signatures.require_apart(owners, burdened - owners)
    signatures.require_nobody_else()
    return {}


def _require_undisputed(folio: Folio, day: date) -> None:
    for objection in objections_at(folio, day):
        raise Refusal("withdrawal_objected", entry=folio.entry, objection=objection)
    for hold in holds_at(folio, day):
        raise Refusal("withdrawal_held", entry=hold.entry)


def _apply(register: Register, entry: Entry) -> None:
    folio = folio_of(register, subject_of(entry.statement, Withdrawal).work)
    progress = registration_at(folio, entry.day)
    status = REGISTRATION.step(progress, "Withdrawal", entry.day, entry=folio.entry)
    register.put(folio.model_copy(update={"entry": entry.index, "status": status}))
    count(register, "withdrawals", entry.index)


RULES = {
    "SealedRegistration": Rule(
        corrections_seals.decide,
        corrections_seals.apply,
        corrections_seals.reads,
        "One or more registered parties, one of them the issuer: the future owners, or whoever "
        "hands the seal in for them.",
        ("ledger_not_founded", *SIGNERS, "party_not_registered", "seal_window_wrong"),
    ),
    "Rectification": Rule(
        corrections_rectify.decide,
        corrections_rectify.apply,
        corrections_rectify.reads,
        "Every owner; every author whose alias changes; once the public notice is over, a "
        "registrar who owns nothing of the work.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "registrar_signature_missing",
            "officer_is_party",
            "work_not_registered",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "rectifications_full",
            "publication_incomplete",
            "author_not_of_work",
            "before_differs",
            "change_changes_nothing",
            "completed_in_future",
            "published_in_future",
            "published_before_completed",
            "completed_after_seal",
        ),
        public=True,
    ),
    "Withdrawal": Rule(
        _decide,
        _apply,
        _reads,
        "Every owner; where licences or pledges are alive, their licensees and pledgees too.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "work_not_registered",
            "withdrawal_objected",
            "withdrawal_held",
            "step_not_open",
            "licensee_has_not_consented",
            "pledgee_has_not_consented",
            "agent_of_both_sides",
        ),
        public=True,
    ),
}
