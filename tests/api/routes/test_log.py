"""The log as C2SP tlog-tiles serves it, against a reading of its own of RFC 6962."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from ledger.tlog.checkpoint import open_checkpoint

from ..support import World, problem_of

FOREVER = "public, max-age=31536000, immutable"


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def root_of(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


def split_bundle(data: bytes) -> list[bytes]:
    """Entries behind their big-endian 16-bit lengths."""
    entries = []
    while data:
        size = int.from_bytes(data[:2], "big")
        entries.append(data[2 : 2 + size])
        data = data[2 + size :]
    return entries


@pytest.fixture(scope="module")
def leaves(tall: World) -> list[bytes]:
    full = tall.client.get("/tile/entries/000").content
    partial = tall.client.get("/tile/entries/001.p/44").content
    return split_bundle(full) + split_bundle(partial)


def test_the_checkpoint_is_a_note_of_the_log(tall: World) -> None:
    answer = tall.client.get("/checkpoint")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=1"
    checkpoint = open_checkpoint(answer.content, tall.service.home.verifier)
    assert (checkpoint.origin, checkpoint.size) == ("log.example/dunhuang", 300)


def test_bundles_hold_the_leaves_whose_root_is_signed(tall: World, leaves: list[bytes]) -> None:
    assert len(leaves) == 300
    root = base64.b64decode(tall.client.get("/checkpoint").text.split("\n")[2])
    assert root_of([leaf_hash(leaf) for leaf in leaves]) == root
    for index in (0, 1, 255, 256, 299):
        assert tall.client.get(f"/v1/entries/{index}").content == leaves[index]


def test_tiles_hold_the_hashes_of_the_leaves(tall: World, leaves: list[bytes]) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves]
    level_1 = root_of(hashes[:256])
    expected = {
        "tile/0/000": b"".join(hashes[:256]),
        "tile/0/001.p/44": b"".join(hashes[256:]),
        "tile/1/000.p/1": level_1,
    }
    for path, data in expected.items():
        answer = tall.client.get(f"/{path}")
        assert answer.status_code == 200, path
        assert answer.content == data
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == FOREVER


@pytest.mark.parametrize("width", [1, 2, 43, 44, 200, 255])
def test_a_partial_tile_is_the_prefix_of_a_wider_one(
    tall: World, leaves: list[bytes], width: int
) -> None:
    # every width up to what has been reached is served: a client may hold an older checkpoint
    first = 256 if width <= 44 else 0
    name = "001" if first else "000"
    tile = tall.client.get(f"/tile/0/{name}.p/{width}")
    bundle = tall.client.get(f"/tile/entries/{name}.p/{width}")
    taken = leaves[first : first + width]
    assert tile.content == b"".join(leaf_hash(leaf) for leaf in taken)
    assert split_bundle(bundle.content) == taken
    assert tile.headers["cache-control"] == bundle.headers["cache-control"] == FOREVER
    assert bundle.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path",
    [
        "0/001",  # not full yet
        "0/001.p/45",
        "0/002.p/1",
        "1/000",
        "1/000.p/2",
        "1/001.p/1",
        "2/000.p/1",
        "63/000",
        "entries/001",
        "entries/001.p/45",
        "entries/002.p/1",
        "0/x001/000",
        "0/x999/x999/x999/x999/x999/999",
        "entries/x036/x028/x797/x018/x963/967",
        # names that no tile has
        "",
        "0",
        "0/",
        "0/0",
        "0/0000",
        "0/000/",
        "0/000.p",
        "0/000.p/",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/257",
        "0/000.p/001",
        "0/x000/000",
        "0/x001/x000",
        "00/000",
        "64/000",
        "-1/000",
        "+0/000",
        "0/٠٠٠",
        "data/000",
        "entries/000.p/1/2",
        "0/" + "x001/" * 2000 + "000",
    ],
)
def test_what_is_no_tile_is_not_there_and_not_cached(tall: World, path: str) -> None:
    answer = tall.client.get(f"/tile/{path}")
    assert answer.status_code == 404
    assert problem_of(answer)["code"] == "tile_unknown"


def test_a_tile_that_was_missed_is_there_once_it_has_grown(world: World) -> None:
    size = world.size()
    path = f"/tile/0/000.p/{size + 1}"
    assert world.client.get(path).status_code == 404
    world.parties("carol")
    assert world.client.get(path).status_code == 200


def test_nothing_can_be_put_into_the_log_by_its_address(tall: World) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = tall.client.request(method, "/tile/0/000")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET"
        assert problem_of(answer)["code"] == "method_not_allowed"


def test_the_context_of_statements_is_served(tall: World) -> None:
    answer = tall.client.get("/ns/v1")
    assert answer.headers["content-type"] == "application/ld+json"
    assert "@context" in json.loads(answer.content)


def test_health_tells_the_size(tall: World) -> None:
    assert tall.client.get("/healthz").json() == {"size": 300}


def test_an_address_of_nothing(tall: World) -> None:
    for path in ("/nothing", "/v1", "/v1/nothing", "/v2/works", "/checkpoint/"):
        answer = tall.client.get(path)
        assert answer.status_code in {307, 404}
        if answer.status_code == 404:
            assert problem_of(answer)["code"] == "path_unknown"
