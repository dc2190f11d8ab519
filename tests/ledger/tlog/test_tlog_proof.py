import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.errors import ProofError, TlogProofError
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.note import Signer, parse_vkey, sign_note
from ledger.tlog.proof import prove_inclusion, verify_inclusion
from ledger.tlog.tlog_proof import (
    MAX_EXTRA_SIZE,
    TlogProof,
    format_tlog_proof,
    parse_tlog_proof,
    verify_tlog_proof,
)

from .oracle import Tree
from .support import flipped, fuzz, mutated, own_json, private_key

ENTRIES = [f"entry {index}".encode() for index in range(40)]
TREE = Tree(ENTRIES)
LOG = Signer("ledger.example/mogao", private_key(1))


def checkpoint_of(size: int, root_of: int | None = None) -> bytes:
    root = TREE.root(size if root_of is None else root_of)
    return sign_checkpoint(Checkpoint(LOG.name, size, root), LOG)


def proof_of(index: int, size: int, extra: bytes | None = None) -> TlogProof:
    hashes = tuple(prove_inclusion(index, size, TREE))
    return TlogProof(index, hashes, checkpoint_of(size), extra)


PROOF = proof_of(13, 21)
TEXT = format_tlog_proof(PROOF)
HEADER, _, CHECKPOINT = TEXT.partition("\n\n")
MAGIC, INDEX, *HASHES = HEADER.split("\n")


def holds(proof: TlogProof, leaf: bytes, signer: Signer = LOG) -> bool:
    try:
        verify_tlog_proof(proof, leaf, signer.verifier)
    except TlogProofError:
        return False
    return True


def test_own_vectors() -> None:
    texts = own_json("texts.json")
    verifier = parse_vkey(texts["log"]["vkey"])
    for name, extra in (("proof", None), ("proof_with_extra", b"extra")):
        proof = parse_tlog_proof(texts[name])
        assert parse_tlog_proof(texts[name].encode()) == proof
        assert format_tlog_proof(proof) == texts[name]
        assert (proof.index, proof.extra) == (texts["index"], extra)
        checkpoint = verify_tlog_proof(proof, texts["entry"].encode(), verifier)
        assert checkpoint.body() == texts["body"]


def test_layout() -> None:
    assert MAGIC == "c2sp.org/tlog-proof@v1"
    assert INDEX == "index 13"
    assert [base64.b64decode(value) for value in HASHES] == TREE.path(13, 0, 21)
    assert CHECKPOINT.encode() == checkpoint_of(21)
    extra = format_tlog_proof(replace(PROOF, extra=b"\x00\xff")).split("\n")
    assert extra[:3] == [MAGIC, "extra AP8=", INDEX]
    assert format_tlog_proof(proof_of(0, 1)) == f"{MAGIC}\nindex 0\n\n{checkpoint_of(1).decode()}"


def test_every_leaf_of_every_small_tree() -> None:
    for size in range(1, 12):
        for index in range(size):
            text = format_tlog_proof(proof_of(index, size))
            checkpoint = verify_tlog_proof(parse_tlog_proof(text), ENTRIES[index], LOG.verifier)
            assert checkpoint == Checkpoint(LOG.name, size, TREE.root(size))


@fuzz
@given(st.integers(1, 40), st.data())
def test_round_trip(size: int, data: st.DataObject) -> None:
    extra = data.draw(st.none() | st.binary(min_size=1, max_size=100))
    proof = proof_of(data.draw(st.integers(0, size - 1)), size, extra)
    assert parse_tlog_proof(format_tlog_proof(proof)) == proof


def test_a_proof_is_bound_to_one_size() -> None:
    """The hashes alone prove leaf 0 under this root for two sizes; the signed size decides."""
    path, root = TREE.path(0, 0, 3), TREE.root(3)
    for size in (3, 4):
        verify_inclusion(leaf_hash(ENTRIES[0]), 0, size, path, root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(ENTRIES[0]), 0, 5, path, root)
    proof = proof_of(0, 3)
    assert verify_tlog_proof(proof, ENTRIES[0], LOG.verifier).size == 3
    resized = proof.checkpoint.replace(b"\n3\n", b"\n4\n")
    assert resized != proof.checkpoint
    assert not holds(replace(proof, checkpoint=resized), ENTRIES[0])


def test_index_leaf_hashes_and_checkpoint_of_other_proofs_are_refused() -> None:
    for size in (1, 2, 5, 8, 13):
        for index in range(size):
            proof = proof_of(index, size)
            assert holds(proof, ENTRIES[index])
            for other in range(15):
                if other != index:
                    assert not holds(replace(proof, index=other), ENTRIES[index])
                    assert not holds(proof, ENTRIES[other])
                if other not in (0, size):
                    changed = replace(proof, checkpoint=checkpoint_of(other))
                    assert not holds(changed, ENTRIES[index])


def test_the_root_of_another_size_is_refused() -> None:
    for size in range(1, 30):
        if size != 21:
            assert not holds(replace(PROOF, checkpoint=checkpoint_of(21, size)), ENTRIES[13])


def test_the_hash_of_a_leaf_is_no_leaf() -> None:
    assert not holds(PROOF, leaf_hash(ENTRIES[13]))
    assert not holds(PROOF, b"")


def test_other_logs_are_refused() -> None:
    other = Signer("other.example/log", private_key(2))
    assert not holds(PROOF, ENTRIES[13], other)
    assert not holds(PROOF, ENTRIES[13], Signer(LOG.name, private_key(2)))
    assert not holds(PROOF, ENTRIES[13], Signer("other.example/log", private_key(1)))
    foreign = sign_note(Checkpoint(other.name, 21, TREE.root(21)).body(), [LOG])
    assert not holds(replace(PROOF, checkpoint=foreign), ENTRIES[13])


def test_every_flipped_bit_of_the_file_is_refused() -> None:
    data = format_tlog_proof(proof_of(2, 5)).encode()
    for bit in range(len(data) * 8):
        try:
            proof = parse_tlog_proof(flipped(data, bit))
        except TlogProofError:
            continue
        assert not holds(proof, ENTRIES[2])


def test_extra_data_is_not_authenticated() -> None:
    assert holds(replace(PROOF, extra=b"anything"), ENTRIES[13])


@pytest.mark.parametrize(
    "header",
    [
        "", "\n", MAGIC, f"{MAGIC}\n", f"{INDEX}\n{HASHES[0]}", f"{MAGIC} \n{INDEX}",
        f" {MAGIC}\n{INDEX}", f"{MAGIC}\r\n{INDEX}", f"c2sp.org/tlog-proof@v2\n{INDEX}",
        f"{MAGIC}\n{HASHES[0]}", f"{MAGIC}\n{INDEX}\n{INDEX}", f"{MAGIC}\n{HASHES[0]}\n{INDEX}",
        f"{MAGIC}\nindex", f"{MAGIC}\nindex ", f"{MAGIC}\nindex  1", f"{MAGIC}\nindex 01",
        f"{MAGIC}\nindex -1", f"{MAGIC}\nindex 1 ", f"{MAGIC}\nindex\t1", f"{MAGIC}\nIndex 1",
        f"{MAGIC}\nindex {2**63}", f"{MAGIC}\nindex १", f"{MAGIC}\nindex 1\r",
        f"{MAGIC}\nextra\n{INDEX}", f"{MAGIC}\nextra \n{INDEX}", f"{MAGIC}\nextra A\n{INDEX}",
        f"{MAGIC}\nextra AB==\n{INDEX}", f"{MAGIC}\nextra  AA==\n{INDEX}",
        f"{MAGIC}\n{INDEX}\nextra AA==", f"{MAGIC}\nextra AA==\nextra AA==\n{INDEX}",
        f"{MAGIC}\nextra AA==", f"{MAGIC}\n{INDEX}\n{HASHES[0][:-4]}",
        f"{MAGIC}\n{INDEX}\n{HASHES[0]} ", f"{MAGIC}\n{INDEX}\n{HASHES[0]}\r",
        f"{MAGIC}\n{INDEX}\n{HASHES[0]}{HASHES[1]}", f"{MAGIC}\n{INDEX}\n{HASHES[0][:-1]}",
        f"{MAGIC}\n{INDEX}\n" + "\n".join(HASHES[:1] * 64), f"{MAGIC}\n{INDEX}\né",
        f"{MAGIC}\nextra AA==\n{INDEX}\n" + "\n".join(HASHES[:1] * 64),
        f"{MAGIC}\n{INDEX}\n" + "\n".join(HASHES[:1] * 100_000),
        f"{MAGIC}\nextra {base64.b64encode(bytes(MAX_EXTRA_SIZE + 1)).decode()}\n{INDEX}",
    ],
)  # fmt: skip
def test_malformed_headers(header: str) -> None:
    with pytest.raises(TlogProofError):
        parse_tlog_proof(f"{header}\n\n{CHECKPOINT}")


@pytest.mark.parametrize(
    "checkpoint",
    ["", "\n", "\n" + CHECKPOINT, CHECKPOINT[:-1], CHECKPOINT + "\n", "hello\n\n— a AAAAAAA=\n",
     CHECKPOINT.replace("\n21\n", "\n021\n"), CHECKPOINT.replace("\n21\n", "\n\n21\n"),
     CHECKPOINT.replace("\n\n", "\n"), CHECKPOINT.split("\n\n")[0] + "\n", "\ud800"],
)  # fmt: skip
def test_malformed_checkpoints(checkpoint: str) -> None:
    with pytest.raises(TlogProofError):
        parse_tlog_proof(f"{HEADER}\n\n{checkpoint}")


def test_longest_proof_parses() -> None:
    longest = "\n".join(HASHES[:1] * 63)
    extra = base64.b64encode(bytes(MAX_EXTRA_SIZE)).decode()
    text = f"{MAGIC}\nextra {extra}\nindex {2**63 - 1}\n{longest}\n\n{CHECKPOINT}"
    assert format_tlog_proof(parse_tlog_proof(text)) == text


@pytest.mark.parametrize(
    ("index", "hashes", "checkpoint", "extra"),
    [
        (-1, (), checkpoint_of(1), None),
        (2**63, (), checkpoint_of(1), None),
        (0, (bytes(31),), checkpoint_of(1), None),
        (0, (bytes(32),) * 64, checkpoint_of(1), None),
        (0, (), b"", None),
        (0, (), sign_note("hello\n", [LOG]), None),
        (0, (), checkpoint_of(1), b""),
        (0, (), checkpoint_of(1), bytes(MAX_EXTRA_SIZE + 1)),
    ],
)
def test_values_that_no_proof_file_holds(
    index: int, hashes: tuple[bytes, ...], checkpoint: bytes, extra: bytes | None
) -> None:
    with pytest.raises(TlogProofError):
        TlogProof(index, hashes, checkpoint, extra)


VALID = [TEXT.encode(), format_tlog_proof(replace(PROOF, extra=b"extra")).encode()]


@fuzz
@given(st.binary(max_size=200) | mutated(VALID))
def test_a_file_is_the_one_spelling_or_refused(data: bytes) -> None:
    try:
        proof = parse_tlog_proof(data)
    except TlogProofError:
        return
    assert format_tlog_proof(proof).encode() == data


@fuzz
@given(st.text(max_size=50))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(TlogProofError):
        parse_tlog_proof(text)


@fuzz
@given(mutated(VALID))
def test_what_verifies_proves_the_same(data: bytes) -> None:
    try:
        proof = parse_tlog_proof(data)
        checkpoint = verify_tlog_proof(proof, ENTRIES[13], LOG.verifier)
    except TlogProofError:
        return
    assert (proof.index, proof.hashes) == (PROOF.index, PROOF.hashes)
    assert checkpoint == Checkpoint(LOG.name, 21, TREE.root(21))
