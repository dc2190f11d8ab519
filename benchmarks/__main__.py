"""Run the benchmarks that are named, or all of them, below a line that says on what."""

from __future__ import annotations

import importlib
import os
import platform
import sqlite3
import sys
import time
from importlib.metadata import version

NAMES = ("ingest", "appends", "fsck", "memory", "conflict", "replay")
_LIBRARIES = ("cryptography", "fastapi", "imagehash", "numpy", "pillow", "sqlalchemy", "uvicorn")


def main(names: list[str]) -> None:
    """Run each benchmark's ``main`` in turn; `SystemExit` for a name that there is none of."""
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    print(_machine())
    for name in names or NAMES:
        print(f"\n{name}", flush=True)
        start = time.perf_counter()
        importlib.import_module(f"benchmarks.{name}").main()
        print(f"  ({time.perf_counter() - start:.0f} s)", flush=True)


def _machine() -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{system}; {python}; " + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)


if __name__ == "__main__":
    main(sys.argv[1:])
