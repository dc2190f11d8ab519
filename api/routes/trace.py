"""Answer where a picture comes from."""

from __future__ import annotations

from fastapi import APIRouter

from api.errors import ApiError
from api.intake import UploadBody
from api.models import TraceAnswer
from api.routes.common import TheService
from api.views import trace_answer

router = APIRouter(prefix="/v1", tags=["trace"])

_PICTURE_SCHEMA = {"schema": {"type": "string", "format": "binary"}}


@router.post(
    "/trace",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                },
                "image/jpeg": _PICTURE_SCHEMA,
                "image/png": _PICTURE_SCHEMA,
            },
        }
    },
)
def trace(upload: UploadBody, service: TheService) -> TraceAnswer:
    """Search the register for the origin of a picture; the picture is not kept."""
    if upload.file is None:
        raise ApiError("body_malformed", detail="file")
    return trace_answer(service.trace(upload.file))
