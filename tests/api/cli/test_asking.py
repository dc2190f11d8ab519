"""The commands that ask: may I, show, title, digest, serial, notices, events, tasks, statistics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.number import format_number
from ledger.register.calendar import local_date
from ledger.register.terms import OfferTerms, terms_digest
from ledger.sequencer import utc_now

from ..support import did, picture
from .run import assert_bilingual, misused, mogao, refused, succeed

NOWHERE = "urn:uuid:00000000-0000-0000-0000-000000000000"
TERMS: dict[str, Any] = {
    "rights": ["reproduction", "distribution"],
    "exclusivity": "non_exclusive",
    "territory": ["CN-MAINLAND"],
    "media": ["goods"],
    "products": ["silk_scarf"],
    "remuneration": {"currency": "CNY"},
    "breach": "赔偿损失",
    "months": 12,
    "quantityPerLicence": 5000,
}
#: index of the work in the ledger of `data`
WORK = 3


def enter(kind: str, *words: str, key: str) -> str:
    """Enter a statement and return its id."""
    return succeed("enter", kind, *words, "--key", key, "--data", "ledger", "--id").out.strip()


@pytest.fixture
def ids(data: Path) -> dict[str, str]:
    """Alice's work, her offer, Bob's licence of 5,000 pieces, of which three have numbers."""
    made = ("register", "work", "one.png", "--title-zh", "藻井", "--key", "alice.key", "--id")
    work = succeed(*made, "--data", data).out.strip()
    words = (f"work={work}", f"terms:={json.dumps(TERMS)}", "validUntil=2050-12-31")
    offer = enter("LicenceOffer", *words, key="alice.key")
    digest = terms_digest(OfferTerms.model_validate(TERMS))
    sides = (f"offer={offer}", f"licensee={did('bob')}", f"termsDigest={digest}")
    grant = enter("OfferAcceptance", *sides, "quantity:=5000", key="bob.key")
    enter("SerialIssue", f"grant={grant}", "count:=3", key="bob.key")
    return {"work": work, "offer": offer, "grant": grant, "digest": digest}


def may(subject: str, *more: str, quantity: int = 10) -> tuple[str, ...]:
    who = ("--licensee", did("bob"), "--quantity", str(quantity), "--data", "ledger")
    return ("may", subject, "--medium", "goods", "--product", "silk_scarf", *who, *more)


# ---- may I? ---------------------------------------------------------------------------------


def test_yes_and_no_for_people(ids: dict[str, str]) -> None:
    yes = succeed(*may(ids["work"])).out
    assert yes.startswith("✓ 可以 / yes\n")
    assert_bilingual(yes)
    assert "第二十六条" in yes
    assert f"第 {WORK + 2} 条" in yes
    # what only warns is marked as such
    assert "  ! 该作品尚在公示期内" in yes
    no = succeed(*may(ids["work"], quantity=4998)).out
    assert no.startswith("✗ 不可以 / no\n")
    assert "  ✗ 第 5 条的许可只余 4997 件" in no


def test_yes_and_no_for_scripts(ids: dict[str, str]) -> None:
    yes = succeed(*may(ids["work"], "--json")).json
    assert (yes["authorised"], yes["grants"]) == (True, [ids["grant"]])
    no = succeed(*may(ids["work"], "--territory", "FR", "--json")).json
    assert no["authorised"] is False
    assert succeed(*may(ids["work"], "--until", "2099-01-01", "--json")).json["authorised"] is False
    assert succeed(*may(ids["work"], "--rights", "network", "--json")).json["authorised"] is False


def test_a_picture_instead_of_an_id(ids: dict[str, str]) -> None:
    told = succeed(*may("one.png"))
    assert told.out.startswith("✓ 可以 / yes\n")
    assert f"● {format_number(WORK)}  藻井" in told.out
    found = succeed(*may("one.png", "--json")).json
    assert [match["work"] for match in found["matches"]] == [ids["work"]]
    unknown = succeed(*may("two.png"))
    assert unknown.out.startswith("✗ 不可以 / no\n")
    assert "未知即否" in unknown.out
    assert succeed(*may("two.png", "--json")).json["matches"] == []
    Path("text.png").write_text("no picture", "utf-8")
    refused("picture_unknown_format", *may("text.png"))
    refused("file_unreadable", *may("missing.png"))


def test_a_certificate_is_kept_and_verifies(ids: dict[str, str], data: Path, vkey: str) -> None:
    told = succeed(*may(ids["work"], "--certificate", "licence.json"))
    assert "licence.json" in told.out
    data.rename(data.with_name("gone"))
    verified = succeed("verify", "licence.json", "--vkey", vkey)
    assert "    ! 该作品尚在公示期内" in verified.out
    assert_bilingual(verified.out)
    assert "✓ 可以 / yes" in verified.out
    found = succeed("verify", "licence.json", "--vkey", vkey, "--json").json
    assert found["certificate"]["authorised"] is True
    assert found["entries"] == [WORK, WORK + 1, WORK + 2, WORK + 3]
    whole = Path("licence.json").read_bytes()
    Path("licence.json").write_bytes(whole.replace(b'"quantity":10', b'"quantity":99'))
    refused("signature_false", "verify", "licence.json", "--vkey", vkey)
    Path("licence.json").write_bytes(whole.replace(b"LicenceCertificate", b"LicenceCertificatf"))
    refused("receipt_malformed", "verify", "licence.json", "--vkey", vkey)


def test_a_certificate_that_has_no_place(ids: dict[str, str]) -> None:
    refused("path_unusable", *may(ids["work"], "--certificate", "nowhere/licence.json"))
    misused(*may("one.png", "--certificate", "licence.json"))


def test_questions_that_are_none(ids: dict[str, str]) -> None:
    work = ids["work"]
    refused("work_unknown", *may(NOWHERE))
    refused("term_unknown", *may(work, "--rights", "copying"))
    refused("right_personal", *may(work, "--rights", "authorship"))
    refused("territory_unknown", *may(work, "--territory", "nowhere"))
    refused("question_malformed", *may(work, "--rights", ""))
    refused("request_invalid", *may(work, "--at", "soon"))
    refused("request_invalid", *may(work, quantity=0))


# ---- how things stand -------------------------------------------------------------------------


def test_show_a_case_of_any_sort(ids: dict[str, str]) -> None:
    for name, table, state in (
        ("work", "work", "公示期内 / under public notice"),
        ("grant", "grant", "有效 / effective"),
        ("offer", "offer", ""),
    ):
        told = succeed("show", ids[name], "--data", "ledger").out
        assert told.startswith(f"{table}  MG-")
        assert state in told
        found = succeed("show", ids[name], "--data", "ledger", "--json").json
        assert (found["table"], found["id"]) == (table, ids[name])
    for unknown in (NOWHERE, "x?y=z#", "%2e"):
        problem = refused("case_unknown", "show", unknown, "--data", "ledger")
        assert unknown in problem["en"]


def test_show_the_past(ids: dict[str, str]) -> None:
    known = ("--known-at", str(WORK + 3), "--data", "ledger", "--json")
    then = succeed("show", ids["grant"], *known).json
    assert (then["known_at"]["size"], then["record"]["issued"]) == (WORK + 3, 0)
    assert succeed("show", ids["grant"], "--data", "ledger", "--json").json["record"]["issued"] == 3
    refused("case_unknown", "show", ids["work"], "--known-at", str(WORK), "--data", "ledger")
    refused("case_unknown", "show", ids["work"], "--as-of", "2001-01-01", "--data", "ledger")
    refused("request_invalid", "show", ids["work"], "--as-of", "then", "--data", "ledger")


def test_title(ids: dict[str, str]) -> None:
    told = succeed("title", ids["work"], "--place", "CN-62", "--data", "ledger").out
    assert told.splitlines()[:2] == ["reproduction @ CN-62", f"  1/1  {did('alice')}"]
    assert f"{format_number(WORK)}  registration" in told
    found = succeed("title", ids["work"], "--right", "network", "--data", "ledger", "--json").json
    assert found["holders"] == {did("alice"): "1/1"}
    day = ("--as-of", local_date(utc_now()).isoformat())
    assert succeed("title", ids["work"], *day, "--data", "ledger").code == 0
    refused("work_unknown", "title", ids["work"], "--as-of", "2001-01-01", "--data", "ledger")
    refused("question_malformed", "title", ids["work"], "--right", "copying", "--data", "ledger")


def test_digest_of_an_offer(ids: dict[str, str]) -> None:
    assert succeed("digest", ids["offer"], "--data", "ledger").out == ids["digest"] + "\n"
    found = succeed("digest", ids["offer"], "--data", "ledger", "--json").json
    assert found["digest"] == ids["digest"]
    refused("case_unknown", "digest", NOWHERE, "--data", "ledger")
    problem = refused("offer_unknown", "digest", ids["grant"], "--data", "ledger")
    assert ids["grant"] in problem["en"]


def test_a_numbered_piece(ids: dict[str, str]) -> None:
    one = succeed("serial", ids["grant"], "3", "--data", "ledger").out
    assert_bilingual(one)
    assert "Piece 3 of 5000 was numbered" in one
    none = succeed("serial", ids["grant"], "4", "--data", "ledger", "--json").json
    assert none["state"] == "not_issued"
    refused("licence_unknown", "serial", ids["work"], "4", "--data", "ledger")
    refused("request_invalid", "serial", ids["grant"], "0", "--data", "ledger")


def test_feeds(ids: dict[str, str]) -> None:
    for asked in (("notices",), ("events", ids["work"]), ("events", did("bob"))):
        told = succeed(*asked, "--data", "ledger").out
        assert_bilingual(told)
        found = succeed(*asked, "--data", "ledger", "--json").json
        assert found["items"]
        assert f"共 {found['count']} 条" in told
        one = succeed(*asked, "--limit", "1", "--data", "ledger", "--json").json
        assert one["items"] == found["items"][:1]
        last = str(found["items"][-1]["sequence"])
        rest = succeed(*asked, "--after", last, "--data", "ledger", "--json").json
        assert rest["items"] == []


def test_tasks_and_statistics(ids: dict[str, str]) -> None:
    assert succeed("tasks", "--data", "ledger").out == "无待办 / nothing to do\n"
    words = (f"work={ids['work']}", f"objector={did('bob')}", "ground=not_author")
    said = ("standing=author", "statement=出自我手", "seeks=refuse")
    evidence = f'evidence:=[{{"sha256":"{"0" * 64}","title":"线稿"}}]'
    case = enter("ObjectionFiling", *words, *said, evidence, key="bob.key")
    told = succeed("tasks", "--data", "ledger").out
    assert_bilingual(told)
    assert case in told
    (task,) = succeed("tasks", "--data", "ledger", "--json").json["items"]
    assert (task["what"], task["case"]) == ("objection_admission", case)
    numbers = succeed("statistics", "--data", "ledger", "--json").json
    assert numbers["works"] == 1
    assert '"works": 1' in succeed("statistics", "--data", "ledger").out


def test_the_did_of_a_key(data: Path) -> None:
    assert succeed("did", "alice.key").out == did("alice") + "\n"
    assert succeed("did", "alice.key", "--json").json["did"] == did("alice")
    (data.parent / "none.key").write_text("none", "utf-8")
    assert mogao("did", "none.key").code == 1


def test_through_a_server(ids: dict[str, str], server: str) -> None:
    remote = ("--server", server, "--json")
    who = ("--licensee", did("bob"), "--quantity", "10", "--medium", "goods")
    one = succeed("may", ids["work"], *who, "--product", "silk_scarf", *remote).json
    assert one["authorised"] is True
    (Path("copy.webp")).write_bytes(picture(1, "WEBP"))
    two = succeed("may", "copy.webp", *who, "--product", "silk_scarf", *remote).json
    assert two["authorised"] is True
    refused("work_unknown", "may", NOWHERE, *who, "--server", server)
    assert succeed("show", ids["work"], *remote).json["table"] == "work"
