"""Orders of courts and authorities in the oracle, and who has to sign them."""

from .brute import IN_USE, Act, Json, World, day_of, whole
from .brute_fold import new_cells

_MAY = {
    "court": {"suspend", "cancel", "preserve", "change_owner", "lift"},
    "copyright_administration": {"suspend", "cancel", "lift"},
    "heritage_administration": {"suspend", "lift"},
    "arbitration": {"change_owner"},
}


def officers(world: World, act: Act) -> set[str]:
    officers = set(act.signers) & world.registrars
    found = set()
    if not officers:
        found.add("registrar_signature_missing")
    elif len(officers) < 2:
        found.add("second_registrar_missing")
    if set(act.signers) - officers:
        found.add("signer_not_expected")
    return found


def missing(world: World, parties: list[str]) -> set[str]:
    return set() if set(parties) <= world.parties else {"party_not_registered"}


def shares(owners: list[Json]) -> set[str]:
    found = set()
    if len({owner["party"] for owner in owners}) < len(owners):
        found.add("owner_repeated")
    if not whole([owner["share"] for owner in owners]):
        found.add("shares_not_one")
    return found


def order(world: World, act: Act) -> set[str]:
    subject = act.subject
    found = set()
    if subject["kind"] not in _MAY[subject["authority"]]:
        found.add("authority_not_competent")
    if "until" in subject and day_of(subject["until"]) < act.day:
        found.add("order_over_already")
    target = {**world.grants, **world.pledges}.get(
        subject["scope"].get("grant") or subject["scope"].get("pledge") or ""
    )
    if target is not None and target["work"] != subject["work"]:
        found.add("order_target_of_another_work")
    return found | _ORDERS[subject["kind"]](world, act, target)


def _measure(world: World, act: Act, target: Json | None) -> set[str]:
    if target is not None:
        binds = world.state(target, act.day) in ("agreed", *IN_USE)
    else:
        binds = world.registration(act.subject["work"], act.day) != "cancelled"
    return set() if binds else {"order_not_applicable"}


def _cancellation(world: World, act: Act, target: Json | None) -> set[str]:
    scope = act.subject["scope"]
    if target is None:
        possible = world.registration(act.subject["work"], act.day) != "cancelled"
    elif "pledge" in scope:
        possible = not target["over"]
    else:
        late = () if act.subject["effect"] == "from_now" else ("expired", "terminated")
        possible = world.own_state(target, act.day) in ("agreed", *IN_USE, *late)
    return set() if possible else {"step_not_open"}


def _new_owner(world: World, act: Act, target: Json | None) -> set[str]:
    subject = act.subject
    found = _measure(world, act, None) | shares(subject["owners"])
    found |= missing(world, [owner["party"] for owner in subject["owners"]])
    if target is not None:
        if target["over"]:
            found.add("step_not_open")
        if not {right for right, _ in new_cells(world, subject)} <= set(target["rights"]):
            found.add("realisation_beyond_pledge")
    return found


def _lift(world: World, act: Act, _target: Json | None) -> set[str]:
    order = world.orders[act.subject["lifts"]]
    found = set()
    if order["work"] != act.subject["work"]:
        found.add("order_target_of_another_work")
    whole_work = order["grant"] is None and order["pledge"] is None
    if order["kind"] not in ("suspend", "preserve") and (
        order["kind"] != "cancel" or not whole_work
    ):
        found.add("order_cannot_be_lifted")
    if act.subject["authority"] not in (order["authority"], "court"):
        found.add("lift_by_other_authority")
    if not world.in_force(order, act.day):
        found.add("step_not_open")
    return found


_ORDERS = {
    "suspend": _measure,
    "preserve": _measure,
    "cancel": _cancellation,
    "change_owner": _new_owner,
    "lift": _lift,
}
