"""Reading the files of a posted form."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from api.errors import ApiError
from api.intake import MAX_UPLOAD_BYTES
from api.multipart import FormReader
from ledger.receipt import MAX_RECEIPT_BYTES

#: The fields of the site's forms. A file over the limit of pictures is refused as one.
_FIELDS = {
    "file": MAX_UPLOAD_BYTES,
    "picture": MAX_UPLOAD_BYTES,
    "receipt": MAX_RECEIPT_BYTES,
}


async def _read_files(request: Request) -> dict[str, bytes]:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        raise ApiError("body_malformed", detail="content-type")
    reader = FormReader(options.get(b"boundary", b""), _FIELDS)
    try:
        async for chunk in request.stream():
            reader.write(chunk)
    except ClientDisconnect:
        raise ApiError("body_malformed", detail="cut off") from None
    # browsers send a field in which nothing was chosen as a file of no bytes
    return {name: data for name, data in reader.finish().items() if data}


#: Field → the bytes of the file that was chosen; a field left empty is not there.
Files = Annotated[dict[str, bytes], Depends(_read_files)]
