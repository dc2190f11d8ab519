"""ZIP files in one spelling: what others read of them, and everything that is not that spelling."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import EvidenceError
from ledger.evidence import container
from ledger.evidence.container import (
    MAX_MEMBERS,
    check_container,
    is_container,
    read_container,
    write_container,
)

MEMBERS = {"README.txt": b"read me\n", "a/b-1.png": b"", "manifest.json": b"{}"}
NAMES = st.from_regex(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}(/[A-Za-z0-9][A-Za-z0-9._-]{0,9})?", fullmatch=True
)
SETS = st.dictionaries(NAMES, st.binary(max_size=50), max_size=6).filter(
    lambda members: len({name.lower() for name in members}) == len(members)
)


def opened(data: bytes) -> dict[str, bytes]:
    members = read_container(data)
    check_container(data, members)
    return members


def refused(data: bytes) -> str:
    with pytest.raises(EvidenceError) as caught:
        opened(data)
    return caught.value.code


def zipped(members: Mapping[str, bytes], compression: int) -> bytes:
    """The same members as the standard library writes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in members.items():
            file.writestr(zipfile.ZipInfo(name), data, compression)
    return out.getvalue()


@given(SETS)
@settings(deadline=None)
def test_members_come_back(members: dict[str, bytes]) -> None:
    data = write_container(members)
    assert opened(data) == members
    assert list(opened(data)) == sorted(members)
    assert write_container(dict(reversed(members.items()))) == data
    assert is_container(data)


def test_the_bytes_are_these() -> None:
    """By hand from APPNOTE 4.3: one member ``a`` that holds ``b``."""
    facts = "0a00 0000 0000 0000 2100 f9efbe71 01000000 01000000 0100 0000"
    local = f"504b0304 {facts} 61 62"
    central = f"504b0102 0a00 {facts} 0000 0000 0000 00000000 00000000 61"
    end = "504b0506 0000 0000 0100 0100 2f000000 20000000 0000"
    assert write_container({"a": b"b"}) == bytes.fromhex(local + central + end)


def test_others_read_it(tmp_path: Path) -> None:
    data = write_container(MEMBERS)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in file.namelist()} == MEMBERS
        assert file.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
    unzip = shutil.which("unzip")
    if unzip is None:
        pytest.skip("the standard library reads it; there is no unzip command here to ask as well")
    (tmp_path / "x.zip").write_bytes(data)
    done = subprocess.run(
        [unzip, "-q", "x.zip"], cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "README.txt").read_bytes() == b"read me\n"


def test_every_bit_counts() -> None:
    """Whatever bit is flipped outside of the members, the container is altered."""
    data = write_container(MEMBERS)
    inside = [
        range(data.index(content), data.index(content) + len(content))
        for content in MEMBERS.values()
        if content
    ]
    for place in range(len(data)):
        if any(place in span for span in inside):
            continue
        for bit in range(8):
            altered = bytearray(data)
            altered[place] ^= 1 << bit
            assert refused(bytes(altered)) == "evidence_container_altered", place


@pytest.mark.parametrize(
    "altered",
    [
        lambda data: data + b"\0",
        lambda data: b"\0" + data,
        lambda data: data[:-1],
        lambda data: data[:-2] + b"\3\0abc",
        lambda data: data.replace(b"README.txt", b"README_txt", 1),
        lambda data: b"",
        lambda data: b"PK\5\6",
        lambda data: data * 2,
        lambda data: zipped(MEMBERS, zipfile.ZIP_STORED),
        lambda data: zipped(MEMBERS, zipfile.ZIP_DEFLATED),
    ],
    ids=range(10),
)
def test_other_spellings_are_refused(altered: Callable[[bytes], bytes]) -> None:
    assert refused(altered(write_container(MEMBERS))) == "evidence_container_altered"


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "/a",
        "a/../b",
        "a//b",
        "a/b/c",
        "..",
        ".a",
        "a\\b",
        "a b",
        "",
        "a/",
        "日",
        "C:a",
        "-",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(EvidenceError):
        write_container({name: b""})
    honest = write_container({"x" * len(name.encode()): b""}) if name else write_container({})
    forged = honest.replace(b"x" * len(name.encode()), name.encode()) if name else b""
    assert refused(forged) == "evidence_container_altered"


def test_a_name_twice_is_refused() -> None:
    data = write_container({"aa": b"1", "ab": b"2"}).replace(b"ab", b"aa")
    assert refused(data) == "evidence_container_altered"
    with pytest.raises(EvidenceError):
        write_container({"a": b"", "A": b""})


def test_members_that_overlap_are_refused() -> None:
    """Two central headers over one body: how a small ZIP file unfolds into a large one."""
    data = write_container({"a": b"x" * 40})
    start = struct.unpack_from("<I", data, len(data) - 6)[0]
    head = data[start:-22]
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 2, 2, 2 * len(head), start, 0)
    assert refused(data[:start] + head * 2 + end) == "evidence_container_altered"


def test_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"m{number:03d}": b"" for number in range(MAX_MEMBERS + 1)}
    with pytest.raises(EvidenceError) as caught:
        write_container(many)
    assert caught.value.code == "evidence_too_large"
    many.popitem()
    assert opened(write_container(many)) == many
    data = write_container(MEMBERS)
    monkeypatch.setattr(container, "MAX_BUNDLE_BYTES", len(data) - 1)
    assert refused(data) == "evidence_too_large"
    with pytest.raises(EvidenceError):
        write_container(MEMBERS)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: st.DataObject) -> None:
    """Bytes at random end in the first check; headers with random numbers go further."""
    honest = bytearray(write_container(MEMBERS))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(honest) - 2))
        honest[place : place + 2] = data.draw(st.binary(min_size=2, max_size=2))
    for attempt in (bytes(honest), data.draw(st.binary(max_size=100))):
        assert attempted(attempt) in {None, "evidence_container_altered"}
    assert not is_container(b"")
    assert not is_container(b'{"format":"mogao-receipt/v1"}')


def attempted(data: bytes) -> str | None:
    """Open it; the code with which it is refused."""
    try:
        opened(data)
    except EvidenceError as error:
        return error.code
    return None
