"""The tables; `ledger/store/migrations` makes the same, step by step, in a database with data."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

metadata = MetaData()

#: Text in the order of its UTF-8 bytes, which SQLite keeps anyway and PostgreSQL only if told to.
ORDERED = Text().with_variant(Text(collation="C"), "postgresql")

#: One row, id 1: its lock is the right to write.
head = Table(
    "head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("time", Text),
    Column("leaf", LargeBinary),
    Column("checkpoint", LargeBinary, nullable=False),
)

#: The index comes from the locked head, never from a sequence, which would leave gaps.
entries = Table(
    "entries",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("statement_id", Text, nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    # of works only: what lists are narrowed by, as the folio is now
    Column("title", Text),
    Column("category", Text),
    Column("owners", Text),
    # the registry time, whose one spelling sorts as time does
    Column("time", ORDERED, nullable=False),
    Index("entries_by_kind", "kind", "index"),
    Index("entries_by_time", "time", "index"),
)

#: Hash tiles of C2SP tlog-tiles, a row each, rewritten as it fills; a partial tile is its prefix.
tiles = Table(
    "tiles",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)

#: The register's state: "<table>/<key>" → canonical JSON.
records = Table(
    "records",
    metadata,
    Column("name", ORDERED, primary_key=True),
    Column("value", Text, nullable=False),
)

#: Each value that a record has had: the entry that made it so, and no value where it was removed.
record_versions = Table(
    "record_versions",
    metadata,
    Column("name", ORDERED, primary_key=True),
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    Column("value", Text),
    Index("record_versions_by_entry", "entry"),
)

#: "fold": the number of the code's fold that made records and versions.
meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

#: Files that entries carry; fingerprints as a JSON list of their text forms.
files = Table(
    "files",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("thumbnail", Text),
    Column("fingerprints", Text, nullable=False),
)

#: Pictures that feeds saw, beside the log; `name` is a digest of file, address and time.
observations = Table(
    "observations",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("name", LargeBinary, nullable=False, unique=True),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("captured", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reported", Text, nullable=False),
    Column("tree_size", BigInteger, nullable=False),
    Column("pictures", BigInteger, nullable=False),
    Column("findings", Text, nullable=False),
)

#: What each party was told of, numbered without gaps for each of them.
hits = Table(
    "hits",
    metadata,
    Column("party", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("work", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("score", Double),
    Column("observation", BigInteger),
    Column("entry", BigInteger),
)

#: One row, id 1: parties were told of the resemblances of the first `size` entries.
told = Table(
    "told",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
)
