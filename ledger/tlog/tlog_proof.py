"""Proof files, ``.tlog-proof`` (C2SP tlog-proof v1, https://c2sp.org/tlog-proof).

All that it takes to check offline that a leaf is in a log, but for the leaf and the log's key::

    c2sp.org/tlog-proof@v1
    extra <base64>                  only if there is extra data, which nothing authenticates
    index <decimal>
    <base64>                        the inclusion proof, zero or more hashes, one a line

    <checkpoint>
"""

from dataclasses import dataclass

from ledger.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from ledger.tlog.encoding import decode_base64, decode_hash, encode_base64, parse_size
from ledger.tlog.errors import CheckpointError, ProofError, TlogProofError
from ledger.tlog.merkle import HASH_SIZE, MAX_SIZE, leaf_hash
from ledger.tlog.note import Verifier
from ledger.tlog.proof import MAX_PROOF_HASHES, verify_inclusion

MAX_EXTRA_SIZE = 65_535

_MAGIC = "c2sp.org/tlog-proof@v1"
# The magic, extra and index lines, then the hashes: what precedes the empty line.
_MAX_HEADER_LINES = 3 + MAX_PROOF_HASHES


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof file's content, well-formed but not verified.

    ``index`` is the leaf's, from 0; ``hashes`` its inclusion proof, the leaf's sibling first;
    ``checkpoint`` the whole signed note; ``extra`` opaque data that must not be trusted, or None.
    Raises `TlogProofError` for values that no proof file holds.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.index <= MAX_SIZE:
            raise TlogProofError("a leaf index is from 0 to 2^63 - 1")
        if len(self.hashes) > MAX_PROOF_HASHES:
            raise TlogProofError("a proof of more than 63 hashes")
        if any(len(value) != HASH_SIZE for value in self.hashes):
            raise TlogProofError("a hash is 32 bytes")
        # "If no extra data is present, this line is omitted."
        if self.extra is not None and not 1 <= len(self.extra) <= MAX_EXTRA_SIZE:
            raise TlogProofError(f"extra data is from 1 to {MAX_EXTRA_SIZE} bytes")
        try:
            parse_checkpoint(self.checkpoint)
        except CheckpointError as cause:
            raise TlogProofError(f"not a checkpoint: {cause}") from cause


def format_tlog_proof(proof: TlogProof) -> str:
    """Return the text of a proof file."""
    lines = [_MAGIC]
    if proof.extra is not None:
        lines.append(f"extra {encode_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines.extend(encode_base64(value) for value in proof.hashes)
    return "\n".join(lines) + "\n\n" + proof.checkpoint.decode()


def parse_tlog_proof(text: str | bytes) -> TlogProof:
    """Return the content of a proof file; nothing is verified.

    Raises `TlogProofError` for anything that `format_tlog_proof` would not have written.
    """
    data = text if isinstance(text, bytes) else _encode(text)
    header, empty_line, checkpoint = data.partition(b"\n\n")
    if not empty_line:
        raise TlogProofError("a proof file is a proof, an empty line and a checkpoint")
    # A line too many stays in one piece with the one before it, which then is no hash.
    lines = header.decode("ascii", "replace").split("\n", _MAX_HEADER_LINES - 1)
    if lines.pop(0) != _MAGIC:
        raise TlogProofError(f"the first line is not {_MAGIC}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "), TlogProofError)
    if not lines or not lines[0].startswith("index "):
        raise TlogProofError("an index line is missing")
    index = parse_size(lines.pop(0).removeprefix("index "), TlogProofError)
    hashes = tuple(decode_hash(line, TlogProofError) for line in lines)
    return TlogProof(index, hashes, checkpoint, extra)


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as cause:
        raise TlogProofError("text that is not valid Unicode") from cause


def verify_tlog_proof(proof: TlogProof, leaf: bytes, verifier: Verifier) -> Checkpoint:
    """Return the checkpoint that proves that ``leaf`` is the log's entry at ``proof.index``.

    ``leaf`` is the entry itself, not its hash. Origin, size and root are taken together from the
    one checkpoint whose signature was verified. Raises `TlogProofError` if the checkpoint is not
    the log's or the leaf is not in its tree at that index.
    """
    try:
        checkpoint = open_checkpoint(proof.checkpoint, verifier)
        verify_inclusion(
            leaf_hash(leaf), proof.index, checkpoint.size, proof.hashes, checkpoint.root
        )
    except (CheckpointError, ProofError) as cause:
        raise TlogProofError(f"the proof does not hold: {cause}") from cause
    return checkpoint
