"""Comma, semicolon and tab separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import check_linear

from jiheng.formats import delimited
from jiheng.formats.document import Cell, Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.errors import DamagedDocument, LimitExceeded
from jiheng.model.location import Location


def grid_of(text: str | bytes) -> Grid:
    data = text if isinstance(text, bytes) else text.encode()
    (grid,) = delimited.read(data, DEFAULT_LIMITS).blocks
    assert isinstance(grid, Grid)
    return grid


def rows(grid: Grid) -> list[list[str]]:
    table: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row].append(cell.text)
    return table


def test_quotes_line_breaks_and_places() -> None:
    grid = grid_of('项目,"目标1：甲\r\n目标2：乙",金额\r\n"说""明""",3,"1,5"\r\n')
    assert grid == Grid(
        2,
        3,
        (
            Cell("项目", 0, 0, Location(line=1, column=1)),
            Cell("目标1：甲\n目标2：乙", 0, 1, Location(line=1, column=2), lines=(1, 2)),
            Cell("金额", 0, 2, Location(line=2, column=3)),
            Cell('说"明"', 1, 0, Location(line=3, column=1)),
            Cell("3", 1, 1, Location(line=3, column=2)),
            Cell("1,5", 1, 2, Location(line=3, column=3)),
        ),
        Location(line=1),
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_delimiter_is_found(delimiter: str, charset: str) -> None:
    table = [
        ["名称", "金额", "备注"],
        ["街道办，社区", "77.76", ""],
        ["a;b", "1,5" if delimiter != "," else "2", "c d"],
    ]
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(table)
    grid = grid_of(stream.getvalue().encode(charset))
    assert (rows(grid), grid.exact) == (table, True)


def test_the_delimiter_that_excel_declares() -> None:
    grid = grid_of("sep=;\na,b;c\nd,e;f\n")
    assert rows(grid) == [["a,b", "c"], ["d,e", "f"]]
    assert grid.at == Location(line=2)


def test_ragged_rows_are_not_exact() -> None:
    grid = grid_of("a,b,c\n1,2\n3,4,5,6\n7,8,9\n")
    assert (grid.exact, grid.columns, rows(grid)[1]) == (False, 4, ["1", "2"])


def test_blank_lines_are_no_rows_but_count_as_lines() -> None:
    grid = grid_of("a,b\n\n,\n1,2\n")
    assert [(cell.text, cell.row, cell.at.line) for cell in grid.cells if cell.column == 0] == [
        ("a", 0, 1),
        ("", 1, 3),
        ("1", 2, 4),
    ]


def test_text_as_a_formula_and_a_name_in_quotation_marks() -> None:
    assert rows(grid_of('="0013",x\n"三馆一站"运行,y\n')) == [["0013", "x"], ['"三馆一站"运行', "y"]]


def test_an_open_quote_is_a_character() -> None:
    assert rows(grid_of('"a,b\nc,d\n')) == [['"a', "b"], ["c", "d"]]


def test_prose_with_commas_is_text() -> None:
    prose = "Budget, goals, and figures are set by the county, as every year.\nThe office, too, reports.\n\nDone.\n"
    assert delimited.read(prose.encode(), DEFAULT_LIMITS).blocks == tuple(
        Paragraph(line, Location(line=n)) for n, line in enumerate(prose.split("\n"), 1) if line
    )


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        ("甲,乙,丙\n1,2,3\n4,5,6\n", "无后缀", True),
        ("甲;乙;丙\n1;2;3\n4;5;6\n", "a.txt", True),
        ("甲\t乙\n1\t2\n", "a.csv", True),
        ("甲\t乙\t丙\n1\t2\t3\n4\t5\t6\n", "a.txt", False),
        ("保障运转, 做好服务, 维护稳定。\n加强管理, 落实责任, 提高水平。\n第三行\n", "a.txt", False),
        ("<html>", "a.csv", False),
    ],
)
def test_sniff(head: str, name: str, expected: bool) -> None:
    assert delimited.sniff(head.encode(), name) is expected


def test_rubbish_is_no_table() -> None:
    assert not delimited.sniff(bytes(range(256)) * 8, "a.csv")
    with pytest.raises(DamagedDocument):
        delimited.read(bytes(range(256)) * 8, DEFAULT_LIMITS)


def test_limits() -> None:
    with pytest.raises(LimitExceeded, match="单元格"):
        delimited.read(b"a,b\nc,d\n", Limits(cells=3))
    with pytest.raises(LimitExceeded, match="字节"):
        delimited.read(b"a,b\n", Limits(file_bytes=2))
    document = delimited.read(b"abcdef,b\nc,d\n", Limits(cell_characters=4))
    assert [hidden.text for hidden in document.hidden] == ["ef"]


def test_an_empty_file() -> None:
    assert delimited.read(b"\n\n", DEFAULT_LIMITS).blocks == ()


FIELDS = st.text(alphabet='甲乙ab1,"\n ', max_size=6)


@given(st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_what_a_spreadsheet_writes_is_what_is_read(table: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(table)
    document = delimited.read(("头,头,头\r\n" + stream.getvalue()).encode(), DEFAULT_LIMITS)
    clean = [["\n".join(part.strip() for part in field.split("\n") if part.strip()) for field in row] for row in table]
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert rows(grid)[1:] == clean


def test_separators_at_the_ends_of_rows_make_no_cells() -> None:
    def reading(rows: int) -> Callable[[], Grid]:
        content = "指标,值" + "," * 998 + "\n" + ("甲,1" + "," * 998 + "\n") * rows
        return lambda: grid_of(content)

    check_linear(reading, 300)
    grid = reading(300)()
    assert (grid.rows, grid.columns, grid.exact, len(grid.cells)) == (301, 3, True, 903)


def test_a_wide_grid_keeps_the_blank_behind_a_text() -> None:
    grid = grid_of(("甲" + "," * 70 + "乙,\n") * 2)
    assert [(cell.row, cell.column, cell.text) for cell in grid.cells] == [
        (row, column, text) for row in (0, 1) for column, text in ((0, "甲"), (1, ""), (70, "乙"), (71, ""))
    ]


def test_a_narrow_grid_keeps_every_blank() -> None:
    assert rows(grid_of("甲,乙" + "," * 62 + "\n" + "," * 63 + "\n" + "丙,丁" + "," * 62)) == [
        ["甲", "乙", *[""] * 62],
        [""] * 64,
        ["丙", "丁", *[""] * 62],
    ]


def test_places_and_texts_are_bounded() -> None:
    with pytest.raises(LimitExceeded, match=r"上限 100 个的两倍.*--limit cells=数值 放宽"):
        delimited.read(("甲" + "," * 9 + "\n").encode() * 21, Limits(cells=100))
    with pytest.raises(LimitExceeded, match=r"文字超过上限 50 个字.*--limit text_characters="):
        delimited.read("甲,乙\n".encode() * 21, Limits(text_characters=50))
