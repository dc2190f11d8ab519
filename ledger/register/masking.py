"""Names of sellers and hosts with all but the first character masked, as the public may see them.

A masked text says enough to tell one listing from another beside the open file, and no more: one
character and three asterisks, whatever the length of what they stand for.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

_LABEL = re.compile(r"[^\s*]\*{3}")
_HOST = re.compile(r"\*{3}|([a-z0-9]\*{3}\.){1,7}[a-z][a-z0-9-]{1,62}")
_TOP = re.compile(r"[a-z][a-z0-9-]{1,62}")


def mask_label(name: str) -> str:
    """Give the masked form of a name, ``敦***``.

    Raises `ValueError` for a name that is empty, or begins with a blank or an asterisk.
    """
    masked = f"{name[:1]}***"
    if not _LABEL.fullmatch(masked):
        raise ValueError("not a name")
    return masked


def mask_host(host: str) -> str:
    """Give the masked form of a host, ``i***.s***.example``: its labels but the last are masked.

    What has no such form (a number, a place that is no web page) becomes ``***``.
    """
    *labels, top = host.lower().rstrip(".").split(".")
    masked = ".".join([*(f"{label[:1]}***" for label in labels), top])
    return masked if labels and _TOP.fullmatch(top) and _HOST.fullmatch(masked) else "***"


def _masked_label(text: str) -> str:
    if not _LABEL.fullmatch(text):
        raise PydanticCustomError("label_not_masked", "not masked")
    return text


def _masked_host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise PydanticCustomError("host_not_masked", "not masked")
    return text


MaskedLabel = Annotated[
    str,
    Field(description="a name of which one character is left, `敦***`", max_length=8),
    AfterValidator(_masked_label),
]
MaskedHost = Annotated[
    str,
    Field(description="a masked host, `i***.s***.example`, or `***`", max_length=120),
    AfterValidator(_masked_host),
]
