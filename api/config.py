"""What the environment says, read when it is asked for and never at import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the ledger is and how to open it.

    ``database_url`` and ``passphrase`` come from the environment only: a command line is public.
    """

    data: Path
    database_url: str | None
    passphrase: str | None


def settings_for(data: Path) -> Settings:
    """Join `data` with MOGAO_DATABASE_URL and MOGAO_PASSPHRASE."""
    return Settings(
        data=data,
        database_url=os.environ.get("MOGAO_DATABASE_URL") or None,
        passphrase=os.environ.get("MOGAO_PASSPHRASE") or None,
    )
