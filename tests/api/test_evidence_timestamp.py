"""Asking an authority over HTTP: a real one, and everything else that may answer."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from api.config import TimeAuthority, time_authority
from api.errors import ApiError, ServerError
from api.evidence_timestamp import stamped
from ledger.errors import EvidenceError
from ledger.timestamp import MAX_RESPONSE_BYTES, verify_timestamp

from ..authority import Authority, answering, founded

DATA = b"the manifest"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return founded(tmp_path_factory.mktemp("authority"))


def test_a_stamp_of_a_real_authority(authority: Authority) -> None:
    with answering(authority.reply) as url:
        stamp = stamped(DATA, TimeAuthority(url, authority.root))
    found = verify_timestamp(stamp.response, DATA, stamp.roots)
    assert found.authority == "CN=Authority"


def test_a_stamp_that_answers_an_older_question(authority: Authority) -> None:
    """A replayed answer is over the same data, and has another nonce."""
    kept: list[bytes] = []

    def reply(query: bytes) -> bytes:
        kept.append(kept[0] if kept else authority.reply(query))
        return kept[-1]

    with answering(reply) as url:
        stamped(DATA, TimeAuthority(url, authority.root))
        unreachable(url, authority.root)


ANSWERS: list[tuple[Callable[[bytes], bytes], int]] = [
    (lambda _: b"", 200),
    (lambda _: b"<html>not found</html>", 404),
    (lambda query: query, 200),
    (lambda _: bytes.fromhex("30053003020102"), 200),
    (lambda _: b"\x30" * (4 * MAX_RESPONSE_BYTES), 200),
    (lambda _: b"", 302),
    (lambda _: b"", 500),
]


@pytest.mark.parametrize("case", range(len(ANSWERS)))
def test_answers_that_are_no_stamp(authority: Authority, case: int) -> None:
    reply, status = ANSWERS[case]
    with answering(reply, status) as url:
        unreachable(url, authority.root)


def unreachable(url: str, root: Path) -> None:
    with pytest.raises(ServerError) as caught:
        stamped(DATA, TimeAuthority(url, root))
    assert caught.value.code == "timestamp_unreachable"
    assert url in caught.value.en


def test_nobody_answers(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "nowhere", "ftp://127.0.0.1/", "http://[", ""):
        unreachable(url, authority.root)


def test_a_root_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(b"none")
    for name, kind, code in (
        ("root.pem", EvidenceError, "timestamp_root_malformed"),
        ("absent.pem", ApiError, "file_unreadable"),
    ):
        with pytest.raises(kind) as caught:
            stamped(DATA, TimeAuthority("http://127.0.0.1:1/", tmp_path / name))
        assert caught.value.code == code


def test_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOGAO_TSA_URL", raising=False)
    monkeypatch.delenv("MOGAO_TSA_ROOT", raising=False)
    assert time_authority() is None
    monkeypatch.setenv("MOGAO_TSA_URL", "http://tsa.example/")
    with pytest.raises(ApiError) as caught:
        time_authority()
    assert caught.value.code == "option_needs"
    monkeypatch.setenv("MOGAO_TSA_ROOT", "root.pem")
    assert time_authority() == TimeAuthority("http://tsa.example/", Path("root.pem"))
