"""One pass over a ledger: the tree, and unless only that is asked for, the register as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ledger.audit.replay import Replay, Replayed
from ledger.audit.source import Source
from ledger.audit.tree import TreeAudit
from ledger.collector import collector_paused
from ledger.errors import AuditError
from ledger.tlog.checkpoint import Checkpoint, open_checkpoint
from ledger.tlog.errors import TlogError
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.note import Verifier

_CHUNK = 2048


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was checked and found whole; ``records`` is ``None`` where only the tree was."""

    checkpoint: Checkpoint
    tiles: int
    records: int | None


def audit(  # noqa: PLR0913  # what to check, and whom to tell, all by keyword
    source: Source,
    verifier: Verifier,
    *,
    past: Iterable[Checkpoint] = (),
    structure_only: bool = False,
    on_entries: Callable[[list[Replayed]], None] = lambda _: None,
    on_progress: Callable[[int, int], None] = lambda _done, _size: None,
) -> AuditReport:
    """Check that a ledger is whole; `AuditError` says where it is not.

    Always: the checkpoint's signature, every leaf hash, every tile, the root, and that the log
    continues each of the `past` heads. Unless `structure_only`: every entry's form, signatures,
    order in time, binding to its predecessor and ruling, and that replaying the entries gives the
    stored records. `on_entries` sees each run of replayed entries, `on_progress` the number of
    leaves done and the size.
    """
    try:
        checkpoint = open_checkpoint(source.checkpoint(), verifier)
    except TlogError as error:
        raise AuditError("audit_checkpoint_false", detail=error) from error
    tree = TreeAudit(source.tile, past)
    replay = None if structure_only else Replay()
    for start in range(0, checkpoint.size, _CHUNK):
        end = min(start + _CHUNK, checkpoint.size)
        leaves = source.leaves(start, end)
        if len(leaves) != end - start:
            raise AuditError("audit_entry_missing", entry=start + len(leaves))
        hashes = [leaf_hash(leaf) for leaf in leaves]
        tree.add(hashes)
        if replay is not None:
            places = range(start, end)
            with collector_paused():
                run = [replay.add(*leaf) for leaf in zip(leaves, hashes, places, strict=True)]
            on_entries(run)
        on_progress(end, checkpoint.size)
    tree.finish(checkpoint)
    records = replay.finish(source.records(), verifier.to_vkey()) if replay else None
    return AuditReport(checkpoint, tree.tiles, records)
