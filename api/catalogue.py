"""The pictures of the register in memory, kept level with the log.

Every process has its own; before it answers it takes in what other processes have registered, so
an answer is always of one tree size, which it names. What is in it at a size depends on the entries
below that size alone, so an answer can be had again: by another catalogue that stops there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace

from hashing.algorithms import QueryFingerprints
from hashing.enrolment import EnrolledHeritage, EnrolledWork
from hashing.expression import Expression
from hashing.fingerprint import parse_fingerprint
from hashing.image import open_picture
from hashing.match import Source
from hashing.search import PictureIndex
from hashing.study import Study
from hashing.tracing import Trace, Tracer
from ledger.register.entry import Findings, Match, parse_entry
from ledger.register.kinds.heritage import HeritagePicture
from ledger.register.kinds.work import HeritageParent, WorkRegistration
from ledger.register.records import Folio
from ledger.store.interface import EntryRow, FileRow, Reader

_PAGE = 200
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

    `shelf` keeps enrolments, `original` gives a file by its SHA-256. A catalogue with a `limit`
    reads no entry beyond it; one made `anew` computes what the shelf has kept again.
    """

    def __init__(
        self,
        shelf: MutableMapping[str, bytes],
        original: Callable[[str], bytes | None],
        limit: int | None = None,
        *,
        anew: bool = False,
    ) -> None:
        self._lock = threading.Lock()
        self._index = PictureIndex()
        self._tracer = Tracer(shelf)
        self._original = original
        self._limit = limit
        self._anew = anew
        self._size = 0
        self._missing: set[int] = set()
        #: name of a source in the tracer → the entries of its pictures there, by their numbers
        self._pictures: dict[str, list[int]] = {}

    def findings(self, reader: Reader, query: QueryFingerprints) -> Findings:
        """Give the earlier pictures that are alike as a whole, as an entry records it."""
        with self._lock:
            self._catch_up(reader)
            candidates = self._index.search(query)
            size = self._size
        return Findings(
            tree_size=size,
            matches=[
                Match(entry=one.key, distances=dict(one.distances), transform=one.transform)
                for one in candidates
            ],
        )

    def trace(self, reader: Reader, study: Study, heritage: Sequence[int]) -> Searched:
        """Give the works and the heritage sources that share parts with a picture.

        It is enrolled as made from the sources of the entries `heritage`; a source without a
        picture explains nothing.
        """
        with self._lock:
            self._catch_up(reader)
            trace, enrolled = self._tracer.trace_and_enrol(study, self._known(heritage))
            sources = tuple(map(self._by_picture, trace.sources))
            trace = replace(trace, sources=sources)
            return Searched(self._size, len(self._missing), trace, enrolled)

    def expression(self, reader: Reader, entry: int) -> Expression | None:
        """Give what of the work of an entry is its own, ``None`` if it is not traced."""
        with self._lock:
            self._catch_up(reader)
            return self._tracer.expression(str(entry)) if str(entry) in self._tracer else None

    def read(self, reader: Reader) -> Iterator[int]:
        """Take in what was registered since, yielding the size that was reached, page by page."""
        size = self._aim(reader)
        while self._size < size:
            with self._lock:
                self._read_page(reader, size)
            yield self._size

    def _catch_up(self, reader: Reader) -> None:
        size = self._aim(reader)
        while self._size < size:
            self._read_page(reader, size)

    def _aim(self, reader: Reader) -> int:
        size = reader.head().size
        return size if self._limit is None else min(size, self._limit)

    def _read_page(self, reader: Reader, size: int) -> None:
        end = min(self._size + _PAGE, size)
        if end == self._size:
            return
        folios = sorted(self._folios(reader, end))
        for row in reader.rows(self._size, end):
            if row.file is not None:
                prints = [parse_fingerprint(text) for text in row.file.fingerprints]
                self._index.add(row.index, prints)
                if row.kind == "WorkRegistration":
                    self._take_in_work(reader, row, row.file)
                else:
                    self._take_in_heritage(reader, row, row.file)
            # entry by entry: what is found depends on the order, which no page may change
            while folios and folios[0][0] == row.index:
                self._follow(folios.pop(0)[1])
        self._size = end

    def _take_in_work(self, reader: Reader, row: EntryRow, file: FileRow) -> None:
        """Put in the picture of a work: as the shelf has kept it, or else from the original."""
        name = str(row.index)
        study = self._study(row, file, lambda: self._tracer.restore(name))
        if study is not None:
            subject = parse_entry(row.leaf, row.index).statement.subject
            assert isinstance(subject, WorkRegistration)
            declared = self._known(declared_heritage(reader, subject))
            self._tracer.insert(name, self._tracer.enrol(study, declared))

    def _take_in_heritage(self, reader: Reader, row: EntryRow, file: FileRow) -> None:
        """Put in a picture of a heritage source, under the entry of the source."""
        name = str(_source_of(reader, row))
        pictures = self._pictures.setdefault(name, [])
        # a picture is kept by its number, so none may take that of one which is missing
        if self._missing.isdisjoint(pictures):
            study = self._study(row, file, lambda: self._tracer.restore_heritage(name))
            if study is not None:
                self._tracer.insert_heritage(name, EnrolledHeritage(study.sketch, study.grey))
        else:
            self._missing.add(row.index)
        pictures.append(row.index)

    def _study(self, row: EntryRow, file: FileRow, restore: Callable[[], bool]) -> Study | None:
        """Study the original of a picture; ``None`` if it was restored, or is missing."""
        if not self._anew and restore():
            return None
        data = self._original(file.sha256)
        if data is None:
            if not restore():
                self._missing.add(row.index)
            return None
        return Study(open_picture(data))

    def _by_picture(self, source: Source) -> Source:
        entry = self._pictures[source.name][source.number]
        return replace(source, name=str(entry))

    def _known(self, heritage: Sequence[int]) -> list[str]:
        """Name those of the sources of these entries that have a picture."""
        return [str(entry) for entry in heritage if self._tracer.knows_heritage(str(entry))]

    def _folios(self, reader: Reader, end: int) -> Iterator[tuple[int, str]]:
        for index, (table, _), value in reader.versions(self._size, end):
            if table == Folio.table and value is not None:
                yield index, value

    def _follow(self, value: str) -> None:
        """Take out a work whose registration has ended, put one back that was restored."""
        folio = Folio.model_validate_json(value)
        ended = folio.status.state in _ENDED
        traced = str(folio.filed)
        if ended and traced in self._tracer:
            self._tracer.remove(traced)
        elif not ended and traced not in self._tracer and folio.filed not in self._missing:
            self._tracer.restore(traced)


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
