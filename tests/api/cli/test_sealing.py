"""``mogao seal``: the time goes on record, the picture stays, and the seal's file reveals it."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.client import LocalClient
from api.errors import ServerError
from api.service import open_service
from ledger.errors import StoreError
from ledger.number import format_number
from ledger.receipt import Receipt
from ledger.register.calendar import local_date
from ledger.register.records import Folio
from ledger.register.records.corrections import Seal
from ledger.register.sealing import commitment
from ledger.register.state import Register
from ledger.sequencer import utc_now

from ..support import did, picture, sha256
from .run import assert_bilingual, misused, mogao, refused, succeed

REVEAL_BY = (local_date(utc_now()) + timedelta(days=100)).isoformat()


def seal(data: Path, *more: str, by: str = REVEAL_BY) -> tuple[Any, ...]:
    words = ("--reveal-by", by, "--key", "alice.key", "--data", data)
    return ("seal", "one.png", *words, *more)


def reveal(data: Path, *more: str, picture: str = "one.png") -> tuple[Any, ...]:
    words = ("--title-zh", "藻井", "--completed", "2026-10-01", "--key", "alice.key")
    return ("register", "work", picture, *words, "--data", data, *more)


def kept(name: str = "one.png.seal.json") -> dict[str, Any]:
    value: dict[str, Any] = json.loads(Path(name).read_bytes())
    return value


def leaves(data: Path) -> bytes:
    """All that the log says, as one text."""
    with open_service(data) as service, service.store.read() as reader:
        return b"".join(reader.leaves(0, reader.head().size))


def size_of(data: Path) -> int:
    return int(succeed("fsck", "--data", data, "--json").json["size"])


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes | None]:
    """The files that were sent to the ledger, in order."""
    files: list[bytes | None] = []
    register = LocalClient.register

    def spy(self: LocalClient, statement: bytes, file: bytes | None = None) -> Receipt:
        files.append(file)
        return register(self, statement, file)

    monkeypatch.setattr(LocalClient, "register", spy)
    return files


def test_C2_a_seal_tells_nothing_of_the_picture(data: Path, sent: list[bytes | None]) -> None:
    told = succeed(*seal(data, "--json")).json
    assert sent == [None]
    assert not [path for path in (data / "objects").rglob("*") if path.is_file()]
    log = leaves(data)
    assert sha256(picture(1)).encode() not in log
    assert told["salt"].encode() not in log
    assert told["commitment"].encode() in log
    assert told["commitment"] == commitment(sha256(picture(1)), [did("alice")], told["salt"])
    # what is printed is what is kept, for nobody else to read
    assert {name: told[name] for name in kept()} == kept()
    assert kept()["owners"] == [did("alice")]
    assert kept()["revealBy"] == REVEAL_BY
    assert stat.S_IMODE(Path("one.png.seal.json").stat().st_mode) == 0o600
    assert (told["index"], told["number"]) == (3, format_number(3))
    assert (told["file"], told["receipt"]) == ("one.png.seal.json", "one.png.seal.receipt.json")


def test_people_are_told_what_to_keep(data: Path, vkey: str) -> None:
    out = succeed(*seal(data)).out
    assert_bilingual(out)
    for part in (kept()["salt"], kept()["seal"], format_number(3), "one.png.seal.json"):
        assert part in out
    succeed("verify", "one.png.seal.receipt.json", "--vkey", vkey)


def test_the_seals_file_reveals_the_work_with_the_seals_priority(data: Path) -> None:
    succeed(*seal(data))
    rival = ("register", "work", "one.png", "--title-zh", "抢先", "--key", "bob.key")
    succeed(*rival, "--data", data, "--out", "bob.json")
    told = succeed(*reveal(data, "--seal-file", "one.png.seal.json", "--json")).json
    assert told["index"] == 5
    with open_service(data) as service, service.store.read() as reader:
        register = Register(lambda key: reader.records([key])[key])
        folio = register.get(Folio, told["id"])
        record = register.get(Seal, kept()["seal"])
    assert folio is not None
    assert record is not None
    assert (folio.registered, folio.filed, record.work) == (3, 5, told["id"])
    again = ("--seal-file", "one.png.seal.json", "--owner", f"{did('alice')}=1/1")
    refused("step_not_open", *reveal(data, *again))


def test_the_salt_may_be_given_by_hand(data: Path) -> None:
    told = succeed(*seal(data, "--json")).json
    wrong = ("--seal", told["seal"], "--salt", "00" * 32)
    refused("seal_does_not_match", *reveal(data, *wrong))
    assert (
        succeed(*reveal(data, "--seal", told["seal"], "--salt", told["salt"], "--json")).json[
            "index"
        ]
        == 4
    )


def test_several_owners(data: Path, sent: list[bytes | None]) -> None:
    names = ("alice", "bob")
    succeed(*seal(data, *(word for name in names for word in ("--owner", did(name)))))
    assert kept()["owners"] == sorted(did(name) for name in names)
    del sent[:]
    # with the owners of the seal, or the picture stays where it is
    refused("seal_file_differs", *reveal(data, "--seal-file", "one.png.seal.json"))
    assert sent == []
    shares = [word for name in names for word in ("--owner", f"{did(name)}=1/2")]
    both = ("--seal-file", "one.png.seal.json", "--key", "bob.key", *shares)
    succeed(*reveal(data, *both))
    assert sent == [picture(1)]


def test_another_picture_is_not_sent(data: Path, sent: list[bytes | None]) -> None:
    succeed(*seal(data))
    del sent[:]
    wrong = ("--seal-file", "one.png.seal.json")
    refused("seal_file_differs", *reveal(data, *wrong, picture="two.png"))
    Path("bad.json").write_text("{}")
    refused("seal_file_malformed", *reveal(data, "--seal-file", "bad.json"))
    assert sent == []


def test_a_seal_is_not_overwritten(data: Path) -> None:
    succeed(*seal(data))
    before = kept()
    refused("seal_file_exists", *seal(data))
    assert kept() == before
    assert size_of(data) == 4


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--reveal-by", "soon"), "field_invalid"),
        (("--reveal-by", "2020-01-01"), "seal_window_wrong"),
        (("--reveal-by", "2999-01-01"), "seal_window_wrong"),
        (("--owner", "alice"), "did_malformed"),
        (("--key", "carol.key"), "party_not_registered"),
        (("--out", "none/receipt.json"), "path_unusable"),
    ],
)
def test_a_seal_that_is_refused_leaves_no_file(
    data: Path, more: tuple[str, ...], code: str
) -> None:
    refused(code, *seal(data, *more))
    assert not list(data.parent.glob("*.seal.*"))
    assert size_of(data) == 3


def test_what_could_not_be_registered_is_not_sealed(data: Path, place: Path) -> None:
    (place / "one.png").write_text("no picture")
    refused("picture_unknown_format", *seal(data))
    (place / "one.png").unlink()
    refused("file_unreadable", *seal(data))
    misused("seal", "one.png", "--key", "alice.key", "--data", data)


@pytest.mark.parametrize(
    "error",
    [
        ServerError("server_unreachable", url="x", detail="y"),
        StoreError("store_unavailable", detail="x"),
    ],
    ids=["server", "store"],
)
def test_a_seal_that_may_have_been_entered_keeps_its_file(
    data: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    register = LocalClient.register

    def fail(self: LocalClient, statement: bytes, file: bytes | None = None) -> Receipt:
        register(self, statement, file)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(LocalClient, "register", fail)
        assert mogao(*seal(data)).code == 1
    succeed(*reveal(data, "--seal-file", "one.png.seal.json"))
