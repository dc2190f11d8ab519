"""What ``subdivisions.toml`` says beyond vocabulary ``territory``: aliases, and nested parts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from ledger.register.vocabulary.load import VocabularyError, read_table, vocabulary


@dataclass(frozen=True, slots=True)
class Subdivisions:
    """The subdivisions of ISO 3166-2 that need more than their form says.

    `instead` maps a code that is refused to what to write instead. `within` maps a code to the
    territory that it lies in, for every subdivision of the countries `listed`; of these no other
    code exists.
    """

    instead: Mapping[str, str]
    within: Mapping[str, str]
    listed: frozenset[str]


@cache
def subdivisions() -> Subdivisions:
    """Read the package's table, and the ISO spellings that vocabulary ``territory`` has."""
    found = parse_subdivisions(read_table("subdivisions"))
    letters = {
        term.extra["iso"]: id for id, term in vocabulary("territory").items() if "iso" in term.extra
    }
    return replace(found, instead=MappingProxyType({**letters, **found.instead}))


def parse_subdivisions(text: str) -> Subdivisions:
    """Read the TOML of the table; raise `VocabularyError` if it is malformed."""
    try:
        document = tomllib.loads(text)
        instead, parts = document.pop("instead"), document.pop("parts")
        if document:
            raise VocabularyError(f"subdivisions: stray table {min(document)}")
        pairs = [(f"{whole[:2]}-{part}", whole) for whole in parts for part in parts[whole].split()]
        instead = {str(code): str(written) for code, written in instead.items()}
    except (ValueError, RecursionError, KeyError, AttributeError) as error:
        raise VocabularyError(f"subdivisions: malformed: {error!r}") from None
    within = dict(pairs)
    if len(within) != len(pairs):
        raise VocabularyError("subdivisions: a part stands twice")
    return Subdivisions(
        MappingProxyType(instead),
        MappingProxyType(within),
        frozenset(whole for whole in parts if len(whole) == 2),
    )
