"""The answers to the law's questions, each read from what a bundle holds and verified.

None of them takes the maker's word that it is so: where the bundle holds nothing to tell by, the
answer is ``NOT PROVIDED``. Whatever would make a bundle false has raised before these are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from ledger.evidence.contents import Found
from ledger.evidence.digests import digests_of
from ledger.evidence.manifest import verify_manifest
from ledger.register.calendar import MAX_CLOCK_SKEW, parse_time
from ledger.register.canonical import canonical
from ledger.register.kinds.enforcement import EvidenceRecord
from ledger.register.kinds.party import PartyRegistration

Result: TypeAlias = Literal["PASS", "FAIL", "NOT PROVIDED"]
#: What entry 0 says where the operator has no filing number.
_UNFILED = "未备案"
_CORROBORATION = frozenset({"screenshot", "page", "headers", "notarial", "witness"})


def anchored(found: Found) -> Result:
    """Ask whether the digests of the manifest's bytes are those of a proven entry."""
    digests = digests_of(found.contents.manifest_bytes)
    said = _record(found).manifest
    is_recorded = (said.sha256, said.sm3) == (digests.sha256, digests.sm3)
    return "PASS" if is_recorded else "FAIL"


def filed(found: Found) -> Result:
    """Ask whether the operator has a filing number."""
    filing = found.contents.extract.subject.keeper.filing
    return "PASS" if filing != _UNFILED else "NOT PROVIDED"


def independent(found: Found) -> Result:
    """Ask whether who keeps the ledger is no party, and whether others vouch for the time."""
    contents = found.contents
    keeper = contents.extract.subject.keeper
    parties = {contents.capture.collector, contents.capture.shop}
    for step in contents.extract.subject.title_chain:
        parties |= {taker.party for taker in step.takers} | set(step.givers)
    if parties & {keeper.operator, *keeper.registrars}:
        return "FAIL"
    return "NOT PROVIDED" if found.timestamp is None else "PASS"


def system_checked(found: Found) -> Result:
    """Ask for the machine's self-check, its clock and its programs."""
    capture = found.contents.capture
    is_stated = capture.clock is not None and bool(capture.tools)
    return _all(is_stated, "system_log" in found.contents.attachments)


def standard(found: Found) -> Result:
    """Ask for the connection; digests and signatures were verified to be of public standards."""
    return _all("transport" in found.contents.attachments)


def corroborated(found: Found) -> Result:
    """Ask how the file was taken, and for something else that bears it out."""
    attachments = found.contents.attachments
    return _all(found.contents.capture.method, attachments & _CORROBORATION)


def repeatable(found: Found) -> Result:
    """Ask for a search at a tree size that the log had, by programs that are named."""
    size = found.contents.trace["tree_size"]
    if not 0 < size <= found.contents.extract.checkpoint.size:
        return "FAIL"
    return _all(found.contents.extract.subject.tools)


def dated(found: Found) -> Result:
    """Ask whether a registered party saw the file, and before the ledger recorded it."""
    recorded = parse_time(found.record.entry.registry.time)
    if parse_time(_record(found).seen) > recorded + MAX_CLOCK_SKEW:
        return "FAIL"
    return own_key(found)


def in_custody(found: Found) -> Result:
    """Ask where the file was kept."""
    return _all(found.contents.capture.custody)


def method_stated(found: Found) -> Result:
    """Ask how the file was taken, and with what."""
    return _all(found.contents.capture.method, found.contents.capture.tools)


def original_kept(found: Found) -> Result:
    """Ask whether the suspect file is the one that the entry names.

    `open_contents` has compared the capture record with the file's bytes.
    """
    return "PASS" if _record(found).suspect == found.contents.capture.suspect else "FAIL"


def handled(found: Found) -> Result:
    """Ask how the file was taken and kept, and for the connection."""
    capture = found.contents.capture
    return _all(capture.method, capture.custody, "transport" in found.contents.attachments)


def signed_by_collector(found: Found) -> Result:
    """Ask whether a key that signed the record for the collector signed the manifest too."""
    signer = verify_manifest(found.contents.manifest)
    is_same = _record(found).collector == found.contents.manifest.subject.collector
    return "PASS" if is_same and signer in found.record.entry.statement.signers else "FAIL"


def own_key(found: Found) -> Result:
    """Ask for the entry by which the collector registered."""
    registered = {
        entry.statement.subject.party
        for entry in found.contents.extract.entries.values()
        if isinstance(entry.statement.subject, PartyRegistration)
    }
    return _all(found.contents.capture.collector in registered)


def key_sound(found: Found) -> Result:
    """Ask whether the log states that the collector's key was in force and free of contest."""
    return "PASS" if found.contents.extract.subject.collector.sound else "FAIL"


def off_the_log(found: Found) -> Result:
    """Ask whether address and operator of the capture record stay out of the log."""
    capture = found.contents.capture
    entered = found.record.entry.statement.canonical
    private = filter(None, (capture.address, capture.operator))
    return "FAIL" if any(canonical(text) in entered for text in private) else "PASS"


def kept_briefly(found: Found) -> Result:
    """Ask for the day on which the bundle is to be deleted; nothing of it may be on the log."""
    if off_the_log(found) == "FAIL":
        return "FAIL"
    return _all(found.contents.capture.keep_until)


def consented(found: Found) -> Result:
    """Ask for a consent."""
    return _all("consent" in found.contents.attachments)


def guardians_consented(found: Found) -> Result:
    """Ask for a guardian's consent."""
    return _all("guardian_consent" in found.contents.attachments)


def not_shown(_found: Found) -> Result:
    """Ask for what no bundle can show."""
    return "NOT PROVIDED"


def _all(*given: object) -> Result:
    """Answer whether everything that was asked for is there."""
    return "PASS" if all(given) else "NOT PROVIDED"


def _record(found: Found) -> EvidenceRecord:
    subject = found.record.entry.statement.subject
    assert isinstance(subject, EvidenceRecord)
    return subject


Check: TypeAlias = Callable[[Found], Result]

#: name in ``articles.toml`` → the function
CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        check.__name__: check
        for check in (
            anchored,
            filed,
            independent,
            system_checked,
            standard,
            corroborated,
            repeatable,
            dated,
            in_custody,
            method_stated,
            original_kept,
            handled,
            signed_by_collector,
            own_key,
            key_sound,
            off_the_log,
            kept_briefly,
            consented,
            guardians_consented,
            not_shown,
        )
    }
)
