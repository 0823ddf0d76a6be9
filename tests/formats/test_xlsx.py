"""Workbooks: stored values, merges, hidden parts, the used range, and how much they may cost."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.office_builders import (
    S,
    c,
    grids,
    merges,
    prose,
    relationships,
    rows,
    shape,
    styles,
    workbook,
    zipped,
)

from jiheng.formats import xlsx
from jiheng.formats.document import Document, Grid
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.xlsx_sheet import Merge, column_letters, column_number, parse_range
from jiheng.model.errors import DamagedDocument, LimitExceeded
from jiheng.model.location import Location


def read(*sheets: str, **options: object) -> Document:
    return xlsx.read(workbook(*sheets, **options), DEFAULT_LIMITS)  # type: ignore[arg-type]


def read_grid(sheet: str, **options: object) -> Grid:
    (grid,) = grids(read(sheet, **options))
    return grid


def places(grid: Grid) -> list[tuple[str, str]]:
    return [(str(cell.at.cell), cell.text) for cell in grid.cells]


def test_merges_and_places() -> None:
    grid = read_grid(
        rows(
            c("A1", "绩效目标表"),
            c("A2", "产出指标") + c("B2", "数量指标") + c("C2", 90),
            c("A3") + c("B3", "质量指标") + c("C3", 1),
        )
        + merges("A1:C1", "A2:A3")
    )
    assert (grid.rows, grid.columns, grid.exact, grid.at) == (3, 3, True, Location(sheet="表1"))
    assert shape(grid) == [
        (0, 0, 1, 3, "绩效目标表"),
        (1, 0, 2, 1, "产出指标"),
        (1, 1, 1, 1, "数量指标"),
        (1, 2, 1, 1, "90"),
        (2, 1, 1, 1, "质量指标"),
        (2, 2, 1, 1, "1"),
    ]
    assert [cell.at for cell in grid.cells][1] == Location(sheet="表1", cell="A2")


def test_stored_kinds() -> None:
    cells = (
        c("A1", 0, kind="s")
        + c("B1", 1, kind="s")
        + c("C1", "甲", kind="str")
        + c("D1", 1, kind="b")
        + c("E1", 0, kind="b")
        + c("F1", "#DIV/0!", kind="e")
        + '<c r="G1"><f>SUM(A1)</f></c>'
        + '<c r="H1"><f>1+1</f><v>2</v></c>'
        + '<c r="I1" t="s"><v>99</v></c>'
        + '<c r="J1" t="n"><v>3.50</v></c>'
        + c("K1", "2023-10-01", kind="d", style=1)
        + '<c r="L1"><v></v></c>'
        + c("M1", "尾")
    )
    grid = read_grid(
        rows(cells),
        strings="<si><t>甲</t></si><si><r><t>乙</t></r><r><rPr/><t>丙</t></r><rPh><t>yi</t></rPh><phoneticPr/></si>",
        styles=styles('yyyy"年"m"月"'),
    )
    assert [cell.text for cell in grid.cells] == [
        "甲",
        "乙丙",
        "甲",
        "TRUE",
        "FALSE",
        "#DIV/0!",
        "",
        "2",
        "",
        "3.5",
        "2023年10月",
        "",
        "尾",
    ]


def test_numbers_are_read_as_shown() -> None:
    codes = ('"≥"0%', "0.00_ ", '0"个"', 'yyyy"年"m"月"d"日"', '"附件"@', ";;;")
    cells = "".join(
        c(f"{letter}1", value, style=n)
        for n, (letter, value) in enumerate(zip("ABCDEFG", [0.95, 0.95, 17.8, 12, 45200, "1", 5], strict=True))
    )
    document = read(rows(cells), styles=styles(*codes))
    assert [cell.text for cell in grids(document)[0].cells] == [
        "0.95",
        "≥95%",
        "17.80",
        "12个",
        "2023年10月1日",
        "附件1",
    ]
    assert [(h.text, h.why, h.at) for h in document.hidden] == [("5", "hidden_text", Location(sheet="表1", cell="G1"))]


def test_dates_from_1904() -> None:
    grid = read_grid(rows(c("A1", 43738, style=1)), styles=styles("yyyy/m/d"), properties='<workbookPr date1904="1"/>')
    assert [cell.text for cell in grid.cells] == ["2023/10/1"]


def test_texts_are_unescaped_and_their_lines_kept() -> None:
    grid = read_grid(rows(c("A1", "甲_x000D_\n乙_x005F_x") + c("B1", "  ") + c("C1", "\n丙\n")))
    assert [cell.text for cell in grid.cells] == ["甲\n乙_x", "", "丙"]


def test_the_used_range_begins_and_ends_with_content() -> None:
    sheet = (
        '<sheetData><row r="3"><c r="B3" s="0"/><c r="C3" t="inlineStr"><is><t>标签</t></is></c><c r="D3"/></row>'
        '<row r="4"/><row r="5"><c r="E5"><v>1</v></c></row><row r="90"><c r="Z90" s="0"/></row></sheetData>'
    )
    grid = read_grid(sheet)
    assert (grid.rows, grid.columns) == (3, 3)
    assert places(grid) == [
        ("C3", "标签"),
        ("D3", ""),
        ("E3", ""),
        ("C4", ""),
        ("D4", ""),
        ("E4", ""),
        ("C5", ""),
        ("D5", ""),
        ("E5", "1"),
    ]


def test_blank_cells_beside_labels() -> None:
    bordered = styles(borders="yes")
    grid = read_grid(rows(c("A1", "项目名称") + c("B1", style=1) + c("C1", style=0)), styles=bordered)
    assert places(grid) == [("A1", "项目名称"), ("B1", "")]
    grid = read_grid(rows(c("A1", "项目名称") + c("B1")) + merges("B1:D1", "A2:D3", "M20:N21"))
    assert shape(grid) == [(0, 0, 1, 1, "项目名称"), (0, 1, 1, 3, ""), (1, 0, 2, 4, "")]


def test_a_row_that_is_bordered_to_its_end_is_decoration() -> None:
    cells = c("A1", "甲") + "".join(c(f"{column_letters(n)}1", style=1) for n in range(2, 3000))
    assert places(read_grid(rows(cells), styles=styles(borders="yes"))) == [("A1", "甲")]


def test_cells_and_rows_without_references() -> None:
    sheet = "<sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    assert places(read_grid(sheet)) == [("A1", "1"), ("B1", ""), ("C1", "2"), ("A2", "3"), ("B2", ""), ("C2", "")]


def test_hidden_rows_and_columns() -> None:
    document = read(
        '<cols><col min="2" max="2" hidden="1"/><col min="5" max="16384" width="0"/></cols>'
        + rows(
            c("A1", "甲") + c("B1", "藏列") + c("C1", "乙"),
            c("A2", "藏行") + c("B2", "两藏") + c("C2", 5),
            c("A3", "零高"),
            c("A4", "丙") + c("B4", 1) + c("C4", "丁") + c("E4", "零宽"),
            attributes={2: 'hidden="1"', 3: 'ht="0" customHeight="1"'},
        )
    )
    (grid,) = grids(document)
    assert (grid.rows, grid.columns) == (2, 2)
    assert shape(grid) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")]
    assert [cell.at.cell for cell in grid.cells] == ["A1", "C1", "A4", "C4"]
    assert [(h.text, h.why, h.at.cell) for h in document.hidden] == [
        ("藏列", "hidden_column", "B1"),
        ("藏行", "hidden_row", "A2"),
        ("两藏", "hidden_row", "B2"),
        ("5", "hidden_row", "C2"),
        ("零高", "hidden_row", "A3"),
        ("1", "hidden_column", "B4"),
        ("零宽", "hidden_column", "E4"),
    ]


def test_a_merged_cell_shows_while_a_part_of_it_does() -> None:
    document = read(
        '<cols><col min="1" max="1" hidden="1"/></cols>'
        + rows(c("A1", "标题") + c("C1"), c("A2", "全藏") + c("B2", "甲"), c("B3", "乙"), attributes={3: 'hidden="1"'})
        + merges("A1:C1", "A2:A3", "B3:C4")
    )
    (grid,) = grids(document)
    assert shape(grid) == [(0, 0, 1, 2, "标题"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, ""), (2, 0, 1, 2, "乙")]
    assert [cell.at.cell for cell in grid.cells] == ["A1", "B2", "C2", "B3"]
    assert [(h.text, h.why) for h in document.hidden] == [("全藏", "hidden_column")]


def test_text_under_a_merged_cell_is_hidden() -> None:
    document = read(rows(c("A1", "上") + c("B1", "盖住"), c("A2", "下")) + merges("A1:B1"))
    assert shape(grids(document)[0]) == [(0, 0, 1, 2, "上"), (1, 0, 1, 1, "下"), (1, 1, 1, 1, "")]
    assert [(h.text, h.why, h.at.cell) for h in document.hidden] == [("盖住", "covered", "B1")]


def test_overlapping_merges_never_give_overlapping_cells() -> None:
    grid = read_grid(
        rows(c("A1", "一"), c("A2", "二") + c("B2", "三"), c("C3", "四")) + merges("A1:B2", "B2:C3", "A2:A3", "B1:D1")
    )
    taken: set[tuple[int, int]] = set()
    for cell in grid.cells:
        area = {(cell.row + r, cell.column + k) for r in range(cell.rowspan) for k in range(cell.colspan)}
        assert not area & taken
        taken |= area


def test_hidden_sheets_are_listed_not_read() -> None:
    document = read(
        rows(c("A1", "甲")),
        rows("", c("B2", "乙")),
        rows("", "", c("C3", 3)),
        rows(""),
        names=["正表", "藏", "深藏", "空"],
        states=["", "hidden", "veryHidden", ""],
    )
    assert [grid.at for grid in grids(document)] == [Location(sheet="正表")]
    assert [(h.text, h.why, h.at) for h in document.hidden] == [
        ("乙", "hidden_sheet", Location(sheet="藏", cell="B2")),
        ("3", "hidden_sheet", Location(sheet="深藏", cell="C3")),
    ]


def test_a_stray_cell_far_away_makes_no_huge_grid() -> None:
    document = read(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
        '<row r="1048576"><c r="B1048576"><v>3</v></c></row></sheetData>'
    )
    (grid,) = grids(document)
    assert (grid.rows, grid.columns) == (10, 11)
    assert [(cell.at.cell, cell.text) for cell in grid.cells if cell.text] == [
        ("A1", "1"),
        ("XFD1", "2"),
        ("B1048576", "3"),
    ]


def test_a_merge_over_the_whole_sheet_is_no_burden() -> None:
    document = read(rows(c("A1", "甲"), c("A2", "乙")) + merges("A1:XFD1048576"))
    (grid,) = grids(document)
    assert places(grid) == [("A1", "甲"), ("A2", "乙")]
    assert not document.hidden


@pytest.mark.parametrize("ranges", [["B2:A1"], ["A2:B1"], ["A1:B1", "A1:A2"], ["A1:B2", "B2:C3"], ["A1:XFD70"]])
def test_merges_that_cannot_be_hide_no_text(ranges: list[str]) -> None:
    document = read(rows(c("A1", "一") + c("B1", "二"), c("A2", "三") + c("B2", "四")) + merges(*ranges))
    assert [cell.text for cell in grids(document)[0].cells if cell.text] == ["一", "二", "三", "四"]
    assert not document.hidden


def test_a_range_that_is_merged_twice_counts_once() -> None:
    document = read(rows(c("A1", "上") + c("B1", "盖住")) + merges("A1:B1", "A1:B1"))
    assert shape(grids(document)[0]) == [(0, 0, 1, 2, "上")]
    assert [(h.text, h.why) for h in document.hidden] == [("盖住", "covered")]


def test_cells_that_name_another_row_or_the_same_place() -> None:
    document = read(
        rows(c("A1", "一") + c("A3", "三") + c("A1", "重"), c("A2", "二"), c("A3", "又") + c("B3", "四"))
        + rows(c("ZZZZ9", "无列") + c("B0", "无行"))
    )
    assert places(grids(document)[0]) == [
        *(("A1", "一"), ("B1", "无行")),
        *(("A2", "二"), ("B2", "")),
        *(("A3", "三"), ("B3", "四")),
    ]
    assert [(h.text, h.why, h.at.cell) for h in document.hidden] == [
        ("重", "covered", "A1"),
        ("又", "covered", "A3"),
        ("无列", "covered", "A1"),
    ]


def test_a_shared_string_counts_as_often_as_it_shows() -> None:
    sheet = rows(*[c(f"A{n}", 0, kind="s") for n in range(1, 11)])
    data = workbook(sheet, sheet, strings=f"<si><t>{'长' * 50}</t></si>")
    assert len(grids(xlsx.read(data, Limits(text_characters=1000)))) == 2
    with pytest.raises(LimitExceeded, match=r"文字超过上限 999 个字.*--limit text_characters=数值 放宽"):
        xlsx.read(data, Limits(text_characters=999))


def test_too_many_wide_merges_are_refused() -> None:
    ranges = [f"A{n}:XFD{n}" for n in range(1, 40)]
    with pytest.raises(LimitExceeded, match="合并单元格过多"):
        xlsx.read(workbook(rows(c("A1", "甲")) + merges(*ranges)), Limits(cells=100_000))


def test_a_sheet_of_a_hundred_thousand_rows() -> None:
    lines = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>0</v></c><c r="C{n}" s="1"><v>0.5</v></c></row>'
        for n in range(1, 100_001)
    )
    data = workbook(f"<sheetData>{lines}</sheetData>", strings="<si><t>甲</t></si>", styles=styles("0%"))
    (grid,) = grids(xlsx.read(data, DEFAULT_LIMITS))
    assert (grid.rows, grid.columns, len(grid.cells)) == (100_000, 3, 300_000)
    assert places(grid)[-3:] == [("A100000", "100000"), ("B100000", "甲"), ("C100000", "50%")]


def test_a_million_empty_styled_cells() -> None:
    letters = [column_letters(n) for n in range(1, 101)]
    lines = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{letter}{n}" s="1"/>' for letter in letters) + "</row>"
        for n in range(2, 10_002)
    )
    data = workbook(
        f'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>{lines}</sheetData>',
        styles=styles(borders="yes"),
    )
    tracemalloc.start()
    document = xlsx.read(data, DEFAULT_LIMITS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert places(grids(document)[0]) == [("A1", "1"), ("B1", "2")]
    assert peak < 30 * 1024 * 1024


def test_too_many_cells_are_refused_early() -> None:
    data = workbook(rows(c("A1", 1) + c("B1", 2)), rows(c("A1", 3)))
    with pytest.raises(LimitExceeded, match=r"超过上限 2 个.*--limit cells="):
        xlsx.read(data, Limits(cells=2))
    assert len(grids(xlsx.read(data, Limits(cells=3)))) == 2


def test_a_cell_of_a_million_characters_is_cut_and_the_rest_listed() -> None:
    document = read(rows(c("A1", "长" * 1_000_000)))
    assert len(grids(document)[0].cells[0].text) == DEFAULT_LIMITS.cell_characters
    assert [(len(h.text), h.why) for h in document.hidden] == [(900_000, "cut_off")]


DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row></xdr:from>"
    "<xdr:sp><xdr:txBody><a:p><a:r><a:t>附件</a:t></a:r><a:r><a:t>3</a:t></a:r></a:p><a:p/>"
    "<a:p><a:r><a:t>上</a:t></a:r><a:br/><a:r><a:t>下</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
)


def test_text_boxes_and_comments() -> None:
    document = read(
        rows(c("A1", "甲")),
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(
                [("d", "drawing", "../drawings/drawing1.xml"), ("c", "comments", "../comments1.xml")]
            ),
            "xl/drawings/drawing1.xml": DRAWING,
            "xl/comments1.xml": (
                f'<comments xmlns="{S}"><commentList><comment ref="A1"/><comment ref="B1"/></commentList></comments>'
            ),
        },
    )
    assert prose(document) == [("textbox", "附件3"), ("textbox", "上\n下")]
    assert document.blocks[1].at == Location(sheet="表1", cell="B5")
    assert document.metadata.comments == 2


def test_a_sheet_that_holds_only_a_text_box() -> None:
    document = read(
        rows(""),
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relationships([("d", "drawing", "../drawings/drawing1.xml")]),
            "xl/drawings/drawing1.xml": DRAWING,
        },
    )
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Paragraph"]


def test_a_workbook_without_sheets() -> None:
    data = zipped({"xl/workbook.xml": f'<workbook xmlns="{S}"/>'})
    with pytest.raises(DamagedDocument, match="工作表目录"):
        xlsx.read(data, DEFAULT_LIMITS)


def test_strict_namespaces() -> None:
    usual = workbook(rows(c("A1", "甲") + c("B1", 0.5, style=1)), styles=styles("0%"))
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(usual)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    strict = zipped(
        {
            name: content.replace(S.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            for name, content in parts.items()
        }
    )
    assert xlsx.read(strict, DEFAULT_LIMITS).blocks == xlsx.read(usual, DEFAULT_LIMITS).blocks


def test_column_names() -> None:
    assert [column_number(letters) for letters in ("A", "Z", "AA", "XFD", "xfd", "XFE", "", "A1", "AAAA")] == [
        1,
        26,
        27,
        16384,
        16384,
        0,
        0,
        0,
        0,
    ]
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert parse_range("$B$2:D4") == Merge(2, 2, 4, 4)
    assert parse_range("D4:B2") is None
    assert parse_range("B2") is None
    assert parse_range("B2:B2") is None
    assert parse_range("x") is None


def test_sniff() -> None:
    data = workbook(rows(c("A1", "甲")))
    assert xlsx.sniff(data[:4096], "x")
    assert xlsx.sniff(b"PK\x03\x04....", "表.XLSM")
    assert not xlsx.sniff(b"\xd0\xcf", "表.xlsx")


CORNERS = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3))


@settings(max_examples=400, deadline=None)
@given(
    st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=20),
    st.lists(CORNERS, max_size=6),
    st.sets(st.integers(1, 8), max_size=4),
    st.sets(st.integers(1, 8), max_size=4),
)
def test_cells_never_overlap_and_no_text_is_lost(
    filled: set[tuple[int, int]],
    corners: list[tuple[int, int, int, int]],
    hidden_rows: set[int],
    hidden_columns: set[int],
) -> None:
    lines = []
    for row in range(1, 9):
        cells = "".join(c(f"{column_letters(k)}{row}", f"{row}.{k}") for k in range(1, 9) if (row, k) in filled)
        lines.append(
            f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row in hidden_rows else ""}>{cells}</row>'
        )
    columns = "".join(f'<col min="{k}" max="{k}" hidden="1"/>' for k in hidden_columns)
    ranges = [f"{column_letters(k)}{r}:{column_letters(k + w)}{r + h}" for r, k, h, w in corners if h or w]
    document = read(f"<cols>{columns}</cols><sheetData>{''.join(lines)}</sheetData>" + merges(*ranges))
    found = [cell.text for grid in grids(document) for cell in grid.cells if cell.text]
    assert sorted(found + [hidden.text for hidden in document.hidden]) == sorted(f"{r}.{k}" for r, k in filled)
    taken: set[tuple[int, int]] = set()
    for grid in grids(document):
        assert [(cell.row, cell.column) for cell in grid.cells] == sorted(
            (cell.row, cell.column) for cell in grid.cells
        )
        for cell in grid.cells:
            area = {(cell.row + i, cell.column + j) for i in range(cell.rowspan) for j in range(cell.colspan)}
            assert area
            assert not area & taken
            taken |= area
            assert cell.row + cell.rowspan <= grid.rows
            assert cell.column + cell.colspan <= grid.columns
