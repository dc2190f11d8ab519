"""What the tests of derivation share: what is to be done with a work, and what that still lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ledger.register.canonical import JsonObject
from ledger.register.rules.derivation import restricted_by
from ledger.register.terms import Scope

from ..build import BOB, digest_of, work_subject
from ..play import Play
from .royalty_play import LATER, from_work


def box(play: Play, **changes: Any) -> Scope:
    made = Scope(("reproduction",), ("CN-62",), play.today, LATER, ["goods"], ["silk_scarf"])
    return replace(made, **changes)


def missing(play: Play, work: str, **changes: Any) -> list[tuple[str, str]]:
    """Return the originals whose licence is missing, each with the right it is asked for."""
    found = restricted_by(play.register, play.folio(work), box(play, **changes), play_day(play))
    return [(edge.parent.id, edge.right) for edge in found]


def play_day(play: Play) -> date:
    return date.fromisoformat(play.today)


def grown_subject(parent: str, number: int = 31) -> JsonObject:
    """Return the subject of a work of Bob's that grew from `parent`."""
    file: JsonObject = {"sha256": digest_of(number), "mediaType": "image/jpeg"}
    return work_subject(BOB, file=file, **from_work(parent))
