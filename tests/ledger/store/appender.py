"""A process that appends to a ledger from several threads, to be run beside others and killed.

``python -m tests.ledger.store.appender URL FIRST THREADS PAIRS SECONDS``

Each of `THREADS` threads enters `PAIRS` pairs of statements, which are numbered from `FIRST` on, by
a clock that is `SECONDS` off. A statement is written to standard output, as ``index id``, when it
was acknowledged and not before.
"""

from __future__ import annotations

import os
import sys
import threading
import uuid
from datetime import timedelta
from itertools import count, islice

from ledger.register.canonical import JsonObject
from ledger.sequencer import Sequencer
from ledger.store import open_store

from ..build import TIME, digest, log_signer, party, submission, work

_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def statement(number: int) -> JsonObject:
    """A party at even numbers, a work of that party at odd ones; always the same statement."""
    statement_id = uuid.uuid5(_SPACE, f"statement {number}")
    if number % 2 == 0:
        return party(number, statement_id=statement_id)
    return work(number - 1, sha256=digest(f"picture {number}"), statement_id=statement_id)


def numbers(first: int, thread: int, threads: int) -> count[int]:
    """The first numbers of the pairs that one thread enters."""
    return count(first + 2 * thread, 2 * threads)


def main(url: str, first: int, threads: int, pairs: int, seconds: int) -> None:
    store = open_store(url)
    sequencer = Sequencer(store, log_signer(), lambda: TIME + timedelta(seconds=seconds))

    def append(thread: int) -> None:
        for even in islice(numbers(first, thread, threads), pairs):
            for number in (even, even + 1):
                document = statement(number)
                receipt = sequencer.submit(submission(document))
                # one call, short enough to be written whole or not at all
                os.write(1, f"{receipt.index} {document['id']}\n".encode())

    workers = [threading.Thread(target=append, args=(thread,)) for thread in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sequencer.close()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:]))
