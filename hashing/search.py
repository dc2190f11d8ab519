"""Which of many pictures look like a given one: candidates, in a fixed order, with a reason.

A registered picture is a candidate if one of three pieces of evidence holds for it:

- **pdq**: one of the eight turned forms of the query is within 64 of 256 bits;
- **phash256**: the query as it stands is within 64 of 256 bits;
- **phash64 and dhash64**: the query as it stands is within 10 of 64 bits by both. They look at
  different things; either alone gives false alarms, and together they carry mirror-symmetric
  pictures (ceilings, logos), half of whose DCT coefficients are rounding noise.

The strength of a piece is ``1 - distance / (2 * radius)``: 1 for equal codes, 0.5 at the edge of
what counts (for the 256-bit codes this is the share of bits that agree beyond chance); two hashes
count as the weaker of them. A candidate's ``score`` is its strongest piece, and means the same
for every query.

``benchmarks.radii`` measures the radii. On 137 murals, 51 free pictures and 54 drawn ones, each
altered in 19 ways, 1.1 million comparisons of unrelated pictures gave no candidate; the nearest
were 86 bits away by PDQ and 82 by phash256. Re-encoding, resizing, recolouring, mirroring and
turning were all found (of those shrunk to 0.3, 1 in 240 was not), crops to 95 % in 99 %, frames
of 3 % in 47 %. What lies beyond is not for whole-picture fingerprints.

**Low entropy.** A picture of PDQ quality below 50 has too little in it to be told from others. It
can be added and removed, but is never a candidate, and a search for one finds nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from hashing.algorithms import is_searchable
from hashing.errors import CandidateIndexError, FingerprintError
from hashing.fingerprint import ALGORITHMS, DHASH64, PDQ, PHASH64, PHASH256, distance
from hashing.index import CandidateIndex, ExactIndex, check_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hashing.algorithms import QueryFingerprints
    from hashing.fingerprint import Fingerprint

#: The largest distance, in bits, at which a fingerprint counts as evidence.
RADII: Final[Mapping[str, int]] = {
    PDQ.full_name: 64,
    PHASH256.full_name: 64,
    PHASH64.full_name: 10,
    DHASH64.full_name: 10,
}
#: The score at the edge of a radius: what scores less is no candidate.
EVIDENCE_SCORE: Final = 0.5
#: From this score on a candidate is called the same picture: half of a radius or less, that is
#: 32 of 256 bits, or 5 of 64 by both small hashes.
SAME_SCORE: Final = 0.75

_IDENTITY: Final = "identity"
_LARGE: Final = (PDQ.full_name, PHASH256.full_name)
_SMALL: Final = (PHASH64.full_name, DHASH64.full_name)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered picture that looks like the query.

    ``distances`` are in bits, by algorithm; if the query had to be turned (``transform`` names
    how, see `hashing.algorithms.TRANSFORMS`), PDQ alone has one. ``algorithm`` is the one that
    the ``score`` (0 to 1) rests on. ``likeness`` is "same" for re-encoded, resized, recoloured or
    turned copies, "near" for light crops, frames, second photographs and reworkings.
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
        weighed = [_candidate(key, query, named) for key, named in near if named is not None]
        # Since its key was found, a picture may have been taken out, or another put in its place.
        found = [candidate for candidate in weighed if candidate.score >= EVIDENCE_SCORE]
        found.sort(key=lambda candidate: (-candidate.score, candidate.key))
        return found[:limit]

    def _keys_near(self, query: QueryFingerprints) -> set[int]:
        """Return the keys for which some piece of evidence holds."""
        near = {f.name: self._within(f) for f in query.fingerprints}
        keys = near[PHASH256.full_name] | near[PHASH64.full_name] & near[DHASH64.full_name]
        for _, form in query.forms:
            keys |= self._within(form)
        return keys

    def _within(self, fingerprint: Fingerprint) -> set[int]:
        hits = self._indexes[fingerprint.name].search(fingerprint.bits, RADII[fingerprint.name])
        return {hit.key for hit in hits}


def _candidate(
    key: int, query: QueryFingerprints, registered: Mapping[str, Fingerprint]
) -> Candidate:
    """Weigh the query, as it stands and turned, against a picture that is near it."""
    weighed = []
    for transform, form in query.forms:
        distances = {PDQ.full_name: distance(form, registered[PDQ.full_name])}
        if transform == _IDENTITY:
            distances |= {f.name: distance(f, registered[f.name]) for f in query.fingerprints}
        score, algorithm = _strongest(distances)
        likeness: Literal["same", "near"] = "same" if score >= SAME_SCORE else "near"
        weighed.append(Candidate(key, score, likeness, transform, algorithm, distances))
    return max(weighed, key=lambda candidate: candidate.score)


def _strongest(distances: Mapping[str, int]) -> tuple[float, str]:
    """Return the strength of the strongest piece of evidence, and its algorithm."""
    strength = {name: 1 - bits / (2 * RADII[name]) for name, bits in distances.items()}
    pieces = [(strength[name], name) for name in _LARGE if name in strength]
    small = [(strength[name], name) for name in _SMALL if name in strength]
    if small:
        pieces.append(min(small))
    return max(pieces, key=lambda piece: piece[0])
