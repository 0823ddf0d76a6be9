"""Old workbooks: the same as their new counterparts, whatever encoding, damage or password they come with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.counties.test_counties import f1_of
from tests.formats.old_builders import biff5

from jiheng.formats.document import Document, Grid
from jiheng.formats.limits import Limits
from jiheng.formats.registry import read_bytes
from jiheng.forms.reading import read_document
from jiheng.model.declaration import to_json
from jiheng.model.errors import DamagedDocument, LimitExceeded, ProtectedDocument, UnreadableDocument

OLD = ROOT / "tests/fixtures/old"
FORMATS = (OLD / "formats.xls").read_bytes()


def read(name: str, as_name: str = "") -> Document:
    return read_bytes((OLD / name).read_bytes(), as_name or name)


def cells(document: Document) -> dict[str, str]:
    """The texts of the first grid by cell."""
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return {str(cell.at.cell): cell.text for cell in grid.cells if cell.text}


@pytest.mark.parametrize("suffix", [".xls", ".et", ".doc", ".xlsx"])
@pytest.mark.parametrize("slug", ["shifeng-2023-attachments", "yongning-2024-projects"])
def test_real_forms_in_the_old_format(slug: str, suffix: str) -> None:
    document = read(f"{slug}.xls", slug + suffix)
    assert document.format == "xls"
    assert document.metadata.author == "Administrator"
    gold = json.loads((ROOT / f"tests/golden/xlsx-{slug.rsplit('-', 1)[0]}/gold.json").read_text(encoding="utf-8"))
    reading: Any = json.loads(to_json(read_document(document, slug).declaration))
    assert f1_of(gold, reading) >= 0.995
    assert reading["complete"]


@pytest.mark.parametrize("name", ["formats.xls", "mac-1904.xls"])
def test_values_are_read_as_shown(name: str) -> None:
    found = cells(read(name))
    assert [found.get(f"A{row}", "") for row in range(1, 15)] == [
        *("≥95%", "95%", "12个", "1,234.50", "2023年3月1日", "TRUE", "文字", "0.333333333", "", "(3.20)"),
        *("#DIV/0!", "0.3", "20230101", "1E+15"),
    ]
    assert found["A17"] == "两行\n文字"
    assert found["A18"] == "第1行！"


def test_merged_hidden_and_noted_cells() -> None:
    document = read("formats.xls")
    grid = document.blocks[0]
    assert isinstance(grid, Grid)
    merged = next(cell for cell in grid.cells if cell.text == "合并")
    assert (merged.at.sheet, merged.at.cell, merged.rowspan, merged.colspan) == ("绩效目标表", "D1", 2, 2)
    assert {(item.text, item.why, item.at.cell) for item in document.hidden} == {
        ("5", "hidden_text", "A9"),
        ("隐藏列", "hidden_column", "G3"),
        ("隐藏行", "hidden_row", "B16"),
        ("看不见", "hidden_sheet", "A1"),
        ("更看不见", "hidden_sheet", "A1"),
    }
    assert len(document.blocks) == 1
    assert document.metadata.comments == 1
    assert document.metadata.author == "张三"


@pytest.mark.parametrize(
    ("encoding", "codepage"),
    [("gb18030", 936), ("gb18030", None), ("gb18030", 1252), ("big5", 950)],
)
def test_chinese_in_a_workbook_of_excel_95(encoding: str, codepage: int | None) -> None:
    document = read_bytes(biff5(["績效目標".encode(encoding), "項目".encode(encoding)], codepage), "表.xls")
    assert cells(document) == {"A1": "績效目標", "A2": "項目"}


def test_western_texts_stay_western() -> None:
    assert cells(read_bytes(biff5(["Müller".encode("cp1252"), "é".encode("cp1252")], 1252), "a.xls"))["A1"] == "Müller"


def test_a_password(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ProtectedDocument, match="取消密码"):
        read("password.xls")
    assert capfd.readouterr() == ("", "")


def test_limits_hold() -> None:
    for limits in (Limits(cells=10), Limits(text_characters=20)):
        with pytest.raises(LimitExceeded, match="--limit"):
            read_bytes(FORMATS, "表.xls", limits)
    document = read_bytes(FORMATS, "表.xls", Limits(cell_characters=4))
    assert ("年3月1日", "cut_off") in {(item.text, item.why) for item in document.hidden}


@given(length=st.integers(9, len(FORMATS) - 1024))
@settings(max_examples=40)
def test_a_workbook_cut_off_anywhere_is_called_so(length: int) -> None:
    with pytest.raises(DamagedDocument) as caught:
        read_bytes(FORMATS[:length], "表.xls")
    assert str(caught.value).count("。") == 1


@given(place=st.integers(512, len(FORMATS) - 600), noise=st.binary(min_size=1, max_size=16))
@settings(max_examples=150)
def test_a_damaged_workbook_gives_a_document_or_a_sentence(place: int, noise: bytes) -> None:
    told = "。"
    try:
        read_bytes(FORMATS[:place] + noise + FORMATS[place + len(noise) :], "表.xls")
    except UnreadableDocument as error:
        told = str(error)
    assert told.count("。") == 1
