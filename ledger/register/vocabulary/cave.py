"""Cave keys: ``mogao:257``, the site's id and the number that the Dunhuang Academy gave the cave.

A key has one spelling. The north area of Mogao has numbers of its own, with a B before them
(``mogao:B53``); the Library Cave is ``mogao:17``. Other numberings (Pelliot's, Zhang Daqian's, Shi
Yan's) are not keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.register.vocabulary.load import vocabulary

# At most three digits: Mogao, the largest site, has 735 caves. Which of the numbers are in use is
# the Academy's to say.
_KEY = re.compile(r"([a-z_]+):(B?[1-9][0-9]{0,2})")


class CaveError(ValueError):
    """The text is not a cave key."""


@dataclass(frozen=True, slots=True)
class Cave:
    """A cave: a site of vocabulary ``site``, and the number (``"257"``, ``"B53"``)."""

    site: str
    number: str

    @property
    def key(self) -> str:
        """The cave's one key: ``mogao:257``."""
        return f"{self.site}:{self.number}"

    @property
    def zh(self) -> str:
        """The name in Chinese: 莫高窟第257窟, 莫高窟北区B53窟."""
        number = f"北区{self.number}" if self.number.startswith("B") else f"第{self.number}"
        return f"{vocabulary('site')[self.site].zh}{number}窟"

    @property
    def en(self) -> str:
        """The name in English: Mogao Cave 257, Mogao Cave B53."""
        return f"{vocabulary('site')[self.site].extra['cave_en']} {self.number}"


def parse_cave(text: str) -> Cave:
    """Read a cave key in its one spelling; raise `CaveError` for anything else."""
    match = _KEY.fullmatch(text)
    if match is None:
        raise CaveError("a cave key is a site, a colon and a number, as in mogao:257")
    site, number = match.groups()
    term = vocabulary("site").get(site)
    if term is None or "cave_en" not in term.extra:
        raise CaveError(f"there is no site {site} whose caves have numbers")
    if number.startswith("B") and site != "mogao":
        raise CaveError("only Mogao has a north area with B numbers")
    return Cave(site, number)
