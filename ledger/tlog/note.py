"""Signed notes (C2SP signed-note v1.0.0, https://c2sp.org/signed-note), Ed25519.

A note is a text that ends in a newline, an empty line, and one line for each signature::

    — <key name> base64(4-byte key id || signature)

A key is known by its name and id together. The text of a note counts for nothing until a trusted
key's signature over it was verified: use `open_note`, and `parse_note` only to look at a note.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.tlog.encoding import decode_base64, encode_base64
from ledger.tlog.errors import NoteError, TlogError

MAX_NOTE_SIZE = 1_000_000
# "Verifiers SHOULD apply a maximum limit to the number of signatures in a note … but MUST accept
# at least up to 16 signatures."
MAX_SIGNATURES = 100

ED25519 = 0x01
"""The signature type of Ed25519 over the note text."""

_KEY_ID_SIZE = 4
_KEY_SIZE = 32
# "Signed notes … MUST NOT contain any ASCII control characters (those below U+0020) other than
# newline."
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VKEY_ID = re.compile(r"[0-9a-f]{8}")
_SIGNATURE_LINE = re.compile(r"— ([^ ]+) ([^ ]+)")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its 4-byte id, and the bytes that follow the id."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note's text, final newline included, and its signatures in the order of their lines."""

    text: str
    signatures: tuple[Signature, ...]


class NoteVerifier(Protocol):
    """A trusted key of any signature type."""

    @property
    def name(self) -> str:
        """The key's name."""
        ...

    @property
    def key_id(self) -> bytes:
        """The key's id, 4 bytes."""
        ...

    def verify(self, text: bytes, signature: bytes) -> None:
        """Raise a `TlogError` unless ``signature`` is this key's over the note text."""
        ...


@dataclass(frozen=True, slots=True)
class Verifier:
    """An Ed25519 public key under a name. Raises `NoteError` for an impossible name."""

    name: str
    public_key: Ed25519PublicKey = field(hash=False)
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        key_id = compute_key_id(self.name, ED25519, self.public_key.public_bytes_raw())
        object.__setattr__(self, "key_id", key_id)

    def verify(self, text: bytes, signature: bytes) -> None:
        """Raise `NoteError` unless ``signature`` is this key's over ``text``."""
        try:
            self.public_key.verify(signature, text)
        except InvalidSignature as cause:
            raise NoteError(f"a signature of {self.name!r} does not verify") from cause

    def to_vkey(self) -> str:
        """Return ``<name>+<hex key id>+<base64(0x01 || public key)>``."""
        return format_vkey(self.name, ED25519, self.public_key.public_bytes_raw())


@dataclass(frozen=True, slots=True)
class Signer:
    """An Ed25519 private key under a name. Raises `NoteError` for an impossible name."""

    name: str
    private_key: Ed25519PrivateKey = field(repr=False, compare=False)
    verifier: Verifier = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "verifier", Verifier(self.name, self.private_key.public_key()))

    def sign(self, text: str | bytes) -> str:
        """Return the signature line over ``text``, final newline included.

        Raises `NoteError` if no note can hold the text.
        """
        signature = self.private_key.sign(encode_text(text))
        return format_signature_line(self.name, self.verifier.key_id, signature)

    @classmethod
    def from_skey(cls, text: str) -> "Signer":
        """Read ``PRIVATE+KEY+<name>+<hex key id>+<base64(0x01 || seed)>``.

        This spelling is not in the specification: it is that of Go's ``sumdb/note``, which other
        tools read. Raises `NoteError`, whose message never holds the key.
        """
        parts = text.split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise NoteError("not a signer key")
        name, key_id, encoded = parts[2:]
        seed = _decode_key(encoded, ED25519)
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        if signer.verifier.key_id.hex() != key_id:
            raise NoteError("the signer key's id is not that of its name and key")
        return signer

    def to_skey(self) -> str:
        """Return the secret text that `from_skey` reads."""
        encoded = encode_base64(bytes([ED25519]) + self.private_key.private_bytes_raw())
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{encoded}"


def compute_key_id(name: str, signature_type: int, public_key: bytes) -> bytes:
    """Return ``SHA-256(key name || 0x0A || signature type || public key)[:4]``.

    Raises `NoteError` for an impossible name.
    """
    _check_name(name)
    digest = sha256(f"{name}\n".encode() + bytes([signature_type]) + public_key).digest()
    return digest[:_KEY_ID_SIZE]


def format_vkey(name: str, signature_type: int, public_key: bytes) -> str:
    """Return ``<key name>+hex(key id)+base64(signature type || public key)``."""
    key_id = compute_key_id(name, signature_type, public_key).hex()
    return f"{name}+{key_id}+{encode_base64(bytes([signature_type]) + public_key)}"


def split_vkey(text: str, signature_type: int) -> tuple[str, Ed25519PublicKey]:
    """Return the name and key of a verifier key of one signature type on Ed25519 keys.

    Raises `NoteError` for another type and for an id that is not that of the name and key.
    """
    parts = text.split("+", 2)
    if len(parts) != 3 or _VKEY_ID.fullmatch(parts[1]) is None:
        raise NoteError("not a verifier key")
    name, key_id, encoded = parts
    public_key = _decode_key(encoded, signature_type)
    if compute_key_id(name, signature_type, public_key).hex() != key_id:
        raise NoteError("the verifier key's id is not that of its name and key")
    return name, Ed25519PublicKey.from_public_bytes(public_key)


def parse_vkey(text: str) -> Verifier:
    """Return the verifier of an Ed25519 verifier key (type 0x01).

    Raises `NoteError` for any other type and anything malformed.
    """
    return Verifier(*split_vkey(text, ED25519))


def _decode_key(encoded: str, signature_type: int) -> bytes:
    """Return the 32 bytes of an Ed25519 public key or seed behind their type."""
    data = decode_base64(encoded, NoteError)
    if len(data) != 1 + _KEY_SIZE or data[0] != signature_type:
        raise NoteError(f"not an Ed25519 key of signature type {signature_type}")
    return data[1:]


def _check_name(name: str) -> None:
    """Refuse a name that a signature line or a verifier key cannot hold."""
    # "Key names MUST be non-empty and MUST NOT contain any Unicode spaces or plus (U+002B)
    # characters."
    if not name or "+" in name or any(character.isspace() for character in name):
        raise NoteError("a key name is not empty and holds no space and no plus")
    _encode(name)


def encode_text(text: str | bytes) -> bytes:
    """Return the bytes of a note text; raises `NoteError` if no note can hold it."""
    decoded = _decode(text) if isinstance(text, bytes) else text
    if not decoded.endswith("\n"):
        raise NoteError("a note text ends in a newline")
    return _encode(decoded)


def _encode(text: str) -> bytes:
    if _FORBIDDEN.search(text):
        raise NoteError("a control character")
    try:
        return text.encode()
    except UnicodeEncodeError as cause:
        raise NoteError("text that is not valid Unicode") from cause


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as cause:
        raise NoteError("text that is not valid UTF-8") from cause


def format_signature_line(name: str, key_id: bytes, signature: bytes) -> str:
    """Return ``— <key name> base64(key id || signature)`` and a newline."""
    return f"— {name} {encode_base64(key_id + signature)}\n"


def sign_note(text: str, signers: Iterable[Signer]) -> bytes:
    """Return the note of ``text`` with a signature by each signer.

    Raises `NoteError` for a text that no note can hold, no signer, or limits exceeded.
    """
    lines = [signer.sign(text) for signer in signers]
    note = encode_text(text) + b"\n" + "".join(lines).encode()
    parse_note(note)
    return note


def parse_note(data: bytes) -> Note:
    """Return a note's text and all of its signatures, none of them verified.

    Raises `NoteError` for anything malformed, over 1,000,000 bytes or over 100 signatures.
    """
    if len(data) > MAX_NOTE_SIZE:
        raise NoteError(f"a note of more than {MAX_NOTE_SIZE} bytes")
    text = _decode(data)
    if _FORBIDDEN.search(text):
        raise NoteError("a control character")
    # "The note text MAY contain empty lines; the text is separated from the signatures by the
    # last empty line in the note."
    split = text.rfind("\n\n")
    body, lines = text[: split + 1], text[split + 2 :]
    if split < 0 or not lines.endswith("\n"):
        raise NoteError("a note is a text, an empty line and signature lines")
    signatures = lines[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise NoteError(f"a note with more than {MAX_SIGNATURES} signatures")
    return Note(body, tuple(_parse_signature(line) for line in signatures))


def _parse_signature(line: str) -> Signature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if match is None:
        raise NoteError("a malformed signature line")
    name, encoded = match.groups()
    _check_name(name)
    data = decode_base64(encoded, NoteError)
    if len(data) <= _KEY_ID_SIZE:
        raise NoteError("a signature line without a signature")
    return Signature(name, data[:_KEY_ID_SIZE], data[_KEY_ID_SIZE:])


def open_note(data: bytes, verifiers: Iterable[NoteVerifier]) -> Note:
    """Return the note with those of its signatures that known keys made, each one verified.

    "Verifiers MUST ignore signatures from unknown keys, even if they share a name or ID (but not
    both) with a known key." A known key's signature that fails rejects the note; so does a note
    that no known key signed. Raises `NoteError` for these and for a malformed note.
    """
    known: dict[tuple[str, bytes], NoteVerifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_id), verifier) is not verifier:
            raise NoteError(f"two verifiers of the name {verifier.name!r} and the same id")
    note = parse_note(data)
    text = note.text.encode()
    verified = []
    for signature in note.signatures:
        signer = known.get((signature.name, signature.key_id))
        if signer is None:
            continue
        try:
            signer.verify(text, signature.signature)
        except TlogError as cause:
            raise NoteError(f"a signature of {signature.name!r} does not verify") from cause
        verified.append(signature)
    if not verified:
        raise NoteError("no signature by a known key")
    return Note(note.text, tuple(verified))
