"""Texts and numbers written into workbooks: exactly the wanted characters change, and no other byte."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.office_builders import S, c, merges, rows, styles, workbook

from jiheng.formats import xlsx
from jiheng.formats.document import Cell, Document, Grid
from jiheng.formats.editing import apply_edits
from jiheng.formats.edits import Edited, TextEdit
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.model.location import Location

STRINGS = (
    "<si><t>项目名称</t></si>"
    '<si><r><rPr><b/><sz val="11"/></rPr><t>年度</t></r><r><rPr><color rgb="FFFF0000"/></rPr><t>目标</t></r>'
    "<r><t>（一）</t></r><rPh><t>niandu</t></rPh></si>"
    '<si><t xml:space="preserve">甲_x000D_\n乙_x005F_x0041_ </t></si>'
)
NASTY = st.text(st.sampled_from("甲乙a1.-=+@%≥<>&\"' \n_x0041\t，"), max_size=9)


def at(cell: str, sheet: str = "表1") -> Location:
    return Location(sheet=sheet, cell=cell)


def cells(document: Document) -> dict[Location, Cell]:
    return {cell.at: cell for block in document.blocks if isinstance(block, Grid) for cell in block.cells}


def read(data: bytes) -> Document:
    return xlsx.read(data, DEFAULT_LIMITS)


def edit(data: bytes, *edits: TextEdit) -> Edited:
    return apply_edits(data, "xlsx", edits)


def put(data: bytes, cell: str, text: str, *, number: Decimal | None = None) -> Edited:
    """Replace the whole text of a cell."""
    old = cells(read(data)).get(at(cell))
    return edit(data, TextEdit(at=at(cell), start=0, end=len(old.text) if old else 0, text=text, number=number))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        assert container.testzip() is None
        return {name: container.read(name) for name in container.namelist()}


def sheet(data: bytes, number: int = 1) -> str:
    return members(data)[f"xl/worksheets/sheet{number}.xml"].decode()


def shown(text: str) -> str:
    return "" if text.isspace() else text.strip("\n")


def test_no_edit_no_change() -> None:
    data = workbook(rows(c("A1", 0, kind="s")), strings=STRINGS)
    assert edit(data).data == data
    assert edit(data, TextEdit(at=at("A1"), start=0, end=2, text="项目")).data == data


def test_a_shared_string_becomes_an_inline_one() -> None:
    data = workbook(rows(c("A1", 0, kind="s", style=1) + c("B1", 0, kind="s")), strings=STRINGS, styles=styles("@"))
    made = edit(data, TextEdit(at=at("A1"), start=2, end=4, text="=编号"))
    assert '<c r="A1" s="1" t="inlineStr"><is><t>项目=编号</t></is></c><c r="B1" t="s">' in sheet(made.data)
    before, after = members(data), members(made.data)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    assert list(before) == list(after)


def test_runs_keep_their_formatting() -> None:
    data = workbook(rows(c("A1", 1, kind="s")), strings=STRINGS)
    made = sheet(edit(data, TextEdit(at=at("A1"), start=1, end=3, text="终")).data)
    assert (
        '<is><r><rPr><b/><sz val="11"/></rPr><t>年终</t></r><r><rPr><color rgb="FFFF0000"/></rPr><t>标</t></r>'
        "<r><t>（一）</t></r></is>" in made
    )
    assert "<t>年度总</t>" in sheet(edit(data, TextEdit(at=at("A1"), start=2, end=2, text="总")).data)
    assert "<t>总年度</t>" in sheet(edit(data, TextEdit(at=at("A1"), start=0, end=0, text="总")).data)


@pytest.mark.parametrize(
    ("code", "value", "text", "stored"),
    [
        ('"≥"0%', 0.95, "≥97%", "0.97"),
        ('0"个"', 12, "15个", "15"),
        ("#,##0.00", 17.8, "1,234.50", "1234.5"),
        ('0!.0,"万"', 123000, "45.6万", "456000"),
        ('yyyy"年"m"月"d"日"', 45200, "2024年2月29日", "45351"),
        ('yyyy"年"m"月"', 45200, "2024年3月", "45352"),
        ('m"月"d"日"', 45200, "3月5日", "44990"),
        ("0.00_);(0.00)", 5, "(3.20)", "-3.2"),
    ],
)
def test_a_number_stays_one_where_its_format_shows_the_text(code: str, value: float, text: str, stored: str) -> None:
    data = workbook(rows(c("A1", value, style=1) + c("B1", "x")), styles=styles(code))
    made = put(data, "A1", text)
    assert f'<c r="A1" s="1"><v>{stored}</v></c>' in sheet(made.data)
    assert cells(read(made.data))[at("A1")].text == text


def test_a_text_that_the_format_does_not_show_is_written_as_text() -> None:
    data = workbook(rows(c("A1", 0.95, style=1)), styles=styles("0%"))
    made = put(data, "A1", "不低于95%")
    assert '<c r="A1" s="1" t="inlineStr"><is><t>不低于95%</t></is></c>' in sheet(made.data)


def test_blank_cells() -> None:
    content = '<row r="2" spans="2:3"><c r="B2" t="inlineStr"><is><t>甲</t></is></c><c s="1"/></row><row><c/></row>'
    data = workbook(f'<cols><col min="1" max="1" style="2"/></cols><sheetData>{content}</sheetData>')
    made = edit(
        data,
        *(TextEdit(at=at(cell), start=0, end=0, text=cell) for cell in ("A2", "E2", "C2", "B1", "A3", "D5")),
    )
    assert not made.refused
    found = cells(read(made.data))
    assert {cell: found[at(cell)].text for cell in ("A2", "B2", "C2", "E2", "B1", "A3", "D5")} == {
        "A2": "A2", "B2": "甲", "C2": "C2", "E2": "E2", "B1": "B1", "A3": "A3", "D5": "D5",
    }  # fmt: skip
    assert '<row r="2" spans="1:5"><c r="A2" s="2" t="inlineStr">' in sheet(made.data)
    assert '<c s="1" t="inlineStr"><is><t>C2</t></is></c>' in sheet(made.data)


def test_a_blank_cell_takes_a_number() -> None:
    data = workbook(rows(c("A1", "甲") + c("B1", style=1) + c("C1")), styles=styles("0.00"))
    assert '<c r="B1" s="1"><v>17.8</v></c>' in sheet(put(data, "B1", "17.80").data)
    assert '<c r="C1"><v>17.8</v></c>' in sheet(put(data, "C1", "17.8", number=Decimal("17.8")).data)
    assert '<c r="C1" t="inlineStr">' in sheet(put(data, "C1", "17.80", number=Decimal("17.8")).data)
    assert '<c r="C1" t="inlineStr">' in sheet(put(data, "C1", "17.8").data)


def test_an_empty_sheet() -> None:
    made = edit(workbook("<sheetData/>"), TextEdit(at=at("B3"), start=0, end=0, text="甲"))
    assert [cell.text for cell in cells(read(made.data)).values()] == ["甲"]


def test_clearing() -> None:
    data = workbook(rows(c("A1", 0, kind="s", style=1) + c("B1", "乙")), strings=STRINGS, styles=styles("@"))
    assert '<c r="A1" s="1"></c>' in sheet(put(data, "A1", "").data)


def test_escapes_and_blanks() -> None:
    data = workbook(rows(c("A1", 2, kind="s")), strings=STRINGS)
    made = edit(data, TextEdit(at=at("A1"), start=0, end=1, text=" \x01丙_x0042_"))
    assert cells(read(made.data))[at("A1")].text == " 丙_x0042_\n乙_x0041_ "
    assert '<t xml:space="preserve"> 丙_x005F_x0042__x000D_\n乙_x005F_x0041_ </t>' in sheet(made.data)


def test_a_format_that_adds_text() -> None:
    data = workbook(rows(c("A1", "1", style=1) + c("B1", "2", style=2)), styles=styles('"附件"@"号"', ";;;"))
    assert cells(read(put(data, "A1", "附件3号").data))[at("A1")].text == "附件3号"
    assert cells(read(edit(data, TextEdit(at=at("A1"), start=2, end=3, text="5")).data))[at("A1")].text == "附件5号"
    ((_, why),) = put(data, "A1", "附表3号").refused
    assert why.startswith("工作表“表1”A1：这一格的数字格式")
    ((_, why),) = put(data, "B1", "甲").refused
    assert "不能显示“甲”" in why


def test_formulas() -> None:
    content = (
        c("A1", 1)
        + '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c>'
        + '<c r="C1"><f>SUM(A1)</f><v>1</v></c>'
    )
    second = c("A2", 2) + '<c r="B2"><f t="shared" si="0"/><v>4</v></c>'
    chain = '<calcChain xmlns="x"><c r="B1"/><c r="B2"/></calcChain>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/calcChain.xml" ContentType="a/b"/></Types>'
    )
    made = put(
        workbook(rows(content, second), parts={"xl/calcChain.xml": chain, "[Content_Types].xml": types}), "B1", "9"
    )
    assert '<c r="B1"><v>9</v></c>' in sheet(made.data)
    assert '<c r="B2"><f>A2*2</f><v>4</v></c>' in sheet(made.data)
    assert made.notes[0] == "工作表“表1”的 B1 原来是公式，已换成写入的值，以后不再自动计算。"
    assert "重新计算" in made.notes[1]


def test_the_list_of_formulas_is_left_out() -> None:
    parts = {
        "xl/calcChain.xml": "<calcChain/>",
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="rId2" Type="x/calcChain" Target="calcChain.xml"/></Relationships>'
        ),
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/xl/calcChain.xml" ContentType="a/b"/></Types>'
        ),
    }
    data = workbook(rows('<c r="A1"><f>1+1</f><v>2</v></c>'), parts=parts)
    made = members(put(data, "A1", "3").data)
    assert "xl/calcChain.xml" not in made
    assert b"calcChain" not in made["[Content_Types].xml"] + made["xl/_rels/workbook.xml.rels"]


def test_what_is_refused() -> None:
    array = '<c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>1</v></c>'
    data = workbook(rows(c("A1", "甲") + c("B1", "乙"), array, c("B3", 2)) + merges("A1:A2"))
    made = edit(
        data,
        TextEdit(at=at("A1"), start=0, end=5, text="x"),
        TextEdit(at=at("A2"), start=0, end=0, text="x"),
        TextEdit(at=at("B3"), start=0, end=1, text="x"),
        TextEdit(at=at("A1", "没有"), start=0, end=0, text="x"),
        TextEdit(at=at("B1"), start=0, end=1, text="丙"),
    )
    assert [why for _, why in made.refused] == [
        "工作表“表1”A1：要替换的是第 1 至 5 个字，这一格只有 1 个字，没有写入，请重新读取文件后再试。",
        "工作表“表1”A2：这一格被合并单元格 A1:A2 盖住，没有写入，请改写这个合并单元格左上角的一格。",
        "工作表“表1”B3：这一格是数组公式或模拟运算表的一部分，没有写入，请先在 Excel 或 WPS 里把公式改成值。",
        "工作表“没有”A1：文件里没有这个工作表，没有写入，请重新读取文件后再试。",
    ]
    assert cells(read(made.data))[at("B1")].text == "丙"


def test_protected_sheets_are_written_and_told() -> None:
    made = put(workbook(rows(c("A1", "甲")) + '<sheetProtection sheet="1"/>'), "A1", "乙")
    assert made.notes == ("工作表“表1”加了保护，内容已经写入，保护没有改动。",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_and_prefixes(encoding: str) -> None:
    namespace = S if encoding == "utf-16" else "http://purl.oclc.org/ooxml/spreadsheetml/main"
    xml = (
        f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><x:worksheet xmlns:x="{namespace}">'
        "<!-- <c r=\"A1\"> --><x:sheetData><x:row r='1'><x:c t=\"inlineStr\" r='A1' ><x:is><x:t><![CDATA[甲<]]>&#20057;"
        "</x:t></x:is></x:c><x:c r='B1'/></x:row></x:sheetData></x:worksheet>"
    )
    data = workbook("", parts={"xl/worksheets/sheet1.xml": xml.encode(encoding)})
    made = edit(
        data, TextEdit(at=at("A1"), start=1, end=2, text="丙"), TextEdit(at=at("B1"), start=0, end=0, text="丁")
    )
    part = members(made.data)["xl/worksheets/sheet1.xml"]
    assert part.decode(encoding) == xml.replace("<![CDATA[甲<]]>&#20057;", "甲丙乙").replace(
        "<x:c r='B1'/>", "<x:c r='B1' t=\"inlineStr\"><x:is><x:t>丁</x:t></x:is></x:c>"
    )
    assert [cell.text for cell in cells(read(made.data)).values()] == ["甲丙乙", "丁"]


def test_cells_out_of_their_row_and_twice() -> None:
    content = (
        '<sheetData><row r="1"><c r="A1"><v/></c><c r="A1"><v>1</v></c><c r="B2"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c></row></sheetData>'
    )
    data = workbook(content)
    before = {str(where.cell): cell.text for where, cell in cells(read(data)).items()}
    assert before["B2"] == "2"
    made = edit(data, TextEdit(at=at("B2"), start=1, end=1, text="0"), TextEdit(at=at("A1"), start=1, end=1, text="0"))
    after = {str(where.cell): cell.text for where, cell in cells(read(made.data)).items()}
    assert after == {**before, "B2": "20", "A1": "10"}


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_exactly_the_wanted_characters_change(data: st.DataObject) -> None:
    kinds = st.sampled_from(["s", "inline", "number", "blank", "none", "str"])
    made_rows = []
    for row in (1, 2, 3):
        made = ""
        for letter in "ABC":
            kind = data.draw(kinds)
            name = f"{letter}{row}"
            style = data.draw(st.sampled_from([None, 1, 2, 3]))
            if kind == "s":
                made += c(name, data.draw(st.sampled_from([0, 1, 2])), kind="s", style=style)
            elif kind == "inline":
                made += c(
                    name, data.draw(st.sampled_from(["甲 乙", " 目标：_x000D_\n完成", "1个", "\n乙"])), style=style
                )
            elif kind == "number":
                made += c(name, data.draw(st.sampled_from([0.95, 12, 45200, -3])), style=style)
            elif kind == "str":
                made += c(name, "甲", kind="str", style=style)
            elif kind == "blank":
                made += c(name, style=style)
        made_rows.append(made + c("D" + str(row), "尾"))
    file = workbook(rows(*made_rows), strings=STRINGS, styles=styles("0%", '0"个"', 'yyyy"年"m"月"d"日"'))
    before = cells(read(file))
    edits, wanted = [], {where: cell.text for where, cell in before.items()}
    for where in data.draw(st.lists(st.sampled_from(sorted(before, key=str)), unique=True, max_size=6)):
        text = before[where].text
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        new = data.draw(NASTY)
        edits.append(TextEdit(at=where, start=start, end=end, text=new))
        wanted[where] = shown(text[:start] + new + text[end:])
    result = edit(file, *edits)
    assert not result.refused
    after = cells(read(result.data))
    assert {where: cell.text for where, cell in after.items()} == wanted
    assert not read(result.data).hidden
    untouched = [name for name in members(file) if name != "xl/worksheets/sheet1.xml"]
    assert all(members(file)[name] == members(result.data)[name] for name in untouched)


def test_every_cell_of_the_real_forms(examples: Path) -> None:
    for path in sorted(examples.rglob("*.xlsx")):
        data = path.read_bytes()
        before = cells(read(data))
        edits = [
            TextEdit(at=where, start=len(one.text), end=len(one.text), text="=甲<") for where, one in before.items()
        ]
        made = edit(data, *edits)
        assert not made.refused
        assert {w: one.text for w, one in cells(read(made.data)).items()} == {
            w: one.text + "=甲<" for w, one in before.items()
        }
