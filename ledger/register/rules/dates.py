"""The days of a work: completed, then published, and neither in the future."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal


def require_dates(completed: str, published: str | None, today: date) -> None:
    """Refuse days that have not come yet or contradict each other.

    Raises `Refusal` (``completed_in_future``, ``published_in_future``,
    ``published_before_completed``).
    """
    if date.fromisoformat(completed) > today:
        raise Refusal("completed_in_future", date=completed)
    if published is None:
        return
    if date.fromisoformat(published) > today:
        raise Refusal("published_in_future", date=published)
    if published < completed:
        raise Refusal("published_before_completed", date=published)
