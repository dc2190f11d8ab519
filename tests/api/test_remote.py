"""Auditing a ledger behind a server, as an outsider: ``mogao fsck --url``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.remote import HttpSource
from ledger.audit import audit
from ledger.errors import AuditError
from ledger.home import open_home

from .cli.run import misused, refused, succeed
from .cli.tampering import copy, entries, rewrite
from .hosting import Answer, answering, hosted
from .support import (
    World,
    found_ledger,
    founded,
    opened,
    party_statement,
    picture,
    work_statement,
)

JSON = "application/json"


class Server:
    """The application over a ledger, with some of its answers altered on the way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.lies: dict[str, Callable[[bytes], Answer]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        lie = self.lies.get(scope["path"])
        if lie is None:
            await self.world.client.app(scope, receive, send)  # type: ignore[operator]  # an ASGI application
            return
        truth = self.world.client.get(scope["path"]).content
        await answering({scope["path"]: lie(truth)})(scope, receive, send)


@pytest.fixture
def growing(world: World) -> World:
    """A ledger with a work in it, for tests that add to it."""
    world.enter(work_statement(picture(1), "alice"), picture(1))
    return world


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same, for tests that only read it."""
    with founded(tmp_path_factory.mktemp("busy") / "ledger") as world:
        world.parties("alice", "bob")
        world.enter(work_statement(picture(1), "alice"), picture(1))
        yield world


@pytest.fixture(scope="module")
def server(busy: World) -> Iterator[Server]:
    """The ledger behind a server that tells the truth unless a test has it lie."""
    server = Server(busy)
    with hosted(server) as server.url:
        yield server


@pytest.fixture
def url(server: Server) -> str:
    server.lies = {}
    return server.url


def vkey_of(world: World) -> str:
    return world.service.home.verifier.to_vkey()


def test_an_outsider_sees_what_the_operator_sees(busy: World, url: str) -> None:
    inside = succeed("fsck", "--data", busy.directory, "--json").json
    outside = succeed("fsck", "--url", url, "--vkey", vkey_of(busy), "--json").json
    assert outside == inside
    structure = succeed("fsck", "--url", url, "--vkey", vkey_of(busy), "--structure", "--json")
    assert structure.json == inside | {"records": None}
    assert succeed("fsck", "--url", url + "/", "--vkey", vkey_of(busy)).out.count("✓") == 2


def test_a_tall_ledger_is_read_bundle_by_bundle(tall: World) -> None:
    with hosted(tall.client.app) as address:
        told = succeed("fsck", "--url", address, "--vkey", vkey_of(tall), "--json").json
    assert (told["size"], told["tiles"]) == (300, 3)


def test_the_key_may_stand_in_a_file(busy: World, url: str, tmp_path: Path) -> None:
    (tmp_path / "log.vkey").write_text(vkey_of(busy))
    succeed("fsck", "--url", url, "--vkey", tmp_path / "log.vkey")
    misused("fsck", "--url", url)


def test_the_log_has_to_continue_an_old_receipt(growing: World, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_bytes(growing.service.receipt(2).to_json())
    growing.parties("carol")
    with hosted(growing.client.app) as address:
        told = succeed("fsck", "--url", address, "--vkey", vkey_of(growing), "--against", old)
    assert "continues the old receipts" in told.out


def test_a_server_with_another_history_is_found_out(busy: World, tmp_path: Path) -> None:
    receipt = tmp_path / "kept.json"
    receipt.write_bytes(busy.service.receipt(3).to_json())
    forged = copy(busy.directory, tmp_path / "forged")
    shorter = entries(forged)[:2] + entries(forged)[3:]
    shorter[2]["registry"]["findings"]["treeSize"] = 2
    rewrite(forged, shorter)
    with opened(forged) as world, hosted(world.client.app) as address:
        succeed("fsck", "--url", address, "--vkey", vkey_of(busy))
        kept = ("--against", receipt)
        refused("audit_shrunk", "fsck", "--url", address, "--vkey", vkey_of(busy), *kept)
        world.parties("carol", "dora")
        refused("audit_root_differs", "fsck", "--url", address, "--vkey", vkey_of(busy), *kept)


def test_another_ledger_is_found_out(busy: World, url: str, tmp_path: Path) -> None:
    found_ledger(tmp_path / "other")
    other = open_home(tmp_path / "other").verifier.to_vkey()
    refused("audit_checkpoint_false", "fsck", "--url", url, "--vkey", other)


# ---- a ledger that grows while it is read -----------------------------------------------------


class Growing:
    """The application, but a statement enters before each of the first `times` state pages."""

    def __init__(self, world: World, times: int) -> None:
        self.world = world
        self.left = times

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/v1/state" and self.left > 0:
            self.left -= 1
            self.world.service.register(party_statement(f"late {self.left}"))
        await self.world.client.app(scope, receive, send)  # type: ignore[operator]  # an ASGI application


def test_a_ledger_that_grows_is_read_again(growing: World) -> None:
    with hosted(Growing(growing, 2)) as address:
        told = succeed("fsck", "--url", address, "--vkey", vkey_of(growing), "--json").json
    assert told["size"] == 6


def test_a_ledger_that_keeps_growing_is_not_read_for_ever(growing: World) -> None:
    app = Growing(growing, 1000)
    with hosted(app) as address:
        refused("audit_ledger_grew", "fsck", "--url", address, "--vkey", vkey_of(growing))
    assert app.left == 1000 - 2 * 3


# ---- servers that lie -------------------------------------------------------------------------


def flipped(data: bytes) -> bytes:
    return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]


def retitled(data: bytes) -> bytes:
    assert "藻井".encode() in data
    return data.replace("藻井".encode(), "赝品".encode())


def without_records(data: bytes) -> bytes:
    page = json.loads(data)
    page["items"] = page["items"][:-1]
    return json.dumps(page).encode()


BINARY = "application/octet-stream"
LIES: dict[str, tuple[str, Callable[[bytes], Answer], str]] = {
    "checkpoint altered": (
        "/checkpoint",
        lambda d: (200, "text/plain", flipped(d)),
        "audit_checkpoint_false",
    ),
    "checkpoint of text": (
        "/checkpoint",
        lambda _: (200, "text/html", b"<html>"),
        "audit_checkpoint_false",
    ),
    "checkpoint empty": (
        "/checkpoint",
        lambda _: (200, "text/plain", b""),
        "audit_checkpoint_false",
    ),
    "checkpoint of a huge size": (
        "/checkpoint",
        lambda d: (200, "text/plain", d.replace(b"\n4\n", b"\n" + b"4" * 5000 + b"\n")),
        "audit_checkpoint_false",
    ),
    "checkpoint missing": ("/checkpoint", lambda _: (404, "text/plain", b""), "audit_unreachable"),
    "server failing": ("/checkpoint", lambda _: (500, "text/plain", b"x"), "audit_unreachable"),
    "elsewhere": ("/checkpoint", lambda _: (302, "text/plain", b""), "audit_unreachable"),
    "entry altered": (
        "/tile/entries/000.p/4",
        lambda d: (200, BINARY, retitled(d)),
        "audit_entry_false",
    ),
    "bundle cut": ("/tile/entries/000.p/4", lambda d: (200, BINARY, d[:-1]), "audit_unreachable"),
    "bundle empty": ("/tile/entries/000.p/4", lambda _: (200, BINARY, b""), "audit_unreachable"),
    "bundle of text": (
        "/tile/entries/000.p/4",
        lambda _: (200, BINARY, b"<html>"),
        "audit_unreachable",
    ),
    "bundle short": (
        "/tile/entries/000.p/4",
        lambda d: (200, BINARY, d[: 2 + int.from_bytes(d[:2], "big")]),
        "audit_entry_missing",
    ),
    "bundle missing": ("/tile/entries/000.p/4", lambda _: (404, BINARY, b""), "audit_unreachable"),
    "tile altered": ("/tile/0/000.p/4", lambda d: (200, BINARY, flipped(d)), "audit_tile_differs"),
    "tile short": ("/tile/0/000.p/4", lambda d: (200, BINARY, d[:-32]), "audit_tile_differs"),
    "tile long": ("/tile/0/000.p/4", lambda d: (200, BINARY, d + bytes(32)), "audit_tile_differs"),
    "state altered": ("/v1/state", lambda d: (200, JSON, retitled(d)), "audit_record_differs"),
    "state short": ("/v1/state", lambda d: (200, JSON, without_records(d)), "audit_record_differs"),
    "state of text": ("/v1/state", lambda _: (200, JSON, b"<html>"), "audit_unreachable"),
    "state of depth": ("/v1/state", lambda _: (200, JSON, b"[" * 100_000), "audit_unreachable"),
    "state without end": (
        "/v1/state",
        lambda _: (200, JSON, b'{"size":4,"items":[],"next":"a/b"}'),
        "audit_unreachable",
    ),
    "state missing": ("/v1/state", lambda _: (404, JSON, b""), "audit_unreachable"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_server_that_lies_is_found_out(busy: World, server: Server, name: str) -> None:
    path, change, code = LIES[name]
    server.lies = {path: change}
    refused(code, "fsck", "--url", server.url, "--vkey", vkey_of(busy))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1",
        "127.0.0.1:1",
        "ftp://127.0.0.1",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999999",
        "http://a\u0000b",
        "http://x.invalid",
        "http://\u00e9\u3002\u3002/",
        "",
        "nonsense",
        "http://" + "a" * 300 + "/",
    ],
)
def test_addresses_of_nothing(busy: World, address: str) -> None:
    source = HttpSource(address)
    with pytest.raises(AuditError, match="audit_unreachable"):
        audit(source, busy.service.home.verifier)
    source.close()
