"""The page of one form: all of its cells, none of another's, and HTML that nothing can break out of."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.forms.ledger import Became
from jiheng.forms.reading import Reading, read_document, read_file
from jiheng.model.declaration import Kind, Table
from jiheng.model.location import Location
from jiheng.report.form_page import FormView, form_html, form_pages, paths_by_cell
from jiheng.report.page import Page, PageBlock, PageCell, page_json, page_of, page_of_json
from jiheng.report.page_places import PagePlaces

ROOT = Path(__file__).parents[2] / "examples"
FILES = sorted(path for folder in ("office", "text", "pdf", "blank") for path in (ROOT / folder).iterdir())


@cache
def read(path: Path) -> Reading:
    return read_file(path)


def pages_of(reading: Reading, *, with_ledger: bool = True) -> tuple[Page, tuple[Page, ...]]:
    assert reading.document is not None
    page = page_of(reading.document)
    entries = reading.ledger.entries if with_ledger else ()
    return page, form_pages(page, reading.declaration.tables or (), reading.blanks, entries)


def cells_of(page: Page) -> list[PageCell | PageBlock]:
    found: list[PageCell | PageBlock] = []

    def walk(block: PageBlock) -> None:
        if not block.rows:
            found.append(block)
        for cell in block.cells:
            found.append(cell)
            for inner in cell.grids:
                walk(inner)

    for block in page.blocks:
        walk(block)
    return found


class Elements(HTMLParser):
    """What a page is made of; refuses what a strict policy would."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: dict[str, dict[str, str | None]] = {}
        self.texts: list[str] = []
        self.rows: list[int] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"p", "div", "table", "tr", "td"}
        known = dict(attrs)
        assert known.keys() <= {"id", "class", "data-path", "rowspan", "colspan"}
        if "id" in known:
            assert known["id"] not in self.elements
            self.elements[str(known["id"])] = known
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("with_ledger", [True, False], ids=["ledger", "values"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_form_has_its_cells_and_no_others(path: Path, with_ledger: bool) -> None:
    reading = read(path)
    tables = reading.declaration.tables or ()
    page, pages = pages_of(reading, with_ledger=with_ledger)
    assert len(pages) == len(tables)
    places = PagePlaces(page)
    held = [
        {places.find(at) for at in chain((table.cells or {}).values(), blank.values())}
        for table, blank in zip(tables, reading.blanks, strict=True)
    ]
    for number, (one, table, blank) in enumerate(zip(pages, tables, reading.blanks, strict=True)):
        on_page = {item.at for item in cells_of(one)}
        assert held[number] <= on_page
        others = set().union(*(cells for n, cells in enumerate(held) if n != number)) - held[number]
        assert not others & on_page
        paths = paths_by_cell(one, table, blank)
        assert {path for found in paths.values() for path in found} == {*(table.cells or {}), *blank}
        shown = Elements(form_html(one, "f", {}, paths))
        assert {element["data-path"] for element in shown.elements.values() if "data-path" in element} == {
            found[0] for found in paths.values()
        }
        assert page_of_json(page_json(one)) == one


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_labels_of_the_ledger_are_on_the_page_of_their_form(path: Path) -> None:
    reading = read(path)
    page, pages = pages_of(reading)
    places = PagePlaces(page)
    on_page = [{item.at for item in cells_of(one)} for one in pages]
    for entry in reading.ledger.entries:
        if entry.table is not None and entry.became is not Became.LEFT_OVER:
            assert places.find(entry.at) in on_page[entry.table], entry


def test_each_of_many_forms_begins_with_its_own_head() -> None:
    reading = read(ROOT / "office" / "yongning-2024-projects.docx")
    _, pages = pages_of(reading)
    assert len(pages) == 21
    assert all(2 <= len(page.blocks) <= 4 and page.blocks[-1].rows for page in pages)
    assert sum(len(page.blocks) for page in pages) <= 43


def test_forms_in_one_grid_are_cut_to_their_rows() -> None:
    reading = read(ROOT / "text" / "shifeng-2023-attachments.txt")
    page, pages = pages_of(reading)
    assert len(page.blocks) == 1
    assert sum(one.blocks[0].rows for one in pages) <= page.blocks[0].rows
    assert all(one.blocks[0].rows > 10 for one in pages)


def grid(rows: list[list[str]], table: int = 0, spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> Grid:
    spans = spans or {}
    covered = {
        (r + down, c + across)
        for (r, c), (height, width) in spans.items()
        for down in range(height)
        for across in range(width)
        if down or across
    }
    cells = tuple(
        Cell(text, r, c, Location(table=table, row=r, column=c), *spans.get((r, c), (1, 1)))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in covered
    )
    return Grid(len(rows), max(map(len, rows)), cells, Location(table=table))


def texts_of(page: Page) -> list[str]:
    return [item.text for item in cells_of(page) if item.text]


def form_rows(name: str) -> list[list[str]]:
    return [
        ["项目支出绩效目标表", "", "", ""],
        ["项目名称", name, "", ""],
        ["年度绩效目标", f"{name}的目标", "", ""],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", f"{name}的数量", "≥5个"],
        ["产出指标", "质量指标", f"{name}的质量", "100%"],
        ["", "", "", ""],
    ]


def test_forms_below_each_other_in_one_grid() -> None:
    reading = read_document(Document((grid(form_rows("甲项目") + form_rows("乙项目")),), "xlsx"), "表.xlsx")
    _, pages = pages_of(reading)
    assert len(pages) == 2
    for page, own, other in zip(pages, "甲乙", "乙甲", strict=True):
        text = "".join(texts_of(page))
        assert own in text
        assert other not in text
        assert "项目支出绩效目标表" in text
        assert "三级指标" in text
        assert page.blocks[0].cells[0].row == 0


def test_a_list_of_projects_shows_the_head_and_the_own_row() -> None:
    rows = [
        ["项目支出绩效目标表", "", "", "", ""],
        ["项目名称", "年度绩效目标", "一级指标", "三级指标", "指标值"],
        ["甲项目", "甲的目标", "产出指标", "甲的数量", "≥5个"],
        ["", "", "产出指标", "甲的质量", "100%"],
        ["乙项目", "乙的目标", "产出指标", "乙的数量", "≥6个"],
        ["", "", "产出指标", "乙的质量", "99%"],
    ]
    spans = {(0, 0): (1, 5), (2, 0): (2, 1), (2, 1): (2, 1), (4, 0): (2, 1), (4, 1): (2, 1)}
    reading = read_document(Document((grid(rows, spans=spans),), "docx"), "表.docx")
    _, pages = pages_of(reading)
    assert [table.project_name for table in reading.declaration.tables or ()] == ["甲项目", "乙项目"]
    for page, own, other in zip(pages, "甲乙", "乙甲", strict=True):
        text = "".join(texts_of(page))
        assert "三级指标" in text
        assert f"{own}的质量" in text
        assert other not in text
        assert page.blocks[0].rows == 4


def test_forms_beside_each_other_are_cut_to_their_columns() -> None:
    block = PageBlock(
        at=Location(table=0), rows=2, columns=5,
        cells=tuple(
            PageCell(text=f"{r}{c}", at=Location(table=0, row=r, column=c), row=r, column=c) for r in range(2) for c in range(5)
        ),
    )  # fmt: skip
    left = Table(
        kind=Kind.PROJECT, cells={f"a{r}{c}": Location(table=0, row=r, column=c) for r in range(2) for c in (0, 1)}
    )
    right = Table(
        kind=Kind.PROJECT, cells={f"b{r}{c}": Location(table=0, row=r, column=c) for r in range(2) for c in (3, 4)}
    )
    pages = form_pages(Page((block,)), (left, right), ())
    assert [texts_of(page) for page in pages] == [["00", "01", "10", "11"], ["03", "04", "13", "14"]]
    assert [page.blocks[0].columns for page in pages] == [2, 2]


HOSTILE = "</td><script>alert(1)</script>\"'&\x00\x1b[2J\u202e<img src=x onerror=alert(1)>"


def test_hostile_texts_stay_texts() -> None:
    document = Document(
        (Paragraph(HOSTILE + "项目支出绩效目标表", Location(paragraph=0)), grid(form_rows(HOSTILE))), "docx"
    )
    reading = read_document(document, "表.docx")
    page = page_of(document)
    table = Table(kind=Kind.PROJECT, cells={HOSTILE: Location(table=0, row=1, column=1)})
    for one, blank in ((table, {}), *zip(reading.declaration.tables or (), reading.blanks, strict=True)):
        html = form_html(page, "f", {HOSTILE: "error"} if one is table else {}, paths_by_cell(page, one, blank))
        shown = Elements(html)
        assert "<script" not in html
        assert "\x00" not in html
        assert "\x1b" not in html
        assert "\u202e" not in html
        assert any("<script>" in text for text in shown.texts)
    assert len(shown.elements) > 8


def test_marks_and_the_elements_of_paths() -> None:
    reading = read(ROOT / "office" / "yongning-2024-projects.docx")
    _, pages = pages_of(reading)
    table = (reading.declaration.tables or ())[2]
    paths = paths_by_cell(pages[2], table, reading.blanks[2])
    at = (table.cells or {})["indicators[1].value_text"]
    view = FormView(
        pages[2],
        "d7-",
        {"indicators[1].value_text": "warning", at: ["comment", "error"], "project_name": "changed", "无此项": "error"},
        paths,
    )
    shown = Elements(view.html()).elements
    value = shown[view.element("indicators[1].value_text")]
    assert value["class"] == "place error comment"
    assert value["data-path"] == "indicators[1].value_text"
    assert shown[view.element("project_name")]["class"] == "place changed"
    assert sum("class" in element for key, element in shown.items() if key.startswith("d7-")) == 2
    assert view.element("indicators[1].deviation") == view.element("indicators[1].level1")
    assert view.element("无此项") == ""
    with pytest.raises(ValueError, match="bold"):
        FormView(pages[2], "", {"project_name": "bold"}, paths)


def test_a_form_without_a_page() -> None:
    assert "没有可以显示" in form_html(None, "f", {"title": "error"}, {})
    assert form_pages(Page(()), (Table(kind=Kind.PROJECT),), ()) == (Page(()),)
    with pytest.raises(msgspec.ValidationError):
        page_of_json(b'{"blocks":[{"text":1}]}')
