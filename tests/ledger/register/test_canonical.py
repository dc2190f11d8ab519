"""Strict JSON in, JCS out: one meaning and one sequence of bytes."""

import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import StatementError
from ledger.register.canonical import (
    MAX_DEPTH,
    MAX_INTEGER,
    MAX_STATEMENT_BYTES,
    canonical,
    parse_json,
)

from .build import fuzz, shared_bytes

INTEGERS = st.integers(-MAX_INTEGER, MAX_INTEGER)
ASCII_KEYS = st.text(st.characters(max_codepoint=0x7F), max_size=6)
# any text at all in values: escapes, DEL, line separators, astral characters
TEXTS = st.text(max_size=20) | st.text(
    '\x00\x01\b\t\n\f\r\x1f"\\/\x7f\u2028\u2029🐇𠀀é', max_size=8
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ASCII_KEYS, inner, max_size=5),
    max_leaves=20,
)
# what `parse_json` admits
PLAIN_KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=6)
PLAIN_TEXTS = st.text('az09 \n"\\/<é中𠀀🐇\u200d', max_size=8).map(
    lambda text: unicodedata.normalize("NFC", text)
)
PLAIN_OBJECTS = st.dictionaries(
    PLAIN_KEYS,
    st.recursive(
        st.none() | st.booleans() | INTEGERS | PLAIN_TEXTS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN_KEYS, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)


def refused(data: bytes, limit: int = MAX_STATEMENT_BYTES) -> StatementError:
    with pytest.raises(StatementError) as caught:
        parse_json(data, limit)
    return caught.value


def nested(depth: int) -> bytes:
    """Return an object with `depth` levels of values in it."""
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


# ---- RFC 8785 ----------------------------------------------------------------------------------


@given(VALUES)
@fuzz
def test_canonical_gives_the_bytes_of_another_implementation(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_canonical_escapes_as_ecmascript_does():
    value = {"a": '\b\t\n\f\r\x00\x0b\x1f"\\/\x7fé🐇', "B": MAX_INTEGER, "": None}
    assert (
        canonical(value)
        == (
            '{"":null,"B":9007199254740991,'
            '"a":"\\b\\t\\n\\f\\r\\u0000\\u000b\\u001f\\"\\\\/\x7fé🐇"}'
        ).encode()
    )


@pytest.mark.parametrize("name", ["arrays", "unicode"])
def test_jcs_vectors_within_the_subset(name):
    value = json.loads(shared_bytes(f"jcs/input/{name}.json"))
    assert canonical(value) == shared_bytes(f"jcs/output/{name}.json").rstrip(b"\n")
    assert canonical(value) == bytes.fromhex(shared_bytes(f"jcs/outhex/{name}.txt").decode())


def test_jcs_vector_with_its_one_float_as_an_integer():
    value = json.loads(shared_bytes("jcs/input/structures.json"), parse_float=lambda _: 56)
    assert canonical(value) == shared_bytes("jcs/output/structures.json").rstrip(b"\n")


@pytest.mark.parametrize(
    ("name", "code", "params"),
    [
        ("arrays", "statement_not_object", {}),
        ("french", "key_not_ascii", {"key": "p\\xe9ch\\xe9"}),
        ("structures", "number_not_allowed", {"number": "56.0"}),
        ("unicode", "text_not_normalised", {"text": "A\\u030a"}),
        ("values", "number_not_allowed", {"number": "333333333.33333329"}),
        ("weird", "key_not_ascii", {"key": "\\u20ac"}),
    ],
)
def test_jcs_vectors_beyond_the_subset_are_refused(name, code, params):
    error = refused(shared_bytes(f"jcs/input/{name}.json"))
    assert (error.code, error.params) == (code, params)


# ---- one meaning -------------------------------------------------------------------------------


@given(PLAIN_OBJECTS, st.booleans(), st.sampled_from([None, 0, 3]))
@fuzz
def test_N20_every_spelling_of_a_document_gives_the_same_value_and_bytes(value, ascii_only, indent):
    spelt = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert parse_json(spelt.encode(), 10**6) == value
    assert parse_json(canonical(value), 10**6) == value
    assert canonical(parse_json(spelt.encode(), 10**6)) == rfc8785.dumps(value)


def test_what_may_stand_in_a_document():
    assert parse_json(b' {"n": [0, -1, 9007199254740991, -9007199254740991], "t": true}\r\n') == {
        "n": [0, -1, MAX_INTEGER, -MAX_INTEGER],
        "t": True,
    }
    assert parse_json('{"a":"\\ud83d\\udc07 \\u0041\\n 家庭👨\u200d👩 \U0002f00a"}'.encode()) == {
        "a": "🐇 A\n 家庭👨\u200d👩 \U0002f00a"
    }


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"", "statement_not_json", {"offset": 0}),
        (b" ", "statement_not_json", {}),
        (b"{", "statement_not_json", {"offset": 1}),
        (b'{"a":1}x', "statement_not_json", {"offset": 7}),
        (b'{"a":1}{"a":1}', "statement_not_json", {"offset": 7}),
        (b'{"a":1}\x00', "statement_not_json", {"offset": 7}),
        (b'{"a":1,}', "statement_not_json", {}),
        (b"{'a':1}", "statement_not_json", {}),
        (b"{a:1}", "statement_not_json", {}),
        (b'{"a":01}', "statement_not_json", {}),
        (b'{"a":+1}', "statement_not_json", {}),
        (b'{"a":0x1}', "statement_not_json", {}),
        (b'{"a":1.}', "statement_not_json", {}),
        ('{"a":１}'.encode(), "statement_not_json", {}),
        (b'{"a":"\x01"}', "statement_not_json", {"offset": 6}),
        (b'{"a":"\n"}', "statement_not_json", {"offset": 6}),
        (b'{"a":"\\x41"}', "statement_not_json", {}),
        (b'{"a":"\\u00"}', "statement_not_json", {}),
        (b'{"a":/**/1}', "statement_not_json", {}),
        (b'\xef\xbb\xbf{"a":1}', "statement_not_json", {"offset": 0}),
        (b'{"a":"\xff"}', "statement_not_utf8", {"offset": 6}),
        (b'{"a":"\xed\xa0\x80"}', "statement_not_utf8", {"offset": 6}),  # a surrogate, encoded
        (b'{"a":"\xc0\xaf"}', "statement_not_utf8", {"offset": 6}),  # overlong
        (b'{"a":"\xf4\x90\x80\x80"}', "statement_not_utf8", {"offset": 6}),  # beyond U+10FFFF
        (b'{"a":"\xe4\xb8', "statement_not_utf8", {"offset": 6}),
        ('{"a":1}'.encode("utf-16"), "statement_not_utf8", {"offset": 0}),
        (b"null", "statement_not_object", {}),
        (b"[]", "statement_not_object", {}),
        (b'"{}"', "statement_not_object", {}),
        (b"7", "statement_not_object", {}),
        (b'{"a":1,"a":1}', "duplicate_key", {"key": "a"}),
        (b'{"a":1,"\\u0061":2}', "duplicate_key", {"key": "a"}),
        (b'{"b":[{"a":{"c":1,"d":2,"c":1}}]}', "duplicate_key", {"key": "c"}),
        ('{"é":1,"\\u00e9":1}'.encode(), "duplicate_key", {"key": "\\xe9"}),
        (b'{"\\ud800":1,"\\uD800":1}', "duplicate_key", {"key": "\\ud800"}),
        ('{"键":1}'.encode(), "key_not_ascii", {"key": "\\u952e"}),
        ('{"ａ":1}'.encode(), "key_not_ascii", {"key": "\\uff41"}),
        (b'{"\\ud800":1}', "key_not_ascii", {"key": "\\ud800"}),
        (b'{"a":{"\\u200b":1}}', "key_not_ascii", {"key": "\\u200b"}),
        (b'{"a":1.0}', "number_not_allowed", {"number": "1.0"}),
        (b'{"a":-0.0}', "number_not_allowed", {"number": "-0.0"}),
        (b'{"a":[-0]}', "number_not_allowed", {"number": "-0"}),
        (b'{"a":1e2}', "number_not_allowed", {"number": "1e2"}),
        (b'{"a":1E400}', "number_not_allowed", {"number": "1E400"}),
        (b'{"a":NaN}', "number_not_allowed", {"number": "NaN"}),
        (b'{"a":Infinity}', "number_not_allowed", {"number": "Infinity"}),
        (b'{"a":-Infinity}', "number_not_allowed", {"number": "-Infinity"}),
        (b'{"a":9007199254740992}', "number_not_allowed", {"number": "9007199254740992"}),
        (b'{"a":-9007199254740992}', "number_not_allowed", {"number": "-9007199254740992"}),
        (b'{"a":' + b"9" * 30_000 + b"}", "number_not_allowed", {"number": "9" * 40}),
        (b'{"a":-1' + b"0" * 17 + b"}", "number_not_allowed", {"number": "-1" + "0" * 17}),
        (nested(MAX_DEPTH + 1), "statement_too_deep", {"limit": 16}),
        (nested(500), "statement_too_deep", {"limit": 16}),
        (nested(16_000), "statement_too_deep", {"limit": 16}),
        (b" " * 32_769, "statement_too_large", {"size": 32_769, "limit": 32_768}),
        ('{"a":"A\u030a"}'.encode(), "text_not_normalised", {"text": "A\\u030a"}),
        (b'{"a":"A\\u030a"}', "text_not_normalised", {"text": "A\\u030a"}),
        (b'{"a":["\\uf900"]}', "text_not_normalised", {"text": "\\uf900"}),  # 豈 for compatibility
        (b'{"a":"\\u1100\\u1161"}', "text_not_normalised", {"text": "\\u1100\\u1161"}),
    ],
)
def test_refused_documents(data, code, params):
    error = refused(data)
    assert error.code == code
    assert error.params.items() >= params.items()


def test_deep_and_cut_off_is_refused():
    """As what, depends on how deep the interpreter's own reader goes before it meets the end."""
    codes = {"statement_too_deep", "statement_not_json"}
    assert refused(b'{"a":' * 5_000).code in codes


def test_a_hundred_thousand_levels_are_too_deep_whatever_the_size_allowed():
    assert refused(nested(100_000), 10**6).code == "statement_too_deep"
    assert refused(b"[" * 100_000, 10**6).code == "statement_too_deep"
    assert refused(nested(100_000)).code == "statement_too_large"
    assert parse_json(nested(MAX_DEPTH)) is not None


def test_a_million_digits_are_refused_without_reading_them():
    error = refused(b'{"a":1' + b"0" * 1_000_000 + b"}", 10**7)
    assert error.code == "number_not_allowed"


def test_the_limit_on_size_is_exact():
    assert parse_json(b'{"a":1}'.ljust(MAX_STATEMENT_BYTES)) == {"a": 1}
    assert refused(b'{"a":1}'.ljust(MAX_STATEMENT_BYTES + 1)).code == "statement_too_large"


FORBIDDEN = [
    *range(0x0A),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    0xAD,  # soft hyphen
    0x061C,  # Arabic letter mark
    0x200B,  # zero-width space
    0x200E,
    0x200F,  # left-to-right and right-to-left marks
    *range(0x2028, 0x202F),  # separators of lines and paragraphs, bidirectional overrides
    *range(0x2060, 0x2070),  # invisible operators, bidirectional isolates
    0xD800,
    0xDBFF,
    0xDC00,
    0xDFFF,
    0xFDD0,
    0xFEFF,
    0xFFF9,
    0xFFFE,
    0xFFFF,
    0x1FFFE,
    0x2FFFF,
    0xE0001,
    0xE0041,
    0xE0FFF,  # not assigned
    0x10FFFF,
]


@pytest.mark.parametrize("point", FORBIDDEN, ids=lambda point: f"U+{point:04X}")
def test_characters_that_may_stand_nowhere(point):
    escaped = json.dumps(f"莫{chr(point)}高")
    for data in (f'{{"a":{escaped}}}', f'{{"a":[[{escaped}]]}}'):
        error = refused(data.encode())
        assert error.code == "character_not_allowed"
        assert error.params == {"character": f"U+{point:04X}"}


@pytest.mark.parametrize("key", ["\x00", "\x1b", "\x7f", "a\tb"])
def test_keys_hold_no_control_characters(key):
    assert refused(json.dumps({"a": {key: 1}}).encode()).code == "character_not_allowed"


def test_text_that_the_next_unicode_version_may_normalise_otherwise_is_refused():
    unassigned = next(filter(lambda point: unicodedata.category(chr(point)) == "Cn", range(0x3000)))
    error = refused(json.dumps({"a": f"a{chr(unassigned)}"}).encode())
    assert error.code == "character_not_allowed"
    # ideographs added in later versions of Unicode than Python's are names of people and places
    assert parse_json('{"a":"\U0002ebf0\U000323b0\U0003fffd"}'.encode())


@given(st.characters(exclude_categories=["Cs"]))
@example("\n")
@example("\u200d")
@fuzz
def test_a_character_is_refused_or_read_as_itself(character):
    try:
        value = parse_json(json.dumps({"a": character}).encode())
    except StatementError as error:
        value = {"refused": error.code}
    assert value in (
        {"a": character},
        {"refused": "character_not_allowed"},
        {"refused": "text_not_normalised"},
    )


# ---- fuzz --------------------------------------------------------------------------------------

TOKENS = [b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\", b"\\u", b"\\ud800", b"-", b"0", b"1e9"]
TOKENS += [b"NaN", b"null", b'"a"', b'"a":1', b" ", b"\n", b"\x00", b"\xff", b"\xe4\xb8", b".5"]


@given(st.binary(max_size=60) | st.lists(st.sampled_from(TOKENS), max_size=30).map(b"".join))
@example(b'{"a":1}')
@fuzz
def test_any_bytes_give_an_object_or_a_statement_error(data):
    try:
        value = parse_json(data)
    except StatementError:
        return
    assert parse_json(canonical(value)) == value
    assert canonical(parse_json(canonical(value))) == canonical(value)
