"""All that can go wrong in the ledger, on one page.

::

    LedgerError
    ├── StatementError    the bytes are not a statement of this ledger
    │   └── SignatureError    a proof is missing, false, or by a key that may not sign
    ├── Refusal           a rule of the register says no; carries the article and the entry
    ├── ReceiptError      a receipt does not prove what it says
    ├── EvidenceError     an evidence bundle, or a time-stamp, does not prove what it says
    ├── AuditError        the stored ledger contradicts itself
    ├── KeyFileError      a key file cannot be read, opened or written
    └── StoreError        the store cannot be opened or cannot commit

Every error has a stable ``code``; its sentences in Chinese and English stand in ``messages/``
and say what happened and what to do next. ``docs/errors.md`` is printed from the same file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import ClassVar

from ledger.articles import cite


@dataclass(frozen=True, slots=True)
class Message:
    """One row of a message catalogue: templates with ``{name}`` places."""

    zh: str
    en: str
    article: str | None = None


@cache
def load_messages(package: str) -> dict[str, Message]:
    """Read the files of ``messages/`` in `package`: code → `Message`."""
    found: dict[str, Message] = {}
    for file in sorted(resources.files(package).joinpath("messages").iterdir(), key=str):
        rows = tomllib.loads(file.read_text("utf-8"))
        assert not found.keys() & rows.keys(), f"{file.name} says a code again"
        for code, row in rows.items():
            article = row.get("article")
            found[code] = Message(row["zh"], row["en"], cite(article) if article else None)
    return found


class LedgerError(Exception):
    """Base of every error of this package; see the tree above."""

    #: The package whose ``messages.toml`` holds the sentences of this branch of the tree.
    catalogue: ClassVar[str] = "ledger"

    def __init__(self, code: str, *, entry: int | None = None, **params: object) -> None:
        message = load_messages(self.catalogue)[code]
        self.code = code
        self.entry = entry
        self.params = params
        places = {"entry": entry, **params}
        self.zh = message.zh.format_map(places)
        self.en = message.en.format_map(places)
        self.article = message.article
        super().__init__(f"{code}: {self.en}")


class StatementError(LedgerError):
    """The bytes received are not a well-formed statement of this ledger."""


class SignatureError(StatementError):
    """A proof of the statement is missing, false, or made by a key that may not sign it."""


class Refusal(LedgerError):  # noqa: N818  # the register's own word for it
    """The register refuses a well-formed statement.

    ``article`` names the provision the rule rests on (``None`` where the rule is the ledger's own),
    ``entry`` the index of the entry that the statement conflicts with, if there is one.
    """


class ReceiptError(LedgerError):
    """A receipt, or the file beside it, does not prove what it says."""


class EvidenceError(LedgerError):
    """A bundle or a time-stamp does not prove what it says; ``member`` says which part."""


class AuditError(LedgerError):
    """The stored ledger contradicts itself; ``entry`` says where, if it is an entry."""


class KeyFileError(LedgerError):
    """A key file cannot be read, opened or written."""


class StoreError(LedgerError):
    """The store cannot be opened, or a write could not be committed."""
