"""Cosignatures on checkpoints (C2SP tlog-cosignature v1.0.1, https://c2sp.org/tlog-cosignature).

A cosignature is a note signature of type 0x04 on a checkpoint: the cosigner, a witness, says that
at a time this was the largest consistent tree that it had seen of the log. Ed25519 only. No clock
is read here: times are POSIX seconds that the caller gives and judges.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.tlog.checkpoint import parse_checkpoint_body
from ledger.tlog.errors import CheckpointError, CosignatureError, NoteError
from ledger.tlog.note import (
    compute_key_id,
    encode_text,
    format_signature_line,
    format_vkey,
    open_note,
    split_vkey,
)

COSIGNATURE_V1 = 0x04
"""The signature type of timestamped Ed25519 checkpoint cosignatures."""

# "timestamp … MUST NOT exceed 2^63 - 1"
MAX_TIMESTAMP = 2**63 - 1

_TIMESTAMP_SIZE = 8


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified cosignature: the cosigner's name and key id, and its time in POSIX seconds."""

    name: str
    key_id: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class CosignatureVerifier:
    """A cosigner's Ed25519 public key under its name; a `NoteVerifier`.

    Raises `CosignatureError` for an impossible name.
    """

    name: str
    public_key: Ed25519PublicKey = field(hash=False)
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        try:
            key_id = compute_key_id(self.name, COSIGNATURE_V1, self.public_key.public_bytes_raw())
        except NoteError as cause:
            raise CosignatureError(f"not a cosigner's name: {cause}") from cause
        object.__setattr__(self, "key_id", key_id)

    def verify(self, text: bytes, signature: bytes) -> None:
        """Raise `CosignatureError` unless ``signature`` is this cosigner's on a checkpoint body.

        ``text`` is the whole note text of the checkpoint, extension lines included.
        """
        message = _signed_message(text, _timestamp(signature))
        try:
            self.public_key.verify(signature[_TIMESTAMP_SIZE:], message)
        except InvalidSignature as cause:
            raise CosignatureError(f"a cosignature of {self.name!r} does not verify") from cause

    def to_vkey(self) -> str:
        """Return ``<name>+<hex key id>+<base64(0x04 || public key)>``."""
        return format_vkey(self.name, COSIGNATURE_V1, self.public_key.public_bytes_raw())


@dataclass(frozen=True, slots=True)
class CosignatureSigner:
    """A cosigner's Ed25519 private key under its name.

    "A cosigner operator that operates multiple Ed25519 cosigners … MUST use distinct public keys
    for each cosigner": the signed message does not hold the name. Raises `CosignatureError` for an
    impossible name.
    """

    name: str
    private_key: Ed25519PrivateKey = field(repr=False, compare=False)
    verifier: CosignatureVerifier = field(init=False)

    def __post_init__(self) -> None:
        verifier = CosignatureVerifier(self.name, self.private_key.public_key())
        object.__setattr__(self, "verifier", verifier)

    def sign(self, text: str | bytes, timestamp: int) -> str:
        """Return the signature line on a checkpoint body, final newline included.

        A cosigned checkpoint is the checkpoint's note with this line after it. ``timestamp`` is in
        POSIX seconds. Raises `CosignatureError` if ``text`` is no checkpoint body or the time is
        out of range.
        """
        # tlog-witness: "the timestamp MUST NOT be zero."
        if not 1 <= timestamp <= MAX_TIMESTAMP:
            raise CosignatureError("a timestamp is from 1 to 2^63 - 1")
        signature = self.private_key.sign(_signed_message(text, timestamp))
        stamped = timestamp.to_bytes(_TIMESTAMP_SIZE, "big") + signature
        return format_signature_line(self.name, self.verifier.key_id, stamped)


def parse_cosignature_vkey(text: str) -> CosignatureVerifier:
    """Return the verifier of a cosigner's key (type 0x04); raises `CosignatureError`."""
    try:
        return CosignatureVerifier(*split_vkey(text, COSIGNATURE_V1))
    except NoteError as cause:
        raise CosignatureError(f"not a cosigner's key: {cause}") from cause


def open_cosignatures(
    data: bytes, verifiers: Iterable[CosignatureVerifier]
) -> tuple[Cosignature, ...]:
    """Return the cosignatures on a checkpoint that known cosigners made, each one verified.

    How many of whom are enough, and how old, is the caller's policy. Raises `CosignatureError` if
    the note is malformed, no known cosigner signed it, or a known one's cosignature fails.
    """
    try:
        note = open_note(data, verifiers)
    except NoteError as cause:
        raise CosignatureError(f"not a cosigned checkpoint: {cause}") from cause
    return tuple(
        Cosignature(signed.name, signed.key_id, _timestamp(signed.signature))
        for signed in note.signatures
    )


def _timestamp(signature: bytes) -> int:
    """Return the leading "u64 timestamp" of a ``timestamped_signature``."""
    timestamp = int.from_bytes(signature[:_TIMESTAMP_SIZE], "big")
    if timestamp > MAX_TIMESTAMP:
        raise CosignatureError("a timestamp beyond 2^63 - 1")
    return timestamp


def _signed_message(text: str | bytes, timestamp: int) -> bytes:
    """Return "two newline (U+000A) terminated lines … followed by the whole note body"."""
    try:
        body = encode_text(text)
        parse_checkpoint_body(body.decode())
    except (NoteError, CheckpointError) as cause:
        raise CosignatureError(f"not a checkpoint: {cause}") from cause
    return f"cosignature/v1\ntime {timestamp}\n".encode() + body
