"""For whoever runs the server: is it alive, and may requests be sent to it."""

from __future__ import annotations

import logging

from fastapi import APIRouter

from api.errors import ApiError
from api.routes.common import TheService
from api.service import Service
from ledger.errors import StoreError
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.errors import CheckpointError

router = APIRouter(tags=["operation"])
_log = logging.getLogger(__name__)


@router.get("/healthz")
def healthz(service: TheService) -> dict[str, int]:
    """Answer if the database does."""
    with service.store.read() as reader:
        return {"size": reader.head().size}


@router.get("/readyz")
def readyz(service: TheService) -> dict[str, int]:
    """Answer if the database does and its head is signed by this ledger's key; else 503."""
    try:
        return {"size": _signed_size(service)}
    except (StoreError, CheckpointError) as error:
        # why is for the operator: it may hold addresses and SQL
        _log.error("not ready: %s", error)
        raise ApiError("not_ready") from None


def _signed_size(service: Service) -> int:
    with service.store.read() as reader:
        head = reader.head()
    signed = open_checkpoint(head.checkpoint, service.home.verifier)
    if (signed.size, signed.root) != (head.size, head.root):
        raise CheckpointError("the head and what was signed do not agree")
    return head.size
