"""A database that fails when it is told to: before, after, or from a certain step on.

A step is one call that the driver makes on the database for a transaction: every SQL statement,
and the COMMIT. They are broken below SQLAlchemy, with the driver's own errors, as a disk or a
network would break them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from sqlalchemy import Engine

#: ``failed``: nothing happened. ``persisted``: it did happen, and the answer was lost.
#: ``dying``: nothing happens from this step on, rollbacks included.
Mode = Literal["failed", "persisted", "dying"]

_EXECUTING = ("do_execute", "do_executemany", "do_execute_no_params")


class Faults:
    """Counts the steps of one engine, and breaks the one that it is told to."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._at: int | None = None
        self._mode: Mode = "failed"
        self.steps: list[str] = []

    @contextmanager
    def breaking(self, at: int | None, mode: Mode = "failed") -> Iterator[None]:
        """Break step number `at`, or none; `steps` names those that were reached."""
        self._at, self._mode, self.steps = at, mode, []
        with pytest.MonkeyPatch.context() as patch:
            for name in _EXECUTING:
                inner = getattr(self._engine.dialect, name)
                patch.setattr(self._engine.dialect, name, self._executing(inner))
            commit, rollback = self._engine.dialect.do_commit, self._engine.dialect.do_rollback
            patch.setattr(
                self._engine.dialect,
                "do_commit",
                lambda connection: self._step("COMMIT", lambda: commit(connection)),
            )
            patch.setattr(
                self._engine.dialect,
                "do_rollback",
                lambda connection: self._rollback(lambda: rollback(connection)),
            )
            yield

    @property
    def struck(self) -> bool:
        return self._at is not None and len(self.steps) > self._at

    def _executing(self, inner: Any) -> Any:
        def execute(cursor: Any, statement: str, *rest: Any, **named: Any) -> None:
            self._step(
                " ".join(statement.split()[:3]), lambda: inner(cursor, statement, *rest, **named)
            )

        return execute

    def _step(self, name: str, inner: Any) -> None:
        number = len(self.steps)
        self.steps.append(name)
        if number == self._at and self._mode == "persisted":
            inner()
            raise self._error()
        if self.struck and (number == self._at or self._mode == "dying"):
            raise self._error()
        inner()

    def _rollback(self, inner: Any) -> None:
        if self.struck and self._mode == "dying":
            raise self._error()
        inner()

    def _error(self) -> Exception:
        error: Exception = self._engine.dialect.loaded_dbapi.OperationalError("disk I/O error")
        return error
