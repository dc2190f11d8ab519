"""One batch: the statements that were waiting, judged in order and written in one transaction.

Where a crash leaves us, step by step: before the commit, nothing happened, whatever was computed;
after it, everything did, and a submitter who got no answer sends the same statement again and gets
the same entry. There is no step between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TypeAlias

from ledger.errors import AuditError, LedgerError, Refusal
from ledger.register.calendar import format_time, parse_time
from ledger.register.canonical import JsonObject
from ledger.register.decide import apply, decide, reads
from ledger.register.entry import Entry, Registry, encode_entry
from ledger.register.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.store.interface import Batch, Changes, EntryRow, Head, Reader
from ledger.submission import Submission
from ledger.tlog.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.tlog.errors import CheckpointError, TlogError
from ledger.tlog.merkle import leaf_hash, tree_root
from ledger.tlog.note import Signer, Verifier
from ledger.tlog.tile import TileHashReader, append_hashes

#: The index at which a statement stands now, or why it does not.
Outcome: TypeAlias = int | LedgerError


@contextmanager
def tree_intact() -> Iterator[None]:
    """Raise `AuditError` where the stored tree does not hold together: `fsck` will say where."""
    try:
        yield
    except TlogError as error:
        raise AuditError("audit_checkpoint_false", detail=error) from error


@tree_intact()
def write_batch(
    batch: Batch, submissions: Sequence[Submission], signer: Signer, now: datetime
) -> list[Outcome]:
    """Judge `submissions` in order and write those that are admitted; one outcome for each.

    A statement that the rules refuse fails alone. One that was entered before gives its old index.
    Time never goes back: the entries get `now`, or the head's time where that is later.

    Raises `AuditError`, and writes nothing, where what is stored is not the tree that `signer`
    signed last: a damaged disk, an exchanged database or another key must not make a fork.
    """
    rows = cache(tile_rows(batch))
    _check_head(batch.head(), rows, signer.verifier)
    draft = _Draft.on(batch, [submission.statement for submission in submissions], now)
    outcomes: list[Outcome] = []
    for submission in submissions:
        try:
            outcomes.append(draft.admit(submission))
        except LedgerError as error:
            outcomes.append(error)
    if draft.rows:
        tiles = append_hashes(draft.head.size, rows, draft.hashes)
        size = draft.head.size + len(draft.rows)
        root = tree_root(size, TileHashReader(size, _over(tiles, rows)))
        head = Head(
            size=size,
            root=root,
            time=format_time(draft.time),
            leaf=draft.hashes[-1],
            checkpoint=sign_checkpoint(Checkpoint(signer.name, size, root), signer),
        )
        batch.append(draft.rows, tiles, draft.changes, head)
    return outcomes


def foresee(reader: Reader, statement: Statement, now: datetime) -> int | None:
    """Say what a batch would make of a statement if it were taken now.

    Gives the index under which it was entered before, or ``None`` where it would be a new entry;
    raises what the rules would raise. A hint, so that nothing is decoded or stored for a statement
    that will be refused: the batch judges again under the head's lock.
    """
    draft = _Draft.on(reader, [statement], now)
    earlier = draft.earlier(statement)
    if earlier is None:
        draft.judge(statement)
    return earlier


def tile_rows(reader: Reader) -> Callable[[int, int], bytes]:
    """Give the tile source of a store; a tile that is not there is empty, which `tlog` refuses."""

    def read(level: int, index: int) -> bytes:
        return reader.tile(level, index) or b""

    return read


def _check_head(head: Head, rows: Callable[[int, int], bytes], verifier: Verifier) -> None:
    if head.size == 0:
        return
    signed = open_checkpoint(head.checkpoint, verifier)
    tree = TileHashReader(head.size, rows)
    (leaf,) = tree.read_hashes([(0, head.size - 1)])
    root = tree_root(head.size, tree)
    if (signed.size, signed.root) != (head.size, root) or (head.leaf, head.root) != (leaf, root):
        raise CheckpointError("the head, the tiles and what was signed do not agree")


@dataclass(slots=True)
class _Draft:
    """What a batch has admitted so far, on top of the locked head."""

    head: Head
    time: datetime
    register: Register
    known: dict[str, tuple[int, bytes]]
    rows: list[EntryRow] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    changes: list[tuple[int, Changes]] = field(default_factory=list)

    @classmethod
    def on(cls, reader: Reader, statements: Sequence[Statement], now: datetime) -> _Draft:
        head = reader.head()
        register = Register(lambda key: reader.records([key])[key])
        needed = [reads(statement) for statement in statements]
        register.preload(reader.records(set().union(*needed)))
        now = now.replace(microsecond=0)
        return cls(
            head=head,
            time=max(now, parse_time(head.time)) if head.time else now,
            register=register,
            known=reader.find([statement.id for statement in statements]),
        )

    def admit(self, submission: Submission) -> int:
        """Give the index of the statement, which is a new one unless it was entered before."""
        statement = submission.statement
        earlier = self.earlier(statement)
        if earlier is not None:
            return earlier
        index = self.head.size + len(self.rows)
        ruling = self.judge(statement)
        previous = self.hashes[-1] if self.hashes else self.head.leaf
        time = format_time(self.time)
        registry: JsonObject = {
            "time": time,
            "previous": previous.hex() if previous else None,
            **submission.registry(),
        }
        if ruling:
            registry["ruling"] = ruling
        leaf = encode_entry(statement, registry)
        apply(self.register, Entry(index, statement, Registry.model_validate(registry)))
        self.changes.append((index, self.register.changes()))
        self.rows.append(
            EntryRow(
                index=index,
                statement_id=statement.id,
                digest=statement.digest,
                kind=statement.kind,
                leaf=leaf,
                time=time,
                file=submission.file_row(),
            )
        )
        self.hashes.append(leaf_hash(leaf))
        self.known[statement.id] = (index, statement.digest)
        return index

    def judge(self, statement: Statement) -> JsonObject:
        """Give the ruling under which the statement would be the next entry; else `Refusal`."""
        moment = Moment(self.head.size + len(self.rows), self.time)
        return decide(statement, self.register, moment)

    def earlier(self, statement: Statement) -> int | None:
        """Give the index under which the statement was entered before, if it was."""
        index, digest = self.known.get(statement.id, (None, b""))
        if index is not None and digest != statement.digest:
            raise Refusal("statement_id_used", entry=index, id=statement.id)
        return index


def _over(
    fresh: dict[tuple[int, int], bytes], stored: Callable[[int, int], bytes]
) -> Callable[[int, int], bytes]:
    def read(level: int, index: int) -> bytes:
        return fresh.get((level, index)) or stored(level, index)

    return read
