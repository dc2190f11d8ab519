"""A case to collect evidence of: a picture that was seen, and bundles of it with more or less."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import EvidenceError
from ledger.evidence.bundle import (
    Stamp,
    attached,
    finish,
    new_draft,
    record_subject,
    signed_draft,
)
from ledger.evidence.capture import Capture, Tool, new_capture
from ledger.evidence.contents import CHECKPOINT, LICENCE, REGISTER, TRACE, WORK, open_contents
from ledger.evidence.digests import digests_of
from ledger.evidence.extracting import Case, extract
from ledger.evidence.manifest import MANIFEST
from ledger.past import register_at
from ledger.receipt import Receipt
from ledger.register.calendar import format_time
from ledger.register.records import Folio
from ledger.tlog.note import Verifier

from ..build import ORIGIN, did, key, log_signer, signed
from ..licensed import Dealings

#: No picture at all: the ledger never looks into one.
SUSPECT = b"\x89PNG\r\n\x1a\nthe suspect file"
VERIFIER: Verifier = log_signer().verifier
Members = dict[str, bytes]


def seen(told: Dealings, number: int = 1, **more: Any) -> Capture:
    """What that party says of the suspect file: seen a moment ago, held against the work."""
    usual = {
        "work": told.id("work"),
        "suspect": digests_of(SUSPECT).sha256,
        "address": "https://shop.example/mug/17",
        "seen": format_time(told.clock.now),
        "collector": did(number),
    }
    return new_capture(**(usual | more))


def draft(told: Dealings, capture: Capture, **trace: Any) -> Members:
    """What the register's side draws up; `trace` replaces members of the search's answer."""
    ledger, now = told.ledger, told.clock.now
    answer = {"suspect": {"sha256": capture.suspect}, "tree_size": ledger.size(), "matches": []}
    found = json.dumps(answer | trace).encode()
    search, tools = digests_of(found).sha256, [Tool(name="pdq", version="1")]
    with ledger.store.read() as reader:
        moment = register_at(reader, now)
        folio = moment.register.get(Folio, capture.work)
        assert folio is not None
        case = Case(folio, capture.collector, capture.suspect, search, tools)
        given = extract(reader, moment, case, ledger.signer, now)
    members = {
        "suspect.png": SUSPECT,
        TRACE: found,
        REGISTER: given.extract,
        CHECKPOINT: given.checkpoint,
        WORK: given.work.to_json(),
    }
    if capture.shop is not None:
        number = next(number for number in range(1, 9) if did(number) == capture.shop)
        members[LICENCE] = told.certificate(number)
    whole = new_draft(members, capture, ORIGIN, now)
    open_contents(whole, VERIFIER)
    return whole


def signed_by(
    told: Dealings, members: Members, who: Ed25519PrivateKey, files: Sequence[Any] = ()
) -> Members:
    return signed_draft(attached(members, files, told.clock.now), who, told.clock.now)


def recorded(told: Dealings, members: Members, *keys: Ed25519PrivateKey) -> Receipt:
    """Enter the record of a signed draft."""
    subject = record_subject(members)
    return told.ledger.submit(signed("EvidenceRecord", subject, keys, time=told.clock.now))


def bundle(
    told: Dealings,
    *,
    collector: int = 1,
    files: Sequence[Any] = (),
    stamp: Stamp | None = None,
    trace: Mapping[str, Any] | None = None,
    **capture: Any,
) -> bytes:
    """A finished bundle, collected, signed and recorded by the party of that number."""
    who = key(collector)
    members = draft(told, seen(told, collector, **capture), **(trace or {}))
    members = signed_by(told, members, who, files)
    return finish(members, recorded(told, members, who), stamp, VERIFIER)


def refusal(attempt: Any) -> tuple[str, str]:
    """The code of the `EvidenceError` that an attempt ends in, and the member that it names."""
    try:
        attempt()
    except EvidenceError as error:
        return error.code, str(error.params.get("member", error.params.get("field", "")))
    raise AssertionError("it was not refused")


def manifest_of(members: Mapping[str, bytes]) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(members[MANIFEST]))
