"""Forms as nobody should fill them: the rules say something sensible, crash on nothing and take no slow path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiheng.model.declaration import Kind
from jiheng.model.finding import Finding
from jiheng.rules.check import Settings, check_files
from jiheng.rules.form import File
from tests.growth import check_linear
from tests.rules.cases import tables_of


def check(*tables: dict[str, Any], previous: list[dict[str, Any]] | None = None) -> list[Finding]:
    before = [File("上年.docx", tables_of(previous))] if previous else []
    result = check_files([File("表.docx", tables_of(list(tables)))], Settings(), before)
    assert [crash.detail for crash in result.crashes] == []
    for finding in result.findings:
        assert "None" not in finding.message
        assert len(finding.message) < 1500
    return result.findings


def test_a_file_without_forms() -> None:
    result = check_files([File("空.docx", ())], Settings())
    assert result.findings == []
    assert {one.why for one in result.checked[0].rules_skipped} == {"文件里没有绩效目标表"}


@pytest.mark.parametrize("kind", Kind)
def test_a_form_with_nothing_but_a_name(kind: Kind) -> None:
    check({"kind": kind.value, "project_name": "道路维修"})
    check({"kind": kind.value, "budget": {"total": "10000"}})
    check({"kind": kind.value, "indicators": [{}], "goals": [{"scope": "annual"}], "tasks": [{}], "fund_lines": [{}]})


@pytest.mark.parametrize("name", ["第{n}项工作数量", "巡查次数"], ids=["names of their own", "one name"])
def test_five_thousand_indicators_and_tasks(name: str) -> None:
    levels = [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "成本指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]

    def checking(rows: int) -> Callable[[], list[Finding]]:
        form = {
            "kind": "department_overall",
            "money_unit": "万元",
            "budget": {"total": "49999999"},
            "indicators": [
                {
                    "level1": levels[n % 5][0],
                    "level2": levels[n % 5][1],
                    "name": name.format(n=n),
                    "value_text": f"≥{n}个",
                    "operator": ">=",
                    "number": str(n),
                    "unit": "个",
                }
                for n in range(rows)
            ],
            "tasks": [
                {
                    "name": f"任务{n}",
                    "content": f"完成{n}公里道路养护",
                    "total": "10000",
                    "fiscal_appropriation": "10000",
                }
                for n in range(rows)
            ],
            "goals": [{"scope": "annual", "text": "完成养护" * 2000}],
        }
        return lambda: check(form)

    check_linear(checking, 5000)


@pytest.mark.parametrize("amount", ["1000000000000000", "999999999999999999999999", "-50000", "0.001", "0"])
def test_amounts_beyond_all_measure(amount: str) -> None:
    found = check(
        {
            "kind": "project",
            "project_name": "道路维修",
            "money_unit": "万元",
            "budget": {"total": amount, "fiscal_appropriation": "300000", "other_funds": "-1"},
            "tasks": [{"name": "甲", "total": amount, "fiscal_appropriation": amount, "other_funds": amount}],
            "cost_estimates": [{"item": "砂石", "amount": amount, "calculation": "99999999999吨*99999999999元/吨=1元"}],
            "indicators": [
                {"level1": "产出指标", "level2": "成本指标", "name": "总成本", "value_text": f"≤{amount}元"}
            ],
        }
    )
    assert any(one.rule.startswith("ARI") for one in found)
    for finding in found:
        for figure in (finding.printed, finding.computed, finding.difference):
            assert figure is None or "E" not in figure


def test_nonsense_units_and_contradictory_duplicates() -> None:
    rows = [
        {"level1": "产出指标", "level2": "数量指标", "name": "培训人数", "value_text": text}
        for text in (
            "≥50火星人",
            "≥60人",
            "<=-3人",
            "≥≥5",
            "%",
            "100%%",
            "1e999人",
            "五十几个",
            "①",
            "＝",
            "9" * 200,
            "人" * 500,
        )
    ]
    check({"kind": "project", "project_name": "培训", "budget": {"total": "1"}, "indicators": rows + rows})


def test_the_same_form_a_hundred_times() -> None:
    table = {
        "kind": "project",
        "budget_unit": "甲局",
        "project_name": "培训",
        "budget": {"total": "10000"},
        "indicators": [{"level1": "产出指标", "level2": "数量指标", "name": "培训人数", "value_text": "≥50人"}],
    }
    found = check(*[{**table, "project_code": str(n)} for n in range(100)])
    assert len([one for one in found if one.rule == "DUP-001"]) == 1
    check(*[table for _ in range(100)], previous=[table] * 100)


_TEXT = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "无", "—", "≥90%", "培训50人次", "目标1：完成", "2023年12月31日", "（", "“", "3×5=16万元"]
    ),
    st.text(max_size=30),
)
_AMOUNT = st.one_of(st.none(), st.decimals(-(10**16), 10**16, places=2).map(str))


@st.composite
def _tables(draw: st.DrawFn) -> dict[str, Any]:
    keys = [
        "total",
        "fiscal_appropriation",
        "other_funds",
        "carry_over",
        "basic_expenditure",
        "project_expenditure",
        "revenue_total",
        "expenditure_total",
        "adjusted",
        "executed",
        "execution_rate",
        "score",
        "weight",
    ]
    rows = dict.fromkeys(
        (
            "level1",
            "level2",
            "name",
            "value_text",
            "description",
            "basis",
            "actual_text",
            "expected_text",
            "deviation",
            "polarity",
            "unit",
            "operator",
            "likelihood",
        ),
        _TEXT,
    )
    numbers = dict.fromkeys(("weight", "score", "number"), _AMOUNT)
    return {
        "kind": draw(st.sampled_from([kind.value for kind in Kind])),
        "fiscal_year": draw(st.integers(1900, 2200)),
        "money_unit": draw(st.sampled_from(["元", "万元", "亿元", "千元"])),
        **{key: draw(_TEXT) for key in ("budget_unit", "project_name", "project_code", "project_period", "phone", "head", "preparer", "monitoring_period", "notes")},
        "budget": {key: draw(_AMOUNT) for key in draw(st.lists(st.sampled_from(keys), unique=True))},
        "tasks": draw(st.lists(st.fixed_dictionaries({"name": _TEXT, "content": _TEXT, "total": _AMOUNT, "fiscal_appropriation": _AMOUNT, "other_funds": _AMOUNT}), max_size=3)),
        "goals": draw(st.lists(st.fixed_dictionaries({"scope": st.sampled_from(["annual", "overall", "implementation_period"]), "number": st.one_of(st.none(), st.integers(0, 9)), "text": _TEXT}), max_size=3)),
        "indicators": draw(st.lists(st.fixed_dictionaries({**rows, **numbers}), max_size=4)),
        "cost_estimates": draw(st.lists(st.fixed_dictionaries({"direction": _TEXT, "item": _TEXT, "amount": _AMOUNT, "calculation": _TEXT}), max_size=2)),
        "spending_plan": draw(st.lists(st.fixed_dictionaries({"by": st.sampled_from(["03", "06", "12", ""]), "cumulative_percent": _AMOUNT}), max_size=3)),
        "fund_lines": draw(st.lists(st.fixed_dictionaries({"number": _TEXT, "name": _TEXT, "amount": _AMOUNT, "annual_goal": _TEXT, "implementation_goal": _TEXT}), max_size=2)),
    }  # fmt: skip


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(tables=st.lists(_tables(), min_size=1, max_size=3), previous=st.lists(_tables(), max_size=1))
def test_no_form_crashes_a_rule(tables: list[dict[str, Any]], previous: list[dict[str, Any]]) -> None:
    check(*tables, previous=previous)


def test_figures_are_plain_decimals() -> None:
    found = check(
        {
            "kind": "project",
            "money_unit": "元",
            "tasks": [{"name": "甲", "total": "1E+7", "fiscal_appropriation": "10"}],
        }
    )
    assert [(one.printed, one.computed) for one in found if one.rule == "ARI-004"] == [("10000000", "10")]
