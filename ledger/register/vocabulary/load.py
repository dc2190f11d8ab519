"""Vocabularies as immutable values, read from the TOML files of this package.

A file has a ``[meta]`` table (``zh``, ``en``, ``source``, perhaps a ``verified`` that holds for
every term), a ``[meta.fields]`` table that declares what its terms carry beside their labels, and
a ``[terms]`` table: id → term, in the order in which people are shown them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

#: Every vocabulary, in the order of the printed page.
NAMES = (
    "category",
    "nature",
    "rights",
    "acquisition",
    "ownership",
    "publication",
    "ai",
    "display",
    "relation_heritage",
    "relation_work",
    "party_kind",
    "role",
    "object_kind",
    "source_kind",
    "site",
    "chamber",
    "wall",
    "period",
    "genre",
    "motif",
    "product_class",
    "medium",
    "territory",
    "exclusivity",
    "upstream",
    "standing",
    "objection_ground",
    "proof_of_suit",
    "just_reason",
    "act",
    "attachment",
    "succession_cause",
    "secured_claim",
    "order_kind",
    "authority",
    "infringement_ground",
    "platform_measure",
    "escalation_body",
    "kind",
    "task",
)

#: Where a term was taken from: the text of the law; a published page, form or record; or general
#: knowledge, to be checked before it is shown as fact.
VERIFIED = ("law", "published", "general_knowledge")

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Codes of a standard keep the spelling of their standard, kinds that of a statement's `type`.
_CODES = {
    "territory": re.compile(r"[0-9]{3}|[A-Z]{2}(-[A-Z0-9]+)?"),
    "kind": re.compile(r"([A-Z][a-z]+)+"),
}
_META = {"zh": "string", "en": "string", "source": "string", "verified": "string?"}
_LABELS = {"zh": "string", "en": "string"}
_COMMON = {"verified": "string?", "note_zh": "string?", "note_en": "string?"}


class VocabularyError(Exception):
    """A vocabulary file is malformed, or there is no vocabulary of that name.

    A fault of the program, never of what a person sent; so it is no `ValueError`, which validators
    would take for bad input.
    """


class UnknownTerm(LookupError):  # noqa: N818  # the register's word, as in its code term_unknown
    """`vocabulary` has no term `id`."""

    def __init__(self, vocabulary: str, id: str) -> None:
        super().__init__(vocabulary, id)
        self.vocabulary = vocabulary
        self.id = id

    def __str__(self) -> str:
        return f"vocabulary {self.vocabulary} has no term {self.id!r}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    `verified` is one of `VERIFIED`, or ``None`` where that is not recorded or the term is the
    ledger's own. `extra` holds the fields that the vocabulary declares, lists as tuples, and
    ``note_zh`` with ``note_en`` where there is something to say.
    """

    id: str
    zh: str
    en: str
    verified: str | None
    extra: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary(Mapping[str, Term]):
    """An immutable mapping of ids to terms, in the order of its file.

    `zh` and `en` say what it lists, `source` names the law, form or publication it was made from.
    """

    name: str
    zh: str
    en: str
    source: str
    terms: Mapping[str, Term]

    def __getitem__(self, id: str) -> Term:
        return self.terms[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def require(self, id: str) -> Term:
        """Give the term `id`; raise `UnknownTerm` if there is none."""
        try:
            return self.terms[id]
        except KeyError:
            raise UnknownTerm(self.name, id) from None


@cache
def vocabulary(name: str) -> Vocabulary:
    """Give the vocabulary `name`, one of `NAMES`; raise `VocabularyError` for any other name."""
    if name not in NAMES:
        raise VocabularyError(f"there is no vocabulary {name!r}")
    return parse_vocabulary(name, read_table(name))


def read_table(name: str) -> str:
    """Give the text of ``name.toml`` in this package."""
    # The register does no I/O. This reads package data, which is part of the program as its source
    # is: it cannot differ between two runs of one version.
    return resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8")


def parse_vocabulary(name: str, text: str) -> Vocabulary:
    """Read the TOML of one vocabulary; raise `VocabularyError` unless it is in perfect order."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, or digits beyond int's limit
        raise VocabularyError(f"{name}: not TOML: {error}") from None
    _checked(name, document, {"meta": "table", "terms": "table"})
    meta = _checked(f"{name}: meta", document["meta"], {**_META, "fields": "table?"})
    declared = _declared(name, meta.get("fields", {}))
    terms = {
        id: _term(f"{name}.{id}", id, row, declared, meta.get("verified"))
        for id, row in document["terms"].items()
    }
    spelling = _CODES.get(name, _ID)
    if stray := [id for id in terms if not spelling.fullmatch(id)]:
        raise VocabularyError(f"{name}.{stray[0]}: the id is not spelled as ids are")
    return Vocabulary(name, meta["zh"], meta["en"], meta["source"], MappingProxyType(terms))


def _term(
    where: str, id: str, value: object, declared: Mapping[str, str], verified: str | None
) -> Term:
    row = _checked(where, value, {**_LABELS, **_COMMON, **declared})
    if ("note_zh" in row) != ("note_en" in row):
        raise VocabularyError(f"{where}: a note in one language only")
    verified = row.get("verified", verified)
    if verified not in (*VERIFIED, None):
        raise VocabularyError(f"{where}: verified is none of {', '.join(VERIFIED)}")
    extra = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
        if key not in (*_LABELS, "verified")
    }
    return Term(id, row["zh"], row["en"], verified, MappingProxyType(extra))


def _declared(name: str, fields: Mapping[str, object]) -> dict[str, str]:
    """Check the ``[meta.fields]`` table: field → type, with ``?`` where a term may lack it."""
    declared = {}
    for key, kind in fields.items():
        if not isinstance(kind, str) or kind.removesuffix("?") not in _FIELD_TYPES:
            raise VocabularyError(f"{name}: field {key} has no known type")
        if key in {"id", *_LABELS, *_COMMON}:
            raise VocabularyError(f"{name}: field {key} is every vocabulary's")
        declared[key] = kind
    return declared


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and value == value.strip() and value.isprintable()


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and value != [] and all(map(_is_text, value))


_FIELD_TYPES: dict[str, Callable[[object], bool]] = {
    "string": _is_text,
    "strings": _is_texts,
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: type(value) is bool,
}
_TYPES = _FIELD_TYPES | {"table": lambda value: isinstance(value, dict) and value != {}}


def _checked(where: str, row: object, fields: Mapping[str, str]) -> dict[str, Any]:
    """Give `row` back if it is a table with exactly these fields, of these types; else raise."""
    if not isinstance(row, dict):
        raise VocabularyError(f"{where}: not a table")
    if stray := row.keys() - fields.keys():
        raise VocabularyError(f"{where}: stray field {min(stray)}")
    for key, kind in fields.items():
        if key not in row:
            if not kind.endswith("?"):
                raise VocabularyError(f"{where}: {key} is missing")
        elif not _TYPES[kind.removesuffix("?")](row[key]):
            raise VocabularyError(f"{where}: {key} is not of type {kind.removesuffix('?')}")
    return row
