"""The file that opens a seal: kept once, read strictly, held against picture and owners."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import ApiError
from api.sealing import SealFile, keep_seal, read_seal, verify_opening
from ledger.register.sealing import commitment

from .support import did

SHA256 = "ab" * 32
SALT = "01" * 32
OWNERS = sorted([did("alice"), did("bob")])
SEAL = SealFile(
    seal="urn:uuid:00000000-0000-4000-8000-000000000000",
    commitment=commitment(SHA256, OWNERS, SALT),
    owners=OWNERS,
    salt=SALT,
    reveal_by="2027-01-31",
)


def test_what_is_kept_is_read_back_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "a.seal.json"
    keep_seal(path, SEAL)
    assert read_seal(path) == SEAL
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_bytes()) == {
        "seal": SEAL.seal,
        "commitment": SEAL.commitment,
        "owners": OWNERS,
        "salt": SALT,
        "revealBy": "2027-01-31",
    }


def test_another_seal_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.seal.json"
    path.write_bytes(b"old")
    with pytest.raises(ApiError, match="seal_file_exists"):
        keep_seal(path, SEAL)
    assert path.read_bytes() == b"old"


def test_only_the_sealed_file_of_the_very_owners_opens_it() -> None:
    verify_opening(SEAL, SHA256, OWNERS[::-1])
    for sha256, owners in (
        ("ac" * 32, OWNERS),
        (SHA256, OWNERS[:1]),
        (SHA256, [*OWNERS, did("carol")]),
        (SHA256, []),
    ):
        with pytest.raises(ApiError, match="seal_file_differs"):
            verify_opening(SEAL, sha256, owners)


@pytest.mark.parametrize(
    "changes",
    [
        {"salt": "01"},
        {"salt": SALT.upper().replace("0", "G")},
        {"seal": "1"},
        {"owners": ["alice"]},
        {"owners": OWNERS[0]},
        {"commitment": None},
        {"revealBy": "soon"},
        {"more": 1},
    ],
)
def test_files_with_other_members(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "a.seal.json"
    path.write_text(json.dumps(SEAL.model_dump(by_alias=True) | changes))
    with pytest.raises(ApiError, match="seal_file_malformed"):
        read_seal(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ApiError, match="file_unreadable"):
        read_seal(tmp_path / "none")


@given(st.binary(max_size=200) | st.just(b"[" * 20_000) | st.just(b"{" + b" " * 40_000 + b"}"))
def test_any_bytes_are_a_seal_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("seals") / "a.seal.json"
    path.write_bytes(content)
    with pytest.raises(ApiError, match="seal_file_malformed"):
        read_seal(path)
