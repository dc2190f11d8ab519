"""What the API and the command line add to the errors of the ledger and of the pictures.

::

    LedgerError
    └── ApiError           the request cannot be answered
        ├── NotFound       there is no such thing here
        └── ServerError    a server cannot be reached, or failed
"""

from __future__ import annotations

from typing import ClassVar

from ledger.errors import LedgerError


class ApiError(LedgerError):
    """A request, a server or a file on this side is not as it has to be."""

    catalogue: ClassVar[str] = "api"


class NotFound(ApiError):  # noqa: N818  # what HTTP calls it
    """There is nothing under the name that was asked for."""


class ServerError(ApiError):
    """A server cannot be reached, or failed; the same request may be sent again later."""
