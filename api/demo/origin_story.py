"""A story of origin: two designers draw on one wall, and a shop prints one of them on mugs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.authorizing import Asked
from api.client import LocalClient
from api.collecting import Gathered, collected
from api.composing import WorkDraft, file_reference, label
from api.demo.artwork import MURAL_TITLE, adapt, draw_mural, to_jpeg
from api.demo.artwork.product import mug
from api.demo.stage import Key, Stage
from api.demo.story import Cast
from api.overlaying import overlay_for
from api.pictures import examine
from api.service import read_entry
from api.tracing import trace_answer
from api.verdicts import verdict_line
from ledger.evidence.capture import new_capture
from ledger.evidence.digests import digests_of
from ledger.number import format_number
from ledger.register.calendar import format_time
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry

#: Where the mug was seen, in this story.
ADDRESS = "https://shop.example/mugs/7"


@dataclass(frozen=True, slots=True)
class Wall:
    """A heritage source: its id and its reference picture."""

    id: str
    picture: bytes


def enter_wall(stage: Stage, museum: Key) -> Wall:
    """Register a wall as heritage, with a picture, signed by museum and registrar."""
    picture = to_jpeg(draw_mural(1))
    subject: JsonObject = {
        "title": label(*MURAL_TITLE),
        "site": "mogao",
        "cave": "mogao:407",
        "wall": "zaojing",
        "period": "sui",
        "motifs": ["santu", "zaojing"],
        "file": file_reference(examine(picture).facts),
    }
    entry = stage.enter("HeritageSource", subject, museum, stage.registrars[0], file=picture)
    return Wall(entry.statement.id, picture)


def drawn_on_it(seed: int) -> bytes:
    """Give a designer's picture that takes the hares from the wall, and draws the rest anew."""
    return to_jpeg(adapt(draw_mural(1), seed))


def enter_work(
    stage: Stage, owner: Key, titles: tuple[str, str], picture: bytes, wall: Wall | None
) -> Entry:
    """Register a picture as a work, adapted from the wall if there is one."""
    draft = WorkDraft(
        title_zh=titles[0],
        title_en=titles[1],
        owners=[(did_of(owner), "1/1")],
        authors=[(did_of(owner), titles[1])],
        completed=stage.day(0),
        nature="adaptation" if wall else "original",
        nature_note="取材于壁画，构图与配色为新 / after the mural, new in composition and colour"
        if wall
        else None,
        parents=[("heritage", wall.id, "adapted")] if wall else [],
    )
    subject = draft.subject(examine(picture).facts)
    return stage.enter("WorkRegistration", subject, owner, file=picture)


def evidence(stage: Stage, officer: Key, photograph: bytes, work: str, shop: Key) -> bytes:
    """Collect evidence of a mug that a shop sells: a bundle that verifies offline."""
    capture = new_capture(
        work=work,
        suspect=digests_of(photograph).sha256,
        address=ADDRESS,
        seen=format_time(stage.clock() - timedelta(minutes=5)),
        collector=did_of(officer),
        shop=did_of(shop),
        tools=[],
    )
    client = LocalClient(stage.service)
    return collected(client, Gathered(photograph, capture), [officer], stage.clock())


def same_wall(stage: Stage, designer: Key) -> Iterator[str]:
    """Register a second work after the wall, and tell what its origin report says."""
    wall = _first_wall(stage)
    entry = enter_work(stage, designer, ("三兔同行", "Hares Together"), drawn_on_it(2), wall)
    report = entry.registry.origin
    assert report is not None
    for match in report.matches:
        yield f"→ {format_number(match.entry)}: {verdict_line(match.verdict)}"
    yield f"新增 / new: {report.new / 1000:.0%}"


def mug_found(stage: Stage, cast: Cast, folder: Path, work: str) -> Iterator[str]:
    """Find a work on a mug, ask for the shop's licence, and collect evidence into `folder`."""
    photograph = mug(drawn_on_it(1))
    (folder / "mug.jpg").write_bytes(photograph)
    traced = stage.service.trace(photograph)
    question = Asked(
        licensee=did_of(cast.maker),
        rights="reproduction,distribution",
        territory="CN-MAINLAND",
        at=stage.today,
    )
    for match in trace_answer(stage.service, traced, question).matches:
        yield f"● {match.number} {match.title.zh} / {match.title.en}: {verdict_line(match.verdict)}"
        if match.answer is not None and match.work == work:
            yield (
                "  店家有许可 / licensed"
                if match.answer.authorised
                else "  ✗ 店家无许可 / no licence"
            )
    drawn = overlay_for(stage.service, traced, work)
    assert drawn is not None
    (folder / "mug.png").write_bytes(drawn)
    bundle = evidence(stage, cast.museum, photograph, work, cast.maker)
    (folder / "mug.evidence.zip").write_bytes(bundle)
    yield "对照图与证据包 / drawing and bundle: mug.png, mug.evidence.zip"


def _first_wall(stage: Stage) -> Wall:
    with stage.service.store.read() as reader:
        (index,) = reader.latest("HeritageSource", reader.head().size, 1)
        return Wall(read_entry(reader, index).statement.id, to_jpeg(draw_mural(1)))
