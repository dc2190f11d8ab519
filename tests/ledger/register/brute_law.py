"""Which rules a statement breaks, looked up in the table of `brute`.

`verdict` gives the codes of all of them, in no order; a statement that breaks none has to be
admitted.
"""

from .brute import Act, Json, World, cells, day_of, text_of
from .brute_fold import licence, offered_terms
from .brute_orders import missing, officers, order, shares
from .brute_signers import signatories, touched

_PERSONAL = {"publication", "authorship", "alteration", "integrity"}
_STRENGTH = {"non_exclusive": 0, "sole": 1, "exclusive": 2}


def verdict(world: World, act: Act) -> set[str]:
    """Give the codes of every rule that `act` breaks."""
    if _PERSONAL & {*_rights_named(act.subject)}:
        return {"right_personal"}
    found = set(_RULES[act.kind](world, act))
    if act.kind == "Order":
        return found | officers(world, act)
    return found | _signatures(world, act)


def _rights_named(subject: Json) -> list[str]:
    named = subject.get("terms", subject).get("rights", [])
    return [] if named == "all" else list(named)


def _signatures(world: World, act: Act) -> set[str]:
    roll = signatories(world, act)
    missing = [codes for party, codes in roll.needed.items() if party not in act.signers]
    found = {code for codes in missing for code in codes}
    strangers = set(act.signers) - roll.needed.keys() - roll.admitted
    if strangers:
        found.add("signer_not_expected")
    if act.kind == "WorkRegistration" and act.signers[0] in strangers:
        found.add("issuer_not_owner")
    return found


def _dealing(world: World, work: str, day: int, *, disposal: bool) -> set[str]:
    found = set()
    state = world.registration(work, day)
    if state == "cancelled":
        found.add("work_not_in_force")
    if world.held(work, day, "suspend"):
        found.add("work_suspended")
    if world.held(work, day, "preserve"):
        found.add("work_preserved")
    if disposal and state == "notice":
        found.add("notice_not_over")
    return found


# ---- title ---------------------------------------------------------------------------------------


def _work(world: World, act: Act) -> set[str]:
    owners = act.subject["owners"]
    return shares(owners) | missing(world, [owner["party"] for owner in owners])


def _transfer(world: World, act: Act) -> set[str]:
    subject, work = act.subject, act.subject["work"]
    touched = cells(subject["rights"], subject["territory"])
    title = world.works[work]["title"]
    takers = [taker["party"] for taker in subject["to"]]
    found = shares(subject["to"]) | missing(world, takers)
    found |= _dealing(world, work, act.day, disposal=True)
    if subject["from"] in takers:
        found.add("taker_is_giver")
    if subject["from"] not in world.owners(work, touched):
        found.add("not_the_holder")
    if any(subject["from"] not in title[cell] for cell in touched):
        found.add("right_held_by_others")
    return found


def _notice(world: World, act: Act) -> set[str]:
    subject, work = act.subject, act.subject["work"]
    owners = world.all_owners(work)
    found = _dealing(world, work, act.day, disposal=False)
    if subject["owner"] not in owners:
        found.add("not_a_co_owner")
    elif len(owners) == 1:
        found.add("sole_owner")
    told = [
        {notice["owner"], *notice["others"]}
        for notice in world.notices.values()
        if notice["work"] == work and notice["digest"] == subject["termsDigest"]
    ]
    if told and owners <= told[-1]:
        found.add("joint_notice_given")
    return found


def _objection(world: World, act: Act) -> set[str]:
    notice = world.notices[act.subject["notice"]]
    found = set()
    if act.subject["owner"] not in notice["others"]:
        found.add("not_an_addressee")
    if act.subject["owner"] not in world.all_owners(notice["work"]):
        found.add("not_a_co_owner")
    if act.subject["owner"] in notice["objectors"]:
        found.add("joint_objection_made")
    if act.day > notice["last"]:
        found.add("joint_objection_late")
    return found


# ---- licences ------------------------------------------------------------------------------------


def _grantable(world: World, made: Json, day: int) -> set[str]:
    """Say what speaks against a licence, whoever signs it."""
    found = set()
    if world.unlicensed(made["work"], made["atoms"], made["first"], made["last"], day):
        found.add("upstream_unlicensed")
    above = {over["id"] for over in world.above(made)}
    for other in world.binding(made["work"], day):
        if other["id"] not in above and world.collides(made, other):
            found.add("grant_conflicts")
    return found


def _grant(world: World, act: Act) -> set[str]:
    subject, terms, work = act.subject, act.subject["terms"], act.subject["work"]
    made = licence("", subject, terms)
    found = _dealing(world, work, act.day, disposal=terms["exclusivity"] != "non_exclusive")
    found |= missing(world, [subject["licensee"], *subject["licensors"]])
    if subject["licensee"] in subject["licensors"]:
        found.add("licence_to_oneself")
    if made["first"] < act.day:
        found.add("licence_backdated")
    if made["waits"] is not None and not act.day <= made["waits"] <= made["last"]:
        found.add("condition_day_outside")
    if subject.get("parent") is not None:
        found |= _within_parent(world, made, world.grants[subject["parent"]], act.day)
    elif not set(subject["licensors"]) <= world.owners(work, touched(terms)):
        found.add("not_the_holder")
    return found | _grantable(world, made, act.day)


def _within_parent(world: World, made: Json, parent: Json, day: int) -> set[str]:
    found = set()
    if parent["work"] != made["work"]:
        found.add("parent_of_another_work")
    if made["licensors"] != [parent["licensee"]]:
        found.add("parent_of_another_party")
    if not world.usable(parent, day):
        found.add("parent_not_in_effect")
    if not parent["sublicensing"]:
        found.add("sublicensing_not_allowed")
    if len(list(world.above(made))) > 8:
        found.add("sublicence_too_deep")
    within = world.bound(parent)
    if not made["atoms"] <= parent["atoms"] or not {made["first"], made["last"]} <= within:
        found.add("sublicence_beyond_parent")
    if _STRENGTH[made["exclusivity"]] > _STRENGTH[parent["exclusivity"]]:
        found.add("sublicence_stronger")
    if parent["quantity"] is not None and (
        made["quantity"] is None or made["quantity"] > world.left(parent)
    ):
        found.add("sublicence_quantity")
    return found


def _offer(world: World, act: Act) -> set[str]:
    subject, terms, work = act.subject, act.subject["terms"], act.subject["work"]
    found = _dealing(world, work, act.day, disposal=terms["exclusivity"] != "non_exclusive")
    if subject.get("to") in world.owners(work, touched(terms)):
        found.add("licence_to_oneself")
    if min(subject["validUntil"], terms.get("until", "9999")) < text_of(act.day):
        found.add("offer_over_already")
    return found


def _withdrawal(world: World, act: Act) -> set[str]:
    return {"offer_withdrawn"} if world.offers[act.subject["offer"]]["withdrawn"] else set()


def _acceptance(world: World, act: Act) -> set[str]:
    subject = act.subject
    offer = world.offers[subject["offer"]]
    terms, work, quantity = offer["terms"], offer["work"], subject.get("quantity")
    found = _dealing(world, work, act.day, disposal=terms["exclusivity"] != "non_exclusive")
    if offer["withdrawn"]:
        found.add("offer_withdrawn")
    if act.day > offer["last"] or terms.get("until", "9999") < text_of(act.day):
        found.add("offer_expired")
    if offer["to"] not in (None, subject["licensee"]):
        found.add("offer_to_another")
    if subject["licensee"] in offer["licensors"]:
        found.add("licence_to_oneself")
    if subject["termsDigest"] != world.digest(terms):
        found.add("terms_differ")
    found |= _pieces(offer, terms.get("quantityPerLicence"), quantity)
    if not world.owners(work, touched(terms)) <= offer["licensors"]:
        found.add("offer_of_former_owner")
    if "offer_expired" in found:
        return found
    granted = {**subject, "work": work, "licensors": sorted(offer["licensors"])}
    made = licence("", granted, offered_terms(offer, act.day, quantity))
    return found | _grantable(world, made, act.day)


def _pieces(offer: Json, limit: int | None, quantity: int | None) -> set[str]:
    found = set()
    if quantity is None:
        return {"quantity_missing"} if (limit, offer["cap"]) != (None, None) else set()
    if limit is not None and quantity > limit:
        found.add("quantity_above_offer")
    if offer["cap"] is not None and offer["taken"] + quantity > offer["cap"]:
        found.add("offer_cap_reached")
    return found


# ---- the life of a licence -----------------------------------------------------------------------


def _in_state(world: World, act: Act, *states: str) -> set[str]:
    grant = world.grants[act.subject["grant"]]
    return set() if world.state(grant, act.day) in states else {"step_not_open"}


def _condition(world: World, act: Act) -> set[str]:
    found = _in_state(world, act, "agreed")
    if world.registration(world.grants[act.subject["grant"]]["work"], act.day) == "cancelled":
        found.add("work_not_in_force")
    return found


def _breach(world: World, act: Act) -> set[str]:
    grant = world.grants[act.subject["grant"]]
    found = _in_state(world, act, "effective", "breached")
    sides = [[grant["licensee"]], grant["licensors"]]
    signed = [side for side in sides if set(side) & set(act.signers)]
    if len(signed) > 1:
        found.add("notice_by_both_sides")
    if any(breach["side"] in signed for breach in grant["breaches"]):
        found.add("breach_notified_already")
    return found


def _termination(world: World, act: Act) -> set[str]:
    subject, grant = act.subject, world.grants[act.subject["grant"]]
    if subject["ground"] == "agreement":
        found = _in_state(world, act, "agreed", "effective", "breached", "ending")
    else:
        found = _in_state(world, act, "breached")
        until = {breach["id"]: breach["until"] for breach in grant["breaches"]}
        if subject["notice"] not in until:
            found.add("breach_notice_other")
        elif act.day <= until[subject["notice"]]:
            found.add("cure_not_over")
    if not act.day <= day_of(subject["lastDay"]) <= world.last_day(grant):
        found.add("last_day_outside")
    return found


def _serials(world: World, act: Act) -> set[str]:
    grant = world.grants[act.subject["grant"]]
    found = set()
    if grant["quantity"] is None:
        found.add("licence_not_metered")
    elif act.subject["count"] > world.left(grant):
        found.add("quantity_exceeded")
    if not world.usable(grant, act.day):
        found.add("licence_not_in_effect")
    if world.unlicensed(grant["work"], grant["atoms"], act.day, act.day, act.day):
        found.add("upstream_unlicensed")
    return found


# ---- pledges and orders --------------------------------------------------------------------------


def _pledge(world: World, act: Act) -> set[str]:
    subject, work = act.subject, act.subject["work"]
    owners = world.owners(work, cells(subject["rights"], ["001"]))
    found = _dealing(world, work, act.day, disposal=True)
    if subject["pledgee"] in subject["pledgors"]:
        found.add("pledgee_is_pledgor")
    if not set(subject["pledgors"]) <= owners:
        found.add("not_the_holder")
    if not owners <= set(subject["pledgors"]):
        found.add("pledge_needs_all_owners")
    return found


def _release(world: World, act: Act) -> set[str]:
    return {"step_not_open"} if world.pledges[act.subject["pledge"]]["over"] else set()


_RULES = {
    "WorkRegistration": _work,
    "Transfer": _transfer,
    "JointUseNotice": _notice,
    "JointUseObjection": _objection,
    "LicenceGrant": _grant,
    "LicenceOffer": _offer,
    "OfferWithdrawal": _withdrawal,
    "OfferAcceptance": _acceptance,
    "ConditionMet": _condition,
    "BreachNotice": _breach,
    "LicenceTermination": _termination,
    "SerialIssue": _serials,
    "PledgeRegistration": _pledge,
    "PledgeRelease": _release,
    "Order": order,
}
