"""The self-check: what courts look at, article by article, answered from a bundle's contents.

The questions are data (``articles.toml``), the answers are functions (`ledger.evidence.checks`).
Whoever verifies computes the list anew and shows that one. A bundle made under another edition of
the questions holds the answers to those, which is no fault of the bundle.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

from ledger.errors import EvidenceError, StatementError
from ledger.evidence.checks import CHECKS, Result
from ledger.evidence.contents import Found
from ledger.register.canonical import Json, canonical, parse_json
from ledger.register.fields import Label, Made

SELF_CHECK = "self-check.json"
FORMAT = "mogao-self-check/v1"
MAX_BYTES = 256 * 1024


class Item(Made):
    """One question of the law: its text, what was looked at, and what came out."""

    id: str
    law: Label
    article: str
    question: Label
    looked_at: Label
    result: Literal["PASS", "FAIL", "NOT PROVIDED"]


def self_check(found: Found) -> tuple[Item, ...]:
    """Answer every question from what a bundle holds."""
    data = _articles()
    return tuple(_item(row, data["laws"][row["law"]], found) for row in data["items"])


def to_json(items: Sequence[Item]) -> bytes:
    """Give the list in JCS form, as it stands in a bundle."""
    rows: list[Json] = [item.model_dump(mode="json", by_alias=True) for item in items]
    return canonical({"format": FORMAT, "edition": _articles()["edition"], "items": rows})


def check_list(data: bytes, items: Sequence[Item]) -> None:
    """Check that `data` is the list `items`, unless it answers another edition of the questions.

    Raises `EvidenceError` (``evidence_member_false``, ``evidence_contradicts``).
    """
    try:
        edition = parse_json(data, MAX_BYTES).get("edition")
    except StatementError as error:
        raise EvidenceError("evidence_member_false", member=SELF_CHECK, detail=error.en) from None
    if edition == _articles()["edition"] and data != to_json(items):
        raise EvidenceError("evidence_contradicts", member=SELF_CHECK, detail="items")


def _item(row: dict[str, Any], law: dict[str, str], found: Found) -> Item:
    result: Result = CHECKS[row["check"]](found)
    return Item(
        id=row["id"],
        law=Label(zh=law["zh"], en=law["en"]),
        article=row["article"],
        question=Label(zh=row["zh"], en=row["en"]),
        looked_at=Label(zh=row["looked_zh"], en=row["looked_en"]),
        result=result,
    )


@cache
def _articles() -> dict[str, Any]:
    file = resources.files("ledger.evidence").joinpath("articles.toml")
    return tomllib.loads(file.read_text("utf-8"))
