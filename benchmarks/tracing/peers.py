"""Other methods behind one small interface: what they find in the same run, at what cost.

Each is used as its own documentation shows, all works compared with every query. None of them
says where pictures agree, or what they took from elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Final, Protocol

import cv2
import faiss
import imagehash
import numpy as np
import pdqhash
from PIL import Image

from benchmarks.tracing.canvas import Picture, bounded
from hashing.shelf import Shelf
from hashing.tracing import Tracer

Ranked = list[tuple[str, float]]
#: Works whose descriptors get a vote by ORB are matched one by one, the best so many.
_ORB_SHORT_LIST: Final = 20
_ORB_FEATURES: Final = 500


class Method(Protocol):
    """What finds pictures."""

    def add(self, name: str, data: bytes) -> None:
        """Register a picture."""

    def query(self, data: bytes, limit: int) -> Ranked:
        """Return at most ``limit`` works with a score, best first; higher is surer."""


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _best(names: list[str], scores: Any, limit: int) -> Ranked:
    order = np.argsort(-np.asarray(scores, float), kind="stable")[:limit]
    return [(names[place], float(scores[place])) for place in order]


class Mogao:
    """The tracer of this project."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.tracer = Tracer(self.shelf)

    def add(self, name: str, data: bytes) -> None:
        self.tracer.add(name, data)

    def query(self, data: bytes, limit: int) -> Ranked:
        return [(match.name, match.score) for match in self.tracer.query(data, limit)]


class PHash:
    """imagehash's ``phash`` of 64 bits."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._hashes: list[Any] = []

    def add(self, name: str, data: bytes) -> None:
        self._names.append(name)
        self._hashes.append(imagehash.phash(_opened(data)).hash.ravel())

    def query(self, data: bytes, limit: int) -> Ranked:
        asked = imagehash.phash(_opened(data)).hash.ravel()
        return _best(self._names, -np.count_nonzero(np.array(self._hashes) != asked, axis=1), limit)


class CropResistant:
    """imagehash's ``crop_resistant_hash``: segments that agree, and then how nearly.

    The comparison is imagehash's own (``hash_diff``, a quarter of the bits), over an array.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._segments: list[Any] = []
        self._owners: list[int] = []

    @staticmethod
    def _of(data: bytes) -> Any:
        segments = imagehash.crop_resistant_hash(_opened(data)).segment_hashes
        return np.array([segment.hash.ravel() for segment in segments], bool)

    def add(self, name: str, data: bytes) -> None:
        segments = self._of(data)
        self._owners += [len(self._names)] * len(segments)
        self._segments += list(segments)
        self._names.append(name)

    def query(self, data: bytes, limit: int) -> Ranked:
        library = np.packbits(np.array(self._segments, bool), axis=1)
        owners = np.array(self._owners)
        scores = np.zeros(len(self._names))
        for segment in self._of(data):
            bits = np.bitwise_count(library ^ np.packbits(segment)).sum(axis=1)
            nearest = np.full(len(scores), len(segment))
            np.minimum.at(nearest, owners, bits)
            near = nearest <= len(segment) // 4
            scores += np.where(near, 1 + (1 - nearest / len(segment)) / 100, 0)
        return _best(self._names, scores, limit)


class PdqDihedral:
    """PDQ's 256 bits; the query in all eight orientations."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._hashes: list[Any] = []

    def add(self, name: str, data: bytes) -> None:
        self._names.append(name)
        self._hashes.append(pdqhash.compute(np.asarray(_opened(data)))[0])

    def query(self, data: bytes, limit: int) -> Ranked:
        library = np.array(self._hashes)
        turned = pdqhash.compute_dihedral(np.asarray(_opened(data)))[0]
        away = [np.count_nonzero(library != form, axis=1) for form in turned]
        return _best(self._names, -np.min(away, axis=0), limit)


class Orb:
    """ORB: votes of nearest descriptors for a short list, then ratio test and homography."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._features: list[tuple[Any, Any]] = []
        self._orb = cv2.ORB_create(_ORB_FEATURES)  # type: ignore[attr-defined]  # not in its stubs
        self._matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
        self._library: Any = None

    def _of(self, data: bytes) -> tuple[Any, Any]:
        image: Picture = bounded(np.asarray(_opened(data)), 640)
        points, rows = self._orb.detectAndCompute(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), None)
        places = np.array([point.pt for point in points], np.float32).reshape(-1, 2)
        return places, rows if rows is not None else np.zeros((0, 32), np.uint8)

    def add(self, name: str, data: bytes) -> None:
        self._names.append(name)
        self._features.append(self._of(data))
        self._library = None

    def _voted(self, rows: Any) -> list[int]:
        if self._library is None:
            self._library = faiss.IndexBinaryFlat(256)
            for _, known in self._features:
                self._library.add(known)
            sizes = [len(known) for _, known in self._features]
            self._owners = np.repeat(np.arange(len(sizes)), sizes)
        _, nearest = self._library.search(rows, 2)
        votes = np.bincount(self._owners[nearest].ravel(), minlength=len(self._names))
        return [int(place) for place in np.argsort(-votes, kind="stable")[:_ORB_SHORT_LIST]]

    def query(self, data: bytes, limit: int) -> Ranked:
        places, rows = self._of(data)
        if len(rows) < 4:
            return []
        short = self._voted(rows)
        scores = [float(self._inliers(places, rows, *self._features[place])) for place in short]
        return _best([self._names[place] for place in short], scores, limit)

    def _inliers(self, places: Any, rows: Any, theirs: Any, known: Any) -> int:
        pairs = self._matcher.knnMatch(rows, known, k=2)
        kept = [
            pair[0]
            for pair in pairs
            if len(pair) == 2 and pair[0].distance < 0.75 * pair[1].distance
        ]
        if len(kept) < 4:
            return 0
        ours = places[[pair.queryIdx for pair in kept]]
        known_places = theirs[[pair.trainIdx for pair in kept]]
        cv2.setRNGSeed(0)
        _, inlier = cv2.findHomography(ours, known_places, cv2.RANSAC, 5.0)
        return 0 if inlier is None else int(inlier.sum())


METHODS: Final[dict[str, Callable[[], Method]]] = {
    "mogao": Mogao,
    "pHash (imagehash, 64 bit)": PHash,
    "crop_resistant_hash (imagehash)": CropResistant,
    "PDQ, dihedral (pdqhash)": PdqDihedral,
    "ORB, BFMatcher, homography (OpenCV)": Orb,
}
