"""Learn the cells of the inverted file: ``python -m benchmarks.tracing.codebook`` writes them anew.

They are the centres of FAISS's clustering of codes of pictures that the benchmark draws, of surface
and of lines, of the tuning half alone. The same version of FAISS and OpenCV learns the same cells;
an index made with one codebook cannot be read with another, so a new one needs a new version.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import faiss
import numpy as np

import hashing
from benchmarks.tracing.split import drawn_names, filed
from hashing.features import CODE_BYTES
from hashing.image import open_picture
from hashing.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELLS: Final = 4_096
_CODES: Final = 200_000
_PICTURES: Final = 300
_ROUNDS: Final = 10
FILE: Final = Path(hashing.__file__).with_name("codebook_sift_v1.bin")


def sample(pictures: int, codes: int) -> NDArray[np.uint8]:
    """Return so many codes, drawn without order from those of so many pictures."""
    studies = (Study(open_picture(filed(name))) for name in islice(drawn_names("tuning"), pictures))
    found = np.concatenate(
        [kind.codes() for study in studies for kind in (study.surface, study.lines)]
    )
    return np.random.default_rng(0).permutation(found)[:codes]


def learn(codes: NDArray[np.uint8], cells: int) -> NDArray[np.uint8]:
    """Return so many cells, of shape (cells, 16)."""
    centres = faiss.IndexBinaryFlat(8 * CODE_BYTES)
    index = faiss.IndexBinaryIVF(centres, 8 * CODE_BYTES, cells)
    index.cp.seed = 1
    index.cp.niter = _ROUNDS
    index.cp.max_points_per_centroid = len(codes)
    index.train(codes)
    found = faiss.vector_to_array(centres.xb)  # type: ignore[attr-defined]  # not in its stubs
    return np.asarray(found, np.uint8).reshape(cells, CODE_BYTES)


def main() -> None:
    """Learn the cells, write the file and say from what."""
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)  # sums are then taken in one order
    codes = sample(_PICTURES, _CODES)
    FILE.write_bytes(learn(codes, CELLS).tobytes())
    print(f"{FILE.name}: {CELLS:,} cells learnt from {len(codes):,} codes")


if __name__ == "__main__":
    main()
