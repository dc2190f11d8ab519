"""Clauses: the sentences of which an answer consists, each with its article and its entry."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.errors import load_messages
from ledger.register.fields import Made

#: The package whose ``messages/`` holds the sentences.
CATALOGUE = "ledger.register.questions"


class Clause(Made):
    """One sentence of an answer; ``holds`` says whether it speaks for the asker."""

    code: str
    holds: bool
    zh: str
    en: str
    article: str | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name in both languages, to be filled into a sentence."""

    zh: str
    en: str


def clause(code: str, *, holds: bool, entry: int | None = None, **places: object) -> Clause:
    """Give the sentence `code`; a `Named` place ``x`` fills ``{x_zh}`` and ``{x_en}``."""
    filled: dict[str, object] = {"entry": entry}
    for name, value in places.items():
        if isinstance(value, Named):
            filled |= {f"{name}_zh": value.zh, f"{name}_en": value.en}
        else:
            filled[name] = value
    message = load_messages(CATALOGUE)[code]
    return Clause(
        code=code,
        holds=holds,
        zh=message.zh.format_map(filled),
        en=message.en.format_map(filled),
        article=message.article,
        entry=entry,
    )
