"""A licence as a W3C ODRL 2.2 Agreement, in JSON-LD (ODRL Information Model, ODRL Vocabulary).

What the licence grants is a permission, whose duties are the remuneration; what it leaves out is
prohibited, for nothing is implied (Copyright Law, Art. 29). An exclusive or sole licence obliges
the licensors to keep others out; an exclusive one also keeps them out themselves (Regulations,
Art. 24).
The statement that both sides signed stays what holds; this is a view of it.
"""

from __future__ import annotations

from datetime import date, timedelta

from ledger.register.canonical import Json, JsonObject
from ledger.register.money import decimal_text
from ledger.register.odrl_profile import ACTIONS, PREFIXES, PROFILE, medium_iri, product_iri
from ledger.register.records import Folio, Grant
from ledger.register.terms import Several, Terms
from ledger.register.territory import WORLD, ancestors
from ledger.register.vocabulary import vocabulary

#: The standard's JSON-LD context.
CONTEXT = "http://www.w3.org/ns/odrl.jsonld"
#: The IPTC's identifiers of the currencies of ISO 4217.
_CURRENCY = "http://cvx.iptc.org/iso4217a/"


def to_odrl(grant: Grant, folio: Folio) -> JsonObject:
    """Give `grant` of rights in the work of `folio` as an ODRL Agreement.

    It holds the terms as agreed; how the licence stands on a day it does not say. Periods are
    written as instants in Asia/Shanghai, sums as decimals of the currency's main unit.
    """
    terms = grant.terms
    agreement: JsonObject = {
        "@context": [CONTEXT, PREFIXES],
        "@type": "Agreement",
        "uid": grant.id,
        "profile": PROFILE,
        "conflict": "prohibit",
        "dct:title": {"@value": folio.title.zh, "@language": "zh"},
        "mogao:entry": grant.granted,
        "mogao:breach": terms.breach,
        "permission": [_permission(grant)],
        "prohibition": _prohibitions(grant),
    }
    exclusivity = vocabulary("exclusivity")[terms.exclusivity].extra
    if exclusivity["excludes_others"]:
        by_licensors = _parties([grant.licensee], grant.licensors)
        agreement["obligation"] = [_rule(grant, ["odrl:ensureExclusivity"], by_licensors)]
    for name, text in (("condition", terms.condition), ("other", terms.other)):
        if text is not None:
            agreement[f"mogao:{name}"] = text
    for name, licence in (("sublicenceOf", grant.parent), ("renews", grant.renews)):
        if licence is not None:
            agreement[f"mogao:{name}"] = {"@id": licence}
    return agreement


def iso_codes(place: str) -> list[str]:
    """Give a territory, which is not the world, in codes of ISO 3166-1 and -2.

    ``CN`` here takes in what has a code of its own there (HK, MO, TW), so those are listed with it;
    mainland China, for which there is no code, is the sum of its divisions.
    """
    listed = vocabulary("territory")
    if place not in listed:
        return [place]
    parts = [part for part in listed if part != WORLD and place in ancestors(part)]
    if len(place) == 2:
        return [place, *(part for part in parts if len(part) == 2)]
    iso: str | None = listed[place].extra.get("iso")
    return [iso] if iso else [code for part in parts for code in iso_codes(part)]


def _permission(grant: Grant) -> JsonObject:
    terms = grant.terms
    actions = [ACTIONS[right] for right in terms.rights]
    if terms.sublicensing:
        actions.append("odrl:grantUse")
    rule = _rule(grant, actions, _parties(grant.licensors, [grant.licensee]))
    constraints = _constraints(terms)
    if terms.quantity is not None:
        limit: JsonObject = _typed(str(terms.quantity), "integer")
        constraints.append(
            {**_constraint("odrl:count", "odrl:lteq", limit), "unit": {"@id": "mogao:piece"}}
        )
    if terms.condition is not None:
        constraints.append(_constraint("odrl:event", "odrl:gt", {"@id": "mogao:conditionMet"}))
    rule["constraint"] = constraints
    duties = _duties(grant)
    return {**rule, "duty": duties} if duties else rule


def _prohibitions(grant: Grant) -> list[Json]:
    terms = grant.terms
    left_out = [action for right, action in ACTIONS.items() if right not in terms.rights]
    if not terms.sublicensing:
        left_out.append("odrl:grantUse")
    to_licensee = _parties(grant.licensors, [grant.licensee])
    rules: list[Json] = [_rule(grant, left_out, to_licensee)] if left_out else []
    if vocabulary("exclusivity")[terms.exclusivity].extra["excludes_owner"]:
        actions = [ACTIONS[right] for right in terms.rights]
        rule = _rule(grant, actions, _parties([grant.licensee], grant.licensors))
        rules.append({**rule, "constraint": _constraints(terms)})
    return rules


def _duties(grant: Grant) -> list[Json]:
    """Give the remuneration; each duty has an id, so that it is one however many rules name it."""
    pay = grant.terms.remuneration
    currency: JsonObject = {"unit": {"@id": f"{_CURRENCY}{pay.currency}"}}

    def amount(fen: int) -> JsonObject:
        sum_due = _typed(decimal_text(fen, pay.currency), "decimal")
        return {**_constraint("odrl:payAmount", "odrl:eq", sum_due), **currency}

    refinements: dict[str, list[Json]] = {}
    if pay.fixed:
        refinements["fixed"] = [amount(pay.fixed)]
    if pay.per_unit:
        each = _constraint("odrl:unitOfCount", "odrl:eq", {"@id": "mogao:piece"})
        refinements["per-unit"] = [amount(pay.per_unit), each]
    if pay.share is not None:
        share: JsonObject = {"@value": pay.share}
        refinements["share"] = [{**_constraint("mogao:revenueShare", "odrl:eq", share), **currency}]
    return [
        {
            "uid": f"{grant.id}#duty-{name}",
            "action": {"rdf:value": {"@id": "odrl:compensate"}, "refinement": refined},
            "odrl:compensatingParty": {"@id": grant.licensee},
            "odrl:compensatedParty": _ids(grant.licensors),
        }
        for name, refined in refinements.items()
    ]


def _constraints(terms: Terms) -> list[Json]:
    """Give territory, period, media and products as constraints; what is not limited has none."""
    after = date.fromisoformat(terms.until) + timedelta(days=1)
    constraints: list[Json] = [
        _constraint("odrl:dateTime", "odrl:gteq", _midnight(terms.start)),
        _constraint("odrl:dateTime", "odrl:lt", _midnight(after.isoformat())),
    ]
    if terms.territory != [WORLD]:
        codes = [code for place in terms.territory for code in iso_codes(place)]
        areas = _ids([f"mogao:iso3166-{code}" for code in codes])
        constraints.append(_constraint("odrl:spatial", "odrl:isAnyOf", areas))
    for operand, several, to_iri in (
        ("odrl:media", terms.media, medium_iri),
        ("odrl:product", terms.products, product_iri),
    ):
        values: Several = several
        if values != "all":
            named = _ids([to_iri(value) for value in values])
            constraints.append(_constraint(operand, "odrl:isAnyOf", named))
    return constraints


def _rule(grant: Grant, actions: list[str], parties: JsonObject) -> JsonObject:
    return {"target": {"@id": grant.work}, "action": _ids(actions), **parties}


def _parties(assigners: list[str], assignees: list[str]) -> JsonObject:
    return {"assigner": _ids(assigners), "assignee": _ids(assignees)}


def _constraint(operand: str, operator: str, value: Json) -> JsonObject:
    return {
        "leftOperand": {"@id": operand},
        "operator": {"@id": operator},
        "rightOperand": value,
    }


def _midnight(day: str) -> JsonObject:
    return _typed(f"{day}T00:00:00+08:00", "dateTime")


def _typed(value: str, kind: str) -> JsonObject:
    return {"@value": value, "@type": f"xsd:{kind}"}


def _ids(iris: list[str]) -> Json:
    return [{"@id": iri} for iri in iris]
