"""What the official form asks of a work, on the command line: papers, employment, commission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.home import open_home
from ledger.receipt import parse_receipt, verify_receipt
from ledger.register.kinds.work import WorkRegistration

from ..support import did, sha256
from .run import refused, succeed

NUMBER = "国作登字-2021-F-00025677"


@pytest.fixture
def papers(data: Path, place: Path) -> Path:
    """The ledger of alice and bob, with the organisation carol and some papers beside it."""
    party = ("register", "party", "--name", "研究院", "--organisation", "--key", "carol.key")
    succeed(*party, "--data", data)
    for name in ("agreement", "statement", "proof"):
        (place / f"{name}.pdf").write_bytes(name.encode())
    return data


def work(data: Path, *more: str, key: str = "alice.key") -> tuple[Any, ...]:
    words = ("--title-zh", "藻井", "--completed", "2026-10-01", "--key", key, "--data", data)
    return ("register", "work", "one.png", *words, *more)


def registered(data: Path, *more: str, key: str = "alice.key") -> WorkRegistration:
    succeed(*work(data, *more, key=key))
    receipt = parse_receipt(Path("one.png.receipt.json").read_bytes())
    subject = verify_receipt(receipt, open_home(data).verifier).entry.statement.subject
    assert isinstance(subject, WorkRegistration)
    return subject


def attached(*kinds: str) -> list[str]:
    return [word for kind in kinds for word in ("--attachment", f"{kind}=statement.pdf")]


def test_papers_stay_with_their_owner(papers: Path) -> None:
    subject = registered(
        papers,
        *("--ownership", "legal_entity", "--acquisition", "inheritance"),
        *("--attachment", "legal_person_statement=statement.pdf"),
        *("--attachment", "succession_proof=proof.pdf"),
    )
    assert (subject.ownership, subject.acquisition) == ("legal_entity", "inheritance")
    assert [(paper.kind, paper.sha256) for paper in subject.attachments] == [
        ("legal_person_statement", sha256(b"statement")),
        ("succession_proof", sha256(b"proof")),
    ]
    stored = [path.read_bytes() for path in (papers / "objects").rglob("*") if path.is_file()]
    assert not {b"statement", b"proof"} & set(stored)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--ownership", "legal_entity"), "attachment_missing"),
        (("--acquisition", "inheritance"), "attachment_missing"),
        (("--acquisition", "theft"), "term_unknown"),
        (("--nature", "adaptation"), "nature_note_missing"),
        (
            ("--ownership", "employment", *attached("employment_statement")),
            "ownership_fact_missing",
        ),
        (("--attachment", "identity"), "attachment_malformed"),
        (("--attachment", "=proof.pdf"), "attachment_malformed"),
        (("--attachment", "identity="), "attachment_malformed"),
        (("--attachment", "identity=none.pdf"), "file_unreadable"),
        (("--attachment", "passport=proof.pdf"), "term_unknown"),
        (("--upstream", "photo"), "upstream_malformed"),
        (("--upstream", "poem=x"), "term_unknown"),
        (("--upstream", "photo= "), "field_invalid"),
        (("--official-number", "1"), "field_invalid"),
        (("--official-number", ""), "field_invalid"),
        (("--nature-note", ""), "field_invalid"),
        (("--display", ""), "field_invalid"),
        (("--special",), "option_needs"),
        (("--vests-in", "commissioner"), "option_needs"),
        (("--seal", "x"), "option_needs"),
        (("--salt", "x"), "option_needs"),
        (("--seal", "x", "--salt", "00" * 32), "field_invalid"),
        (("--seal-file", "none.json"), "file_unreadable"),
        (("--seal-file", "none.json", "--salt", "x"), "options_exclusive"),
        (("--employer", "x"), "did_malformed"),
        (("--commissioner", "x"), "did_malformed"),
        (
            ("--employer", did("bob"), *attached("employment_statement")),
            "unit_not_organisation",
        ),
        (("--unknown-author", "--author", f"{did('bob')}=b"), "authors_and_unknown_disagree"),
    ],
)
def test_words_that_no_work_has(papers: Path, more: tuple[str, ...], code: str) -> None:
    refused(code, *work(papers, *more))
    assert not Path("one.png.receipt.json").exists()


def test_a_work_made_in_employment(papers: Path) -> None:
    subject = registered(papers, "--employer", did("carol"), *attached("employment_statement"))
    assert subject.ownership == "employment"
    assert subject.employment is not None
    assert (subject.employment.unit, subject.employment.special) == (did("carol"), False)


def test_a_special_one_is_the_units(papers: Path) -> None:
    special = ("--employer", did("carol"), "--special", *attached("employment_statement"))
    refused("owner_not_the_unit", *work(papers, *special))
    author = ("--author", f"{did('alice')}=阿莲")
    subject = registered(papers, *special, *author, key="carol.key")
    assert subject.employment is not None
    assert subject.employment.special
    assert [owner.party for owner in subject.owners] == [did("carol")]
    assert [author.party for author in subject.authors] == [did("alice")]


def test_a_commission_without_more_leaves_the_rights_with_the_author(papers: Path) -> None:
    subject = registered(papers, "--commissioner", did("bob"), *attached("commission_agreement"))
    assert subject.ownership == "commissioned"
    assert subject.commission is not None
    assert subject.commission.commissioner == did("bob")
    assert subject.commission.vests_in == "commissioned"


def test_a_commission_may_say_otherwise(papers: Path) -> None:
    told = ("--commissioner", did("bob"), "--vests-in", "commissioner")
    author = ("--author", f"{did('alice')}=阿莲")
    refused("commission_agreement_missing", *work(papers, *told, *author, key="bob.key"))
    paper = ("--attachment", "commission_agreement=agreement.pdf")
    subject = registered(papers, *told, *author, *paper, key="bob.key")
    assert subject.commission is not None
    # the agreement that is attached is the one by which the rights vest
    assert subject.commission.agreement == sha256(b"agreement")
    assert subject.commission.vests_in == "commissioner"


def test_a_work_of_an_unknown_author(papers: Path) -> None:
    subject = registered(papers, "--unknown-author")
    assert subject.unknown_author
    assert subject.authors == []
    assert subject.ownership == "individual"


def test_material_of_others_and_an_official_number(papers: Path) -> None:
    upstream = ("--upstream", "photo=某摄影师=A", "--upstream", "font=字体公司")
    subject = registered(papers, *upstream, "--official-number", NUMBER)
    assert [(used.kind, used.rightsholder, used.licence) for used in subject.upstream] == [
        ("photo", "某摄影师=A", None),
        ("font", "字体公司", None),
    ]
    assert subject.official_number == NUMBER


def test_a_simple_work_says_no_more_than_it_has_to(papers: Path) -> None:
    subject = registered(papers)
    assert subject.model_dump(exclude_defaults=True, by_alias=True).keys() == {
        "title",
        "category",
        "creation",
        "publication",
        "acquisition",
        "ownership",
        "authors",
        "owners",
        "rights",
        "file",
        "ai",
    }
