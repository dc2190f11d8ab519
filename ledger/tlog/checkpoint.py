"""Checkpoints: signed tree heads (C2SP tlog-checkpoint v1.0.0, https://c2sp.org/tlog-checkpoint).

The text of a checkpoint's note is three lines, origin, decimal size and base64 root, and then any
extension lines. This log writes none ("the use of extension lines is NOT RECOMMENDED"). Those of
other logs are read and kept, as signatures cover them, but nothing here gives them a meaning.
"""

from dataclasses import dataclass

from ledger.tlog.encoding import decode_hash, encode_base64, parse_size
from ledger.tlog.errors import CheckpointError, NoteError
from ledger.tlog.merkle import HASH_SIZE, MAX_SIZE
from ledger.tlog.note import Signer, Verifier, encode_text, open_note, parse_note, sign_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's tree head: its origin, its size in leaves, its 32-byte root.

    Raises `CheckpointError` for values that no checkpoint holds. That a tree of size 0 has the
    root of the empty tree is not checked here: a witness answers it in its own way.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # "The origin MUST be non-empty"; "Extension lines, if any, MUST be non-empty."
        for line in (self.origin, *self.extensions):
            if not line or "\n" in line:
                raise CheckpointError("a line of a checkpoint is not empty and is one line")
        if not 0 <= self.size <= MAX_SIZE:
            raise CheckpointError("a tree size is from 0 to 2^63 - 1")
        if len(self.root) != HASH_SIZE:
            raise CheckpointError("a root is 32 bytes")
        try:
            encode_text(self.body())
        except NoteError as cause:
            raise CheckpointError(f"no note can hold this checkpoint: {cause}") from cause

    def body(self) -> str:
        """Return the text that is signed, final newline included."""
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint_body(text: str) -> Checkpoint:
    """Return the checkpoint whose `Checkpoint.body` is ``text``; raises `CheckpointError`."""
    # "The note text is a sequence of at least three non-empty lines, separated by newlines"
    *lines, rest = text.split("\n")
    if rest or len(lines) < 3:
        raise CheckpointError("a checkpoint is three lines or more, each ended by a newline")
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin,
        parse_size(size, CheckpointError),
        decode_hash(root, CheckpointError),
        tuple(extensions),
    )


def parse_checkpoint(data: bytes) -> Checkpoint:
    """Return the checkpoint of a note without looking at who signed it; raises `CheckpointError`.

    For what is to be verified later, or needs no trust; `open_checkpoint` is for all else.
    """
    try:
        return parse_checkpoint_body(parse_note(data).text)
    except NoteError as cause:
        raise CheckpointError(f"not a signed note: {cause}") from cause


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Return the checkpoint as a note signed by its log.

    Raises `CheckpointError` for a signer of another name than the origin and for extension lines.
    """
    # "The log's key name in its signature line SHOULD match the origin line."
    if signer.name != checkpoint.origin:
        raise CheckpointError(f"{signer.name!r} does not sign for {checkpoint.origin!r}")
    if checkpoint.extensions:
        raise CheckpointError("this log signs no extension lines")
    try:
        return sign_note(checkpoint.body(), [signer])
    except NoteError as cause:
        raise CheckpointError(f"no note can hold this checkpoint: {cause}") from cause


def open_checkpoint(data: bytes, verifier: Verifier) -> Checkpoint:
    """Return the checkpoint of a note, verified to be the log's own.

    The verifier's name is the origin that the caller expects. Raises `CheckpointError` if the note
    is malformed, is not signed by that key, is no checkpoint, or has another origin.
    """
    try:
        note = open_note(data, [verifier])
    except NoteError as cause:
        raise CheckpointError(f"not a note signed by {verifier.name!r}: {cause}") from cause
    checkpoint = parse_checkpoint_body(note.text)
    if checkpoint.origin != verifier.name:
        raise CheckpointError(f"a checkpoint of {checkpoint.origin!r}, not {verifier.name!r}")
    return checkpoint
