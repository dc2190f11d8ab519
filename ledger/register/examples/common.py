"""What the examples share: keys that anyone can make again, one day, one way to sign.

The keys are those whose 32 secret bytes are all 1 (the operator), 2 (the registrar), 3 (a painter),
4 (the log), 5 (a second registrar), 6 (a scarf maker), 7 (a second painter), 8 (a bank), 9 (a
museum), 10 (the painter's next key) and 11 (a market on the web); they are good for nothing else.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.statement import new_statement, sign_statement

(
    OPERATOR,
    REGISTRAR,
    PAINTER,
    _LOG,
    REGISTRAR_2,
    SCARF_MAKER,
    PAINTER_2,
    BANK,
    MUSEUM,
    PAINTER_NEXT,
    MARKET,
) = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(1, 12))
ORIGIN = "ledger.example/mogao"
TIME = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def example_id(number: int) -> str:
    """Give the id of example statement `number`."""
    return f"urn:uuid:6d3a1a5e-8f0b-4b39-9d6c-{number:012d}"


def signed(
    kind: str,
    subject: JsonObject,
    signers: Sequence[Ed25519PrivateKey],
    number: int,
    *,
    days: int = 0,
) -> JsonObject:
    """Give example statement `number`, issued by the first of `signers` `days` after `TIME`."""
    time = TIME + timedelta(days=days)
    document = new_statement(
        kind,
        subject,
        issuer=did_of(signers[0]),
        ledger=ORIGIN,
        time=time,
        statement_id=uuid.UUID(example_id(number).removeprefix("urn:uuid:")),
    )
    return sign_statement(document, signers, time)
