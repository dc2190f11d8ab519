"""Heritage sources and their pictures: a registrar answers for every one."""

from ledger.errors import SignatureError
from ledger.register.did import did_of
from ledger.register.fields import Label
from ledger.register.records import Claim, FileClaims, Heritage, HeritagePictures
from ledger.register.records.works import PictureOf
from ledger.register.rules.files import MAX_CLAIMS
from ledger.register.rules.heritage import MAX_PICTURES

from ..build import (
    ALICE,
    BOB,
    MALLORY,
    OPERATOR,
    REGISTRAR,
    digest_of,
    document,
    founded,
    heritage_subject,
    number_id,
    picture_subject,
    work_subject,
)
from .refusing import ART_3, ART_13, assert_refused

SHA = digest_of(257)


def source(*signers, number=50, **changes):
    subject = heritage_subject(**changes)
    subject = {name: value for name, value in subject.items() if value is not None}
    return document("HeritageSource", subject, *signers, statement_id=number)


def test_a_registrar_declares_a_source():
    ledger = founded()
    entry = ledger.add(source(REGISTRAR))
    assert entry.registry.ruling is None
    assert ledger.register.get(Heritage, number_id(50)) == Heritage(
        entry=1,
        id=number_id(50),
        title=Label(zh="鹿王本生图", en="Jataka of the Deer King"),
        site="mogao",
        sha256=SHA,
    )
    assert ledger.register.get(FileClaims, SHA) == FileClaims(
        entry=1, sha256=SHA, works=[], heritage=[Claim(entry=1, id=number_id(50))]
    )


def test_a_source_needs_no_picture():
    ledger = founded()
    ledger.add(source(REGISTRAR, file=None))
    found = ledger.register.get(Heritage, number_id(50))
    assert found is not None
    assert found.sha256 is None
    assert "file" not in {table for table, _ in ledger.register.dump()}


def test_a_party_declares_a_source_with_a_registrar_beside():
    ledger = founded(ALICE)
    assert ledger.add(source(ALICE, REGISTRAR)).statement.issuer == did_of(ALICE)


def test_a_party_alone_does_not_declare_a_source():
    """Or a copyist would declare what was copied to be heritage."""
    assert_refused(
        founded(ALICE), source(ALICE), "registrar_signature_missing", family=SignatureError
    )


def test_the_operator_is_no_registrar():
    assert_refused(
        founded(), source(OPERATOR), "registrar_signature_missing", family=SignatureError
    )


def test_party_not_registered():
    assert_refused(founded(ALICE), source(BOB, REGISTRAR), "party_not_registered", did=did_of(BOB))


def test_nobody_else_signs_a_source():
    assert_refused(
        founded(ALICE, BOB),
        source(ALICE, REGISTRAR, BOB),
        "signer_not_expected",
        family=SignatureError,
        did=did_of(BOB),
    )
    assert_refused(
        founded(),
        source(REGISTRAR, MALLORY),
        "signer_not_expected",
        family=SignatureError,
        did=did_of(MALLORY),
    )


def test_sources_and_works_over_one_file_stand_in_the_order_of_the_log():
    ledger = founded(ALICE)
    file = {"sha256": SHA, "mediaType": "image/png"}
    ledger.add(document("WorkRegistration", work_subject(ALICE, file=file), ALICE, statement_id=60))
    ledger.add(source(REGISTRAR, number=61))
    ledger.add(source(REGISTRAR, number=62))
    claims = ledger.register.get(FileClaims, SHA)
    assert claims == FileClaims(
        entry=4,
        sha256=SHA,
        works=[Claim(entry=2, id=number_id(60))],
        heritage=[Claim(entry=3, id=number_id(61)), Claim(entry=4, id=number_id(62))],
    )


def test_file_claims_full():
    ledger = founded()
    claims = [Claim(entry=7, id=number_id(n)) for n in range(MAX_CLAIMS)]
    ledger.register.put(
        FileClaims(entry=9, sha256=SHA, works=claims[:100], heritage=claims[100:-1])
    )
    ledger.register.changes()
    assert ledger.rule_on(source(REGISTRAR)) == {}
    ledger.register.put(FileClaims(entry=9, sha256=SHA, works=claims[:100], heritage=claims[100:]))
    ledger.register.changes()
    assert_refused(ledger, source(REGISTRAR), "file_claims_full", entry=9, limit=256)
    assert ledger.rule_on(source(REGISTRAR, file=None)) == {}


# ---- further pictures -------------------------------------------------------------------------

RAKING = digest_of(258)


def picture(*signers, of=50, number=70, **changes):
    subject = picture_subject(number_id(of), **changes)
    return document("HeritagePicture", subject, *signers, statement_id=number)


def file(sha256):
    return {"sha256": sha256, "mediaType": "image/png"}


def with_source(*parties):
    ledger = founded(*parties)
    ledger.add(source(REGISTRAR))
    return ledger


def test_a_registrar_adds_a_picture_to_a_source():
    ledger = with_source()
    before = ledger.register.get(Heritage, number_id(50))
    assert ledger.add(picture(REGISTRAR)).registry.ruling == {"number": 1}
    assert ledger.register.get(HeritagePictures, number_id(50)) == HeritagePictures(
        entry=2,
        heritage=number_id(50),
        pictures=[PictureOf(entry=2, id=number_id(70), sha256=RAKING)],
    )
    assert ledger.register.get(FileClaims, RAKING) == FileClaims(
        entry=2, sha256=RAKING, works=[], heritage=[Claim(entry=2, id=number_id(70))]
    )
    # the source's own record still says which entry registered it
    assert ledger.register.get(Heritage, number_id(50)) == before
    assert ledger.replayed().dump() == ledger.register.dump()


def test_pictures_are_numbered_from_that_of_the_source():
    ledger = with_source()
    ledger.add(source(REGISTRAR, number=51, file=None))
    for number, (of, expected) in enumerate([(50, 1), (51, 0), (50, 2), (51, 1)]):
        made = picture(REGISTRAR, of=of, number=70 + number, file=file(digest_of(300 + number)))
        assert ledger.add(made).registry.ruling == {"number": expected}
    found = ledger.register.get(HeritagePictures, number_id(51))
    assert found is not None
    assert [one.id for one in found.pictures] == [number_id(71), number_id(73)]


def test_a_picture_is_signed_as_its_source_is():
    ledger = with_source(ALICE, BOB)
    assert ledger.rule_on(picture(ALICE, REGISTRAR)) == {"number": 1}
    for signer in (ALICE, OPERATOR):
        assert_refused(
            ledger, picture(signer), "registrar_signature_missing", family=SignatureError
        )
    assert_refused(
        ledger,
        picture(ALICE, REGISTRAR, BOB),
        "signer_not_expected",
        family=SignatureError,
        did=did_of(BOB),
    )
    assert_refused(ledger, picture(MALLORY, REGISTRAR), "party_not_registered", did=did_of(MALLORY))


def test_a_picture_needs_a_registered_source():
    ledger = with_source(ALICE)
    ledger.add(document("WorkRegistration", work_subject(ALICE), ALICE, statement_id=60))
    ledger.add(picture(REGISTRAR))
    for of in (49, 60, 70):  # nothing, a work, another picture
        assert_refused(
            ledger,
            picture(REGISTRAR, of=of, number=71, file=file(digest_of(300))),
            "parent_unknown",
            article=ART_13,
            parent=number_id(of),
        )


def test_a_file_is_a_picture_of_one_source_once():
    ledger = with_source()
    assert_refused(ledger, picture(REGISTRAR, file=file(SHA)), "heritage_picture_repeated", entry=1)
    ledger.add(picture(REGISTRAR))
    ledger.add(picture(REGISTRAR, number=71, file=file(digest_of(300))))
    assert_refused(ledger, picture(REGISTRAR, number=72), "heritage_picture_repeated", entry=2)
    # and of another source as well: two of them may stand on one photograph
    ledger.add(source(REGISTRAR, number=51))
    assert ledger.rule_on(picture(REGISTRAR, of=51, number=72)) == {"number": 1}


def test_heritage_pictures_full():
    ledger = with_source()
    for number in range(MAX_PICTURES):
        made = picture(REGISTRAR, number=100 + number, file=file(digest_of(300 + number)))
        ledger.add(made)
    last = 1 + MAX_PICTURES
    assert_refused(ledger, picture(REGISTRAR), "heritage_pictures_full", entry=last, limit=32)


def test_a_picture_has_room_over_its_file_or_is_refused():
    ledger = with_source()
    claims = [Claim(entry=7, id=number_id(n)) for n in range(MAX_CLAIMS)]
    ledger.register.put(FileClaims(entry=9, sha256=RAKING, works=[], heritage=claims[:-1]))
    ledger.register.changes()
    assert ledger.rule_on(picture(REGISTRAR)) == {"number": 1}
    ledger.register.put(FileClaims(entry=9, sha256=RAKING, works=[], heritage=claims))
    ledger.register.changes()
    assert_refused(ledger, picture(REGISTRAR), "file_claims_full", entry=9, limit=256)


def test_a_work_over_a_further_picture_is_no_original():
    ledger = with_source(ALICE)
    entry = ledger.add(picture(REGISTRAR))
    made = work_subject(ALICE, file=file(RAKING))
    assert_refused(
        ledger,
        document("WorkRegistration", made, ALICE),
        "scan_not_original",
        entry=entry.index,
        article=ART_3,
    )
    made["creation"] |= {"nature": "other", "natureNote": "壁画照片"}
    assert ledger.rule_on(document("WorkRegistration", made, ALICE)) == {"heritage": [entry.index]}
