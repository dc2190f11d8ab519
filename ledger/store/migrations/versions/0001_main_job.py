"""The log, its tiles, the register's records and the files."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the one row of the head."""
    head = op.create_table(
        "head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("time", sa.Text),
        sa.Column("leaf", sa.LargeBinary),
        sa.Column("checkpoint", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("statement_id", sa.Text, nullable=False, unique=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("category", sa.Text),
        sa.Column("owners", sa.Text),
    )
    op.create_index("entries_by_kind", "entries", ["kind", "index"])
    op.create_table(
        "tiles",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column(
            "name",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            primary_key=True,
        ),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("thumbnail", sa.Text),
        sa.Column("fingerprints", sa.Text, nullable=False),
    )
    # the row exists from the start, so that there is always something to lock
    root_of_nothing = hashlib.sha256(b"").digest()
    op.bulk_insert(
        head, [{"id": 1, "size": 0, "root": root_of_nothing, "checkpoint": b"", "time": None}]
    )


def downgrade() -> None:
    """Refuse: a ledger is append-only."""
    raise RuntimeError("a ledger's schema is never downgraded")
