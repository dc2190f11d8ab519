"""All that can go wrong in the log's formats.

::

    TlogError
    ├── ProofError          merkle, proof: sizes, hashes, inclusion and consistency proofs
    ├── TileError           tile: paths, rows of hashes, entry bundles
    ├── NoteError           note: signed text, verifier and signer keys
    ├── CheckpointError     checkpoint: tree heads
    ├── CosignatureError    cosignature: witnesses' timestamped signatures
    ├── TlogProofError      tlog_proof: proof files
    └── WitnessError        witness: requests to a witness

A public function raises the one error of its module; the error of a lower layer is its cause.
Messages are English and for operators; the sentences that people read are made above this layer.
"""


class TlogError(Exception):
    """Any failure of the log's formats."""


class ProofError(TlogError):
    """A tree size, hash, or Merkle proof is malformed or does not verify."""


class TileError(TlogError):
    """A tile path, a row of hashes or an entry bundle is malformed or lacks what was asked."""


class NoteError(TlogError):
    """A signed note or a note key is malformed, or a signature does not verify."""


class CheckpointError(TlogError):
    """A checkpoint is malformed, is another log's, or is not signed by the log."""


class CosignatureError(TlogError):
    """A cosignature or a cosigner's key is malformed, or does not verify."""


class TlogProofError(TlogError):
    """A proof file is malformed, or does not prove the leaf."""


class WitnessError(TlogError):
    """A request to a witness is malformed."""
