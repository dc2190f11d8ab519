"""What a catalogue has read: the pictures of the entries below a size, and which are missing."""

from __future__ import annotations

from collections.abc import MutableMapping

from hashing.arrays import Arrays, column, nested, numbers, part_of
from hashing.errors import FeaturesError
from hashing.search import PictureIndex
from hashing.tracing import Tracer


class Holding:
    """The pictures of the first `size` entries; not safe among threads by itself."""

    def __init__(self, shelf: MutableMapping[str, bytes]) -> None:
        self.size = 0
        #: fingerprints of every picture by its entry, and features of those that can be found
        self.index = PictureIndex()
        self.tracer = Tracer(shelf)
        #: entries of pictures whose originals are gone
        self.missing: set[int] = set()
        #: name of a source in the tracer → the entries of its pictures there, by their numbers
        self.pictures: dict[str, list[int]] = {}

    def state(self) -> Arrays | None:
        """Give a copy of it all, which `of` makes it from again.

        There is none while a picture is missing: at each start its original is looked for again.
        """
        if self.missing:
            return None
        # heritage is added in the order of the log, and never taken out
        entries = sorted(entry for entries in self.pictures.values() for entry in entries)
        return {
            "heritage": numbers(entries),
            **nested("index", self.index.state()),
            **nested("tracer", self.tracer.state()),
        }

    @classmethod
    def of(cls, size: int, arrays: Arrays, shelf: MutableMapping[str, bytes]) -> Holding:
        """Make the one again whose `state` this is; raises `FeaturesError` if it is none."""
        holding = cls(shelf)
        holding.size = size
        holding.index = PictureIndex.of(part_of(arrays, "index"))
        holding.tracer = Tracer.of(part_of(arrays, "tracer"), shelf)
        names, entries = holding.tracer.heritage, column(arrays, "heritage", "<i8").tolist()
        if len(names) != len(entries):
            raise FeaturesError("features_malformed")
        for name, entry in zip(names, entries, strict=True):
            holding.pictures.setdefault(name, []).append(entry)
        return holding
