"""The sequencer: many submitters, one writer, one commit for all who wait.

Submitters block until their statement is durable and get a verified receipt. A single thread takes
everything that is waiting as one batch, so thirty-two submitters cost one commit, not thirty-two;
under load it waits a moment for the batch to fill, and a lone submitter is never kept waiting.
Several processes may each run a sequencer on one PostgreSQL; the head's lock orders their batches.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import SimpleQueue

from ledger.batch import Outcome, tile_rows, tree_intact, write_batch
from ledger.errors import LedgerError, StoreError
from ledger.receipt import Receipt
from ledger.store.interface import Reader, Store
from ledger.submission import Submission
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.note import Signer, Verifier
from ledger.tlog.proof import prove_inclusion, verify_inclusion
from ledger.tlog.tile import TileHashReader
from ledger.tlog.tlog_proof import TlogProof, format_tlog_proof

#: At most so many statements in one transaction, and so many waiting for the next ones.
MAX_BATCH = 256
MAX_WAITING = 4096
#: Who was just answered mostly comes right back: wait so long for as many as the last batch had.
GATHER_SECONDS = 0.01


def utc_now() -> datetime:
    """Give the operating system's time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Waiting:
    submission: Submission
    answer: SimpleQueue[Receipt | BaseException]


class Sequencer:
    """Gives every admitted statement its place in the log; `signer` signs the checkpoints."""

    def __init__(
        self, store: Store, signer: Signer, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock
        self._condition = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._expected = 1
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)
        self._thread.start()

    @property
    def signer(self) -> Signer:
        """The log's key."""
        return self._signer

    def submit(self, submission: Submission) -> Receipt:
        """Enter a statement and give its receipt once it is durable.

        Raises `Refusal` or `SignatureError` where the rules say no, `StoreError` where the database
        fails or too many are waiting. After a `StoreError` the statement may have been entered or
        not; sending it again gives the receipt either way and never a second entry.
        """
        waiting = _Waiting(submission, SimpleQueue())
        with self._condition:
            if self._stopped:
                raise StoreError("sequencer_stopped")
            if len(self._waiting) >= MAX_WAITING:
                raise StoreError("sequencer_busy", waiting=len(self._waiting))
            self._waiting.append(waiting)
            # the two numbers that `_take` waits for; to wake it at others would only cost time
            if len(self._waiting) in {1, self._expected}:
                self._condition.notify()
        answer = waiting.answer.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """Write what is waiting, then stop."""
        with self._condition:
            self._stopped = True
            self._condition.notify()
        self._thread.join()

    def _run(self) -> None:
        while taken := self._take():
            answers: Sequence[Receipt | BaseException]
            try:
                answers = self._commit([waiting.submission for waiting in taken])
            except BaseException as error:  # whoever waits has to be told, whatever it was
                answers = [error] * len(taken)
            for waiting, answer in zip(taken, answers, strict=True):
                waiting.answer.put(answer)

    def _take(self) -> list[_Waiting]:
        """Wait for work; an empty list means that there will be none."""
        with self._condition:
            self._condition.wait_for(lambda: self._waiting or self._stopped)
            self._condition.wait_for(
                lambda: len(self._waiting) >= self._expected or self._stopped, GATHER_SECONDS
            )
            taken = self._waiting[:MAX_BATCH]
            del self._waiting[:MAX_BATCH]
            self._expected = len(taken)
            return taken

    def _commit(self, submissions: Sequence[Submission]) -> list[Receipt | LedgerError]:
        with self._store.write() as batch:
            outcomes = write_batch(batch, submissions, self._signer, self._clock())
        # a crash here loses an answer, never an entry: the submitter asks again
        with self._store.read() as reader:
            return receipts(reader, outcomes, self._signer.verifier)


@tree_intact()
def receipts(
    reader: Reader, outcomes: Sequence[Outcome], verifier: Verifier
) -> list[Receipt | LedgerError]:
    """Build the receipt of every index among `outcomes` from what is committed, and verify it.

    Raises `AuditError` where one does not verify: no receipt may leave then.
    """
    indexes = [outcome for outcome in outcomes if isinstance(outcome, int)]
    if not indexes:
        # where everything was refused there may be no checkpoint yet
        return [outcome for outcome in outcomes if isinstance(outcome, LedgerError)]
    head = reader.head()
    checkpoint = open_checkpoint(head.checkpoint, verifier)
    tree = TileHashReader(checkpoint.size, tile_rows(reader))
    leaves = _leaves(reader, indexes)
    answers: list[Receipt | LedgerError] = []
    for outcome in outcomes:
        if isinstance(outcome, LedgerError):
            answers.append(outcome)
            continue
        leaf = leaves[outcome]
        proof = prove_inclusion(outcome, checkpoint.size, tree)
        verify_inclusion(leaf_hash(leaf), outcome, checkpoint.size, proof, checkpoint.root)
        text = format_tlog_proof(TlogProof(outcome, tuple(proof), head.checkpoint, None))
        answers.append(Receipt(outcome, leaf, text))
    return answers


def _leaves(reader: Reader, indexes: Sequence[int]) -> dict[int, bytes]:
    """Read leaves that mostly lie side by side, as those of one batch do."""
    found: dict[int, bytes] = {}
    ordered = sorted(set(indexes))
    start = 0
    for position, index in enumerate(ordered):
        is_last = position + 1 == len(ordered)
        if is_last or ordered[position + 1] != index + 1:
            first = ordered[start]
            found.update(zip(range(first, index + 1), reader.leaves(first, index + 1), strict=True))
            start = position + 1
    return found
