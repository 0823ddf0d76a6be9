"""CSV: one row per indicator, no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from jiheng.model.declaration import Declaration
from jiheng.report.csv_rows import COLUMNS, guarded, header, rows
from tests.report.samples import FILE


def table(declaration: Declaration) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(header() + "".join(rows(declaration)), newline="")))


def test_one_row_per_indicator_and_one_for_a_form_without() -> None:
    found = table(FILE)
    assert [row["第几张表"] for row in found] == ["1", "1", "1", "2", "3"]
    first = found[0]
    assert first["文件"] == "各单位/申报表.docx"
    assert first["表的种类"] == "项目支出绩效目标表"
    assert first["资金总额（元）"] == "1234567890.50"
    assert first["绩效目标"].startswith("年度目标1：坚持以人为本")
    assert first["指标值"] == "'=4个社区"
    assert first["比较符"] == "'="
    assert first["数值"] == "4"
    assert first["分值权重"] == "12.5"
    assert first["指标值的位置"] == "第 1 张表第 8 行第 5 列"
    assert first["项目名称"].startswith("'=cmd")
    assert (found[1]["指标值"], found[1]["数值"]) == ("'-3", "-3")
    assert found[3]["三级指标"] == ""


@pytest.mark.parametrize(
    "text", ["=1+1", "+5%", "-3", "@x", "\t=1", "\r=1", "  =1", "＝100%", "＋1", "－1", "＠a", "\n=1"]
)
def test_no_text_starts_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["≥90%", "4个社区", "", "—", "A=B", "'x"])
def test_other_texts_stay(text: str) -> None:
    assert guarded(text) == text


def test_an_unread_file_and_one_without_forms_have_a_row() -> None:
    assert table(Declaration(source="坏.docx", error="文件不完整。"))[0]["读取问题"] == "文件不完整。"
    assert table(Declaration(source="公文.docx", tables=()))[0]["读取问题"] == "文件里没有绩效目标表。"


def test_columns_are_named_once() -> None:
    heads = [head for _, head in COLUMNS]
    assert len(heads) == len(set(heads))
