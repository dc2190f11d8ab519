"""Observations and hits, which are kept beside the log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the one row of what was told."""
    op.create_table(
        "observations",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("captured", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("reported", sa.Text, nullable=False),
        sa.Column("tree_size", sa.BigInteger, nullable=False),
        sa.Column("pictures", sa.BigInteger, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
    )
    op.create_table(
        "hits",
        sa.Column("party", sa.Text, primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("observation", sa.BigInteger),
        sa.Column("entry", sa.BigInteger),
    )
    told = op.create_table(
        "told",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(told, [{"id": 1, "size": 0}])


def downgrade() -> None:
    """Refuse: a ledger is append-only."""
    raise RuntimeError("a ledger's schema is never downgraded")
