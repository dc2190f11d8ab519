"""Entries: what the ledger adds, the leaf, and reading it back."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import StatementError
from ledger.register.canonical import canonical, parse_json
from ledger.register.entry import (
    MAX_ENTRY_BYTES,
    FileFacts,
    Findings,
    Match,
    Registry,
    encode_entry,
    entry_of,
    parse_entry,
)
from ledger.register.statement import parse_statement

from .build import EACH, digest_of, fuzz, put

REGISTRY: Any = {
    "time": "2026-11-21T10:00:00Z",
    "previous": digest_of(9),
    "file": {
        "sha256": digest_of(1),
        "sm3": digest_of(2),
        "length": 1234,
        "mediaType": "image/jpeg",
        "width": 640,
        "height": 480,
    },
    "fingerprints": ["phash64_v1:0123456789abcdef"],
    "findings": {
        "treeSize": 3,
        "matches": [{"entry": 2, "distances": {"phash64_v1": 4}, "transform": "identity"}],
    },
    "ruling": {"competing": [2]},
}
STATEMENTS = {kind: parse_statement(canonical(made)) for kind, made in EACH.items()}
WORK = STATEMENTS["WorkRegistration"]
LEAF = encode_entry(WORK, REGISTRY)


def refusal(leaf: bytes) -> StatementError:
    with pytest.raises(StatementError) as caught:
        parse_entry(leaf, 5)
    return caught.value


def leaf_with(path: str, value: Any) -> bytes:
    """Return the leaf with one member of its registry part changed."""
    return encode_entry(WORK, put(deepcopy(REGISTRY), path, value))


def test_a_leaf_is_jcs_of_both_parts():
    assert canonical({"statement": WORK.document, "registry": REGISTRY}) == LEAF


@pytest.mark.parametrize("kind", EACH)
def test_an_entry_is_what_its_leaf_says(kind):
    entry = parse_entry(encode_entry(STATEMENTS[kind], REGISTRY), 5)
    assert entry.index == 5
    assert entry.statement == STATEMENTS[kind]
    assert entry.registry == Registry(
        time="2026-11-21T10:00:00Z",
        previous=digest_of(9),
        file=FileFacts(
            sha256=digest_of(1),
            sm3=digest_of(2),
            length=1234,
            media_type="image/jpeg",
            width=640,
            height=480,
        ),
        fingerprints=["phash64_v1:0123456789abcdef"],
        findings=Findings(
            tree_size=3,
            matches=[Match(entry=2, distances={"phash64_v1": 4}, transform="identity")],
        ),
        ruling={"competing": [2]},
    )
    written = entry.registry.model_dump(by_alias=True, exclude_none=True)
    assert encode_entry(entry.statement, written) == encode_entry(STATEMENTS[kind], REGISTRY)


def test_the_smallest_registry_part():
    leaf = encode_entry(WORK, {"time": "2026-11-21T10:00:00Z", "previous": None})
    assert parse_entry(leaf, 0).registry == Registry(time="2026-11-21T10:00:00Z", previous=None)


@pytest.mark.parametrize(
    "leaf",
    [
        LEAF + b" ",
        b" " + LEAF,
        LEAF.replace(b'"time":', b'"time": ', 1),
        LEAF.replace("九".encode(), b"\\u4e5d"),
        b'{"statement":%b,"registry":%b}' % (WORK.canonical, canonical(REGISTRY)),
        json.dumps(json.loads(LEAF), sort_keys=True).encode(),
    ],
)
def test_only_the_canonical_bytes_are_the_leaf(leaf):
    assert parse_json(leaf, MAX_ENTRY_BYTES) == parse_json(LEAF, MAX_ENTRY_BYTES)
    assert refusal(leaf).code == "entry_not_canonical"


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("time", "2026-11-21T10:00:00+00:00", "time"),
        ("time", None, "time"),
        ("previous", "00", "previous"),
        ("previous", digest_of(9).replace("9", "F"), "previous"),
        ("extra", 1, "extra"),
        ("file/length", -1, "file.length"),
        ("file/length", True, "file.length"),
        ("file/media_type", "image/jpeg", "file.media_type"),
        ("file/mediaType", "text/html", "file.mediaType"),
        ("file/sm3", digest_of(2)[1:], "file.sm3"),
        ("fingerprints", ["x"] * 17, "fingerprints"),
        ("fingerprints", [1], "fingerprints.0"),
        ("findings/treeSize", "3", "findings.treeSize"),
        ("findings/matches/0/score", 1, "findings.matches.0.score"),
        ("findings/matches/0/distances", {"x": -4}, "findings.matches.0.distances.x"),
        ("ruling", [], "ruling"),
    ],
)
def test_a_registry_part_that_no_ledger_wrote(path, value, field):
    error = refusal(leaf_with(path, value))
    assert (error.code, error.params) == ("entry_malformed", {"detail": f"registry.{field}"})


def test_a_member_of_the_registry_part_has_one_spelling():
    file = dict(REGISTRY["file"])
    file["media_type"] = file.pop("mediaType")
    error = refusal(leaf_with("file", file))
    assert (error.code, error.params) == ("entry_malformed", {"detail": "registry.file.mediaType"})


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ({}, "members"),
        ({"registry": REGISTRY}, "members"),
        ({"registry": REGISTRY, "statement": WORK.document, "x": 1}, "members"),
        ({"registry": None, "statement": WORK.document}, "registry."),
        ({"registry": [], "statement": WORK.document}, "registry."),
        ({"registry": {}, "statement": WORK.document}, "registry.time"),
        ({"registry": REGISTRY, "statement": None}, "statement"),
        ({"registry": REGISTRY, "statement": []}, "statement"),
    ],
)
def test_an_entry_has_two_parts(document, detail):
    error = refusal(canonical(document))
    assert (error.code, error.params) == ("entry_malformed", {"detail": detail})


def test_the_statement_in_an_entry_is_read_as_strictly_as_any():
    document = {"registry": REGISTRY, "statement": {**WORK.document, "extra": 1}}
    assert refusal(canonical(document)).code == "field_unknown"
    with pytest.raises(StatementError):
        entry_of({"registry": REGISTRY, "statement": {}}, 0)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2**53, "number_not_allowed"),
        (-(2**53), "number_not_allowed"),
        (0.5, "number_not_allowed"),
        ("\u200b", "character_not_allowed"),
        ({"名": 1}, "key_not_ascii"),
    ],
)
def test_what_could_not_be_read_again_is_never_encoded(value, code):
    with pytest.raises(StatementError) as caught:
        encode_entry(WORK, {**REGISTRY, "ruling": {"owed": value}})
    assert caught.value.code == code
    limit = 2**53 - 1
    leaf = encode_entry(WORK, {**REGISTRY, "ruling": {"owed": limit}})
    assert parse_entry(leaf, 5).registry.ruling == {"owed": limit}


def test_an_entry_fits_a_bundle():
    match = {"entry": 10**6, "distances": {"phash64_v1": 4}, "transform": "identity"}
    registry = deepcopy(REGISTRY)
    room = MAX_ENTRY_BYTES - len(LEAF)
    registry["findings"]["matches"] += [match] * (room // (len(canonical(match)) + 1))
    spare = MAX_ENTRY_BYTES - len(encode_entry(WORK, registry))
    registry["fingerprints"][0] += "0" * spare
    leaf = encode_entry(WORK, registry)
    assert len(leaf) == 65_535
    assert parse_entry(leaf, 5).registry.findings is not None
    registry["fingerprints"][0] += "0"
    with pytest.raises(StatementError) as caught:
        encode_entry(WORK, registry)
    assert caught.value.code == "entry_too_large"
    assert caught.value.params == {"size": 65_536, "limit": 65_535}


@given(
    st.binary(max_size=60)
    | st.builds(
        lambda start, end, piece: LEAF[:start] + piece + LEAF[start + end :],
        st.integers(0, len(LEAF)),
        st.integers(0, 40),
        st.binary(max_size=4) | st.sampled_from([b"null", b"{}", b"[]", b'""', b'"a":1,', b"1.5"]),
    )
)
@fuzz
def test_any_bytes_give_an_entry_or_a_statement_error(leaf):
    try:
        entry = parse_entry(leaf, 5)
    except StatementError:
        return
    written = entry.registry.model_dump(by_alias=True, exclude_unset=True)
    assert encode_entry(entry.statement, written) == leaf
