"""To whom a work belongs at first, and the papers that edition 2 of the form asks for."""

from typing import Any

import pytest

from ledger.articles import cite
from ledger.register.did import did_of
from ledger.register.records import Constitution, Employment

from ..build import ALICE, BOB, CAROL, digest_of, key_of, party_subject, work_subject
from ..play import Play

CREATED = {"nature": "original", "completed": "2026-10-01", "place": "CN-62"}


#: an organisation that is a party beside the usual cast
UNIT = key_of(30)
SHA = digest_of(77)


def play_of(edition: int) -> Play:
    """Return a register with the unit in it."""
    play = Play(edition=edition)
    play.enter("PartyRegistration", party_subject(UNIT, kind="organisation"), UNIT)
    return play


def owned(*owners: Any, **changes: Any) -> dict[str, Any]:
    """Return a work by Alice that `owners` own in equal shares."""
    return work_subject(*owners, authors=[{"party": did_of(ALICE), "signedAs": "甲"}], **changes)


def employed(*owners: Any, special: bool, **changes: Any) -> dict[str, Any]:
    told = {"unit": did_of(UNIT), "special": special}
    return owned(*owners, **({"ownership": "employment", "employment": told} | changes))


def commissioned(*owners: Any, vests: str, **changes: Any) -> dict[str, Any]:
    told = {"commissioner": did_of(CAROL), "agreement": digest_of(4), "vestsIn": vests}
    return owned(*owners, **({"ownership": "commissioned", "commission": told} | changes))


def attached(*kinds: str) -> list[dict[str, str]]:
    return [{"kind": kind, "sha256": digest_of(900)} for kind in kinds]


def enter(play: Play, subject: dict[str, Any], *signers: Any) -> str:
    return play.enter("WorkRegistration", subject, *signers).statement.id


# ---- employment (Art. 18) ----------------------------------------------------------------------


def test_an_ordinary_work_in_employment_is_its_authors():
    with play_of(1) as play:
        work = enter(play, employed(ALICE, special=False), ALICE)
        assert play.folio(work).employment == Employment(unit=did_of(UNIT), special=False)
        subject = employed(CAROL, special=False)
        refusal = play.refused("owner_not_an_author", "WorkRegistration", subject, CAROL)
        assert refusal.article == cite("《著作权法》第十八条第一款")
        assert refusal.params == {"did": did_of(CAROL)}


def test_a_special_work_in_employment_is_the_units():
    with play_of(1) as play:
        work = enter(play, employed(UNIT, special=True), UNIT)
        assert play.folio(work).authors == [did_of(ALICE)]
        for owners in ((ALICE,), (UNIT, ALICE)):
            subject = employed(*owners, special=True)
            refusal = play.refused("owner_not_the_unit", "WorkRegistration", subject, *owners)
            assert refusal.article == cite("《著作权法》第十八条第二款")


def test_later_owners_are_not_bound_by_who_owned_first():
    with play_of(1) as play:
        enter(play, employed(CAROL, special=False, acquisition="inheritance"), CAROL)
        enter(play, employed(CAROL, special=True, acquisition="succession",
                             file={"sha256": SHA, "mediaType": "image/png"}), CAROL)  # fmt: skip


def test_the_unit_is_an_organisation_and_a_party():
    with play_of(1) as play:
        person = employed(ALICE, special=False, employment={"unit": did_of(BOB), "special": False})
        refusal = play.refused("unit_not_organisation", "WorkRegistration", person, ALICE)
        assert refusal.entry == 2
        stranger = {"unit": did_of(key_of(31)), "special": False}
        unknown = employed(ALICE, special=False, employment=stranger)
        play.refused("party_not_registered", "WorkRegistration", unknown, ALICE)


@pytest.mark.parametrize("ownership", ["individual", "legal_entity", "commissioned"])
def test_employment_goes_with_its_ownership(ownership):
    with play_of(1) as play:
        subject = employed(ALICE, special=False, ownership=ownership)
        refusal = play.refused("ownership_fact_unexpected", "WorkRegistration", subject, ALICE)
        assert refusal.params["member"] == "employment"


# ---- commission (Art. 19) ----------------------------------------------------------------------


def test_a_commissioned_work_is_whose_the_contract_says():
    with play_of(1) as play:
        enter(play, commissioned(CAROL, vests="commissioner"), CAROL)
        subject = commissioned(ALICE, vests="commissioner")
        refusal = play.refused("owner_not_the_commissioner", "WorkRegistration", subject, ALICE)
        assert (refusal.article, refusal.params) == (
            cite("《著作权法》第十九条"),
            {"did": did_of(CAROL)},
        )


def test_where_the_contract_is_silent_it_is_the_commissioned_partys():
    with play_of(1) as play:
        enter(play, commissioned(ALICE, vests="commissioned"), ALICE)
        # whose employees made it, the commissioned party may be another than the author
        enter(play, commissioned(UNIT, vests="commissioned"), UNIT)
        for owners in ((CAROL,), (ALICE, CAROL)):
            subject = commissioned(*owners, vests="commissioned")
            play.refused("commissioner_is_owner", "WorkRegistration", subject, *owners)


def test_only_a_contract_makes_the_commissioner_owner():
    with play_of(1) as play:
        told = {"commissioner": did_of(CAROL), "vestsIn": "commissioner"}
        subject = commissioned(CAROL, vests="commissioner", commission=told)
        play.refused("commission_agreement_missing", "WorkRegistration", subject, CAROL)
        silent = commissioned(ALICE, vests="commissioned", commission=told | {
            "vestsIn": "commissioned"})  # fmt: skip
        enter(play, silent, ALICE)


def test_commission_goes_with_its_ownership():
    with play_of(1) as play:
        subject = commissioned(ALICE, vests="commissioned", ownership="individual")
        play.refused("ownership_fact_unexpected", "WorkRegistration", subject, ALICE)
        stranger = {"commissioner": did_of(key_of(31)), "vestsIn": "commissioned"}
        unknown = commissioned(ALICE, vests="commissioned", commission=stranger)
        play.refused("party_not_registered", "WorkRegistration", unknown, ALICE)


# ---- the papers of edition 2 -------------------------------------------------------------------

PAPERS = [
    ({"ownership": "legal_entity"}, "legal_person_statement"),
    ({"ownership": "employment", "employment": {"unit": did_of(UNIT), "special": False}},
     "employment_statement"),
    ({"ownership": "commissioned", "commission": {"commissioner": did_of(CAROL),
      "vestsIn": "commissioned"}}, "commission_agreement"),
    ({"acquisition": "inheritance"}, "succession_proof"),
    ({"acquisition": "succession"}, "succession_agreement"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "paper"), PAPERS)
def test_C6_edition_2_asks_for_the_paper(facts, paper):
    with play_of(2) as play:
        bare = owned(ALICE, **facts)
        refusal = play.refused("attachment_missing", "WorkRegistration", bare, ALICE)
        assert refusal.params["kind"] == paper
        other = bare | {"attachments": attached("sample", "identity")}
        play.refused("attachment_missing", "WorkRegistration", other, ALICE)
        enter(play, bare | {"attachments": attached(paper)}, ALICE)
    with play_of(1) as play:
        enter(play, bare, ALICE)


def test_C6_a_joint_work_needs_the_agreement():
    with play_of(2) as play:
        subject = work_subject(ALICE, CAROL)
        refusal = play.refused("attachment_missing", "WorkRegistration", subject, ALICE, CAROL)
        assert refusal.params["kind"] == "joint_agreement"
        enter(play, subject | {"attachments": attached("joint_agreement")}, ALICE, CAROL)


@pytest.mark.parametrize(
    ("ownership", "member"), [("employment", "employment"), ("commissioned", "commission")]
)
def test_C6_edition_2_asks_for_the_facts(ownership, member):
    with play_of(2) as play:
        subject = owned(ALICE, ownership=ownership)
        refusal = play.refused("ownership_fact_missing", "WorkRegistration", subject, ALICE)
        assert refusal.params["member"] == member
    with play_of(1) as play:
        enter(play, subject, ALICE)


@pytest.mark.parametrize("nature", ["adaptation", "compilation", "other"])
def test_edition_2_asks_what_is_new(nature):
    with play_of(2) as play:
        subject = owned(ALICE, creation=CREATED | {"nature": nature})
        play.refused("nature_note_missing", "WorkRegistration", subject, ALICE)
        noted = CREATED | {"nature": nature, "natureNote": "取其构图，设色为新作"}
        enter(play, subject | {"creation": noted}, ALICE)
    with play_of(1) as play:
        enter(play, subject, ALICE)


def test_edition_2_asks_nothing_more_of_a_simple_work():
    with play_of(2) as play:
        enter(play, owned(ALICE), ALICE)
        constitution = play.register.get(Constitution, "")
        assert constitution is not None
        assert constitution.policy.edition == 2
    with Play() as first:
        constitution = first.register.get(Constitution, "")
        assert constitution is not None
        assert constitution.policy.edition == 1


# ---- other members of the form -----------------------------------------------------------------


def test_C4_material_without_a_licence_is_remembered():
    with play_of(2) as play:
        upstream = [
            {"kind": "font", "rightsholder": "某字库"},
            {"kind": "scan", "rightsholder": "某博物馆", "licence": digest_of(5)},
            {"kind": "font", "rightsholder": "另一字库"},
            {"kind": "photo", "rightsholder": "某摄影师工作室"},
        ]
        work = enter(play, owned(ALICE, upstream=upstream), ALICE)
        assert play.folio(work).unlicensed_upstream == ["font", "photo"]


def test_what_others_gave_the_work_is_kept_in_the_statement():
    with play_of(2) as play:
        told = {
            "accessApproval": "甘文局许字〔2026〕1号",
            "officialNumber": "国作登字-2021-F-00025677",
            "dciCode": "DCI202600000001",
            "tdm": {"train": "reserved", "inference": "open", "derive": "open", "search": "open"},
        }
        subject = owned(ALICE, **told)
        made = play.enter("WorkRegistration", subject, ALICE).statement.subject
        written = made.model_dump(mode="json", by_alias=True, exclude_none=True)
        assert {name: written[name] for name in told} == told


@pytest.mark.parametrize(
    "number",
    [
        "国作登字-2021-F-0002567",
        "国作登字-2021-M-00025677",
        "国作登字-1821-F-00025677",
        "某作登字-2021-F-00025677",
        "国作登字-2021-F-00025677\n",
        " 国作登字-2021-F-00025677",
        "国作登字-２０２１-F-00025677",
    ],
)
def test_an_official_number_has_its_form(number):
    with play_of(1) as play:
        subject = owned(ALICE, officialNumber=number)
        with pytest.raises(Exception, match=r"field_invalid|character_not_allowed"):
            enter(play, subject, ALICE)
