"""Times as the ledger writes them: UTC, whole seconds, ``2026-11-21T10:00:00Z``, one spelling."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

#: The law's days are days of this place; China has kept UTC+8 without summer time since 1991.
SHANGHAI = ZoneInfo("Asia/Shanghai")

#: A signer's clock may run ahead of the ledger's by this much and no more.
MAX_CLOCK_SKEW = timedelta(minutes=10)

# newer versions of Python read 24:00 as the midnight after, which has another spelling
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}:\d{2}Z", re.ASCII)


def format_time(time: datetime) -> str:
    """Write an aware time; fractions of a second are cut off."""
    return time.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


# an entry says the same few times again and again
@lru_cache(maxsize=1024)
def parse_time(text: str) -> datetime:
    """Read a time in the one spelling; `ValueError` for any other."""
    if not _SHAPE.fullmatch(text):
        raise ValueError("not in the one spelling YYYY-MM-DDTHH:MM:SSZ")
    return datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def local_date(time: datetime) -> date:
    """Give the day in Asia/Shanghai on which `time` falls."""
    return time.astimezone(SHANGHAI).date()
