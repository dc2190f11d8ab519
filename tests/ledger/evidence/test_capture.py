"""The capture record: what a collector may say, and in which form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import EvidenceError
from ledger.evidence.capture import (
    ATTACHMENTS,
    Clock,
    Tool,
    attachment_kind,
    new_capture,
    parse_capture,
)

from ..build import did, digest
from .case import refusal

USUAL: dict[str, Any] = {
    "work": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "suspect": digest("suspect"),
    "address": "https://shop.example/mug?id=1&c=杯子",
    "seen": "2026-11-22T07:00:00Z",
    "collector": did(1),
}
WHOLE = USUAL | {
    "shop": did(2),
    "operator": "阿莲",
    "method": "浏览器另存",
    "custody": "只读光盘",
    "keep_until": "2029-11-22",
    "clock": Clock(offset_ms=-12, source="ntp.example"),
    "tools": [Tool(name="browser", version="131")],
}


def test_a_record_comes_back() -> None:
    for members in (USUAL, WHOLE):
        record = new_capture(**members)
        assert parse_capture(record.to_json()) == record
        document = json.loads(record.to_json())
        assert document["format"] == "mogao-capture/v1"
        assert parse_capture(json.dumps(document, indent=2).encode()) == record
    assert "keepUntil" in document
    assert document["clock"] == {"offsetMs": -12, "source": "ntp.example"}
    # what was not said is not there
    assert "shop" not in json.loads(new_capture(**USUAL).to_json())


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("work", "urn:uuid:1"),
        ("suspect", "00"),
        ("address", ""),
        ("address", " x"),
        ("address", "a\nb"),
        ("address", "x" * 2049),
        ("address", "a\u202eb"),
        ("address", "\udc00"),
        ("seen", "2026-11-22 07:00"),
        ("collector", "alice"),
        ("shop", "did:web:example.org"),
        ("operator", "x" * 201),
        ("keep_until", "2026-02-30"),
        ("clock", Clock.model_construct(offset_ms=10**9, source="x")),
        ("tools", [Tool(name="x", version="1")] * 65),
        ("tools", "browser"),
        ("note", "x"),
    ],
)
def test_what_it_may_not_say(member: str, value: object) -> None:
    code, named = refusal(lambda: new_capture(**USUAL | {member: value}))
    assert code == "capture_malformed"
    assert named


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_any_bytes_are_a_record_or_refused(data: bytes) -> None:
    assert attempted(data) in {None, "capture_malformed"}


def attempted(data: bytes) -> str | None:
    """Read a record; the code with which it is refused."""
    try:
        parse_capture(data)
    except EvidenceError as error:
        return error.code
    return None


@pytest.mark.parametrize("data", [b"[" * 40_000, b'{"a":' * 9_000, b"{}", b"null", b"\xff"])
def test_bytes_that_are_no_record(data: bytes) -> None:
    assert refusal(lambda: parse_capture(data))[0] == "capture_malformed"


def test_a_wire_name_is_camel_case() -> None:
    document = json.loads(new_capture(**WHOLE).to_json())
    document["keep_until"] = document.pop("keepUntil")
    assert refusal(lambda: parse_capture(json.dumps(document).encode()))[0] == "capture_malformed"


def test_the_names_of_attachments() -> None:
    for kind in ATTACHMENTS:
        assert attachment_kind(f"attachments/{kind}-1.png") == kind
    for name in (
        "attachments/screenshot.png",
        "attachments/screenshot-0.png",
        "attachments/screenshot-100.png",
        "attachments/screenshot-1.PNG",
        "attachments/screenshot-1.",
        "attachments/letter-1.pdf",
        "attachments/screenshot-1.png/x",
        "screenshot-1.png",
    ):
        assert attachment_kind(name) is None
