"""The use cases: register a statement with its picture, trace a picture, read what is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.catalogue import Catalogue, Searched, declared_heritage
from api.errors import ApiError, NotFound
from api.index_file import IndexFile
from api.limits import RateLimiter
from api.origin import origin_report
from api.pictures import Examined, examine
from api.shelving import FeatureFiles
from hashing.expression import Expression
from ledger.batch import foresee
from ledger.home import Home, open_home
from ledger.receipt import Receipt
from ledger.register.entry import Entry, check_file, parse_entry
from ledger.register.kinds.heritage import HeritagePicture
from ledger.register.kinds.work import WorkRegistration
from ledger.register.origin import Origin
from ledger.register.statement import Statement, parse_statement, verify_statement
from ledger.sequencer import Sequencer, receipts, utc_now
from ledger.store import Reader, Store
from ledger.submission import FileReport, Submission
from ledger.tlog.note import Signer

#: Pictures decoded at the same time, and waiting for that: decoding is what takes memory.
_DECODERS = 2
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Traced:
    """A suspect picture and what the search of the register found for it.

    ``entries`` holds the entries that ``report`` names, ``origins`` by the same indexes those of
    the works and heritage sources of which they have a picture.
    """

    suspect: Examined
    searched: Searched
    report: Origin
    entries: dict[int, Entry]
    origins: dict[int, Entry]


class Service:
    """A ledger opened for work; `close` it when done. `limiter` counts statements by issuer.

    `clock` tells the time of new entries and the day of questions: the system's, unless a story is
    told.
    """

    def __init__(
        self,
        home: Home,
        store: Store,
        sequencer: Sequencer,
        *,
        limiter: RateLimiter | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.home = home
        self.store = store
        self.limiter = limiter
        self.clock = clock
        self._sequencer = sequencer
        self._shelf = FeatureFiles(home.directory / "features")
        self._index_file = IndexFile(home.directory / "features")
        self._catalogue = Catalogue(self._shelf, self._index_file, home.objects.get)
        self._past: tuple[int, Catalogue] | None = None
        self._reading_past = threading.Lock()
        self._decoders = threading.BoundedSemaphore(_DECODERS)

    @property
    def signer(self) -> Signer:
        """The log's key, which signs checkpoints and certificates."""
        return self._sequencer.signer

    def close(self) -> None:
        """Write what is waiting and let go of the database."""
        self._sequencer.close()
        self.store.close()

    def register(
        self, statement: bytes, file: bytes | None = None, kind: str | None = None
    ) -> Receipt:
        """Enter a signed statement, with the picture it speaks of, and give its receipt.

        Where `kind` is given, no other kind is taken. Everything slow happens before the sequencer
        is asked: parsing, signatures, decoding, fingerprints, search. Raises `LedgerError` and
        `PictureError`; where it raises, nothing was
        entered, but for a `StoreError`, after which the same statement may be sent again.
        """
        parsed = parse_statement(statement)
        if kind not in {None, parsed.kind}:
            raise ApiError("kind_not_taken_here", kind=parsed.kind, expected=kind)
        verify_statement(parsed)
        with self.store.read() as reader:
            earlier = foresee(reader, parsed, self.clock())
        if earlier is not None:
            return self.receipt(earlier)
        if self.limiter is not None:
            # only now: what is forged, or sent again by others, must not use up an allowance
            self.limiter.take(parsed.issuer)
        if file is None:
            check_file(parsed, None)
            return self._sequencer.submit(Submission(parsed))
        examined = self._examine(file)
        check_file(parsed, examined.facts)
        with self.store.read() as reader:
            findings = self._catalogue.findings(reader, examined.query)
            origin = self._origin(reader, parsed, examined)
        self.home.objects.put(file)
        thumbnail = self.home.objects.put(examined.picture.thumbnail())
        report = FileReport(
            facts=examined.facts,
            fingerprints=tuple(item.to_text() for item in examined.query.fingerprints),
            findings=findings,
            thumbnail=thumbnail,
            origin=origin,
        )
        self._catalogue.expect(examined.facts.sha256, examined.study)
        return self._sequencer.submit(Submission(parsed, report))

    def trace(
        self, picture: bytes, heritage: Sequence[str] = (), at_size: int | None = None
    ) -> Traced:
        """Search the register for the origin of a picture, made from these heritage sources.

        With `at_size`, search it as it was at that many entries: the answer is the one that a
        registration got then. Raises `PictureError`, `NotFound` (``size_unknown``,
        ``heritage_unknown``).
        """
        examined = self._examine(picture)
        with self.store.read() as reader:
            catalogue = self._catalogue if at_size is None else self._catalogue_at(reader, at_size)
            sources = heritage_entries(reader, heritage)
            searched = catalogue.trace(reader, examined.study, sources)
        report = origin_report(searched)
        named = {one.entry for one in (*report.matches, *report.sources)}
        named.update(entry for match in report.matches for entry in match.heritage)
        # a reader of its own: the catalogue may have been ahead of the one above
        with self.store.read() as reader:
            entries = {index: read_entry(reader, index) for index in sorted(named)}
            origins = {index: pictured_entry(reader, entry) for index, entry in entries.items()}
        return Traced(examined, searched, report, entries, origins)

    def expression(self, entry: Entry) -> Expression | None:
        """Give what of a work is its own; ``None`` if the work is not traced (any more)."""
        with self.store.read() as reader:
            return self._catalogue.expression(reader, entry.index)

    def reindex(self, *, anew: bool) -> Iterator[tuple[int, int]]:
        """Compute what tracing keeps of each picture, yielding (entries read, entries in all).

        What is there is kept, unless everything is computed `anew`; until it is written again, the
        old serves whoever searches.
        """
        # the index would tell what the enrolments were, not what they are
        self._index_file.discard()
        catalogue = Catalogue(self._shelf, None, self.home.objects.get, anew=anew)
        with self.store.read() as reader:
            for size in catalogue.read(reader):
                yield size, reader.head().size
        self._keep(catalogue)

    def read_index(self) -> Iterator[int]:
        """Take in what is registered before anybody asks, yielding the entries read."""
        with self.store.read() as reader:
            yield from self._catalogue.read(reader)

    def keep_index(self) -> None:
        """Keep the search index for the next start, if it has grown since it was kept."""
        if self._catalogue.has_grown():
            self._keep(self._catalogue)

    def _keep(self, catalogue: Catalogue) -> None:
        state = catalogue.state()
        if state is not None:
            with self.store.read() as reader:
                self._index_file.write(reader, *state)

    def _origin(self, reader: Reader, statement: Statement, examined: Examined) -> Origin | None:
        """Give the origin report of a picture that is registered as a work."""
        subject = statement.subject
        if not isinstance(subject, WorkRegistration):
            return None
        declared = declared_heritage(reader, subject)
        return origin_report(self._catalogue.trace(reader, examined.study, declared))

    def _catalogue_at(self, reader: Reader, size: int) -> Catalogue:
        if not 0 <= size <= reader.head().size:
            raise NotFound("size_unknown", size=size, head=reader.head().size)
        # one is kept: whoever asks about a past size asks again, and it takes a while to read
        with self._reading_past:
            if self._past is None or self._past[0] != size:
                past = Catalogue(self._shelf, self._index_file, self.home.objects.get, size)
                self._past = (size, past)
            return self._past[1]

    def receipt(self, index: int) -> Receipt:
        """Give a receipt of the entry at `index` under the current checkpoint; else `NotFound`."""
        with self.store.read() as reader:
            if not 0 <= index < reader.head().size:
                raise NotFound("entry_unknown", index=index, size=reader.head().size)
            (answer,) = receipts(reader, [index], self.home.verifier)
        if not isinstance(answer, Receipt):
            raise answer
        return answer

    def _examine(self, data: bytes) -> Examined:
        if not self._decoders.acquire(timeout=_PATIENCE_SECONDS):
            raise ApiError("server_busy")
        try:
            examined = examine(data)
            # now, not under the lock of the catalogue
            examined.study.prepare()
            return examined
        finally:
            self._decoders.release()


def heritage_entries(reader: Reader, ids: Sequence[str]) -> list[int]:
    """Give the entries of heritage sources by id; `NotFound` (``heritage_unknown``)."""
    found = reader.find(ids)
    for name in ids:
        if name not in found:
            raise NotFound("heritage_unknown", id=name[:60])
    return [found[name][0] for name in ids]


def pictured_entry(reader: Reader, entry: Entry) -> Entry:
    """Give the entry of the work or heritage source of which `entry` has a picture.

    That is `entry` itself, but for a further picture of a source.
    """
    subject = entry.statement.subject
    if not isinstance(subject, HeritagePicture):
        return entry
    return read_entry(reader, heritage_entries(reader, [subject.heritage])[0])


def read_entry(reader: Reader, index: int) -> Entry:
    """Read the entry at `index`; `NotFound` beyond the end."""
    leaf = reader.leaf(index)
    if leaf is None:
        raise NotFound("entry_unknown", index=index, size=reader.head().size)
    return parse_entry(leaf, index)


@contextmanager
def open_service(
    directory: Path,
    database_url: str | None = None,
    passphrase: str | None = None,
    *,
    limiter: RateLimiter | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[Service]:
    """Open the ledger in `directory` for work, and close it afterwards."""
    home = open_home(directory)
    signer = home.signer(passphrase)
    store = home.open_store(database_url)
    sequencer = Sequencer(store, signer, clock)
    service = Service(home, store, sequencer, limiter=limiter, clock=clock)
    try:
        yield service
    finally:
        service.close()
