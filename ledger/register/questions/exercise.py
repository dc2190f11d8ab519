"""Who may exercise one right where: its only owner, and whoever holds licences that cover it.

Places add up, from ownership and from any number of licences; what else is asked for (period,
media, products, pieces) has to be within each of these licences. An exclusive licence keeps out
everybody else, its licensor too, whether that is the owner or holds the licence above it
(Regulations, Art. 24).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ledger.register.procedures.licence import LICENCE
from ledger.register.questions.clause import Clause, Named, clause
from ledger.register.questions.question import Question
from ledger.register.questions.words import exclusivity_name, names_of, places_name, right_name
from ledger.register.records import Folio, Grant, Held
from ledger.register.rules.licensing_status import (
    EXERCISABLE,
    ancestors_of,
    grant_status,
    last_day_of,
    owner_exclusions,
    suspended_by,
)
from ledger.register.state import Register
from ledger.register.terms import Scope, beyond
from ledger.register.territory import Region

_NOWHERE = Region.of([])
#: What a licence can lack, from the furthest to the nearest: of several the nearest is told.
_NEARNESS = (
    "beyond_rights",
    "beyond_period",
    "beyond_media",
    "beyond_products",
    "grant_not_live",
    "grant_suspended",
    "beyond_territory",
    "sublicensed_exclusively",
)


@dataclass(frozen=True, slots=True)
class _Exclusion:
    """An exclusive licence that takes a part of what is asked for, and where it does."""

    grant: Grant
    region: Region
    above: Collection[str]


def exercise(
    register: Register, folio: Folio, question: Question, right: str
) -> tuple[list[Grant], list[Clause]]:
    """Say what lets the asker exercise `right` as asked: the licences used, and the sentences.

    Where something is missing there is one sentence, which says what, and the licences are those
    that go part of the way.
    """
    box = replace(question.box, rights=(right,))
    exclusions = list(_exclusions(register, folio, box, question))
    asked = Region.of(box.territory)
    own = asked & _owned_alone(folio, question.licensee, right)
    for exclusion in exclusions:
        own -= exclusion.region
    used, lacking, rest = _add_up(register, question, box, exclusions, asked - own)
    if not rest.is_empty:
        lacking += [_not_there(grant, right, _passed_on(grant, exclusions)) for grant in used]
        owned = _owned_otherwise(folio, question, right, exclusions)
        return used, [owned or _nearest(lacking) or _nothing(question, right)]
    found = [_licensed(grant, right) for grant in used]
    if not own.is_empty:
        since = _since(folio, right, own)
        name, party = right_name(right), question.licensee
        found.insert(0, clause("owner_holds", holds=True, entry=since, party=party, right=name))
    return used, found


def _add_up(
    register: Register,
    question: Question,
    box: Scope,
    exclusions: Collection[_Exclusion],
    rest: Region,
) -> tuple[list[Grant], list[Clause], Region]:
    """Take the asker's licences until none of `rest` remains.

    Gives those that reach some of it, what the others lack, and what remains.
    """
    used: list[Grant] = []
    lacking: list[Clause] = []
    for grant in _held(register, question):
        if rest.is_empty:
            break
        missing = _missing(register, grant, box, question)
        region = Region.of(grant.terms.territory)
        taken = _passed_on(grant, exclusions)
        for exclusion in taken:
            region -= exclusion.region
        if missing is not None:
            lacking.append(missing)
        elif (rest & region).is_empty:
            lacking.append(_not_there(grant, box.rights[0], taken))
        else:
            used.append(grant)
            rest -= region
    return used, lacking, rest


def _exclusions(
    register: Register, folio: Folio, box: Scope, question: Question
) -> Iterator[_Exclusion]:
    for grant, common in owner_exclusions(register, folio.id, box, question.day):
        above = {one.id for one in ancestors_of(register, grant)}
        yield _Exclusion(grant, Region.of(common.territory), above)


def _passed_on(grant: Grant, exclusions: Collection[_Exclusion]) -> list[_Exclusion]:
    """Give the exclusive sublicences below `grant`."""
    return [exclusion for exclusion in exclusions if grant.id in exclusion.above]


def _held(register: Register, question: Question) -> Iterator[Grant]:
    """Give the asker's licences: the newest first, but those of too few pieces last."""
    held = register.get(Held, f"{question.work}/{question.licensee}")
    short = []
    for name in reversed(held.grants if held else []):
        grant = register.get(Grant, name)
        assert grant is not None
        if _enough(grant, question.quantity):
            yield grant
        else:
            short.append(grant)
    yield from short


def _enough(grant: Grant, quantity: int | None) -> bool:
    limit = grant.terms.quantity
    if limit is None or quantity is None:
        return limit is None
    return quantity <= limit - grant.issued - grant.sublicensed


def _missing(register: Register, grant: Grant, box: Scope, question: Question) -> Clause | None:
    """Say what `grant` lacks wherever it is for, if anything."""
    terms = grant.terms
    dimension = beyond(replace(box, territory=tuple(terms.territory)), terms)
    if dimension is not None:
        return _beyond(dimension, grant, box.rights[0], until=terms.until)
    name = right_name(box.rights[0])
    state = grant_status(register, grant, question.day).state
    if state not in EXERCISABLE:
        named = Named(LICENCE.states[state].zh, LICENCE.states[state].en)
        return clause("grant_not_live", holds=False, entry=grant.entry, right=name, state=named)
    order = suspended_by(register, grant, question.day)
    if order is not None:
        return clause("grant_suspended", holds=False, entry=order, right=name)
    last = last_day_of(register, grant)
    if box.until > last:
        return _beyond("period", grant, box.rights[0], until=last)
    return None


def _beyond(dimension: str, grant: Grant, right: str, until: str) -> Clause:
    terms, granted = grant.terms, Named("", "")
    if dimension == "territory":
        granted = places_name(terms.territory)
    elif dimension == "media":
        granted = names_of("medium", terms.media)
    elif dimension == "products":
        granted = names_of("product_class", terms.products)
    return clause(
        f"beyond_{dimension}",
        holds=False,
        entry=grant.granted,
        right=right_name(right),
        granted=granted,
        start=terms.start,
        until=until,
    )


def _not_there(grant: Grant, right: str, taken: Collection[_Exclusion]) -> Clause:
    """Say why a licence that has everything else does not reach all places asked about."""
    for exclusion in taken:
        return clause(
            "sublicensed_exclusively",
            holds=False,
            entry=exclusion.grant.granted,
            right=right_name(right),
        )
    return _beyond("territory", grant, right, until=grant.terms.until)


def _licensed(grant: Grant, right: str) -> Clause:
    return clause(
        "right_licensed",
        holds=True,
        entry=grant.granted,
        right=right_name(right),
        places=places_name(grant.terms.territory),
        start=grant.terms.start,
        until=grant.terms.until,
        exclusivity=exclusivity_name(grant.terms.exclusivity),
    )


def _owned_alone(folio: Folio, party: str, right: str) -> Region:
    region = _NOWHERE
    for parcel in folio.parcels:
        if right in parcel.rights and [owner.party for owner in parcel.owners] == [party]:
            region |= Region.parse(parcel.region)
    return region


def _owned_otherwise(
    folio: Folio, question: Question, right: str, exclusions: Collection[_Exclusion]
) -> Clause | None:
    """Say why being an owner is not enough; ``None`` for who owns nothing of what is asked."""
    name, party, asked = right_name(right), question.licensee, Region.of(question.territory)
    alone = asked & _owned_alone(folio, party, right)
    for exclusion in exclusions:
        if not (alone & exclusion.region).is_empty:
            entry = exclusion.grant.granted
            return clause("owner_excluded", holds=False, entry=entry, right=name)
    owners = {
        owner.party
        for parcel in folio.parcels
        if right in parcel.rights and not (Region.parse(parcel.region) & asked).is_empty
        for owner in parcel.owners
    }
    if party in owners and len(owners) > 1:
        entry = _since(folio, right, asked)
        return clause("co_owner_needed", holds=False, entry=entry, right=name, party=party)
    return None


def _since(folio: Folio, right: str, region: Region) -> int:
    """Give the latest entry that made `right` somewhere in `region` what it is."""
    return max(
        parcel.since
        for parcel in folio.parcels
        if right in parcel.rights and not (Region.parse(parcel.region) & region).is_empty
    )


def _nearest(lacking: list[Clause]) -> Clause | None:
    return max(lacking, key=lambda sentence: _NEARNESS.index(sentence.code), default=None)


def _nothing(question: Question, right: str) -> Clause:
    name = right_name(right)
    return clause("right_not_licensed", holds=False, right=name, party=question.licensee)
