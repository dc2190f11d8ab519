"""The two sides of a licence, and which of them speaks."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.errors import SignatureError
from ledger.register.records import Grant
from ledger.register.signatures import Signatures


def require_one_of(signatures: Signatures, act: str, parties: Sequence[str], work: str) -> str:
    """Demand the consent of one of `parties` at least, and give the first who consents.

    Raises `SignatureError` (``signature_missing``).
    """
    consenting = [party for party in parties if signatures.consents(act, party, work)]
    if not consenting:
        raise SignatureError("signature_missing", did=parties[0])
    return consenting[0]


def side_of(grant: Grant, party: str) -> list[str]:
    """Give everybody on the side of `party` in a licence."""
    return [grant.licensee] if party == grant.licensee else grant.licensors
