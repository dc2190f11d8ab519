"""Memory of a serving process over ten thousand requests of every sort, on the loopback interface.

Resident memory is read after a warm-up, in which libraries are loaded, pools filled and caches
grown to their bounds, and then after every further thousand; what leaks shows as a slope. Many of
the requests name things that no other request names, so that whatever is kept by name shows too.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from PIL import Image

from api.composing import WorkDraft
from api.demo.artwork import FAMILIES, draw, to_jpeg
from api.pictures import examine
from api.service import open_service
from api.signing import signed
from ledger.home import Founding, found
from ledger.keys import generate_key
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import parse_entry

REQUESTS = 10_000
WARM_UP = 2_000
STEP = 1_000
TARGET = 0.05
_THREADS = 4
_SIDE = 320
_PATIENCE_SECONDS = 60.0
_ORIGIN = "bench.invalid/memory"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the ledger holds that requests are made of."""

    size: int
    works: tuple[str, ...]
    pictures: tuple[bytes, ...]


Request = Callable[[httpx.Client, Sample, int], httpx.Response]


def main() -> None:
    """Print resident memory after the warm-up and at the end, its growth, and what was answered."""
    with tempfile.TemporaryDirectory() as folder:
        sample = _found(Path(folder))
        with _served(Path(folder)) as (http, process):
            start = time.perf_counter()
            answers = _ask(http, sample, range(WARM_UP))
            resident = [process.memory_info().rss]
            for first in range(WARM_UP, REQUESTS, STEP):
                answers += _ask(http, sample, range(first, first + STEP))
                resident.append(process.memory_info().rss)
            seconds = time.perf_counter() - start
    before, after = resident[0], resident[-1]
    print(f"  {REQUESTS:,} requests, {_THREADS} at a time, {REQUESTS / seconds:.0f} a second")
    print("  answers " + ", ".join(f"{code}: {count:,}" for code, count in sorted(answers.items())))
    print("  resident MB " + " ".join(f"{value / 1e6:.1f}" for value in resident))
    print(
        f"  after {WARM_UP:,}: {before / 1e6:.1f} MB, at the end: {after / 1e6:.1f} MB, "
        f"growth {after / before - 1:+.1%} (target below {TARGET:.0%})"
    )


def _ask(http: httpx.Client, sample: Sample, numbers: range) -> Counter[str]:
    """Send the requests of these numbers, several at a time, and count what is answered."""

    def send(number: int) -> str:
        try:
            return str(_REQUESTS[number % len(_REQUESTS)](http, sample, number).status_code)
        except httpx.TransportError as error:
            # a server that stops reading a body may close before its answer was read
            return type(error).__name__

    with ThreadPoolExecutor(_THREADS) as pool:
        return Counter(pool.map(send, numbers))


def _get(path: str) -> Request:
    """Make the request of a path, in which ``{…}`` stand for what changes from one to the next."""

    def send(http: httpx.Client, sample: Sample, number: int) -> httpx.Response:
        work = sample.works[number % len(sample.works)]
        places = {"index": number % sample.size, "size": sample.size, "work": work}
        return http.get(path.format(**places, number=number, unknown=uuid.uuid4()))

    return send


def _trace(http: httpx.Client, sample: Sample, number: int) -> httpx.Response:
    """Ask about a picture of a size that no other request has."""
    picture = Image.open(io.BytesIO(sample.pictures[number % len(sample.pictures)]))
    resized = picture.resize((200 + number % 101, 200 + number // 101 % 97))
    return http.post("/v1/trace", files={"file": ("suspect.jpg", to_jpeg(resized, 80))})


def _trace_truncated(http: httpx.Client, sample: Sample, number: int) -> httpx.Response:
    picture = sample.pictures[number % len(sample.pictures)]
    return http.post("/v1/trace", files={"file": ("suspect.jpg", picture[: 100 + number])})


def _statement_malformed(http: httpx.Client, _sample: Sample, number: int) -> httpx.Response:
    text = f'{{"id": "urn:uuid:{uuid.uuid4()}", "number": {number}, "unknown": [[[1.5]]]}}'
    return http.post("/v1/statements", content=text, headers={"Content-Type": "application/json"})


def _body_too_large(http: httpx.Client, _sample: Sample, _number: int) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return http.post("/v1/statements", content=b" " * 300_000, headers=headers)


#: In turns: one in four is a picture, which takes by far the most memory; one in three is refused.
_REQUESTS: tuple[Request, ...] = (
    _get("/checkpoint"),
    _get("/tile/0/000.p/{size}"),
    _trace,
    _get("/tile/entries/000.p/{size}"),
    _get("/v1/works?limit=5"),
    _get("/v1/works/{work}"),
    _get("/v1/works/urn:uuid:{unknown}"),
    _trace,
    _get("/v1/entries/{index}"),
    _get("/v1/entries/{index}/receipt"),
    _get("/v1/entries/{index}/proof"),
    _trace,
    _trace_truncated,
    _get("/v1/works/{work}/picture"),
    _get("/v1/state?limit=10"),
    _trace,
    _statement_malformed,
    _get("/"),
    _get("/tile/0/000.p/{number}/x"),
    _get("/nothing/{unknown}"),
    _trace,
    _get("/healthz"),
    _body_too_large,
)


def _found(folder: Path) -> Sample:
    """Found a ledger with a party and a picture of every family."""
    found(folder, Founding(_ORIGIN))
    key = generate_key()
    me = did_of(key)
    party: JsonObject = {"party": me, "kind": "person", "displayName": "画师", "roles": ["creator"]}
    pictures, works = [], []
    with open_service(folder) as service:
        service.register(signed("PartyRegistration", party, [key], _ORIGIN))
        for family in FAMILIES:
            picture = to_jpeg(draw(family, 1, _SIDE))
            draft = WorkDraft(
                title_zh=family,
                owners=[(me, "1/1")],
                authors=[(me, "画师")],
                completed="2026-10-01",
                display="thumbnail",
            )
            subject = draft.subject(examine(picture).facts)
            statement = signed("WorkRegistration", subject, [key], _ORIGIN)
            receipt = service.register(statement, picture)
            works.append(parse_entry(receipt.leaf, receipt.index).statement.id)
            pictures.append(picture)
    return Sample(receipt.index + 1, tuple(works), tuple(pictures))


@contextmanager
def _served(folder: Path) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """Run a real ``mogao serve`` as a child; give a client of it and the process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "serve"]
    command += ["--data", str(folder), "--port", str(port)]
    environment = os.environ | {"MOGAO_DATABASE_URL": "", "MOGAO_PASSPHRASE": ""}
    child = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        # retries: the child has to start before it listens
        patient = httpx.HTTPTransport(retries=7)
        url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=url, transport=patient, timeout=_PATIENCE_SECONDS) as http:
            http.get("/checkpoint")
            yield http, psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait()


if __name__ == "__main__":
    main()
