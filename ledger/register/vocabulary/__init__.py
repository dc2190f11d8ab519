"""The register's vocabularies: closed lists of terms with Chinese and English labels, as data.

One TOML file per vocabulary stands beside this module; ``docs/vocabulary.md`` prints them all. Two
more files are tables of another form: ``subdivisions.toml``, and ``workdays.toml``, which
`ledger.register.workdays` reads.
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
    read_table,
    vocabulary,
)
from ledger.register.vocabulary.subdivisions import (
    Subdivisions,
    parse_subdivisions,
    subdivisions,
)

__all__ = [
    "NAMES",
    "Cave",
    "CaveError",
    "Subdivisions",
    "Term",
    "UnknownTerm",
    "Vocabulary",
    "VocabularyError",
    "parse_cave",
    "parse_subdivisions",
    "parse_vocabulary",
    "read_table",
    "subdivisions",
    "vocabulary",
]
