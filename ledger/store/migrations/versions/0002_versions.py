"""Versions of records, the registry time of entries, and which fold made the register."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from ledger.errors import AuditError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PAGE = 1000
_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables and fill the new column; the versions come with the fold that follows."""
    op.create_table(
        "record_versions",
        sa.Column("name", _ORDERED, primary_key=True),
        sa.Column("entry", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("value", sa.Text),
    )
    op.create_index("record_versions_by_entry", "record_versions", ["entry"])
    meta = op.create_table(
        "meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    # what is stored by the code before this one, which kept no number
    op.bulk_insert(meta, [{"name": "fold", "value": 1}])
    op.add_column("entries", sa.Column("time", _ORDERED))
    for times in _times(op.get_bind()):
        op.get_bind().execute(
            sa.text('UPDATE entries SET time = :time WHERE "index" = :index'), times
        )
    with op.batch_alter_table("entries") as entries:
        entries.alter_column("time", existing_type=_ORDERED, nullable=False)
    op.create_index("entries_by_time", "entries", ["time", "index"])


def downgrade() -> None:
    """Refuse: a ledger is append-only."""
    raise RuntimeError("a ledger's schema is never downgraded")


def _times(connection: sa.Connection) -> Iterator[list[dict[str, object]]]:
    """Give the registry time of every entry, a page at once."""
    page = sa.text(
        'SELECT "index", leaf FROM entries WHERE "index" > :last ORDER BY "index" LIMIT :page'
    )
    last = -1
    while rows := connection.execute(page, {"last": last, "page": _PAGE}).all():
        yield [{"index": index, "time": _time(leaf, index)} for index, leaf in rows]
        last = rows[-1][0]


def _time(leaf: bytes, index: int) -> str:
    try:
        time = json.loads(leaf)["registry"]["time"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise AuditError("audit_entry_false", entry=index, detail=type(error).__name__) from error
    if not isinstance(time, str):
        raise AuditError("audit_entry_false", entry=index, detail="registry.time")
    return time
