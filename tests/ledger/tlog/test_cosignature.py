import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.cosignature import (
    MAX_TIMESTAMP,
    Cosignature,
    CosignatureSigner,
    CosignatureVerifier,
    open_cosignatures,
    parse_cosignature_vkey,
)
from ledger.tlog.errors import CosignatureError, NoteError
from ledger.tlog.note import Signer, format_signature_line, open_note, parse_vkey, sign_note

from .support import flipped, fuzz, mutated, mutated_text, own_json, private_key

LOG = Signer("ledger.example/mogao", private_key(1))
WITNESS = CosignatureSigner("witness.example/w1", private_key(2))
OTHER = CosignatureSigner("witness.example/w2", private_key(3))
HEAD = Checkpoint(LOG.name, 42, bytes(32))
SIGNED = sign_checkpoint(HEAD, LOG)
TIME = 1_763_769_600


def cosigned(*lines: str) -> bytes:
    return SIGNED + "".join(lines).encode()


def test_own_vectors() -> None:
    texts = own_json("texts.json")
    verifier = parse_cosignature_vkey(texts["witness"]["vkey"])
    assert verifier.to_vkey() == texts["witness"]["vkey"]
    note = (texts["checkpoint"] + texts["cosignature"]).encode()
    assert open_cosignatures(note, [verifier]) == (
        Cosignature(texts["witness"]["name"], verifier.key_id, texts["timestamp"]),
    )


def test_signed_bytes_are_those_of_the_specification() -> None:
    line = WITNESS.sign(HEAD.body(), TIME)
    name, encoded = line.removeprefix("— ").removesuffix("\n").split(" ")
    data = base64.b64decode(encoded)
    public = WITNESS.private_key.public_key()
    key_id = hashlib.sha256(name.encode() + b"\n\x04" + public.public_bytes_raw()).digest()[:4]
    assert name == WITNESS.name
    assert data[:4] == WITNESS.verifier.key_id == key_id
    assert data[4:12] == TIME.to_bytes(8, "big")
    public.verify(data[12:], f"cosignature/v1\ntime {TIME}\n{HEAD.body()}".encode())
    assert line == WITNESS.sign(HEAD.body().encode(), TIME)


def test_several_witnesses_and_the_log_on_one_checkpoint() -> None:
    note = cosigned(WITNESS.sign(HEAD.body(), TIME), OTHER.sign(HEAD.body(), TIME + 1))
    both = open_cosignatures(note, [OTHER.verifier, WITNESS.verifier])
    assert [(one.name, one.timestamp) for one in both] == [
        (WITNESS.name, TIME),
        (OTHER.name, TIME + 1),
    ]
    assert [one.name for one in open_cosignatures(note, [OTHER.verifier])] == [OTHER.name]
    verified = open_note(note, [LOG.verifier, WITNESS.verifier]).signatures
    assert [line.name for line in verified] == [LOG.name, WITNESS.name]


@given(st.integers(1, MAX_TIMESTAMP))
def test_round_trip(timestamp: int) -> None:
    note = cosigned(WITNESS.sign(HEAD.body(), timestamp))
    assert open_cosignatures(note, [WITNESS.verifier])[0].timestamp == timestamp


def test_extension_lines_are_covered() -> None:
    extended = Checkpoint(LOG.name, 42, bytes(32), ("extension",))
    line = WITNESS.sign(extended.body(), TIME)
    note = sign_note(extended.body(), [LOG]) + line.encode()
    assert len(open_cosignatures(note, [WITNESS.verifier])) == 1
    with pytest.raises(CosignatureError):
        open_cosignatures(cosigned(line), [WITNESS.verifier])


@pytest.mark.parametrize("timestamp", [0, -1, 2**63, 2**64])
def test_times_out_of_range_are_not_signed(timestamp: int) -> None:
    with pytest.raises(CosignatureError):
        WITNESS.sign(HEAD.body(), timestamp)


def test_a_timestamp_beyond_the_limit_is_refused_even_if_signed() -> None:
    timestamp = 2**63
    message = f"cosignature/v1\ntime {timestamp}\n{HEAD.body()}".encode()
    signature = timestamp.to_bytes(8, "big") + WITNESS.private_key.sign(message)
    with pytest.raises(CosignatureError):
        WITNESS.verifier.verify(HEAD.body().encode(), signature)
    line = format_signature_line(WITNESS.name, WITNESS.verifier.key_id, signature)
    with pytest.raises(NoteError):
        open_note(cosigned(line), [LOG.verifier, WITNESS.verifier])


@pytest.mark.parametrize("text", ["", "hello\n", "a\n1\n", HEAD.body()[:-1], "\ud800\n", b"\xff\n"])
def test_nothing_but_a_checkpoint_is_cosigned(text: str | bytes) -> None:
    with pytest.raises(CosignatureError):
        WITNESS.sign(text, TIME)


def test_a_cosignature_on_what_is_no_checkpoint_is_refused() -> None:
    signature = WITNESS.private_key.sign(f"cosignature/v1\ntime {TIME}\nhello\n".encode())
    with pytest.raises(CosignatureError):
        WITNESS.verifier.verify(b"hello\n", TIME.to_bytes(8, "big") + signature)


@pytest.mark.parametrize("length", [0, 7, 8, 64, 71, 73, 2428])
def test_signatures_of_another_length(length: int) -> None:
    with pytest.raises(CosignatureError):
        WITNESS.verifier.verify(HEAD.body().encode(), bytes(length))


def test_neither_kind_of_signature_passes_for_the_other() -> None:
    """One key, one name, both types: the ids differ, and the signed messages as well."""
    plain = Signer(WITNESS.name, WITNESS.private_key)
    assert plain.verifier.key_id != WITNESS.verifier.key_id
    note = sign_note(HEAD.body(), [plain])
    with pytest.raises(CosignatureError):
        open_cosignatures(note, [WITNESS.verifier])
    with pytest.raises(NoteError):
        open_note(f"{HEAD.body()}\n{WITNESS.sign(HEAD.body(), TIME)}".encode(), [plain.verifier])
    with pytest.raises(CosignatureError):
        parse_cosignature_vkey(plain.verifier.to_vkey())
    with pytest.raises(NoteError):
        parse_vkey(WITNESS.verifier.to_vkey())


def test_no_known_cosigner() -> None:
    for verifiers in ([], [OTHER.verifier]):
        with pytest.raises(CosignatureError):
            open_cosignatures(cosigned(WITNESS.sign(HEAD.body(), TIME)), verifiers)
    with pytest.raises(CosignatureError):
        open_cosignatures(b"no note", [WITNESS.verifier])


def test_every_flipped_bit_is_refused() -> None:
    line = WITNESS.sign(HEAD.body(), TIME)
    note = f"{HEAD.body()}\n{line}".encode()
    for bit in range(len(note) * 8):
        with pytest.raises(CosignatureError):
            open_cosignatures(flipped(note, bit), [WITNESS.verifier])


@fuzz
@given(st.binary(max_size=100) | mutated([cosigned(WITNESS.sign(HEAD.body(), TIME))]))
def test_a_note_is_cosigned_or_refused(data: bytes) -> None:
    try:
        cosignatures = open_cosignatures(data, [WITNESS.verifier])
    except CosignatureError:
        return
    assert cosignatures[0].timestamp == TIME
    assert data.startswith(HEAD.body().encode())


@pytest.mark.parametrize("name", ["", "a b", "a+b", "\ud800"])
def test_impossible_names(name: str) -> None:
    with pytest.raises(CosignatureError):
        CosignatureSigner(name, private_key(1))
    with pytest.raises(CosignatureError):
        CosignatureVerifier(name, private_key(1).public_key())


@fuzz
@given(st.text(max_size=60) | mutated_text([WITNESS.verifier.to_vkey()]))
def test_a_vkey_is_the_one_spelling_or_refused(text: str) -> None:
    try:
        verifier = parse_cosignature_vkey(text)
    except CosignatureError:
        return
    assert verifier.to_vkey() == text


def test_verifiers_are_values() -> None:
    verifier = parse_cosignature_vkey(WITNESS.verifier.to_vkey())
    assert verifier == WITNESS.verifier
    assert hash(verifier) == hash(WITNESS.verifier)
    assert verifier != OTHER.verifier
