"""Whole bundles: what they prove, what each change to them is called, and what a forger tries."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import EvidenceError
from ledger.evidence.bundle import (
    RECORD,
    TIMESTAMP,
    TIMESTAMP_ROOT,
    VerifiedBundle,
    finish,
    parse_bundle,
    verify_bundle,
)
from ledger.evidence.capture import ATTACHMENTS, CAPTURE
from ledger.evidence.container import read_container, write_container
from ledger.evidence.contents import CHECKPOINT, REGISTER, TRACE, WORK
from ledger.evidence.digests import LISTS, digests_of, with_lists
from ledger.evidence.manifest import MANIFEST, sign_manifest
from ledger.evidence.self_check import SELF_CHECK
from ledger.register.canonical import canonical
from ledger.timestamp import parse_roots
from ledger.tlog.note import Signer

from ...authority import Authority, founded
from ..build import did, key, log_signer
from ..licensed import Dealings
from .case import (
    SUSPECT,
    VERIFIER,
    bundle,
    draft,
    manifest_of,
    recorded,
    refusal,
    seen,
    signed_by,
)
from .conftest import stamp_of

FILES = [(kind, "txt", kind.encode()) for kind in ATTACHMENTS]
FULL: dict[str, Any] = {
    "shop": did(3),
    "operator": "阿莲",
    "method": "浏览器另存",
    "custody": "只读光盘",
    "keep_until": "2029-11-22",
}


@pytest.fixture(scope="module")
def full(told: Dealings, authority: Authority) -> bytes:
    """A bundle with everything in it."""
    members = signed_by(told, draft(told, seen(told, **FULL)), key(1), FILES)
    stamp = stamp_of(authority, members[MANIFEST])
    return finish(members, recorded(told, members, key(1)), stamp, VERIFIER)


@pytest.fixture(scope="module")
def bare(told: Dealings) -> bytes:
    """A bundle with nothing in it that may be absent."""
    return bundle(told)


def verified(data: bytes) -> VerifiedBundle:
    return verify_bundle(parse_bundle(data), VERIFIER)


def retold(data: bytes, **changes: bytes | None) -> bytes:
    """A careful forger's bundle: other members (``__`` for a dot), and lists that say the same."""
    members = {n: d for n, d in read_container(data).items() if n not in LISTS}
    for name, content in changes.items():
        members.pop(name.replace("__", "."), None)
        if content is not None:
            members[name.replace("__", ".")] = content
    return write_container(with_lists(members))


def member(data: bytes, name: str) -> bytes:
    return read_container(data)[name]


# ---- what holds -------------------------------------------------------------------------------


def test_a_bundle_with_everything(told: Dealings, full: bytes) -> None:
    found = verified(full).found
    contents = found.contents
    assert contents.capture == seen(told, **FULL)
    assert contents.attachments == set(ATTACHMENTS)
    assert contents.certificate is not None
    assert contents.certificate.subject.question.licensee == did(3)
    assert contents.certificate.subject.authorised
    assert [step.cause for step in contents.extract.subject.title_chain] == [
        "registration",
        "transfer",
    ]
    assert set(contents.extract.entries) >= {0, told.index("party 1"), told.index("work")}
    assert found.record.entry.statement.kind == "EvidenceRecord"
    assert found.timestamp is not None
    assert found.timestamp.authority == "CN=Authority"
    assert member(full, "suspect.png") == SUSPECT


def test_a_bundle_with_nothing_more_than_it_needs(bare: bytes) -> None:
    found = verified(bare).found
    assert found.timestamp is None
    assert found.contents.certificate is None
    assert found.contents.attachments == set()
    assert sorted(read_container(bare)) == sorted(
        [
            "README.txt",
            "suspect.png",
            CAPTURE,
            TRACE,
            REGISTER,
            CHECKPOINT,
            WORK,
            MANIFEST,
            RECORD,
            SELF_CHECK,
            *LISTS,
        ]
    )


def test_the_log_holds_digests_alone(told: Dealings, full: bytes) -> None:
    leaf = verified(full).found.record.entry.statement.canonical.decode()
    for private in ("shop.example", "阿莲", "浏览器", "光盘"):
        assert private not in leaf
    manifest = digests_of(member(full, MANIFEST))
    assert manifest.sha256 in leaf
    assert manifest.sm3 in leaf


def test_the_same_case_is_the_same_bytes(told: Dealings) -> None:
    """All but the record, whose id is a new one, is made from what was given and nothing else."""
    members = signed_by(told, draft(told, seen(told)), key(1))
    receipt = recorded(told, members, key(1))
    assert finish(members, receipt, None, VERIFIER) == finish(members, receipt, None, VERIFIER)


def test_it_is_an_ordinary_zip_file(full: bytes) -> None:
    with zipfile.ZipFile(BytesIO(full)) as file:
        assert file.testzip() is None
        assert "openssl ts -verify" in file.read("README.txt").decode()


def test_an_agent_collects_for_its_principal(told: Dealings) -> None:
    """A key that may enforce for the collector signs manifest and record in its place."""
    scope = {"acts": ["enforce"], "until": told.clock.day(60), "works": []}
    told.enter("mandate", "Delegation", {"principal": did(1), "agent": did(4), **scope}, 1)
    members = signed_by(told, draft(told, seen(told)), key(4))
    data = finish(members, recorded(told, members, key(4)), None, VERIFIER)
    assert verified(data).found.contents.capture.collector == did(1)


# ---- any changed byte is named ------------------------------------------------------------------


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_any_changed_byte_is_named(full: bytes, data: st.DataObject) -> None:
    """Flip any bit: the answer names the member in which it lies, or the container."""
    place = data.draw(st.integers(0, len(full) - 1))
    altered = bytearray(full)
    altered[place] ^= 1 << data.draw(st.integers(0, 7))
    found = refusal(lambda: parse_bundle(bytes(altered)))
    assert found == place_of(full, place)


def bodies(data: bytes) -> list[tuple[str, int, int]]:
    """Name, place and size of each member, as the standard library reads the file."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return [
            (info.filename, info.header_offset + 30 + len(info.filename), info.file_size)
            for info in file.infolist()
        ]


def place_of(data: bytes, place: int) -> tuple[str, str]:
    """What a change at that place has to be called."""
    for name, start, size in bodies(data):
        if start <= place < start + size:
            return "evidence_member_altered", name
    return "evidence_container_altered", ""


def test_a_byte_of_every_member(full: bytes) -> None:
    for name, start, size in bodies(full):
        for place in {start, start + size // 2, start + size - 1}:
            altered = bytearray(full)
            altered[place] ^= 1
            found = refusal(lambda whole=bytes(altered): parse_bundle(whole))
            assert found == ("evidence_member_altered", name)


def test_a_member_less_or_more(full: bytes) -> None:
    members = read_container(full)
    for name in members:
        rest = {other: content for other, content in members.items() if other != name}
        found = refusal(lambda left=rest: parse_bundle(write_container(left)))
        assert found == ("evidence_member_missing", name)
    more = write_container({**members, "more.txt": b""})
    assert refusal(lambda: parse_bundle(more)) == ("evidence_member_unlisted", "more.txt")


# ---- who forges the lists as well ---------------------------------------------------------------


def told_wrongly(data: bytes) -> tuple[str, str]:
    return refusal(lambda: verified(data))


def test_every_member_is_bound_by_more_than_the_lists(full: bytes) -> None:
    """Each member altered, with lists to match: the manifest, or its own proof, denies it.

    The self-check is computed, the rest is signed. Only the spelling of what an authority leaves
    unsigned in its answer is vouched for by the lists alone, so its last byte is altered here,
    which is a part of the signature.
    """
    for name, content in read_container(full).items():
        if name in LISTS:
            continue
        altered = content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]
        if name == TIMESTAMP:
            altered = content[:-1] + bytes([content[-1] ^ 1])
        assert told_wrongly(retold(full, **{name.replace(".", "__"): altered}))[1] == name


def test_a_manifest_that_fits_a_forged_member(told: Dealings, full: bytes) -> None:
    """Without the collector's key it cannot be signed; with it, it is not what was recorded."""
    forged = json.loads(member(full, CAPTURE)) | {"address": "https://other.example/"}
    changed = canonical(forged)
    manifest = manifest_of(read_container(full))
    digests = digests_of(changed)
    for row in manifest["credentialSubject"]["members"]:
        if row["name"] == CAPTURE:
            row.update(length=len(changed), sha256=digests.sha256, sm3=digests.sm3)
    unsigned = retold(full, capture__json=changed, manifest__json=canonical(manifest))
    assert told_wrongly(unsigned) == ("evidence_member_false", MANIFEST)
    bare = {name: value for name, value in manifest.items() if name != "proof"}
    again = sign_manifest(canonical(bare), key(1), told.clock.now)
    resigned = retold(full, capture__json=changed, manifest__json=again)
    assert told_wrongly(resigned) == ("evidence_contradicts", RECORD)


def test_a_manifest_that_another_signed(told: Dealings, full: bytes) -> None:
    manifest = manifest_of(read_container(full))
    bare = {name: value for name, value in manifest.items() if name != "proof"}
    other = sign_manifest(canonical(bare), key(2), told.clock.now)
    assert told_wrongly(retold(full, manifest__json=other)) == ("evidence_contradicts", RECORD)
    unsigned = retold(full, manifest__json=canonical(bare))
    assert told_wrongly(unsigned) == ("evidence_member_false", MANIFEST)


def test_the_record_of_another_bundle(told: Dealings, bare: bytes, full: bytes) -> None:
    other = retold(full, record__receipt__json=member(bare, RECORD))
    assert told_wrongly(other) == ("evidence_contradicts", RECORD)
    work = retold(full, record__receipt__json=member(full, WORK))
    assert told_wrongly(work) == ("evidence_contradicts", RECORD)


def test_a_stamp_of_another_bundle(told: Dealings, authority: Authority, full: bytes) -> None:
    other = stamp_of(authority, b"something else").response
    assert told_wrongly(retold(full, timestamp__tsr=other)) == ("evidence_member_false", TIMESTAMP)
    alone = retold(full, **{TIMESTAMP_ROOT.replace(".", "__"): None})
    assert told_wrongly(alone) == ("evidence_contradicts", TIMESTAMP)
    # without its stamp a bundle is one without a stamp, but the self-check tells
    neither = retold(full, timestamp__tsr=None, **{TIMESTAMP_ROOT.replace(".", "__"): None})
    assert told_wrongly(neither) == ("evidence_contradicts", SELF_CHECK)
    spelled = retold(full, **{"timestamp-root__pem": b"\n" + member(full, TIMESTAMP_ROOT)})
    assert told_wrongly(spelled) == ("evidence_member_false", TIMESTAMP_ROOT)


def test_the_reader_brings_the_root(
    authority: Authority, full: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = parse_bundle(full)
    roots = parse_roots(authority.root.read_bytes())
    assert verify_bundle(found, VERIFIER, roots).found.timestamp is not None
    stranger = founded(tmp_path_factory.mktemp("stranger"))
    others = parse_roots(stranger.root.read_bytes())
    assert refusal(lambda: verify_bundle(found, VERIFIER, others))[0] == "timestamp_false"


def test_the_key_of_another_log(full: bytes) -> None:
    found = parse_bundle(full)
    other = Signer(VERIFIER.name, key(77)).verifier
    elsewhere = Signer("log.example/other", log_signer().private_key).verifier
    assert refusal(lambda: verify_bundle(found, other)) == ("evidence_member_false", REGISTER)
    named = refusal(lambda: verify_bundle(found, elsewhere))
    assert named == ("evidence_contradicts", MANIFEST)


def test_a_self_check_that_flatters(full: bytes) -> None:
    told = member(full, SELF_CHECK)
    better = told.replace(b"NOT PROVIDED", b"PASS")
    assert better != told
    assert told_wrongly(retold(full, **{"self-check__json": better})) == (
        "evidence_contradicts",
        SELF_CHECK,
    )
    for broken in (b"", b"{", told + b" "):
        code, named = told_wrongly(retold(full, **{"self-check__json": broken}))
        assert named == SELF_CHECK
        assert code in {"evidence_member_false", "evidence_contradicts"}


def test_a_self_check_of_another_edition_is_computed_anew(full: bytes) -> None:
    other = json.loads(member(full, SELF_CHECK)) | {"edition": 0, "items": []}
    found = verified(retold(full, **{"self-check__json": canonical(other)}))
    assert found.items == verified(full).items


# ---- parsing ----------------------------------------------------------------------------------


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_any_bytes_are_refused(data: bytes) -> None:
    assert refusal(lambda: parse_bundle(data))[0] == "evidence_container_altered"


_PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
_JSON = _PLAIN | st.lists(_PLAIN, max_size=3) | st.dictionaries(st.text(max_size=9), _PLAIN)


@given(st.data(), _JSON)
@settings(max_examples=150, deadline=None)
def test_members_with_anything_in_them_are_refused(
    full: bytes, data: st.DataObject, value: Any
) -> None:
    """Lists to match, so that every parser gets to see it; no other error leaves than ours."""
    name = data.draw(st.sampled_from(sorted(set(read_container(full)) - set(LISTS))))
    altered = data.draw(st.binary(max_size=60))
    if name.endswith(".json") and data.draw(st.booleans()):
        document = json.loads(member(full, name))
        # a self-check of another edition is not read
        changed = data.draw(st.sampled_from(sorted(document.keys() - {"edition"})))
        document[changed] = value
        altered = json.dumps(document).encode()
    with pytest.raises(EvidenceError):
        verified(retold(full, **{name.replace(".", "__"): altered}))


# ---- a bundle that is out -----------------------------------------------------------------------


def test_a_bundle_that_was_made_once_verifies_for_ever() -> None:
    """The file is never made anew, but for a format that is not out yet."""
    data = (Path(__file__).parent / "vectors" / "bundle.zip").read_bytes()
    found = verified(data)
    assert found.found.record.entry.registry.time == "2026-12-22T10:00:00Z"
    assert found.found.timestamp is not None
    unanswered = {item.id for item in found.items if item.result != "PASS"}
    assert unanswered == {"litigation_17_1", "signatures_13_2", "personal_data_46"}
