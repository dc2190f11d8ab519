"""Python's collector of cyclic garbage, kept from searching where there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Fold a run of entries without the collector, which is of the whole process.

    A fold keeps nearly all that it makes and makes no cycles, so that passes over a growing
    register find nothing; they are a quarter of the time of a replay. Runs are to be short (some
    thousand entries): between them the collector looks after everybody else.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
