"""Keys and paths in words, and the ledger that shows them."""

from __future__ import annotations

import io
import re
from importlib.resources import files

import pytest
import yaml

from jiheng.forms.ledger import Became, Entry, How, Ledger
from jiheng.model.declaration import Declaration
from jiheng.model.location import Location
from jiheng.report import labels
from jiheng.report.ledger_table import render_ledger
from jiheng.report.terminal import open_console
from jiheng.report.words import label_words, path_words
from tests.golden.cases import Case, all_cases, reading_of


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["budget_unit"], "预算单位"),
        (["tasks[3].total"], "第 4 项任务·总额"),
        (["indicators[2].value_text"], "第 3 条指标·指标值"),
        (["budget.total"], "资金总额"),
        (["budget.fiscal_appropriation_executed"], "财政拨款·执行数"),
        (["goals[1].text"], "第 2 个目标"),
        (["goals[1].actual_text"], "第 2 个目标·实际完成情况"),
        (["safeguards[0]"], "第 1 条保障措施"),
        (["indicators[0].history[1].value_text"], "第 1 条指标·第 2 个近年数"),
        (["indicators[0].deviation_causes[0]"], "第 1 条指标·第 1 个偏差原因"),
        (["tasks[0].spending_plan[1].cumulative_percent"], "第 1 项任务·第 2 期支出计划·累计支出比例（%）"),
        (["indicators[0].level1", "indicators[1].level1", "indicators[2].level1"], "第 1—3 条指标·一级指标"),
        (
            ["indicators[0].level1", "indicators[0].level2", "indicators[1].level1", "indicators[5].level1"],
            "第 1—2 条指标·一级指标、第 1 条指标·二级指标、第 6 条指标·一级指标",
        ),
    ],
)
def test_paths(paths: list[str], words: str) -> None:
    assert path_words(paths) == words


def test_labels_are_said_once() -> None:
    assert label_words(["name", "name"]) == "名称"
    assert label_words(["parent", "parent_fund"]) == "所属专项"
    assert label_words(["indicators.goal"]) == "绩效指标·所属目标"


def test_every_key_of_the_vocabulary_has_words() -> None:
    vocabulary = yaml.safe_load(files("jiheng.forms").joinpath("vocabulary.yaml").read_text(encoding="utf-8"))
    groups = ("meta", "amount", "scope", "amount_column", "goal", "tree", "task", "plan", "fund", "cost", "section")
    keys = {key for group in groups for key in vocabulary[group]} - {"extra"}
    assert [key for key in keys if re.search("[a-z]", label_words([key]))] == []
    for rows, words in labels.ROWS.items():
        assert [key for key in words if re.search("[a-z]", path_words([f"{rows}[0].{key}"]))] == []


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.slug)
def test_no_key_is_left_in_a_real_ledger(case: Case) -> None:
    for entry in reading_of(case).ledger.entries:
        words = label_words(entry.of) if entry.became is Became.LABEL else path_words(entry.of)
        assert not re.search("[a-z_]{3}", words), entry.of


def shown(*entries: Entry) -> str:
    out = io.StringIO()
    open_console(out, 100).print(render_ledger(Declaration(source="表.txt", tables=()), Ledger(entries)))
    return out.getvalue()


def test_a_remark_on_many_rows_is_said_once() -> None:
    at = Location(line=1)
    often = [Entry("x", at, Became.VALUE, (f"tasks[{n}].name",), How.INFERRED, "按栏目顺序对应", 0) for n in range(9)]
    once = Entry("y", at, Became.VALUE, ("fund_use",), How.INFERRED, "没有标签的一行", 0)
    text = shown(*often, once)
    assert text.count("按栏目顺序对应") == 1
    assert "① 推断：按栏目顺序对应（9 处）" in text
    assert "第 9 项任务·任务名称①" in text
    assert "资金用途；推断：没有标签的一行" in text


def test_labels_printed_from_top_to_bottom_are_put_in_a_line() -> None:
    at = Location(line=1)
    text = shown(
        Entry("年\n度\n主\n要\n任务", at, Became.LABEL, ("tasks",)), Entry("一\n二", at, Became.VALUE, ("notes",))
    )
    assert "年度主要任务" in text
    assert "一二" not in text


def test_the_ledger_shortens_nothing() -> None:
    assert shown(Entry("好" * 400, Location(line=1), Became.VALUE, ("notes",))).count("好") == 400
