"""The law's questions: taken whole from their source, each answered from the contents alone."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from ledger.evidence.bundle import finish, parse_bundle, verify_bundle
from ledger.evidence.capture import ATTACHMENTS, Clock, Tool
from ledger.evidence.checks import CHECKS
from ledger.evidence.manifest import MANIFEST
from ledger.evidence.self_check import SELF_CHECK, self_check, to_json
from ledger.register.did import did_of

from ...authority import Authority
from ..build import did, key, operator_key, signed
from ..licensed import Dealings
from .case import VERIFIER, bundle, draft, recorded, seen, signed_by
from .conftest import stamp_of

TEXT = resources.files("ledger.evidence").joinpath("articles.toml").read_bytes()
ARTICLES = tomllib.loads(TEXT.decode())
SOURCE = Path(__file__).parents[4] / "shared" / "reference" / "evidence-rules.yaml"
SAID: dict[str, Any] = {
    "method": "浏览器另存",
    "custody": "只读光盘",
    "keep_until": "2029-11-22",
    "clock": Clock(offset_ms=3, source="ntp.example"),
    "tools": [Tool(name="browser", version="131")],
}
BARE = {
    "litigation_16": "PASS",
    "litigation_17_1": "NOT PROVIDED",
    "litigation_17_2": "NOT PROVIDED",
    "litigation_17_3": "NOT PROVIDED",
    "litigation_17_4": "NOT PROVIDED",
    "litigation_18": "NOT PROVIDED",
    "litigation_19": "PASS",
    "internet_courts_11_1": "NOT PROVIDED",
    "internet_courts_11_2": "PASS",
    "internet_courts_11_3": "NOT PROVIDED",
    "internet_courts_11_4": "NOT PROVIDED",
    "internet_courts_11_5": "PASS",
    "internet_courts_11_6": "PASS",
    "signatures_5_1": "PASS",
    "signatures_5_2": "PASS",
    "signatures_8_1": "NOT PROVIDED",
    "signatures_8_2": "PASS",
    "signatures_8_3": "PASS",
    "signatures_13_1": "PASS",
    "signatures_13_2": "NOT PROVIDED",
    "signatures_13_3": "PASS",
    "signatures_13_4": "PASS",
    "signatures_15": "PASS",
    "personal_data_4": "PASS",
    "personal_data_6_19": "NOT PROVIDED",
    "personal_data_14_15": "NOT PROVIDED",
    "personal_data_25": "PASS",
    "personal_data_28_31": "NOT PROVIDED",
    "personal_data_46": "NOT PROVIDED",
    "personal_data_47": "PASS",
}
#: What no bundle of a ledger without a filing number can answer with a yes.
NEVER = {"litigation_17_1", "signatures_13_2", "personal_data_46"}


def results(data: bytes) -> dict[str, str]:
    verified = verify_bundle(parse_bundle(data), VERIFIER)
    return {item.id: item.result for item in verified.items}


# ---- the questions ----------------------------------------------------------------------------


def test_every_question_has_its_answer() -> None:
    items = ARTICLES["items"]
    assert len({item["id"] for item in items}) == len(items) == len(BARE)
    assert {item["check"] for item in items} == CHECKS.keys()
    assert {item["law"] for item in items} == ARTICLES["laws"].keys()
    for item in items:
        assert item["id"].startswith(item["law"])


def test_another_list_is_another_edition() -> None:
    """Bundles that are out keep the list of their edition: see `check_list`."""
    known = {1: "dbe0e77f35c881f38848c85168b5baa0341ce270470ab289dcdbafe9930de351"}
    assert hashlib.sha256(TEXT).hexdigest() == known[ARTICLES["edition"]]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give path and text of every article; what a row is to hold is beside its ``text``."""
    if isinstance(value, dict) and "text" in value:
        yield path, value["text"]
    elif isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, child in pairs:
            yield from leaves(child, f"{path}.{name}" if path else str(name))
    else:
        yield path, value


def test_the_questions_are_those_of_the_source() -> None:
    if not SOURCE.exists():
        pytest.skip("evidence-rules.yaml is not beside the project")
    rules = yaml.safe_load(SOURCE.read_text("utf-8"))
    told = dict(leaves(rules))
    told.pop("pipl_2021.design")  # no article of the law
    asked = {item["source"]: item["zh"] for item in ARTICLES["items"]}
    assert asked.keys() == told.keys()
    for place, text in told.items():
        # notes of the source stand in English or behind an arrow; the law's words are the same
        if not place.startswith("pipl"):
            assert asked[place] == text.partition("  =>")[0].strip()


# ---- the answers ------------------------------------------------------------------------------


def test_a_bundle_with_nothing_more_than_it_needs(told: Dealings) -> None:
    assert results(bundle(told)) == BARE


def test_a_bundle_with_everything(told: Dealings, authority: Authority) -> None:
    files = [(kind, "txt", b"x") for kind in ATTACHMENTS]
    members = signed_by(told, draft(told, seen(told, **SAID)), key(1), files)
    stamp = stamp_of(authority, members[MANIFEST])
    data = finish(members, recorded(told, members, key(1)), stamp, VERIFIER)
    assert results(data) == {name: "NOT PROVIDED" if name in NEVER else "PASS" for name in BARE}


#: What one more thing in a bundle answers.
MORE: list[tuple[str, dict[str, Any], set[str]]] = [
    ("", {"custody": "只读光盘"}, {"internet_courts_11_3"}),
    ("", {"method": "x", "tools": SAID["tools"]}, {"internet_courts_11_4"}),
    ("", {"keep_until": "2029-11-22"}, {"personal_data_6_19"}),
    ("consent", {}, {"personal_data_14_15"}),
    ("guardian_consent", {}, {"personal_data_28_31"}),
    ("transport", {}, {"litigation_17_4"}),
    ("screenshot", {}, set()),
    ("screenshot", {"method": "x"}, {"litigation_18"}),
    ("witness", {"method": "x"}, {"litigation_18"}),
    ("system_log", {"clock": SAID["clock"]}, set()),
    (
        "system_log",
        {"clock": SAID["clock"], "tools": SAID["tools"]},
        {"litigation_17_3", "internet_courts_11_1"},
    ),
    (
        "transport",
        {"method": "x", "custody": "y"},
        {"litigation_17_4", "signatures_8_1", "internet_courts_11_3"},
    ),
]


@pytest.mark.parametrize("case", range(len(MORE)))
def test_what_one_more_thing_answers(told: Dealings, case: int) -> None:
    kind, said, more = MORE[case]
    files = [(kind, "txt", b"x")] if kind else []
    expected = BARE | dict.fromkeys(more, "PASS")
    assert results(bundle(told, files=files, **said)) == expected


def test_a_keeper_who_is_a_party(told: Dealings) -> None:
    """The operator itself collects: nothing in the bundle can make up for that."""
    operator = did_of(operator_key())
    subject = {
        "party": operator,
        "kind": "organisation",
        "displayName": "运营者",
        "roles": ["creator"],
    }
    told.add("operator", signed("PartyRegistration", subject, [operator_key()]))
    capture = seen(told, collector=operator)
    members = signed_by(told, draft(told, capture), operator_key())
    data = finish(members, recorded(told, members, operator_key()), None, VERIFIER)
    assert results(data) == BARE | {"litigation_17_2": "FAIL"}


def test_a_search_of_a_larger_tree_than_there_was(told: Dealings) -> None:
    for size in (0, -1, 10**6):
        data = bundle(told, trace={"tree_size": size})
        assert results(data) == BARE | {"litigation_19": "FAIL"}


def test_a_key_that_was_not_sound(told: Dealings) -> None:
    """As the log would state it of a collector whose key was frozen when it was asked."""
    found = verify_bundle(parse_bundle(bundle(told)), VERIFIER).found
    subject = found.contents.extract.subject
    unsound = subject.collector.model_copy(update={"sound": False})
    extract = replace(
        found.contents.extract, subject=subject.model_copy(update={"collector": unsound})
    )
    altered = replace(found, contents=replace(found.contents, extract=extract))
    answers = {item.id: item.result for item in self_check(altered)}
    assert answers == BARE | {"signatures_15": "FAIL"}


def test_a_list_says_what_was_asked_and_looked_at(told: Dealings) -> None:
    verified = verify_bundle(parse_bundle(bundle(told)), VERIFIER)
    document = json.loads(to_json(verified.items))
    assert document["format"] == "mogao-self-check/v1"
    assert document["edition"] == ARTICLES["edition"]
    for row in document["items"]:
        assert row.keys() == {"id", "law", "article", "question", "lookedAt", "result"}
        for text in (row["law"], row["question"], row["lookedAt"]):
            assert text["zh"] != text["en"]
    assert parse_bundle(bundle(told)).members[SELF_CHECK] == to_json(verified.items)
    assert did(1) not in to_json(verified.items).decode()
