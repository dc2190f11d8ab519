"""What admitted statements do to the table of `brute`."""

from typing import Any

from .brute import (
    CURE_DAYS,
    JOINT_DAYS,
    RIGHTS,
    Act,
    Json,
    World,
    atoms,
    cells,
    day_of,
    dealt,
    lowest,
    moved,
    text_of,
)


def enter(world: World, name: str, act: Act) -> None:
    """Change the table as `act` says, which was admitted under the id `name`."""
    _EFFECTS[act.kind](world, name, act.subject, act.day)
    if act.kind == "BreachNotice":
        grant = world.grants[act.subject["grant"]]
        by_licensee = grant["licensee"] in act.signers
        grant["breaches"][-1]["side"] = [grant["licensee"]] if by_licensee else grant["licensors"]


def _work(world: World, name: str, subject: Json, day: int) -> None:
    world.works[name] = {
        "title": {cell: dealt(subject["owners"]) for cell in cells("all", ["001"])},
        "notice_last": day + world.notice_days,
        "cancelled": None,
        "parents": [(parent["work"], parent["relation"]) for parent in subject["derivedFrom"]],
    }


def _transfer(world: World, _name: str, subject: Json, _day: int) -> None:
    title = world.works[subject["work"]]["title"]
    for cell in cells(subject["rights"], subject["territory"]):
        title[cell] = moved(title[cell], subject["from"], subject["to"], subject["part"])


def licence(name: str, subject: Json, terms: Json, **more: Any) -> Json:
    """Give a licence as the table has it."""
    waits = terms.get("conditionUntil")
    return {
        "id": name,
        "work": subject["work"],
        "licensee": subject["licensee"],
        "licensors": subject["licensors"],
        "parent": subject.get("parent"),
        "atoms": atoms(terms),
        "scope": {name: terms[name] for name in ("rights", "territory", "media", "products")},
        "rights": terms["rights"],
        "first": day_of(terms["from"]),
        "last": day_of(terms["until"]),
        "exclusivity": terms["exclusivity"],
        "sublicensing": terms.get("sublicensing", False),
        "survive": terms.get("sublicencesSurvive", False),
        "quantity": terms.get("quantity"),
        "waits": None if waits is None else day_of(waits),
        "void": False,
        "killed": False,
        "ended": None,
        "breaches": [],
        "issued": 0,
        **more,
    }


def _grant(world: World, name: str, subject: Json, _day: int) -> None:
    world.grants[name] = licence(name, subject, subject["terms"])


def offered_terms(offer: Json, day: int, quantity: int | None) -> Json:
    """Give the terms of a licence accepted on `day`; every offer here runs one month, or less."""
    terms = offer["terms"]
    return {
        **terms,
        "from": text_of(day),
        "until": min(text_of(month_from(day)), terms.get("until", "9999")),
        "quantity": quantity,
    }


def month_from(day: int) -> int:
    """Give the last day of one month: look for the day that has the number of the first."""
    first = text_of(day)
    for last in range(day + 27, day + 31):
        after, now = text_of(last + 1), text_of(last)
        if after[8:] == first[8:]:
            return last
        if now[5:7] != first[5:7] and after[5:7] != now[5:7]:
            return last
    raise AssertionError(first)


def _offer(world: World, name: str, subject: Json, _day: int) -> None:
    terms = subject["terms"]
    work = subject["work"]
    world.offers[name] = {
        "work": work,
        "to": subject.get("to"),
        "terms": terms,
        "last": day_of(subject["validUntil"]),
        "cap": subject.get("cap"),
        "licensors": world.owners(work, cells(terms["rights"], terms["territory"])),
        "pledges": [pledge["id"] for pledge in world.pledged(work, terms["rights"])],
        "taken": 0,
        "withdrawn": False,
    }


def _withdrawn(world: World, _name: str, subject: Json, _day: int) -> None:
    world.offers[subject["offer"]]["withdrawn"] = True


def _accepted(world: World, name: str, subject: Json, day: int) -> None:
    offer = world.offers[subject["offer"]]
    quantity = subject.get("quantity")
    offer["taken"] += quantity or 0
    granted = {**subject, "work": offer["work"], "licensors": sorted(offer["licensors"])}
    world.grants[name] = licence(name, granted, offered_terms(offer, day, quantity))


def _condition(world: World, _name: str, subject: Json, _day: int) -> None:
    world.grants[subject["grant"]]["waits"] = None


def _breach(world: World, name: str, subject: Json, day: int) -> None:
    grant = world.grants[subject["grant"]]
    grant["breaches"].append({"id": name, "until": day + CURE_DAYS})


def _termination(world: World, _name: str, subject: Json, day: int) -> None:
    grant = world.grants[subject["grant"]]
    if grant["waits"] is not None:
        grant["killed"] = True
        grant["ended"] = day
    else:
        grant["ended"] = day_of(subject["lastDay"])


def _serials(world: World, _name: str, subject: Json, _day: int) -> None:
    world.grants[subject["grant"]]["issued"] += subject["count"]


def _pledge(world: World, name: str, subject: Json, _day: int) -> None:
    world.pledges[name] = {
        "id": name,
        "work": subject["work"],
        "rights": subject["rights"],
        "pledgee": subject["pledgee"],
        "over": False,
    }


def _release(world: World, _name: str, subject: Json, _day: int) -> None:
    world.pledges[subject["pledge"]]["over"] = True


def _notice(world: World, name: str, subject: Json, day: int) -> None:
    world.notices[name] = {
        "work": subject["work"],
        "owner": subject["owner"],
        "others": world.all_owners(subject["work"]) - {subject["owner"]},
        "licensee": subject.get("licensee"),
        "digest": subject["termsDigest"],
        "last": day + JOINT_DAYS,
        "objectors": set(),
    }


def _objection(world: World, _name: str, subject: Json, _day: int) -> None:
    world.notices[subject["notice"]]["objectors"].add(subject["owner"])


def _order(world: World, name: str, subject: Json, day: int) -> None:
    until = subject.get("until")
    work = world.works[subject["work"]]
    scope = subject["scope"]
    world.orders[name] = {
        "kind": subject["kind"],
        "work": subject["work"],
        "grant": scope.get("grant"),
        "pledge": scope.get("pledge"),
        "authority": subject["authority"],
        "until": None if until is None else day_of(until),
        "lifted": False,
    }
    if subject["kind"] == "cancel":
        _cancel(world, name, subject, day)
    elif subject["kind"] == "change_owner":
        for cell in new_cells(world, subject):
            work["title"][cell] = lowest(dealt(subject["owners"]))
        if "pledge" in scope:
            world.pledges[scope["pledge"]]["over"] = True
    elif subject["kind"] == "lift":
        world.orders[subject["lifts"]]["lifted"] = True
        if work["cancelled"] == subject["lifts"]:
            work["cancelled"] = None
            # a notice has the days that were left when it was cut off
            if work["cut"] <= work["notice_last"]:
                work["notice_last"] += day - work["cut"]


def _cancel(world: World, name: str, subject: Json, day: int) -> None:
    scope, work = subject["scope"], world.works[subject["work"]]
    if "grant" in scope:
        grant = world.grants[scope["grant"]]
        if subject["effect"] == "from_start":
            grant["void"] = True
        else:
            grant["killed"], grant["ended"] = True, day - 1
    elif "pledge" in scope:
        world.pledges[scope["pledge"]]["over"] = True
    else:
        work["cancelled"], work["cut"] = name, day


def new_cells(world: World, subject: Json) -> set[tuple[str, str]]:
    """Give the cells that an order to change the owner is about."""
    scope = subject["scope"]
    rights = scope.get("rights")
    if rights is None:
        rights = world.pledges[scope["pledge"]]["rights"] if "pledge" in scope else list(RIGHTS)
    return cells(rights, scope.get("territory", ["001"]))


_EFFECTS = {
    "WorkRegistration": _work,
    "Transfer": _transfer,
    "LicenceGrant": _grant,
    "LicenceOffer": _offer,
    "OfferWithdrawal": _withdrawn,
    "OfferAcceptance": _accepted,
    "ConditionMet": _condition,
    "BreachNotice": _breach,
    "LicenceTermination": _termination,
    "SerialIssue": _serials,
    "PledgeRegistration": _pledge,
    "PledgeRelease": _release,
    "JointUseNotice": _notice,
    "JointUseObjection": _objection,
    "Order": _order,
}
