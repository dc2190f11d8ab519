"""To whom a work's rights belong at first, and which papers say so (Copyright Law, Art. 11 to 19).

Who the law makes owner follows from how the work came about, where the rights were acquired
originally; whoever has them by inheritance or otherwise shows that by an attachment. Papers are
demanded by the form's edition (`Policy.edition`). Those that the official form always wants are
not: the file is the specimen, the party's registration its identity, the signature the warranty.
A derivative needs no licence to be registered; without one its exploitation is restricted.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from ledger.errors import Refusal
from ledger.register.kinds.work import WorkRegistration
from ledger.register.records import Party
from ledger.register.rules.common import require_parties
from ledger.register.state import Register
from ledger.register.vocabulary import vocabulary

#: Ownership → the paper that shows it.
_BY_OWNERSHIP = {
    "joint": "joint_agreement",
    "commissioned": "commission_agreement",
    "legal_entity": "legal_person_statement",
    "employment": "employment_statement",
}
#: Acquisition → the paper that shows it.
_BY_ACQUISITION = {"inheritance": "succession_proof", "succession": "succession_agreement"}


def check_title(subject: WorkRegistration, register: Register) -> None:
    """Refuse owners or authors that cannot be: shares, numbers, what the law says of them."""
    owners = [owner.party for owner in subject.owners]
    authors = [author.party for author in subject.authors]
    if len(set(owners)) != len(owners):
        raise Refusal("owner_repeated")
    if len(set(authors)) != len(authors):
        raise Refusal("author_repeated")
    total = sum((Fraction(owner.share) for owner in subject.owners), Fraction(0))
    if total != 1:
        raise Refusal("shares_not_one", total=f"{total.numerator}/{total.denominator}")
    if (subject.ownership == "joint") != (len(authors) > 1) and subject.ownership in {
        "joint",
        "individual",
    }:
        raise Refusal("ownership_and_authors_disagree", ownership=subject.ownership)
    require_parties(register, [*owners, *authors])
    _check_unknown_author(subject)
    _check_employment(subject, register, owners, authors)
    _check_commission(subject, register, owners)


def check_papers(subject: WorkRegistration, edition: int) -> None:
    """Refuse a registration without what edition 2 of the form asks for.

    Raises `Refusal` (``ownership_fact_missing``, ``attachment_missing``, ``nature_note_missing``).
    """
    if edition == 1:
        return
    for member, ownership, told in (
        ("employment", "employment", subject.employment),
        ("commission", "commissioned", subject.commission),
    ):
        if subject.ownership == ownership and told is None:
            named = vocabulary("ownership")[ownership]
            raise Refusal(
                "ownership_fact_missing",
                member=member,
                ownership_zh=named.zh,
                ownership_en=named.en,
            )
    attached = {attachment.kind for attachment in subject.attachments}
    for kind in (
        _BY_OWNERSHIP.get(subject.ownership),
        _BY_ACQUISITION.get(subject.acquisition),
    ):
        if kind is not None and kind not in attached:
            named = vocabulary("attachment")[kind]
            raise Refusal("attachment_missing", kind=kind, kind_zh=named.zh, kind_en=named.en)
    if subject.creation.nature != "original" and subject.creation.nature_note is None:
        raise Refusal("nature_note_missing")


def _check_unknown_author(subject: WorkRegistration) -> None:
    if subject.unknown_author == bool(subject.authors):
        raise Refusal("authors_and_unknown_disagree")
    if not subject.unknown_author:
        return
    if subject.ownership != "individual":
        named = vocabulary("ownership")[subject.ownership]
        raise Refusal("unknown_author_not_individual", ownership_zh=named.zh, ownership_en=named.en)
    if subject.rights != "all" and "authorship" in subject.rights:
        raise Refusal("authorship_not_exercised")


def _check_employment(
    subject: WorkRegistration, register: Register, owners: list[str], authors: Collection[str]
) -> None:
    employment = subject.employment
    if employment is None:
        return
    _require_ownership(subject, "employment", "employment")
    require_parties(register, [employment.unit])
    unit = register.get(Party, employment.unit)
    if unit is not None and unit.kind != "organisation":
        raise Refusal("unit_not_organisation", entry=unit.entry, did=employment.unit)
    if subject.acquisition != "original":
        return
    if employment.special and owners != [employment.unit]:
        raise Refusal("owner_not_the_unit", unit=employment.unit)
    for owner in owners:
        if not employment.special and owner not in authors:
            raise Refusal("owner_not_an_author", did=owner)


def _check_commission(subject: WorkRegistration, register: Register, owners: list[str]) -> None:
    commission = subject.commission
    if commission is None:
        return
    _require_ownership(subject, "commission", "commissioned")
    require_parties(register, [commission.commissioner])
    if commission.vests_in == "commissioner" and commission.agreement is None:
        raise Refusal("commission_agreement_missing")
    if subject.acquisition != "original":
        return
    if commission.vests_in == "commissioned":
        if commission.commissioner in owners:
            raise Refusal("commissioner_is_owner", did=commission.commissioner)
    elif owners != [commission.commissioner]:
        raise Refusal("owner_not_the_commissioner", did=commission.commissioner)


def _require_ownership(subject: WorkRegistration, member: str, expected: str) -> None:
    if subject.ownership != expected:
        terms = vocabulary("ownership")
        raise Refusal(
            "ownership_fact_unexpected",
            member=member,
            expected_zh=terms[expected].zh,
            expected_en=terms[expected].en,
            ownership_zh=terms[subject.ownership].zh,
            ownership_en=terms[subject.ownership].en,
        )
