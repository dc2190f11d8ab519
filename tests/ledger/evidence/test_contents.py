"""Members held against each other, and drafts: what a collector cannot say of another case."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ledger.evidence.bundle import (
    RECORD,
    attached,
    check_record,
    read_draft,
    record_subject,
)
from ledger.evidence.capture import CAPTURE
from ledger.evidence.container import read_container, write_container
from ledger.evidence.contents import CHECKPOINT, LICENCE, REGISTER, TRACE, WORK, open_contents
from ledger.evidence.digests import SHA256SUMS, digests_of
from ledger.evidence.manifest import MANIFEST, sign_manifest
from ledger.register.canonical import canonical
from ledger.register.integrity import sign_document
from ledger.register.statement import parse_statement

from ..build import did, key, log_signer, signed
from ..licensed import Dealings
from .case import (
    SUSPECT,
    VERIFIER,
    Members,
    bundle,
    draft,
    refusal,
    seen,
    signed_by,
)

# ---- what the members say of each other ---------------------------------------------------------


def resigned(told: Dealings, members: Members, **changes: bytes) -> Members:
    """A draft with other members, whose manifest lists them as they are."""
    altered = {**members, **{name.replace("__", "."): data for name, data in changes.items()}}
    return attached(altered, [], told.clock.now)


LIES: list[tuple[str, Callable[[Any], Any], tuple[str, str]]] = [
    (CAPTURE, lambda d: d.update(suspect="00" * 32), ("evidence_contradicts", "suspect.png")),
    (CAPTURE, lambda d: d.update(shop=did(3)), ("evidence_contradicts", CAPTURE)),
    (CAPTURE, lambda d: d.update(collector=did(2)), ("evidence_contradicts", REGISTER)),
    (
        CAPTURE,
        lambda d: d.update(work="urn:uuid:00000000-0000-4000-8000-000000000001"),
        ("evidence_contradicts", REGISTER),
    ),
    (TRACE, lambda d: d.update(tree_size=7), ("evidence_contradicts", REGISTER)),
]


@pytest.mark.parametrize("lie", range(len(LIES)))
def test_a_collector_who_lies_is_given_away_by_the_register(told: Dealings, lie: int) -> None:
    name, change, expected = LIES[lie]
    members = draft(told, seen(told))
    document = json.loads(members[name])
    change(document)
    altered = resigned(told, members, **{name.replace(".", "__"): canonical(document)})
    assert refusal(lambda: open_contents(altered, VERIFIER)) == expected


def test_parts_of_another_case(told: Dealings) -> None:
    members = draft(told, seen(told, shop=did(3)))
    licence = told.certificate(2)
    other = resigned(told, members, licence__certificate__json=licence)
    assert refusal(lambda: open_contents(other, VERIFIER)) == ("evidence_contradicts", LICENCE)
    wrong = resigned(told, members, work__receipt__json=read_container(bundle(told))[RECORD])
    assert refusal(lambda: open_contents(wrong, VERIFIER)) == ("evidence_contradicts", WORK)
    png = resigned(told, members, overlay__png=b"GIF89a")
    assert refusal(lambda: open_contents(png, VERIFIER))[1] == "overlay.png"
    two = resigned(told, members, suspect__jpg=SUSPECT)
    assert refusal(lambda: open_contents(two, VERIFIER))[0] == "evidence_member_unlisted"
    stray = resigned(told, members, notes__txt=b"")
    assert refusal(lambda: open_contents(stray, VERIFIER)) == (
        "evidence_member_unlisted",
        "notes.txt",
    )
    shown = resigned(told, members, overlay__png=b"\x89PNG\r\n\x1a\n")
    assert open_contents(shown, VERIFIER).certificate is not None


@pytest.mark.parametrize(
    "trace",
    [b"", b"[]", b"{", b"[" * 100_000, b'{"suspect":1,"tree_size":1}', b"1" * 5000, b"\xff"],
)
def test_a_search_that_is_none(told: Dealings, trace: bytes) -> None:
    """Even where the log's own key signed for it."""
    members = draft(told, seen(told))
    document = json.loads(members[REGISTER])
    document["credentialSubject"]["search"] = digests_of(trace).sha256
    bare = {name: value for name, value in document.items() if name != "proof"}
    again = canonical(sign_document(bare, log_signer().private_key, document["validFrom"]))
    altered = resigned(told, members, trace__json=trace, register__json=again)
    assert refusal(lambda: open_contents(altered, VERIFIER)) == ("evidence_member_false", TRACE)


@pytest.mark.parametrize("name", [CAPTURE, TRACE, REGISTER, CHECKPOINT, WORK, "suspect.png"])
def test_a_draft_without_a_member(told: Dealings, name: str) -> None:
    members = draft(told, seen(told))
    manifest = members.pop(MANIFEST)
    members.pop(name)
    code, named = refusal(lambda: open_contents({**members, MANIFEST: manifest}, VERIFIER))
    assert (code, named.partition(".")[0]) == ("evidence_member_missing", name.partition(".")[0])


# ---- drafts -----------------------------------------------------------------------------------


def test_a_draft_travels_as_a_zip_file(told: Dealings) -> None:
    members = draft(told, seen(told))
    assert read_draft(write_container(members)) == members
    for name in (MANIFEST, CAPTURE):
        rest = write_container({n: d for n, d in members.items() if n != name})
        assert refusal(lambda left=rest: read_draft(left)) == ("evidence_member_missing", name)


def test_a_finished_bundle_is_no_draft(told: Dealings) -> None:
    data = bundle(told)
    assert refusal(lambda: read_draft(data)) == ("evidence_member_unlisted", SHA256SUMS)


def test_what_cannot_be_attached(told: Dealings) -> None:
    members = draft(told, seen(told))
    found = refusal(lambda: attached(members, [("letter", "pdf", b"")], told.clock.now))
    assert found == ("evidence_member_unlisted", "attachments/letter-1.pdf")
    assert refusal(lambda: record_subject({**members, MANIFEST: b"{}"}))[1] == MANIFEST


def test_a_manifest_is_signed_once(told: Dealings) -> None:
    members = signed_by(told, draft(told, seen(told)), key(1))
    again = refusal(lambda: sign_manifest(members[MANIFEST], key(1), told.clock.now))
    assert again == ("evidence_member_false", MANIFEST)


@pytest.mark.parametrize(
    "change",
    [
        {"manifest": {"sha256": "00" * 32, "sm3": "00" * 32}},
        {"suspect": "00" * 32},
        {"seen": "2026-11-01T00:00:00Z"},
        {"collector": did(2)},
    ],
    ids=str,
)
def test_a_record_of_something_else(told: Dealings, change: dict[str, Any]) -> None:
    members = signed_by(told, draft(told, seen(told)), key(1))
    contents = open_contents(members, VERIFIER)

    def attempt(more: dict[str, Any], *numbers: int) -> None:
        subject = record_subject(members) | more
        document = signed("EvidenceRecord", subject, [key(number) for number in numbers])
        check_record(parse_statement(canonical(document)), contents)

    attempt({}, 1)
    assert refusal(lambda: attempt(change, 1)) == ("evidence_contradicts", RECORD)
    assert refusal(lambda: attempt({}, 2)) == ("evidence_contradicts", RECORD)
