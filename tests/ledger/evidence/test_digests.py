"""Both digests of every member, and which member they accuse."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.evidence.digests import (
    LISTS,
    SHA256SUMS,
    SM3SUMS,
    check_lists,
    digests_of,
    with_lists,
)

from .case import refusal

MEMBERS = {"README.txt": b"read me\n", "a/b.png": b"", "manifest.json": b"{}"}


def test_the_digests_of_the_standards() -> None:
    """GB/T 32905-2016, appendix A.1, and FIPS 180-4's example: both of ``abc``."""
    found = digests_of(b"abc")
    assert found.sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_lists_are_those_of_the_common_tools(tmp_path: Path) -> None:
    whole = with_lists(MEMBERS)
    lines = whole[SHA256SUMS].decode().splitlines()
    assert lines == [
        f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(MEMBERS.items())
    ]
    check_lists(whole)
    for name, data in whole.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    tools = {
        SHA256SUMS: ["sha256sum", "-c", SHA256SUMS],
        SM3SUMS: ["cksum", "-a", "sm3", "--check", SM3SUMS],
    }
    for words in tools.values():
        tool = shutil.which(words[0])
        if tool is None:
            pytest.skip(f"there is no {words[0]} command here")
        done = subprocess.run(
            [tool, *words[1:]], cwd=tmp_path, capture_output=True, check=False, text=True
        )
        if "unrecognized" in done.stderr or "invalid option" in done.stderr:
            pytest.skip("this cksum is older than that of coreutils 9")
        assert (done.returncode, done.stdout.count(": OK")) == (0, 3), done.stderr


@given(st.sampled_from(sorted(with_lists(MEMBERS))), st.data())
def test_the_member_that_was_altered_is_named(name: str, data: st.DataObject) -> None:
    """One changed byte: in a member both lists deny it, in a list only the other one and it."""
    whole = with_lists(MEMBERS)
    content = bytearray(whole[name])
    if not content:
        content = bytearray(b"x")
    else:
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    found = refusal(lambda: check_lists({**whole, name: bytes(content)}))
    assert found == ("evidence_member_altered", name)


def test_what_is_missing_or_was_added() -> None:
    whole = with_lists(MEMBERS)
    for name in whole:
        without = {other: data for other, data in whole.items() if other != name}
        assert refusal(lambda rest=without: check_lists(rest)) == ("evidence_member_missing", name)
    added = refusal(lambda: check_lists({**whole, "more.txt": b""}))
    assert added == ("evidence_member_unlisted", "more.txt")
    for name in LISTS:
        for extra in (b"\n", b"x\n", whole[name][:75]):
            found = refusal(lambda n=name, e=extra: check_lists({**whole, n: whole[n] + e}))
            assert found == ("evidence_member_altered", name)
