"""What registrars have to do by when, and the register in numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.feed_models import Statistics, TaskPage, TaskView
from api.routes.common import Limit, TheService
from api.statistics import statistics_at
from ledger.register.calendar import local_date
from ledger.register.records import Task
from ledger.register.vocabulary import vocabulary

router = APIRouter(prefix="/v1", tags=["registry"])


@router.get("/tasks")
def tasks(
    service: TheService,
    after: Annotated[str, Query(max_length=120, description="`next` of the page before")] = "",
    limit: Limit = 24,
) -> TaskPage:
    """List what registrars have to do, in the order of the legal days."""
    today = local_date(service.clock())
    with service.store.read() as reader:
        # keys begin with a date; the colon follows the digits
        rows = reader.scan(Task.table, after, ":", limit + 1)
    items = [_task_view(Task.model_validate_json(value), today) for _, value in rows[:limit]]
    following = rows[limit - 1][0] if len(rows) > limit else None
    return TaskPage(day=today.isoformat(), items=items, next=following)


@router.get("/statistics")
def statistics(service: TheService) -> Statistics:
    """Give the register in numbers, from its state."""
    with service.store.read() as reader:
        return statistics_at(reader, local_date(service.clock()))


def _task_view(task: Task, today: date) -> TaskView:
    named = vocabulary("task")[task.what]
    left = (date.fromisoformat(task.due) - today).days
    return TaskView(
        what=task.what,
        zh=named.zh,
        en=named.en,
        case=task.id,
        work=task.work,
        due=task.due,
        days_left=left,
        overdue=left < 0,
    )
