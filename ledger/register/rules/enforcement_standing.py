"""Who may complain of a use of a work: an owner, or who holds it exclusively now.

A share of the rights is enough, in the whole territory; of licences only one that keeps out the
owner too, is in effect, and covers all of the use (Civil Code, Art. 1195; E-Commerce Law, Art. 42).
"""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import Json, JsonObject
from ledger.register.kinds.enforcement import InfringementNotice, Use
from ledger.register.records import Folio, Held
from ledger.register.rules.dealings import require_registration
from ledger.register.rules.licensing_mint import remarks_on
from ledger.register.rules.licensing_status import (
    grant_of,
    in_effect,
    overlap_with,
    owner_exclusions,
)
from ledger.register.rules.notice_cases import owners_of
from ledger.register.rules.term import protected_until
from ledger.register.state import Register
from ledger.register.terms import Scope, beyond
from ledger.register.title import held_since, not_held, not_held_by
from ledger.register.vocabulary import vocabulary

#: How many of the respondent's licences, the newest, are looked at for the platform.
_LOOKED_AT = 64


def require_standing(
    register: Register, folio: Folio, subject: InfringementNotice, day: date
) -> JsonObject:
    """Give the part of a ruling that says on what the notifier's standing rests.

    ``basis`` is ``owner`` or ``exclusive_licensee`` and ``basisEntry`` the entry of the title or of
    the licence. Raises `Refusal`: ``work_not_in_force``, ``protection_over``,
    ``right_not_in_register``, ``notifier_not_entitled``, ``ground_not_for_rights``,
    ``ground_is_the_authors``.
    """
    require_registration(folio, day)
    _require_protected(register, folio, day)
    _require_grounds(subject, folio)
    party, use = subject.notifier, subject.use
    missing = not_held(folio, use.rights, use.territory)
    others = not_held_by(folio, party, use.rights, use.territory)
    if not missing and not others:
        since = held_since(folio, party, use.rights, use.territory)
        return {"basis": "owner", "basisEntry": since}
    box = _box(use, day)
    for grant, _ in owner_exclusions(register, folio.id, box, day):
        own = grant.licensee == party and in_effect(register, grant, day)
        if own and beyond(box, grant.terms) is None:
            return {"basis": "exclusive_licensee", "basisEntry": grant.granted}
    if missing:
        named = vocabulary("rights")[missing[0]]
        raise Refusal(
            "right_not_in_register", entry=folio.filed, right_zh=named.zh, right_en=named.en
        )
    raise Refusal("notifier_not_entitled", entry=max(since for _, since in others), did=party)


def remarks_for(
    register: Register, folio: Folio, subject: InfringementNotice, day: date
) -> JsonObject:
    """Give the part of a ruling that tells the platform what speaks against a notice.

    ``remarks`` are those that a licensee would get, and ``respondent_owns`` where the respondent is
    an owner; ``respondentGrants`` are the entries of its licences in effect for a part of the use,
    the newest first.
    """
    ruling = remarks_on(folio, day)
    if subject.respondent is None:
        return ruling
    if subject.respondent in owners_of(folio):
        known = ruling.get("remarks", [])
        assert isinstance(known, list)
        ruling["remarks"] = [*known, "respondent_owns"]
    box = _box(subject.use, day)
    held = register.get(Held, f"{folio.id}/{subject.respondent}")
    newest = held.grants[: -_LOOKED_AT - 1 : -1] if held else []
    grants = [grant_of(register, name) for name in newest]
    licensed = [
        grant.granted
        for grant in grants
        if in_effect(register, grant, day) and overlap_with(register, grant, box) is not None
    ]
    if licensed:
        ruling["respondentGrants"] = list[Json](licensed)
    return ruling


def _box(use: Use, day: date) -> Scope:
    today = day.isoformat()
    return Scope(tuple(use.rights), tuple(use.territory), today, today, use.media, use.products)


def _require_protected(register: Register, folio: Folio, day: date) -> None:
    end = protected_until(register, folio)
    if end is not None and day > end:
        raise Refusal("protection_over", entry=folio.filed, end=end.isoformat())


def _require_grounds(subject: InfringementNotice, folio: Folio) -> None:
    """Refuse grounds that do not touch the rights, rights without ground, another's grounds."""
    grounds = [vocabulary("infringement_ground")[name] for name in subject.grounds]
    rights = set(subject.use.rights)
    touched = [set(ground.extra.get("rights", rights)) & rights for ground in grounds]
    if not all(touched) or set[str]().union(*touched) != rights:
        raise Refusal("ground_not_for_rights", entry=folio.filed)
    for ground in grounds:
        if ground.extra["personal"] and subject.notifier not in folio.authors:
            raise Refusal(
                "ground_is_the_authors",
                entry=folio.filed,
                ground_zh=ground.zh,
                ground_en=ground.en,
            )
