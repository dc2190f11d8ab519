"""Serial numbers asked for by many at once, through the sequencer."""

from __future__ import annotations

import threading
from pathlib import Path

from ledger.errors import Refusal
from ledger.receipt import Receipt
from ledger.register.canonical import JsonObject
from ledger.register.entry import parse_entry

from .build import TIME, Ledger, did, digest, key, opened, party, signed, submission, work
from .check_log import check_log

THREADS, EACH, COUNT, QUANTITY = 8, 6, 7, 250


def licence(work_id: str) -> JsonObject:
    agreed: JsonObject = {
        "rights": ["reproduction"],
        "exclusivity": "non_exclusive",
        "territory": ["CN"],
        "media": ["goods"],
        "products": "all",
        "remuneration": {"currency": "CNY"},
        "breach": "赔偿损失",
        "from": TIME.date().isoformat(),
        "until": "2027-12-31",
        "quantity": QUANTITY,
    }
    subject: JsonObject = {
        "work": work_id,
        "licensors": [did(1)],
        "licensee": did(2),
        "terms": agreed,
    }
    return signed("LicenceGrant", subject, [key(1), key(2)])


def issues(ledger: Ledger, grant: str) -> list[tuple[int, int] | str]:
    """Ask from many threads; give the numbers of each that got some, the code of each refusal."""
    answers: list[tuple[int, int] | str] = []
    start = threading.Barrier(THREADS)

    def ask() -> None:
        asked = [
            submission(signed("SerialIssue", {"grant": grant, "count": COUNT}, [key(2)]))
            for _ in range(EACH)
        ]
        start.wait()
        for each in asked:
            try:
                answers.append(numbers(ledger.sequencer.submit(each)))
            except Refusal as refusal:
                answers.append(refusal.code)

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def numbers(receipt: Receipt) -> tuple[int, int]:
    ruling = parse_entry(receipt.leaf, receipt.index).registry.ruling
    assert ruling is not None
    first, last = ruling["first"], ruling["last"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    return first, last


def test_I20_N15_over_issue_is_impossible_for_many_at_once(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        ledger.submit(party(1))
        ledger.submit(party(2))
        registered = work(1, sha256=digest("a"))
        ledger.submit(registered)
        granted = licence(str(registered["id"]))
        ledger.submit(granted)
        answers = issues(ledger, str(granted["id"]))
        runs = sorted(each for each in answers if isinstance(each, tuple))
        refused = [each for each in answers if isinstance(each, str)]
        fit = QUANTITY // COUNT
        assert refused == ["quantity_exceeded"] * (THREADS * EACH - fit)
        issued = [number for first, last in runs for number in range(first, last + 1)]
        assert issued == list(range(1, fit * COUNT + 1))
        check_log(ledger.store, ledger.vkey)
