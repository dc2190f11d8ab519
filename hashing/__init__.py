"""Pictures in, fingerprints and matches out. Knows no ledger and no HTTP.

::

    picture = open_picture(data)              # bytes → checked, decoded, one canonical raster
    marks = fingerprints(picture)             # four fingerprints, to be registered
    index.add(key, marks)
    index.search(query_fingerprints(picture)) # who looks like it, and how much
"""

from __future__ import annotations

from hashing.algorithms import (
    MIN_QUALITY,
    TRANSFORMS,
    Form,
    QueryFingerprints,
    fingerprints,
    is_searchable,
    query_fingerprints,
)
from hashing.errors import CandidateIndexError, FingerprintError, HashingError, PictureError
from hashing.fingerprint import ALGORITHMS, Fingerprint, distance, parse_fingerprint
from hashing.image import LIMITS, THUMBNAIL_MEDIA_TYPE, Limits, Picture, open_picture
from hashing.index import CandidateIndex, ExactIndex, Hit
from hashing.search import RADII, Candidate, PictureIndex

__all__ = [
    "ALGORITHMS",
    "LIMITS",
    "MIN_QUALITY",
    "RADII",
    "THUMBNAIL_MEDIA_TYPE",
    "TRANSFORMS",
    "Candidate",
    "CandidateIndex",
    "CandidateIndexError",
    "ExactIndex",
    "Fingerprint",
    "FingerprintError",
    "Form",
    "HashingError",
    "Hit",
    "Limits",
    "Picture",
    "PictureError",
    "PictureIndex",
    "QueryFingerprints",
    "distance",
    "fingerprints",
    "is_searchable",
    "open_picture",
    "parse_fingerprint",
    "query_fingerprints",
]
