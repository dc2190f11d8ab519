"""``mogao fsck`` on a database that holds what the program never wrote: types, ranges, columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.service import open_service
from ledger.home import open_home

from .. import support
from . import tampering
from .run import refused
from .tampering import query, sql

STRANGE: dict[str, str] = {
    "UPDATE entries SET leaf = 'text' WHERE \"index\" = 3": "audit_store_malformed",
    'UPDATE entries SET leaf = 5 WHERE "index" = 3': "audit_store_malformed",
    "UPDATE tiles SET hashes = 7": "audit_store_malformed",
    "UPDATE head SET checkpoint = 'text'": "audit_store_malformed",
    "UPDATE head SET checkpoint = 7": "audit_store_malformed",
    "UPDATE head SET size = 'abc'": "audit_head_differs",
    "UPDATE head SET size = 2": "audit_head_differs",
    "UPDATE head SET size = 9": "audit_head_differs",
    "UPDATE head SET root = x'00'": "audit_head_differs",
    "UPDATE head SET leaf = x'00'": "audit_head_differs",
    "UPDATE head SET time = '2999-01-01T00:00:00Z'": "audit_head_differs",
    "UPDATE files SET fingerprints = 'junk'": "audit_store_malformed",
    "UPDATE files SET fingerprints = '5'": "audit_store_malformed",
    "UPDATE files SET fingerprints = x'ff'": "audit_store_malformed",
    "UPDATE files SET thumbnail = '../../passwd'": "audit_store_malformed",
    f"UPDATE files SET thumbnail = '{'0' * 64}'": "audit_object_missing",
    "UPDATE records SET name = x'ff' WHERE name LIKE 'constitution%'": "audit_store_malformed",
    "INSERT INTO tiles VALUES (99, 0, zeroblob(32))": "audit_tile_extra",
    "INSERT INTO tiles VALUES (-1, 0, zeroblob(32))": "audit_tile_extra",
    "INSERT INTO tiles VALUES (0, -5, zeroblob(32))": "audit_tile_extra",
    "INSERT INTO tiles VALUES (0, 1, x'')": "audit_tile_extra",
    "INSERT INTO files VALUES (99, 'x', 'image/png', NULL, '[]')": "audit_entry_extra",
    "INSERT INTO files VALUES (-9, 'x', 'image/png', NULL, '[]')": "audit_entry_extra",
    "INSERT INTO entries SELECT 99, 'urn:uuid:x', digest, kind, leaf, title, category, owners,"
    " time FROM entries"
    ' WHERE "index" = 3': "audit_entry_extra",
    "INSERT INTO entries SELECT -1, 'urn:uuid:x', digest, kind, leaf, title, category, owners,"
    " time FROM entries"
    ' WHERE "index" = 3': "audit_entry_extra",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("whole") / "ledger"
    support.found_ledger(directory)
    with open_service(directory) as service:
        for name in ("alice", "bob"):
            service.register(support.party_statement(name))
        file = support.picture(1)
        service.register(support.work_statement(file, "alice"), file)
    return directory


@pytest.mark.parametrize("statement", STRANGE)
def test_what_no_program_of_ours_wrote_is_found(
    whole: Path, tmp_path: Path, statement: str
) -> None:
    copy = tampering.copy(whole, tmp_path / "copy")
    sql(copy, statement)
    refused(STRANGE[statement], "fsck", "--data", copy)


def test_thumbnails_are_read_too(whole: Path, tmp_path: Path) -> None:
    copy = tampering.copy(whole, tmp_path / "copy")
    (name,) = query(copy, "SELECT thumbnail FROM files")[0]
    path = open_home(copy).objects.path(name)
    path.write_bytes(path.read_bytes() + b"x")
    refused("audit_object_differs", "fsck", "--data", copy)
    path.unlink()
    refused("audit_object_missing", "fsck", "--data", copy)
