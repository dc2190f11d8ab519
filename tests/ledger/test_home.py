"""Founding a ledger and finding it again."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.errors import AuditError, KeyFileError, LedgerError, StatementError, StoreError
from ledger.home import Founding, found, open_home
from ledger.keys import read_key, write_key
from ledger.receipt import verify_receipt
from ledger.register.did import did_of
from ledger.register.entry import parse_entry
from ledger.register.kinds.genesis import LedgerGenesis
from ledger.sequencer import utc_now
from ledger.tlog.note import parse_vkey

from .build import ORIGIN, did, key, party, running
from .check_log import check_log

FOUNDING = Founding(ORIGIN)


def genesis_of(directory: Path, url: str | None = None) -> LedgerGenesis:
    home = open_home(directory)
    store = home.open_store(url)
    check_log(store, home.verifier.to_vkey())
    with store.read() as reader:
        leaf = reader.leaf(0)
    store.close()
    assert leaf is not None
    subject = parse_entry(leaf, 0).statement.subject
    assert isinstance(subject, LedgerGenesis)
    return subject


def test_a_founded_ledger_is_found_again(tmp_path: Path) -> None:
    directory = tmp_path / "var" / "ledger"
    receipt = found(directory, FOUNDING)
    home = open_home(directory)
    verified = verify_receipt(receipt, home.verifier)
    assert (receipt.index, verified.checkpoint.size) == (0, 1)
    assert (home.directory, home.origin) == (directory, ORIGIN)
    assert home.signer().verifier == home.verifier
    subject = genesis_of(directory)
    assert subject.origin == ORIGIN
    assert parse_vkey(subject.log_key) == home.verifier
    assert subject.operator == did_of(read_key(home.key_path("operator")))
    officers = [read_key(home.key_path(name)) for name in ("registrar", "registrar-2")]
    assert subject.registrars == [did_of(key) for key in officers]
    assert (subject.policy.notice_days, subject.policy.writers) == (30, "open")
    assert subject.policy.edition == 2
    assert subject.filing == "未备案"
    keys = {subject.operator, *subject.registrars, did_of(read_key(home.key_path("log")))}
    assert len(keys) == 4


def test_what_lies_in_the_directory(tmp_path: Path) -> None:
    found(tmp_path, FOUNDING)
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert names == [
        "keys",
        "keys/log.key",
        "keys/operator.key",
        "keys/registrar-2.key",
        "keys/registrar.key",
        "ledger.db",
        "ledger.toml",
        "log.vkey",
    ]
    for name in ("log", "operator", "registrar", "registrar-2"):
        assert stat.S_IMODE((tmp_path / "keys" / f"{name}.key").stat().st_mode) == 0o600
    config = tomllib.loads((tmp_path / "ledger.toml").read_text("utf-8"))
    assert config == {"origin": ORIGIN, "vkey": open_home(tmp_path).verifier.to_vkey()}
    name = open_home(tmp_path).objects.put(b"picture")
    assert (tmp_path / "objects" / name[:2] / name).read_bytes() == b"picture"


def test_what_the_operator_decides(tmp_path: Path) -> None:
    founding = Founding(ORIGIN, "endorsed", 60, (did(5), did(6)), "京网信备0000号", edition=1)
    receipt = found(tmp_path, founding)
    assert not open_home(tmp_path).key_path("registrar").exists()
    subject = genesis_of(tmp_path)
    assert subject.registrars == [did(5), did(6)]
    assert (subject.policy.notice_days, subject.policy.writers) == (60, "endorsed")
    assert subject.policy.edition == 1
    assert subject.filing == "京网信备0000号"
    assert parse_entry(receipt.leaf, 0).statement.subject == subject


def test_sealed_keys(tmp_path: Path) -> None:
    found(tmp_path, FOUNDING, passphrase="三兔")  # of this test
    home = open_home(tmp_path)
    assert home.signer("三兔").verifier == home.verifier
    with pytest.raises(KeyFileError, match="key_passphrase_needed"):
        home.signer()


@pytest.mark.parametrize("name", ["敦煌 账本", "per%20cent", "what?", "a#b", "a;b&c=d", "x:y@z"])
def test_a_directory_of_any_name(tmp_path: Path, name: str) -> None:
    directory = tmp_path / name
    found(directory, FOUNDING)
    assert (directory / "ledger.db").stat().st_size > 0
    assert genesis_of(directory).origin == ORIGIN
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_another_database(tmp_path: Path, database_url: str) -> None:
    found(tmp_path / "home", FOUNDING, database_url)
    assert not (tmp_path / "home" / "ledger.db").exists()
    assert genesis_of(tmp_path / "home", database_url).origin == ORIGIN


def test_the_home_can_be_written_to(tmp_path: Path) -> None:
    found(tmp_path, FOUNDING)
    home = open_home(tmp_path)
    store = home.open_store()
    with running(store, home.signer(), utc_now) as ledger:
        assert ledger.submit(party(1, time=utc_now())).index == 1
    check_log(store, home.verifier.to_vkey())
    store.close()


# ---- what is refused --------------------------------------------------------------------------


def test_a_directory_without_a_ledger(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "missing"):
        with pytest.raises(StoreError) as refused:
            open_home(directory)
        assert (refused.value.code, refused.value.params) == (
            "store_not_founded",
            {"place": directory},
        )


def test_founding_twice(tmp_path: Path) -> None:
    found(tmp_path, FOUNDING)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(StoreError, match="store_founded_already"):
        found(tmp_path, Founding("other.example/log"))
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_founding_on_another_ledgers_database(tmp_path: Path, database_url: str) -> None:
    found(tmp_path / "one", FOUNDING, database_url)
    # under the same name or another, its checkpoints are not signed with this ledger's key
    for founding in (FOUNDING, Founding("other.example/log")):
        with pytest.raises(AuditError, match="audit_checkpoint_false"):
            found(tmp_path / "two", founding, database_url)
    assert not (tmp_path / "two" / "ledger.toml").exists()
    genesis_of(tmp_path / "one", database_url)


@pytest.mark.parametrize(
    "founding",
    [
        Founding("has/umlaut/ü"),
        Founding("a" * 121),
        Founding(ORIGIN, notice_days=0),
        Founding(ORIGIN, notice_days=366),
        Founding(ORIGIN, filing=""),
        Founding(ORIGIN, filing="two\nlines"),
        Founding(ORIGIN, registrars=["did:key:zNobody"]),  # type: ignore[list-item]  # as from outside
        Founding(ORIGIN, registrars=[did(number) for number in range(65)]),
    ],
)
def test_a_founding_that_cannot_be(tmp_path: Path, founding: Founding) -> None:
    with pytest.raises(StatementError):
        found(tmp_path, founding)
    assert not (tmp_path / "ledger.toml").exists()
    # and the directory can still be used
    found(tmp_path, FOUNDING)
    assert genesis_of(tmp_path).origin == ORIGIN


@pytest.mark.parametrize("origin", ["", "has space", "has+plus", "has\nnewline"])
def test_an_origin_that_no_note_can_hold(tmp_path: Path, origin: str) -> None:
    with pytest.raises(StatementError):
        found(tmp_path, Founding(origin))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"origin = ",
        b"\xff",
        b'origin = "x"',
        b'origin = "x"\nvkey = "y"',
        b"origin = 1\nvkey = 2",
    ],
)
def test_a_damaged_configuration(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.toml").write_bytes(content)
    with pytest.raises(LedgerError):
        open_home(tmp_path)


# ---- cut short --------------------------------------------------------------------------------


def interrupted(
    directory: Path, place: str, monkeypatch: pytest.MonkeyPatch, *, after: bool = False
) -> None:
    """Found a ledger and fail at, or just after, the call of the function at `place`."""
    original: Callable[..., object] | None = None

    def fail(*arguments: object, **options: object) -> None:
        if after and original is not None:
            original(*arguments, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        module, _, name = place.rpartition(".")
        original = getattr(__import__(module, fromlist=[name]), name)
        patch.setattr(place, fail)
        with pytest.raises(KeyboardInterrupt):
            found(directory, FOUNDING)
    assert not (directory / "ledger.toml").exists()
    with pytest.raises(StoreError, match="store_not_founded"):
        open_home(directory)


@pytest.mark.parametrize(
    "place",
    ["ledger.home.write_key", "ledger.home.sign_statement", "ledger.home.open_store"],
)
def test_a_founding_that_was_cut_short_is_taken_up_again(
    tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for after in (False, True):
        interrupted(tmp_path, place, monkeypatch, after=after)
    found(tmp_path, FOUNDING)
    assert genesis_of(tmp_path).origin == ORIGIN


def test_keys_that_are_there_are_kept(tmp_path: Path) -> None:
    for number, name in enumerate(("log", "operator", "registrar", "registrar-2")):
        write_key(tmp_path / "keys" / f"{name}.key", key(number))
    found(tmp_path, FOUNDING)
    assert genesis_of(tmp_path).operator == did(1)
    assert genesis_of(tmp_path).registrars == [did(2), did(3)]


def test_a_founding_cut_short_behind_the_commit_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(tmp_path, "ledger.home._enter", monkeypatch, after=True)
    found(tmp_path, FOUNDING)
    assert genesis_of(tmp_path).origin == ORIGIN
