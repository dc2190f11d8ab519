"""When and where in the log a statement is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """The index that the entry would get, and the ledger's time for it (UTC, whole seconds)."""

    index: int
    time: datetime
