"""Statements replayed per second: the register folded again from ten thousand leaves.

The statements of `benchmarks.mixture` are entered through the rules once. What is timed is what is
done with each leaf: read it strictly and fold it, as a store does when it is upgraded; judge it
again too, as an audit does; and check its signatures besides. The reference does the least that
strictness needs, with the standard library alone: read the JSON of the same leaves and write their
canonical form. All run in turns in one process.

``python -m benchmarks.replay --profile`` prints where the time goes instead.
"""

from __future__ import annotations

import cProfile
import gc
import json
import pstats
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from benchmarks.mixture import statements
from ledger.collector import collector_paused
from ledger.register.calendar import format_time, parse_time
from ledger.register.canonical import JsonObject, canonical
from ledger.register.decide import apply, decide
from ledger.register.entry import encode_entry, parse_entry
from ledger.register.kinds import SUBJECTS
from ledger.register.moment import Moment
from ledger.register.records import RECORDS
from ledger.register.state import Register
from ledger.register.statement import parse_statement, verify_statement
from ledger.tlog.merkle import leaf_hash

ROUNDS = 5
TARGET = 5_000
#: between signing and entering
_DELAY = timedelta(seconds=2)
_RUN = 2048


def main() -> None:
    """Print the medians, or with ``--profile`` the functions that take most of the time."""
    leaves = _enter()
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(replay, leaves)
        pstats.Stats(profile).sort_stats("tottime").print_stats(60)
        return
    rounds = [
        (
            _seconds(lambda: bare(leaves)),
            _seconds(lambda: fold(leaves)),
            _seconds(lambda: replay(leaves)),
            _seconds(lambda: replay(leaves, signatures=True)),
        )
        for _ in range(ROUNDS)
    ]
    floor, folded, plain, signed = (
        statistics.median(column) for column in zip(*rounds, strict=True)
    )
    count = len(leaves)
    print(f"  bare JSON and canonical form of the same leaves: {count / floor:,.0f}/s")
    print(
        f"  read and folded: {count / folded:,.0f} statements/s (target {TARGET:,}), "
        f"{folded / floor:.2f} times the bare JSON"
    )
    print(
        f"  judged again, signatures off: {count / plain:,.0f} statements/s (target {TARGET:,}), "
        f"{plain / floor:.2f} times the bare JSON"
    )
    print(
        f"  judged again, signatures on: {count / signed:,.0f} statements/s, "
        f"{signed / floor:.2f} times the bare JSON; medians of {ROUNDS}"
    )


def replay(leaves: Sequence[bytes], *, signatures: bool = False) -> Register:
    """Fold the leaves into a register of their own, judging each, in runs as an audit does."""
    register = Register()
    for start in range(0, len(leaves), _RUN):
        with collector_paused():
            for index, leaf in enumerate(leaves[start : start + _RUN], start):
                entry = parse_entry(leaf, index)
                if signatures:
                    verify_statement(entry.statement)
                moment = Moment(index, parse_time(entry.registry.time))
                ruling = decide(entry.statement, register, moment)
                assert ruling == (entry.registry.ruling or {})
                apply(register, entry)
    return register


def fold(leaves: Sequence[bytes]) -> Register:
    """Fold the leaves into a register of their own, as they were admitted."""
    register = Register()
    for start in range(0, len(leaves), _RUN):
        with collector_paused():
            for index, leaf in enumerate(leaves[start : start + _RUN], start):
                apply(register, parse_entry(leaf, index))
    return register


def bare(leaves: Sequence[bytes]) -> None:
    """Read and write the JSON of each leaf, and check nothing but that it comes out the same."""
    for leaf in leaves:
        value = json.loads(leaf)
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert text.encode("utf-8") == leaf


def _enter() -> list[bytes]:
    """Enter the statements once, print what they are, and give their leaves."""
    register = Register()
    leaves: list[bytes] = []
    kinds: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for index, document in enumerate(statements()):
        statement = parse_statement(canonical(document))
        moment = Moment(index, statement.valid_from + _DELAY)
        registry: JsonObject = {
            "time": format_time(moment.time),
            "previous": leaf_hash(leaves[-1]).hex() if leaves else None,
        }
        ruling = decide(statement, register, moment)
        if ruling:
            registry["ruling"] = ruling
        leaves.append(encode_entry(statement, registry))
        apply(register, parse_entry(leaves[-1], index))
        kinds[statement.kind] += 1
        changes = register.changes()
        written["records"] += len(changes)
        written["versions"] += sum(RECORDS[table].versioned for table, _ in changes)
    assert kinds.keys() == SUBJECTS.keys()
    size = sum(map(len, leaves)) / len(leaves)
    most = ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common(8))
    print(f"  {len(leaves):,} statements of {len(kinds)} kinds ({most}), {size:,.0f} bytes a leaf")
    records, versions = (written[name] / len(leaves) for name in ("records", "versions"))
    print(f"  a statement writes {records:.1f} records, {versions:.1f} of them kept as versions")
    return leaves


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
