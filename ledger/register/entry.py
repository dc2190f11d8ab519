"""Entries: what the log adds to a statement, and the leaf that both become.

The leaf is JCS of ``{"registry": …, "statement": …}``. ``registry.previous`` is the leaf hash of
the entry before, so that neighbours are bound to each other even where nobody asks for a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, ValidationError

from ledger.errors import StatementError
from ledger.register.calendar import local_date, parse_time
from ledger.register.canonical import Json, JsonObject, canonical, parse_json
from ledger.register.fields import FileRef, Made, MediaType, Sha256Text, TimeText
from ledger.register.origin import Likeness, Origin
from ledger.register.statement import Statement, statement_of

#: A bundle gives an entry a 16-bit length (C2SP tlog-tiles).
MAX_ENTRY_BYTES = 65_535

_Count = Annotated[int, Field(ge=0)]


class FileFacts(Made):
    """The file as received: digests in hexadecimal, length in bytes, pixels as displayed."""

    sha256: Sha256Text
    sm3: Sha256Text
    length: _Count
    media_type: MediaType
    width: _Count
    height: _Count


class Match(Made):
    """An earlier picture that resembles the new one.

    ``distances`` are Hamming distances by algorithm, ``transform`` is how the new picture has to be
    turned for the smallest of them.
    """

    entry: _Count
    distances: dict[str, _Count]
    transform: str


class Findings(Made):
    """What the search of the register found, and how much of the register it had searched."""

    tree_size: _Count
    matches: list[Match]


class Registry(Made):
    """What the ledger states about a statement on its own account."""

    time: TimeText
    previous: Sha256Text | None
    file: FileFacts | None = None
    fingerprints: Annotated[list[str], Field(max_length=16)] | None = None
    findings: Findings | None = None
    origin: Origin | None = None
    ruling: dict[str, object] | None = None

    def likenesses(self) -> dict[int, Likeness | None]:
        """Give the entries that the picture was found to be like, and how by its features.

        ``None`` for one that is alike as a whole, by its fingerprints, and was found no other way.
        """
        found: dict[int, Likeness | None] = {}
        if self.findings is not None:
            found.update((match.entry, None) for match in self.findings.matches)
        if self.origin is not None:
            found.update((like.entry, like) for like in self.origin.matches)
            found.update((like.entry, like) for like in self.origin.sources)
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log at its place."""

    index: int
    statement: Statement
    registry: Registry

    @property
    def day(self) -> date:
        """The day in Asia/Shanghai on which it was entered."""
        return local_date(parse_time(self.registry.time))


def encode_entry(statement: Statement, registry: JsonObject) -> bytes:
    """Give the leaf of both.

    Raises `StatementError` where it does not fit a bundle, or could not be read again: a number
    beyond 2^53 - 1 in a ruling, say, must never enter the log.
    """
    leaf = _leaf(statement, registry)
    if len(leaf) > MAX_ENTRY_BYTES:
        raise StatementError("entry_too_large", size=len(leaf), limit=MAX_ENTRY_BYTES)
    parse_json(leaf, MAX_ENTRY_BYTES)
    return leaf


def parse_entry(leaf: bytes, index: int) -> Entry:
    """Read a leaf; `StatementError` if it is no entry or not in canonical form."""
    document = parse_json(leaf, MAX_ENTRY_BYTES)
    entry = entry_of(document, index)
    if _leaf(entry.statement, document["registry"]) != leaf:
        raise StatementError("entry_not_canonical")
    return entry


def entry_of(document: JsonObject, index: int) -> Entry:
    """Read an entry from a document that `parse_json` gave."""
    if document.keys() != {"registry", "statement"}:
        raise StatementError("entry_malformed", detail="members")
    try:
        # by_name is for building in code: on the wire a member has one spelling
        registry = Registry.model_validate(document["registry"], by_alias=True, by_name=False)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise StatementError("entry_malformed", detail=f"registry.{field}"[:160]) from None
    if not isinstance(document["statement"], dict):
        raise StatementError("entry_malformed", detail="statement")
    return Entry(index, statement_of(document["statement"]), registry)


def _leaf(statement: Statement, registry: Json) -> bytes:
    # the members stand in JCS order, and the statement's canonical bytes were made once already
    return b'{"registry":%b,"statement":%b}' % (canonical(registry), statement.canonical)


def file_of(statement: Statement) -> FileRef | None:
    """Give the file that a statement speaks of, if its kind has one."""
    return getattr(statement.subject, "file", None)


def check_file(statement: Statement, facts: FileFacts | None) -> None:
    """Check that the file received is the one that was signed for.

    Raises `StatementError`: ``file_missing``, ``file_not_expected``, ``file_digest_differs``,
    ``media_type_differs``.
    """
    claimed = file_of(statement)
    if claimed is None and facts is None:
        return
    if claimed is None:
        raise StatementError("file_not_expected")
    if facts is None:
        raise StatementError("file_missing")
    if facts.sha256 != claimed.sha256:
        raise StatementError("file_digest_differs", actual=facts.sha256, claimed=claimed.sha256)
    if facts.media_type != claimed.media_type:
        raise StatementError(
            "media_type_differs", actual=facts.media_type, claimed=claimed.media_type
        )
