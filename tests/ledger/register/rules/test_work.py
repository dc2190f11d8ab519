"""Registering a work: who owns it, what it grew from, who else claims the file."""

from datetime import UTC, datetime

import pytest

from ledger.errors import SignatureError
from ledger.register.did import did_of
from ledger.register.fields import Label
from ledger.register.procedure import Progress
from ledger.register.records import (
    Claim,
    Descent,
    FileClaims,
    Folio,
    Holding,
    Parcel,
    TitleStep,
)
from ledger.register.rules.files import MAX_CLAIMS
from ledger.register.terms import ECONOMIC_RIGHTS

from ..build import (
    ALICE,
    BOB,
    CAROL,
    MALLORY,
    ORIGIN,
    REGISTRAR,
    digest_of,
    document,
    founded,
    heritage_subject,
    number_id,
    work_subject,
)
from .refusing import ART_12, ART_14, MEASURES_6, assert_refused

SHA = digest_of(1)
SCAN = digest_of(257)
NATURES = ["adaptation", "translation", "compilation", "annotation", "arrangement", "other"]


def work(*signers, number=70, ledger=ORIGIN, subject=None, **changes):
    """Return a work of the signers (or of `subject`) signed by them."""
    made = work_subject(*signers) if subject is None else subject
    return document(
        "WorkRegistration", made | changes, *signers, ledger=ledger, statement_id=number
    )


def holdings(*shares):
    return [{"party": did_of(key), "share": share} for key, share in shares]


def over(number):
    return {"sha256": digest_of(number), "mediaType": "image/jpeg"}


def created(**changes):
    return {"nature": "original", "completed": "2026-10-01", "place": "CN-62"} | changes


def published(day):
    return {"status": "published", "firstDate": day}


def from_work(number, relation="adapted"):
    return {"work": number_id(number), "relation": relation}


def from_heritage(number, relation="adapted"):
    return {"heritage": number_id(number), "relation": relation}


def with_source(*parties):
    """Return a ledger with a source, number 50, whose picture is SCAN; its entry comes last."""
    ledger = founded(*parties)
    ledger.add(document("HeritageSource", heritage_subject(), REGISTRAR, statement_id=50))
    return ledger


# ---- what a registration makes -----------------------------------------------------------------


def test_a_registration_opens_a_folio():
    ledger = with_source(ALICE, BOB)
    entry = ledger.add(
        work(
            ALICE,
            BOB,
            owners=holdings((ALICE, "2/3"), (BOB, "1/3")),
            derivedFrom=[from_heritage(50)],
        )
    )
    assert entry.registry.ruling is None
    owners = [
        Holding(party=did_of(ALICE), share="2/3"),
        Holding(party=did_of(BOB), share="1/3"),
    ]
    folio = ledger.register.get(Folio, number_id(70))
    assert folio is not None
    assert (folio.entry, folio.registered, folio.filed, folio.steps) == (4, 4, 4, 1)
    assert (folio.id, folio.sha256, folio.display) == (number_id(70), SHA, "thumbnail")
    assert folio.title == Label(zh="九色鹿", en="Nine-coloured Deer")
    assert folio.owners == owners
    assert folio.authors == [did_of(ALICE), did_of(BOB)]
    assert folio.parcels == [
        Parcel(rights=list(ECONOMIC_RIGHTS), region=["001"], owners=owners, since=4)
    ]
    assert folio.parents == [Descent(id=number_id(50), source="heritage", relation="adapted")]
    assert folio.status == Progress(state="notice", since="2026-11-21", due="2026-12-21")
    assert ledger.register.get(TitleStep, f"{number_id(70)}/000000") == TitleStep(
        entry=4,
        work=number_id(70),
        number=0,
        id=number_id(70),
        day="2026-11-21",
        time="2026-11-21T10:00:00Z",
        signers=sorted(owner.party for owner in owners),
        cause="registration",
        rights=list(ECONOMIC_RIGHTS),
        region=["001"],
        givers=[],
        takers=owners,
    )
    assert ledger.register.get(FileClaims, SHA) == FileClaims(
        entry=4, sha256=SHA, works=[Claim(entry=4, id=number_id(70))], heritage=[]
    )


def test_the_folio_says_what_is_shown():
    ledger = founded(ALICE)
    subject = work_subject(ALICE)
    del subject["display"]
    ledger.add(work(ALICE, number=70, subject=subject))
    ledger.add(
        work(ALICE, number=71, subject=subject, file=over(2), publication=published("2026-10-02"))
    )
    shown = [ledger.register.get(Folio, number_id(number)) for number in (70, 71)]
    assert [folio and folio.display for folio in shown] == ["none", "thumbnail"]


# ---- who owns it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "total"),
    [
        (("1/2",), "1/2"),
        (("1/2", "1/3"), "5/6"),
        (("2/3", "2/3"), "4/3"),
        (("1/1", "1/999999999"), "1000000000/999999999"),
        (("333333333/999999998", "1/3", "1/3"), "2999999995/2999999994"),
    ],
)
def test_N10_shares_not_one(shares, total):
    owners = list(zip((ALICE, BOB, CAROL), shares, strict=False))
    made = work(*(key for key, _ in owners), owners=holdings(*owners))
    assert_refused(founded(ALICE, BOB, CAROL), made, "shares_not_one", article=ART_14, total=total)


@pytest.mark.parametrize(
    "shares",
    [("1/1",), ("1/2", "1/2"), ("1/3", "1/6", "1/2"), ("1/999999999", "999999998/999999999")],
)
def test_N10_shares_that_sum_to_exactly_one(shares):
    owners = list(zip((ALICE, BOB, CAROL), shares, strict=False))
    made = work(*(key for key, _ in owners), owners=holdings(*owners))
    assert founded(ALICE, BOB, CAROL).rule_on(made) == {}


def test_owner_repeated():
    made = work(ALICE, owners=holdings((ALICE, "1/2"), (ALICE, "1/2")))
    assert_refused(founded(ALICE), made, "owner_repeated", article=ART_14)


def test_author_repeated():
    authors = [{"party": did_of(ALICE), "signedAs": name} for name in ("甲", "乙")]
    made = work(ALICE, authors=authors, ownership="joint")
    assert_refused(founded(ALICE), made, "author_repeated")


def test_issuer_not_owner():
    made = work(ALICE, BOB, owners=holdings((BOB, "1/1")))
    assert_refused(founded(ALICE, BOB), made, "issuer_not_owner", article=ART_12, did=did_of(ALICE))


@pytest.mark.parametrize(("ownership", "authors"), [("joint", 1), ("individual", 2)])
def test_ownership_and_authors_disagree(ownership, authors):
    names = [{"party": did_of(key), "signedAs": "画师"} for key in (ALICE, BOB)[:authors]]
    made = work(ALICE, authors=names, ownership=ownership)
    assert_refused(
        founded(ALICE, BOB),
        made,
        "ownership_and_authors_disagree",
        article=ART_14,
        ownership=ownership,
    )


@pytest.mark.parametrize("ownership", ["legal_entity", "employment", "commissioned"])
@pytest.mark.parametrize("authors", [1, 2])
def test_other_ownership_goes_with_any_number_of_authors(ownership, authors):
    names = [{"party": did_of(key), "signedAs": "画师"} for key in (ALICE, BOB)[:authors]]
    made = work(CAROL, subject=work_subject(CAROL), authors=names, ownership=ownership)
    assert founded(ALICE, BOB, CAROL).rule_on(made) == {}


def test_party_not_registered():
    both = work(ALICE, BOB)
    assert_refused(founded(ALICE), both, "party_not_registered", did=did_of(BOB))
    author = [{"party": did_of(CAROL), "signedAs": "丙"}]
    assert_refused(
        founded(ALICE), work(ALICE, authors=author), "party_not_registered", did=did_of(CAROL)
    )


def test_every_owner_signs():
    made = work(ALICE, subject=work_subject(ALICE, BOB))
    assert_refused(
        founded(ALICE, BOB),
        made,
        "signature_missing",
        family=SignatureError,
        did=did_of(BOB),
    )


@pytest.mark.parametrize("other", [BOB, REGISTRAR, MALLORY])
def test_nobody_but_the_owners_signs(other):
    authors = [{"party": did_of(BOB), "signedAs": "乙"}]  # who made it has no say in it
    made = work(ALICE, other, subject=work_subject(ALICE, authors=authors))
    assert_refused(
        founded(ALICE, BOB),
        made,
        "signer_not_expected",
        family=SignatureError,
        did=did_of(other),
    )


# ---- when it was made --------------------------------------------------------------------------

BEFORE_MIDNIGHT = datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 21, 16, 0, 0, tzinfo=UTC)


def test_completed_in_future():
    made = work(ALICE, creation=created(completed="2026-11-22"))
    assert_refused(
        founded(ALICE), made, "completed_in_future", at=BEFORE_MIDNIGHT, date="2026-11-22"
    )
    assert founded(ALICE).rule_on(made, MIDNIGHT) == {}  # the day begins in Shanghai


def test_published_in_future():
    made = work(ALICE, publication=published("2026-11-22"))
    assert_refused(
        founded(ALICE), made, "published_in_future", at=BEFORE_MIDNIGHT, date="2026-11-22"
    )
    assert founded(ALICE).rule_on(made, MIDNIGHT) == {}


def test_published_before_completed():
    made = work(ALICE, publication=published("2026-09-30"))
    assert_refused(founded(ALICE), made, "published_before_completed", date="2026-09-30")
    assert founded(ALICE).rule_on(work(ALICE, publication=published("2026-10-01"))) == {}


# ---- who else claims the file ------------------------------------------------------------------


def test_a_file_that_others_registered_is_a_competing_claim():
    ledger = founded(ALICE, BOB, CAROL)
    first = ledger.add(work(ALICE, number=70))
    second = ledger.add(work(BOB, number=71))
    third = ledger.add(work(ALICE, BOB, number=72))
    assert first.registry.ruling is None
    assert second.registry.ruling == {"competing": [4]}
    assert third.registry.ruling == {"competing": [4, 5]}
    claims = ledger.register.get(FileClaims, SHA)
    assert claims is not None
    assert [claim.entry for claim in claims.works] == [4, 5, 6]  # both entries say so


def test_priority_is_the_index_and_never_moves():
    ledger = founded(ALICE, BOB)
    ledger.add(work(ALICE, number=70))
    before = ledger.register.get(Folio, number_id(70))
    ledger.add(work(BOB, number=71, creation=created(completed="1999-01-01")))
    assert ledger.register.get(Folio, number_id(70)) == before
    later = ledger.register.get(Folio, number_id(71))
    assert before is not None
    assert later is not None
    assert (before.registered, later.registered) == (3, 4)


def test_N17_work_registered_already():
    """Registering once more gives no new entry from which a term would run again."""
    ledger = founded(ALICE, BOB)
    ledger.add(work(BOB, number=69))
    ledger.add(work(ALICE, BOB, number=70))
    again = work(
        ALICE,
        BOB,
        number=71,
        title={"zh": "另一个标题"},
        owners=holdings((BOB, "1/3"), (ALICE, "2/3")),
    )
    assert_refused(ledger, again, "work_registered_already", entry=4, article=MEASURES_6)
    turned = work(BOB, ALICE, number=72)
    assert_refused(ledger, turned, "work_registered_already", entry=4, article=MEASURES_6)


def test_file_claims_full():
    ledger = founded(ALICE)
    claims = [Claim(entry=7, id=number_id(n)) for n in range(MAX_CLAIMS)]
    ledger.register.put(FileClaims(entry=9, sha256=SHA, works=claims[:-1], heritage=[]))
    ledger.register.changes()
    assert ledger.rule_on(work(ALICE)) == {"competing": [7] * 255}
    ledger.register.put(FileClaims(entry=9, sha256=SHA, works=claims, heritage=[]))
    ledger.register.changes()
    assert_refused(ledger, work(ALICE), "file_claims_full", entry=9, limit=256)


# ---- replays -----------------------------------------------------------------------------------


def test_N05_a_statement_for_another_ledger_is_not_good_here():
    made = work(ALICE, ledger="ledger.example/other")
    assert_refused(
        founded(ALICE), made, "ledger_wrong", ledger="ledger.example/other", origin=ORIGIN
    )


def test_N06_a_signature_is_for_one_set_of_owners():
    """Taking away a co-owner's proof does not make the work the other's alone."""
    made = work(ALICE, BOB)
    made["proof"] = made["proof"][:1]
    assert_refused(
        founded(ALICE, BOB), made, "signature_missing", family=SignatureError, did=did_of(BOB)
    )
