"""When and where in the log a statement is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ledger.register.calendar import local_date


@dataclass(frozen=True, slots=True)
class Moment:
    """The index that the entry would get, and the ledger's time for it (UTC, whole seconds)."""

    index: int
    time: datetime

    @property
    def day(self) -> date:
        """The day in Asia/Shanghai: what every clock of the register counts in."""
        return local_date(self.time)
