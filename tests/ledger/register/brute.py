"""The register as a table of every cell: who owns it, who may use it on which day.

The oracle of `test_brute_machine`. It knows a small world only, but that one cell by cell: four
rights, eight places, three media, three product classes, single days as integers. A grant is the
set of its cells and its days, a title one dictionary of integers for each cell; nothing is a tree,
an interval or a fraction. It reads statements as JSON and shares no code with `ledger.register`.
What a statement has to fulfil says `brute_law`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import gcd
from typing import Any

Json = dict[str, Any]
Atom = tuple[str, str, str, str]

#: A place → every territory that it lies in. ``CN-31`` stands for the rest of the mainland, ``MO``
#: for the rest of China, ``DE`` for the rest of the world: no statement names these three.
PLACES = {
    "CN-62": {"CN-62", "CN-MAINLAND", "CN", "001"},
    "CN-11": {"CN-11", "CN-MAINLAND", "CN", "001"},
    "CN-31": {"CN-MAINLAND", "CN", "001"},
    "HK": {"HK", "CN", "001"},
    "MO": {"CN", "001"},
    "FR": {"FR", "001"},
    "US": {"US", "001"},
    "DE": {"001"},
}
#: ``performance`` stands for all rights that no statement names.
RIGHTS = ("reproduction", "distribution", "adaptation", "performance")
#: ``print`` and ``tea_ware`` stand for all that no statement names.
MEDIA = ("goods", "online", "print")
PRODUCTS = ("silk_scarf", "stationery", "tea_ware")
#: How a work grew from another → the right that has to be licensed for it, if any.
RELATIONS = {"adapted": "adaptation", "copied": "reproduction", "inspired": None}

BINDING = ("agreed", "effective", "breached", "ending")
IN_USE = ("effective", "breached", "ending")
JOINT_DAYS = 15
CURE_DAYS = 30


@dataclass
class Act:
    """A statement to be judged: its kind and subject, who signs it, on which day."""

    kind: str
    subject: Json
    signers: list[str]
    day: int


def places(codes: Iterable[str]) -> set[str]:
    wanted = set(codes)
    return {place for place, within in PLACES.items() if (within | {place}) & wanted}


def cells(rights: str | list[str], codes: Iterable[str]) -> set[tuple[str, str]]:
    named = [right for right in RIGHTS if rights == "all" or right in rights]
    return set(product(named, places(codes)))


def atoms(terms: Json) -> set[Atom]:
    media = MEDIA if terms["media"] == "all" else terms["media"]
    products = PRODUCTS if terms["products"] == "all" else terms["products"]
    return set(product(terms["rights"], places(terms["territory"]), media, products))


def day_of(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def text_of(day: int) -> str:
    return date.fromordinal(day).isoformat()


def ratio(share: str) -> tuple[int, int]:
    above, below = share.split("/")
    return int(above), int(below)


def whole(shares: list[str]) -> bool:
    """Say whether the shares make one, over one common denominator."""
    common = 1
    for share in shares:
        common *= ratio(share)[1]
    return sum(above * (common // below) for above, below in map(ratio, shares)) == common


def dealt(owners: list[Json]) -> dict[str, int]:
    """Turn shares that make one into integers."""
    common = 1
    for owner in owners:
        common *= ratio(owner["share"])[1]
    return lowest(
        {o["party"]: ratio(o["share"])[0] * common // ratio(o["share"])[1] for o in owners}
    )


def lowest(owners: dict[str, int]) -> dict[str, int]:
    divisor = gcd(*owners.values())
    return {party: share // divisor for party, share in owners.items() if share}


def moved(owners: dict[str, int], giver: str, takers: list[Json], part: str) -> dict[str, int]:
    """Give the owners of a cell after `giver` gave `part` of its share to `takers`."""
    above, below = ratio(part)
    common = below
    for taker in takers:
        common *= ratio(taker["share"])[1]
    after = {party: share * common for party, share in owners.items()}
    given = after[giver] * above // below
    after[giver] -= given
    for taker in takers:
        up, down = ratio(taker["share"])
        after[taker["party"]] = after.get(taker["party"], 0) + given * up // down
    return lowest(after)


class World:
    """All that was entered, in plain dictionaries by id."""

    def __init__(self, parties: Iterable[str], registrars: Iterable[str], notice: int) -> None:
        self.parties, self.registrars, self.notice_days = set(parties), set(registrars), notice
        self.works: dict[str, Json] = {}
        self.grants: dict[str, Json] = {}
        self.offers: dict[str, Json] = {}
        self.notices: dict[str, Json] = {}
        self.pledges: dict[str, Json] = {}
        self.orders: dict[str, Json] = {}
        #: terms as text → their digest, from who drew them up: the table computes no hashes
        self.digests: dict[str, str] = {}

    def learn(self, terms: Json, digest: str) -> None:
        self.digests[json.dumps(terms, sort_keys=True)] = digest

    def digest(self, terms: Json) -> str:
        return self.digests.get(json.dumps(terms, sort_keys=True), "")

    # ---- works -----------------------------------------------------------------------------------

    def registration(self, work: str, day: int) -> str:
        found = self.works[work]
        if found["cancelled"] is not None:
            return "cancelled"
        return "notice" if day <= found["notice_last"] else "registered"

    def held(self, work: str, day: int, kind: str) -> bool:
        """Say whether an order of this kind lies on the whole work on `day`."""
        return any(
            order["kind"] == kind and order["work"] == work and order["grant"] is None
            for order in self.orders.values()
            if self.in_force(order, day)
        )

    @staticmethod
    def in_force(order: Json, day: int) -> bool:
        return not order["lifted"] and (order["until"] is None or day <= order["until"])

    def owners(self, work: str, wanted: Iterable[tuple[str, str]]) -> set[str]:
        title = self.works[work]["title"]
        return {party for cell in wanted for party in title[cell]}

    def all_owners(self, work: str) -> set[str]:
        return self.owners(work, self.works[work]["title"])

    def pledged(self, work: str, rights: str | list[str]) -> list[Json]:
        wanted = set(RIGHTS if rights == "all" else rights)
        return [
            pledge
            for pledge in self.pledges.values()
            if pledge["work"] == work and not pledge["over"] and wanted & set(pledge["rights"])
        ]

    # ---- licences --------------------------------------------------------------------------------

    @staticmethod
    def own_state(grant: Json, day: int) -> str:
        if grant["void"]:
            return "void"
        if grant["killed"]:
            return "terminated"
        if grant["waits"] is not None:
            return "agreed" if day <= grant["waits"] else "lapsed"
        if grant["ended"] is not None:
            return "ending" if day <= grant["ended"] else "terminated"
        if day > grant["last"]:
            return "expired"
        return "breached" if grant["breaches"] else "effective"

    def above(self, grant: Json) -> Iterator[Json]:
        while grant["parent"] is not None:
            grant = self.grants[grant["parent"]]
            yield grant

    def state(self, grant: Json, day: int) -> str:
        own = self.own_state(grant, day)
        if own in BINDING:
            for over in self.above(grant):
                state = self.own_state(over, day)
                if state == "void":
                    return "void"
                if state not in BINDING and not over["survive"]:
                    return "terminated"
        return own

    def last_day(self, grant: Json) -> int:
        ends = [grant["last"], grant["last"] if grant["ended"] is None else grant["ended"]]
        for over in self.above(grant):
            if over["ended"] is not None and not over["survive"]:
                ends.append(over["ended"])
        return min(ends)

    def bound(self, grant: Json) -> set[int]:
        """Give every day that a binding licence takes."""
        return set(range(grant["first"], self.last_day(grant) + 1))

    def suspended(self, grant: Json, day: int) -> bool:
        chain = {grant["id"], *(over["id"] for over in self.above(grant))}
        return self.held(grant["work"], day, "suspend") or any(
            order["kind"] == "suspend" and order["grant"] in chain
            for order in self.orders.values()
            if self.in_force(order, day)
        )

    def usable(self, grant: Json, day: int) -> bool:
        return (
            self.state(grant, day) in IN_USE
            and grant["first"] <= day
            and not self.suspended(grant, day)
        )

    def left(self, grant: Json) -> int:
        passed = sum(
            child["quantity"] or 0
            for child in self.grants.values()
            if child["parent"] == grant["id"]
        )
        return int(grant["quantity"] - grant["issued"] - passed)

    def binding(self, work: str, day: int) -> list[Json]:
        return [
            grant
            for grant in self.grants.values()
            if grant["work"] == work and self.state(grant, day) in BINDING
        ]

    def collides(self, one: Json, other: Json) -> bool:
        """Compare two licences cell by cell and day by day."""
        excluding = {one["exclusivity"], other["exclusivity"]} & {"exclusive", "sole"}
        return bool(
            excluding and one["atoms"] & other["atoms"] and self.bound(one) & self.bound(other)
        )

    # ---- derivatives -----------------------------------------------------------------------------

    def unlicensed(self, work: str, wanted: set[Atom], first: int, last: int, day: int) -> bool:
        """Say whether some original does not license the use of `wanted` on all those days."""
        return any(
            not any(
                self._permits(grant, right, wanted, first, last, day)
                for grant in self.grants.values()
                if grant["work"] == parent
                and grant["licensee"] in self.all_owners(child) | self.all_owners(work)
            )
            for child, parent, right in self._originals(work, day)
        )

    def _originals(self, work: str, day: int) -> Iterator[tuple[str, str, str]]:
        seen, waiting = {work}, [work]
        while waiting:
            child = waiting.pop()
            for parent, relation in self.works[child]["parents"]:
                right = RELATIONS[relation]
                if right is None:
                    continue
                asks = self.registration(parent, day) != "cancelled"
                if asks and self.all_owners(parent) != self.all_owners(child):
                    yield child, parent, right
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)

    def _permits(
        self, grant: Json, right: str, wanted: set[Atom], first: int, last: int, day: int
    ) -> bool:
        needed = {(right, *rest) for _, *rest in wanted}
        return (
            needed <= grant["atoms"]
            and set(range(first, last + 1)) <= self.bound(grant)
            and self.state(grant, day) in IN_USE
            and not self.suspended(grant, day)
        )

    # ---- may they? -------------------------------------------------------------------------------

    def authorised(self, work: str, party: str, asked: Json, quantity: int | None) -> bool:
        """Say whether every single place asked about is owned alone, or licensed for the rest."""
        first, last = day_of(asked["from"]), day_of(asked["until"])
        days, wanted = set(range(first, last + 1)), atoms(asked)
        if self.registration(work, first) == "cancelled" or self.held(work, first, "suspend"):
            return False
        if self.unlicensed(work, wanted, first, last, first):
            return False
        for cell in cells(asked["rights"], asked["territory"]):
            here = {atom for atom in wanted if atom[:2] == cell}
            excluding = [
                grant
                for grant in self.binding(work, first)
                if grant["exclusivity"] == "exclusive"
                and grant["atoms"] & here
                and self.bound(grant) & days
            ]
            owned = self.owners(work, [cell]) == {party} and not excluding
            if not owned and not any(
                self._licensed(grant, here, days, quantity)
                # who sublicensed exclusively must not use it either
                and not any(grant in self.above(other) for other in excluding)
                for grant in self.grants.values()
                if grant["work"] == work and grant["licensee"] == party
            ):
                return False
        return True

    def _licensed(
        self, grant: Json, wanted: set[Atom], days: set[int], quantity: int | None
    ) -> bool:
        return (
            self.usable(grant, min(days))
            and wanted <= grant["atoms"]
            and days <= self.bound(grant)
            and (grant["quantity"] is None or 0 < (quantity or 0) <= self.left(grant))
        )
