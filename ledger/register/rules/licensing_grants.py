"""Granting a licence that both sides sign as one document."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register import shelf
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.licensing import LicenceGrant
from ledger.register.moment import Moment
from ledger.register.procedures.licence import LICENCE
from ledger.register.records import Folio, Grant, Held, Key, Party
from ledger.register.rules.common import require_parties, subject_of
from ledger.register.rules.dealings import (
    folio_of,
    require_pledgees,
    require_title,
)
from ledger.register.rules.licensing_mint import (
    enter_grant,
    in_force_from,
    remarks_on,
    require_grantable,
    require_licensable,
)
from ledger.register.rules.licensing_status import grant_of, grant_status, last_day_of
from ledger.register.rules.licensing_sublicence import require_within_parent
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.rules.title_employment import require_unit
from ledger.register.rules.title_joint import joint_consent
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import OfferTerms, Terms, terms_digest
from ledger.register.title import holders

#: Codes by which `licensors_consent` refuses.
CONSENT = (
    "co_owner_signature_missing",
    "joint_notice_missing",
    "joint_notice_open",
    "unit_consent_missing",
    "right_pledged",
)


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` and `apply` ask for."""
    subject = subject_of(statement, LicenceGrant)
    grants = [grant for grant in (subject.parent, subject.renews) if grant is not None]
    return {
        (Folio.table, subject.work),
        (Held.table, f"{subject.work}/{subject.licensee}"),
        *((Party.table, did) for did in (subject.licensee, *subject.licensors)),
        *((Grant.table, grant) for grant in grants),
        *shelf.reads(subject.work, subject.terms),
    }


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a licence of what the licensors hold, which nobody else has exclusively.

    The ruling gives the ``remarks`` of which the licensee has to know, and in ``without`` the joint
    owners whose silence was enough.
    """
    subject = subject_of(statement, LicenceGrant)
    terms, day = subject.terms, moment.day
    folio = folio_of(register, subject.work)
    signatures = Signatures(statement, register, moment)
    require_licensable(folio, terms.exclusivity, day)
    require_parties(register, [subject.licensee, *subject.licensors])
    if subject.licensee in subject.licensors:
        raise Refusal("licence_to_oneself", did=subject.licensee)
    _require_dates(terms, day)
    signatures.require("license", [*subject.licensors, subject.licensee], folio.id)
    signatures.require_apart(subject.licensors, [subject.licensee])
    above: list[str] = []
    ruling: JsonObject = {}
    if subject.parent is not None:
        above = require_within_parent(register, subject, day)
    else:
        require_title(folio, subject.licensors, terms.rights, terms.territory)
        ruling = licensors_consent(
            register, folio, terms, signatures, act="license", licensee=subject.licensee
        )
        owners = holders(folio, terms.rights, terms.territory)
        signatures.require_apart(signatures.agents_of(owners), [subject.licensee])
    if subject.renews is not None:
        _require_following(register, subject, day)
    signatures.require_nobody_else()
    require_grantable(register, folio, terms, day, above=above)
    return ruling | remarks_on(folio, day)


def apply(register: Register, entry: Entry) -> None:
    """Enter the licence: in force at once, or waiting for its condition."""
    subject = subject_of(entry.statement, LicenceGrant)
    terms = subject.terms
    if terms.condition_until is not None:
        status = LICENCE.start(entry.day, date.fromisoformat(terms.condition_until))
    else:
        status = in_force_from(entry.day, terms, "LicenceGrant:unconditional")
    enter_grant(
        register,
        entry,
        work=subject.work,
        licensors=subject.licensors,
        licensee=subject.licensee,
        terms=terms,
        status=status,
        parent=subject.parent,
        renews=subject.renews,
    )


def licensors_consent(  # noqa: PLR0913  # what is asked for, by keyword
    register: Register,
    folio: Folio,
    terms: Terms | OfferTerms,
    signatures: Signatures,
    *,
    act: str,
    licensee: str | None,
) -> JsonObject:
    """Demand everybody's consent whom the law asks before owners may license or offer on `terms`.

    These are the joint owners (Art. 14), the unit that employed the author (Art. 18) and pledgees
    (Civil Code, Art. 444). `licensee` is ``None`` for an offer to everybody. Gives the part of the
    ruling that names in ``without`` the joint owners whose silence was enough.
    """
    without = joint_consent(
        register,
        folio,
        signatures,
        act=act,
        terms_digest=terms_digest(terms),
        licensee=licensee,
        rights=terms.rights,
        territory=terms.territory,
        exclusivity=terms.exclusivity,
    )
    require_unit(folio, signatures, licensee=licensee, act=act)
    require_pledgees(register, folio, terms.rights, signatures=signatures, act=act)
    return {"without": list[Json](without)} if without else {}


def _require_dates(terms: Terms, day: date) -> None:
    today = day.isoformat()
    if terms.start < today:
        raise Refusal("licence_backdated", start=terms.start, today=today)
    if terms.condition_until is not None and not today <= terms.condition_until <= terms.until:
        raise Refusal("condition_day_outside", date=terms.condition_until, until=terms.until)


def _require_following(register: Register, subject: LicenceGrant, day: date) -> None:
    """Refuse a renewal by others, or one that leaves a gap or an overlap."""
    assert subject.renews is not None
    old = grant_of(register, subject.renews)
    sides = (old.work, set(old.licensors), old.licensee)
    if sides != (subject.work, set(subject.licensors), subject.licensee):
        raise Refusal("renewal_of_another", entry=old.granted)
    if grant_status(register, old, day).state in {"lapsed", "void"}:
        raise Refusal("renewal_of_nothing", entry=old.entry)
    last = last_day_of(register, old)
    eve = date.fromisoformat(subject.terms.start) - timedelta(days=1)
    if eve.isoformat() != last:
        raise Refusal("renewal_not_following", entry=old.granted, last=last)


RULES = {
    "LicenceGrant": Rule(
        decide,
        apply,
        reads,
        "The licensors and the licensee, each of them; for a licence that is no sublicence also "
        "every joint owner whom Art. 14 asks, the unit in the two years of Art. 18, and every "
        "pledgee of the rights. Nobody else.",
        (
            *SIGNERS,
            "work_not_registered",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "notice_not_over",
            "party_not_registered",
            "licence_to_oneself",
            "agent_of_both_sides",
            "licence_backdated",
            "condition_day_outside",
            "right_not_in_register",
            "not_the_holder",
            *CONSENT,
            "grant_unknown",
            "parent_of_another_work",
            "parent_of_another_party",
            "parent_not_in_effect",
            "sublicensing_not_allowed",
            "sublicence_too_deep",
            "sublicence_beyond_parent",
            "sublicence_stronger",
            "sublicence_quantity",
            "renewal_of_another",
            "renewal_of_nothing",
            "renewal_not_following",
            "beyond_term",
            "material_unlicensed",
            "upstream_unlicensed",
            "grant_conflicts",
            "grants_full",
        ),
    )
}
