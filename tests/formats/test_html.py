"""Web pages: spans, nesting, what is hidden, what Word and Excel leave in a page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import check_linear

from jiheng.formats import html
from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.errors import JihengError, LimitExceeded
from jiheng.model.location import Location


def read(page: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    return html.read(page.encode(), limits)


def grid_of(page: str) -> Grid:
    (grid,) = (block for block in read(page).blocks if isinstance(block, Grid))
    return grid


def rows(grid: Grid) -> list[list[tuple[str, int, int, int]]]:
    """Per row: text, column, row span, column span."""
    table: list[list[tuple[str, int, int, int]]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row].append((cell.text, cell.column, cell.rowspan, cell.colspan))
    return table


def texts(grid: Grid) -> list[list[str]]:
    return [[cell[0] for cell in row] for row in rows(grid)]


def test_a_grid_is_exact_with_places() -> None:
    grid = grid_of("<table><tr><td>项目名称<td>网格经费</table>")
    cells = (
        Cell("项目名称", 0, 0, Location(table=0, row=0, column=0)),
        Cell("网格经费", 0, 1, Location(table=0, row=0, column=1)),
    )
    assert grid == Grid(1, 2, cells, Location(table=0))


def test_spans_push_cells_aside() -> None:
    page = """<table>
    <tr><td rowspan=3>甲</td><td colspan=2>乙</td></tr>
    <tr><td>丙</td><td rowspan=2>丁</td></tr>
    <tr><td>戊</td></tr></table>"""
    assert rows(grid_of(page)) == [
        [("甲", 0, 3, 1), ("乙", 1, 1, 2)],
        [("丙", 1, 1, 1), ("丁", 2, 2, 1)],
        [("戊", 1, 1, 1)],
    ]


def test_absurd_spans_are_bounded() -> None:
    page = "<table><tr><td colspan=9999>题<tr><td rowspan=0>甲<td colspan=0>乙<tr><td rowspan=77>丙</table>"
    assert rows(grid_of(page)) == [[("题", 0, 1, 2)], [("甲", 0, 2, 1), ("乙", 1, 1, 1)], [("丙", 1, 1, 1)]]


def test_row_groups_in_the_order_they_are_shown() -> None:
    page = "<table><tfoot><tr><td>合计</tfoot><tbody><tr><td>行</tbody><thead><tr><td rowspan=5>头</thead></table>"
    assert rows(grid_of(page)) == [[("头", 0, 1, 1)], [("行", 0, 1, 1)], [("合计", 0, 1, 1)]]


def test_lines_within_a_cell() -> None:
    page = "<table><tr><td>一<br>二<p>三</p><div>四</div><p>&nbsp;</p></td></tr></table>"
    assert texts(grid_of(page)) == [["一\n二\n三\n四"]]


def test_wrapped_source_lines_leave_blanks_only_between_latin_words() -> None:
    page = "<p>全年预\n   算数 of the\r\nyear 12\n万元</p>"
    assert read(page).blocks == (Paragraph("全年预算数 of the year 12万元", Location(paragraph=0)),)


def test_paragraphs_and_tables_are_counted_apart() -> None:
    blocks = read("<h1>标题</h1><table><tr><td>a</table><p>一</p><table><tr><td>b</table>").blocks
    assert [block.at for block in blocks] == [
        Location(paragraph=0),
        Location(table=0),
        Location(paragraph=1),
        Location(table=1),
    ]


def test_a_layout_table_holds_the_real_one() -> None:
    outer = grid_of("<table><tr><td>导航<table><tr><td>甲<td>乙</table>页脚</td></tr></table>")
    assert texts(outer) == [["导航\n页脚"]]
    (inner,) = outer.cells[0].grids
    assert texts(inner) == [["甲", "乙"]]
    assert inner.cells[1].at == Location(table=(0, 0, 0, 0), row=0, column=1)


def test_a_second_nested_table_and_one_within_it() -> None:
    page = "<table><tr><td>x<td><table><tr><td>1</table><table><tr><td><table><tr><td>2</table></table></table>"
    first, second = grid_of(page).cells[1].grids
    assert (first.at, second.at) == (Location(table=(0, 0, 1, 0)), Location(table=(0, 0, 1, 1)))
    assert second.cells[0].grids[0].cells[0].at == Location(table=(0, 0, 1, 1, 0, 0, 0), row=0, column=0)


def test_a_table_that_was_never_closed_does_not_swallow_the_next() -> None:
    grids = read("<table><tr><td>a</td></tr><table><tr><td>b</td></tr></table>").blocks
    assert [texts(grid) for grid in grids if isinstance(grid, Grid)] == [[["a"]], [["b"]]]


def test_unclosed_cells_and_text_between_them() -> None:
    document = read("<table>外<tr><td>a<td>b</tr><form><tr><th>c<td>d</form></table>尾")
    assert [block.text if isinstance(block, Paragraph) else texts(block) for block in document.blocks] == [
        [["a", "b"], ["c", "d"]],
        "外",
        "尾",
    ]


@pytest.mark.parametrize(
    "attribute", ["hidden", "style='display: none'", "style='mso-hide:all'", "class=xl9", "style='visibility:hidden'"]
)
def test_hidden_texts_are_kept_apart(attribute: str) -> None:
    document = read(f"<style>.xl9 {{mso-x:1;display:none}}</style><p>看<span {attribute}>不见</span>得</p>")
    assert document.blocks == (Paragraph("看得", Location(paragraph=0)),)
    assert [(hidden.text, hidden.why) for hidden in document.hidden] == [("不见", "hidden_text")]


def test_hidden_rows_and_columns() -> None:
    page = """<table><col><col style='display:none'><col>
    <tr><td>a<td>b<td>c<tr style='display:none'><td>d<td>e<td>f<tr><td>g<td>h<td>i</table>"""
    document = read(page)
    grid = document.blocks[0]
    assert isinstance(grid, Grid)
    assert rows(grid) == [[("a", 0, 1, 1), ("c", 2, 1, 1)], [], [("g", 0, 1, 1), ("i", 2, 1, 1)]]
    assert {(hidden.text, hidden.why) for hidden in document.hidden} == {
        ("b", "hidden_column"),
        ("h", "hidden_column"),
        ("d\ne\nf", "hidden_row"),
    }


def test_an_invisible_cell_keeps_its_place_a_missing_one_does_not() -> None:
    page = "<table><tr><td style='visibility:hidden'>a<td style='display:none'>b<td>c</table>"
    assert rows(grid_of(page)) == [[("", 0, 1, 1), ("c", 1, 1, 1)]]


def test_tracked_changes() -> None:
    document = read("<p>预算<del>10</del><ins>12</ins>万元<s>作废</s></p>")
    assert document.blocks == (Paragraph("预算12万元", Location(paragraph=0)),)
    assert [(hidden.text, hidden.why) for hidden in document.hidden] == [("10", "deleted"), ("作废", "deleted")]


def test_form_controls() -> None:
    page = """<p><input type=checkbox checked>新增<input type="radio">延续 <input value="12.5"><input type=hidden value=x>
    <select><option>甲<option selected>乙</select><select><option value="">请选择<option>丙</select><textarea>一
二</textarea></p>"""
    assert read(page).blocks == (Paragraph("☑新增☐延续 12.5乙一\n二", Location(paragraph=0)),)


def test_scripts_styles_and_comments_are_no_text() -> None:
    page = "<title>t</title><script>var a='<table><tr><td>x</table>'</script><!-- c --><p>正文</p><xml>y</xml>"
    assert read(page).blocks == (Paragraph("正文", Location(paragraph=0)),)


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312"><!--[if gte mso 9]><xml><o:DocumentProperties>
<o:Author>填表员</o:Author></o:DocumentProperties></xml><![endif]--><style><!-- p {margin:0} --></style></head>
<body><p class=MsoNormal><![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p></p>
<table><tr><td><p class=MsoNormal><span style='font-family:Wingdings'>þ</span><span lang=EN-US>2023<o:p></o:p></span>年
度</p></td></tr><![if !supportMisalignedColumns]><tr height=0><td width=60></td></tr><![endif]></table></body></html>"""


def test_a_page_saved_by_word_in_gbk() -> None:
    document = html.read(WORD.encode("gb18030", "xmlcharrefreplace"), DEFAULT_LIMITS)
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert texts(grid) == [["☑2023年度"]]
    assert document.metadata.author == "填表员"


def test_a_declared_charset_that_is_wrong() -> None:
    page = "<meta charset=utf-8><table><tr><td>绩效目标</table>".encode("gb18030")
    (grid,) = html.read(page, DEFAULT_LIMITS).blocks
    assert isinstance(grid, Grid)
    assert texts(grid) == [["绩效目标"]]


def test_a_page_in_an_archive_of_one_file() -> None:
    body = base64.encodebytes("<table><tr><td>绩效</table>".encode("gbk")).decode()
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html; charset="gb2312"\n'
        f"Content-Transfer-Encoding: base64\n\n{body}\n--B--\n"
    )
    assert html.sniff(archive.encode(), "x.mht")
    (grid,) = read(archive).blocks
    assert isinstance(grid, Grid)
    assert texts(grid) == [["绩效"]]


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"<!DOCTYPE html><html>", "a.txt", True),
        (b"\xef\xbb\xbf<html>", "a", True),
        ("<html>".encode("utf-16"), "a.xls", True),
        (b"<table><tr>", "report.xls", True),
        (b"<?xml version='1.0'?><html xmlns='x'>", "a", True),
        (b"<?xml version='1.0'?><data>", "a.xml", False),
        (b"a < b", "a.txt", False),
        (b"<table>", "a.md", False),
        (b"PK\x03\x04", "a.html", False),
    ],
)
def test_sniff(head: bytes, name: str, expected: bool) -> None:
    assert html.sniff(head, name) is expected


def test_tables_nested_too_deeply_are_refused() -> None:
    with pytest.raises(LimitExceeded, match=r"表格中套表格超过上限 3 层.*--limit nesting="):
        read("<table><tr><td>" * 4 + "x", Limits(nesting=3))


def test_blank_cells_by_the_hundred_thousand_are_quick() -> None:
    row = "<tr><td>甲</td><td>乙</td>" + "<td> </td>" * 998 + "</tr>"

    def reading(rows: int) -> Callable[[], Document]:
        content = "<table>" + row * rows + "</table>"
        return lambda: read(content)

    (grid,) = reading(300)().blocks
    assert isinstance(grid, Grid)
    assert (grid.rows, grid.columns, len(grid.cells)) == (300, 3, 900)
    check_linear(reading, 300)


def test_a_wide_table_keeps_its_columns() -> None:
    row = "<tr><td rowspan=2>甲</td><td class=x>" + "</td><td>" * 80 + "末</td></tr>"
    (grid,) = read("<table>" + row + row.replace(" rowspan=2", "") + "</table>").blocks
    assert isinstance(grid, Grid)
    found = [(cell.row, cell.column, cell.rowspan, cell.text) for cell in grid.cells if cell.text]
    assert found == [(0, 0, 2, "甲"), (0, 81, 1, "末"), (1, 1, 1, "甲"), (1, 82, 1, "末")]
    assert len(grid.cells) == 6
    assert grid.columns == 83


def test_too_many_places_name_the_limit_of_the_user() -> None:
    page = "<table>" + ("<tr>" + "<td></td>" * 100 + "</tr>") * 21 + "</table>"
    with pytest.raises(LimitExceeded, match=r"上限 1000 个的两倍.*--limit cells=数值 放宽"):
        read(page, Limits(cells=1000))
    with pytest.raises(LimitExceeded, match="文字超过上限 9 个字"):
        read("<p>一二三四五</p><table><tr><td>六七八九十</table>", Limits(text_characters=9))


def test_tags_nested_beyond_the_parser_are_refused_not_lost() -> None:
    with pytest.raises(LimitExceeded, match="标签嵌套过深"):
        read("<div>" * 20_000 + "x")


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="上限 2 个"):
        read("<table><tr><td>a<td>b<td>c</table>", Limits(cells=2))


def test_a_long_cell_is_cut_and_told() -> None:
    document = read("<table><tr><td>abcdef</table>", Limits(cell_characters=4))
    assert [(hidden.text, hidden.why) for hidden in document.hidden] == [("ef", "cut_off")]


def test_an_empty_page() -> None:
    assert read("").blocks == ()


TAGS = st.sampled_from(
    [
        *("<table>", "</table>", "<tr>", "<td rowspan=3>", "<td colspan=2>", "</td>", "<thead>", "<form>", "<select>"),
        *(
            "<p>",
            "</p>",
            "<br>",
            "<del>",
            "</del>",
            "<div hidden>",
            "</div>",
            "<![if x]>",
            "<!--",
            "-->",
            "&nbsp;",
            "甲",
            " \n",
        ),
    ]
)


@given(st.lists(TAGS, max_size=40).map("".join))
def test_tag_soup_gives_grids_without_overlaps(page: str) -> None:
    for block in read(page).blocks:
        if isinstance(block, Grid):
            _check(block)


def _check(grid: Grid) -> None:
    taken: set[tuple[int, int]] = set()
    for cell in grid.cells:
        places = {(cell.row + r, cell.column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
        assert not places & taken
        assert all(r < grid.rows and c < grid.columns for r, c in places)
        taken |= places
        for inner in cell.grids:
            _check(inner)


@given(st.binary(max_size=200))
def test_rubbish_never_breaks(data: bytes) -> None:
    with suppress(JihengError):
        html.read(b"<html>" + data, DEFAULT_LIMITS)
