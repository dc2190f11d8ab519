"""The table of an import: as programs write it, and any bytes at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import ApiError
from api.importing import read_table

Row = dict[str, str]


def table(tmp_path: Path, content: str | bytes) -> list[Row]:
    path = tmp_path / "works.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_table(path)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables_as_programs_write_them(tmp_path: Path, newline: str, mark: str) -> None:
    lines = ["file,title_zh,title_en", "a.png,藻井,Caisson", 'b.png,"一,二",', ""]
    assert table(tmp_path, mark + newline.join(lines)) == [
        {"file": "a.png", "title_zh": "藻井", "title_en": "Caisson"},
        {"file": "b.png", "title_zh": "一,二", "title_en": ""},
    ]


def test_a_quoted_field_may_hold_anything(tmp_path: Path) -> None:
    content = 'title_zh,file\r\n"两行\r\n标题 ""引号"" \u2028 \x0b",a.png\r\n二,"b.png"\r\n'
    assert table(tmp_path, content) == [
        {"title_zh": '两行\r\n标题 "引号" \u2028 \x0b', "file": "a.png"},
        {"title_zh": "二", "file": "b.png"},
    ]


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "file": st.text(min_size=1),
                "title_zh": st.text(),
                "parents": st.text(),
            }
        ),
        max_size=4,
    )
)
def test_what_the_standard_library_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    path = tmp_path_factory.mktemp("tables") / "works.csv"
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, ["file", "title_zh", "parents"], quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)
    except UnicodeEncodeError:
        return
    assert read_table(path) == rows


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "file\na.png\n",
        "title_zh\nx\n",
        "file,title_zh,price\na.png,x,1\n",
        "file,title_zh,file\na.png,x,b.png\n",
        "File,title_zh\na.png,x\n",
        "file;title_zh\na.png;x\n",
        "file,title_zh\na.png\n",
        "file,title_zh\na.png,x,y\n",
        "file,title_zh\n,x\n",
        "file,title_zh\n,,,\n",
        'file,title_zh\n"a.png,x\n',
        'file,title_zh\n"a.png"b,x\n',
        "file,title_zh\na.png," + "x" * 200_000 + "\n",
        b"\xff\xfef\0i\0",
        "file,title_zh\na.png,藻井\n".encode("gb18030"),
        b"PK\x03\x04",
    ],
    ids=range(18),
)
def test_tables_that_are_none(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(ApiError) as caught:
        table(tmp_path, content)
    assert caught.value.code == "csv_malformed"
    assert "works.csv" in caught.value.en


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    for data in (content, b"file,title_zh\n" + content):
        try:
            rows = table(tmp_path_factory.mktemp("tables"), data)
        except ApiError as error:
            assert error.code == "csv_malformed"  # noqa: PT017  # or no error at all
        else:
            assert all(row["file"] for row in rows)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ApiError, match="file_unreadable"):
            read_table(path)
