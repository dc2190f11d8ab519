"""The use cases under concurrency, and two services over one database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from api import service as service_module
from api.errors import ApiError, NotFound
from api.pictures import examine
from api.service import open_service
from hashing.errors import PictureError
from ledger.errors import KeyFileError, Refusal, StatementError, StoreError
from ledger.receipt import Receipt, parse_receipt, verify_receipt

from .support import (
    World,
    audited,
    did,
    entry_of,
    everything,
    found_ledger,
    party_statement,
    picture,
    problem_of,
    work_statement,
)

THREADS = 32


def at_once(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run tasks at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        start.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_many_register_different_works_at_once(world: World) -> None:
    files = [picture(number) for number in range(THREADS)]
    statements = [work_statement(file, "alice") for file in files]

    def register(number: int) -> Receipt:
        return world.service.register(statements[number], files[number])

    receipts = at_once([lambda n=number: register(n) for number in range(THREADS)])
    first = 3
    assert sorted(receipt.index for receipt in receipts) == list(range(first, first + THREADS))
    for number, receipt in enumerate(receipts):
        read = parse_receipt(receipt.to_json())
        verified = verify_receipt(read, world.service.home.verifier, files[number])
        assert verified.entry.statement.canonical == statements[number]
        findings = verified.entry.registry.findings
        assert findings is not None
        assert findings.tree_size <= receipt.index
    report = audited(world.service)
    assert report.checkpoint.size == first + THREADS


def test_one_statement_sent_by_many_at_once_is_one_entry(world: World) -> None:
    file = picture(1)
    statement = work_statement(file, "alice")
    receipts = at_once([lambda: world.service.register(statement, file)] * 8)
    assert {receipt.index for receipt in receipts} == {3}
    assert world.size() == 4


def test_two_parties_claim_one_file_at_once(world: World) -> None:
    file = picture(1)
    receipts = at_once(
        [
            lambda name=name: world.service.register(work_statement(file, name), file)
            for name in ("alice", "bob")
        ]
    )
    first, second = sorted((entry_of(receipt) for receipt in receipts), key=lambda e: e.index)
    assert (first.index, second.index) == (3, 4)
    assert first.registry.ruling is None
    assert second.registry.ruling == {"competing": [3]}
    views = [
        world.client.get(f"/v1/works/{entry.statement.id}").json() for entry in (first, second)
    ]
    assert [view["has_priority"] for view in views] == [True, False]
    assert [[claim["entry"] for claim in view["competing"]] for view in views] == [[4], [3]]


def test_the_same_owner_claims_one_file_twice_at_once(world: World) -> None:
    file = picture(1)

    def register() -> object:
        try:
            return world.service.register(work_statement(file, "alice"), file).index
        except Refusal as refusal:
            return refusal.code, refusal.entry

    assert sorted(map(str, at_once([register] * 2))) == ["('work_registered_already', 3)", "3"]


def test_readers_and_tracers_beside_writers_see_whole_answers(world: World) -> None:
    files = [picture(number) for number in range(12)]

    def write(number: int) -> int:
        return world.enter(work_statement(files[number], "alice"), files[number]).index

    def trace(_number: int) -> int:
        traced = world.service.trace(files[0])
        assert all(index < traced.report.tree_size for index in traced.entries)
        return -1

    def browse(_number: int) -> int:
        for path in ("/v1/works", "/v1/log", "/checkpoint", "/v1/state"):
            assert world.client.get(path).status_code == 200
        return -1

    tasks = [
        lambda n=number, task=task: task(n)
        for number in range(12)
        for task in (write, trace, browse)
    ]
    indexes = at_once(tasks)
    assert sorted(index for index in indexes if index >= 0) == list(range(3, 15))


def test_two_services_on_one_database_find_each_others_pictures(world: World) -> None:
    with open_service(world.directory) as other:
        for number in range(6):
            here, there = (world.service, other) if number % 2 else (other, world.service)
            file = picture(number)
            entry = entry_of(here.register(work_statement(file, "alice"), file))
            traced = there.trace(file)
            assert [match.entry for match in traced.report.matches] == [entry.index]
            assert traced.report.tree_size == entry.index + 1
            assert traced.report.works == number + 1
        # a copy registered through one is reported by the other
        late = entry_of(world.service.register(work_statement(picture(0), "bob"), picture(0)))
        assert late.registry.findings is not None
        assert [match.entry for match in late.registry.findings.matches] == [3]
        audited(other)


def test_two_services_write_at_once_without_a_gap(world: World) -> None:
    with open_service(world.directory) as other:
        services = (world.service, other)
        statements = [party_statement(f"party {number}") for number in range(24)]
        receipts = at_once(
            [
                lambda s=statement, n=number: services[n % 2].register(s)
                for number, statement in enumerate(statements)
            ]
        )
    assert sorted(receipt.index for receipt in receipts) == list(range(3, 27))
    audited(world.service)


def test_a_refusal_is_known_before_anything_is_decoded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []

    def counting(data: bytes) -> Any:
        decoded.append(len(data))
        return examine(data)

    monkeypatch.setattr(service_module, "examine", counting)
    file = picture(1)
    with pytest.raises(Refusal, match="party_not_registered"):
        world.service.register(work_statement(file, "mallory"), file)
    assert decoded == []
    first = world.service.register(work_statement(file, "alice"), file)
    assert decoded == [len(file)]
    statement = work_statement(picture(2), "alice")
    world.service.register(statement, picture(2))
    again = world.service.register(statement, picture(2))
    assert len(decoded) == 2
    assert again.index == first.index + 1


def test_what_is_refused_between_is_refused_by_the_sequencer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = picture(1)

    def late(data: bytes) -> Any:
        monkeypatch.setattr(service_module, "examine", examine)
        world.enter(work_statement(file, "alice"), file)
        return examine(data)

    monkeypatch.setattr(service_module, "examine", late)
    with pytest.raises(Refusal, match="work_registered_already"):
        world.service.register(work_statement(file, "alice"), file)
    assert world.size() == 4


def test_decoding_is_bounded_and_does_not_wait_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, running = threading.Event(), threading.Semaphore(0)
    most = 0
    busy = 0
    lock = threading.Lock()

    def slow(data: bytes) -> Any:
        nonlocal most, busy
        with lock:
            busy += 1
            most = max(most, busy)
        running.release()
        release.wait(20)
        with lock:
            busy -= 1
        return examine(data)

    monkeypatch.setattr(service_module, "examine", slow)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(world.service.trace, picture(number)) for number in range(4)]
        running.acquire()
        running.acquire()
        monkeypatch.setattr(service_module, "_PATIENCE_SECONDS", 0.01)
        with pytest.raises(ApiError, match="server_busy"):
            world.service.trace(picture(9))
        answer = world.client.post("/v1/trace", files={"file": ("f", picture(9))})
        assert (answer.status_code, answer.json()["code"]) == (503, "server_busy")
        assert answer.headers["retry-after"] == "1"
        release.set()
        for task in waiting:
            assert task.result().report.matches == []
    assert most == 2
    # a picture that cannot be read gives its place back
    monkeypatch.setattr(service_module, "examine", examine)
    for _ in range(5):
        with pytest.raises(PictureError):
            world.service.trace(b"no picture")


def test_receipts_of_nothing(world: World) -> None:
    for index in (-1, 3, 2**60):
        with pytest.raises(NotFound, match="entry_unknown"):
            world.service.receipt(index)


def test_a_closed_service_takes_no_more(tmp_path: Path) -> None:
    found_ledger(tmp_path / "ledger")
    with open_service(tmp_path / "ledger") as service:
        pass
    with pytest.raises(StoreError, match="sequencer_stopped"):
        service.register(party_statement("alice"))


def test_a_ledger_without_its_key_is_not_opened(tmp_path: Path) -> None:
    found_ledger(tmp_path / "ledger")
    (tmp_path / "ledger" / "keys" / "log.key").unlink()
    with pytest.raises(KeyFileError, match="key_file_missing"), open_service(tmp_path / "ledger"):
        pass


def test_a_failing_service_says_it_failed_and_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("/secret/path: SELECT * FROM head")

    monkeypatch.setattr(world.service, "register", fail)
    answer = world.post(party_statement("carol"))
    assert (answer.status_code, answer.json()["code"]) == (500, "server_failed")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "SELECT" not in answer.text


def test_a_database_that_fails_is_told_in_no_words_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = everything(world)

    def fail(*_: object) -> None:
        raise StoreError("store_unavailable", detail="host db.inside: LINE 1: SELECT head.size")

    monkeypatch.setattr(world.service.store, "write", fail)
    with caplog.at_level("ERROR"):
        answer = world.post(party_statement("carol"))
    assert problem_of(answer)["code"] == "store_unavailable"
    assert answer.status_code == 503
    assert "db.inside" not in answer.text
    assert "db.inside" in caplog.text
    assert answer.headers["retry-after"] == "1"
    assert everything(world) == before
    monkeypatch.undo()
    assert world.post(party_statement("carol")).status_code == 201


def test_a_statement_is_parsed_before_all(world: World) -> None:
    with pytest.raises(StatementError, match="statement_not_json"):
        world.service.register(b"no", picture(1))
    assert did("alice") in party_statement("alice").decode()
