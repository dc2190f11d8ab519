"""Random histories of rights dealt with, against a table of every cell that shares no code.

People register works, sell parts of them, license, sublicense, offer, accept, pledge, announce
joint uses and end licences, courts interfere and time goes by; signatures are missing or too many.
A statement has to be admitted exactly where the table says that it breaks no rule, and refused with
the code of one that it breaks. After every step title and licences are what the table says, and
questions are answered yes only where every cell and day says yes.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from ledger.register.calendar import local_date
from ledger.register.questions.authorization import authorization
from ledger.register.questions.question import Question
from ledger.register.records import Grant
from ledger.register.rules.licensing_status import grant_status, in_effect, last_day_of
from ledger.register.title import shares_of

from .brute import Json, cells, day_of, ratio, text_of
from .brute_dealings import Dealings
from .brute_stage import PEOPLE, RIGHTS, TERRITORIES, any_of, boxes, flaws, pick, scope
from .build import digest_of


class Histories(Dealings):
    # ---- the life of a licence -----------------------------------------------------------------

    @precondition(lambda self: self.world.grants)
    @rule(grant=any_of, last=st.integers(-1, 40), alone=st.booleans(), flaw=flaws)
    def terminate(self, grant: int, last: int, alone: bool, flaw: int) -> None:
        name = pick(list(self.world.grants), grant)
        breaches = self.world.grants[name]["breaches"]
        subject: Json = {
            "grant": name,
            "ground": "agreement",
            "lastDay": text_of(self.today + last),
        }
        if breaches and alone:
            subject |= {"ground": "breach", "notice": breaches[last % len(breaches)]["id"]}
        kind = "LicenceTermination"
        self.submit(kind, subject, self.signed(kind, subject, flaw))

    @precondition(lambda self: self.world.grants)
    @rule(grant=any_of, deed=st.integers(0, 2), count=st.integers(1, 6), flaw=flaws)
    def use(self, grant: int, deed: int, count: int, flaw: int) -> None:
        kind = pick(["SerialIssue", "ConditionMet", "BreachNotice"], deed)
        likely = {
            "SerialIssue": lambda one: one["quantity"],
            "ConditionMet": lambda one: one["waits"],
            "BreachNotice": lambda one: len(one["breaches"]) < 2,
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


def test_random_dealings_are_judged_as_the_table_judges_them() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(max_examples=100, stateful_step_count=40, deadline=None),
    )


@pytest.mark.slow
def test_many_more_of_them() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(max_examples=1000, stateful_step_count=60, deadline=None),
    )
