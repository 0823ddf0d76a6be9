"""Values that were recognised with little confidence are reported, never passed on as certain."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec

from jiheng.cli.reporting import doubt_sentences
from jiheng.formats.document import Cell, Document, Grid
from jiheng.forms.doubt import CERTAIN
from jiheng.forms.reading import Reading, read_document
from jiheng.model.declaration import Labelled, from_json, to_json
from jiheng.model.location import Location
from jiheng.report.doubts import doubt_sentence
from jiheng.report.ledger import ledger_json
from jiheng.report.terminal import open_console, render

AT = Location(page=2, box=(343.0, 235.3, 400.0, 250.0))


def form(confidence: float, *, label: float = 1.0) -> Reading:
    rows = [
        ("项目名称", "农村公路养护"),
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出", "数量", "里程", "≥52公里"),
    ]
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sure = confidence if text == "≥52公里" else label if row == 0 and column == 0 else 1.0
            span = 3 if row == 0 and column == 1 else 1
            cells.append(Cell(text, row, column, AT, colspan=span, confidence=sure))
    grid = Grid(3, 4, tuple(cells), AT)
    return read_document(Document((grid,), "scan"), "表.png")


def test_a_doubtful_value_is_named_with_its_place_and_field() -> None:
    declaration = form(CERTAIN - 0.01).declaration
    assert declaration.complete is False
    (item,) = declaration.doubtful or ()
    assert (item.text, item.at, item.confidence) == ("≥52公里", AT, CERTAIN - 0.01)
    assert item.of == ("indicators[0].value_text",)
    head, line = doubt_sentences(declaration, Path("表.png"))
    assert "有 1 处看不清" in head
    assert line == "  第 2 页（距上 8.3、左 12.1 厘米），第 1 条指标·指标值“≥52公里”"


def test_a_certain_value_is_not() -> None:
    declaration = form(CERTAIN).declaration
    assert declaration.complete is True
    assert "doubtful" not in json.loads(to_json(declaration))
    assert doubt_sentences(declaration, Path("表.png")) == []


def test_a_label_is_no_value() -> None:
    assert not form(1.0, label=0.4).declaration.doubtful


def test_the_json_holds_it() -> None:
    declaration = form(0.5).declaration
    assert json.loads(to_json(declaration))["doubtful"] == [
        {
            "text": "≥52公里",
            "at": {"page": 2, "box": [343.0, 235.3, 400.0, 250.0]},
            "confidence": 0.5,
            "table": 0,
            "of": ["indicators[0].value_text"],
        }
    ]
    assert from_json(to_json(declaration)) == declaration


def test_the_ledger_says_how_sure_each_text_is() -> None:
    reading = form(0.5)
    entries = json.loads(ledger_json(reading.declaration, reading.ledger))["entries"]
    assert {entry["text"]: entry.get("confidence") for entry in entries}["≥52公里"] == 0.5
    assert sum("confidence" in entry for entry in entries) == 1


def test_the_terminal_shows_it() -> None:
    out = io.StringIO()
    console = open_console(out)
    console.print(render(form(0.5).declaration))
    assert "有 1 处看不清" in out.getvalue()
    assert "全部读懂" not in out.getvalue()


def test_more_than_five_are_counted() -> None:
    declaration = form(0.5).declaration
    (item,) = declaration.doubtful or ()
    many = msgspec.structs.replace(declaration, doubtful=tuple(replace_text(item, n) for n in range(8)))
    sentences = doubt_sentences(many, Path("表.png"))
    assert len(sentences) == 7
    assert "还有 3 处" in sentences[-1]


def replace_text(item: object, number: int) -> object:
    return msgspec.structs.replace(item, text=f"值{number}")  # type: ignore[type-var]


def test_a_field_is_called_as_it_is_printed_and_an_empty_one_is_said_to_be_empty() -> None:
    declaration = form(0.5).declaration
    (item,) = declaration.doubtful or ()
    (table,) = declaration.tables or ()
    table = msgspec.structs.replace(table, extra=(Labelled(label="项目\n类别", text="1.部门预算项目"),))
    declaration = msgspec.structs.replace(declaration, tables=(table,))
    extra = msgspec.structs.replace(item, of=("extra[0].text",))
    assert doubt_sentence(extra, declaration, "1.部").endswith("，“项目 类别”栏“1.部”")
    empty = msgspec.structs.replace(item, of=("project_attribute",))
    assert doubt_sentence(empty, declaration, "口新增").endswith("没有读出来，原文认成“口新增”")
