"""Reading the files of a posted form."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.intake import MAX_UPLOAD_BYTES, read_form

#: The fields of the site's forms. What is over the limit of its kind is refused by who reads it.
_FIELDS = dict.fromkeys(("file", "picture", "receipt"), MAX_UPLOAD_BYTES)


async def _read_files(request: Request) -> dict[str, bytes]:
    # browsers send a field in which nothing was chosen as a file of no bytes
    return {name: data for name, data in (await read_form(request, _FIELDS)).items() if data}


#: Field → the bytes of the file that was chosen; a field left empty is not there.
Files = Annotated[dict[str, bytes], Depends(_read_files)]
