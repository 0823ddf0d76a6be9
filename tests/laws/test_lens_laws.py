"""The laws of the lens, over every real form and the forms of many counties: what was not touched stays, what was put is
read, a blank form can be filled, and spelling is not meaning."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from jiheng.batch.writing import paired
from jiheng.formats.document import Document, Grid
from jiheng.forms.flat import flat, flat_beside
from jiheng.forms.get import get, path_name
from jiheng.forms.lens import Opened, Written, put
from jiheng.model.declaration import Kind, Table
from jiheng.model.location import Location
from jiheng.model.places import with_value
from tests.conftest import ROOT
from tests.counties import office

OFFICE = sorted((ROOT / "examples/office").glob("*.*"))
BLANKS = sorted((ROOT / "examples/blank").glob("*.*"))
COUNTIES = {case.filename: case.data for case in office.cases()}
EVERY = {"docx": 9, "xlsx": 9, "html": 9}
"""Of the forms of the counties, every so manieth value is changed."""
MOST = int(os.environ.get("LENS_CHANGES", "40"))
"""Of each example, about so many values are changed, spread over the file; LENS_CHANGES=100000 changes all."""
_TIED = frozenset(
    (
        "level1",
        "level2",
        "scope",
        "number",
        "operator",
        "unit",
        "is_section",
        "by",
        "label",
        "goal",
        "direction",
        "period",
        "likelihood",
    )
)
"""Fields that a cell of their own does not hold everywhere."""
_OF_A_PATTERN = frozenset(
    ("title", "attachment", "phone", "project_attribute", "monitoring_period", "fiscal_year", "date",
     "unit_code", "competent_department_code", "implementing_unit_code", "project_code")
)  # fmt: skip
"""Fields that are known by what they look like: a text that looks otherwise is told, see below."""


@cache
def opened(name: str) -> Opened:
    path = next((path for path in (*OFFICE, *BLANKS) if path.name == name), None)
    return Opened(path.read_bytes() if path is not None else COUNTIES[name], name)


def tables_of(name: str) -> list[Table]:
    return [get(binding) for binding in opened(name).bindings]


def lost(written: Written) -> list[tuple[str, str, str]]:
    return [(one.path, one.value, one.why) for one in written.lost]


# ---- GetPut


@pytest.mark.parametrize("name", [path.name for path in (*OFFICE, *BLANKS)] + list(COUNTIES))
def test_get_put(name: str) -> None:
    """What is read and put back changes not a byte."""
    written = put(opened(name), tables_of(name))
    assert lost(written) == []
    assert written.data == opened(name).data
    assert written.notes == ()


# ---- PutGet


def changes(tables: list[Table]) -> Iterator[tuple[int, str, Any, Table]]:
    """Every value of a file changed alone: which table, its path, the new value, the table with it."""
    for number, table in enumerate(tables):
        for path, value in flat(table):
            if (path[-1] in _TIED and path[0] != "budget") or path[-1] in _OF_A_PATTERN:
                continue
            if table.kind is Kind.NARRATIVE and path[-1] in (
                "name",
                "total",
            ):  # part of the paragraph that is the content
                continue
            if isinstance(value, Decimal):
                small = path[-1] in ("weight", "score", "cumulative_percent", "execution_rate")
                new: Any = format(value - 1 if small else value + 1000, "f")
            elif isinstance(value, int):
                new = value + 1
            elif path[-1] == "value_text":
                new = "≥37%" if value != "≥37%" else "≥38%"
            elif isinstance(value, str):
                new = f"{value}甲"
            else:
                continue
            name = path_name(path)
            yield number, name, new, with_value(table, name, new)


def cells(document: Document) -> dict[Location, str]:
    found: dict[Location, str] = {}

    def collect(grid: Grid) -> None:
        for cell in grid.cells:
            found[cell.at] = cell.text
            for inner in cell.grids:
                collect(inner)

    for block in document.blocks:
        if isinstance(block, Grid):
            collect(block)
        else:
            found[block.at] = block.text
    return found


def check_change(name: str, number: int, path: str, table: Table) -> None:
    """The change is read back, no other cell differs, no other part of the file either."""
    before = opened(name)
    tables = tables_of(name)
    written = put(before, [table if n == number else None for n in range(len(tables))])
    assert lost(written) == [], path
    assert dict(flat(written.tables[number])) == dict(flat(table)), path
    assert [
        n for n, other in enumerate(written.tables) if n != number and dict(flat(other)) != dict(flat(tables[n]))
    ] == []
    after = cells(Opened(written.data, name).document)
    differ = [at for at, text in cells(before.document).items() if after.get(at) != text]
    assert len(differ) == 1, (path, differ)
    assert set(after) == set(cells(before.document))
    if not name.endswith("html"):
        assert len(parts_that_differ(before.data, written.data)) == 1, path


def parts_that_differ(before: bytes, after: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        return [name for name in old.namelist() if old.read(name) != new.read(name)]


@pytest.mark.parametrize("name", [path.name for path in OFFICE])
def test_put_get_of_every_value_of_the_examples(name: str) -> None:
    step = max(1, len(list(changes(tables_of(name)))) // MOST)
    for number, path, _, table in list(changes(tables_of(name)))[::step]:
        check_change(name, number, path, table)


@pytest.mark.parametrize("name", COUNTIES)
def test_put_get_of_the_counties(name: str) -> None:
    """A value that stands in more than one cell, or is known by its look, is told where it cannot be changed alone."""
    step = EVERY[name.rpartition(".")[2]]
    tables = tables_of(name)
    told = done = 0
    for number, _path, _, table in list(changes(tables))[::step]:
        written = put(opened(name), [table if n == number else None for n in range(len(tables))])
        if written.lost:
            told += 1
        else:
            assert dict(flat(written.tables[number])) == dict(flat(table))
            done += 1
    shared = name.startswith(("sheet-places", "list-yunnan"))  # one cell for all places, one value in every row
    assert told <= max(2, done // 10) or shared


# ---- rows


@pytest.mark.parametrize("name", [path.name for path in OFFICE])
def test_rows_come_go_and_change_places(name: str) -> None:
    """Without its second indicator, with one more, in another order within a level: read back as wanted."""
    for number, table in enumerate(tables_of(name)[:4]):
        indicators = list(table.indicators or ())
        if len(indicators) < 3:
            continue
        twin = next((n for n in range(len(indicators) - 1) if _same_level(indicators[n], indicators[n + 1])), None)
        variants = [indicators[:1] + indicators[2:]] if _same_level(indicators[0], indicators[1]) else []
        if twin is not None:
            variants.append([*indicators[:twin], indicators[twin + 1], indicators[twin], *indicators[twin + 2 :]])
        variants.append([indicators[0], _renamed(indicators[0]), *indicators[1:]])
        for wanted in variants:
            want = _with(table, wanted)
            tables: list[Table | None] = [None] * len(tables_of(name))
            tables[number] = want
            written = put(opened(name), tables)
            assert lost(written) == []
            assert dict(flat(written.tables[number])) == dict(flat(want))


def _same_level(one: Any, other: Any) -> bool:
    return (one.goal, one.level1, one.level2) == (other.goal, other.level1, other.level2)


def _renamed(one: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(one, name="新增的指标", description=one.description and "新增的说明")


def _with(table: Table, indicators: list[Any]) -> Table:
    import msgspec

    return msgspec.structs.replace(table, indicators=tuple(indicators))


# ---- CreateGet

PAIRS = [
    (path.name, path.name.replace("-blank", ""))
    for path in BLANKS
    if (ROOT / "examples/office" / path.name.replace("-blank", "")).exists()
]


@pytest.mark.parametrize(("blank", "filled"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_create_get(blank: str, filled: str) -> None:
    """A blank form filled with the reading of the filled one is read as that."""
    form = opened(blank)
    for table in _one_of_each(form, tables_of(filled)):
        wanted = paired(form, [table])
        assert wanted is not None
        written = put(form, wanted)
        assert lost(written) == []
        number = next(n for n, want in enumerate(wanted) if want is not None)
        back, want = flat_beside(written.tables[number], table), dict(flat(table))
        assert {path: back.get(path) for path in want} == want


def _one_of_each(form: Opened, tables: list[Table]) -> list[Table]:
    kinds = [get(binding).kind for binding in form.bindings]
    return [table for table in tables if table.kind in kinds][:6]


# ---- spelling is not meaning


@pytest.mark.parametrize("name", [path.name for path in OFFICE])
def test_quotient(name: str) -> None:
    """A file read, with a value changed and changed back, means what it meant."""
    tables = tables_of(name)
    for number, path, _, table in list(changes(tables))[:: max(1, len(list(changes(tables))) // 10)]:
        there = put(opened(name), [table if n == number else None for n in range(len(tables))])
        back = put(Opened(there.data, name), [tables[n] if n == number else None for n in range(len(tables))])
        assert lost(back) == [], path
        assert [dict(flat(one)) for one in back.tables] == [dict(flat(one)) for one in tables]


# ---- what cannot be put is told


def test_a_value_without_a_place_is_told() -> None:
    name = "korla-2021-department-overall.docx"
    table = with_value(tables_of(name)[0], "project_code", "P-1")
    written = put(opened(name), [table])
    assert lost(written) == [("project_code", "P-1", "表上没有这一栏")]


def test_a_text_that_would_not_be_read_is_told() -> None:
    name = "korla-2021-department-overall.docx"
    written = put(opened(name), [with_value(tables_of(name)[0], "title", "随便写写")])
    assert [(path, value) for path, value, _ in lost(written)] == [("title", "随便写写")]


def test_three_hundred_indicators_in_a_form_with_room_for_ten() -> None:
    name = "korla-2021-department-overall-blank.docx"
    table = tables_of("korla-2021-department-overall.docx")[0]
    (first, *_) = table.indicators or ()
    import msgspec

    many = tuple(
        msgspec.structs.replace(first, name=f"保障事项{n}数量", value_text=f"≥{n}个", number=Decimal(n))
        for n in range(300)
    )
    written = put(opened(name), [_with(table, list(many))])
    assert lost(written) == []
    assert len(written.tables[0].indicators or ()) == 300


@pytest.mark.parametrize("text", ["=4个社区", "+5%", "-3", "@全体", "＝1+1", '=HYPERLINK("x")'])
@pytest.mark.parametrize("name", ["shifeng-2023-attachments.xlsx", "korla-2021-department-overall.docx"])
def test_what_looks_like_a_formula_stays_a_text(name: str, text: str) -> None:
    import openpyxl

    table = with_value(tables_of(name)[0], "indicators[0].value_text", text)
    tables = tables_of(name)
    written = put(opened(name), [table, *[None] * (len(tables) - 1)])
    assert (written.tables[0].indicators or ())[0].value_text == text
    if name.endswith("xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(written.data))
        assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
