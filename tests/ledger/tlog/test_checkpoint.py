import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.checkpoint import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    parse_checkpoint_body,
    sign_checkpoint,
)
from ledger.tlog.cosignature import CosignatureSigner
from ledger.tlog.errors import CheckpointError
from ledger.tlog.merkle import EMPTY_ROOT, MAX_SIZE
from ledger.tlog.note import Signer, parse_vkey, sign_note

from .support import flipped, fuzz, mutated, mutated_text, own_json, private_key

ORIGIN = "ledger.example/mogao"
LOG = Signer(ORIGIN, private_key(1))
ROOT = bytes(range(32))
HEAD = Checkpoint(ORIGIN, 42, ROOT)
B64 = base64.b64encode(ROOT).decode()


def test_own_vectors() -> None:
    texts = own_json("texts.json")
    signer = Signer.from_skey(texts["log"]["skey"])
    checkpoint = parse_checkpoint_body(texts["body"])
    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, 21)
    assert checkpoint.root.hex() == own_json("merkle.json")["roots"][21]
    assert checkpoint.body() == texts["body"]
    assert sign_checkpoint(checkpoint, signer).decode() == texts["checkpoint"]
    verifier = parse_vkey(texts["log"]["vkey"])
    assert open_checkpoint(texts["checkpoint"].encode(), verifier) == checkpoint


def test_body() -> None:
    assert HEAD.body() == f"{ORIGIN}\n42\n{B64}\n"
    assert Checkpoint(ORIGIN, 0, EMPTY_ROOT).body().split("\n")[1:] == [
        "0",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "",
    ]


LINES = st.text(st.characters(min_codepoint=32, codec="utf-8"), min_size=1, max_size=20)


@fuzz
@given(LINES, st.integers(0, MAX_SIZE), st.binary(min_size=32, max_size=32), st.lists(LINES))
def test_body_round_trip(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert parse_checkpoint_body(checkpoint.body()) == checkpoint


@given(st.integers(0, MAX_SIZE), st.binary(min_size=32, max_size=32))
def test_signed_round_trip(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert open_checkpoint(sign_checkpoint(checkpoint, LOG), LOG.verifier) == checkpoint


@pytest.mark.parametrize(
    "body",
    [
        "", "\n", "\n\n\n", "a", f"{ORIGIN}\n42\n{B64}", f"{ORIGIN}\n42\n", f"\n42\n{B64}\n",
        f"{ORIGIN}\n\n{B64}\n", f"{ORIGIN}\n42\n\n", f"{ORIGIN}\n42\n{B64}\n\n",
        f"{ORIGIN}\n42\n{B64}\n\nextension\n", f"{ORIGIN}\n42\n{B64}\nextension",
        f"{ORIGIN}\n042\n{B64}\n", f"{ORIGIN}\n-42\n{B64}\n", f"{ORIGIN}\n+42\n{B64}\n",
        f"{ORIGIN}\n 42\n{B64}\n", f"{ORIGIN}\n42 \n{B64}\n", f"{ORIGIN}\n0x2a\n{B64}\n",
        f"{ORIGIN}\n४२\n{B64}\n", f"{ORIGIN}\n{2**63}\n{B64}\n", f"{ORIGIN}\n42\n{B64} \n",
        f"{ORIGIN}\n42\n{B64[:-1]}\n", f"{ORIGIN}\n42\n{B64[:-4]}\n", f"{ORIGIN}\n42\n{B64}AAAA\n",
        f"{ORIGIN}\n42\n{B64.replace('=', '')}\n", f"{ORIGIN}\r\n42\n{B64}\n",
        f"{ORIGIN}\n42\n{B64.replace('8=', '9=')}\n", f"{ORIGIN}\n42\n{ROOT.hex()}\n",
        f"a\x00b\n42\n{B64}\n", f"\ud800\n42\n{B64}\n", f"{ORIGIN}\n42\n{B64}\n\x1b[0m\n",
        f"{ORIGIN}\n42\n{B64}\n\udfff\n",
    ],
)  # fmt: skip
def test_malformed_bodies(body: str) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint_body(body)


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 1, ROOT, ()),
        ("a\nb", 1, ROOT, ()),
        ("a\tb", 1, ROOT, ()),
        ("\ud800", 1, ROOT, ()),
        (ORIGIN, -1, ROOT, ()),
        (ORIGIN, 2**63, ROOT, ()),
        (ORIGIN, 1, ROOT[1:], ()),
        (ORIGIN, 1, b"", ()),
        (ORIGIN, 1, ROOT, ("",)),
        (ORIGIN, 1, ROOT, ("a\nb",)),
    ],
)
def test_values_that_no_checkpoint_holds(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(CheckpointError):
        Checkpoint(origin, size, root, extensions)


@fuzz
@given(
    st.text(max_size=40)
    | mutated_text([HEAD.body(), Checkpoint("a", 0, EMPTY_ROOT, ("extension",)).body()])
)
def test_a_body_is_the_one_spelling_or_refused(body: str) -> None:
    try:
        checkpoint = parse_checkpoint_body(body)
    except CheckpointError:
        return
    assert checkpoint.body() == body


def test_a_checkpoint_can_be_looked_at_without_its_key() -> None:
    assert parse_checkpoint(sign_checkpoint(HEAD, LOG)) == HEAD
    for data in (b"", HEAD.body().encode(), sign_note("hello\n", [LOG])):
        with pytest.raises(CheckpointError):
            parse_checkpoint(data)


def test_extension_lines_are_read_but_not_written() -> None:
    extended = Checkpoint(ORIGIN, 42, ROOT, ("an extension", "another"))
    with pytest.raises(CheckpointError):
        sign_checkpoint(extended, LOG)
    assert open_checkpoint(sign_note(extended.body(), [LOG]), LOG.verifier) == extended
    assert extended != HEAD


def test_only_the_log_signs_and_is_believed() -> None:
    other = Signer("other.example/log", private_key(2))
    namesake = Signer(ORIGIN, private_key(2))
    with pytest.raises(CheckpointError):
        sign_checkpoint(HEAD, other)
    signed = sign_checkpoint(HEAD, LOG)
    for verifier in (other.verifier, namesake.verifier):
        with pytest.raises(CheckpointError):
            open_checkpoint(signed, verifier)
    with pytest.raises(CheckpointError):
        open_checkpoint(sign_checkpoint(HEAD, namesake), LOG.verifier)


def test_a_key_of_one_log_does_not_vouch_for_another() -> None:
    foreign = Checkpoint("other.example/log", 42, ROOT)
    with pytest.raises(CheckpointError):
        open_checkpoint(sign_note(foreign.body(), [LOG]), LOG.verifier)


def test_a_signed_text_that_is_no_checkpoint() -> None:
    with pytest.raises(CheckpointError):
        open_checkpoint(sign_note("hello\n", [LOG]), LOG.verifier)


def test_cosignatures_do_not_disturb() -> None:
    witness = CosignatureSigner("witness.example", private_key(3))
    signed = sign_checkpoint(HEAD, LOG) + witness.sign(HEAD.body(), 1).encode()
    assert open_checkpoint(signed, LOG.verifier) == HEAD
    alone = f"{HEAD.body()}\n{witness.sign(HEAD.body(), 1)}".encode()
    with pytest.raises(CheckpointError):
        open_checkpoint(alone, LOG.verifier)


def test_every_flipped_bit_is_refused() -> None:
    signed = sign_checkpoint(HEAD, LOG)
    for bit in range(len(signed) * 8):
        with pytest.raises(CheckpointError):
            open_checkpoint(flipped(signed, bit), LOG.verifier)


@fuzz
@given(st.binary(max_size=100) | mutated([sign_checkpoint(HEAD, LOG)]))
def test_nothing_but_the_signed_checkpoint_opens(data: bytes) -> None:
    try:
        checkpoint = open_checkpoint(data, LOG.verifier)
    except CheckpointError:
        return
    assert checkpoint == HEAD


def test_an_origin_too_long_for_a_note() -> None:
    origin = "x" * 1_000_000
    with pytest.raises(CheckpointError):
        sign_checkpoint(Checkpoint(origin, 42, ROOT), Signer(origin, private_key(1)))
