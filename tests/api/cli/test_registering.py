"""``mogao register`` and ``mogao sign``: from a person's words to a receipt."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from api.service import open_service
from ledger.home import open_home
from ledger.number import format_number
from ledger.receipt import parse_receipt, verify_receipt
from ledger.register.entry import Entry
from ledger.register.kinds.heritage import HeritageSource
from ledger.register.kinds.party import PartyRegistration
from ledger.register.kinds.work import WorkRegistration

from ..support import REGISTRAR, did, found_ledger, picture
from .run import assert_bilingual, key_file, misused, mogao, refused, succeed


def size_of(data: Path) -> int:
    return int(succeed("fsck", "--data", data, "--json").json["size"])


def kept(data: Path, path: str | Path) -> Entry:
    """The entry of a receipt file, after it was verified."""
    receipt = parse_receipt(Path(path).read_bytes())
    return verify_receipt(receipt, open_home(data).verifier).entry


def work(
    data: Path, *more: str, picture: str = "one.png", key: str = "alice.key"
) -> tuple[Any, ...]:
    return ("register", "work", picture, "--title-zh", "藻井", "--key", key, "--data", data, *more)


# ---- parties ----------------------------------------------------------------------------------


def test_a_party(data: Path) -> None:
    told = succeed("register", "party", "--name", "小卡", "--key", "carol.key", "--data", data)
    assert_bilingual(told.out)
    assert format_number(3) in told.out
    subject = kept(data, "party.receipt.json").statement.subject
    assert isinstance(subject, PartyRegistration)
    assert (subject.party, subject.kind) == (did("carol"), "person")
    assert (subject.display_name, subject.roles) == ("小卡", ["creator"])
    again = ("register", "party", "--name", "again", "--key", "carol.key", "--data", data)
    problem = refused("party_registered_already", *again)
    assert problem["entry"] == 3


def test_an_organisation_with_roles(data: Path) -> None:
    told = succeed(
        *("register", "party", "--name", "博物馆", "--key", "carol.key", "--data", data),
        *("--organisation", "--role", "heritage_institution", "--role", "creator", "--json"),
        *("--out", "museum.json"),
    )
    assert told.json["receipt"] == "museum.json"
    assert told.json["index"] == 3
    subject = kept(data, "museum.json").statement.subject
    assert isinstance(subject, PartyRegistration)
    assert subject.kind == "organisation"
    assert subject.roles == ["heritage_institution", "creator"]


def test_words_that_no_party_has(data: Path) -> None:
    party = ("register", "party", "--key", "carol.key", "--data", data)
    refused("term_unknown", *party, "--name", "c", "--role", "emperor")
    refused("value_repeated", *party, "--name", "c", "--role", "creator", "--role", "creator")
    refused("field_invalid", *party, "--name", "")
    refused("field_invalid", *party, "--name", "x" * 201)
    refused("character_not_allowed", *party, "--name", "a\u202eb")
    refused("text_not_normalised", *party, "--name", "e\u0301")
    misused(*party)
    misused("register", "party", "--name", "c", "--data", data)
    assert size_of(data) == 3


def test_an_endorsed_ledger(place: Path) -> None:
    found_ledger(place / "led", writers="endorsed")
    alice, registrar = key_file(place, "alice"), key_file(place, REGISTRAR)
    party = ("register", "party", "--name", "a", "--key", alice, "--data", "led")
    refused("registrar_signature_missing", *party)
    refused("registrar_signature_missing", *party, "--key", key_file(place, "bob"))
    succeed(*party, "--key", registrar)
    assert set(kept(place / "led", "party.receipt.json").statement.signers) == {
        did("alice"),
        did(REGISTRAR),
    }


# ---- heritage ---------------------------------------------------------------------------------


def test_heritage_with_a_picture(data: Path) -> None:
    told = succeed(
        *("register", "heritage", "--title-zh", "九色鹿本生", "--title-en", "Deer", "--data", data),
        *("--site", "mogao", "--cave", "mogao:257", "--wall", "west", "--period", "northern_wei"),
        *("--chamber", "main", "--motif", "jiuselu", "--motif", "santu", "--picture", "one.png"),
        *("--key", f"{REGISTRAR}.key", "--json"),
    )
    assert told.json["findings"] == {"treeSize": 3, "matches": []}
    entry = kept(data, "heritage.receipt.json")
    subject = entry.statement.subject
    assert isinstance(subject, HeritageSource)
    assert (subject.cave, subject.wall, subject.period) == ("mogao:257", "west", "northern_wei")
    assert subject.motifs == ["jiuselu", "santu"]
    assert entry.registry.file is not None


def test_heritage_without_a_registrar(data: Path) -> None:
    heritage = ("register", "heritage", "--title-zh", "壁", "--site", "mogao", "--data", data)
    refused("registrar_signature_missing", *heritage, "--key", "alice.key")
    refused(
        "term_unknown", *heritage[:-4], "--site", "louvre", "--data", data, "--key", "alice.key"
    )
    cave = ("--cave", "yulin:3", "--key", f"{REGISTRAR}.key")
    refused("cave_of_another_site", *heritage, *cave)
    missing = ("--picture", "none.png", "--key", f"{REGISTRAR}.key")
    refused("file_unreadable", *heritage, *missing)
    succeed(*heritage, "--key", "alice.key", "--key", f"{REGISTRAR}.key")


# ---- works ------------------------------------------------------------------------------------


def test_a_work(data: Path) -> None:
    told = succeed(
        *work(data, "--title-en", "Caisson", "--completed", "2026-10-01", "--ai", "assisted"),
        *("--published", "2026-10-02", "--display", "original", "--place", "CN-11"),
        *("--category", "fine_art", "--nature", "original"),
    )
    assert_bilingual(told.out)
    assert "no hit in 0 works at tree size 3" in told.out
    entry = kept(data, "one.png.receipt.json")
    subject = entry.statement.subject
    assert isinstance(subject, WorkRegistration)
    assert (subject.title.zh, subject.title.en) == ("藻井", "Caisson")
    assert (subject.creation.completed, subject.creation.place) == ("2026-10-01", "CN-11")
    assert (subject.publication.status, subject.publication.first_date) == (
        "published",
        "2026-10-02",
    )
    assert (subject.ai, subject.display, subject.ownership) == (
        "assisted",
        "original",
        "individual",
    )
    # the alias of the party is the one under which it registered
    assert [(a.party, a.signed_as) for a in subject.authors] == [(did("alice"), "alice")]
    assert [(o.party, o.share) for o in subject.owners] == [(did("alice"), "1/1")]


def test_what_the_register_found_is_said(data: Path) -> None:
    first = succeed(*work(data, "--json")).json
    assert first["findings"] == {"treeSize": 3, "matches": []}
    competing = succeed(*work(data, "--out", "bob.json", key="bob.key"))
    assert f"! {format_number(3)}  " in competing.out
    assert f"同一文件已有在先登记 {format_number(3)}" in competing.out
    again = succeed("register", "statement", _statement_of(data, 4), "--data", data, "--json").json
    assert again["index"] == 4
    assert again["ruling"] == {"competing": [3]}
    assert [match["entry"] for match in again["findings"]["matches"]] == [3]


def _statement_of(data: Path, index: int) -> Path:
    with open_service(data) as service, service.store.read() as reader:
        document = json.loads(reader.leaf(index) or b"")["statement"]
    Path("again.json").write_text(json.dumps(document))
    return Path("again.json")


def test_a_work_that_grew_from_others(data: Path) -> None:
    parent = succeed(*work(data, "--json")).json["id"]
    more = ("--nature", "adaptation", "--parent", f"work:{parent}=adapted")
    refused("nature_note_missing", *work(data, *more, picture="two.png"))
    more = (*more, "--nature-note", "配色为新")
    succeed(*work(data, *more, picture="two.png"))
    subject = kept(data, "two.png.receipt.json").statement.subject
    assert isinstance(subject, WorkRegistration)
    assert subject.creation.nature_note == "配色为新"
    assert [p.model_dump() for p in subject.derived_from] == [
        {"work": parent, "relation": "adapted"}
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--category", "poem"), "term_unknown"),
        (("--nature", "stolen"), "term_unknown"),
        (("--ai", "some"), "term_unknown"),
        (("--ownership", "mine"), "term_unknown"),
        (("--display", "all"), "field_invalid"),
        (("--completed", "yesterday"), "field_invalid"),
        (("--completed", "2026-02-30"), "field_invalid"),
        (("--completed", "2999-01-01"), "completed_in_future"),
        (("--published", "2999-01-01"), "published_in_future"),
        (("--published", "1999-01-01"), "published_before_completed"),
        (("--place", "Gansu"), "field_invalid"),
        (("--owner", "alice"), "owner_malformed"),
        (("--owner", "=1/1"), "owner_malformed"),
        (("--owner", "x="), "owner_malformed"),
        (("--owner", "x=1/1"), "did_malformed"),
        (("--owner", f"{did('alice')}=2/1"), "share_malformed"),
        (("--owner", f"{did('alice')}=1/2"), "shares_not_one"),
        (("--owner", f"{did('bob')}=1/1"), "signature_missing"),
        (("--parent", "adapted"), "parent_malformed"),
        (("--parent", "cave:1=adapted"), "parent_malformed"),
        (("--parent", "work:=adapted"), "parent_malformed"),
        (("--parent", "work:x=adapted"), "field_invalid"),
        (
            ("--parent", "work:urn:uuid:00000000-0000-4000-8000-000000000000=adapted"),
            "parent_unknown",
        ),
        (("--author", did("alice")), "owner_malformed"),
    ],
)
def test_words_that_no_work_has(data: Path, more: tuple[str, ...], code: str) -> None:
    refused(code, *work(data, *more))
    assert not Path("one.png.receipt.json").exists()
    assert size_of(data) == 3


def test_an_alias_may_hold_any_sign(data: Path) -> None:
    succeed(*work(data, "--author", f"{did('alice')}=a=b=画"))
    subject = kept(data, "one.png.receipt.json").statement.subject
    assert isinstance(subject, WorkRegistration)
    assert subject.authors[0].signed_as == "a=b=画"


def test_pictures_that_cannot_be(data: Path, place: Path) -> None:
    (place / "text.png").write_text("no picture")
    (place / "empty.png").write_bytes(b"")
    (place / "cut.png").write_bytes(picture(1)[:-20])
    for name, code in (
        ("none.png", "file_unreadable"),
        (".", "file_unreadable"),
        ("text.png", "picture_unknown_format"),
        ("empty.png", "picture_empty"),
        ("cut.png", "picture_truncated"),
    ):
        refused(code, *work(data, picture=name))
    assert size_of(data) == 3


def test_keys_that_cannot_sign(data: Path, place: Path) -> None:
    (place / "text.key").write_text("no key")
    (place / "text.key").chmod(0o600)
    (place / "list.key").write_text("[1]")
    (place / "list.key").chmod(0o600)
    swapped = json.loads((place / "alice.key").read_bytes())
    swapped["controller"] = did("bob")
    (place / "swapped.key").write_text(json.dumps(swapped))
    (place / "swapped.key").chmod(0o600)
    (place / "deep.key").write_text("[" * 4000)
    (place / "deep.key").chmod(0o600)
    (place / "large.key").write_bytes(b"x" * 100_000)
    (place / "large.key").chmod(0o600)
    for name, code in (
        ("none.key", "key_file_missing"),
        (".", "key_file_missing"),
        ("text.key", "key_file_malformed"),
        ("list.key", "key_file_malformed"),
        ("swapped.key", "key_file_malformed"),
        ("deep.key", "key_file_malformed"),
        ("large.key", "key_file_malformed"),
    ):
        refused(code, *work(data, key=name))
    refused("party_unknown", *work(data, key="carol.key"))
    misused("register", "work", "one.png", "--title-zh", "x", "--data", data)
    assert size_of(data) == 3


@pytest.mark.skipif(os.name != "posix", reason="permissions are checked on POSIX only")
def test_a_key_that_others_can_read_signs_nothing(data: Path, place: Path) -> None:
    for mode in (0o640, 0o604, 0o644, 0o660, 0o601):
        (place / "alice.key").chmod(mode)
        refused("key_file_open_to_others", *work(data))
    (place / "alice.key").chmod(0o400)
    succeed(*work(data))


def test_a_sealed_key(data: Path, place: Path) -> None:
    key_file(place, "dora", "敦煌")
    party = ("register", "party", "--name", "d", "--key", "dora.key", "--data", data, "--json")
    assert mogao(*party).json["code"] == "key_passphrase_needed"
    assert mogao(*party, MOGAO_PASSPHRASE="x").json["code"] == "key_passphrase_wrong"
    succeed(*party, MOGAO_PASSPHRASE="敦煌")


def test_nothing_is_entered_where_its_receipt_cannot_be_kept(data: Path) -> None:
    for out in ("none/receipt.json", ".", "one.png/receipt.json"):
        problem = refused("path_unusable", *work(data, "--out", out))
        assert out in problem["en"]
    assert size_of(data) == 3


# ---- several signers --------------------------------------------------------------------------


def draft(data: Path, *more: str) -> tuple[Any, ...]:
    owners = (f"{did('alice')}=1/2", f"{did('bob')}=1/2")
    authors = (f"{did('alice')}=阿莲", f"{did('bob')}=青禾")
    named = [part for owner in owners for part in ("--owner", owner)]
    named += [part for author in authors for part in ("--author", author)]
    Path("agreement.pdf").write_bytes(b"agreement")
    named += ["--attachment", "joint_agreement=agreement.pdf"]
    return work(data, *named, "--draft", "scroll.json", *more)


def test_a_joint_work_is_drawn_up_signed_and_sent(data: Path) -> None:
    drawn = succeed(*draft(data))
    assert_bilingual(drawn.out)
    assert size_of(data) == 3
    send = ("register", "statement", "scroll.json", "--file", "one.png", "--data", data)
    refused("signature_missing", *send)
    signed = succeed("sign", "scroll.json", "--key", "bob.key", "--json").json
    assert sorted(signed["signers"]) == sorted([did("alice"), did("bob")])
    # to sign twice changes nothing
    before = Path("scroll.json").read_bytes()
    assert_bilingual(succeed("sign", "scroll.json", "--key", "bob.key").out + "签署")
    assert Path("scroll.json").read_bytes() == before
    told = succeed(*send, "--json").json
    assert told["receipt"] == "scroll.json.receipt.json"
    subject = kept(data, "scroll.json.receipt.json").statement.subject
    assert isinstance(subject, WorkRegistration)
    assert subject.ownership == "joint"
    assert [owner.share for owner in subject.owners] == ["1/2", "1/2"]
    assert succeed(*send, "--json").json["index"] == told["index"]


def test_both_keys_at_one_desk(data: Path) -> None:
    owners = ("--owner", f"{did('alice')}=1/3", "--owner", f"{did('bob')}=2/3")
    succeed(*work(data, *owners, "--key", "bob.key"))
    assert set(kept(data, "one.png.receipt.json").statement.signers) == {did("alice"), did("bob")}


def test_a_draft_that_cannot_enter_is_not_written(data: Path) -> None:
    refused("term_unknown", *draft(data, "--category", "poem"))
    assert not Path("scroll.json").exists()
    unwritable = [part if part != "scroll.json" else "none/scroll.json" for part in draft(data)]
    refused("path_unusable", *unwritable)


def test_who_has_no_part_in_it_may_not_sign(data: Path) -> None:
    succeed(*draft(data))
    succeed("sign", "scroll.json", "--key", "bob.key", "--key", "carol.key")
    send = ("register", "statement", "scroll.json", "--file", "one.png", "--data", data)
    refused("signer_not_expected", *send)


def test_what_is_no_statement_is_not_signed(data: Path, place: Path) -> None:
    for content, code in (
        (b"", "statement_not_json"),
        (b"\xff", "statement_not_utf8"),
        (b"[]", "statement_not_object"),
        (b"{}", "field_missing"),
        (b"[" * 20_000, "statement_too_deep"),
        (b"x" * 40_000, "statement_too_large"),
    ):
        (place / "bad.json").write_bytes(content)
        refused(code, "sign", "bad.json", "--key", "alice.key")
        refused(code, "register", "statement", "bad.json", "--data", data)
        assert (place / "bad.json").read_bytes() == content
    refused("file_unreadable", "sign", "none.json", "--key", "alice.key")
    refused("file_unreadable", "register", "statement", "none.json", "--data", data)
    succeed(*draft(data))
    refused("key_file_missing", "sign", "scroll.json", "--key", "none.key")
    missing = ("--file", "none.png", "--data", data)
    refused("file_unreadable", "register", "statement", "scroll.json", *missing)


def test_a_statement_is_altered_after_it_was_drawn_up(data: Path, place: Path) -> None:
    succeed(*draft(data))
    succeed("sign", "scroll.json", "--key", "bob.key")
    text = (place / "scroll.json").read_text("utf-8").replace("1/2", "1/3", 1)
    (place / "scroll.json").write_text(text, "utf-8")
    send = ("register", "statement", "scroll.json", "--file", "one.png", "--data", data)
    refused("signature_false", *send)
    assert size_of(data) == 3
