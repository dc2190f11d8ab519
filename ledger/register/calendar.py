"""Times as the ledger writes them: UTC, whole seconds, ``2026-11-21T10:00:00Z``, one spelling."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

#: The law's days are days of this place; China has kept UTC+8 without summer time since 1991.
SHANGHAI = ZoneInfo("Asia/Shanghai")

#: A signer's clock may run ahead of the ledger's by this much and no more.
MAX_CLOCK_SKEW = timedelta(minutes=10)

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


def format_time(time: datetime) -> str:
    """Write an aware time; fractions of a second are cut off."""
    return time.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_time(text: str) -> datetime:
    """Read a time in the one spelling; `ValueError` for any other."""
    if not _SHAPE.fullmatch(text):
        raise ValueError("not YYYY-MM-DDTHH:MM:SSZ")
    time = datetime.fromisoformat(text)
    # newer versions of Python read 24:00 as the midnight after, which has another spelling
    if format_time(time) != text:
        raise ValueError("not the one spelling of its time")
    return time


def local_date(time: datetime) -> date:
    """Give the day in Asia/Shanghai on which `time` falls."""
    return time.astimezone(SHANGHAI).date()
