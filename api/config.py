"""What the environment says, read when it is asked for and never at import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from api.errors import ApiError


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


@dataclass(frozen=True, slots=True)
class TimeAuthority:
    """A time-stamping authority (RFC 3161): where it answers, and its root certificate in PEM."""

    url: str
    root: Path


def time_authority() -> TimeAuthority | None:
    """Read MOGAO_TSA_URL and MOGAO_TSA_ROOT; ``None`` where there is no authority.

    Raises `ApiError` (``option_needs``) for an authority without its root: what it stamps could
    not be verified.
    """
    url, root = os.environ.get("MOGAO_TSA_URL"), os.environ.get("MOGAO_TSA_ROOT")
    if not url:
        return None
    if not root:
        raise ApiError("option_needs", option="MOGAO_TSA_URL", needed="MOGAO_TSA_ROOT")
    return TimeAuthority(url, Path(root))
