"""The capture record: where, when and how the suspect file was seen, in the collector's words.

It stays in the bundle and off the log: a page's address or an officer's name is nobody's business
who only reads the log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from ledger.errors import EvidenceError, StatementError
from ledger.register.canonical import canonical, parse_json
from ledger.register.fields import (
    DateText,
    DidText,
    Line,
    Made,
    Sha256Text,
    StatementId,
    TimeText,
)

CAPTURE = "capture.json"
FORMAT: Final = "mogao-capture/v1"
#: What may be attached beside the suspect file, each file under the name of its kind.
ATTACHMENTS: Final = (
    "screenshot",  # the page as it looked
    "page",  # the page as it was received
    "headers",  # the HTTP headers with which it came
    "transport",  # protocol, cipher and certificates of the connection
    "system_log",  # the self-check of the machine: versions, disk, processes
    "notarial",  # a notary's certificate
    "witness",  # the word of a third party who saw it
    "consent",  # of people whose data the bundle holds
    "guardian_consent",  # of guardians, where one of them is under 14
)
_ATTACHED = re.compile(
    rf"attachments/({'|'.join(ATTACHMENTS)})-[1-9][0-9]?\.[a-z0-9]{{1,8}}", re.ASCII
)

Address = Annotated[
    str,
    Field(description="where it was seen: one line", max_length=2048, pattern=r"^\S(.*\S)?$"),
]
Milliseconds = Annotated[int, Field(ge=-86_400_000, le=86_400_000)]


class Tool(Made):
    """A program or method that took part, with its version."""

    name: Line
    version: Line


class Clock(Made):
    """By how many milliseconds the machine's clock was ahead, and of which source."""

    offset_ms: Milliseconds
    source: Line


class Capture(Made):
    """What the collector states.

    ``suspect`` is SHA-256 of the file that was seen at ``address`` at the time ``seen``; ``work``
    the work that it is held against; ``shop`` the DID of a seller whose licences are in question.
    ``operator`` sat at the machine; ``method`` says how the file was taken, ``custody`` where it
    has been kept since, ``keep_until`` when the bundle is to be deleted.
    """

    format: Literal["mogao-capture/v1"] = FORMAT
    work: StatementId
    suspect: Sha256Text
    address: Address
    seen: TimeText
    collector: DidText
    shop: DidText | None = None
    operator: Line | None = None
    method: Line | None = None
    custody: Line | None = None
    keep_until: DateText | None = None
    clock: Clock | None = None
    tools: Annotated[list[Tool], Field(max_length=64)] = Field(default_factory=list)

    def to_json(self) -> bytes:
        """Give the record in JCS form."""
        return canonical(self.model_dump(mode="json", by_alias=True, exclude_none=True))


def new_capture(**members: object) -> Capture:
    """Make a record of these members, as strictly as it will be read.

    Raises `EvidenceError` (``capture_malformed``).
    """
    return parse_capture(_validated(members, by_name=True).to_json())


def parse_capture(data: bytes) -> Capture:
    """Read a capture record; `EvidenceError` (``capture_malformed``) if it is none."""
    try:
        document = parse_json(data)
    except StatementError as error:
        raise EvidenceError("capture_malformed", field=error.en) from None
    return _validated(document, by_name=False)


def _validated(members: Mapping[str, object], *, by_name: bool) -> Capture:
    try:
        return Capture.model_validate(members, by_alias=not by_name, by_name=by_name)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise EvidenceError("capture_malformed", field=place[:120]) from None


def attachment_kind(name: str) -> str | None:
    """Give the kind of the attachment that a member's name says, or ``None`` if it is none."""
    found = _ATTACHED.fullmatch(name)
    return found[1] if found else None
