"""The pictures of the register in memory, kept level with the log.

Every process has its own; before it answers it takes in what other processes have registered, so
an answer is always of one tree size, which it names. What is in it at a size depends on the entries
below that size alone, so an answer can be had again: by another catalogue that stops there, or by
one that begins with what this one has kept (`api.index_file`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from api.holding import Holding
from api.index_file import IndexFile
from hashing.algorithms import QueryFingerprints
from hashing.arrays import Arrays
from hashing.enrolment import EnrolledHeritage, EnrolledWork
from hashing.errors import FeaturesError
from hashing.expression import Expression
from hashing.fingerprint import parse_fingerprint
from hashing.image import open_picture
from hashing.match import Source
from hashing.study import Study
from hashing.tracing import Trace
from ledger.register.entry import Findings, Match, parse_entry
from ledger.register.kinds.heritage import HeritagePicture
from ledger.register.kinds.work import HeritageParent, WorkRegistration
from ledger.register.records import Folio
from ledger.store.interface import EntryRow, FileRow, Reader

T = TypeVar("T")

_PAGE = 200
#: The index is kept again when it has grown by so many pictures, or by a tenth.
_GROWN = 500
#: Studies that are kept of pictures about to be entered.
_EXPECTED = 8
#: States of a registration whose work is nobody's origin any more.
_ENDED = ("refused", "cancelled", "withdrawn")


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search answered: `trace` names its pictures by entry index, each by its own.

    ``tree_size`` is how many entries it covered, ``missing`` how many pictures among them could not
    be searched because their originals are gone. ``enrolled`` is what the picture would be kept by
    as a work that is registered then.
    """

    tree_size: int
    missing: int
    trace: Trace
    enrolled: EnrolledWork


class Catalogue:
    """Searches the pictures of every entry below the size that it has read.

    `shelf` keeps enrolments, `kept` what was learnt of them, `original` gives a file by its
    SHA-256. A catalogue with a `limit` reads no entry beyond it; one without `kept` reads each
    enrolment, and one made `anew` computes them again.
    """

    def __init__(
        self,
        shelf: MutableMapping[str, bytes],
        kept: IndexFile | None,
        original: Callable[[str], bytes | None],
        limit: int | None = None,
        *,
        anew: bool = False,
    ) -> None:
        self._lock = threading.Lock()
        self._shelf = shelf
        self._kept = kept
        self._original = original
        self._limit = limit
        self._anew = anew
        self._now = Holding(shelf)
        self._expected: dict[str, Study] = {}
        #: pictures that the file of the index had when this catalogue read or wrote it
        self._pictures_kept = 0

    def findings(self, reader: Reader, query: QueryFingerprints) -> Findings:
        """Give the earlier pictures that are alike as a whole, as an entry records it."""

        def ask() -> Findings:
            matches = [
                Match(entry=one.key, distances=dict(one.distances), transform=one.transform)
                for one in self._now.index.search(query)
            ]
            return Findings(tree_size=self._now.size, matches=matches)

        return self._answer(reader, ask)

    def trace(self, reader: Reader, study: Study, heritage: Sequence[int]) -> Searched:
        """Give the works and the heritage sources that share parts with a picture.

        It is enrolled as made from the sources of the entries `heritage`; a source without a
        picture explains nothing.
        """

        def ask() -> Searched:
            now = self._now
            trace, enrolled = now.tracer.trace_and_enrol(study, self._known(heritage))
            sources = tuple(map(self._by_picture, trace.sources))
            trace = replace(trace, sources=sources)
            return Searched(now.size, len(now.missing), trace, enrolled)

        return self._answer(reader, ask)

    def expression(self, reader: Reader, entry: int) -> Expression | None:
        """Give what of the work of an entry is its own, ``None`` if it is not traced."""

        def ask() -> Expression | None:
            tracer = self._now.tracer
            return tracer.expression(str(entry)) if str(entry) in tracer else None

        return self._answer(reader, ask)

    def expect(self, sha256: str, study: Study) -> None:
        """Keep the study of a file that is about to be entered: it need not be made again."""
        with self._lock:
            self._expected[sha256] = study
            while len(self._expected) > _EXPECTED:
                del self._expected[next(iter(self._expected))]

    def read(self, reader: Reader) -> Iterator[int]:
        """Take in what was registered since, yielding the size that was reached, page by page."""
        size = self._aim(reader)
        while self._now.size < size:
            with self._lock:
                self._read_page(reader, size)
            yield self._now.size

    def has_grown(self) -> bool:
        """Say whether there is enough that is not in the file of the index."""
        grown = len(self._now.index) - self._pictures_kept
        return grown > 0 and (grown >= _GROWN or 10 * grown >= self._pictures_kept)

    def state(self) -> tuple[int, Arrays] | None:
        """Give what is to be kept, and of how many entries; ``None`` while there is nothing.

        The lock is held as long as it takes to copy it.
        """
        with self._lock:
            state = self._now.state() if self._now.size else None
            if state is None:
                return None
            self._pictures_kept = len(self._now.index)
            return self._now.size, state

    def _answer(self, reader: Reader, ask: Callable[[], T]) -> T:
        """Answer from what is in the log by now."""
        with self._lock:
            try:
                self._catch_up(reader)
                return ask()
            except FeaturesError:
                # an enrolment is gone, damaged or another than was read: as if it had never been
                # kept, so all is read again, and what is not there computed
                self._begin_again()
                if self._kept is not None:
                    self._kept.discard()
                self._catch_up(reader)
                return ask()

    def _catch_up(self, reader: Reader) -> None:
        size = self._aim(reader)
        while self._now.size < size:
            self._read_page(reader, size)

    def _begin_again(self) -> None:
        self._now = Holding(self._shelf)
        self._pictures_kept = 0

    def _begin(self, reader: Reader, size: int) -> None:
        """Begin with the index that was kept, if one can be used."""
        kept = self._kept.read(reader, size) if self._kept is not None else None
        if kept is not None:
            with suppress(FeaturesError):
                self._now = Holding.of(*kept, self._shelf)
                self._pictures_kept = len(self._now.index)

    def _aim(self, reader: Reader) -> int:
        size = reader.head().size
        return size if self._limit is None else min(size, self._limit)

    def _read_page(self, reader: Reader, size: int) -> None:
        if not self._now.size:
            self._begin(reader, size)
        try:
            self._take_in(reader, min(self._now.size + _PAGE, size))
        except BaseException:
            # half of a page was read, and nobody knows which
            self._begin_again()
            raise

    def _take_in(self, reader: Reader, end: int) -> None:
        if end == self._now.size:
            return
        folios = sorted(self._folios(reader, end))
        for row in reader.rows(self._now.size, end):
            if row.file is not None:
                prints = [parse_fingerprint(text) for text in row.file.fingerprints]
                self._now.index.add(row.index, prints)
                if row.kind == "WorkRegistration":
                    self._take_in_work(reader, row, row.file)
                else:
                    self._take_in_heritage(reader, row, row.file)
            # entry by entry: what is found depends on the order, which no page may change
            while folios and folios[0][0] == row.index:
                self._follow(folios.pop(0)[1])
        self._now.size = end

    def _take_in_work(self, reader: Reader, row: EntryRow, file: FileRow) -> None:
        """Put in the picture of a work: as the shelf has kept it, or else from the original."""
        name = str(row.index)
        study = self._study(row, file, lambda: self._now.tracer.restore(name))
        if study is not None:
            subject = parse_entry(row.leaf, row.index).statement.subject
            assert isinstance(subject, WorkRegistration)
            declared = self._known(declared_heritage(reader, subject))
            self._now.tracer.insert(name, self._now.tracer.enrol(study, declared))

    def _take_in_heritage(self, reader: Reader, row: EntryRow, file: FileRow) -> None:
        """Put in a picture of a heritage source, under the entry of the source."""
        name = str(_source_of(reader, row))
        pictures = self._now.pictures.setdefault(name, [])
        # a picture is kept by its number, so none may take that of one which is missing
        if self._now.missing.isdisjoint(pictures):
            study = self._study(row, file, lambda: self._now.tracer.restore_heritage(name))
            if study is not None:
                self._now.tracer.insert_heritage(name, EnrolledHeritage(study.sketch, study.grey))
        else:
            self._now.missing.add(row.index)
        pictures.append(row.index)

    def _study(self, row: EntryRow, file: FileRow, restore: Callable[[], bool]) -> Study | None:
        """Study the original of a picture; ``None`` if it was restored, or is missing."""
        if not self._anew and restore():
            return None
        expected = self._expected.pop(file.sha256, None)
        if expected is not None:
            return expected
        data = self._original(file.sha256)
        if data is None:
            if not restore():
                self._now.missing.add(row.index)
            return None
        return Study(open_picture(data))

    def _by_picture(self, source: Source) -> Source:
        entry = self._now.pictures[source.name][source.number]
        return replace(source, name=str(entry))

    def _known(self, heritage: Sequence[int]) -> list[str]:
        """Name those of the sources of these entries that have a picture."""
        return [str(entry) for entry in heritage if self._now.tracer.knows_heritage(str(entry))]

    def _folios(self, reader: Reader, end: int) -> Iterator[tuple[int, str]]:
        for index, (table, _), value in reader.versions(self._now.size, end):
            if table == Folio.table and value is not None:
                yield index, value

    def _follow(self, value: str) -> None:
        """Take out a work whose registration has ended, put one back that was restored."""
        folio = Folio.model_validate_json(value)
        ended = folio.status.state in _ENDED
        traced = str(folio.filed)
        now = self._now
        if ended:
            if traced in now.tracer:
                now.tracer.remove(traced)
        elif (
            # a work without a picture is not missed, one that is missed already is not asked for
            folio.filed in now.index
            and folio.filed not in now.missing
            and traced not in now.tracer
            and not now.tracer.restore(traced)
        ):
            now.missing.add(folio.filed)


def _source_of(reader: Reader, row: EntryRow) -> int:
    """Give the entry of the heritage source that the entry of a picture is about."""
    subject = parse_entry(row.leaf, row.index).statement.subject
    if not isinstance(subject, HeritagePicture):
        return row.index
    return reader.find([subject.heritage])[subject.heritage][0]


def declared_heritage(reader: Reader, work: WorkRegistration) -> list[int]:
    """Give the entries of the heritage sources that a work's registration names."""
    named = [one.heritage for one in work.derived_from if isinstance(one, HeritageParent)]
    found = reader.find(named)
    return [found[name][0] for name in named if name in found]
