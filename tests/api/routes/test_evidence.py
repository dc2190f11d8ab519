"""Evidence over HTTP: a draft, signed by whoever has the key, and the bundle that comes of it."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image

from api.signing import signed
from ledger.evidence.bundle import (
    VerifiedBundle,
    attached,
    parse_bundle,
    read_draft,
    record_subject,
    signed_draft,
    verify_bundle,
)
from ledger.evidence.capture import new_capture
from ledger.evidence.container import write_container
from ledger.evidence.contents import LICENCE, OVERLAY, TRACE, open_contents
from ledger.evidence.manifest import MANIFEST
from ledger.register.calendar import format_time
from ledger.register.entry import Entry
from ledger.sequencer import utc_now

from ...authority import answering, founded
from ..support import (
    ORIGIN,
    World,
    did,
    everything,
    key,
    picture,
    problem_of,
    sha256,
    work_statement,
)

SUSPECT = picture(1, "JPEG")
ASKED = {"medium": "goods", "product": "silk_scarf"}


@pytest.fixture
def work(world: World) -> Entry:
    return world.enter(work_statement(picture(1), "alice", published="2026-10-02"), picture(1))


def capture(registered: Entry, **more: Any) -> bytes:
    usual = {
        "work": registered.statement.id,
        "suspect": sha256(SUSPECT),
        "address": "https://shop.example/mug/17",
        "seen": format_time(utc_now()),
        "collector": did("alice"),
    }
    return new_capture(**(usual | more)).to_json()


def drawn_up(world: World, told: bytes, suspect: bytes = SUSPECT, **query: str) -> httpx.Response:
    files = {"file": ("file", suspect), "capture": ("capture", told)}
    return world.client.post("/v1/evidence", params=query, files=files)


def finished(world: World, draft: bytes, statement: bytes) -> httpx.Response:
    files = {"file": ("file", draft), "statement": ("statement", statement)}
    return world.client.post("/v1/evidence/finished", files=files)


def signed_case(world: World, told: bytes, who: str = "alice", **query: str) -> tuple[bytes, bytes]:
    """A draft with its manifest signed, and the signed record of it."""
    now = utc_now()
    members = read_draft(drawn_up(world, told, **query).content)
    members = signed_draft(attached(members, [], now), key(who), now)
    statement = signed("EvidenceRecord", record_subject(members), [key(who)], ORIGIN, now)
    return write_container(members), statement


def picture_size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as opened:
        return opened.size


def verified(world: World, data: bytes) -> VerifiedBundle:
    return verify_bundle(parse_bundle(data), world.service.home.verifier)


# ---- the way of it ----------------------------------------------------------------------------


def test_a_draft_is_what_the_register_has_to_say(world: World, work: Entry) -> None:
    before = everything(world)
    answer = drawn_up(world, capture(work, shop=did("bob")), **ASKED)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert everything(world) == before
    members = read_draft(answer.content)
    contents = open_contents(members, world.service.home.verifier)
    assert not contents.manifest.is_signed
    assert members["suspect.jpg"] == SUSPECT
    trace = json.loads(members[TRACE])
    assert trace["matches"][0]["work"] == work.statement.id
    assert picture_size(members[OVERLAY])[0] > picture_size(SUSPECT)[0]
    assert trace == world.client.post("/v1/trace", files={"file": ("f", SUSPECT)}).json()
    assert contents.certificate is not None
    assert not contents.certificate.subject.authorised
    question = contents.certificate.subject.question
    assert (question.licensee, question.products) == (did("bob"), ["silk_scarf"])
    named = {tool.name for tool in contents.extract.subject.tools}
    assert named >= {"python", "mogao", "pdqhash", "pdq", "phash64"}


def test_what_was_signed_is_recorded_and_comes_back_whole(world: World, work: Entry) -> None:
    draft, statement = signed_case(world, capture(work))
    size = world.size()
    answer = finished(world, draft, statement)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert world.size() == size + 1
    found = verified(world, answer.content).found
    assert found.record.entry.index == size
    assert found.timestamp is None
    # sent again, for the answer may have been lost: the same entry, and nothing new
    again = finished(world, draft, statement)
    assert verified(world, again.content).found.record.entry.index == size
    assert world.size() == size + 1


def test_an_authority_stamps_the_manifest(
    world: World, work: Entry, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "authority").mkdir()
    authority = founded(tmp_path / "authority")
    draft, statement = signed_case(world, capture(work))
    with answering(authority.reply) as url:
        monkeypatch.setenv("MOGAO_TSA_URL", url)
        monkeypatch.setenv("MOGAO_TSA_ROOT", str(authority.root))
        data = finished(world, draft, statement).content
    stamp = verified(world, data).found.timestamp
    assert stamp is not None
    assert stamp.authority == "CN=Authority"
    members = parse_bundle(data).members
    (authority.directory / "m.json").write_bytes(members[MANIFEST])
    (authority.directory / "t.tsr").write_bytes(members["timestamp.tsr"])
    told = authority.run("ts -verify -in t.tsr -data m.json -CAfile ca.pem")
    assert b"Verification: OK" in told


def test_an_authority_that_fails_leaves_nothing_behind(
    world: World, work: Entry, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "authority").mkdir()
    authority = founded(tmp_path / "authority")
    draft, statement = signed_case(world, capture(work))
    before = everything(world)
    monkeypatch.setenv("MOGAO_TSA_ROOT", str(authority.root))
    with answering(lambda _: b"", 500) as url:
        monkeypatch.setenv("MOGAO_TSA_URL", url)
        answer = finished(world, draft, statement)
    assert (answer.status_code, problem_of(answer)["code"]) == (503, "timestamp_unreachable")
    assert everything(world) == before
    monkeypatch.delenv("MOGAO_TSA_URL")
    assert finished(world, draft, statement).status_code == 200


def test_a_sighting_before_the_registration(world: World, work: Entry) -> None:
    """The register has no answer about the shop for days on which it did not know the work."""
    told = capture(work, shop=did("bob"), seen="2026-01-05T00:00:00Z")
    members = read_draft(drawn_up(world, told).content)
    assert LICENCE in members
    certificate = open_contents(members, world.service.home.verifier).certificate
    assert certificate is not None
    assert certificate.subject.question.start == work.day.isoformat()


# ---- what is refused --------------------------------------------------------------------------


def refused(world: World, answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, problem_of(answer)["code"]) == (status, code)
    assert world.size() == 4


def test_drafts_that_cannot_be(world: World, work: Entry) -> None:
    stranger = capture(work, work="urn:uuid:00000000-0000-4000-8000-000000000001")
    refused(world, drawn_up(world, stranger), 404, "work_unknown")
    stranger = capture(work, collector=did("carol"))
    refused(world, drawn_up(world, stranger), 409, "party_not_registered")
    refused(world, drawn_up(world, b"{}"), 400, "capture_malformed")
    refused(world, drawn_up(world, capture(work), b"text"), 415, "picture_unknown_format")
    other = drawn_up(world, capture(work), picture(2))
    refused(world, other, 400, "evidence_contradicts")
    shop = capture(work, shop=did("bob"))
    refused(world, drawn_up(world, shop, rights="theft"), 400, "term_unknown")


@pytest.mark.parametrize("parts", [{}, {"file": SUSPECT}, {"capture": b"{}"}, {"more": b""}])
def test_forms_that_are_none(world: World, work: Entry, parts: dict[str, bytes]) -> None:
    for path in ("/v1/evidence", "/v1/evidence/finished"):
        files = {name: (name, data) for name, data in parts.items()}
        answer = world.client.post(path, files=files)
        refused(world, answer, 400, "body_malformed")
        answer = world.client.post(path, content=b"{}", headers={"Content-Type": "text/plain"})
        refused(world, answer, 400, "body_malformed")


def test_what_was_not_signed_as_it_has_to_be(world: World, work: Entry) -> None:
    draft, statement = signed_case(world, capture(work))
    members = read_draft(draft)
    unsigned = attached(members, [], utc_now())
    refused(
        world, finished(world, write_container(unsigned), statement), 400, "evidence_member_false"
    )
    other = signed_draft(unsigned, key("bob"), utc_now())
    refused(world, finished(world, write_container(other), statement), 400, "evidence_contradicts")
    by_bob = signed("EvidenceRecord", record_subject(other), [key("bob")], ORIGIN)
    answer = finished(world, write_container(other), by_bob)
    refused(world, answer, 400, "signature_missing")
    wrong = work_statement(picture(3), "alice")
    refused(world, finished(world, draft, wrong), 400, "evidence_contradicts")
    refused(world, finished(world, draft, b"{}"), 400, "field_missing")
    refused(world, finished(world, b"PK", statement), 400, "evidence_container_altered")
    altered = json.loads(statement)
    altered["validFrom"] = "2026-11-01T00:00:00Z"
    forged = json.dumps(altered).encode()
    refused(world, finished(world, draft, forged), 400, "signature_false")


def test_an_authority_is_not_asked_for_what_will_be_refused(
    world: World, work: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its stamps may cost money, and anybody can sign with some key."""
    draft, _ = signed_case(world, capture(work))
    unsigned = attached(read_draft(draft), [], utc_now())
    other = signed_draft(unsigned, key("carol"), utc_now())
    statement = signed("EvidenceRecord", record_subject(other), [key("carol")], ORIGIN)
    monkeypatch.setenv("MOGAO_TSA_URL", "http://127.0.0.1:1/")
    monkeypatch.setenv("MOGAO_TSA_ROOT", "absent.pem")
    answer = finished(world, write_container(other), statement)
    refused(world, answer, 400, "signature_missing")


def test_a_bundle_is_no_draft(world: World, work: Entry) -> None:
    draft, statement = signed_case(world, capture(work))
    whole = finished(world, draft, statement).content
    answer = finished(world, whole, statement)
    assert (answer.status_code, problem_of(answer)["code"]) == (400, "evidence_member_unlisted")
