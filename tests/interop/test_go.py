"""A log made by ``mogao serve``, read by Go's own log library, `golang.org/x/mod/sumdb`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ledger.tlog.merkle import leaf_hash

from ..ledger.build import log_signer
from .conftest import BEFORE, SIZE, ServedLog, TamperedLog, flip

HERE = Path(__file__).parent
#: Where Debian's golang-golang-x-mod-dev puts the library; a GOPATH of the reader's own goes first.
_PATHS = [*os.environ.get("GOPATH", "").split(os.pathsep), "/usr/share/gocode"]
_INDEXES = (0, 1, 255, 256, 489, 511, 512, 530)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def readlog(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Build the reader; give what runs it on an address, a key and files of older checkpoints."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("there is no Go compiler here (Debian: golang-go)")
    library = Path("src", "golang.org", "x", "mod", "sumdb", "tlog")
    gopath = next((path for path in _PATHS if path and Path(path, library).is_dir()), None)
    if gopath is None:
        pytest.skip("golang.org/x/mod is not here (Debian: golang-golang-x-mod-dev)")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": gopath,
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOPROXY": "off",
    }
    binary = folder / "readlog"
    build = [go, "build", "-o", str(binary), str(HERE / "readlog" / "main.go")]
    done = subprocess.run(build, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return partial(_run, binary)


def _run(
    binary: Path, url: str, vkey: str, *old: Path, indexes: tuple[int, ...] = _INDEXES
) -> subprocess.CompletedProcess[str]:
    proofs = ",".join(map(str, indexes))
    command = [str(binary), "-proofs", proofs, url, vkey, *map(str, old)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _root(checkpoint: bytes) -> str:
    return checkpoint.decode().splitlines()[2]


def test_all_of_a_served_log_verifies(readlog: Run, served_log: ServedLog) -> None:
    done = readlog(served_log.url, served_log.vkey, *served_log.checkpoints.values())
    store = served_log.home.open_store()
    with store.read() as reader:
        root = _root(reader.head().checkpoint)
    store.close()
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        f"checkpoint log.example/dunhuang {SIZE}",
        f"root {root}",
        f"entries {SIZE}",
        "tiles 4",
        *[f"proof {index} in {SIZE}" for index in _INDEXES],
        "continues 1",
        "continues 256",
        f"continues {BEFORE}",
    ]
    assert done.returncode == 0


def test_an_untampered_copy_verifies(
    readlog: Run, served_log: ServedLog, tampered_log: TamperedLog
) -> None:
    done = readlog(tampered_log.url, served_log.vkey, *served_log.checkpoints.values())
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("column", "place", "position", "refusal"),
    [
        ("entries.leaf", '"index" = 300', 40, "entry 300 is not the tree's"),
        ("entries.leaf", '"index" = 530', -1, "entry 530 is not the tree's"),
        ("tiles.hashes", 'level = 0 AND "index" = 1', 3200, "entry 356 is not the tree's"),
        ("tiles.hashes", 'level = 0 AND "index" = 2', 0, "downloaded inconsistent tile"),
        ("tiles.hashes", 'level = 1 AND "index" = 0', 63, "downloaded inconsistent tile"),
    ],
)
def test_a_flipped_bit_is_refused(
    readlog: Run,
    served_log: ServedLog,
    tampered_log: TamperedLog,
    column: str,
    place: str,
    position: int,
    refusal: str,
) -> None:
    with tampered_log.changed(column, place, flip(position)):
        done = readlog(tampered_log.url, served_log.vkey)
    assert (done.returncode, done.stderr) == (1, f"readlog: {refusal}\n")


def test_an_entry_replaced_together_with_its_leaf_hash_is_refused(
    readlog: Run, served_log: ServedLog, tampered_log: TamperedLog
) -> None:
    leaf = tampered_log.value("entries.leaf", '"index" = 300')
    forged = leaf.replace("画师300".encode(), "画师301".encode())

    def rehash(tile: bytes) -> bytes:
        return tile.replace(leaf_hash(leaf), leaf_hash(forged))

    with (
        tampered_log.changed("entries.leaf", '"index" = 300', lambda _: forged),
        tampered_log.changed("tiles.hashes", 'level = 0 AND "index" = 1', rehash),
    ):
        done = readlog(tampered_log.url, served_log.vkey)
    assert (done.returncode, done.stderr) == (1, "readlog: the entries have another root\n")


def test_a_checkpoint_altered_after_signing_is_refused(
    readlog: Run, served_log: ServedLog, tampered_log: TamperedLog
) -> None:
    def smaller(note: bytes) -> bytes:
        return note.replace(b"\n531\n", b"\n530\n")

    with tampered_log.changed("head.checkpoint", "id = 1", smaller):
        done = readlog(tampered_log.url, served_log.vkey)
    assert done.returncode == 1
    key_id = served_log.vkey.split("+")[1]
    assert done.stderr == f"readlog: invalid signature for key log.example/dunhuang+{key_id}\n"


def test_another_key_is_refused(readlog: Run, served_log: ServedLog) -> None:
    done = readlog(served_log.url, log_signer().verifier.to_vkey())
    assert (done.returncode, done.stderr) == (1, "readlog: note has no verifiable signatures\n")


def test_history_written_anew_under_the_same_key_is_refused_by_an_old_checkpoint(
    readlog: Run, served_log: ServedLog, tampered_log: TamperedLog
) -> None:
    old = served_log.checkpoints
    with tampered_log.replaced(served_log.fork):
        alone = readlog(tampered_log.url, served_log.vkey, old[256])
        compared = readlog(tampered_log.url, served_log.vkey, old[256], old[BEFORE])
    assert (alone.returncode, alone.stdout.splitlines()[-1]) == (0, "continues 256")
    assert compared.returncode == 1
    assert compared.stdout.splitlines()[-1] == "continues 256"
    assert compared.stderr == "readlog: invalid transparency proof\n"
