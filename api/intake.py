"""Reading request bodies: bounded while they arrive, not after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError
from api.multipart import FormReader
from api.problems import problem
from hashing.limits import LIMITS

#: A picture at its limit, a statement, and what multipart adds.
MAX_UPLOAD_BYTES = LIMITS.max_bytes + 256 * 1024
#: Everything that is not an upload.
MAX_BODY_BYTES = 256 * 1024
#: What a form may hold. A file over the limit of pictures is refused as one, in its own words.
_PARTS = {"statement": MAX_BODY_BYTES, "file": MAX_UPLOAD_BYTES}


class BodyLimit:
    """Middleware that stops reading a body at its limit, whatever its headers said."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `receive` that counts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        carries_file = _media_type(headers).startswith((b"multipart/", b"image/"))
        limit = MAX_UPLOAD_BYTES if carries_file else MAX_BODY_BYTES
        announced = headers.get("content-length", "")
        # the digits are counted first: reading very many of them is an error of its own
        if announced.isdecimal() and (len(announced) > 18 or int(announced) > limit):
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


class AddressCheck:
    """Middleware that refuses an address with NUL: no name has one and PostgreSQL takes none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unless there is NUL in its path or query."""
        if scope["type"] == "http" and (
            "\0" in scope["path"] or b"%00" in scope.get("query_string", b"")
        ):
            refused = problem(ApiError("request_invalid", field="URL", detail="NUL"))
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Upload:
    """The parts of a request body: a statement, a file, or both."""

    def __init__(self, statement: bytes | None, file: bytes | None) -> None:
        self.statement = statement
        self.file = file


async def read_upload(request: Request) -> Upload:
    """Read a body: multipart with ``statement`` and ``file``, or one of the two by itself.

    A JSON body is a statement, an ``image/*`` body a file. Raises `ApiError` (``body_malformed``,
    ``body_too_large``).
    """
    kind = _media_type(request.headers)
    if kind == b"application/json":
        return Upload(await _read_whole(request), None)
    if kind.startswith(b"image/"):
        return Upload(None, await _read_whole(request))
    parts = await read_form(request, _PARTS)
    return Upload(parts.get("statement"), parts.get("file"))


async def read_form(request: Request, limits: Mapping[str, int]) -> dict[str, bytes]:
    """Read a form with parts of the names in `limits`, each of at most so many bytes.

    Raises `ApiError` (``body_malformed``, ``body_too_large``).
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        raise ApiError("body_malformed", detail="content-type")
    reader = FormReader(options.get(b"boundary", b""), limits)
    try:
        async for chunk in request.stream():
            reader.write(chunk)
    except ClientDisconnect:
        raise _cut_off() from None
    return reader.finish()


async def _read_whole(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect:
        raise _cut_off() from None


def _cut_off() -> ApiError:
    # nobody is there to read this; it is no failure of the server's either
    return ApiError("body_malformed", detail="cut off")


def _media_type(headers: Headers) -> bytes:
    # the first header counts, here and where the body is read: two readings would be two limits
    return parse_options_header(headers.get("content-type", ""))[0]


UploadBody = Annotated[Upload, Depends(read_upload)]
