"""``mogao enter`` and ``mogao kinds``: statements of any kind, made from words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.composing import compose
from api.errors import ApiError
from ledger.home import open_home
from ledger.receipt import parse_receipt, verify_receipt
from ledger.register.fields import Label
from ledger.register.kinds import SUBJECTS
from ledger.register.kinds.heritage import HeritagePicture
from ledger.register.kinds.parties import PartyUpdate
from ledger.register.statement import parse_statement

from ..support import REGISTRAR, did, sha256
from .run import assert_bilingual, misused, mogao, refused, succeed


def pen_name(*more: str | Path, key: str = "alice.key") -> tuple[str | Path, ...]:
    words = ("enter", "PartyUpdate", f"party={did('alice')}", 'penNames:=["月牙"]')
    return (*words, "--key", key, "--data", "ledger", *more)


def kept(data: Path, path: str) -> Any:
    receipt = parse_receipt(Path(path).read_bytes())
    return verify_receipt(receipt, open_home(data).verifier).entry.statement.subject


# ---- entering ---------------------------------------------------------------------------------


def test_a_statement_made_signed_and_sent(data: Path) -> None:
    told = succeed(*pen_name())
    assert_bilingual(told.out)
    subject = kept(data, "PartyUpdate.receipt.json")
    assert isinstance(subject, PartyUpdate)
    assert (subject.party, subject.pen_names) == (did("alice"), ["月牙"])


def test_for_scripts_and_the_id_alone(data: Path) -> None:
    told = succeed(*pen_name("--json", "--out", "r.json")).json
    assert told["index"] == 3
    assert told["receipt"] == "r.json"
    assert kept(data, "r.json").pen_names == ["月牙"]
    again = pen_name("--id")
    alone = succeed(*again).out
    assert alone.startswith("urn:uuid:")
    assert alone.count("\n") == 1


def test_members_of_members_lists_and_files(data: Path) -> None:
    Path("to.json").write_text(json.dumps(["register", "license"]), "utf-8")
    words = (f"principal={did('alice')}", f"agent={did('bob')}", "acts=@to.json")
    until = ("works:=[]", "until=2099-12-31")
    succeed("enter", "Delegation", *words, *until, "--key", "alice.key", "--data", data)
    subject = kept(data, "Delegation.receipt.json")
    assert (subject.acts, subject.until) == (["register", "license"], "2099-12-31")


def test_a_statement_with_its_picture(data: Path) -> None:
    signers = ("--key", f"{REGISTRAR}.key", "--data", data)
    title = ("--title-zh", "三兔藻井", "--site", "mogao")
    wall = succeed("register", "heritage", *title, *signers, "--json").json["id"]
    words = ("enter", "HeritagePicture", f"heritage={wall}", "note.zh=侧光")
    refused("field_missing", *words, *signers)
    refused("file_unreadable", *words, "--file", "nowhere.png", *signers)
    told = succeed(*words, "--file", "one.png", *signers, "--json").json
    assert told["ruling"] == {"number": 0}
    subject = kept(data, "HeritagePicture.receipt.json")
    assert isinstance(subject, HeritagePicture)
    assert (subject.heritage, subject.note) == (wall, Label(zh="侧光"))
    assert subject.file.sha256 == sha256(Path("one.png").read_bytes())
    draft = succeed(*words, "--file", "two.png", "--draft", "draft.json", *signers).out
    assert "mogao register statement draft.json --file two.png" in draft
    succeed("register", "statement", "draft.json", "--file", "two.png", "--data", data)
    # what speaks of no file takes none
    refused("field_unknown", *pen_name("--file", "one.png"))


def test_a_draft_is_signed_by_others_and_then_sent(data: Path) -> None:
    words = (f"party={did('alice')}", f"newKey={did('carol')}", "--draft", "draft.json")
    told = succeed("enter", "KeyRotation", *words, "--key", "alice.key", "--data", data, "--json")
    assert told.json["draft"] == "draft.json"
    assert parse_statement(Path("draft.json").read_bytes()).signers == (did("alice"),)
    refused("signature_missing", "register", "statement", "draft.json", "--data", data)
    succeed("sign", "draft.json", "--key", "carol.key")
    succeed("register", "statement", "draft.json", "--data", data)
    assert kept(data, "draft.json.receipt.json").new_key == did("carol")


def test_a_draft_that_could_never_enter_is_not_written(data: Path) -> None:
    words = ("enter", "Delegation", "agent=x", "--key", "bob.key", "--data", data)
    refused("field_missing", *words, "--draft", "draft.json")
    assert not Path("draft.json").exists()
    nowhere = pen_name("--draft", "nowhere/draft.json")
    refused("path_unusable", *nowhere)


def test_what_is_refused_leaves_no_receipt(data: Path) -> None:
    problem = refused("signature_missing", *pen_name(key="bob.key"))
    assert did("alice") in problem["en"]
    assert not Path("PartyUpdate.receipt.json").exists()
    refused("kind_unknown_here", "enter", "Nothing", "a=b", "--key", "bob.key", "--data", data)
    misused("enter", "PartyUpdate", "a=b", "--data", data)
    refused("member_malformed", *pen_name("alias"))
    refused("file_unreadable", *pen_name("other=@missing.json"))
    assert not Path("PartyUpdate.receipt.json").exists()


def test_through_a_server(data: Path, server: str) -> None:
    told = succeed(*pen_name("--server", server, "--json")).json
    assert told["index"] == 3
    assert kept(data, "PartyUpdate.receipt.json").pen_names == ["月牙"]


# ---- composing --------------------------------------------------------------------------------


def test_words_to_members() -> None:
    words = ("a=text", "b:=1", "c.d=x=y", "c.e:=[true,null]", 'f:={"g":"h"}', "i=", "j:=0")
    assert compose(words) == {
        "a": "text",
        "b": 1,
        "c": {"d": "x=y", "e": [True, None]},
        "f": {"g": "h"},
        "i": "",
        "j": 0,
    }
    assert compose([]) == {}


@pytest.mark.parametrize(
    "words",
    [
        ("a",),
        ("=a",),
        (":=1",),
        ("a:=",),
        ("a:=1.5",),
        ("a:=1}",),
        ('a:=1,"b":2',),
        ("a:=NaN",),
        ("a:={",),
        ("a:=" + "[" * 1000,),
        ("a=1", "a=2"),
        ("a=1", "a.b=2"),
        ("a.b=1", "a=2"),
        ("a.=1",),
    ],
)
def test_words_that_are_no_members(words: tuple[str, ...]) -> None:
    with pytest.raises(ApiError) as caught:
        compose(words)
    assert caught.value.code == "member_malformed"


# ---- kinds ------------------------------------------------------------------------------------


def test_every_kind_is_listed_and_explained() -> None:
    told = succeed("kinds")
    assert_bilingual(told.out)
    assert succeed("kinds", "--json").json["kinds"] == list(SUBJECTS)
    for kind in SUBJECTS:
        assert kind in told.out
        shown = succeed("kinds", kind, "--json").json
        model = SUBJECTS[kind]
        assert model.model_validate_json(json.dumps(shown["example"])) is not None
        assert shown["signed_by"]
        for_people = succeed("kinds", kind).out
        assert_bilingual(for_people)
        assert shown["signed_by"] in for_people
    refused("kind_unknown_here", "kinds", "Nothing")


def test_an_example_can_be_entered_as_it_is_shown(data: Path) -> None:
    example = succeed("kinds", "PartyUpdate", "--json").json["example"]
    example["party"] = did("alice")
    words = [f"{name}:={json.dumps(value)}" for name, value in example.items()]
    told = mogao("enter", "PartyUpdate", *words, "--key", "alice.key", "--data", data)
    assert told.code == 0, told
