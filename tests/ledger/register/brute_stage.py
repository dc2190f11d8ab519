"""The stage of `test_brute_machine`: one register, one table, and how a statement reaches both."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from ledger.errors import LedgerError
from ledger.register.calendar import local_date
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.terms import OfferTerms, Terms, terms_digest

from .brute import Act, Json, World, text_of
from .brute_fold import enter
from .brute_law import verdict
from .brute_signers import signatories
from .build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, document
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
#: what is wrong with a statement: mostly nothing; these two are its signatures, and each rule has
#: its own meaning for smaller numbers
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


class Stage(RuleBasedStateMachine):
    """A register with four people and three registrars, and the table beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play()
        self.world = World(PEOPLE, OFFICERS, notice=30)
        self.files = 0
        self.documents = 0
        #: works of which something was entered since the invariants were checked
        self.touched: set[str] = set()

    # ---- one statement -------------------------------------------------------------------------

    @property
    def today(self) -> int:
        return local_date(self.play.now).toordinal()

    def signed(self, kind: str, subject: Json, flaw: int) -> list[str]:
        """Give those who sign: whoever has to, or not quite."""
        nobody = Act(kind, subject, [], self.today)
        signers = sorted(signatories(self.world, nobody).needed)
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
        entry = self.heard(made)
        if isinstance(entry, LedgerError):
            assert entry.code in faults, (entry.code, str(entry), faults, act)
            return None
        assert faults == set(), (faults, act)
        enter(self.world, entry.statement.id, act)
        if kind == "SerialIssue":
            issued = self.world.grants[subject["grant"]]["issued"]
            last = {"first": issued - subject["count"] + 1, "last": issued}
            assert entry.registry.ruling == last
        self.touched.add(subject.get("work", ""))
        return entry.statement.id

    def heard(self, made: JsonObject) -> Entry | LedgerError:
        try:
            return self.play.add(made)
        except LedgerError as error:
            return error

    # ---- what rules are made of -----------------------------------------------------------------

    def work(self, number: int) -> str:
        return pick(list(self.world.works), number)

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
