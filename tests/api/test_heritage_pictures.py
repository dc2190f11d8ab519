"""Several pictures of one heritage source: shown, found, and each explains what it shows."""

from __future__ import annotations

import io
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from api.composing import file_reference
from api.feeds import describe
from api.pictures import examine
from api.service import open_service
from api.shelving import FeatureFiles
from api.signing import signed
from api.views import register_of
from ledger.number import format_number
from ledger.register.entry import Entry

from .origins import Register, drawing, part_of, register, reworked
from .support import (
    ORIGIN,
    REGISTRAR,
    audited,
    heritage_statement,
    key,
    problem_of,
    refused,
    sha256,
    work_statement,
)
from .web.markup import page_of

NOTE = {"zh": "侧面", "en": "From the side"}


def picture_statement(
    source: str, file: bytes, *, signers: tuple[str, ...] = (REGISTRAR,), **members: Any
) -> bytes:
    subject = {"heritage": source, "file": file_reference(examine(file).facts), **members}
    return signed("HeritagePicture", subject, [key(signer) for signer in signers], ORIGIN)


def add_picture(opened: Register, source: Entry, file: bytes, **members: Any) -> Entry:
    return opened.enter(picture_statement(source.statement.id, file, **members), file)


def reencoded(file: bytes, quality: int) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(file)).convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Register]:
    with register(tmp_path / "ledger") as ledger:
        yield ledger


# ---- shown ------------------------------------------------------------------------------------


def test_a_source_lists_its_pictures_in_order_and_shows_each(opened: Register) -> None:
    source = opened.wall("wall")
    side = drawing("side")
    answer = opened.post(picture_statement(source.statement.id, side, note=NOTE), side)
    assert answer.status_code == 201
    added = opened.verified(answer.content, side)
    address = f"/v1/heritage/{source.statement.id}"
    view = opened.client.get(address).json()
    assert view["pictures"] == [
        {
            "entry": source.index,
            "number": format_number(source.index),
            "id": source.statement.id,
            "note": None,
            "picture": f"{address}/picture",
        },
        {
            "entry": added.index,
            "number": format_number(added.index),
            "id": added.statement.id,
            "note": NOTE,
            "picture": f"{address}/picture?number=1",
        },
    ]
    assert view["picture"] == view["pictures"][0]["picture"]
    assert opened.client.get("/v1/heritage").json()["items"] == [view]
    shown = [opened.client.get(one["picture"]) for one in view["pictures"]]
    for one, file in zip(shown, (drawing("wall"), side), strict=True):
        assert one.headers["content-type"] == "image/webp"
        assert one.content == examine(file).picture.thumbnail()
    for number in (2, 10**9):
        problem = problem_of(opened.client.get(f"{address}/picture?number={number}"))
        assert (problem["status"], problem["code"]) == (404, "picture_unknown")
    problem = problem_of(opened.client.get(f"{address}/picture?number=-1"))
    assert (problem["status"], problem["code"]) == (400, "request_invalid")


def test_a_source_without_a_picture_is_shown_by_the_first_that_is_added(opened: Register) -> None:
    source = opened.enter(heritage_statement())
    add_picture(opened, source, drawing("side"))
    view = opened.client.get(f"/v1/heritage/{source.statement.id}").json()
    (only,) = view["pictures"]
    assert view["picture"] == only["picture"] == f"/v1/heritage/{view['id']}/picture?number=0"
    assert opened.client.get(only["picture"]).status_code == 200


def test_what_is_refused_leaves_no_trace(opened: Register) -> None:
    wall, side = drawing("wall"), drawing("side")
    source = opened.wall("wall").statement.id
    refused(opened, (picture_statement(source, side), None), 400, "file_missing")
    refused(opened, (picture_statement(source, side), wall), 400, "file_digest_differs")
    refused(opened, (picture_statement(source, wall), wall), 409, "heritage_picture_repeated")
    unknown = picture_statement(f"urn:uuid:{uuid.UUID(int=1)}", side)
    refused(opened, (unknown, side), 409, "parent_unknown")
    alone = picture_statement(source, side, signers=("alice",))
    refused(opened, (alone, side), 400, "registrar_signature_missing")


def test_the_page_of_a_source_and_of_a_work_over_one_of_its_pictures(opened: Register) -> None:
    source = opened.wall("wall")
    address = f"/heritage/{source.statement.id}"
    assert "参考图 Reference pictures" not in page_of(opened.client.get(address)).said()
    added = add_picture(opened, source, drawing("side"), note=NOTE)
    page = page_of(opened.client.get(address))
    assert "侧面 From the side" in page.said()
    assert f"/entries/{added.index}" in page.links()
    scan = opened.work(drawing("side"), nature="other", published="2026-10-02")
    page = page_of(opened.client.get(f"/works/{scan.statement.id}"))
    assert "同一文件也是文物来源的参考图" in page.text
    assert address in page.links()
    moved = opened.client.get(f"/n/{format_number(added.index)}", follow_redirects=False)
    assert moved.headers["location"] == address


def test_a_feed_names_the_source(opened: Register) -> None:
    added = add_picture(opened, opened.wall("wall"), drawing("side"))
    with opened.service.store.read() as reader:
        zh, en = describe(added, register_of(reader))
    assert zh == "文化遗产来源增补参考图：《三兔藻井》。"
    assert en == "Further picture of a heritage source: “Three hares”."


def test_a_lineage_counts_the_likenesses_of_every_picture(opened: Register) -> None:
    source = opened.wall("wall")
    add_picture(opened, source, drawing("side"))
    work = opened.work_from(source, drawing("side"))
    for address, root in (("works", work), ("heritage", source)):
        answer = opened.client.get(f"/v1/{address}/{root.statement.id}/lineage").json()
        pairs = {(one["later"], one["earlier"]) for one in answer["similarities"]}
        assert pairs == {(work.statement.id, source.statement.id)}
        assert (answer["hidden_similarities"], answer["complete"]) == (0, True)


def test_a_further_picture_is_like_the_works_that_were_there_and_not_like_its_source(
    opened: Register,
) -> None:
    source = opened.wall("wall")
    work = opened.work(drawing("side"))
    for quality in (90, 80):
        add_picture(opened, source, reencoded(drawing("side"), quality))
    for address, root in (("works", work), ("heritage", source)):
        answer = opened.client.get(f"/v1/{address}/{root.statement.id}/lineage").json()
        pairs = [(one["later"], one["earlier"]) for one in answer["similarities"]]
        assert pairs == [(source.statement.id, work.statement.id)] * 2
        assert (answer["hidden_similarities"], answer["complete"]) == (0, True)
    audited(opened.service)


# ---- found ------------------------------------------------------------------------------------


def test_a_picture_is_traced_to_the_one_it_shows(opened: Register) -> None:
    source = opened.wall("wall")
    added = add_picture(opened, source, drawing("side"))
    for suspect, entry, place in (
        (part_of("wall"), source, ""),
        (part_of("side"), added, "?number=1"),
    ):
        answer = opened.client.post("/v1/trace", files={"file": ("s", suspect)}).json()
        (match,) = answer["matches"]
        assert (match["work"], match["heritage"]) == (None, source.statement.id)
        assert (match["index"], match["title"]["zh"]) == (entry.index, "三兔藻井")
        assert match["picture"] == f"/v1/heritage/{source.statement.id}/picture{place}"
        assert answer["scan"]
        drawn = opened.client.post("/v1/trace/overlay", files={"file": ("s", suspect)})
        assert drawn.headers["content-type"] == "image/png"
        page = opened.client.post("/trace", files={"file": ("s", suspect)})
        assert f'href="/heritage/{source.statement.id}"' in page.text


def test_what_only_the_second_picture_shows_is_explained_by_the_source(opened: Register) -> None:
    source = opened.wall("wall")
    work = opened.work_from(source, reworked("side", "figure"))
    before = opened.service.trace(reworked("side", "other")).report
    assert [match.verdict for match in before.matches] != ["shares_heritage_only"]
    added = add_picture(opened, source, drawing("side"))
    later = opened.work_from(source, reworked("side", "bird"), "bob")
    report = opened.service.trace(reworked("side", "other")).report
    assert {match.entry for match in report.matches} == {work.index, later.index}
    for match in report.matches:
        assert (match.verdict, match.heritage) == ("shares_heritage_only", [source.index])
    assert [one.entry for one in report.sources] == [added.index]
    answer = opened.client.post("/v1/trace", files={"file": ("s", reworked("side", "other"))})
    for one in answer.json()["matches"][:2]:
        assert one["explained_by"] == [source.statement.id]
    with open_service(opened.directory) as again:
        assert again.trace(reworked("side", "other")).report == report
    copied = opened.service.trace(drawing("figure")).report
    assert [match.verdict for match in copied.matches] == ["copies_expression"]


def test_the_pictures_of_a_source_are_kept_in_order(opened: Register) -> None:
    one, two = opened.wall("wall"), opened.wall("ceiling")
    add_picture(opened, one, drawing("side"))
    add_picture(opened, two, drawing("corner"))
    add_picture(opened, one, drawing("foot"))
    expected = opened.service.trace(part_of("foot")).report
    features = opened.directory / "features"
    kept = dict(FeatureFiles(features))
    assert sorted(kept) == [
        *(f"heritage/{one.index}/{number}" for number in range(3)),
        *(f"heritage/{two.index}/{number}" for number in range(2)),
    ]
    shutil.rmtree(features)
    with open_service(opened.directory) as again:
        assert again.trace(part_of("foot")).report == expected
        assert dict(FeatureFiles(features)) == kept


def test_no_picture_takes_the_place_of_one_that_is_missing(opened: Register) -> None:
    source = opened.wall("wall")
    add_picture(opened, source, drawing("side"))
    last = add_picture(opened, source, drawing("foot"))
    expected = opened.service.trace(part_of("foot")).report
    assert [one.entry for one in expected.sources] == [last.index]
    shutil.rmtree(opened.directory / "features")
    (path,) = (opened.directory / "objects").rglob(f"*{sha256(drawing('side'))[8:]}*")
    data = path.read_bytes()
    path.unlink()
    with open_service(opened.directory) as again:
        found = again.trace(part_of("wall"))
        assert [one.entry for one in found.report.sources] == [source.index]
        assert found.searched.missing == 2
    path.write_bytes(data)
    with open_service(opened.directory) as again:
        assert again.trace(part_of("foot")).report == expected


def test_alike_as_a_whole_and_linked_to_the_source(opened: Register) -> None:
    source = opened.wall("wall")
    added = add_picture(opened, source, drawing("side"))
    file = reworked("side", "figure")
    work = opened.enter(work_statement(file, "alice", published="2026-10-02"), file)
    assert set(work.registry.likenesses()) == {added.index}
    page = page_of(opened.client.get(f"/works/{work.statement.id}"))
    assert f"/heritage/{source.statement.id}" in page.links()
