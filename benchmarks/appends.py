"""Appends per second on SQLite: one writer, and thirty-two that share commits.

Statements are made and signed beforehand; reading and verifying each is inside the time, as it is
in a server. Rounds of both are interleaved on one ledger, on the disk that holds this checkout. A
commit waits for that disk, so its speed is printed too: the slower it is, the more sharing gains.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from ledger.home import Founding, found, open_home
from ledger.keys import generate_key
from ledger.register.canonical import canonical
from ledger.register.did import did_of
from ledger.register.statement import (
    new_statement,
    parse_statement,
    sign_statement,
    verify_statement,
)
from ledger.sequencer import Sequencer, utc_now
from ledger.submission import Submission

ORIGIN = "bench.example/appends"
WRITERS = 32
ROUNDS = 5
ALONE = 200
EACH = 60
#: Appends at thirty-two writers to those of one: what is asked for.
TARGET = 8.0


def main() -> None:
    """Print the medians of all rounds and their ratio."""
    place = Path(__file__).resolve().parents[1] / "var"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=place) as directory:
        found(Path(directory), Founding(ORIGIN))
        home = open_home(Path(directory))
        store = home.open_store()
        sequencer = Sequencer(store, home.signer())
        append_all(sequencer, 1, make_statements(64))
        rates: dict[int, list[float]] = {1: [], WRITERS: []}
        for _ in range(ROUNDS):
            for writers, count in ((1, ALONE), (WRITERS, WRITERS * EACH)):
                statements = make_statements(count)
                rates[writers].append(count / append_all(sequencer, writers, statements))
        sequencer.close()
        store.close()
        sync = median(time_sync(Path(directory)) for _ in range(100))
    print(f"a synced write of 4 KiB: {sync * 1e3:.2f} ms")
    for writers, measured in rates.items():
        spread = f"{min(measured):.0f} to {max(measured):.0f}"
        print(f"{writers:2} writers: {median(measured):6.0f} appends/s  ({spread})")
    ratio = median(rates[WRITERS]) / median(rates[1])
    print(f"ratio {ratio:.1f}, target at least {TARGET:.0f}")


def make_statements(count: int) -> list[bytes]:
    """Give signed statements of `count` new parties, as they would arrive."""
    statements = []
    for _ in range(count):
        key, now = generate_key(), utc_now()
        did = did_of(key)
        document = new_statement(
            "PartyRegistration",
            {"party": did, "kind": "person", "displayName": "画师", "roles": ["creator"]},
            issuer=did,
            ledger=ORIGIN,
            time=now,
        )
        statements.append(canonical(sign_statement(document, [key], now)))
    return statements


def append_all(sequencer: Sequencer, writers: int, statements: Sequence[bytes]) -> float:
    """Append from as many threads as there are `writers`; seconds from start to last receipt."""
    barrier = threading.Barrier(writers + 1)

    def write(mine: Sequence[bytes]) -> None:
        barrier.wait()
        for data in mine:
            statement = parse_statement(data)
            verify_statement(statement)
            sequencer.submit(Submission(statement))

    threads = [
        threading.Thread(target=write, args=(statements[number::writers],))
        for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def time_sync(directory: Path) -> float:
    """Seconds that a write of one page takes to be on disk."""
    with (directory / "synced").open("ab") as file:
        start = time.perf_counter()
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
