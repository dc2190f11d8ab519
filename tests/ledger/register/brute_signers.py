"""Whose signatures a statement needs, looked up in the table of `brute`."""

from dataclasses import dataclass, field

from .brute import Act, Json, World, cells


@dataclass
class Signatories:
    """Who has to sign, with the codes by which each is missed, and who else may."""

    needed: dict[str, set[str]] = field(default_factory=dict)
    admitted: set[str] = field(default_factory=set)

    def need(self, code: str, *parties: str) -> None:
        for party in parties:
            self.needed.setdefault(party, set()).add(code)


def signatories(world: World, act: Act) -> Signatories:
    """Give who signs a statement of this kind and subject."""
    found = Signatories()
    _SIGNERS[act.kind](world, act, found)
    return found


def _work_signers(_world: World, act: Act, roll: Signatories) -> None:
    roll.need("signature_missing", *(owner["party"] for owner in act.subject["owners"]))


def _transfer_signers(world: World, act: Act, roll: Signatories) -> None:
    subject, work = act.subject, act.subject["work"]
    touched = cells(subject["rights"], subject["territory"])
    roll.need("signature_missing", subject["from"], *(taker["party"] for taker in subject["to"]))
    roll.need("co_owner_signature_missing", *world.owners(work, touched))
    _pledgees(world, work, subject["rights"], roll)


def _pledgees(world: World, work: str, rights: str | list[str], roll: Signatories) -> None:
    roll.need("right_pledged", *(pledge["pledgee"] for pledge in world.pledged(work, rights)))


def _owner_signs(_world: World, act: Act, roll: Signatories) -> None:
    roll.need("signature_missing", act.subject["owner"])


def _grant_signers(world: World, act: Act, roll: Signatories) -> None:
    subject, terms, work = act.subject, act.subject["terms"], act.subject["work"]
    roll.need("signature_missing", *subject["licensors"], subject["licensee"])
    if subject.get("parent") is not None:
        return
    owners = world.owners(work, touched(terms))
    if terms["exclusivity"] != "non_exclusive":
        roll.need("co_owner_signature_missing", *owners)
    else:
        absent = owners - set(act.signers)
        refusal = _silence(world, act, absent) if absent else None
        for owner in owners:
            if refusal is None:
                roll.admitted.add(owner)
            else:
                roll.need(refusal, owner)
    _pledgees(world, work, terms["rights"], roll)


def _silence(world: World, act: Act, absent: set[str]) -> str | None:
    """Say why the silence of the `absent` owners is not enough; ``None`` if it is."""
    subject, terms = act.subject, act.subject["terms"]
    title = world.works[subject["work"]]["title"]
    told = [
        notice
        for notice in world.notices.values()
        if notice["work"] == subject["work"] and notice["digest"] == world.digest(terms)
    ]
    for notice in told[-1:]:
        if (
            absent <= notice["others"]
            and notice["licensee"] in (None, subject["licensee"])
            and all(notice["owner"] in title[cell] for cell in touched(terms))
            and notice["owner"] in act.signers
        ):
            free = act.day > notice["last"] and not notice["objectors"]
            return None if free else "joint_notice_open"
    return "joint_notice_missing"


def _offer_signers(world: World, act: Act, roll: Signatories) -> None:
    terms, work = act.subject["terms"], act.subject["work"]
    owners = world.owners(work, touched(terms))
    if terms["exclusivity"] != "non_exclusive":
        roll.need("co_owner_signature_missing", *owners)
    else:
        roll.need("joint_notice_missing", *owners)
    if not owners & set(act.signers):
        roll.needed = {owner: {"signature_missing"} for owner in owners}
    _pledgees(world, work, terms["rights"], roll)


def _any_of(code: str, parties: set[str], act: Act, roll: Signatories) -> None:
    """Need one of `parties`; all of them may sign."""
    roll.admitted |= parties
    if not parties & set(act.signers):
        roll.need(code, min(parties))


def _withdrawal_signers(world: World, act: Act, roll: Signatories) -> None:
    _any_of("signature_missing", world.offers[act.subject["offer"]]["licensors"], act, roll)


def _acceptance_signers(world: World, act: Act, roll: Signatories) -> None:
    offer = world.offers[act.subject["offer"]]
    roll.need("signature_missing", act.subject["licensee"])
    for pledge in world.pledged(offer["work"], offer["terms"]["rights"]):
        if pledge["id"] not in offer["pledges"]:
            roll.need("right_pledged", pledge["pledgee"])


def _licensors_side(world: World, act: Act, roll: Signatories) -> None:
    grant = world.grants[act.subject["grant"]]
    _any_of("signature_missing", set(grant["licensors"]), act, roll)


def _either_side(world: World, act: Act, roll: Signatories) -> None:
    grant = world.grants[act.subject["grant"]]
    _any_of("signature_missing", {grant["licensee"], *grant["licensors"]}, act, roll)


def _termination_signers(world: World, act: Act, roll: Signatories) -> None:
    grant = world.grants[act.subject["grant"]]
    if act.subject["ground"] == "agreement":
        roll.need("signature_missing", grant["licensee"], *grant["licensors"])
    for breach in grant["breaches"]:
        if breach["id"] == act.subject.get("notice"):
            _any_of("signature_missing", set(breach["side"]), act, roll)


def _licensee_signs(world: World, act: Act, roll: Signatories) -> None:
    roll.need("signature_missing", world.grants[act.subject["grant"]]["licensee"])


def _pledge_signers(world: World, act: Act, roll: Signatories) -> None:
    subject = act.subject
    roll.need("signature_missing", *subject["pledgors"], subject["pledgee"])
    _pledgees(world, subject["work"], subject["rights"], roll)


def _release_signers(world: World, act: Act, roll: Signatories) -> None:
    roll.need("signature_missing", world.pledges[act.subject["pledge"]]["pledgee"])


def touched(terms: Json) -> set[tuple[str, str]]:
    return cells(terms["rights"], terms["territory"])


_SIGNERS = {
    "WorkRegistration": _work_signers,
    "Transfer": _transfer_signers,
    "JointUseNotice": _owner_signs,
    "JointUseObjection": _owner_signs,
    "LicenceGrant": _grant_signers,
    "LicenceOffer": _offer_signers,
    "OfferWithdrawal": _withdrawal_signers,
    "OfferAcceptance": _acceptance_signers,
    "ConditionMet": _licensors_side,
    "BreachNotice": _either_side,
    "LicenceTermination": _termination_signers,
    "SerialIssue": _licensee_signs,
    "PledgeRegistration": _pledge_signers,
    "PledgeRelease": _release_signers,
}
