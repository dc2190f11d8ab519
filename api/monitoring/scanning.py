"""Scanning: every picture is searched for once, and told of wherever it was seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from api.client import Client
from api.errors import ApiError, ServerError
from api.monitoring.finding import Finding, findings_of
from api.monitoring.journal import Journal
from api.monitoring.rows import Outcome, Row
from api.monitoring.sighting import Content, Sighting
from api.trace_models import TraceAnswer
from hashing.errors import HashingError
from ledger.errors import LedgerError, StoreError
from ledger.register.calendar import local_date

#: What says nothing of the picture: the scan stops, and is taken up again later.
_NOT_NOW = {"rate_limited", "server_busy"}
_HIT = {
    "copies_expression": (
        "含有作品 {number} 的独创表达",
        "It shows the own expression of {number}",
    ),
    "undetermined": (
        "与作品 {number} 相似，是否取自该作品未定",
        "It resembles the work {number}; whether it was taken from it is undetermined",
    ),
}


@dataclass(frozen=True, slots=True)
class Licensing:
    """Whose authorisation is asked about, for what: DID, terms of `rights`, and `territory`."""

    licensee: str
    rights: str
    territory: str


class Scanner:
    """Searches the register for what is come upon, and keeps a journal of it.

    `licensing` is what is asked about each work that is hit, if anything. What comes from a ledger
    that fails or cannot be reached (`StoreError`, `ServerError`) stops the scan.
    """

    def __init__(self, client: Client, journal: Journal, licensing: Licensing | None) -> None:
        self._client = client
        self._journal = journal
        self._licensing = licensing
        self._answers: dict[tuple[str, str | None], bool] = {}

    def take(self, sighting: Sighting) -> Row | None:
        """Give the row of what was come upon, written; ``None`` if it had been before."""
        if self._journal.has(sighting):
            return None
        outcome = self._outcome(sighting)
        row = Row(
            **outcome.model_dump(),
            path=sighting.path,
            offset=sighting.offset,
            record=sighting.record,
            page=sighting.page,
            referrer=sighting.referrer,
            captured=sighting.captured,
            http_status=sighting.http_status,
            http_headers=list(sighting.http_headers),
            names=list(sighting.names),
            authorised=self._authorised(outcome.work, sighting.captured),
        )
        self._journal.write(row)
        return row

    def _outcome(self, sighting: Sighting) -> Outcome:
        if sighting.fault is not None:
            return _failed(sighting.fault)
        names = sighting.refers_to
        if sighting.content is not None:
            names = (f"sha256 {sighting.content.sha256}",)
        for name in names:
            if (known := self._journal.outcome(name)) is not None:
                return known
        if sighting.content is None:
            return _failed(ApiError("revisit_unresolved"))
        return self._search(sighting.content)

    def _search(self, content: Content) -> Outcome:
        if content.fault is not None:
            return _failed(content.fault, content)
        try:
            return _found(self._client.trace(content.data), content)
        except (StoreError, ServerError):
            raise
        except (LedgerError, HashingError) as error:
            if error.code in _NOT_NOW:
                raise
            return _failed(error, content)

    def _authorised(self, work: str | None, captured: str | None) -> bool | None:
        """Ask whether the licensee may use the work: on the day when it was seen, if it is told."""
        if work is None or self._licensing is None:
            return None
        asked = (work, _day(captured))
        if asked not in self._answers:
            self._answers[asked] = self._ask(*asked)
        return self._answers[asked]

    def _ask(self, work: str, day: str | None) -> bool:
        assert self._licensing is not None
        query = {
            "licensee": self._licensing.licensee,
            "rights": self._licensing.rights,
            "territory": self._licensing.territory,
        }
        path = f"/v1/works/{quote(work, safe=':')}/authorization"
        try:
            answer = self._client.ask(path, query if day is None else query | {"at": day})
        except ApiError as error:
            if error.code == "work_unknown":
                # on that day it was not registered yet, and what is unknown means no
                return False
            raise
        return json.loads(answer)["authorised"] is True


def _day(captured: str | None) -> str | None:
    """Give the day in Asia/Shanghai of a WARC-Date; ``None`` where it is none."""
    try:
        time = datetime.fromisoformat(captured or "")
        return local_date(time if time.tzinfo else time.replace(tzinfo=UTC)).isoformat()
    except (ValueError, OverflowError):
        return None


def _failed(error: LedgerError | HashingError, content: Content | None = None) -> Outcome:
    return Outcome(
        sha256=content.sha256 if content else None,
        media_type=content.media_type if content else None,
        length=content.length if content else None,
        result="error",
        code=error.code,
        zh=error.zh,
        en=error.en,
    )


def _found(answer: TraceAnswer, content: Content) -> Outcome:
    findings = findings_of(answer)
    hit = next((item for item in findings if item.is_hit), None)
    shared = next((item for item in findings if item.verdict == "shares_heritage_only"), None)
    heritage = next((item.heritage for item in findings if item.heritage is not None), None)
    best = hit or shared
    zh, en = _sentences(answer, hit, shared)
    return Outcome(
        sha256=content.sha256,
        media_type=content.media_type,
        length=content.length,
        result="hit" if hit else "heritage" if shared else "no_hit",
        work=hit.work if hit else None,
        number=best.number if best else None,
        heritage=heritage,
        score=best.score if best else None,
        verdict=best.verdict if best else None,
        tree_size=answer.tree_size,
        pictures=answer.pictures,
        zh=zh,
        en=en,
        findings=findings,
    )


def _sentences(answer: TraceAnswer, hit: Finding | None, shared: Finding | None) -> tuple[str, str]:
    """Say what was found, and always in how much of the register."""
    if hit is not None:
        zh, en = (said.format(number=hit.number) for said in _HIT[hit.verdict])
    elif shared is not None:
        zh = f"与 {shared.number} 相同的只有文物来源：人人可取材"
        en = f"It shares with {shared.number} what is heritage and no more, which is free for all"
    else:
        return (
            f"在树大小 {answer.tree_size} 的 {answer.pictures} 幅图片中未发现来源。",
            f"No hit in {answer.pictures} pictures at tree size {answer.tree_size}.",
        )
    return f"{zh}（树大小 {answer.tree_size}）。", f"{en} (tree size {answer.tree_size})."
