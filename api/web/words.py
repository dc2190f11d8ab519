"""How values of the register are said to people, in Chinese and in English."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from api.verdicts import VERDICTS
from ledger.register.calendar import SHANGHAI, parse_time
from ledger.register.origin import Verdict
from ledger.register.vocabulary import parse_cave, vocabulary


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


_HOLDS = {
    "suspend": Words("中止", "Suspended by"),
    "preserve": Words("保全", "Preserved by"),
    "caveat": Words("异议提示", "Caveat"),
    "litigation": Words("诉讼", "Litigation"),
}


def term(id: str, name: str) -> Words:
    """Give the labels of a term of the vocabulary `name`."""
    found = vocabulary(name)[id]
    return Words(found.zh, found.en)


def cave(key: str) -> Words:
    """Give the names of a cave."""
    found = parse_cave(key)
    return Words(found.zh, found.en)


def kind(name: str) -> Words:
    """Say what a kind of statement is."""
    return term(name, "kind")


def hold(name: str) -> Words:
    """Say what lies on a work."""
    return _HOLDS[name]


def verdict(name: Verdict) -> Words:
    """Say what was decided about a picture and a work."""
    return Words(*VERDICTS[name])


def local_time(text: str) -> str:
    """Give a time of the register as clocks in China show it."""
    return parse_time(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def size(length: int) -> str:
    """Give a number of bytes in a unit that people read."""
    if length < 1024:
        return f"{length} B"
    kilobytes = length / 1024
    return f"{kilobytes:.0f} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


def readable(document: object) -> str:
    """Give JSON with line breaks, for reading."""
    return json.dumps(document, ensure_ascii=False, indent=2)


FILTERS: dict[str, Callable[..., object]] = {
    word.__name__: word for word in (term, cave, kind, hold, verdict, local_time, size, readable)
}
