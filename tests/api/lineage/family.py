"""A family of works in which every state of a licence, a resemblance and a cancellation stand.

The wall is heritage; Alice's deer grew from it, and others from the deer. Days go by between what
is granted and now.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from api.composing import label
from ledger.register.entry import Entry

from ..routes.test_registry import REGISTRARS, Story, telling
from ..support import did, heritage_statement, picture, work_statement

PAINTERS = ("carol", "dave", "erin", "frank", "grace")
HOSTILE = "<svg onload=alert(1)>&\"'"
#: what grew from the deer → who made it, how, and how that stands with its licence
OFFSPRING = {
    "scarf": ("bob", "adapted", "licensed"),
    "mug": ("carol", "copied", "unlicensed"),
    "book": ("dave", "compiled", "lapsed"),
    "film": ("erin", "adapted", "agreed"),
    "stamp": ("frank", "incorporated", "suspended"),
    "dream": ("grace", "inspired", "inspired"),
    "deer in snow": ("alice", "adapted", "same_owners"),
}


@dataclass
class Family:
    """The ledger with the family in it, and the entries by name."""

    story: Story
    entries: dict[str, Entry] = field(default_factory=dict)

    def id(self, name: str) -> str:
        return self.entries[name].statement.id

    def name(self, id: str) -> str:
        return next(name for name, entry in self.entries.items() if entry.statement.id == id)

    def get(self, name: str, **query: Any) -> Any:
        """The lineage of a work, or of the wall."""
        return self.story.get(f"/v1/{self.shelf(name)}/{self.id(name)}/lineage", **query)

    def shelf(self, name: str) -> str:
        return "heritage" if "wall" in name else "works"

    def work(self, name: str, owner: str, *parents: tuple[str, str], **words: Any) -> None:
        """Register a work of `owner`, with a picture of its own unless one is given."""
        file = words.pop("file", None) or picture(500 + len(self.entries))
        grown = [
            ("heritage" if "wall" in parent else "work", self.id(parent), relation)
            for parent, relation in parents
        ]
        words = {"title_zh": f"作品{len(self.entries)}", "title_en": name, **words}
        statement = work_statement(file, owner, parents=grown, **words)
        self.entries[name] = self.story.world.enter(statement, file)

    def grant(self, work: str, sides: tuple[str, str], period: tuple[int, int], right: str) -> None:
        """Let the first of `sides` license `right` in a work to the second, for days from now."""
        days, (licensor, licensee) = self.story.days, sides
        terms = {
            "rights": [right],
            "exclusivity": "non_exclusive",
            "territory": ["CN-MAINLAND"],
            "media": ["goods"],
            "products": ["silk_scarf"],
            "remuneration": {"currency": "CNY"},
            "breach": "赔偿损失",
            "from": days.day(period[0]),
            "until": days.day(period[1]),
        }
        subject = {
            "work": self.id(work),
            "licensors": [did(licensor)],
            "licensee": did(licensee),
            "terms": terms,
        }
        granted = self.story.enter("LicenceGrant", subject, licensor, licensee)
        self.entries[f"{work} to {licensee}"] = granted


def altered(data: bytes, quality: int = 70) -> bytes:
    """The same picture, smaller and paler."""
    with Image.open(io.BytesIO(data)) as opened:
        small = opened.convert("RGB").resize((opened.width * 4 // 5, opened.height * 4 // 5))
    out = io.BytesIO()
    small.point(lambda value: 20 + value * 9 // 10).save(out, "JPEG", quality=quality)
    return out.getvalue()


def raise_family(story: Story) -> Family:
    """Enter all of it."""
    family = Family(story)
    story.world.parties(*PAINTERS)
    wall = heritage_statement(picture(1), title=label("鹿王本生", "Deer King"))
    family.entries["wall"] = story.world.enter(wall, picture(1))
    family.entries["bare wall"] = story.world.enter(heritage_statement(title={"zh": "无图"}))
    family.work("sketch", "bob", ("wall", "traced"))
    family.work(
        "deer", "alice", ("wall", "adapted"), ("bare wall", "inspired"), ("sketch", "adapted"),
        title_zh="九色鹿", title_en="Nine-Coloured Deer", file=picture(2),
    )  # fmt: skip
    story.days.skip(31)
    for name, (owner, relation, _) in OFFSPRING.items():
        family.work(name, owner, ("deer", relation))
    family.work("gone", "bob", ("deer", "adapted"), title_en=HOSTILE)
    family.work(
        "grandchild", "grace", ("scarf", "adapted"), ("gone", "adapted"), ("wall", "traced")
    )
    family.work("look-alike", "dave", ("wall", "adapted"), file=altered(picture(2)))
    story.days.skip(31)
    family.grant("sketch", ("bob", "alice"), (0, 500), "adaptation")
    family.grant("deer", ("alice", "bob"), (0, 400), "adaptation")
    family.grant("deer", ("alice", "dave"), (0, 3), "compilation")
    family.grant("deer", ("alice", "erin"), (60, 400), "adaptation")
    family.grant("deer", ("alice", "frank"), (0, 400), "reproduction")
    suspended = {
        "kind": "suspend", "work": family.id("deer"), "authority": "court",
        "issuerName": "敦煌市人民法院", "number": "（2026）甘0982民初900号", "document": "9" * 64,
        "scope": {"grant": family.id("deer to frank")}, "reasons": "依照生效裁判。",
        "until": story.days.day(200),
    }  # fmt: skip
    story.enter("Order", suspended, *REGISTRARS)
    story.order("cancel", family.id("gone"), effect="from_now")
    story.days.skip(10)
    return family


@contextmanager
def raised(directory: Path) -> Iterator[Family]:
    with telling(directory) as story:
        yield raise_family(story)
