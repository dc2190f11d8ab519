"""The demo's story: a ledger from its founding to a refused forgery, in one run.

Everything goes the way that users go: statements are signed with their own keys and sent to a
service; nothing is written past the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.client import LocalClient
from api.composing import WorkDraft, file_reference, label, party_subject
from api.demo.artwork import adapt, alter, demo_series, draw, draw_mural, title, to_jpeg
from api.demo.stage import Stage
from api.pictures import examine
from api.service import Service
from api.trace_models import TraceAnswer
from ledger.errors import LedgerError
from ledger.home import Home
from ledger.keys import generate_key, read_key, write_key
from ledger.receipt import Receipt, parse_receipt, verify_receipt
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import parse_entry

ORIGIN = "demo.mogao.invalid/2026"
WORKS = 30

#: Creators of the story: file name of the key, alias.
_CREATORS = (("lian", "阿莲 Lian"), ("qing", "青禾 Qinghe"), ("shan", "远山工作室 Yuanshan Studio"))


@dataclass(frozen=True, slots=True)
class Cast:
    """Whoever acts in the story, by their keys."""

    registrar: Ed25519PrivateKey
    museum: Ed25519PrivateKey
    maker: Ed25519PrivateKey
    creators: tuple[Ed25519PrivateKey, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Tells the story on a stage; files that a newcomer may look at go to `folder`."""

    stage: Stage
    folder: Path

    @property
    def service(self) -> Service:
        """The ledger, open for work."""
        return self.stage.service

    def cast(self) -> Cast:
        """Register the museum and the creators."""
        museum = self._party("museum", "示例博物馆 Example Museum", ("heritage_institution",))
        maker = self._party("maker", "示例丝巾坊 Example Scarves", ("licensee",))
        creators = tuple(self._party(name, alias, ("creator",)) for name, alias in _CREATORS)
        return Cast(self.stage.registrars[0], museum, maker, creators)

    def heritage(self, cast: Cast) -> tuple[str, bytes]:
        """Register a wall as heritage, signed by museum and registrar; give its id and picture."""
        wall = to_jpeg(draw_mural(1))
        (self.folder / "mural.jpg").write_bytes(wall)
        subject: JsonObject = {
            "title": label("三兔共耳藻井（示例）", "Three Hares caisson (drawn for this demo)"),
            "site": "mogao",
            "cave": "mogao:407",
            "wall": "zaojing",
            "period": "sui",
            "motifs": ["santu", "zaojing"],
            "file": file_reference(examine(wall).facts),
        }
        receipt = self.stage.send("HeritageSource", subject, cast.museum, cast.registrar, file=wall)
        return parse_entry(receipt.leaf, receipt.index).statement.id, wall

    def works(self, cast: Cast, heritage: str, on_work: Callable[[], None]) -> Iterator[Receipt]:
        """Register the creators' works; the first of them has grown from the wall."""
        first = to_jpeg(adapt(draw_mural(1), 1))
        yield self._work(cast.creators[0], first, ("新三兔藻井", "New Three Hares"), heritage)
        on_work()
        for number, (family, seed) in enumerate(demo_series(WORKS - 1), 1):
            owner = cast.creators[number % len(cast.creators)]
            yield self._work(owner, to_jpeg(draw(family, seed)), title(family, seed))
            on_work()

    def look_alike(self, cast: Cast, original: bytes) -> Receipt:
        """Register a near-copy by somebody else: it is entered, and reported as what it is."""
        copy = alter.look_alike(original, 3)
        return self._work(cast.creators[2], copy, ("似曾相识", "Seen Before"))

    def trace(self, original: bytes) -> TraceAnswer:
        """Trace a re-encoded, resized, recoloured copy to its origin."""
        suspect = alter.suspect(original)
        (self.folder / "suspect.jpg").write_bytes(suspect)
        return LocalClient(self.service).trace(suspect)

    def original(self, receipt: Receipt) -> bytes:
        """Give the picture of a registered work and leave a copy for the newcomer."""
        registered = parse_entry(receipt.leaf, receipt.index).registry.file
        assert registered is not None
        data = self.service.home.objects.get(registered.sha256)
        assert data is not None
        (self.folder / "original.jpg").write_bytes(data)
        return data

    def _party(self, name: str, alias: str, roles: tuple[str, ...]) -> Ed25519PrivateKey:
        path = self.folder / f"{name}.key"
        write_key(path, generate_key())
        key = read_key(path)
        organisation = name in {"museum", "maker", "shan"}
        subject = party_subject(did_of(key), alias, roles, organisation=organisation)
        self.stage.send("PartyRegistration", subject, key)
        return key

    def _work(
        self,
        owner: Ed25519PrivateKey,
        picture: bytes,
        titles: tuple[str, str],
        heritage: str | None = None,
    ) -> Receipt:
        did = did_of(owner)
        day = self.stage.day(0)
        alias = LocalClient(self.service).party(did).display_name
        draft = WorkDraft(
            title_zh=titles[0],
            title_en=titles[1],
            owners=[(did, "1/1")],
            authors=[(did, alias)],
            completed=day,
            published=day,
            nature="adaptation" if heritage else "original",
            nature_note="依壁画重绘，配色与构图为新 / redrawn, new in colour and composition"
            if heritage
            else None,
            parents=[("heritage", heritage, "adapted")] if heritage else [],
        )
        subject = draft.subject(examine(picture).facts)
        return self.stage.send("WorkRegistration", subject, owner, file=picture)


def forge(receipt: bytes, home: Home) -> LedgerError:
    """Flip one bit in the title of a receipt, wherever it stands, and give the error that tells."""
    true = parse_receipt(receipt)
    place = true.leaf.index(b'"title":{"en":"') + len(b'"title":{"en":"')
    forged = true.leaf[:place] + bytes([true.leaf[place] ^ 0x01]) + true.leaf[place + 1 :]
    try:
        altered = Receipt(true.index, forged, true.proof).to_json()
        verify_receipt(parse_receipt(altered), home.verifier)
    except LedgerError as error:
        return error
    raise AssertionError("a forged receipt has to be refused")
