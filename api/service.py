"""The use cases: register a statement with its picture, trace a picture, read what is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.catalogue import Catalogue, Search
from api.errors import ApiError, NotFound
from api.limits import RateLimiter
from api.pictures import Examined, examine
from ledger.batch import foresee
from ledger.home import Home, open_home
from ledger.receipt import Receipt
from ledger.register.entry import Entry, check_file, parse_entry
from ledger.register.statement import parse_statement, verify_statement
from ledger.sequencer import Sequencer, receipts, utc_now
from ledger.store import Reader, Store
from ledger.submission import FileReport, Submission
from ledger.tlog.note import Signer

#: Pictures decoded at the same time, and waiting for that: decoding is what takes memory.
_DECODERS = 2
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Traced:
    """A suspect picture and what the search of the register found for it."""

    suspect: Examined
    search: Search
    origins: list[Entry]


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
        self._catalogue = Catalogue()
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
            found = self._catalogue.search(reader, examined.query)
        self.home.objects.put(file)
        thumbnail = self.home.objects.put(examined.picture.thumbnail())
        report = FileReport(
            facts=examined.facts,
            fingerprints=tuple(item.to_text() for item in examined.query.fingerprints),
            findings=found.findings(),
            thumbnail=thumbnail,
        )
        return self._sequencer.submit(Submission(parsed, report))

    def trace(self, picture: bytes) -> Traced:
        """Search the register for the origin of a picture. Raises `PictureError`."""
        examined = self._examine(picture)
        with self.store.read() as reader:
            found = self._catalogue.search(reader, examined.query)
            origins = [read_entry(reader, candidate.key) for candidate in found.candidates]
        return Traced(examined, found, origins)

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
            return examine(data)
        finally:
            self._decoders.release()


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
