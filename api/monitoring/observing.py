"""Observations: a feed reports a picture that it saw, and the register says what it resembles."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from api.errors import ApiError
from api.monitoring.finding import Finding, findings_of
from api.monitoring.models import ObservationAnswer
from api.monitoring.telling import Cause, catch_up, tell, tell_of_registrations
from api.service import Service
from api.tracing import trace_answer
from ledger.past import register_at
from ledger.register.calendar import MAX_CLOCK_SKEW, format_time, parse_time
from ledger.store import ObservationRow

MAX_ADDRESS = 2048
MAX_SOURCE = 100
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff\\]")
_HOST = re.compile(r"[\w.:-]+")
_FINDINGS = TypeAdapter(list[Finding])


@dataclass(frozen=True, slots=True)
class Report:
    """What a feed sends: the file, the page on which it saw it, when, and its own name."""

    file: bytes
    address: str
    captured: str
    source: str


def observe(service: Service, report: Report) -> tuple[ObservationAnswer, bool]:
    """Trace a picture that was seen, record it beside the log, and tell whom it concerns.

    Gives the answer and whether it is new: the same file, address and time reported again give what
    was answered then. Raises `ApiError` (``observation_malformed``), `PictureError`.
    """
    now = service.clock()
    _check(report, now)
    sha256 = hashlib.sha256(report.file).hexdigest()
    with service.store.read() as reader:
        known = reader.observed(sha256, report.address, report.captured)
    if known is not None:
        return _answer(known), False
    traced = service.trace(report.file)
    answer = trace_answer(service, traced)
    findings = findings_of(answer)
    catch_up(service)
    with service.store.write() as batch:
        known = batch.observed(sha256, report.address, report.captured)
        if known is not None:
            return _answer(known), False
        tell_of_registrations(batch, now, batch.head().size)
        row = ObservationRow(
            number=batch.next_observation(),
            sha256=sha256,
            media_type=answer.suspect.media_type,
            length=len(report.file),
            address=report.address,
            captured=report.captured,
            source=report.source,
            reported=format_time(now),
            tree_size=answer.tree_size,
            pictures=answer.pictures,
            findings=_FINDINGS.dump_json(findings).decode(),
        )
        batch.observe(row)
        found = [(item.work, item.verdict, item.score) for item in findings if item.work]
        tell(batch, register_at(batch, now), found, Cause(row.reported, observation=row.number))
    return _answer(row), True


def host_of(address: str) -> str | None:
    """Give the host of a page address, without port or user; ``None`` where there is none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _answer(row: ObservationRow) -> ObservationAnswer:
    findings = _FINDINGS.validate_json(row.findings)
    return ObservationAnswer(
        number=row.number,
        sha256=row.sha256,
        media_type=row.media_type,
        length=row.length,
        address=row.address,
        captured=row.captured,
        source=row.source,
        reported=row.reported,
        tree_size=row.tree_size,
        pictures=row.pictures,
        findings=findings,
        hits=[item.work for item in findings if item.work and item.is_hit],
    )


def _check(report: Report, now: datetime) -> None:
    address = report.address
    is_web = address.lower().startswith(("http://", "https://"))
    is_somewhere = _HOST.fullmatch(host_of(address) or "") is not None
    is_plain = len(address) <= MAX_ADDRESS and not _UNPRINTABLE.search(address)
    if not (is_web and is_somewhere and is_plain):
        raise ApiError("observation_malformed", field="address", detail=address[:80])
    try:
        is_past = parse_time(report.captured) <= now + MAX_CLOCK_SKEW
    except ValueError:
        is_past = False
    if not is_past:
        raise ApiError("observation_malformed", field="captured", detail=report.captured[:40])
    source = report.source
    if not 0 < len(source) <= MAX_SOURCE or _UNPRINTABLE.search(source.replace(" ", "")):
        raise ApiError("observation_malformed", field="source", detail=source[:80])
