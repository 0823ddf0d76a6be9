"""Rows of workbooks copied, deleted and reordered: merged cells, formulas and all that names rows follow."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from tests.formats.office_builders import c, merges, rows, workbook
from tests.formats.test_edit_xlsx import at, cells, members, read, sheet

from jiheng.formats.document import Grid
from jiheng.formats.edit_xlsx_formula import Unclear, shifted, translated
from jiheng.formats.edit_xlsx_rowmap import Block, RowMap
from jiheng.formats.editing import apply_edits
from jiheng.formats.edits import CopyRow, CopyRows, DeleteRow, Edit, Edited, OrderRows, TextEdit


def edit(data: bytes, *edits: Edit) -> Edited:
    return apply_edits(data, "xlsx", edits)


def texts(data: bytes) -> dict[str, str]:
    return {str(where.cell): one.text for where, one in cells(read(data)).items() if one.text}


# ---- formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$B$6*C5", "A1+$B$8*C5"),
        ("SUM(C2:C5)", "SUM(C2:C7)"),
        ("SUM(C5:E5)", "SUM(C5:E5)"),
        ("SUM(C6:C2)", "SUM(C8:C2)"),
        ('IF(A6="A6",LOG10(A6),"x""B6")', 'IF(A8="A6",LOG10(A8),"x""B6")'),
        ("'目 标'!A6+目标!A6+[1]目标!A6+其他!A6", "'目 标'!A6+目标!A8+[1]目标!A6+其他!A6"),
        ("$6:$7+A:C+6:6", "$8:$9+A:C+8:8"),
        ("合计2024*A6_x+1.5E6+TRUE", "合计2024*A6_x+1.5E6+TRUE"),
        ("表[[#All],[金额]]+A6#", "表[[#All],[金额]]+A8#"),
        ("#REF!+A6:INDEX(B:B,6)", "#REF!+A8:INDEX(B:B,6)"),
        ("A1:A1048576", "A1:A1048576"),
    ],
)
def test_formulas_follow_their_rows(formula: str, expected: str) -> None:
    assert shifted(formula, "目标", "目标", RowMap(copies={5: 2})) == expected


@pytest.mark.parametrize("formula", ["SUM(一:三!A6)", "SUM('一:三'!A6)"])
def test_references_through_several_sheets_are_not_followed(formula: str) -> None:
    with pytest.raises(Unclear):
        shifted(formula, "目标", "目标", RowMap(copies={5: 2}))


def test_shared_formulas() -> None:
    assert translated("A1+$A1+A$1+$A$1+SUM(B2:B3)", 2, 1) == "B3+$A3+B$1+$A$1+SUM(C4:C5)"
    with pytest.raises(Unclear):
        translated("A1", -1, 0)


# ---- a sheet with everything -----------------------------------------------------------------------------------------


def everything() -> bytes:
    book = openpyxl.Workbook()
    form = book.active
    assert form is not None
    form.title = "目标 表"
    for row in range(1, 13):
        for column in range(1, 6):
            form.cell(row, column, f"{row}-{column}")
    for row in range(5, 10):
        form.cell(row, 4).value = row * 10
        form.cell(row, 5).value = f"=D{row}*2"
    form["D10"], form["E10"] = "=SUM(D5:D9)", "=D10/D5"
    for merge in ("A1:E1", "A5:A9", "B5:B6", "B7:B9", "A11:B12", "D12:E12"):
        form.merge_cells(merge)
    form["C7"].comment, form["C9"].comment = Comment("七", "人"), Comment("九", "人")
    form.row_dimensions[9].height = 40
    form.conditional_formatting.add("D5:D9", CellIsRule("greaterThan", ["$D$10"], fill=PatternFill("solid", "FFFF00")))
    listed = DataValidation("list", '"a,b"')
    listed.add("C5:C9")
    form.add_data_validation(listed)
    form["C8"].hyperlink = "http://example.org"
    form.print_area, form.print_title_rows, form.auto_filter.ref = "A1:E12", "1:3", "A4:E9"
    form.freeze_panes = "A5"
    form.row_breaks.append(openpyxl.worksheet.pagebreak.Break(id=10))
    other = book.create_sheet("汇总")
    other["A1"], other["A2"] = "='目标 表'!D10", "=SUM('目标 表'!D5:D9)+'目标 表'!E9"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def facts(data: bytes) -> dict[str, object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    form = book["目标 表"]
    every = [cell for row in form.iter_rows() for cell in row]
    return {
        "formulas": {x.coordinate: x.value for x in every if isinstance(x.value, str) and x.value.startswith("=")},
        "notes": {x.coordinate: x.comment.text for x in every if x.comment},
        "links": [x.coordinate for x in every if x.hyperlink],
        "merges": sorted(str(merge) for merge in form.merged_cells.ranges),
        "other": [x.value for x in book["汇总"]["A"]],
        "print": (form.print_area, form.print_title_rows, form.auto_filter.ref, form.freeze_panes),
        "breaks": [x.id for x in form.row_breaks.brk],
        "colours": [(str(k.sqref), [r.formula for r in v]) for k, v in form.conditional_formatting._cf_rules.items()],
        "choices": [str(x.sqref) for x in form.data_validations.dataValidation],
        "heights": {n: one.height for n, one in form.row_dimensions.items() if one.height},
    }


def test_copies() -> None:
    made = edit(everything(), CopyRow(at=at("C9", "目标 表"), times=2))
    assert not made.refused
    found = facts(made.data)
    assert found["formulas"] == {
        **{f"E{row}": f"=D{row}*2" for row in range(5, 10)},
        "D12": "=SUM(D5:D11)",
        "E12": "=D12/D5",
    }
    assert found["merges"] == ["A13:B14", "A1:E1", "A5:A11", "B5:B6", "B7:B11", "D14:E14"]
    assert found["other"] == ["='目标 表'!D12", "=SUM('目标 表'!D5:D11)+'目标 表'!E9"]
    assert found["print"] == ("'目标 表'!$A$1:$E$14", "$1:$3", "A4:E11", "A5")
    assert found["breaks"] == [12]
    assert found["colours"] == [("D5:D11", [["$D$12"]])]
    assert found["choices"] == ["C5:C11"]
    assert found["heights"] == {9: 40, 10: 40, 11: 40}
    assert found["notes"] == {"C7": "七", "C9": "九"}


def test_deletions() -> None:
    made = edit(
        everything(), DeleteRow(at=at("C7", "目标 表")), TextEdit(at=at("B7", "目标 表"), start=0, end=3, text="新")
    )
    assert not made.refused
    found = facts(made.data)
    assert found["merges"] == ["A10:B11", "A1:E1", "A5:A8", "B5:B6", "B7:B8", "D11:E11"]
    assert found["notes"] == {"C8": "九"}
    assert found["links"] == ["C7"]
    assert found["other"] == ["='目标 表'!D9", "=SUM('目标 表'!D5:D8)+'目标 表'!E8"]
    assert texts(made.data)["B7"] == "新"
    drawing = next(part for name, part in members(made.data).items() if name.endswith(".vml")).decode()
    assert re.findall(r"Row>(\d+)<", drawing) == ["7"]


def test_rows_change_places() -> None:
    rows_ = tuple(at(f"C{row}", "目标 表") for row in (7, 8, 9))
    made = edit(everything(), OrderRows(rows=rows_, order=(2, 0, 1)))
    found = facts(made.data)
    assert [texts(made.data)[f"C{row}"] for row in (7, 8, 9)] == ["9-3", "7-3", "8-3"]
    assert texts(made.data)["B7"] == "7-2"
    assert found["notes"] == {"C7": "九", "C8": "七"}
    assert found["links"] == ["C9"]
    assert found["heights"] == {7: 40}
    assert found["other"] == ["='目标 表'!D10", "=SUM('目标 表'!D5:D9)+'目标 表'!E7"]
    assert found["formulas"] == facts(everything())["formulas"]


def test_what_is_refused_leaves_the_rest() -> None:
    data = everything()
    made = edit(
        data,
        DeleteRow(at=at("C10", "目标 表")),
        DeleteRow(at=at("C2", "目标 表")),
        CopyRow(at=at("C3", "目标 表"), times=0),
        OrderRows(rows=(at("C5", "目标 表"), at("C6", "目标 表")), order=(0, 0)),
        OrderRows(rows=(at("A11", "目标 表"), at("C10", "目标 表")), order=(1, 0)),
    )
    assert [why for _, why in made.refused] == [
        "工作表“目标 表”C10：工作表“目标 表”的条件格式引用了这一行（$D$10），没有删除，请先改那里的公式。",
        "工作表“目标 表”C3：要增加的行数是 0，没有增加，请写 1 至 10000 之间的数。",
        "工作表“目标 表”C5：各行的新次序不完整，没有移动，请每行写一次。",
        "工作表“目标 表”A11：各行的新次序不完整，没有移动，请每行写一次。",
    ]
    assert texts(made.data)["A2"] == "3-1"


def test_tables_of_excel_are_left_alone() -> None:
    book = openpyxl.Workbook()
    form = book.active
    assert form is not None
    for row in range(1, 9):
        form.append([f"a{row}", f"b{row}"])
    form.add_table(Table(displayName="T", ref="A4:B6"))
    out = io.BytesIO()
    book.save(out)
    made = edit(out.getvalue(), CopyRow(at=at("A5", "Sheet"), times=1), CopyRow(at=at("A2", "Sheet"), times=3))
    assert [why.partition("，")[0] for _, why in made.refused] == ["工作表“Sheet”A5：这一行在“表格”区域里"]
    assert b'ref="A7:B9"' in members(made.data)["xl/tables/table1.xml"]


def test_shared_formulas_of_moved_rows() -> None:
    data = workbook(
        rows(
            c("A1", 1) + '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c>',
            c("A2", 1) + '<c r="B2"><f t="shared" si="0"/><v>2</v></c>',
            c("A3", 1) + '<c r="B3"><f t="shared" si="0"/><v>2</v></c>',
        )
    )
    made = sheet(edit(data, DeleteRow(at=at("A1"))).data)
    assert '<c r="B1"><f>A1*2</f><v>2</v></c>' in made
    assert '<c r="B2"><f>A2*2</f><v>2</v></c>' in made
    assert edit(data, CopyRow(at=at("A3"), times=1)).refused == ()
    assert '<f t="shared" si="0"/>' in sheet(edit(data, CopyRow(at=at("A3"), times=1)).data)


def test_only_the_rows_concerned_change() -> None:
    data = workbook(rows(c("A1", "甲"), c("A2", "乙"), c("A3", "丙")))
    made = sheet(edit(data, CopyRow(at=at("A2"), times=1)).data)
    assert made == sheet(data).replace('<row r="3" ><c r="A3"', '<row r="3" ><c r="A3"></c></row><row r="4" ><c r="A4"')


# ---- against a model -------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Owner:
    """A cell of the model: its text stands wherever its upper left position is."""

    text: str


Model = list[list[Owner]]
WIDTH, HEIGHT = 4, 7


@st.composite
def models(draw: st.DrawFn) -> Model:
    """A table with a frame of texts around merged cells."""
    model = [[Owner(f"{row}{column}") for column in range(WIDTH + 1)] for row in range(HEIGHT + 2)]
    for _ in range(draw(st.integers(0, 6))):
        top, left = draw(st.integers(1, HEIGHT)), draw(st.integers(0, WIDTH - 1))
        bottom, right = draw(st.integers(top, min(top + 3, HEIGHT))), draw(st.integers(left, min(left + 1, WIDTH - 1)))
        area = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        if all(sum(model[row][column] in line for line in model) == 1 for row, column in area) and all(
            sum(one is model[row][column] for one in model[row]) == 1 for row, column in area
        ):
            owner = model[top][left]
            for row, column in area:
                model[row][column] = owner
    return model


def extent(model: Model, owner: Owner) -> tuple[int, int, int, int]:
    places = [(r, k) for r, line in enumerate(model) for k, one in enumerate(line) if one is owner]
    return min(places)[0], min(k for _, k in places), max(places)[0], max(k for _, k in places)


def built(model: Model) -> bytes:
    made, ranges = [], []
    for r, line in enumerate(model):
        texts_ = ""
        for k, owner in enumerate(line):
            top, left, bottom, right = extent(model, owner)
            first = (top, left) == (r, k)
            texts_ += c(f"{'ABCDE'[k]}{r + 1}", owner.text if first and owner.text else None)
            if first and (top, left) != (bottom, right):
                ranges.append(f"{'ABCDE'[left]}{top + 1}:{'ABCDE'[right]}{bottom + 1}")
        made.append(texts_)
    return workbook(rows(*made) + (merges(*ranges) if ranges else ""))


def shape(data: bytes) -> set[tuple[int, int, int, int, str]]:
    (grid,) = [block for block in read(data).blocks if isinstance(block, Grid)]
    return {(one.row, one.column, one.rowspan, one.colspan, one.text) for one in grid.cells}


def shape_of(model: Model) -> set[tuple[int, int, int, int, str]]:
    found = set()
    for owner in {id(one): one for line in model for one in line}.values():
        top, left, bottom, right = extent(model, owner)
        found.add((top, left, bottom - top + 1, right - left + 1, owner.text))
    return found


def corner(model: Model, row: int, column: int) -> str:
    top, left, _, _ = extent(model, model[row][column])
    return f"{'ABCDE'[left]}{top + 1}"


@settings(max_examples=300, deadline=None)
@given(data=st.data(), model=models())
def test_copies_and_deletions_against_a_model(data: st.DataObject, model: Model) -> None:
    edits: list[Edit] = []
    expected: Model = []
    copied = data.draw(st.dictionaries(st.integers(1, HEIGHT), st.integers(1, 2), max_size=2))
    deleted = data.draw(st.sets(st.integers(1, HEIGHT), max_size=2)) - copied.keys()
    for row, line in enumerate(model):
        if row not in deleted:
            expected.append(line)
        if row in copied:
            own = {id(owner) for owner in line if extent(model, owner)[::2] == (row, row)}
            grow = {column for column in range(WIDTH) if row not in deleted and id(line[column]) in own}
            grow = {column for column in grow if data.draw(st.booleans())}
            ids = {id(line[column]) for column in grow}
            for _ in range(copied[row]):
                blank: dict[int, Owner] = {}
                expected.append(
                    [blank.setdefault(id(owner), Owner("")) if id(owner) in own - ids else owner for owner in line]
                )
            place = f"E{row + 1}"
            grown = tuple(at(corner(model, row, column)) for column in sorted(grow))
            edits.append(CopyRow(at=at(place), times=copied[row], grow=grown))
    edits += [DeleteRow(at=at(f"E{row + 1}")) for row in sorted(deleted)]
    data.draw(st.randoms()).shuffle(edits)
    made = edit(built(model), *edits)
    assert not made.refused
    assert shape(made.data) == shape_of(expected)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), model=models())
def test_orders_against_a_model(data: st.DataObject, model: Model) -> None:
    chosen = sorted(data.draw(st.sets(st.integers(1, HEIGHT), min_size=2, max_size=4)))
    keep = data.draw(st.sets(st.integers(0, WIDTH - 1), max_size=2))
    stays: set[int] = set()
    for row in chosen:
        for column in range(WIDTH):
            top, left, bottom, right = extent(model, model[row][column])
            if bottom > top or left in keep:
                stays |= set(range(left, right + 1))
    for row in chosen:  # the same columns stay everywhere
        for column in range(WIDTH):
            top, left, bottom, right = extent(model, model[row][column])
            assume(not stays & {left, right} or (set(range(left, right + 1)) <= stays))
            assume(not (column in stays and bottom == top and left not in keep))
    order = data.draw(st.permutations(range(len(chosen))))
    kept = tuple(at(corner(model, row, column)) for row in chosen for column in sorted(stays) if column in keep)
    made = edit(built(model), OrderRows(rows=tuple(at(f"E{row + 1}") for row in chosen), order=tuple(order), keep=kept))
    assert not made.refused
    expected = [list(line) for line in model]
    for new, old in enumerate(order):
        for column in range(WIDTH + 1):
            if column not in stays:
                expected[chosen[new]][column] = model[chosen[old]][column]
    assert shape(made.data) == shape_of(expected)


def after_block(model: Model, block: range, times: int, keep: set[int]) -> Model | None:
    """The model with a block of rows copied; None where a cell leaves it at one side only."""
    extents = {id(owner): extent(model, owner) for line in model for owner in line}
    inside: set[int] = set()
    for owner, (top, _, bottom, _) in extents.items():
        if top < block[0] <= bottom < block[-1] or block[0] <= top <= block[-1] < bottom:
            return None
        if block[0] <= top and bottom <= block[-1]:
            inside.add(owner)
    copies: Model = []
    for _ in range(times):
        new: dict[int, Owner] = {}
        for row in block:
            copies.append(
                [
                    new.setdefault(id(one), Owner(one.text if id(one) in keep else "")) if id(one) in inside else one
                    for one in model[row]
                ]
            )
    return copies


@settings(max_examples=300, deadline=None)
@given(data=st.data(), model=models())
def test_blocks_against_a_model(data: st.DataObject, model: Model) -> None:
    first = data.draw(st.integers(1, HEIGHT))
    block = range(first, data.draw(st.integers(first, HEIGHT)) + 1)
    owners = {id(one): one for row in block for one in model[row]}
    keep = {one for one in owners if data.draw(st.booleans())}
    places = [extent(model, owners[one])[:2] for one in keep]
    edits: list[Edit] = [
        CopyRows(
            first=at(f"E{block[0] + 1}"),
            last=at(f"E{block[-1] + 1}"),
            times=2,
            keep=tuple(at(f"{'ABCDE'[column]}{row + 1}") for row, column in places),
        )
    ]
    copied = data.draw(st.none() | st.integers(1, HEIGHT))
    if copied is not None:
        edits.append(CopyRow(at=at(f"E{copied + 1}"), times=1))
    deleted = data.draw(st.none() | st.integers(1, HEIGHT))
    assume(deleted is None or deleted != copied)
    if deleted is not None:
        edits.append(DeleteRow(at=at(f"E{deleted + 1}")))
    changed = TextEdit(at=at(f"E{block[0] + 1}"), start=0, end=0, text="新")
    made = edit(built(model), *edits, changed)
    copies = after_block(model, block, 2, keep)
    if copies is None:
        assert [asked for asked, _ in made.refused] == edits[:1]
        return
    assert not made.refused
    expected: Model = []
    for row, line in enumerate(model):
        if row != deleted:
            expected.append([*line[:-1], Owner("新" + line[-1].text)] if row == block[0] else line)
        if row == copied:
            own = {id(one) for one in line if extent(model, one)[::2] == (row, row)}
            blank: dict[int, Owner] = {}
            expected.append([blank.setdefault(id(one), Owner("")) if id(one) in own else one for one in line])
        if row == block[-1]:
            expected += copies
    assert shape(made.data) == shape_of(expected)


def test_what_names_rows_of_a_copied_block() -> None:
    name = "目标 表"
    made = edit(
        everything(),
        CopyRows(
            first=at("C5", name), last=at("C9", name), times=2, keep=(at("C5", name), at("B7", name), at("E6", name))
        ),
    )
    assert not made.refused
    found = facts(made.data)
    assert found["formulas"] == {
        **{f"E{row}": f"=D{row}*2" for row in range(5, 10)},
        "D20": "=SUM(D5:D19)",
        "E20": "=D20/D5",
    }
    tall = [f"{column}{top + down}:{column}{bottom + down}" for down in (0, 5, 10) for column, top, bottom in TALL]
    assert found["merges"] == sorted(["A1:E1", "A21:B22", "D22:E22", *tall])
    assert found["other"] == ["='目标 表'!D20", "=SUM('目标 表'!D5:D19)+'目标 表'!E9"]
    assert found["print"] == ("'目标 表'!$A$1:$E$22", "$1:$3", "A4:E19", "A5")
    assert found["breaks"] == [20]
    assert found["colours"] == [("D5:D19", [["$D$20"]])]
    assert found["choices"] == ["C5:C19"]
    assert found["heights"] == {9: 40, 14: 40, 19: 40}
    shown = texts(made.data)
    assert [shown.get(cell) for cell in ("C10", "B12", "C15", "B17", "A10", "C11")] == [
        "5-3",
        "7-2",
        "5-3",
        "7-2",
        None,
        None,
    ]


TALL = (("A", 5, 9), ("B", 5, 6), ("B", 7, 9))


def test_part_of_a_list_of_choices_is_copied_with_its_rows() -> None:
    name = "目标 表"
    made = edit(everything(), CopyRows(first=at("C3", name), last=at("C4", name), times=1))
    assert not made.refused
    assert facts(made.data)["choices"] == ["C7:C11"]
    rows_ = RowMap(blocks=[Block(5, 6, 2)])
    assert list(rows_.pieces(3, 6, 4, 6)) == [(3, 6, 4, 6), (3, 8, 4, 8), (3, 10, 4, 10)]
    assert list(rows_.pieces(3, 2, 3, 5)) == [(3, 2, 3, 5), (3, 7, 3, 7), (3, 9, 3, 9)]
    assert list(rows_.taking_in().pieces(3, 2, 3, 6)) == [(3, 2, 3, 10)]
    assert list(rows_.pieces(3, 6, 3, 7)) == [(3, 6, 3, 11)]


def test_blocks_that_are_refused_or_have_missing_rows() -> None:
    data = workbook(
        '<sheetData><row r="1"><c r="A1"/></row><row r="3"><c r="A3" t="inlineStr"><is><t>三</t></is></c></row>'
        '<row r="7"><c r="A7"><v>7</v></c></row></sheetData>' + merges("B2:B3")
    )
    made = edit(
        data,
        CopyRows(first=at("A2"), last=at("A5"), times=1, keep=(at("A3"),)),
        CopyRows(first=at("A5"), last=at("A6"), times=1),
        CopyRows(first=at("A3"), last=at("A4"), times=1),
        CopyRows(first=at("A9"), last=at("A8"), times=1),
        CopyRows(first=at("A8"), last=at("A9"), times=5001),
        CopyRows(first=at("A8"), last=at("A9", "表2"), times=1),
    )
    assert [why.partition("：")[2].partition("，")[0] for _, why in made.refused] == [
        "这些行与另一处要复制的行有重叠",
        "合并单元格 B2:B3 有一部分在要复制的行里",
        "要复制的首行在末行下面",
        "要增加的行数是 10002",
        "要复制的首行在末行下面",
    ]
    assert re.findall('<row r="([0-9]+)"', sheet(made.data)) == ["1", "3", "7", "11"]
    assert texts(made.data) == {"A3": "三", "A7": "三", "A11": "7"}
    assert 'ref="B6:B7"' in sheet(made.data)
