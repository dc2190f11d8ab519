import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.errors import NoteError
from ledger.tlog.note import (
    MAX_NOTE_SIZE,
    Note,
    Signer,
    Verifier,
    open_note,
    parse_note,
    parse_vkey,
    sign_note,
)

from .support import (
    flipped,
    fuzz,
    mutated,
    mutated_text,
    own_json,
    private_key,
    shared_json,
)

ALICE = Signer("alice.example/notes", private_key(1))
BOB = Signer("鲍勃.example", private_key(2))
TEXT = "first line\n\nthird line, 敦煌\n"
NOTE = sign_note(TEXT, [ALICE, BOB])


def encode_note(note: Note) -> bytes:
    lines = [
        f"— {line.name} {base64.b64encode(line.key_id + line.signature).decode()}\n"
        for line in note.signatures
    ]
    return (note.text + "\n" + "".join(lines)).encode()


def names(note: Note) -> list[str]:
    return [signature.name for signature in note.signatures]


class TestVectors:
    def test_go_notes(self) -> None:
        vectors = shared_json("note/note.json")
        peter = parse_vkey(vectors["vkey_peter"])
        enoch = parse_vkey(vectors["vkey_enoch"])
        text, by_peter, by_enoch = vectors["text"], vectors["sig_peter"], vectors["sig_enoch"]
        note = f"{text}\n{by_peter}{by_enoch}".encode()
        assert names(open_note(note, [peter, enoch])) == ["PeterNeumann", "EnochRoot"]
        assert names(open_note(note, [peter])) == ["PeterNeumann"]
        assert names(open_note(note, [enoch])) == ["EnochRoot"]
        assert open_note(f"{text}\n{by_peter}".encode(), [peter, enoch]).text == text
        for changed in (
            f"{text}\n{by_peter}".replace("cryptography", "Cryptography"),
            f"{text}\n{by_peter}".replace("x08go/ZJkuBS9UG", "x08go/ZJkuBS9UH"),
            f"{text}\n{by_enoch}",
        ):
            with pytest.raises(NoteError):
                open_note(changed.encode(), [peter])

    def test_go_keys(self) -> None:
        vectors = shared_json("note/note.json")
        signer = Signer.from_skey(vectors["skey_peter"])
        assert signer.to_skey() == vectors["skey_peter"]
        assert signer.verifier.to_vkey() == vectors["vkey_peter"]
        assert signer.sign(vectors["text"]) == vectors["sig_peter"]
        assert parse_vkey(vectors["vkey_enoch"]).to_vkey() == vectors["vkey_enoch"]
        for vkey in vectors["bad_vkeys"]:
            with pytest.raises(NoteError):
                parse_vkey(vkey)

    def test_example_of_the_specification(self) -> None:
        vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        note = (
            "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6T"
            "fXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
        )
        assert open_note(note.encode(), [parse_vkey(vkey)]).text == "This is an example message.\n"

    def test_own(self) -> None:
        texts = own_json("texts.json")
        signer = Signer.from_skey(texts["log"]["skey"])
        assert signer.to_skey() == texts["log"]["skey"]
        assert signer.verifier.to_vkey() == texts["log"]["vkey"]
        assert sign_note(texts["body"], [signer]).decode() == texts["checkpoint"]
        cosigned = (texts["checkpoint"] + texts["cosignature"]).encode()
        assert names(open_note(cosigned, [signer.verifier])) == [texts["log"]["name"]]
        assert len(parse_note(cosigned).signatures) == 2

    def test_wycheproof_ed25519(self) -> None:
        vectors = shared_json("ed25519/ed25519_test.json")
        results = {"valid": 0, "invalid": 0}
        for group in vectors["testGroups"]:
            public = bytes.fromhex(group["publicKey"]["pk"])
            verifier = Verifier("wycheproof", Ed25519PublicKey.from_public_bytes(public))
            for case in group["tests"]:
                text, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
                if case["result"] == "valid":
                    verifier.verify(text, signature)
                else:
                    with pytest.raises(NoteError):
                        verifier.verify(text, signature)
                results[case["result"]] += 1
        assert sum(results.values()) == vectors["numberOfTests"]
        assert min(results.values()) > 50


class TestKeys:
    def test_key_id(self) -> None:
        public = ALICE.private_key.public_key().public_bytes_raw()
        digest = hashlib.sha256(b"alice.example/notes\n\x01" + public).digest()
        assert ALICE.verifier.key_id == digest[:4]

    def test_round_trip(self) -> None:
        for signer in (ALICE, BOB):
            verifier = parse_vkey(signer.verifier.to_vkey())
            assert verifier == signer.verifier
            assert hash(verifier) == hash(signer.verifier)
            assert Signer.from_skey(signer.to_skey()).verifier == verifier

    def test_secrets_stay_out_of_representations_and_errors(self) -> None:
        skey = ALICE.to_skey()
        secret = skey.rsplit("+", 1)[1]
        assert "Ed25519PrivateKey" not in repr(ALICE)
        with pytest.raises(NoteError) as caught:
            Signer.from_skey(skey.replace("alice", "mallory"))
        assert secret not in str(caught.value)

    @pytest.mark.parametrize(
        "name",
        ["", "a b", "a+b", "a\nb", "a\tb", "a\u3000b", "a\u00a0b", "a\u2028b", "a\x85b", "a\x00b",
         "a\x1fb", "\ud800"],
    )  # fmt: skip
    def test_impossible_names(self, name: str) -> None:
        with pytest.raises(NoteError):
            Signer(name, private_key(1))
        with pytest.raises(NoteError):
            Verifier(name, private_key(1).public_key())

    def test_malformed_vkeys(self) -> None:
        vkey = ALICE.verifier.to_vkey()
        name, key_id, encoded = vkey.split("+", 2)
        public = base64.b64decode(encoded)
        wrong_type = b"\x04" + public[1:]
        type_4_id = hashlib.sha256(name.encode() + b"\n" + wrong_type).hexdigest()[:8]
        for changed in (
            "",
            "+",
            "++",
            name,
            f"{name}+{key_id}",
            f"+{key_id}+{encoded}",
            f"{name} +{key_id}+{encoded}",
            f"{name}+{key_id.upper()}+{encoded}",
            f"{name}+{key_id}0+{encoded}",
            f"{name}+{key_id[:-1]}+{encoded}",
            f"{name}+00000000+{encoded}",
            f"{name}x+{key_id}+{encoded}",
            f"{name}+{key_id}+{encoded}\n",
            f"{name}+{key_id}+{encoded[:-4]}",
            f"{name}+{key_id}+",
            f"{name}+{type_4_id}+{base64.b64encode(wrong_type).decode()}",
            f"{name}+{key_id}+{base64.b64encode(wrong_type).decode()}",
            f"{vkey}+{encoded}",
            "\ud800+00000000+AA==",
        ):
            with pytest.raises(NoteError):
                parse_vkey(changed)

    def test_malformed_skeys(self) -> None:
        skey = ALICE.to_skey()
        for changed in (
            "",
            ALICE.verifier.to_vkey(),
            skey.replace("PRIVATE", "private"),
            skey.replace("PRIVATE+KEY+", "PRIVATE+"),
            skey.replace(ALICE.verifier.key_id.hex(), "00000000"),
            skey + "\n",
            skey[:-4],
            skey.rsplit("+", 1)[0] + "+" + base64.b64encode(b"\x04" + bytes([1]) * 32).decode(),
        ):
            with pytest.raises(NoteError):
                Signer.from_skey(changed)

    @fuzz
    @given(st.text(max_size=60) | mutated_text([ALICE.verifier.to_vkey(), BOB.verifier.to_vkey()]))
    def test_a_vkey_is_the_one_spelling_or_refused(self, text: str) -> None:
        try:
            verifier = parse_vkey(text)
        except NoteError:
            return
        assert verifier.to_vkey() == text

    @fuzz
    @given(st.text(max_size=60) | mutated_text([ALICE.to_skey(), BOB.to_skey()]))
    def test_a_skey_is_the_one_spelling_or_refused(self, text: str) -> None:
        try:
            signer = Signer.from_skey(text)
        except NoteError:
            return
        assert signer.to_skey() == text


class TestSigning:
    def test_layout(self) -> None:
        line = ALICE.sign(TEXT)
        assert line == ALICE.sign(TEXT.encode())
        assert sign_note(TEXT, [ALICE]).decode() == f"{TEXT}\n{line}"
        name, encoded = line.removeprefix("— ").removesuffix("\n").split(" ")
        data = base64.b64decode(encoded)
        assert (name, data[:4]) == (ALICE.name, ALICE.verifier.key_id)
        ALICE.private_key.public_key().verify(data[4:], TEXT.encode())

    @pytest.mark.parametrize(
        "text", ["", "no newline", "tab\t\n", "nul\x00\n", "cr\r\n", "\ud800\n"]
    )
    def test_texts_that_no_note_holds(self, text: str) -> None:
        with pytest.raises(NoteError):
            sign_note(text, [ALICE])
        with pytest.raises(NoteError):
            ALICE.sign(text)

    def test_bytes_that_no_note_holds(self) -> None:
        with pytest.raises(NoteError):
            ALICE.sign(b"\xff\n")

    def test_limits(self) -> None:
        with pytest.raises(NoteError):
            sign_note(TEXT, [])
        with pytest.raises(NoteError):
            sign_note(TEXT, [ALICE] * 101)
        with pytest.raises(NoteError):
            sign_note("x" * MAX_NOTE_SIZE + "\n", [ALICE])
        assert len(parse_note(sign_note(TEXT, [ALICE] * 100)).signatures) == 100

    @fuzz
    @given(st.lists(st.text(st.characters(min_codepoint=32, codec="utf-8"))))
    def test_round_trip(self, lines: list[str]) -> None:
        text = "\n".join(lines) + "\n"
        note = open_note(sign_note(text, [ALICE, BOB]), [BOB.verifier, ALICE.verifier])
        assert note.text == text
        assert names(note) == [ALICE.name, BOB.name]


class TestOpening:
    def test_text_may_hold_empty_lines_and_what_looks_like_signatures(self) -> None:
        for text in ("\n", "\n\n", "a\n\n\nb\n\n", NOTE.decode()):
            assert open_note(sign_note(text, [ALICE]), [ALICE.verifier]).text == text

    def test_only_known_signatures_are_returned(self) -> None:
        assert names(open_note(NOTE, [ALICE.verifier])) == [ALICE.name]
        assert names(open_note(NOTE, [BOB.verifier])) == [BOB.name]
        stranger = Signer("stranger.example", private_key(3))
        assert names(open_note(NOTE, [stranger.verifier, BOB.verifier])) == [BOB.name]
        for verifiers in ([], [stranger.verifier]):
            with pytest.raises(NoteError):
                open_note(NOTE, verifiers)

    def test_a_shared_name_or_id_is_not_a_known_key(self) -> None:
        namesake = Signer(ALICE.name, private_key(4))
        garbage = base64.b64encode(ALICE.verifier.key_id + bytes(64)).decode()
        note = (
            f"{TEXT}\n{namesake.sign(TEXT)}— other.example {garbage}\n{ALICE.sign(TEXT)}".encode()
        )
        assert names(open_note(note, [ALICE.verifier])) == [ALICE.name]
        with pytest.raises(NoteError):
            open_note(sign_note(TEXT, [namesake]), [ALICE.verifier])

    def test_one_failing_signature_of_a_known_key_rejects_the_note(self) -> None:
        bad = ALICE.sign("another text\n")
        for lines in (bad, ALICE.sign(TEXT) + bad, bad + ALICE.sign(TEXT), BOB.sign(TEXT) + bad):
            note = f"{TEXT}\n{lines}".encode()
            with pytest.raises(NoteError):
                open_note(note, [ALICE.verifier, BOB.verifier])
        ignored = f"{TEXT}\n{BOB.sign(TEXT)}{bad}".encode()
        assert names(open_note(ignored, [BOB.verifier])) == [BOB.name]

    def test_two_verifiers_for_one_key_are_refused(self) -> None:
        with pytest.raises(NoteError):
            open_note(NOTE, [ALICE.verifier, parse_vkey(ALICE.verifier.to_vkey())])

    def test_every_flipped_bit_is_refused(self) -> None:
        note = sign_note("ab\n", [ALICE])
        for bit in range(len(note) * 8):
            with pytest.raises(NoteError):
                open_note(flipped(note, bit), [ALICE.verifier])

    def test_sixteen_signatures_and_more_are_accepted(self) -> None:
        crowd = [Signer(f"witness{n}.example", private_key(n)) for n in range(100)]
        verifiers = [signer.verifier for signer in crowd]
        assert len(open_note(sign_note(TEXT, crowd[:16]), verifiers).signatures) == 16
        assert len(open_note(sign_note(TEXT, crowd), verifiers).signatures) == 100

    def test_size_limit(self) -> None:
        room = MAX_NOTE_SIZE - len(sign_note("\n", [ALICE]))
        assert len(open_note(sign_note("x" * room + "\n", [ALICE]), [ALICE.verifier]).text) > room
        line = ALICE.sign("x" * (room + 1) + "\n")
        with pytest.raises(NoteError):
            parse_note(("x" * (room + 1) + "\n\n" + line).encode())

    @pytest.mark.parametrize(
        "note",
        [
            b"", b"\n", b"\n\n", b"text\n", b"text\n\n", b"text\n\n\n",
            "— a AAAAAAA=\n", "x— a AAAAAAA=\n", "\n— a AAAAAAA=\n", "text\n— a AAAAAAA=\n",
            "text— a AAAAAAA=\n",
            "text\n\n— a AAAAAAA=", "text\n\n— a AAAAAAA=\n\n", "text\n\n— a AAAAAAA=\nmore\n",
            "text\n\n- a AAAAAAA=\n", "text\n\n—a AAAAAAA=\n", "text\n\n—  a AAAAAAA=\n",
            "text\n\n— a  AAAAAAA=\n", "text\n\n— a AAAAAAA= \n", "text\n\n — a AAAAAAA=\n",
            "text\n\n— a\n", "text\n\n— AAAAAAA=\n", "text\n\n— a b AAAAAAA=\n",
            "text\n\n— a+b AAAAAAA=\n", "text\n\n— a\u3000b AAAAAAA=\n",
            "text\n\n— a\u2028 AAAAAAA=\n",
            "text\n\n— a AAAAAAA\n", "text\n\n— a AAAAAAB=\n", "text\n\n— a AAAAAAA=AAA=\n",
            "text\n\n— a AAAAAA==\n", "text\n\n— a AAAA\n", "text\n\n— a ====\n",
            "text\n\n— a AAA AAAA=\n", "text\r\n\n— a AAAAAAA=\n", "text\n\n— a AAAAAAA=\r\n",
            "te\txt\n\n— a AAAAAAA=\n", "te\x00xt\n\n— a AAAAAAA=\n", "te\x1bxt\n\n— a AAAAAAA=\n",
            b"te\xffxt\n\n\xe2\x80\x94 a AAAAAAA=\n",
            b"text\n\n\xe2\x80\x94 \xed\xa0\x80 AAAAAAA=\n",
            b"text\n\n\xe2\x80 a AAAAAAA=\n",
            "text\n\n" + "— a AAAAAAA=\n" * 101,
        ],
    )  # fmt: skip
    def test_malformed(self, note: bytes | str) -> None:
        with pytest.raises(NoteError):
            parse_note(note if isinstance(note, bytes) else note.encode())

    def test_what_those_were_made_from_is_well_formed(self) -> None:
        note = parse_note("text\n\n— a AAAAAAA=\n".encode())
        assert note.text == "text\n"
        assert [(line.name, line.key_id, line.signature) for line in note.signatures] == [
            ("a", bytes(4), b"\x00")
        ]

    @fuzz
    @given(
        st.binary(max_size=200)
        | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
        | mutated([NOTE])
    )
    def test_a_note_is_the_one_spelling_or_refused(self, data: bytes) -> None:
        try:
            note = parse_note(data)
        except NoteError:
            return
        assert encode_note(note) == data

    @fuzz
    @given(mutated([NOTE]))
    def test_an_opened_note_has_the_signed_text(self, data: bytes) -> None:
        try:
            note = open_note(data, [ALICE.verifier, BOB.verifier])
        except NoteError:
            return
        assert note.text == TEXT
