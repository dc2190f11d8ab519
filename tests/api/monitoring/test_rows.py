"""The tables of a scan: CSV that no spreadsheet runs, and JSON lines that are exact."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.monitoring.rows import COLUMNS, Row, write_csv, write_json_lines


def row(**values: object) -> Row:
    return Row.model_validate(
        {"path": "a.png", "result": "no_hit", "zh": "无", "en": "none"} | values
    )


def table(*rows: Row) -> str:
    file = io.StringIO(newline="")
    write_csv(file, rows)
    return file.getvalue()


def cells(one: Row) -> dict[str, str]:
    (read,) = csv.DictReader(io.StringIO(table(one), newline=""))
    return read


def test_every_column_in_its_place() -> None:
    values = {
        "offset": 7,
        "record": "urn:uuid:1",
        "page": 'https://a.example/,"x"',
        "referrer": "https://a.example/\nb",
        "captured": "2026-11-20T08:00:00Z",
        "http_status": 200,
        "sha256": "ab",
        "media_type": "image/png",
        "length": 5,
        "result": "hit",
        "work": "urn:uuid:2",
        "number": "MG-000000001-11",
        "heritage": "urn:uuid:3",
        "score": 0.5,
        "verdict": "undetermined",
        "authorised": False,
        "tree_size": 9,
        "pictures": 8,
        "code": "c",
    }
    read = cells(row(**values))
    assert tuple(read) == COLUMNS
    expected = {"path": "a.png", "zh": "无", "en": "none"} | {
        name: str(value) for name, value in values.items()
    }
    assert read == expected | {"authorised": "no"}
    assert cells(row(authorised=True))["authorised"] == "yes"
    assert set(cells(row()).values()) == {"", "a.png", "no_hit", "无", "none"}


def test_lines_end_as_rfc_4180_has_it() -> None:
    text = table(row(), row())
    assert text.count("\r\n") == text.count("\n") == 3


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(first: str) -> None:
    page = f"{first}cmd|'/c calc'!A0"
    assert cells(row(page=page))["page"] == f"'{page}"


def test_a_negative_number_is_none() -> None:
    assert cells(row(score=-0.5))["score"] == "-0.5"


@given(page=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(page: str) -> None:
    read = cells(row(page=page))["page"]
    assert read.removeprefix("'") == page.removeprefix("'").replace("\0", "\ufffd")
    assert not read.startswith(("=", "+", "-", "@"))
    file = io.StringIO()
    write_json_lines(file, [row(page=page), row()])
    first, second = (json.loads(line) for line in file.getvalue().splitlines())
    assert (first["page"], second["page"]) == (page, None)
    assert set(first) == set(Row.model_fields) - {"names"}
