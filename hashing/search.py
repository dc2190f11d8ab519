"""Which of many pictures look like a given one: candidates, in a fixed order, with a reason.

**Looking up.** The indexes give the pictures within `RADII` of any code of the query: PDQ and
phash256 within 80 of 256 bits, phash64 and dhash64 within 10 of 64.

**Weighing.** What was looked up is weighed by PDQ, in its eight turned forms, and by phash256, by
their firm bits alone (see `hashing.algorithms`). Of ``m`` firm bits, ``d`` may differ, at most
``m / 4`` and at most ``m / 2 - 3 * sqrt(m)``: coins would come so close only by a chance of six
standard deviations. The score is ``1 - 2 * d / m``, the share of firm bits that agree beyond
chance: 1 for equal codes, 0 for unrelated ones, at least 0.5 for a candidate. It means the same
for every query; a picture with few firm bits has to agree in nearly all of them.

``benchmarks.radii`` measures it. Of 242 photographs and drawings, altered in 19 ways, every copy
that was re-encoded, resized, recoloured, mirrored or turned was found, of crops to 95 % all but 1
in 120, of frames of 3 % one half; in 1.1 million comparisons of unrelated pictures none was a
candidate, and none in 0.2 million of pictures mirrored about one axis or two. Larger crops,
collages and photographs of products are not for fingerprints of whole pictures.

**Low entropy.** A picture of PDQ quality below 50 has too little in it to be told from others. It
can be added and removed, but is never a candidate, and a search for one finds nothing.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from hashing.algorithms import IDENTITY, is_searchable
from hashing.arrays import column
from hashing.errors import CandidateIndexError, FeaturesError, FingerprintError
from hashing.fingerprint import (
    ALGORITHMS,
    DHASH64,
    PDQ,
    PHASH64,
    PHASH256,
    Fingerprint,
    distance,
)
from hashing.index import CandidateIndex, ExactIndex, check_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from hashing.algorithms import Form, QueryFingerprints
    from hashing.arrays import Arrays

#: How far, in bits, a code of a picture that is looked up may be from one of the query.
RADII: Final[Mapping[str, int]] = {
    PDQ.full_name: 80,
    PHASH256.full_name: 80,
    PHASH64.full_name: 10,
    DHASH64.full_name: 10,
}
#: From this score on a candidate is called the same picture: one firm bit in eight differs.
SAME_SCORE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered picture that looks like the query.

    ``distances`` are in bits, firm or not, by algorithm; if the query had to be turned
    (``transform`` names how, see `hashing.algorithms.TRANSFORMS`), PDQ alone has one.
    ``algorithm`` is the one that the ``score`` (0.5 to 1) rests on. ``likeness`` is "same" for
    re-encoded, resized, recoloured or turned copies, "near" for light crops, frames, second
    photographs and reworkings.
    """

    key: int
    score: float
    likeness: Literal["same", "near"]
    transform: str
    algorithm: str
    distances: Mapping[str, int]


class PictureIndex:
    """The fingerprints of many pictures, by key; safe among threads.

    Keys are non-negative integers; among equals the lower comes first, so that keys which are
    given in order of registration list the earliest registration first.
    """

    def __init__(self) -> None:
        """Make an empty index."""
        self._indexes: dict[str, CandidateIndex] = {
            name: ExactIndex(algorithm.size // 8) for name, algorithm in ALGORITHMS.items()
        }
        self._pictures: dict[int, dict[str, Fingerprint]] = {}
        self._writing = threading.Lock()

    def __len__(self) -> int:
        """Return the number of pictures, those of low entropy included."""
        return len(self._pictures)

    def __contains__(self, key: int) -> bool:
        """Say whether there is a picture of this key."""
        return key in self._pictures

    @property
    def keys(self) -> list[int]:
        """The keys that are taken, in ascending order."""
        return sorted(self._pictures)

    def add(self, key: int, fingerprints: Iterable[Fingerprint]) -> None:
        """Put in a picture under `key`.

        Raises `FingerprintError` if one of `ALGORITHMS` is missing, `CandidateIndexError` if the
        key is taken or out of range.
        """
        named = {fingerprint.name: fingerprint for fingerprint in fingerprints}
        for name in ALGORITHMS:
            if name not in named:
                raise FingerprintError("fingerprint_missing", name=name)
        check_key(key)
        with self._writing:
            if key in self._pictures:
                raise CandidateIndexError("index_key_taken", key=key)
            if is_searchable(named.values()):
                for name, index in self._indexes.items():
                    index.apply([(key, named[name].bits)], ())
            self._pictures[key] = named

    def remove(self, key: int) -> None:
        """Take out the picture of `key`; raises `CandidateIndexError` if there is none."""
        with self._writing:
            named = self._pictures.pop(key, None)
            if named is None:
                raise CandidateIndexError("index_key_unknown", key=key)
            if is_searchable(named.values()):
                for index in self._indexes.values():
                    index.apply((), (key,))

    def search(self, query: QueryFingerprints, limit: int = 20) -> list[Candidate]:
        """Return at most `limit` pictures that look like `query`, best first, then lowest key."""
        if not query.searchable:
            return []
        near = ((key, self._pictures.get(key)) for key in self._keys_near(query))
        # A picture may have been taken out since its key was found.
        weighed = [_weigh(key, query, named) for key, named in near if named is not None]
        found = [candidate for candidate in weighed if candidate is not None]
        found.sort(key=lambda candidate: (-candidate.score, candidate.key))
        return found[:limit]

    def state(self) -> Arrays:
        """Return a copy of what it holds; `of` makes it again."""
        with self._writing:
            keys = self.keys
            named = [self._pictures[key] for key in keys]
        qualities = [one[PDQ.full_name].quality for one in named]
        arrays: dict[str, NDArray[Any]] = {
            "keys": np.array(keys, np.int64),
            "quality": np.array(qualities, np.uint8),
        }
        for name, algorithm in ALGORITHMS.items():
            bits = np.frombuffer(b"".join(one[name].bits for one in named), np.uint8)
            arrays[name] = bits.reshape(-1, algorithm.size // 8)
        return arrays

    @classmethod
    def of(cls, arrays: Arrays) -> PictureIndex:
        """Make the index again of which this is the `state`; `FeaturesError` if it is none."""
        index = cls()
        keys = column(arrays, "keys", "<i8").tolist()
        named = dict(zip(keys, _pictures(arrays, len(keys)), strict=True))
        if len(named) != len(keys) or min(keys, default=0) < 0:
            raise FeaturesError("features_malformed")
        searchable = [(key, one) for key, one in named.items() if is_searchable(one.values())]
        for name, codes in index._indexes.items():
            codes.apply([(key, one[name].bits) for key, one in searchable], ())
        index._pictures = named
        return index

    def _keys_near(self, query: QueryFingerprints) -> set[int]:
        """Return the keys of the pictures within `RADII` of any code of the query."""
        codes = {*query.fingerprints, *(form.fingerprint for form in query.forms)}
        return {
            hit.key
            for code in codes
            for hit in self._indexes[code.name].search(code.bits, RADII[code.name])
        }


def _pictures(arrays: Arrays, count: int) -> Iterator[dict[str, Fingerprint]]:
    """Yield the fingerprints of each of `count` pictures, by name."""
    columns: dict[str, list[Fingerprint]] = {}
    qualities = column(arrays, "quality", "|u1").tolist()
    for name, algorithm in ALGORITHMS.items():
        bits = column(arrays, name, "|u1", algorithm.size // 8)
        if not len(bits) == len(qualities) == count:
            raise FeaturesError("features_malformed")
        seen = qualities if algorithm.has_quality else [None] * count
        try:
            columns[name] = [
                Fingerprint(algorithm.name, algorithm.version, row.tobytes(), quality)
                for row, quality in zip(bits, seen, strict=True)
            ]
        except FingerprintError as error:
            raise FeaturesError("features_malformed") from error
    for row in zip(*columns.values(), strict=True):
        yield dict(zip(columns, row, strict=True))


def _weigh(
    key: int, query: QueryFingerprints, registered: Mapping[str, Fingerprint]
) -> Candidate | None:
    """Return the registered picture as a candidate by the best form, if it is one by any."""
    scores = [_score(form, registered[form.fingerprint.name]) for form in query.forms]
    score = max(scores)
    if not score:
        return None
    form = query.forms[scores.index(score)]
    own = query.fingerprints if form.transform == IDENTITY else (form.fingerprint,)
    return Candidate(
        key=key,
        score=score,
        likeness="same" if score >= SAME_SCORE else "near",
        transform=form.transform,
        algorithm=form.fingerprint.name,
        distances={f.name: distance(f, registered[f.name]) for f in own},
    )


def _score(form: Form, registered: Fingerprint) -> float:
    """Return the share of firm bits that agree beyond chance, 0 if that is not evidence."""
    firm = int.from_bytes(form.firm)
    bits = firm.bit_count()
    other = int.from_bytes(form.fingerprint.bits) ^ int.from_bytes(registered.bits)
    differing = (other & firm).bit_count()
    if not bits or differing > min(bits / 4, bits / 2 - 3 * math.sqrt(bits)):
        return 0.0
    return 1 - 2 * differing / bits
