"""Tables in a terminal: nothing of a value is lost, whatever the width."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from rich.cells import cell_len

from jiheng.model.declaration import Declaration, Goal, Indicator, Kind, Scope, Table, Task
from jiheng.report.terminal import PIPED_WIDTH, open_console, render
from tests.golden.cases import Case, all_cases, reading_of
from tests.report.samples import FILE, LONG


def shown(declaration: Declaration, width: int) -> str:
    out = io.StringIO()
    open_console(out, width).print(render(declaration))
    return out.getvalue()


def letters(text: str) -> str:
    return re.sub(r"[\s│─]", "", text)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_value_is_cut_and_no_line_is_too_long(width: int) -> None:
    text = shown(FILE, width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    for number in ("123,456.78905", "12,345,678.90005", "50.00", "1.2345", "99.97", "9.99", "899,740.00"):
        assert number in text
    assert "…" not in text
    assert text.count("坚") == 3 * LONG.count("坚")
    for mark in "救助就业住房":
        assert text.count(mark) >= LONG.count(mark)


def test_without_a_terminal_there_is_no_colour_and_a_width() -> None:
    out = io.StringIO()
    console = open_console(out)
    assert console.width in (PIPED_WIDTH, console.width)
    assert "\x1b" not in shown(FILE, 80)


def test_a_document_cannot_drive_the_terminal() -> None:
    text = shown(FILE, 80)
    assert "没人认得的字�[2J" in text


def test_blank_forms_say_so() -> None:
    text = shown(FILE, 80)
    assert "空白表" in text
    assert "（空）" in text
    assert "待填：数量指标、质量指标" in text


def test_levels_are_shown_once_and_values_with_their_sign() -> None:
    text = shown(FILE, 100)
    assert text.count("数量指标") == 2  # once in the tree, once among the blank rows
    assert "≥90%" in text
    assert "=4个社区" in text
    assert "==4" not in text


def test_amounts_of_an_evaluation_stand_in_columns() -> None:
    text = shown(FILE, 100)
    line = next(line for line in text.splitlines() if "资金总额" in line and "99.97" in line)
    assert line.split() == ["资金总额", "900,000.00", "900,000.00", "899,740.00", "99.97", "10", "9.99"]
    line = next(line for line in text.splitlines() if "完成率" in line)
    assert line.split()[-3:] == ["95%", "50", "0"]


def test_a_file_without_forms() -> None:
    assert "没有绩效目标表" in shown(Declaration(source="公文.docx", tables=(), complete=True), 80)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.slug)
def test_real_forms_show_all_their_words(case: Case) -> None:
    declaration = reading_of(case).declaration
    text = letters(shown(declaration, 80))
    for table in declaration.tables or ():
        for indicator in table.indicators or ():
            words = set(letters((indicator.name or "") + (indicator.value_text or "")))
            assert words <= set(text)


def test_duties_stand_with_the_other_fields() -> None:
    table = Table(kind=Kind.DEPARTMENT_OVERALL, established_posts=23, duties="管理", indicators=())
    lines = shown(Declaration(source="x", tables=(table,)), 80).splitlines()
    starts = [cell_len(line.split(word)[0]) for line in lines for word in ("23", "管理") if word in line]
    assert len(starts) == 2
    assert starts[0] == starts[1]


def test_blank_amounts_have_the_sign_of_blank_texts() -> None:
    table = Table(
        kind=Kind.PROJECT,
        budget={"total": Decimal(1), "other_funds": None},
        tasks=(Task(name="甲", total=None), Task(name="乙", total=Decimal(2), other_funds=Decimal(3))),
        indicators=(),
    )
    text = shown(Declaration(source="x", tables=(table,)), 80)
    for word, row in (("其他资金", ["其他资金", "（空）"]), ("甲", ["甲", "（空）"])):
        assert next(line.split() for line in text.splitlines() if line.strip().startswith(word)) == row


def test_a_text_that_is_numbered_has_no_second_mark() -> None:
    table = Table(
        kind=Kind.NARRATIVE,
        goals=(Goal(scope=Scope.ANNUAL, number=1, text="1.一个"), Goal(scope=Scope.ANNUAL, number=2, text="两个")),
        safeguards=("1、组织", "（二）制度", "其他"),
        indicators=(),
    )
    marked = [line.strip() for line in shown(Declaration(source="x", tables=(table,)), 80).splitlines()]
    for line in ("1.一个", "2. 两个", "1、组织", "（二）制度", "· 其他"):
        assert line in marked


def test_an_indicator_without_name_is_not_said_to_be_understood() -> None:
    table = Table(kind=Kind.PROJECT, indicators=(Indicator(level1="产出指标", name=None, value_text="5"),))
    text = shown(Declaration(source="x", tables=(table,)), 80)
    assert "（名称空）" in text
    assert "✓ 表内文字都有去处；有 1 条指标的名称是空的" in text
    assert "全部读懂" not in text


def test_a_very_long_value_is_shortened() -> None:
    table = Table(kind=Kind.PROJECT, goals=(Goal(scope=Scope.ANNUAL, text="好" * 301),), indicators=())
    text = shown(Declaration(source="x", tables=(table,)), 80)
    assert text.count("好") == 300
    assert "…（共 301 字）" in text
