"""Random histories of rights dealt with, against a table of every cell that shares no code.

People register works, sell parts of them, license, sublicense, offer, accept, pledge, announce
joint uses and end licences, courts interfere and time goes by; signatures are missing or too many.
A statement has to be admitted exactly where the table says that it breaks no rule, and refused with
the code of one that it breaks. After every step title and licences are what the table says, and
questions are answered yes only where every cell and day says yes.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger.errors import LedgerError
from ledger.register.calendar import local_date
from ledger.register.did import did_of
from ledger.register.questions.authorization import Question, authorization
from ledger.register.records import Grant
from ledger.register.rules.licensing_status import grant_status, in_effect, last_day_of
from ledger.register.terms import OfferTerms, Terms, terms_digest
from ledger.register.title import shares_of

from .brute import RELATIONS, Act, Json, World, cells, day_of, ratio, text_of
from .brute_fold import enter
from .brute_law import verdict
from .brute_signers import signatories
from .build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, document, work_subject
from .play import CAST, REGISTRAR_2, REGISTRAR_3, Play

KEYS = {did_of(key): key for key in (*CAST, REGISTRAR, REGISTRAR_2, REGISTRAR_3)}
PEOPLE = [did_of(key) for key in (ALICE, BOB, CAROL, MALLORY)]
OFFICERS = [did_of(key) for key in (REGISTRAR, REGISTRAR_2, REGISTRAR_3)]

RIGHTS = [
    ["reproduction"],
    ["reproduction", "distribution"],
    ["distribution"],
    ["adaptation"],
    ["reproduction", "adaptation"],
    ["reproduction", "distribution", "adaptation"],
]
TERRITORIES = [
    ["001"],
    ["CN-MAINLAND"],
    ["CN"],
    ["CN-62"],
    ["HK"],
    ["FR", "US"],
    ["CN-11", "HK"],
    ["CN-62", "FR"],
]
MEDIA: list[Any] = [["goods"], "all", ["online"], ["goods", "online"]]
PRODUCTS: list[Any] = [["silk_scarf"], "all", ["stationery"], ["silk_scarf", "stationery"]]
EXCLUSIVITY = ["non_exclusive", "exclusive", "sole"]
PARTS = ["1/1", "1/2", "2/3"]
#: what is done to the signatures: nothing, mostly
SOUND, UNSIGNED, STRANGER = 0, 6, 7

T = TypeVar("T")
any_of = st.integers(0, 11)
flaws = st.integers(0, 19)
boxes = st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(0, 3), st.integers(0, 3))
#: first day from today, length in days
periods = st.tuples(st.sampled_from([0, 0, 0, 1, 20]), st.sampled_from([300, 0, 30, 90]))
#: whether it can be sublicensed, has a condition, has a quantity
extras = st.tuples(st.integers(0, 3), st.integers(0, 7), st.integers(0, 3))


def pick(values: Sequence[T], number: int) -> T:
    return values[number % len(values)]


def scope(box: tuple[int, int, int, int]) -> Json:
    right, place, medium, thing = box
    return {
        "rights": pick(RIGHTS, right),
        "territory": pick(TERRITORIES, place),
        "media": pick(MEDIA, medium),
        "products": pick(PRODUCTS, thing),
    }


class Dealings(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.play = Play()
        self.world = World(PEOPLE, OFFICERS, notice=30)
        self.files = 0
        self.documents = 0
        self.touched: set[str] = set()

    # ---- one statement -------------------------------------------------------------------------

    @property
    def today(self) -> int:
        return local_date(self.play.now).toordinal()

    def signed(self, kind: str, subject: Json, flaw: int, by: list[str] | None = None) -> list[str]:
        """Give those who sign: whoever has to, or not quite."""
        signers = by
        if signers is None:
            act = Act(kind, subject, [], self.today)
            signers = sorted(signatories(self.world, act).needed)
        strangers = [person for person in PEOPLE if person not in signers]
        if flaw == UNSIGNED:
            signers = signers[1:]
        if flaw == STRANGER or not signers:
            signers = [*signers, *strangers[:1]]
        return signers

    def submit(self, kind: str, subject: Json, signers: list[str]) -> str | None:
        """Enter what the table admits, have refused what it refuses."""
        subject = {name: value for name, value in subject.items() if value is not None}
        act = Act(kind, subject, signers, self.today)
        faults = verdict(self.world, act)
        made = document(kind, subject, *(KEYS[did] for did in signers), time=self.play.now)
        try:
            entry = self.play.add(made)
        except LedgerError as error:
            assert error.code in faults, (error.code, str(error), faults, act)
            return None
        assert faults == set(), (faults, act)
        enter(self.world, entry.statement.id, act)
        if kind == "SerialIssue":
            issued = self.world.grants[subject["grant"]]["issued"]
            last = {"first": issued - subject["count"] + 1, "last": issued}
            assert entry.registry.ruling == last
        self.touched.add(subject.get("work", ""))
        return entry.statement.id

    # ---- title ---------------------------------------------------------------------------------

    @initialize(
        numbers=st.lists(st.integers(1, 3), min_size=1, max_size=2),
        days=st.sampled_from([31, 30, 0]),
        grants=st.lists(st.tuples(boxes, st.integers(0, 2), extras), max_size=2),
    )
    def found(self, numbers: list[int], days: int, grants: list[Any]) -> None:
        """Begin with works and licences, so that there is something to deal with."""
        for number in numbers:
            self.register(number, 0, 0, 0, SOUND)
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
        if self.world.works and parent % 2:
            how = pick(["adapted", "copied", "inspired"], relation)
            parents = [{"work": pick(list(self.world.works), parent // 2), "relation": how}]
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

    def work(self, number: int) -> str:
        return pick(list(self.world.works), number)

    # ---- licences ------------------------------------------------------------------------------

    def terms(
        self,
        box: tuple[int, int, int, int],
        period: tuple[int, int],
        exclusivity: int,
        more: tuple[int, int, int],
        flaw: int,
    ) -> Json:
        first = self.today + period[0] - (1 if flaw == 4 and period[0] == 0 else 0)
        made: Json = {
            **scope(box),
            "exclusivity": pick(EXCLUSIVITY, exclusivity),
            "remuneration": {"currency": "CNY"},
            "breach": "赔偿损失",
            "from": text_of(first),
            "until": text_of(first + period[1]),
            "sublicensing": more[0] != 3,
            "sublicencesSurvive": more[0] == 1,
        }
        if more[1] >= 6:
            made["condition"] = "付款"
            made["conditionUntil"] = text_of(self.today + (more[1] - 6) * 10)
        if more[2] == 1:
            made["quantity"] = 10
        if flaw == 3:
            made["rights"] = [*made["rights"], "authorship"]
        return made

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

    def licence(self, likely: Callable[[Json], Any], number: int) -> Json:
        """Pick a licence, nearly always one that is `likely`."""
        found = list(self.world.grants.values())
        return pick(([one for one in found if likely(one)] if number < 9 else []) or found, number)

    @staticmethod
    def other_than(people: list[str], number: int) -> str:
        """Give somebody, nearly always somebody else."""
        return pick([one for one in PEOPLE if one not in people or number > 10] or PEOPLE, number)

    def learn(self, terms: Json) -> None:
        """Tell the table the digest of terms, unless they are no terms at all."""
        if "authorship" not in terms["rights"]:
            model = OfferTerms if "months" in terms else Terms
            self.world.learn(terms, terms_digest(model.model_validate(terms)))

    @precondition(lambda self: self.world.grants)
    @rule(
        parent=any_of,
        licensee=any_of,
        narrower=st.integers(0, 6),
        box=boxes,
        days=st.tuples(st.integers(0, 2), st.integers(-1, 8)),
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

    # ---- the life of a licence -----------------------------------------------------------------

    @precondition(lambda self: self.world.grants)
    @rule(grant=any_of, last=st.integers(-1, 40), alone=st.booleans(), flaw=flaws)
    def terminate(self, grant: int, last: int, alone: bool, flaw: int) -> None:
        name = pick(list(self.world.grants), grant)
        breach = self.world.grants[name]["breach"]
        subject: Json = {
            "grant": name,
            "ground": "agreement",
            "lastDay": text_of(self.today + last),
        }
        if breach is not None and alone:
            subject |= {"ground": "breach", "notice": breach["id"]}
        kind = "LicenceTermination"
        self.submit(kind, subject, self.signed(kind, subject, flaw))

    @precondition(lambda self: self.world.grants)
    @rule(grant=any_of, deed=st.integers(0, 2), count=st.integers(1, 6), flaw=flaws)
    def use(self, grant: int, deed: int, count: int, flaw: int) -> None:
        kind = pick(["SerialIssue", "ConditionMet", "BreachNotice"], deed)
        likely = {
            "SerialIssue": lambda one: one["quantity"],
            "ConditionMet": lambda one: one["waits"],
            "BreachNotice": lambda one: not one["breach"],
        }
        subject: Json = {"grant": self.licence(likely[kind], grant)["id"]}
        if kind == "SerialIssue":
            subject["count"] = count
        elif kind == "BreachNotice":
            subject |= {"statement": "未付款", "evidence": digest_of(1)}
        self.submit(kind, subject, self.signed(kind, subject, flaw))

    # ---- pledges and orders --------------------------------------------------------------------

    @rule(work=any_of, right=any_of, pledgee=any_of, flaw=flaws)
    def pledge(self, work: int, right: int, pledgee: int, flaw: int) -> None:
        name, rights = self.work(work), pick(RIGHTS, right)
        holders = sorted(self.world.owners(name, cells(rights, ["001"])))
        subject = {
            "work": name,
            "pledgors": holders[:1] if flaw == 5 else PEOPLE[:1] if flaw == 4 else holders,
            "pledgee": self.other_than(holders, pledgee),
            "rights": rights,
            "claim": {"kind": "loan", "currency": "CNY", "amount": 100},
            "debtUntil": text_of(self.today + 100),
            "scope": "本息",
            "contract": digest_of(2),
            "mainContract": digest_of(3),
        }
        self.submit("PledgeRegistration", subject, self.signed("PledgeRegistration", subject, flaw))

    @precondition(lambda self: self.world.pledges)
    @rule(pledge=any_of, flaw=flaws)
    def release(self, pledge: int, flaw: int) -> None:
        subject = {"pledge": pick(list(self.world.pledges), pledge), "reason": "清偿"}
        self.submit("PledgeRelease", subject, self.signed("PledgeRelease", subject, flaw))

    def order(self, kind: str, work: str, scope: Json, flaw: int, **more: Any) -> None:
        self.documents += 1
        subject = {
            "kind": kind,
            "work": work,
            "authority": "copyright_administration" if flaw == 4 else "court",
            "issuerName": "敦煌市人民法院",
            "number": f"（2026）{self.documents}号",
            "document": digest_of(5000 + self.documents),
            "scope": scope,
            "reasons": "依法",
            **more,
        }
        signers = OFFICERS[:1] if flaw == UNSIGNED else OFFICERS[:2]
        self.submit("Order", subject, [*signers, *(PEOPLE[:1] if flaw == STRANGER else [])])

    @rule(work=any_of, about=any_of, kind=st.integers(0, 4), days=st.integers(-1, 20), flaw=flaws)
    def interfere(self, work: int, about: int, kind: int, days: int, flaw: int) -> None:
        """Suspend, preserve or cancel: a work, a grant or a pledge."""
        name, scope = self.work(work), {}
        grants, pledges = list(self.world.grants), list(self.world.pledges)
        until = text_of(self.today + days) if days % 5 else None
        if kind == 0:
            self.order("preserve", name, scope, flaw, until=until)
            return
        if about % 3 and grants and (about % 3 == 1 or kind < 3):
            scope = {"grant": pick(grants, about // 3)}
            name = name if flaw == 3 else self.world.grants[scope["grant"]]["work"]
        elif about % 3 == 2 and pledges and kind > 2:
            scope = {"pledge": pick(pledges, about // 3)}
            name = name if flaw == 3 else self.world.pledges[scope["pledge"]]["work"]
        if kind <= 2 or (not scope and about):
            self.order("suspend", name, scope, flaw, until=until)
        else:
            effect = "from_now" if kind == 3 else "from_start"
            self.order("cancel", name, scope, flaw, effect=effect)

    @rule(work=any_of, owner=any_of, box=boxes, flaw=flaws)
    def judge(self, work: int, owner: int, box: tuple[int, int, int, int], flaw: int) -> None:
        """Give rights to others, or what was pledged to whoever bought it."""
        name, scope_ = self.work(work), {}
        pledges = list(self.world.pledges)
        if pledges and box[2] == 3:
            scope_["pledge"] = pick(pledges, work)
            name = self.world.pledges[scope_["pledge"]]["work"]
        if box[2] % 2:
            scope_["rights"] = pick(RIGHTS, box[0])
            scope_["territory"] = pick(TERRITORIES, box[1])
        owners = [{"party": pick(PEOPLE, owner), "share": "1/2" if owner > 8 else "1/1"}]
        if owner > 9:
            owners.append({"party": pick(PEOPLE, owner + 1), "share": "1/2"})
        self.order("change_owner", name, scope_, flaw, owners=owners)

    @precondition(lambda self: self.world.orders)
    @rule(order=any_of, flaw=flaws)
    def lift(self, order: int, flaw: int) -> None:
        standing = [
            name
            for name, one in self.world.orders.items()
            if one["kind"] in ("suspend", "preserve", "cancel")
            and self.world.in_force(one, self.today)
        ]
        name = pick((standing if order < 9 else []) or list(self.world.orders), order)
        work = self.work(order) if flaw == 3 else self.world.orders[name]["work"]
        self.order("lift", work, {}, flaw, lifts=name)

    # ---- what holds at every moment ------------------------------------------------------------

    @invariant()
    def every_cell_is_owned_whole_by_those_in_the_table(self) -> None:
        for work in self.touched & self.world.works.keys():
            folio = self.play.folio(work)
            for (right, place), owners in self.world.works[work]["title"].items():
                held = {one.party: ratio(one.share) for one in shares_of(folio, right, place)}
                total = sum(owners.values())
                assert held.keys() == owners.keys()
                assert all(up * total == owners[who] * down for who, (up, down) in held.items())
        self.touched.clear()

    @invariant()
    def every_licence_stands_as_in_the_table(self) -> None:
        names = {"breached": "breach_noticed"}
        for name, grant in self.world.grants.items():
            record = self.play.register.get(Grant, name)
            assert record is not None
            day = local_date(self.play.now)
            state = self.world.state(grant, self.today)
            if state == "effective" and self.today < grant["first"]:
                state = "agreed"
            status = grant_status(self.play.register, record, day)
            assert status.state == names.get(state, state)
            assert in_effect(self.play.register, record, day) == self.world.usable(
                grant, self.today
            )
            assert day_of(last_day_of(self.play.register, record)) == self.world.last_day(grant)
            assert grant["quantity"] is None or self.world.left(grant) >= 0

    @invariant()
    def I01_no_two_licences_take_the_same_cell_on_the_same_day(self) -> None:
        for work in self.world.works:
            binding = self.world.binding(work, self.today)
            for place, one in enumerate(binding):
                for other in binding[:place]:
                    if one not in self.world.above(other) and other not in self.world.above(one):
                        assert not self.world.collides(one, other)

    @invariant()
    def I11_a_sublicence_takes_no_cell_or_day_beyond_its_parent(self) -> None:
        for grant in self.world.grants.values():
            if grant["parent"] is not None:
                parent = self.world.grants[grant["parent"]]
                assert grant["atoms"] <= parent["atoms"]
                assert parent["first"] <= grant["first"] <= grant["last"] <= parent["last"]

    @rule(
        work=any_of,
        asker=st.integers(0, 3),
        box=boxes,
        period=st.tuples(st.integers(0, 10), st.integers(0, 20)),
        quantity=st.integers(0, 12),
    )
    def ask(
        self,
        work: int,
        asker: int,
        box: tuple[int, int, int, int],
        period: tuple[int, int],
        quantity: int,
    ) -> None:
        self.answers_agree(self.work(work), pick(PEOPLE, asker), scope(box), period, quantity)

    def answers_agree(
        self, work: str, asker: str, box: Json, period: tuple[int, int], quantity: int
    ) -> None:
        first = self.today + period[0]
        asked = {**box, "from": text_of(first), "until": text_of(first + period[1])}
        number = quantity or None
        question = Question.model_validate(
            {"work": work, "licensee": asker, "quantity": number, **asked}
        )
        answer = authorization(self.play.register, self.play.folio(work), question)
        may = self.world.authorised(work, asker, asked, number)
        assert answer.authorised == may, ([c.code for c in answer.clauses], asked, asker)

    def teardown(self) -> None:
        """Ask about every licence what it says, and replay all entries."""
        for grant in list(self.world.grants.values()):
            for asker in {grant["licensee"], *grant["licensors"]}:
                for start in (0, max(0, grant["first"] - self.today)):
                    self.answers_agree(grant["work"], asker, grant["scope"], (start, 0), 1)
        self.play.check()


def _share(part: int, total: int) -> str:
    for divisor in range(part, 0, -1):
        if part % divisor == 0 and total % divisor == 0:
            return f"{part // divisor}/{total // divisor}"
    raise AssertionError


def test_random_dealings_are_judged_as_the_table_judges_them() -> None:
    run_state_machine_as_test(
        Dealings,
        settings=settings(max_examples=60, stateful_step_count=30, deadline=None),
    )


@pytest.mark.slow
def test_many_more_of_them() -> None:
    run_state_machine_as_test(
        Dealings,
        settings=settings(max_examples=300, stateful_step_count=50, deadline=None),
    )
