"""What people do with works and licences in `test_brute_machine`: register, transfer, license."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from .brute import BINDING, RELATIONS, Json, cells, text_of
from .brute_stage import (
    KEYS,
    PARTS,
    PEOPLE,
    SOUND,
    Stage,
    any_of,
    boxes,
    extras,
    flaws,
    periods,
    pick,
    scope,
)
from .build import digest_of, work_subject


class Dealings(Stage):
    # ---- title ---------------------------------------------------------------------------------

    @initialize(
        numbers=st.lists(st.tuples(st.integers(1, 3), any_of), min_size=1, max_size=3),
        days=st.sampled_from([31, 30, 0]),
        grants=st.lists(st.tuples(boxes, st.integers(0, 2), extras), max_size=2),
    )
    def found(self, numbers: list[Any], days: int, grants: list[Any]) -> None:
        """Begin with works and licences, so that there is something to deal with."""
        for number, parent in numbers:
            self.register(number, 0, parent, 0, SOUND)
        self.play.skip(days)
        for place, (box, exclusivity, more) in enumerate(grants):
            self.grant(place, place, box, (0, 300), exclusivity, more, SOUND)

    @precondition(lambda self: len(self.world.works) < 4)
    @rule(number=st.integers(1, 3), weight=any_of, parent=any_of, relation=any_of, flaw=flaws)
    def register(self, number: int, weight: int, parent: int, relation: int, flaw: int) -> None:
        self.files += 1
        first = weight % 4 + 1
        weights = [first, *([1] * (number - 1))]
        people = [pick(PEOPLE, self.files + place - 1) for place in range(number)]
        total = sum(weights) + (1 if flaw == 5 else 0)
        owners = [
            {"party": party, "share": _share(part, total)}
            for party, part in zip(people, weights, strict=True)
        ]
        parents = []
        if self.world.works and parent % 4:
            how = pick(["adapted", "copied", "adapted", "inspired"], relation)
            parents = [{"work": pick(list(self.world.works), parent // 4), "relation": how}]
        subject = work_subject(
            *(KEYS[party] for party in people),
            owners=owners,
            derivedFrom=parents,
            file={"sha256": digest_of(9000 + self.files), "mediaType": "image/jpeg"},
        )
        self.submit("WorkRegistration", subject, self.signed("WorkRegistration", subject, flaw))

    @rule(days=st.integers(0, 40))
    def time_goes_by(self, days: int) -> None:
        self.play.skip(days)

    @rule(
        work=any_of,
        giver=any_of,
        takers=st.lists(st.integers(0, 3), min_size=1, max_size=2),
        box=boxes,
        part=any_of,
        flaw=flaws,
    )
    def transfer(
        self,
        work: int,
        giver: int,
        takers: list[int],
        box: tuple[int, int, int, int],
        part: int,
        flaw: int,
    ) -> None:
        rights: Any = "all" if box[2] == 0 else scope(box)["rights"]
        name, territory = self.work(work), scope(box)["territory"]
        holders = sorted(self.world.owners(name, cells(rights, territory)))
        shares = ["1/1"] if len(takers) == 1 else ["1/3", "2/3"]
        subject = {
            "work": name,
            "from": pick([*holders, *holders, *PEOPLE], giver),
            "to": [
                {"party": pick(PEOPLE, taker), "share": share}
                for taker, share in zip(takers, shares, strict=True)
            ],
            "rights": rights,
            "territory": territory,
            "part": pick(PARTS, part),
            "price": {"currency": "CNY", "amount": 100},
            "payment": "一次付清",
            "breach": "赔偿损失",
        }
        self.submit("Transfer", subject, self.signed("Transfer", subject, flaw))

    # ---- licences ------------------------------------------------------------------------------

    @rule(
        work=any_of,
        licensee=any_of,
        box=boxes,
        period=periods,
        exclusivity=any_of,
        more=extras,
        flaw=flaws,
    )
    def grant(
        self,
        work: int,
        licensee: int,
        box: tuple[int, int, int, int],
        period: tuple[int, int],
        exclusivity: int,
        more: tuple[int, int, int],
        flaw: int,
    ) -> None:
        terms = self.terms(box, period, exclusivity, more, flaw)
        name = self.work(work)
        holders = sorted(self.world.owners(name, cells(terms["rights"], terms["territory"])))
        subject = {
            "work": name,
            "licensors": [pick(PEOPLE, licensee + 1)] if flaw == 2 else holders or PEOPLE[:1],
            "licensee": self.other_than(holders, licensee),
            "terms": terms,
        }
        self.learn(terms)
        self.submit("LicenceGrant", subject, self.signed("LicenceGrant", subject, flaw))

    @precondition(lambda self: self.world.grants)
    @rule(
        parent=any_of,
        licensee=any_of,
        narrower=st.integers(0, 6),
        box=boxes,
        days=st.tuples(st.integers(0, 2), st.sampled_from([0, -1, 8])),
        exclusivity=any_of,
        quantity=st.integers(0, 4),
        flaw=flaws,
    )
    def sublicense(
        self,
        parent: int,
        licensee: int,
        narrower: int,
        box: tuple[int, int, int, int],
        days: tuple[int, int],
        exclusivity: int,
        quantity: int,
        flaw: int,
    ) -> None:
        above = self.licence(
            lambda one: one["sublicensing"] and self.world.usable(one, self.today), parent
        )
        first = max(above["first"], self.today) + days[0] // 2
        terms = self.terms(box, (0, 0), exclusivity, (exclusivity % 4, 0, 0), SOUND)
        terms["from"] = text_of(first)
        terms["until"] = text_of(max(first, self.world.last_day(above) - days[1]))
        # take over some of the dimensions as they are above
        for dimension in ("rights", "territory", "media", "products")[max(0, narrower - 2) :]:
            terms[dimension] = above["scope"][dimension]
        if quantity:
            terms["quantity"] = quantity
        if narrower < 3:
            terms["exclusivity"] = above["exclusivity"]
        subject = {
            "work": pick(list(self.world.works), parent) if flaw == 1 else above["work"],
            "licensors": [above["licensee"]] if flaw != 2 else above["licensors"],
            "licensee": self.other_than([above["licensee"]], licensee),
            "terms": terms,
            "parent": above["id"],
        }
        self.submit("LicenceGrant", subject, self.signed("LicenceGrant", subject, flaw))

    def grant_in(self, work: str, terms: Json, licensee: int) -> None:
        """Let the owners of a work license it on these terms."""
        holders = sorted(self.world.owners(work, cells(terms["rights"], terms["territory"])))
        subject = {
            "work": work,
            "licensors": holders,
            "licensee": self.other_than(holders, licensee),
            "terms": terms,
        }
        self.learn(terms)
        self.submit("LicenceGrant", subject, self.signed("LicenceGrant", subject, SOUND))

    @precondition(lambda self: self.world.grants)
    @rule(grant=any_of, licensee=any_of, edge=st.integers(-1, 1), before=st.booleans())
    def grant_beside(self, grant: int, licensee: int, edge: int, before: bool) -> None:
        """License what is licensed already, for a period that ends or begins beside the other."""
        old = self.licence(lambda one: self.world.state(one, self.today) in BINDING, grant)
        terms = self.terms((0, 0, 0, 0), (0, 0), licensee, (0, 0, 0), SOUND) | old["scope"]
        if before:
            terms["until"] = text_of(max(self.today, old["first"] - 1 + edge))
        else:
            first = max(self.today, self.world.last_day(old) + 1 + edge)
            terms |= {"from": text_of(first), "until": text_of(first + 40)}
        self.grant_in(old["work"], terms, licensee)

    @precondition(lambda self: any(work["parents"] for work in self.world.works.values()))
    @rule(work=any_of, grant=any_of, licensee=any_of, edge=st.integers(-1, 1))
    def exploit(self, work: int, grant: int, licensee: int, edge: int) -> None:
        """License a derivative for as long as its original is licensed, or a day more or less."""
        derived = [name for name, one in self.world.works.items() if one["parents"]]
        child = pick(derived, work)
        parents = [parent for parent, _ in self.world.works[child]["parents"]]
        found = [one for one in self.world.grants.values() if one["work"] in parents]
        if found:
            upstream = pick(found, grant)
            terms = self.terms((0, 0, 0, 0), (0, 0), 0, (0, 0, 0), SOUND) | upstream["scope"]
            terms["rights"] = ["reproduction"]
            last = max(self.today, self.world.last_day(upstream) + edge)
            terms["until"] = text_of(last)
            self.grant_in(child, terms, licensee)

    @precondition(lambda self: any(work["parents"] for work in self.world.works.values()))
    @rule(work=any_of, owner=any_of, box=boxes, first=st.integers(0, 2))
    def license_the_original(
        self, work: int, owner: int, box: tuple[int, int, int, int], first: int
    ) -> None:
        """Let the owner of an original license an owner of what grew from it."""
        derived = [name for name, one in self.world.works.items() if one["parents"]]
        child = pick(derived, work)
        parent, relation = self.world.works[child]["parents"][0]
        terms = self.terms(box, (first, 300), 0, (0, 0, 0), SOUND)
        terms["rights"] = [RELATIONS[relation] or "adaptation"]
        terms["media"] = terms["products"] = "all"
        if box[0] < 5:
            terms["territory"] = ["001"]
        holders = sorted(self.world.owners(parent, cells(terms["rights"], terms["territory"])))
        subject = {
            "work": parent,
            "licensors": holders,
            "licensee": pick(sorted(self.world.all_owners(child)), owner),
            "terms": terms,
        }
        self.learn(terms)
        self.submit("LicenceGrant", subject, self.signed("LicenceGrant", subject, SOUND))

    @rule(
        work=any_of,
        owner=any_of,
        licensee=any_of,
        box=boxes,
        days=st.tuples(st.integers(14, 25), st.integers(0, 60)),
    )
    def announce(
        self,
        work: int,
        owner: int,
        licensee: int,
        box: tuple[int, int, int, int],
        days: tuple[int, int],
    ) -> None:
        """Let a joint owner announce a licence, and remember the terms for `go_ahead`."""
        name = self.work(work)
        terms = self.terms(box, days, 0, (0, 0, 0), SOUND)
        self.learn(terms)
        subject = {
            "work": name,
            "owner": pick([*sorted(self.world.all_owners(name)), *PEOPLE], owner),
            "termsDigest": self.world.digest(terms),
            "summary": "普通许可",
            "licensee": pick([None, *PEOPLE], licensee),
        }
        entered = self.submit("JointUseNotice", subject, self.signed("JointUseNotice", subject, 0))
        if entered is not None:
            self.world.notices[entered]["terms"] = terms

    @precondition(lambda self: self.world.notices)
    @rule(notice=any_of, owner=any_of)
    def object(self, notice: int, owner: int) -> None:
        name = pick(list(self.world.notices), notice)
        subject = {
            "notice": name,
            "owner": pick(PEOPLE, owner),
            "reason": "harms_integrity",
            "statement": "歪曲作品",
        }
        self.submit("JointUseObjection", subject, [subject["owner"]])

    @precondition(lambda self: self.world.notices)
    @rule(notice=any_of, licensee=any_of, wait=st.booleans())
    def go_ahead(self, notice: int, licensee: int, wait: bool) -> None:
        """Let the joint owner who announced a licence grant it alone."""
        announced = pick(list(self.world.notices.values()), notice)
        if wait:
            self.play.skip(max(0, announced["last"] + 1 - self.today))
        owner = announced["owner"]
        to = announced["licensee"] or pick(PEOPLE, licensee)
        subject = {
            "work": announced["work"],
            "licensors": [owner],
            "licensee": to,
            "terms": announced["terms"],
        }
        self.submit("LicenceGrant", subject, sorted({owner, to}))

    @rule(
        work=any_of,
        box=boxes,
        exclusivity=any_of,
        to=any_of,
        valid=st.integers(-1, 60),
        cap=any_of,
        flaw=flaws,
    )
    def offer(
        self,
        work: int,
        box: tuple[int, int, int, int],
        exclusivity: int,
        to: int,
        valid: int,
        cap: int,
        flaw: int,
    ) -> None:
        terms = self.terms(box, (0, 0), exclusivity // 2, (0, 0, 0), SOUND) | {"months": 1}
        del terms["from"], terms["until"]
        if cap % 3 == 0:
            terms["quantityPerLicence"] = 5
        if cap % 4 == 3:
            terms["until"] = text_of(self.today + 20)
        self.learn(terms)
        subject = {
            "work": self.work(work),
            "terms": terms,
            "to": pick([None, None, None, *PEOPLE], to),
            "validUntil": text_of(self.today + valid),
            "cap": 8 if cap % 2 else None,
        }
        self.submit("LicenceOffer", subject, self.signed("LicenceOffer", subject, flaw))

    @precondition(lambda self: self.world.offers)
    @rule(offer=any_of, licensee=any_of, quantity=st.integers(0, 6), flaw=flaws)
    def accept(self, offer: int, licensee: int, quantity: int, flaw: int) -> None:
        name = pick(list(self.world.offers), offer)
        subject = {
            "offer": name,
            "licensee": self.other_than(sorted(self.world.offers[name]["licensors"]), licensee),
            "termsDigest": self.world.digest(self.world.offers[name]["terms"]),
            "quantity": quantity or None,
        }
        if flaw == 5:
            subject["termsDigest"] = digest_of(5)
        self.submit("OfferAcceptance", subject, self.signed("OfferAcceptance", subject, flaw))

    @precondition(lambda self: self.world.offers)
    @rule(offer=any_of, flaw=flaws)
    def withdraw(self, offer: int, flaw: int) -> None:
        subject = {"offer": pick(list(self.world.offers), offer)}
        self.submit("OfferWithdrawal", subject, self.signed("OfferWithdrawal", subject, flaw))


def _share(part: int, total: int) -> str:
    for divisor in range(part, 0, -1):
        if part % divisor == 0 and total % divisor == 0:
            return f"{part // divisor}/{total // divisor}"
    raise AssertionError
