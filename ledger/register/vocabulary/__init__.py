"""The register's vocabularies: closed lists of terms with Chinese and English labels, as data.

One TOML file per vocabulary stands beside this module; ``docs/vocabulary.md`` prints them all.
Statements name terms by id, so an id that a log may hold is never removed or given a new meaning:
labels and notes may be mended, terms may be added.
"""

from ledger.register.vocabulary.cave import Cave, CaveError, parse_cave
from ledger.register.vocabulary.load import (
    NAMES,
    Term,
    UnknownTerm,
    Vocabulary,
    VocabularyError,
    parse_vocabulary,
    vocabulary,
)

__all__ = [
    "NAMES",
    "Cave",
    "CaveError",
    "Term",
    "UnknownTerm",
    "Vocabulary",
    "VocabularyError",
    "parse_cave",
    "parse_vocabulary",
    "vocabulary",
]
