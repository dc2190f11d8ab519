"""The structural audit of a ledger against the bare hashing that it cannot do without.

The reference hashes the same leaves and all nodes above them from lists in memory: no database, no
tiles, no comparison. Both run in turns in one process and medians are compared.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.audit import audit_store
from ledger.batch import write_batch
from ledger.home import Founding, Home, found, open_home
from ledger.register.canonical import JsonObject, canonical
from ledger.register.did import did_of
from ledger.register.statement import new_statement, parse_statement, sign_statement
from ledger.sequencer import utc_now
from ledger.store import Store
from ledger.submission import Submission

ENTRIES = 100_000
ROUNDS = 5
TARGET = 3.0
_BATCH = 5_000


def main() -> None:
    """Print the medians of both, their ratio, and what the replay of every entry costs."""
    with tempfile.TemporaryDirectory() as folder:
        found(Path(folder), Founding("bench.invalid/fsck"))
        home = open_home(Path(folder))
        with closing(home.open_store()) as store:
            start = time.perf_counter()
            _fill(home, store)
            built = time.perf_counter() - start
            with store.read() as reader:
                leaves = reader.leaves(0, ENTRIES)
            size = sum(map(len, leaves)) / 1e6
            print(f"  {len(leaves):,} entries, {size:.0f} MB of leaves, written in {built:.0f} s")
            _compare(home, store, leaves)
            seconds = _seconds(lambda: audit_store(store, home.verifier))
            print(f"  full replay, once: {seconds:.1f} s, {ENTRIES / seconds:,.0f} entries/s")


def bare(leaves: Sequence[bytes]) -> bytes:
    """Hash all leaves and nodes of the tree, a level after the other, and give the root."""
    hashes = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(hashes) > 1:
        pairs = range(0, len(hashes) - 1, 2)
        above = [sha256(b"\x01" + hashes[i] + hashes[i + 1]).digest() for i in pairs]
        # a last one without a partner moves up
        hashes = above + hashes[2 * len(above) :]
    return hashes[0]


def _compare(home: Home, store: Store, leaves: Sequence[bytes]) -> None:
    def structure() -> None:
        report = audit_store(store, home.verifier, structure_only=True)
        assert report.checkpoint.size == len(leaves)

    with store.read() as reader:
        assert bare(leaves) == reader.head().root
    pairs = [(_seconds(structure), _seconds(lambda: bare(leaves))) for _ in range(ROUNDS)]
    ours, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"  structure {ours * 1000:.0f} ms, bare hashing {floor * 1000:.0f} ms, "
        f"ratio {ours / floor:.2f} (target {TARGET}), medians of {ROUNDS}"
    )


def _fill(home: Home, store: Store) -> None:
    """Write party registrations by distinct keys, in large batches, to exactly `ENTRIES`."""
    signer = home.signer()
    submissions = _parties(home.origin)
    for start in range(1, ENTRIES, _BATCH):
        count = min(_BATCH, ENTRIES - start)
        with store.write() as batch:
            taken = [next(submissions) for _ in range(count)]
            outcomes = write_batch(batch, taken, signer, utc_now())
        assert outcomes == list(range(start, start + count))


def _parties(origin: str) -> Iterator[Submission]:
    time_signed = utc_now()
    while True:
        key = Ed25519PrivateKey.generate()
        subject: JsonObject = {
            "party": did_of(key),
            "kind": "person",
            "displayName": "画师",
            "roles": ["creator"],
        }
        document = new_statement(
            "PartyRegistration", subject, issuer=did_of(key), ledger=origin, time=time_signed
        )
        yield Submission(parse_statement(canonical(sign_statement(document, [key], time_signed))))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
