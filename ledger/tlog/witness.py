"""The request to a witness for a cosignature (C2SP tlog-witness, https://c2sp.org/tlog-witness).

The body of ``POST <prefix>/add-checkpoint``::

    old <size of the last checkpoint that the witness cosigned, or 0>
    <base64>                        the consistency proof, zero to 63 hashes, one a line

    <checkpoint>

The answer is signature lines; the checkpoint followed by them is a note for `open_cosignatures`.
"""

from dataclasses import dataclass

from ledger.tlog.checkpoint import parse_checkpoint
from ledger.tlog.encoding import decode_hash, encode_base64, parse_size
from ledger.tlog.errors import CheckpointError, WitnessError
from ledger.tlog.merkle import HASH_SIZE, MAX_SIZE
from ledger.tlog.proof import MAX_PROOF_HASHES


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request, well-formed but not verified.

    ``checkpoint`` is the whole signed note. Whether sizes, proof and roots fit together is for the
    witness to judge, in the order and with the answers of its specification. Raises `WitnessError`
    for values that no request holds.
    """

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.old_size <= MAX_SIZE:
            raise WitnessError("a tree size is from 0 to 2^63 - 1")
        # "The client MUST NOT send more than 63 consistency proof lines."
        if len(self.proof) > MAX_PROOF_HASHES:
            raise WitnessError("a proof of more than 63 hashes")
        if any(len(value) != HASH_SIZE for value in self.proof):
            raise WitnessError("a hash is 32 bytes")
        try:
            parse_checkpoint(self.checkpoint)
        except CheckpointError as cause:
            raise WitnessError(f"not a checkpoint: {cause}") from cause


def format_add_checkpoint(request: AddCheckpoint) -> bytes:
    """Return the body of the request."""
    lines = [f"old {request.old_size}", *(encode_base64(value) for value in request.proof)]
    return "\n".join(lines).encode() + b"\n\n" + request.checkpoint


def parse_add_checkpoint(data: bytes) -> AddCheckpoint:
    """Return the request of a body; raises `WitnessError` for anything malformed."""
    header, empty_line, checkpoint = data.partition(b"\n\n")
    if not empty_line:
        raise WitnessError("a request is a size, a proof, an empty line and a checkpoint")
    # A line too many stays in one piece with the one before it, which then is no hash.
    first, *lines = header.decode("ascii", "replace").split("\n", MAX_PROOF_HASHES)
    if not first.startswith("old "):
        raise WitnessError("the first line is not the old size")
    old_size = parse_size(first.removeprefix("old "), WitnessError)
    proof = tuple(decode_hash(line, WitnessError) for line in lines)
    return AddCheckpoint(old_size, proof, checkpoint)
