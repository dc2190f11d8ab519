import base64
import hashlib
import re
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from ledger.tlog.cosignature import CosignatureSigner, open_cosignatures
from ledger.tlog.errors import NoteError, ProofError, WitnessError
from ledger.tlog.merkle import EMPTY_ROOT
from ledger.tlog.note import Signer, Verifier, open_note, parse_note, parse_vkey
from ledger.tlog.proof import prove_consistency, verify_consistency
from ledger.tlog.witness import AddCheckpoint, format_add_checkpoint, parse_add_checkpoint

from .oracle import Tree
from .support import fuzz, mutated, own_json, private_key, shared_text

TREE = Tree([f"entry {index}".encode() for index in range(40)])
LOG = Signer("ledger.example/mogao", private_key(1))
CHECKPOINT = sign_checkpoint(Checkpoint(LOG.name, 21, TREE.root(21)), LOG)
REQUEST = AddCheckpoint(8, tuple(prove_consistency(8, 21, TREE)), CHECKPOINT)
HASH = base64.b64encode(bytes(32)).decode()
LOOSE_BASE64 = b"AB8WVrx6gx=\n"


@dataclass
class Judge:
    """The order of tlog-witness's checks, on our parsers and verifiers: what a witness answers."""

    keys: dict[str, Verifier]
    heads: dict[str, Checkpoint] = field(default_factory=dict)

    def answer(self, body: bytes) -> int:
        try:
            request = parse_add_checkpoint(body)
        except WitnessError:
            return 400
        new = parse_checkpoint(request.checkpoint)
        if new.origin not in self.keys:
            return 404
        try:
            open_note(request.checkpoint, [self.keys[new.origin]])
        except NoteError:
            return 403
        old = self.heads.get(new.origin, Checkpoint(new.origin, 0, EMPTY_ROOT))
        if request.old_size > new.size:
            return 400
        if request.old_size != old.size:
            return 409
        try:
            if old.size > 0:
                verify_consistency(old.size, new.size, request.proof, old.root, new.root)
        except ProofError:
            return 422
        if old.size == 0 and request.proof:
            return 422
        self.heads[new.origin] = new
        return 200


def script_requests(script: str) -> list[tuple[bytes, int]]:
    """Return each request body of a script with the status that the witness answered."""
    found = re.findall(r"^```\n(.*?)^```\nHTTP (\d+)", script, re.DOTALL | re.MULTILINE)
    return [(body.encode(), int(status)) for body, status in found]


def sigsum_log(script: str) -> Verifier:
    match = re.search(r"add-sigsum-log -key=([0-9a-f]{64})", script)
    assert match is not None
    public = bytes.fromhex(match.group(1))
    origin = f"sigsum.org/v1/tree/{hashlib.sha256(public).hexdigest()}"
    return Verifier(origin, Ed25519PublicKey.from_public_bytes(public))


@pytest.mark.parametrize(("name", "count"), [("litewitness", 9), ("bastion", 1)])
def test_scripts_of_a_sigsum_log(name: str, count: int) -> None:
    script = shared_text(f"witness/{name}.txt")
    log = sigsum_log(script)
    requests = script_requests(script)
    assert len(requests) == count
    judge = Judge({log.name: log})
    for body, status in requests:
        if LOOSE_BASE64 in body:
            # The script spoils a signature so that its base64 has bits beyond the last byte. Its
            # witness decodes that and refuses the signature; we refuse the spelling.
            assert (status, judge.answer(body)) == (403, 400)
            continue
        assert format_add_checkpoint(parse_add_checkpoint(body)) == body
        # This witness answers 403 where the later text of the specification has 404.
        expected = (403, 404) if status == 403 else (status,)
        assert judge.answer(body) in expected
    head = judge.heads[log.name]
    assert f'stdout "size":{head.size}' in script


def test_script_of_the_go_checksum_database() -> None:
    """A log whose key has another name than its origin: a note that opens, not a `Checkpoint`."""
    script = shared_text("witness/sumdb.txt")
    match = re.search(r"add-key -origin '([^']+)' -key (\S+)", script)
    assert match is not None
    log = parse_vkey(match.group(2))
    assert log.to_vkey() == match.group(2)
    [(body, status)] = script_requests(script)
    judge = Judge({match.group(1): log})
    assert judge.answer(body) == status == 200
    assert judge.heads[match.group(1)].size == 35_225_469


def test_a_spoiled_signature_is_refused_in_any_spelling() -> None:
    script = shared_text("witness/litewitness.txt")
    log = sigsum_log(script)
    [body] = [body for body, _ in script_requests(script) if LOOSE_BASE64 in body]
    tight = body.replace(LOOSE_BASE64, b"AB8WVrx6gw=\n")
    assert Judge({log.name: log}).answer(tight) == 403


def test_the_scripts_witness_cosigns() -> None:
    script = shared_text("witness/litewitness.txt")
    pem = re.search(r"-- witness_key.pem --\n(.*?-----END[^\n]*\n)", script, re.DOTALL)
    assert pem is not None
    key = load_ssh_private_key(pem.group(1).encode(), None)
    assert isinstance(key, Ed25519PrivateKey)
    assert hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest() in script
    witness = CosignatureSigner("example.com/witness", key)
    body, status = script_requests(script)[0]
    assert status == 200
    checkpoint = parse_add_checkpoint(body).checkpoint
    answer = witness.sign(parse_note(checkpoint).text, 1_763_769_600)
    assert answer.startswith("— example.com/witness")
    [cosignature] = open_cosignatures(checkpoint + answer.encode(), [witness.verifier])
    assert cosignature.timestamp == 1_763_769_600


def test_own_vectors() -> None:
    texts = own_json("texts.json")
    request = parse_add_checkpoint(texts["add_checkpoint"].encode())
    assert (request.old_size, request.checkpoint.decode()) == (8, texts["checkpoint"])
    assert format_add_checkpoint(request).decode() == texts["add_checkpoint"]
    judge = Judge({LOG.name: parse_vkey(texts["log"]["vkey"])})
    root = bytes.fromhex(own_json("merkle.json")["roots"][8])
    judge.heads[LOG.name] = Checkpoint(LOG.name, 8, root)
    assert judge.answer(texts["add_checkpoint"].encode()) == 200


def test_layout() -> None:
    first = format_add_checkpoint(AddCheckpoint(0, (), CHECKPOINT))
    assert first == b"old 0\n\n" + CHECKPOINT
    header, checkpoint = format_add_checkpoint(REQUEST).split(b"\n\n", 1)
    first, *proof = header.split(b"\n")
    assert (first, checkpoint) == (b"old 8", CHECKPOINT)
    assert [base64.b64decode(line) for line in proof] == TREE.proof(8, 21)


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_round_trip(old_size: int, proof: list[bytes]) -> None:
    request = AddCheckpoint(old_size, tuple(proof), CHECKPOINT)
    assert parse_add_checkpoint(format_add_checkpoint(request)) == request


@pytest.mark.parametrize(
    "header",
    [
        "", "\n", "old", "old ", "old  1", "old 01", "old -1", "old 1 ", "old\t1", "Old 1",
        "old 1\r", "old 0x1", f"old {2**63}", "old १", "1", HASH, f"{HASH}\nold 1", "old 1\nold 1",
        f"old 1\n{HASH[:-4]}", f"old 1\n{HASH[:-1]}", f"old 1\n{HASH} ", f"old 1\n{HASH}\r",
        f"old 1\n{HASH}{HASH}", "old 1\né", "old 1\n" + "\n".join([HASH] * 64),
        "old 1\n" + "\n".join([HASH] * 100_000), " old 1", "\nold 1",
    ],
)  # fmt: skip
def test_malformed_headers(header: str) -> None:
    with pytest.raises(WitnessError):
        parse_add_checkpoint(header.encode() + b"\n\n" + CHECKPOINT)


@pytest.mark.parametrize(
    "checkpoint",
    [b"", b"\n", b"\n" + CHECKPOINT, CHECKPOINT[:-1], CHECKPOINT + b"\n", CHECKPOINT[1:40],
     CHECKPOINT.replace(b"\n21\n", b"\n021\n"), CHECKPOINT.replace(b"\n\n", b"\n"), b"\xff"],
)  # fmt: skip
def test_malformed_checkpoints(checkpoint: bytes) -> None:
    with pytest.raises(WitnessError):
        parse_add_checkpoint(b"old 1\n\n" + checkpoint)


@pytest.mark.parametrize(
    ("old_size", "proof", "checkpoint"),
    [
        (-1, (), CHECKPOINT),
        (2**63, (), CHECKPOINT),
        (1, (bytes(31),), CHECKPOINT),
        (1, (bytes(32),) * 64, CHECKPOINT),
        (1, (), b""),
    ],
)
def test_values_that_no_request_holds(
    old_size: int, proof: tuple[bytes, ...], checkpoint: bytes
) -> None:
    with pytest.raises(WitnessError):
        AddCheckpoint(old_size, proof, checkpoint)


@fuzz
@given(st.binary(max_size=200) | mutated([format_add_checkpoint(REQUEST)]))
def test_a_request_is_the_one_spelling_or_refused(data: bytes) -> None:
    try:
        request = parse_add_checkpoint(data)
    except WitnessError:
        return
    assert format_add_checkpoint(request) == data
