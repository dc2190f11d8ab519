"""Nothing is built on a store that is not what this log signed last."""

from __future__ import annotations

import pytest

from ledger.errors import AuditError, LedgerError
from ledger.store import Store
from ledger.tlog.note import Signer

from .batches import SIGNER, VKEY, entries, write
from .build import ORIGIN, damage, key, party
from .check_log import check_log


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("UPDATE tiles SET hashes = :to WHERE level = 0", {"to": bytes(128)}),
        ("UPDATE tiles SET hashes = :to WHERE level = 0", {"to": bytes(96)}),
        ("DELETE FROM tiles", {}),
        ("UPDATE head SET root = :to", {"to": bytes(32)}),
        ("UPDATE head SET leaf = :to", {"to": bytes(32)}),
        ("UPDATE head SET size = 3", {}),
        ("UPDATE head SET size = 5", {}),
        ("UPDATE head SET checkpoint = :to", {"to": b""}),
    ],
)
def test_nothing_is_built_on_a_damaged_tree(
    founded: Store, statement: str, values: dict[str, object]
) -> None:
    before = entries(founded)
    damage(founded, statement, **values)
    with pytest.raises(AuditError) as refused:
        write(founded, party(4))
    assert refused.value.code == "audit_checkpoint_false"
    assert entries(founded) == before


@pytest.mark.parametrize(
    "signer", [Signer(ORIGIN, key(5)), Signer("other.example", SIGNER.private_key)]
)
def test_another_key_does_not_go_on_with_the_log(founded: Store, signer: Signer) -> None:
    with pytest.raises(AuditError) as refused:
        write(founded, party(4), signer=signer)
    assert refused.value.code == "audit_checkpoint_false"
    check_log(founded, VKEY)


def test_an_earlier_state_of_the_head_is_not_gone_on_from(founded: Store) -> None:
    """As after a copy of one table from a backup: entries must not be written twice."""
    with founded.read() as reader:
        head = reader.head()
    write(founded, party(4))
    damage(
        founded,
        "UPDATE head SET size = :size, root = :root, leaf = :leaf, checkpoint = :checkpoint",
        size=head.size,
        root=head.root,
        leaf=head.leaf,
        checkpoint=head.checkpoint,
    )
    with pytest.raises(LedgerError) as refused:
        write(founded, party(5))
    assert refused.value.code == "store_unavailable"
