"""Reading request bodies: bounded while they arrive, not after."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError
from api.problems import problem
from hashing.limits import LIMITS

#: A picture at its limit, a statement, and what multipart adds.
MAX_UPLOAD_BYTES = LIMITS.max_bytes + 256 * 1024
#: Everything that is not an upload.
MAX_BODY_BYTES = 256 * 1024


class BodyLimit:
    """Middleware that stops reading a body at its limit, whatever its headers said."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `receive` that counts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        carries_file = headers.get(b"content-type", b"").startswith((b"multipart/", b"image/"))
        limit = MAX_UPLOAD_BYTES if carries_file else MAX_BODY_BYTES
        announced = headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            await problem(ApiError("body_too_large", limit=limit))(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise ApiError("body_too_large", limit=limit)
            return message

        await self._app(scope, counted, send)


class Upload:
    """The parts of a request body: a statement, a file, or both."""

    def __init__(self, statement: bytes | None, file: bytes | None) -> None:
        self.statement = statement
        self.file = file


async def read_upload(request: Request) -> Upload:
    """Read a body: multipart with ``statement`` and ``file``, or one of the two by itself.

    A JSON body is a statement, an ``image/*`` body a file. Raises `ApiError` (``body_malformed``).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return Upload(await request.body(), None)
    if kind.startswith("image/"):
        return Upload(None, await request.body())
    if kind != "multipart/form-data":
        raise ApiError("body_malformed", detail="content-type")
    try:
        async with request.form(max_files=1, max_fields=2, max_part_size=MAX_BODY_BYTES) as form:
            file = form.get("file")
            statement = form.get("statement")
            return Upload(
                statement.encode("utf-8") if isinstance(statement, str) else None,
                await file.read() if isinstance(file, UploadFile) else None,
            )
    except (MultiPartException, HTTPException) as error:
        raise ApiError("body_malformed", detail=str(error)[:200]) from None


UploadBody = Annotated[Upload, Depends(read_upload)]
