"""Forms: raw bytes in named parts, each once, to the closing boundary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import ApiError
from api.multipart import FormReader

BOUNDARY = b"frontier"
LIMITS = {"statement": 1000, "file": 5000}


def form(*parts: tuple[str, bytes], closed: bool = True, filename: str | None = "f") -> bytes:
    body = b""
    for name, content in parts:
        disposition = f'form-data; name="{name}"'
        if filename is not None:
            disposition += f'; filename="{filename}"'
        body += b"--%b\r\nContent-Disposition: %b\r\n\r\n" % (BOUNDARY, disposition.encode())
        body += content + b"\r\n"
    return body + (b"--%b--\r\n" % BOUNDARY if closed else b"")


def read(body: bytes, step: int = 10**6, boundary: bytes = BOUNDARY) -> dict[str, bytes]:
    reader = FormReader(boundary, LIMITS)
    for start in range(0, len(body), step):
        reader.write(body[start : start + step])
    return reader.finish()


def code_of(body: bytes, boundary: bytes = BOUNDARY) -> str:
    with pytest.raises(ApiError) as caught:
        read(body, boundary=boundary)
    return caught.value.code


@given(
    statement=st.binary(max_size=900),
    file=st.binary(max_size=900),
    step=st.integers(1, 300),
    filename=st.sampled_from([None, "", "f.png", "a;b.png", '\\"']),
)
def test_parts_are_raw_bytes_however_they_arrive(
    statement: bytes, file: bytes, step: int, filename: str | None
) -> None:
    if b"frontier" in statement + file:
        return
    body = form(("statement", statement), ("file", file), filename=filename)
    assert read(body, step) == {"statement": statement, "file": file}
    assert read(form(("file", file), filename=filename), step) == {"file": file}


@given(st.binary(max_size=300))
def test_any_bytes_are_a_form_or_one_error(body: bytes) -> None:
    for text in (body, b"--frontier\r\n" + body, form(("file", b"x"), closed=False) + body):
        try:
            parts = read(text, 7)
        except ApiError as error:
            assert error.code in {"body_malformed", "body_too_large"}  # noqa: PT017  # or no error at all
        else:
            assert parts.keys() <= {"statement", "file"}


@given(st.integers(0, 400))
def test_a_form_cut_off_anywhere_is_refused(size: int) -> None:
    whole = form(("statement", b"{}" * 40), ("file", b"\x89PNG" * 20))
    closing = whole.index(b"--frontier--") + len(b"--frontier--")
    if size < closing:
        assert code_of(whole[:size]) == "body_malformed"
    else:
        assert read(whole[:size]).keys() == {"statement", "file"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form",
        form(("file", b"1"), ("file", b"2")),
        form(("statement", b"1"), ("statement", b"1")),
        form(("other", b"1")),
        form(("", b"1")),
        form(("FILE", b"1")),
        form(("file", b"1"), ("statement", b"2"), ("extra", b"3")),
        form(*((f"part{number}", b"") for number in range(5000))),
        # a part without a name, or without a disposition
        b"--frontier\r\nContent-Disposition: form-data\r\n\r\nx\r\n--frontier--\r\n",
        b"--frontier\r\nContent-Type: text/plain\r\n\r\nx\r\n--frontier--\r\n",
        b"--frontier\r\n\r\nx\r\n--frontier--\r\n",
        # headers without end
        b"--frontier\r\n" + b"X" * 100_000,
        b"--frontier\r\nContent-Disposition: " + b"x" * 100_000,
        b"--frontier\r\n" + b"A: b\r\n" * 1000 + b"\r\nx\r\n--frontier--\r\n",
        b"--frontier\r\nContent-Disposition\r\n\r\nx\r\n--frontier--\r\n",
        form(("file", b"1")).replace(b"\r\n", b"\n"),
    ],
    ids=lambda body: str(body[:40]),
)
def test_malformed_forms(body: bytes) -> None:
    assert code_of(body) == "body_malformed"


@pytest.mark.parametrize("boundary", [b"", b"x" * 1000])
def test_boundaries_that_cannot_be(boundary: bytes) -> None:
    assert code_of(form(("file", b"1")), boundary) == "body_malformed"


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_each_part_has_its_own_limit(name: str, limit: int) -> None:
    assert read(form((name, b"x" * limit))) == {name: b"x" * limit}
    assert code_of(form((name, b"x" * (limit + 1)))) == "body_too_large"


def test_reading_stops_at_the_limit() -> None:
    reader = FormReader(BOUNDARY, LIMITS)
    reader.write(form(("file", b""), closed=False)[:-2])
    for _ in range(LIMITS["file"] // 100):
        reader.write(b"x" * 100)
    with pytest.raises(ApiError, match="body_too_large"):
        reader.write(b"x" * 100)


def test_an_odd_name_is_shown_harmlessly() -> None:
    with pytest.raises(ApiError) as caught:
        read(form(("\x1b[31m" + "n" * 300, b"")))
    assert "\x1b" not in caught.value.en
    assert len(caught.value.en) < 400
