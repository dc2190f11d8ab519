"""From a file's bytes to what an entry says of it: digests, fingerprints, features."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes

from hashing.algorithms import QueryFingerprints
from hashing.image import Picture, open_picture
from hashing.study import Study
from ledger.register.entry import FileFacts


@dataclass(frozen=True, slots=True)
class Examined:
    """A decoded picture with its facts, and with what it is searched by."""

    picture: Picture
    facts: FileFacts
    study: Study

    @property
    def query(self) -> QueryFingerprints:
        """The fingerprints it is searched by."""
        return self.study.fingerprints


def examine(data: bytes) -> Examined:
    """Decode a picture within limits and take its digests and fingerprints.

    Raises `hashing.errors.PictureError`.
    """
    picture = open_picture(data)
    facts = FileFacts(
        sha256=hashlib.sha256(data).hexdigest(),
        sm3=_sm3(data),
        length=len(data),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
    )
    return Examined(picture, facts, Study(picture))


def _sm3(data: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()
