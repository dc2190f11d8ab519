"""What is kept beside the log: pictures that feeds saw, and the hits that parties were told of.

Nothing of it is proved by the log. An observation is what somebody reported; a hit is what one
party was told because of an observation, or of a registration, and its number in that party's feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """A picture that a feed saw, and what the search of the register found for it.

    ``number`` counts from 0. ``captured`` is when the feed says that it saw the picture at
    ``address``, ``reported`` the ledger's own time; both in the one spelling. ``findings`` is what
    was found among ``pictures`` pictures of the first ``tree_size`` entries, as JSON.
    """

    number: int
    sha256: str
    media_type: str
    length: int
    address: str
    captured: str
    source: str
    reported: str
    tree_size: int
    pictures: int
    findings: str


@dataclass(frozen=True, slots=True)
class HitRow:
    """What ``party`` was told: something resembles its ``work``.

    ``sequence`` counts the hits of that party from 0. Either ``observation`` or ``entry`` says what
    it is that resembles the work: a picture that was seen, or a later registration. ``score`` is
    absent where the search gave none.
    """

    party: str
    sequence: int
    time: str
    work: str
    verdict: str
    score: float | None
    observation: int | None
    entry: int | None


class ObservationReader(Protocol):
    """Reads of what is kept beside the log."""

    def observed(self, sha256: str, address: str, captured: str) -> ObservationRow | None:
        """Give the observation of a file at an address at a time, if it was reported."""

    def observations(self, after: int, limit: int) -> list[ObservationRow]:
        """Give the first `limit` observations with numbers above `after`, in order."""

    def next_observation(self) -> int:
        """Give the number of the next observation."""

    def hits(self, party: str, start: int, end: int) -> list[HitRow]:
        """Give the hits ``[start, end)`` of a party that exist, in order."""

    def next_hit(self, party: str) -> int:
        """Give the number of the next hit of a party: how many it was told of."""

    def hits_by_work(self, party: str) -> dict[str, int]:
        """Count the hits of a party by work."""

    def told(self) -> int:
        """Give the number of entries whose resemblances parties were told of."""

    def works_licensed_to(self, party: str) -> list[str]:
        """Give the works on which `party` ever got a licence, in the order of their ids."""


class ObservationWriter(ObservationReader, Protocol):
    """Writes of what is kept beside the log, in a transaction that holds the head's lock."""

    def observe(self, observation: ObservationRow) -> None:
        """Add an observation; its number is `next_observation`."""

    def tell(self, hits: Sequence[HitRow]) -> None:
        """Add hits; those of each party go on from its `next_hit`."""

    def set_told(self, size: int) -> None:
        """Note that parties were told of the resemblances of the first `size` entries."""
