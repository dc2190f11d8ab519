"""``mogao fsck`` on a ledger in a directory: whole, and tampered with in every way."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from api.service import open_service
from ledger.home import open_home
from ledger.register.did import did_of
from ledger.register.statement import sign_statement
from ledger.sequencer import utc_now

from ..support import (
    REGISTRAR,
    did,
    found_ledger,
    heritage_statement,
    key,
    party_statement,
    picture,
    work_statement,
)
from . import tampering
from .run import assert_bilingual, misused, mogao, refused, succeed
from .tampering import entries, query, rewrite, sql

SIZE = 7


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Founding, two parties, heritage with its picture, three works; beside it, two receipts."""
    place = tmp_path_factory.mktemp("whole")
    found_ledger(place / "ledger")
    with open_service(place / "ledger") as service:
        for name in ("alice", "bob"):
            service.register(party_statement(name))
        service.register(heritage_statement(picture(1)), picture(1))
        service.register(work_statement(picture(2), "alice"), picture(2))
        (place / "old.json").write_bytes(service.receipt(4).to_json())
        service.register(work_statement(picture(2), "bob"), picture(2))
        service.register(work_statement(picture(3), "alice", "bob"), picture(3))
        (place / "new.json").write_bytes(service.receipt(6).to_json())
    return place / "ledger"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return tampering.copy(whole, tmp_path / "copy")


def against(whole: Path, *names: str) -> list[str | Path]:
    return [part for name in names for part in ("--against", whole.with_name(name))]


def test_a_whole_ledger_passes(whole: Path) -> None:
    told = succeed("fsck", "--data", whole, *against(whole, "old.json", "new.json"))
    assert_bilingual(told.out)
    assert told.out.count("✓") == 3
    value = succeed("fsck", "--data", whole, "--json").json
    home = open_home(whole)
    root = query(whole, "SELECT root FROM head")[0][0]
    assert value == {
        "ok": True,
        "origin": home.origin,
        "size": SIZE,
        "root": root.hex(),
        "tiles": 1,
        "records": len(query(whole, "SELECT * FROM records")),
    }
    structure = succeed("fsck", "--data", whole, "--structure", "--json").json
    assert structure == value | {"records": None}
    vkey = home.verifier.to_vkey()
    assert succeed("fsck", "--data", whole, "--vkey", vkey, "--json").json == value


def test_a_copy_and_a_history_written_again_pass(copy: Path, whole: Path) -> None:
    succeed("fsck", "--data", copy, *against(whole, "old.json", "new.json"))
    rewrite(copy, entries(copy))
    succeed("fsck", "--data", copy, *against(whole, "old.json", "new.json"))


# ---- the disk ---------------------------------------------------------------------------------


def flip(data: bytes, place: int = 10) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def alter_leaf(copy: Path) -> None:
    (leaf,) = query(copy, 'SELECT leaf FROM entries WHERE "index" = 4')[0]
    forged = leaf.replace("藻井".encode(), "赝品".encode())
    assert forged != leaf
    sql(copy, 'UPDATE entries SET leaf = ? WHERE "index" = 4', forged)


def alter_tile(copy: Path) -> None:
    (row,) = query(copy, "SELECT hashes FROM tiles")[0]
    sql(copy, "UPDATE tiles SET hashes = ?", flip(row))


def grow_tile(copy: Path) -> None:
    (row,) = query(copy, "SELECT hashes FROM tiles")[0]
    sql(copy, "UPDATE tiles SET hashes = ?", row + bytes(32))


def alter_checkpoint(copy: Path) -> None:
    (note,) = query(copy, "SELECT checkpoint FROM head")[0]
    sql(copy, "UPDATE head SET checkpoint = ?", flip(note, len(note) - 10))


def older_checkpoint(copy: Path) -> None:
    receipt = json.loads((copy.with_name("old.json")).read_bytes())
    proof = receipt["proof"]
    note = proof[proof.index("log.example/") :]
    sql(copy, "UPDATE head SET checkpoint = ?", note.encode())


def swap_leaves(copy: Path) -> None:
    (one,), (two,) = query(copy, 'SELECT leaf FROM entries WHERE "index" IN (4, 6)')
    sql(copy, 'UPDATE entries SET leaf = ? WHERE "index" = 4', two)
    sql(copy, 'UPDATE entries SET leaf = ? WHERE "index" = 6', one)


def swap_rows(copy: Path) -> None:
    for old, new in ((4, 104), (5, 4), (104, 5)):
        sql(copy, 'UPDATE entries SET "index" = ? WHERE "index" = ?', new, old)
        sql(copy, 'UPDATE files SET "index" = ? WHERE "index" = ?', new, old)


def alter_record(copy: Path) -> None:
    sql(copy, "UPDATE records SET value = replace(value, '1/2', '1/3') WHERE name LIKE 'work/%'")


def of(statement: str, *values: object) -> Callable[[Path], None]:
    return lambda copy: sql(copy, statement, *values)


def original(copy: Path) -> Path:
    (sha256,) = query(copy, 'SELECT sha256 FROM files WHERE "index" = 4')[0]
    return open_home(copy).objects.path(sha256)


FINGERPRINTS = 'UPDATE files SET fingerprints = ? WHERE "index" = 4'
DISK: dict[str, tuple[Callable[[Path], object], str, int | None]] = {
    "leaf": (alter_leaf, "audit_entry_false", 4),
    "leaf cut": (
        of('UPDATE entries SET leaf = substr(leaf, 1, 100) WHERE "index" = 4'),
        "audit_entry_false",
        4,
    ),
    "leaf emptied": (
        of("UPDATE entries SET leaf = x'' WHERE \"index\" = 4"),
        "audit_entry_false",
        4,
    ),
    "tile": (alter_tile, "audit_tile_differs", None),
    "tile cut": (of("UPDATE tiles SET hashes = substr(hashes, 1, 32)"), "audit_tile_differs", None),
    "tile removed": (of("DELETE FROM tiles"), "audit_tile_differs", None),
    "tile grown": (grow_tile, "audit_tile_extra", None),
    "tile added": (of("INSERT INTO tiles VALUES (1, 0, zeroblob(32))"), "audit_tile_extra", None),
    "checkpoint": (alter_checkpoint, "audit_checkpoint_false", None),
    "checkpoint emptied": (of("UPDATE head SET checkpoint = x''"), "audit_checkpoint_false", None),
    "last entry deleted": (of('DELETE FROM entries WHERE "index" = 6'), "audit_entry_missing", 6),
    "an entry deleted": (of('DELETE FROM entries WHERE "index" = 3'), "audit_entry_missing", 3),
    "entry 0 deleted": (of('DELETE FROM entries WHERE "index" = 0'), "audit_entry_missing", 0),
    "an entry added": (
        of(
            "INSERT INTO entries SELECT 7, 'urn:uuid:x', digest, kind, leaf, title, category,"
            " owners, time FROM entries"
            ' WHERE "index" = 6'
        ),
        "audit_entry_extra",
        7,
    ),
    "leaves swapped": (swap_leaves, "audit_previous_differs", 4),
    "rows swapped": (swap_rows, "audit_previous_differs", 4),
    "record": (alter_record, "audit_record_differs", None),
    "record removed": (
        of("DELETE FROM records WHERE name LIKE 'party/%'"),
        "audit_record_differs",
        None,
    ),
    "record added": (
        of("INSERT INTO records VALUES ('party/did:key:zX', '{}')"),
        "audit_record_differs",
        None,
    ),
    "column id": (
        of("UPDATE entries SET statement_id = 'urn:uuid:x' WHERE \"index\" = 4"),
        "audit_index_differs",
        4,
    ),
    "column digest": (
        of('UPDATE entries SET digest = zeroblob(32) WHERE "index" = 4'),
        "audit_index_differs",
        4,
    ),
    "column kind": (
        of("UPDATE entries SET kind = 'HeritageSource' WHERE \"index\" = 4"),
        "audit_index_differs",
        4,
    ),
    "column sha256": (
        of('UPDATE files SET sha256 = ? WHERE "index" = 4', "0" * 64),
        "audit_index_differs",
        4,
    ),
    "column media type": (
        of("UPDATE files SET media_type = 'image/gif' WHERE \"index\" = 4"),
        "audit_index_differs",
        4,
    ),
    "column fingerprints": (
        of(FINGERPRINTS, '["phash64_v1:0000000000000000"]'),
        "audit_index_differs",
        4,
    ),
    "file forgotten": (of('DELETE FROM files WHERE "index" = 4'), "audit_index_differs", 4),
    "file made up": (
        of(
            "INSERT INTO files SELECT 1, sha256, media_type, thumbnail, fingerprints FROM files"
            ' WHERE "index" = 4'
        ),
        "audit_index_differs",
        1,
    ),
    "object damaged": (
        lambda copy: original(copy).write_bytes(flip(original(copy).read_bytes())),
        "audit_object_differs",
        4,
    ),
    "object cut": (
        lambda copy: original(copy).write_bytes(original(copy).read_bytes()[:-1]),
        "audit_object_differs",
        4,
    ),
    "object missing": (lambda copy: original(copy).unlink(), "audit_object_missing", 4),
}


@pytest.mark.parametrize("name", DISK)
def test_what_was_done_to_the_disk_is_found_and_named(copy: Path, name: str) -> None:
    tamper, code, entry = DISK[name]
    tamper(copy)
    problem = refused(code, "fsck", "--data", copy)
    assert problem["entry"] == entry


def test_a_checkpoint_of_before(copy: Path, whole: Path) -> None:
    (copy.with_name("old.json")).write_bytes(whole.with_name("old.json").read_bytes())
    older_checkpoint(copy)
    refused("audit_record_differs", "fsck", "--data", copy)
    assert refused("audit_entry_extra", "fsck", "--data", copy, "--structure")["entry"] == 5


@pytest.mark.parametrize(
    "name", ["leaf", "tile", "tile removed", "tile added", "last entry deleted"]
)
def test_the_structure_alone_shows_it_too(copy: Path, name: str) -> None:
    tamper, code, _ = DISK[name]
    tamper(copy)
    expected = "audit_tile_differs" if name == "leaf" else code
    refused(expected, "fsck", "--data", copy, "--structure")


def test_a_database_put_in_place_of_another(copy: Path, tmp_path: Path) -> None:
    found_ledger(tmp_path / "other")
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
        (copy / name).unlink(missing_ok=True)
    (tmp_path / "other" / "ledger.db").rename(copy / "ledger.db")
    refused("audit_checkpoint_false", "fsck", "--data", copy)
    (copy / "ledger.db").unlink()
    refused("audit_checkpoint_false", "fsck", "--data", copy)


# ---- the operator, who has the key of the log -------------------------------------------------


def test_removing_the_end_shows_only_against_a_receipt(copy: Path, whole: Path) -> None:
    rewrite(copy, entries(copy)[:5])
    succeed("fsck", "--data", copy)
    succeed("fsck", "--data", copy, *against(whole, "old.json"))
    problem = refused("audit_shrunk", "fsck", "--data", copy, *against(whole, "new.json"))
    assert "5" in problem["en"]
    assert "7" in problem["en"]


def test_leaving_out_an_entry_shows_against_a_receipt(copy: Path, whole: Path) -> None:
    kept = entries(copy)
    del kept[4]
    # the ruling of bob's claim spoke of the one that is gone
    del kept[4]["registry"]["ruling"]
    rewrite(copy, kept)
    succeed("fsck", "--data", copy)
    for name in ("old.json", "new.json"):
        code = "audit_shrunk" if name == "new.json" else "audit_root_differs"
        refused(code, "fsck", "--data", copy, *against(whole, name))


def test_putting_an_entry_before_another_shows_against_a_receipt(copy: Path, whole: Path) -> None:
    moved = entries(copy)
    first, second = moved[4]["registry"], moved[5]["registry"]
    moved[4]["registry"], moved[5]["registry"] = second, first
    moved[4], moved[5] = moved[5], moved[4]
    rewrite(copy, moved)
    # the findings are those of the other place, and no rule replays a search
    succeed("fsck", "--data", copy)
    refused("audit_root_differs", "fsck", "--data", copy, *against(whole, "new.json"))


def test_backdating_shows_by_itself_where_time_goes_back(copy: Path) -> None:
    dated = entries(copy)
    dated[5]["registry"]["time"] = "2020-01-01T00:00:00Z"
    rewrite(copy, dated)
    assert refused("audit_time_goes_back", "fsck", "--data", copy)["entry"] == 5


def test_backdating_all_that_came_before_too(copy: Path, whole: Path) -> None:
    dated = entries(copy)
    for number, document in enumerate(dated):
        document["registry"]["time"] = f"2020-01-01T00:00:0{number}Z"
    rewrite(copy, dated)
    # the signers' own times lie in the future of such a ledger
    refused("audit_entry_false", "fsck", "--data", copy)
    refused(
        "audit_root_differs", "fsck", "--data", copy, "--structure", *against(whole, "old.json")
    )


def test_an_entry_that_was_entered_twice(copy: Path) -> None:
    repeated = entries(copy)
    rewrite(copy, repeated)
    repeated[6] = json.loads(json.dumps(repeated[5]))
    with pytest.raises(Exception, match="UNIQUE"):
        rewrite(copy, repeated)


@pytest.mark.parametrize(
    ("place", "change", "code"),
    [
        (5, lambda r: r.pop("ruling"), "audit_ruling_differs"),
        (5, lambda r: r.update(ruling={"competing": [3]}), "audit_ruling_differs"),
        (4, lambda r: r.update(ruling={"competing": [3]}), "audit_ruling_differs"),
        (4, lambda r: r["file"].update(mediaType="image/gif"), "audit_entry_false"),
    ],
)
def test_a_ruling_that_the_rules_do_not_give(
    copy: Path, place: int, change: Callable[[dict[str, object]], object], code: str
) -> None:
    documents = entries(copy)
    change(documents[place]["registry"])
    rewrite(copy, documents)
    assert refused(code, "fsck", "--data", copy)["entry"] == place


def test_a_statement_that_the_operator_made_up(copy: Path) -> None:
    documents = entries(copy)
    statement = documents[6]["statement"]
    statement["credentialSubject"]["owners"] = [{"party": did("bob"), "share": "1/1"}]
    rewrite(copy, documents)
    assert refused("audit_entry_false", "fsck", "--data", copy)["entry"] == 6


def test_a_statement_signed_by_who_may_not(copy: Path) -> None:
    documents = entries(copy)
    bare = {name: value for name, value in documents[3]["statement"].items() if name != "proof"}
    bare |= {"issuer": did_of(key("alice")), "id": f"urn:uuid:{uuid.uuid4()}"}
    documents[3]["statement"] = sign_statement(bare, [key("alice")], utc_now())
    rewrite(copy, documents)
    assert refused("audit_entry_false", "fsck", "--data", copy)["entry"] == 3
    assert did(REGISTRAR) not in json.dumps(documents[3])


# ---- misuse -----------------------------------------------------------------------------------


def test_receipts_to_compare_with(whole: Path, tmp_path: Path) -> None:
    refused("file_unreadable", "fsck", "--data", whole, "--against", tmp_path / "none.json")
    refused("file_unreadable", "fsck", "--data", whole, "--against", tmp_path)
    (tmp_path / "bad.json").write_text("{}")
    refused("receipt_malformed", "fsck", "--data", whole, "--against", tmp_path / "bad.json")
    forged = whole.with_name("old.json").read_text("utf-8").replace("藻井", "赝品")
    (tmp_path / "forged.json").write_text(forged, "utf-8")
    refused("receipt_contradicts", "fsck", "--data", whole, "--against", tmp_path / "forged.json")


def test_keys_to_compare_with(whole: Path, tmp_path: Path) -> None:
    refused("file_unreadable", "fsck", "--data", whole, "--vkey", "abc")
    refused("receipt_vkey_malformed", "fsck", "--data", whole, "--vkey", "a+b+c")
    found_ledger(tmp_path / "other")
    other = open_home(tmp_path / "other").verifier.to_vkey()
    refused("audit_checkpoint_false", "fsck", "--data", whole, "--vkey", other)
    misused("fsck", "--url", "http://127.0.0.1:1")
    assert mogao("fsck", "--url", "http://127.0.0.1:1").code == 2
