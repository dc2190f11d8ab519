"""``mogao serve``, a process of its own, and the commands that speak to it."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.cli.serving import _index_kept, _listen
from api.intake import MAX_BODY_BYTES, MAX_UPLOAD_BYTES
from api.service import Service, open_service
from hashing.features import METHOD
from ledger.errors import StoreError
from ledger.home import open_home
from ledger.receipt import parse_receipt, verify_receipt

from ..hosting import hosted
from ..support import World, did, picture
from .run import finish, key_file, misused, mogao, refused, serving, start, succeed


@pytest.fixture
def at(data: Path, server: str) -> tuple[str, str]:
    """The option that names the server; where that is there, no directory is looked at."""
    assert data.exists()
    return ("--server", server)


def test_the_main_job_over_http(data: Path, at: tuple[str, str], vkey: str, place: Path) -> None:
    party = ("register", "party", "--name", "小卡", "--key", "carol.key", "--data", "nowhere")
    assert succeed(*party, *at, "--json").json["index"] == 3
    work = ("register", "work", "one.png", "--title-zh", "藻井", "--key", "alice.key")
    told = succeed(*work, *at, "--json").json
    assert (told["index"], told["findings"]) == (4, {"treeSize": 4, "matches": []})
    succeed("verify", "one.png.receipt.json", "--vkey", vkey, "--file", "one.png")
    found = succeed("trace", "one.png", *at, "--json").json
    assert [origin["index"] for origin in found["matches"]] == [4]
    # the same through the environment
    assert succeed("trace", "one.png", "--json", MOGAO_SERVER=at[1]).json == found
    heritage = (
        "register",
        "heritage",
        "--title-zh",
        "壁",
        "--site",
        "mogao",
        "--picture",
        "two.png",
    )
    assert succeed(*heritage, "--key", "registrar.key", *at, "--json").json["index"] == 5
    problem = refused("work_registered_already", *work, *at)
    assert problem["entry"] == 4
    assert "第六条" in problem["article"]
    refused("party_unknown", *work[:-1], "registrar.key", *at)
    told = succeed("fsck", "--url", at[1], "--vkey", vkey, "--json").json
    assert told["size"] == 6
    # and the very same ledger, read beside the server
    assert succeed("fsck", "--data", data, "--json").json == told


def test_a_joint_work_over_http(world: World, place: Path) -> None:
    for name in ("alice", "bob"):
        key_file(place, name)
    (place / "one.png").write_bytes(picture(1))
    with hosted(world.client.app) as url:
        _joint_work(("--server", url), world.service.home.verifier.to_vkey())


def _joint_work(at: tuple[str, str], vkey: str) -> None:
    work = ("register", "work", "one.png", "--title-zh", "卷", "--key", "alice.key", *at)
    owners = ("--owner", f"{did('alice')}=1/2", "--owner", f"{did('bob')}=1/2")
    succeed(*work, *owners, "--draft", "scroll.json")
    send = ("register", "statement", "scroll.json", "--file", "one.png", *at)
    refused("signature_missing", *send)
    succeed("sign", "scroll.json", "--key", "bob.key")
    succeed(*send)
    succeed("verify", "scroll.json.receipt.json", "--vkey", vkey, "--file", "one.png")
    Path("latin.json").write_bytes(b"\xe9")
    bad = ("register", "statement", "latin.json", "--file", "one.png", *at)
    refused("statement_not_utf8", *bad)


def test_a_server_that_is_not_there(data: Path) -> None:
    at = ("--server", "http://127.0.0.1:1")
    for arguments in (
        ("trace", "one.png"),
        ("register", "party", "--name", "c", "--key", "carol.key"),
        ("register", "work", "one.png", "--title-zh", "a", "--key", "alice.key"),
        ("register", "statement", "one.png"),
    ):
        refused("server_unreachable", *arguments, *at)
    assert mogao("trace", "one.png", MOGAO_SERVER="nonsense").code == 1


def exhaust(url: str, headers: str, limit: int) -> tuple[int, bytes]:
    """Send chunk after chunk to the server until it hangs up; give what went out and its answer."""
    host, _, port = url.removeprefix("http://").partition(":")
    sent = 0
    chunk = b"x" * 65536
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        head = f"POST /v1/statements HTTP/1.1\r\nHost: x\r\n{headers}"
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        try:
            while sent < 4 * limit + 2**26:
                connection.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
                sent += len(chunk)
        except OSError:
            pass  # the server has hung up
        try:
            answer = connection.recv(65536)
        except OSError:
            answer = b""  # the reset was faster than its answer
    return sent, answer


def test_what_has_no_end_is_not_read_to_its_end(server: str) -> None:
    # beyond the limit stands only what the two sockets hold
    for kind, limit in (
        ("application/json", MAX_BODY_BYTES),
        ("image/png", MAX_UPLOAD_BYTES),
    ):
        sent, answer = exhaust(server, f"Content-Type: {kind}\r\n", limit)
        assert sent < limit + 2**24, kind
        assert answer == b"" or answer.startswith(b"HTTP/1.1 413")
    # what says that it is too large is answered before any of it was sent
    host, _, port = server.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        head = "POST /v1/trace HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        connection.sendall(f"{head}Content-Length: {MAX_UPLOAD_BYTES + 1}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"body_too_large" in answer
    assert httpx.get(f"{server}/healthz").is_success


def test_a_server_is_stopped_and_nothing_is_lost(data: Path, place: Path) -> None:
    with serving(data) as url:
        work = ("register", "work", "one.png", "--title-zh", "藻井", "--key", "alice.key")
        succeed(*work, "--server", url)
    assert succeed("fsck", "--data", data, "--json").json["size"] == 4
    receipt = parse_receipt((place / "one.png.receipt.json").read_bytes())
    verify_receipt(receipt, open_home(data).verifier, picture(1))


def test_the_index_is_kept_when_it_was_read(data: Path, place: Path) -> None:
    work = ("register", "work", "one.png", "--title-zh", "藻井", "--key", "alice.key")
    succeed(*work, "--data", data)
    index = data / "features" / METHOD / "index"
    assert not index.exists()
    with open_service(data) as service:
        with _index_kept(service):
            deadline = time.monotonic() + 30
            while not index.exists() and time.monotonic() < deadline:
                time.sleep(0.01)
        assert [thread.name for thread in threading.enumerate()].count("index") == 0
        first = index.read_bytes()
        succeed("register", "work", "two.png", *work[3:], "--data", data)
        with _index_kept(service):
            list(service.read_index())
    assert index.read_bytes() != first


def test_a_server_keeps_its_index(data: Path, place: Path) -> None:
    work = ("register", "work", "one.png", "--title-zh", "藻井", "--key", "alice.key")
    succeed(*work, "--data", data)
    with serving(data) as url:
        succeed("trace", "one.png", "--server", url)
    assert (data / "features" / METHOD / "index").exists()
    found = succeed("trace", "one.png", "--data", data, "--json").json
    assert [origin["index"] for origin in found["matches"]] == [3]


def test_an_index_that_cannot_be_kept_stops_nobody(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: Service) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fail(_: Service) -> Iterator[int]:
        yield 1
        raise StoreError("store_unavailable", detail="gone")

    monkeypatch.setattr(Service, "keep_index", full)
    with open_service(data) as service:
        with _index_kept(service):
            pass
        assert "could not be kept: No space left" in capsys.readouterr().err
        monkeypatch.setattr(Service, "read_index", fail)
        with _index_kept(service):
            pass


def test_where_nothing_can_be_served(data: Path) -> None:
    misused("serve", "--data", data, "--port", "-1")
    misused("serve", "--data", data, "--port", "65536")
    misused("serve", "--data", data, "--port", "http")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = finish(start("serve", "--data", data, "--port", port))
    assert told.code == 1
    assert "[address_unusable]" in told.err
    for host in ("256.0.0.1", "no.such.host.invalid", "::zz", "a" * 300):
        assert "[address_unusable]" in mogao("serve", "--data", data, "--host", host).err
    key = data / "keys" / "log.key"
    key.rename(key.with_suffix(".gone"))
    told = mogao("serve", "--data", data)
    assert told.code == 1
    assert "[key_file_missing]" in told.err


def test_answers_are_sent_at_once() -> None:
    """A connection that waits to fill its packets makes every answer 40 ms late."""
    with _listen("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
