"""Evidence bundles on this side of the wire: what the register adds, and the finishing of them.

The collector's key is not here. So a bundle is made in two steps: `draft` gives what the register
has to say with an unsigned manifest; `finished` takes it back with the manifest signed, and with
the signed statement that records it.
"""

from __future__ import annotations

import json
import platform
from datetime import date
from functools import cache
from importlib.metadata import version

from api.authorizing import Asked, certificate_for
from api.config import time_authority
from api.evidence_timestamp import stamped
from api.overlaying import overlay_for
from api.service import Service, read_entry
from api.standing import folio_at
from api.tracing import trace_answer
from hashing.features import METHOD
from hashing.fingerprint import ALGORITHMS
from ledger.batch import foresee
from ledger.evidence.bundle import Stamp, check_record, finish, new_draft, read_draft
from ledger.evidence.capture import Capture, Tool
from ledger.evidence.container import write_container
from ledger.evidence.contents import (
    CHECKPOINT,
    LICENCE,
    OVERLAY,
    REGISTER,
    TRACE,
    WORK,
    open_contents,
    suspect_name,
)
from ledger.evidence.digests import digests_of
from ledger.evidence.extracting import Case, extract
from ledger.past import register_at
from ledger.register.calendar import local_date, parse_time
from ledger.register.statement import parse_statement, verify_statement

#: What decides how a picture is read and compared.
_LIBRARIES = (
    "mogao",
    "pillow",
    "imagehash",
    "pdqhash",
    "numpy",
    "faiss-cpu",
    "opencv-python-headless",
)


def draft(service: Service, suspect: bytes, capture: Capture, question: Asked | None) -> bytes:
    """Draw up a bundle: the members and the manifest that is to be signed, as a ZIP file.

    `question` is about the shop that `capture` names, if it does. Raises `NotFound`
    (``work_unknown``), `Refusal` (``party_not_registered``), `EvidenceError`, `ReceiptError`
    (``certificate_too_large``), and `HashingError` as `Service.trace` does.
    """
    traced = service.trace(suspect)
    facts = traced.suspect.facts
    told = trace_answer(service, traced).model_dump(mode="json", by_alias=True)
    answer = json.dumps(told, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()
    now = service.clock()
    with service.store.read() as reader:
        moment = register_at(reader, now)
        folio = folio_at(moment, capture.work)
        search = digests_of(answer).sha256
        case = Case(folio, capture.collector, facts.sha256, search, tools())
        found = extract(reader, moment, case, service.signer, now)
    members = {
        suspect_name(facts.media_type): suspect,
        TRACE: answer,
        REGISTER: found.extract,
        CHECKPOINT: found.checkpoint,
        WORK: found.work.to_json(),
    }
    if question is not None:
        members[LICENCE] = certificate_for(service, question, capture.work)
    overlay = overlay_for(service, traced, capture.work)
    if overlay is not None:
        members[OVERLAY] = overlay
    whole = new_draft(members, capture, service.signer.name, now)
    # none leaves that would have to be refused once it is signed
    open_contents(whole, service.home.verifier)
    return write_container(whole)


def finished(service: Service, data: bytes, statement: bytes) -> bytes:
    """Record a draft whose manifest was signed, and give the finished bundle as a ZIP file.

    `statement` is the signed ``EvidenceRecord``. Sent again, the same gives a bundle over the same
    entry. Raises `EvidenceError`, `LedgerError` as `Service.register` does, and `ServerError`
    (``timestamp_unreachable``); where it raises, nothing was entered, but for a `StoreError`.
    """
    verifier = service.home.verifier
    members = read_draft(data)
    contents = open_contents(members, verifier)
    parsed = parse_statement(statement)
    check_record(parsed, contents)
    verify_statement(parsed)
    with service.store.read() as reader:
        foresee(reader, parsed, service.clock())
    stamp = _stamp(service, contents.manifest_bytes, parsed.issuer)
    record = service.register(statement, kind="EvidenceRecord")
    return finish(members, record, stamp, verifier)


def _stamp(service: Service, manifest: bytes, issuer: str) -> Stamp | None:
    """Ask the authority, if there is one, and only for what will be entered.

    Its stamps may cost money, so each counts as a statement of the key that asks for it.
    """
    authority = time_authority()
    if authority is None:
        return None
    if service.limiter is not None:
        service.limiter.take(issuer)
    return stamped(manifest, authority)


def first_day(service: Service, capture: Capture) -> date:
    """Give the day about which a shop is asked: that of the sighting, or of the registration.

    Before a work was registered the register has no answer. Raises `NotFound` (``work_unknown``).
    """
    seen = local_date(parse_time(capture.seen))
    with service.store.read() as reader:
        folio = folio_at(register_at(reader, service.clock()), capture.work)
        return max(seen, read_entry(reader, folio.filed).day)


@cache
def tools() -> tuple[Tool, ...]:
    """Name the programs of this side, and the fingerprints and features it takes, with versions."""
    fingerprints = [Tool(name=a.name, version=str(a.version)) for a in ALGORITHMS.values()]
    libraries = [Tool(name=name, version=version(name)) for name in _LIBRARIES]
    python = Tool(name="python", version=platform.python_version())
    features, _, edition = METHOD.partition("_v")
    return (python, *libraries, *fingerprints, Tool(name=features, version=edition))
