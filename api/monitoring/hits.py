"""The hits of a party, as a feed."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from pydantic import TypeAdapter

from api.feeds import Channel, next_after
from api.monitoring.models import HitItem, HitPage
from api.monitoring.observing import host_of
from api.service import read_entry
from api.views import register_of, registered_party
from ledger.number import format_number
from ledger.register.origin import Verdict
from ledger.register.records import Folio
from ledger.register.state import Register
from ledger.store import HitRow, ObservationRow
from ledger.store.interface import Reader

_TOPIC = "hits/"
_VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)
#: verdict → what a rights-holder is told of it
_WORDS = {
    "copies_expression": ("含有其独创表达", "it shows the work’s own expression"),
    "undetermined": (
        "与之相似，是否取自该作品未定",
        "it resembles the work; whether it was taken from it is undetermined",
    ),
}


class HitChannel(Channel):
    """The hits of a party, under the topic ``hits/DID``."""

    @property
    def party(self) -> str:
        """The party's DID."""
        return self.topic.removeprefix(_TOPIC)

    def count(self, reader: Reader) -> int:
        """See `Channel.count`."""
        return reader.next_hit(self.party)

    def read(self, reader: Reader, start: int, limit: int) -> list[HitItem]:
        """See `Channel.read`."""
        register, founding = register_of(reader), uuid.UUID(read_entry(reader, 0).statement.id)
        rows = reader.hits(self.party, start, start + limit)
        return [_item(reader, register, founding, row) for row in rows]


def hit_channel(reader: Reader, did: str) -> HitChannel:
    """Give the hits of a party; `NotFound` (``party_unknown``)."""
    alias = registered_party(reader, did).display_name
    place = f"/parties/{quote(did, safe=':')}/hits"
    return HitChannel(
        _TOPIC + did, f"{alias} 的监测命中", f"Hits on works of {alias}", f"/v1{place}", place
    )


def read_hits(reader: Reader, channel: HitChannel, after: int, limit: int) -> HitPage:
    """Read at most `limit` hits with numbers above `after`, in order."""
    count = channel.count(reader)
    items = channel.read(reader, after + 1, limit)
    return HitPage(count=count, items=items, next=next_after(items, count))


def _item(reader: Reader, register: Register, founding: uuid.UUID, row: HitRow) -> HitItem:
    folio = register.get(Folio, row.work)
    assert folio is not None
    seen = _observation(reader, row)
    host = host_of(seen.address) if seen else None
    zh, en = _sentences(row, folio, host)
    return HitItem(
        sequence=row.sequence,
        index=folio.filed,
        number=format_number(folio.filed),
        time=row.time,
        kind="Observation" if row.entry is None else "WorkRegistration",
        zh=zh,
        en=en,
        work=row.work,
        urn=uuid.uuid5(founding, f"hit/{row.party}/{row.sequence}").urn,
        verdict=_VERDICT.validate_python(row.verdict),
        score=row.score,
        host=host,
        sha256=seen.sha256 if seen else None,
        captured=seen.captured if seen else None,
        observation=row.observation,
        registration=row.entry,
    )


def _observation(reader: Reader, row: HitRow) -> ObservationRow | None:
    if row.observation is None:
        return None
    found = reader.observations(row.observation - 1, 1)
    # an operator may have to forget what was seen, and the hit stays
    return found[0] if found and found[0].number == row.observation else None


def _sentences(row: HitRow, folio: Folio, host: str | None) -> tuple[str, str]:
    zh_said, en_said = _WORDS[row.verdict]
    title_zh, title_en = folio.title.zh, folio.title.en or folio.title.zh
    if row.entry is not None:
        number = format_number(row.entry)
        return (
            f"新登记 {number} 涉及《{title_zh}》：{zh_said}。",
            f"The new registration {number} concerns “{title_en}”: {en_said}.",
        )
    place = host or "?"
    return (
        f"在 {place} 见到的图片涉及《{title_zh}》：{zh_said}。",
        f"A picture seen at {place} concerns “{title_en}”: {en_said}.",
    )
