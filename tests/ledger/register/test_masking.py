"""Masked names and hosts: one character is left, and what is not masked is told from what is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ledger.register.masking import MaskedHost, MaskedLabel, mask_host, mask_label

from .build import fuzz

LABEL: TypeAdapter[str] = TypeAdapter(MaskedLabel)
HOST: TypeAdapter[str] = TypeAdapter(MaskedHost)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("敦煌飞天旗舰店", "敦***"), ("王五", "王***"), ("x", "x***"), ("𠀀画室", "𠀀***")],
)
def test_a_name(name, masked):
    assert mask_label(name) == masked
    assert LABEL.validate_python(masked) == masked


@pytest.mark.parametrize("name", ["", " 画室", "*画室", "\u3000", "\n"])
def test_what_is_no_name(name):
    with pytest.raises(ValueError, match="not a name"):
        mask_label(name)


@pytest.mark.parametrize(
    ("host", "masked"),
    [
        ("item.market.example", "i***.m***.example"),
        ("ITEM.Market.Example.", "i***.m***.example"),
        ("zhangsan.cn", "z***.cn"),
        ("xn--fiq228c.xn--fiqs8s", "x***.xn--fiqs8s"),
        ("a.b.c.d.e.f.g.cn", "a***.b***.c***.d***.e***.f***.g***.cn"),
        ("0.a.b.c.d.e.f.g.cn", "***"),
        ("192.168.1.20", "***"),
        ("[2001:db8::1]", "***"),
        ("localhost", "***"),
        ("沙州夜市", "***"),
        ("敦煌.cn", "***"),
        ("a..cn", "***"),
        ("a.cn/path", "***"),
        ("", "***"),
    ],
)
def test_a_host(host, masked):
    assert mask_host(host) == masked
    assert HOST.validate_python(masked) == masked


@pytest.mark.parametrize(
    "text",
    ["", "****", "敦煌***", "敦**", "敦****", " ***", "敦 ***", "敦***\n", "张三", "敦***店"],
)
def test_labels_that_are_not_masked(text):
    with pytest.raises(ValidationError):
        LABEL.validate_python(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "**", "****", "market.example", "i***", "i***.", ".example", "i**.example"),
        *("it***.example", "i***.Example", "i***.9***", "i***.1", "i***.example\n", "***.example"),
        *("i***..example", "张***.example", "i***.example/x", "a***." * 8 + "cn"),
    ],
)
def test_hosts_that_are_not_masked(text):
    with pytest.raises(ValidationError):
        HOST.validate_python(text)


@fuzz
@given(
    st.text(max_size=300) | st.from_regex(r"([a-zA-Z0-9-]{1,9}\.){1,4}[a-z]{2,9}", fullmatch=True)
)
def test_any_host_has_a_masked_form_that_says_little(host):
    masked = HOST.validate_python(mask_host(host))
    *labels, top = masked.split(".")
    assert all(re.fullmatch(r"[a-z0-9]\*{3}", label) for label in labels)
    assert top == "***" or host.lower().rstrip(".").endswith(f".{top}")
    assert mask_host(masked) in {masked, "***"}
