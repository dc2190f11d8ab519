"""Where does this picture come from: the facade of the whole package.

A `Tracer` needs neither a server nor a ledger::

    tracer = Tracer()
    tracer.add_heritage("mogao 257", deer_king)
    tracer.add("my scarf", scarf, heritage=["mogao 257"])
    for match in tracer.query(suspect):
        print(match.name, match.score >= tracer.threshold, match.verdict, match.regions)

A work is enrolled with what it shares with heritage sources, declared or found, and what is its
own (`hashing.expression`). A query is answered in two steps: which works does it share parts with
(`hashing.retrieval`), and does it follow, there, what is the work's own, or what both of them took
from the same wall (`hashing.filtration`)? Heritage alone never accuses.
"""

from __future__ import annotations

import threading
from collections.abc import MutableMapping, Sequence
from typing import Final

from hashing.arrays import Arrays, nested, part_of
from hashing.enrolment import (
    EnrolledHeritage,
    EnrolledWork,
    parse_enrolled_sketch,
    parse_heritage,
    parse_work,
)
from hashing.errors import FeaturesError, TracingError
from hashing.expression import Expression, Reference, express
from hashing.filtration import Sighting, judge
from hashing.image import open_picture
from hashing.match import Match, Source, Trace, match_of, source_of
from hashing.retrieval import THRESHOLD, Found, Retrieval
from hashing.roll import Roll
from hashing.shelf import Shelf
from hashing.sketch import Sketch
from hashing.study import Study

__all__ = ["Match", "Source", "Trace", "Tracer"]

#: Works and sources that an answer lists.
_LISTED: Final = 10
#: Reference pictures that a suspect is compared with, the surest first.
_SIGHTINGS: Final = 5


class Tracer:
    """Works and heritage sources by name, and where a picture comes from; safe among threads.

    `shelf` keeps the enrolments, by ``work/NAME`` and ``heritage/NAME/N``; without one they are
    kept in a temporary file. What is answered depends on what was added and removed, in what order.
    Whatever reads an enrolment raises `FeaturesError` if the shelf has it no more as it was added.
    """

    #: The operating point: from this score on, a work is said to be found.
    threshold: Final = THRESHOLD

    def __init__(self, shelf: MutableMapping[str, bytes] | None = None) -> None:
        """Make an empty tracer."""
        self._shelf: MutableMapping[str, bytes] = Shelf() if shelf is None else shelf
        # every picture that was ever added; the slots below are of those that are there now
        self._work_roll, self._source_roll = Roll(self._shelf), Roll(self._shelf)
        self._works, self._sources = Retrieval(self._work_sketch), Retrieval(self._source_sketch)
        self._work_slots: dict[str, int] = {}
        self._source_slots: dict[str, list[int]] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        """Return the number of works."""
        return len(self._work_slots)

    def __contains__(self, name: str) -> bool:
        """Say whether there is a work of this name."""
        return name in self._work_slots

    @property
    def heritage(self) -> list[str]:
        """The name of the source of each heritage picture, in the order of their addition."""
        return [self._source_roll.name(slot) for slot in range(len(self._source_roll))]

    def knows_heritage(self, name: str) -> bool:
        """Say whether there is a picture of a heritage source of this name."""
        return name in self._source_slots

    def add_heritage(self, name: str, data: bytes) -> None:
        """Add a picture of a heritage source, which may have several. Raises `PictureError`."""
        study = Study(open_picture(data))
        self.insert_heritage(name, EnrolledHeritage(study.sketch, study.grey))

    def add(self, name: str, data: bytes, heritage: Sequence[str] = ()) -> None:
        """Add a work that was made from these heritage sources; others are looked for in it.

        Raises `PictureError`; `TracingError` if the name is taken or a source is not known.
        """
        self.insert(name, self.enrol(Study(open_picture(data)), heritage))

    def remove(self, name: str) -> None:
        """Take out a work; its enrolment stays on the shelf.

        Raises `TracingError` if there is none of this name.
        """
        with self._lock:
            slot = self._work_slots.pop(name, None)
            if slot is None:
                raise TracingError("work_not_traced", name=name)
            self._works.remove(slot)

    def query(self, data: bytes, limit: int = _LISTED) -> list[Match]:
        """Return at most `limit` works that share parts with a picture, surest first.

        Raises `PictureError`.
        """
        return list(self.trace(Study(open_picture(data)), limit).matches)

    def trace(self, study: Study, limit: int = _LISTED) -> Trace:
        """Return the works and the heritage sources that share parts with a picture."""
        with self._lock:
            return self._trace(study, self._sources.find(study), limit)

    def enrol(self, study: Study, heritage: Sequence[str] = ()) -> EnrolledWork:
        """Compute what a work made from these heritage sources is enrolled by, and add nothing.

        Raises `TracingError` if a source is not known.
        """
        with self._lock:
            return self._enrol(study, self._sources.find(study), heritage)

    def trace_and_enrol(
        self, study: Study, heritage: Sequence[str] = ()
    ) -> tuple[Trace, EnrolledWork]:
        """Do both for the same picture; what both need is searched once."""
        with self._lock:
            sources = self._sources.find(study)
            return self._trace(study, sources, _LISTED), self._enrol(study, sources, heritage)

    def expression(self, name: str) -> Expression:
        """Return what of a work is its own. Raises `TracingError` if there is none of this name."""
        with self._lock:
            if name not in self._work_slots:
                raise TracingError("work_not_traced", name=name)
            return self._work(self._work_slots[name]).expression

    def insert(self, name: str, work: EnrolledWork) -> None:
        """Add a work by its enrolment. Raises `TracingError` if the name is taken."""
        with self._lock:
            if name in self._work_slots:
                raise TracingError("work_traced_already", name=name)
            stored = work.to_bytes()
            self._shelf[_work_key(name)] = stored
            self._put_work(name, stored, work.sketch)

    def insert_heritage(self, name: str, source: EnrolledHeritage) -> None:
        """Add a picture of a heritage source by its enrolment."""
        with self._lock:
            stored = source.to_bytes()
            self._shelf[self._next_picture(name)] = stored
            self._put_source(name, stored, source.sketch)

    def restore(self, name: str) -> bool:
        """Add a work by the enrolment that the shelf has kept; say whether it has.

        Raises `TracingError` if the name is taken.
        """
        with self._lock:
            if name in self._work_slots:
                raise TracingError("work_traced_already", name=name)
            kept = self._kept(_work_key(name))
            if kept is not None:
                self._put_work(name, *kept)
            return kept is not None

    def restore_heritage(self, name: str) -> bool:
        """Add the next picture of a source as the shelf has kept it; say whether it has."""
        with self._lock:
            kept = self._kept(self._next_picture(name))
            if kept is not None:
                self._put_source(name, *kept)
            return kept is not None

    def state(self) -> Arrays:
        """Return a copy of all that it holds but the shelf; `of` makes it again."""
        with self._lock:
            return {
                **nested("work roll", self._work_roll.state()),
                **nested("works", self._works.state()),
                **nested("source roll", self._source_roll.state()),
                **nested("sources", self._sources.state()),
            }

    @classmethod
    def of(cls, arrays: Arrays, shelf: MutableMapping[str, bytes]) -> Tracer:
        """Make the tracer again of which this is the `state`, over the shelf that it had.

        No enrolment is read. Raises `FeaturesError` if it is no state.
        """
        tracer = cls(shelf)
        works = tracer._work_roll = Roll.of(part_of(arrays, "work roll"), shelf)
        tracer._works = Retrieval.of(part_of(arrays, "works"), len(works), tracer._work_sketch)
        tracer._work_slots = {works.name(slot): slot for slot in tracer._works.slots}
        sources = tracer._source_roll = Roll.of(part_of(arrays, "source roll"), shelf)
        tracer._sources = Retrieval.of(
            part_of(arrays, "sources"), len(sources), tracer._source_sketch
        )
        for slot, name in enumerate(tracer.heritage):
            tracer._source_slots.setdefault(name, []).append(slot)
        # no two works have one name, and heritage is never taken out
        if len(tracer) != len(tracer._works) or len(sources) != len(tracer._sources):
            raise FeaturesError("features_malformed")
        return tracer

    def _kept(self, key: str) -> tuple[bytes, Sketch] | None:
        """Return what the shelf has by this key; what cannot be read is as if it were not there."""
        try:
            stored = self._shelf[key]
            return stored, parse_enrolled_sketch(stored)
        except (KeyError, FeaturesError):
            return None

    def _put_work(self, name: str, stored: bytes, sketch: Sketch) -> None:
        slot = self._work_roll.enter(name, _work_key(name), stored)
        self._work_slots[name] = slot
        self._works.add(slot, sketch)

    def _put_source(self, name: str, stored: bytes, sketch: Sketch) -> None:
        slot = self._source_roll.enter(name, self._next_picture(name), stored)
        self._source_slots.setdefault(name, []).append(slot)
        self._sources.add(slot, sketch)

    def _next_picture(self, name: str) -> str:
        return f"heritage/{name}/{len(self._source_slots.get(name, ()))}"

    def _trace(self, study: Study, sources: Sequence[Found], limit: int) -> Trace:
        sightings = [
            Sighting(self._reference(one.slot), one.variant, one.pieces)
            for one in sources[:_SIGHTINGS]
            if one.score >= THRESHOLD
        ]
        seen = [self._source_roll.name(one.slot) for one in sources]
        works = self._works.find(study)[:limit]
        return Trace(
            matches=tuple(self._match(found, study, sightings, seen) for found in works),
            sources=tuple(self._source(found, study) for found in sources[:limit]),
            works=len(self._works),
            pictures=len(self._sources),
        )

    def _enrol(
        self, study: Study, sources: Sequence[Found], heritage: Sequence[str]
    ) -> EnrolledWork:
        declared = [slot for name in heritage for slot in self._pictures_of(name)]
        found = [one.slot for one in sources[:_SIGHTINGS] if one.score >= THRESHOLD]
        slots = list(dict.fromkeys([*declared, *found]))
        references = [self._reference(slot) for slot in slots]
        expression = express(study.grey, study.surface, references)
        used = [self._source_roll.name(slots[place]) for place in expression.used]
        return EnrolledWork(study.sketch, expression, tuple(dict.fromkeys(used)))

    def _match(
        self, found: Found, study: Study, sightings: Sequence[Sighting], seen: Sequence[str]
    ) -> Match:
        """Judge one work that was found; `seen` names the sources of `sightings`."""
        work = self._work(found.slot)
        # what chance may have found is not looked at any closer: it is unrelated
        pieces = found.pieces if found.score >= THRESHOLD else ()
        judgement = judge(study.grey, found.variant, pieces, work.expression, sightings)
        explained = [seen[place] for place in judgement.explained_by]
        heritage = tuple(dict.fromkeys([*work.heritage, *explained]))
        return match_of(self._work_roll.name(found.slot), found, study, judgement, heritage)

    def _source(self, found: Found, study: Study) -> Source:
        name = self._source_roll.name(found.slot)
        number = self._source_slots[name].index(found.slot)
        return source_of(name, found, study, number)

    def _pictures_of(self, name: str) -> list[int]:
        if name not in self._source_slots:
            raise TracingError("heritage_not_traced", name=name)
        return self._source_slots[name]

    def _work_sketch(self, slot: int) -> Sketch:
        return parse_enrolled_sketch(self._work_roll.read(slot))

    def _source_sketch(self, slot: int) -> Sketch:
        return parse_enrolled_sketch(self._source_roll.read(slot))

    def _work(self, slot: int) -> EnrolledWork:
        return parse_work(self._work_roll.read(slot))

    def _reference(self, slot: int) -> Reference:
        return parse_heritage(self._source_roll.read(slot)).reference


def _work_key(name: str) -> str:
    return f"work/{name}"
