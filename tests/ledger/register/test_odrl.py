"""Licences as ODRL: exact documents, and SHACL where its libraries are installed."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from ledger.register.did import did_of
from ledger.register.odrl import CONTEXT, iso_codes, to_odrl
from ledger.register.odrl_profile import ACTIONS, PROFILE, profile
from ledger.register.records import Folio, Grant
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.vocabulary import vocabulary

from .build import ALICE, BOB, CAROL, HERE
from .play import Play
from .rules.royalty_play import grant, pay, terms

# rdflib's own reader of JSON-LD still uses the class that it deprecates
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")

ODRL = "http://www.w3.org/ns/odrl/2/"
#: What the standard's context says of the members that are written here: it is not fetched.
LOCAL_CONTEXT = {
    "Agreement": "odrl:Agreement",
    "uid": "@id",
    **{
        name: {"@id": f"odrl:{name}", "@type": "@vocab"}
        for name in (
            "profile", "conflict", "permission", "prohibition", "obligation", "duty", "action",
            "target", "assigner", "assignee", "constraint", "refinement", "leftOperand",
            "operator", "unit", "rightOperand",
        )
    },
    **{name: f"odrl:{name}" for name in ("perm", "prohibit", "invalid")},
}  # fmt: skip


def export(play: Play, licence: str) -> Any:
    found = play.register.get(Grant, licence)
    assert found is not None
    folio = play.register.get(Folio, found.work)
    assert folio is not None
    return to_odrl(found, folio)


def licensed(**changes: Any) -> Any:
    play = Play()
    work = play.registered(ALICE, CAROL)
    return export(play, grant(play, work, [ALICE, CAROL], BOB, terms(play, **changes)))


def ids(iris: list[str]) -> list[dict[str, str]]:
    return [{"@id": iri} for iri in iris]


def constraint(rule: Any, operand: str) -> list[Any]:
    return [
        (each["operator"]["@id"], each["rightOperand"])
        for each in rule["constraint"]
        if each["leftOperand"]["@id"] == operand
    ]


def test_every_right_that_can_be_licensed_is_one_action_of_its_own():
    assert tuple(ACTIONS) == ECONOMIC_RIGHTS
    assert len(set(ACTIONS.values())) == len(ACTIONS)


def test_a_scarf_licence_member_by_member():
    made = licensed(
        quantity=5_000,
        remuneration=pay(fixed=1_000_000, perUnit=205, share="1/20"),
        media=["goods", "packaging"],
        territory=["HK", "CN-62"],
        until="2027-12-31",
    )
    assert made["@context"][0] == CONTEXT
    assert (made["@type"], made["profile"]) == ("Agreement", PROFILE)
    (permission,) = made["permission"]
    assert permission["action"] == ids(["odrl:reproduce", "odrl:distribute"])
    assert permission["assigner"] == ids([did_of(ALICE), did_of(CAROL)])
    assert permission["assignee"] == ids([did_of(BOB)])
    assert constraint(permission, "odrl:dateTime") == [
        ("odrl:gteq", {"@value": "2026-12-22T00:00:00+08:00", "@type": "xsd:dateTime"}),
        ("odrl:lt", {"@value": "2028-01-01T00:00:00+08:00", "@type": "xsd:dateTime"}),
    ]
    assert constraint(permission, "odrl:spatial") == [
        ("odrl:isAnyOf", ids(["mogao:iso3166-HK", "mogao:iso3166-CN-GS"]))
    ]
    assert constraint(permission, "odrl:media") == [
        ("odrl:isAnyOf", ids(["mogao:medium-goods", "mogao:medium-packaging"]))
    ]
    assert constraint(permission, "odrl:product") == [
        ("odrl:isAnyOf", ids(["mogao:product-silk_scarf"]))
    ]
    assert constraint(permission, "odrl:count") == [
        ("odrl:lteq", {"@value": "5000", "@type": "xsd:integer"})
    ]
    sums = [
        [
            (each["leftOperand"]["@id"], each["rightOperand"], each.get("unit"))
            for each in duty["action"]["refinement"]
        ]
        for duty in permission["duty"]
    ]
    yuan = {"@id": "http://cvx.iptc.org/iso4217a/CNY"}
    assert sums == [
        [("odrl:payAmount", {"@value": "10000.00", "@type": "xsd:decimal"}, yuan)],
        [
            ("odrl:payAmount", {"@value": "2.05", "@type": "xsd:decimal"}, yuan),
            ("odrl:unitOfCount", {"@id": "mogao:piece"}, None),
        ],
        [("mogao:revenueShare", {"@value": "1/20"}, yuan)],
    ]
    assert len({duty["uid"] for duty in permission["duty"]}) == 3


def test_I05_what_is_not_licensed_is_prohibited():
    (rule,) = licensed()["prohibition"]
    named = {each["@id"] for each in rule["action"]}
    assert named == {*ACTIONS.values(), "odrl:grantUse"} - {"odrl:reproduce", "odrl:distribute"}
    assert rule["assignee"] == ids([did_of(BOB)])


def test_sublicensing_is_granting_use():
    made = licensed(sublicensing=True)
    assert {"@id": "odrl:grantUse"} in made["permission"][0]["action"]
    assert {"@id": "odrl:grantUse"} not in made["prohibition"][0]["action"]


def test_I02_exclusive_keeps_the_owner_out_and_sole_does_not():
    owners, others = {}, {}
    for exclusivity in vocabulary("exclusivity"):
        made = licensed(exclusivity=exclusivity)
        others[exclusivity] = "obligation" in made
        owners[exclusivity] = [
            rule["action"]
            for rule in made["prohibition"]
            if rule["assignee"] == ids([did_of(ALICE), did_of(CAROL)])
        ]
    licensed_actions = ids(["odrl:reproduce", "odrl:distribute"])
    assert owners == {"exclusive": [licensed_actions], "sole": [], "non_exclusive": []}
    assert others == {"exclusive": True, "sole": True, "non_exclusive": False}


def test_what_is_not_limited_has_no_constraint():
    made = licensed(territory=["001"], media="all", products="all")
    operands = [each["leftOperand"]["@id"] for each in made["permission"][0]["constraint"]]
    assert operands == ["odrl:dateTime", "odrl:dateTime"]
    assert "duty" not in made["permission"][0]


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("CN", ["CN", "HK", "MO", "TW"]),
        ("HK", ["HK"]),
        ("CN-62", ["CN-GS"]),
        ("US-CA", ["US-CA"]),
        ("JP", ["JP"]),
    ],
)
def test_territories_in_codes_of_iso_3166(place, codes):
    assert iso_codes(place) == codes


def test_mainland_china_is_its_31_divisions():
    codes = iso_codes("CN-MAINLAND")
    assert len(set(codes)) == len(codes) == 31
    assert {"CN-BJ", "CN-GS", "CN-XJ"} <= set(codes)
    assert not {"CN", "HK", "CN-HK", "CN-TW"} & set(codes)


# ---- SHACL ------------------------------------------------------------------------------------


def graph_of(document: Any) -> Any:
    """Read JSON-LD as a graph, the standard's context replaced by the part of it that is used."""
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
    made = deepcopy(document)
    if isinstance(made["@context"], list):
        made["@context"] = [made["@context"][1], LOCAL_CONTEXT]
    return rdflib.Graph().parse(data=json.dumps(made), format="json-ld")


def validate(document: Any) -> tuple[bool, str]:
    pyshacl = pytest.importorskip("pyshacl", reason="pyshacl is not installed")
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
    shapes = rdflib.Graph().parse(HERE / "odrl_shapes.ttl", format="turtle")
    conforms, _, text = pyshacl.validate(
        graph_of(document) + graph_of(profile()), shacl_graph=shapes
    )
    return bool(conforms), str(text)


CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "world": {"territory": ["001"], "media": "all", "products": "all"},
    "exclusive": {"exclusivity": "exclusive", "sublicensing": True},
    "sole": {"exclusivity": "sole", "quantity": 5_000},
    "paid": {"remuneration": pay(fixed=1, perUnit=2, share="1/3"), "territory": ["CN", "US-CA"]},
    "yen": {"remuneration": {"currency": "JPY", "fixed": 100}, "other": "署名：鸣沙"},
    "all rights": {"rights": list(ECONOMIC_RIGHTS)},
    "condition": {"condition": "付清定金", "conditionUntil": "2027-01-31"},
}


@pytest.mark.parametrize("case", CASES)
def test_every_export_is_an_agreement_by_the_shapes(case):
    conforms, text = validate(licensed(**CASES[case]))
    assert conforms, text


def test_every_term_is_one_of_the_standard_or_of_the_profile():
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
    defined = set(graph_of(profile()).subjects())
    for changes in CASES.values():
        for node in {part for triple in graph_of(licensed(**changes)) for part in triple}:
            if isinstance(node, rdflib.URIRef) and node.startswith(ODRL):
                # the vocabulary as rdflib generated it from the W3C's file
                assert node in rdflib.ODRL2, node
            elif isinstance(node, rdflib.URIRef) and node.startswith(f"{PROFILE}#"):
                assert node in defined or "#iso3166-" in node, node


def without(member: str) -> Any:
    def spoil(made: Any) -> None:
        del made["permission"][0][member]

    return spoil


def change(member: str, value: Any, place: int = 0) -> Any:
    def spoil(made: Any) -> None:
        made["permission"][0]["constraint"][place][member] = value

    return spoil


SPOILT: dict[str, Any] = {
    "no assigner": without("assigner"),
    "no assignee": without("assignee"),
    "no target": without("target"),
    "no action": without("action"),
    "no profile": lambda made: made.pop("profile"),
    "no rules": lambda made: [made.pop("permission"), made.pop("prohibition")],
    "an action of nobody": lambda made: made["permission"][0].update(action=ids(["mogao:fly"])),
    "no operator": change("operator", []),
    "an unknown operator": change("operator", {"@id": "odrl:about"}),
    "two values to compare": change("rightOperand", ids(["urn:a:1", "urn:a:2"])),
    "a date that is none": change("rightOperand", {"@value": "soon"}),
    "an area that is a text": change("rightOperand", {"@value": "China"}, place=2),
    "an unknown operand": change("leftOperand", {"@id": "mogao:mood"}),
    "a duty without action": lambda made: made["permission"][0]["duty"][0].pop("action"),
    "an amount without currency": lambda made: made["permission"][0]["duty"][0]["action"][
        "refinement"
    ][0].pop("unit"),
    "a prohibition with a duty": lambda made: made["prohibition"][0].update(
        duty=made["permission"][0]["duty"]
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_the_shapes_see_what_is_wrong(name):
    made = licensed(remuneration=pay(fixed=1))
    SPOILT[name](made)
    conforms, _ = validate(made)
    assert not conforms
