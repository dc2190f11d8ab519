"""Statements in; entries, receipts and state out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.number import format_number
from ledger.receipt import parse_receipt
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.tlog_proof import parse_tlog_proof, verify_tlog_proof

from ..conftest import Library
from ..support import (
    ORIGIN,
    REGISTRAR,
    World,
    did,
    founded,
    heritage_statement,
    key,
    party_statement,
    picture,
    problem_of,
    sha256,
    work_statement,
)


def test_the_ledger_says_who_it_is(library: Library) -> None:
    world = library.world
    view = world.client.get("/v1/log").json()
    head = open_checkpoint(world.client.get("/checkpoint").content, world.service.home.verifier)
    genesis = json.loads(world.client.get("/v1/entries/0").content)["statement"]
    assert view == {
        "origin": ORIGIN,
        "vkey": world.service.home.verifier.to_vkey(),
        "context": "https://w3id.org/mogao/v1",
        "size": head.size,
        "root": head.root.hex(),
        "pictures": 8,
        "operator": genesis["issuer"],
        "registrars": [did(REGISTRAR)],
        "policy": {
            "noticeDays": 30,
            "writers": "open",
            "edition": genesis["credentialSubject"]["policy"].get("edition", 1),
        },
        "filing": "未备案",
    }


def test_a_statement_without_a_file_goes_in_as_json(world: World) -> None:
    size = world.size()
    statement = party_statement("carol")
    answer = world.post(statement)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["location"] == f"/v1/entries/{size}"
    entry = world.verified(answer.content)
    assert (entry.index, entry.statement.kind) == (size, "PartyRegistration")
    assert entry.statement.canonical == statement
    receipt = json.loads(answer.content)
    assert receipt.keys() == {
        "entry",
        "format",
        "index",
        "leaf",
        "number",
        "proof",
        "statement",
    }
    assert receipt["number"] == format_number(size)


def test_a_statement_with_a_file_goes_in_as_a_form(world: World) -> None:
    file = picture(1)
    answer = world.post(work_statement(file, "alice"), file)
    assert answer.status_code == 201
    entry = world.verified(answer.content, file)
    facts = entry.registry.file
    assert facts is not None
    assert (facts.sha256, facts.length) == (sha256(file), len(file))
    assert (facts.width, facts.height, facts.media_type) == (160, 120, "image/png")
    assert [text.partition(":")[0] for text in entry.registry.fingerprints or ()] == [
        "phash64_v1",
        "phash256_v1",
        "dhash64_v1",
        "pdq_v1",
    ]
    assert entry.registry.findings is not None
    assert entry.registry.findings.tree_size == entry.index
    assert entry.registry.findings.matches == []


def test_a_form_with_a_statement_alone(world: World) -> None:
    statement = party_statement("carol")
    answer = world.client.post("/v1/statements", files={"statement": ("s.json", statement)})
    assert answer.status_code == 201
    assert world.verified(answer.content).statement.canonical == statement


def test_the_original_and_a_thumbnail_are_kept(world: World) -> None:
    file = picture(1, "JPEG")
    world.post(work_statement(file, "alice"), file)
    with world.service.store.read() as reader:
        ((_, row),) = reader.files(0, 100)
    objects = world.service.home.objects
    assert objects.get(row.sha256) == file
    assert row.thumbnail is not None
    thumbnail = objects.get(row.thumbnail)
    assert thumbnail is not None
    assert thumbnail[:4] == b"RIFF"
    assert thumbnail[8:12] == b"WEBP"


@pytest.mark.parametrize("spelling", ["same bytes", "other spelling", "as a form"])
def test_a_statement_sent_twice_is_entered_once(world: World, spelling: str) -> None:
    file = picture(1)
    statement = work_statement(file, "alice")
    first = world.post(statement, file)
    again = {
        "same bytes": statement,
        "other spelling": json.dumps(json.loads(statement), indent=3).encode(),
        "as a form": statement,
    }[spelling]
    size = world.size()
    world.parties("carol")  # the second receipt is of a larger tree
    second = world.post(again, file)
    assert (first.status_code, second.status_code) == (201, 201)
    assert world.size() == size + 1
    one, two = world.verified(first.content, file), world.verified(second.content, file)
    assert one == two
    assert second.headers["location"] == first.headers["location"]
    assert parse_receipt(second.content).leaf == parse_receipt(first.content).leaf


def test_a_statement_that_was_entered_needs_its_file_no_more(world: World) -> None:
    file = picture(1)
    statement = work_statement(file, "alice")
    first = world.post(statement, file)
    assert world.verified(world.post(statement).content) == world.verified(first.content)


def test_heritage_with_and_without_a_picture(world: World) -> None:
    file = picture(1)
    with_picture = world.post(heritage_statement(file), file)
    without = world.post(heritage_statement())
    assert (with_picture.status_code, without.status_code) == (201, 201)
    assert world.verified(with_picture.content, file).registry.file is not None
    assert world.verified(without.content).registry.file is None


def test_an_entry_byte_for_byte(library: Library) -> None:
    world, entry = library.world, library.entries["derived"]
    answer = world.client.get(f"/v1/entries/{entry.index}")
    with world.service.store.read() as reader:
        assert answer.content == reader.leaf(entry.index)
    assert answer.headers["content-type"] == "application/json"


def test_the_receipt_of_every_entry_verifies(library: Library) -> None:
    world = library.world
    for index in range(world.size()):
        answer = world.client.get(f"/v1/entries/{index}/receipt")
        assert world.verified(answer.content).index == index
        attachment = f"attachment; filename=mogao-{index}.receipt.json"
        assert answer.headers["content-disposition"] == attachment


def test_the_proof_of_every_entry_verifies(library: Library) -> None:
    world = library.world
    for index in range(world.size()):
        answer = world.client.get(f"/v1/entries/{index}/proof")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text.startswith(f"c2sp.org/tlog-proof@v1\nindex {index}\n")
        leaf = world.client.get(f"/v1/entries/{index}").content
        proof = parse_tlog_proof(answer.text)
        head = verify_tlog_proof(proof, leaf, world.service.home.verifier)
        assert head.size == world.size()


@pytest.mark.parametrize("part", ["", "/receipt", "/proof"])
def test_entries_that_are_not_there(library: Library, part: str) -> None:
    world = library.world
    for index in (world.size(), 10**6, 2**53):
        problem = problem_of(world.client.get(f"/v1/entries/{index}{part}"))
        assert (problem["status"], problem["code"]) == (404, "entry_unknown")
    for index in ("-1", "x", "1.5", "1e3", "2e400", str(2**53 + 1), "9" * 5000, "%00", "0x1"):
        problem = problem_of(world.client.get(f"/v1/entries/{index}{part}"))
        assert (problem["status"], problem["code"]) == (400, "request_invalid"), index


def test_an_entry_by_the_id_of_its_statement(library: Library) -> None:
    world = library.world
    for entry in library.entries.values():
        answer = world.client.get(f"/v1/statements/{entry.statement.id}")
        assert answer.headers["content-location"] == f"/v1/entries/{entry.index}"
        assert answer.content == world.client.get(f"/v1/entries/{entry.index}").content


STRANGE = [
    "x",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "%F0%9F%90%87",
    "%ED%A0%80",
    "%FF%FE",
    "..",
    "'; DROP TABLE entries; --",
    "{0}{code}",
    "%25",
    "a" * 10_000,
]


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/v1/statements/{}", "statement_unknown"),
        ("/v1/works/{}", "work_unknown"),
        ("/v1/works/{}/picture", "work_unknown"),
        ("/v1/heritage/{}", "heritage_unknown"),
        ("/v1/heritage/{}/picture", "heritage_unknown"),
        ("/v1/parties/{}", "party_unknown"),
    ],
)
def test_names_of_nothing(library: Library, address: str, code: str, name: str) -> None:
    problem = problem_of(library.world.client.get(address.format(name)))
    # ".." leads to another address
    assert problem["code"] in ({code} if name != ".." else {"path_unknown", code})
    assert problem["status"] == 404
    assert len(problem["en"]) < 400


@pytest.mark.parametrize(
    "address",
    [
        "/v1/statements/urn%00",
        "/v1/works/%00",
        "/v1/heritage/a%00b",
        "/v1/parties/did:key:z%00",
        "/v1/entries/%00",
        "/v1/state?after=party/%00",
        "/tile/0/000%00",
        "/%00",
    ],
)
def test_no_address_holds_nul(library: Library, address: str) -> None:
    problem = problem_of(library.world.client.get(address))
    assert (problem["status"], problem["code"]) == (400, "request_invalid")


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_the_state_page_by_page_is_the_stored_state(library: Library, limit: int) -> None:
    world = library.world
    found, after = [], ""
    while after is not None:
        page = world.client.get("/v1/state", params={"after": after, "limit": limit}).json()
        assert page["size"] == world.size()
        assert len(page["items"]) <= limit
        found += [((item["table"], item["key"]), item["value"]) for item in page["items"]]
        after = page["next"]
    with world.service.store.read() as reader:
        assert found == reader.records_after(None, 10_000)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=1001",
        "limit=x",
        "limit=",
        "limit=" + "9" * 30,
        "after=" + "a" * 301,
    ],
)
def test_state_within_bounds(library: Library, query: str) -> None:
    problem = problem_of(library.world.client.get(f"/v1/state?{query}"))
    assert (problem["status"], problem["code"]) == (400, "request_invalid")


def test_refusals_name_the_rule_the_article_and_the_entry(world: World) -> None:
    file = picture(1)
    first = world.enter(work_statement(file, "alice"), file)
    answer = world.post(work_statement(file, "alice"), file)
    problem = problem_of(answer)
    assert answer.status_code == 409
    assert problem["code"] == "work_registered_already"
    assert problem["entry"] == first.index
    assert "第六条" in problem["article"]
    assert str(first.index) in problem["zh"]
    assert str(first.index) in problem["en"]


def test_refusals_where_only_registrars_admit(tmp_path: Path) -> None:
    with founded(tmp_path / "endorsed", writers="endorsed") as world:
        problem = problem_of(world.post(party_statement("alice")))
        assert (problem["status"], problem["code"]) == (400, "registrar_signature_missing")
        assert world.post(party_statement("alice", REGISTRAR)).status_code == 201


def test_a_key_signs_for_itself(world: World) -> None:
    assert key("alice") is key("alice")
    problem = problem_of(world.post(party_statement("carol", "bob")))
    assert (problem["status"], problem["code"]) == (400, "signer_not_expected")
