"""What the unit may change when it adapts a form to the control figure: amounts, and what depends on them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from jiheng.model.declaration import CostEstimate, Goal, Indicator, Scope, Table, Task
from jiheng.web.records.domain.dependent import beyond_amounts, listed, weights_of

REVIEWED = msgspec.convert(
    {
        "kind": "project",
        "project_name": "消防安全",
        "budget": {"total": "50000", "fiscal_appropriation": "50000"},
        "tasks": [{"name": "宣传", "content": "宣传 12 次，发放资料 500 份", "total": "50000"}],
        "cost_estimates": [{"item": "印刷", "amount": "50000", "calculation": "500 份×100 元"}],
        "goals": [{"scope": "annual", "number": 1, "text": "全年宣传 12 次，覆盖 5 个社区"}],
        "indicators": [
            {"level1": "产出指标", "level2": "数量指标", "name": "宣传次数", "value_text": "≥12次", "weight": "20"},
            {"level1": "产出指标", "level2": "质量指标", "name": "合格率", "value_text": "≥90%", "weight": "10"},
            {"level1": "成本指标", "level2": "经济成本指标", "name": "总成本", "value_text": "≤5万元", "weight": "20"},
            {
                "level1": "效益指标",
                "level2": "经济效益指标",
                "name": "减少损失",
                "value_text": "10万元",
                "unit": "万元",
            },
        ],
    },
    Table,
    strict=False,
)


def indicator(row: int, **changes: Any) -> Callable[[Table], Table]:
    return lambda table: msgspec.structs.replace(table, indicators=_replaced(table.indicators, row, **changes))


def task(**changes: Any) -> Callable[[Table], Table]:
    return lambda table: msgspec.structs.replace(table, tasks=_replaced(table.tasks, 0, **changes))


def goal(text: str) -> Callable[[Table], Table]:
    return lambda table: msgspec.structs.replace(table, goals=_replaced(table.goals, 0, text=text))


def form(**changes: Any) -> Callable[[Table], Table]:
    return lambda table: msgspec.structs.replace(table, **changes)


def _replaced(rows: Any, row: int, **changes: Any) -> tuple[Any, ...]:
    made = list(rows)
    made[row] = msgspec.structs.replace(made[row], **changes)
    return tuple(made)


@pytest.mark.parametrize("change", [
    form(),
    form(budget={"total": Decimal(40000), "fiscal_appropriation": Decimal(40000)}),
    form(cost_estimates=(CostEstimate(item="印刷", amount=Decimal(30000)), CostEstimate(item="场地", amount=Decimal(1)))),
    form(cost_estimates=()),
    task(total=Decimal(40000)),
    task(content="宣传 10 次，发放资料 400 份"),
    goal("全年宣传 10 次，覆盖 4 个社区"),
    indicator(0, value_text="≥10次"),
    indicator(2, value_text="≤4万元"),
    indicator(3, value_text="8.5万元"),
    form(indicators=tuple(reversed(REVIEWED.indicators or ()))),
])  # fmt: skip
def test_what_depends_on_amounts_may_change(change: Callable[[Table], Table]) -> None:
    assert beyond_amounts(REVIEWED, change(REVIEWED)) == []


@pytest.mark.parametrize(("change", "told"), [
    (form(project_name="消防"), "消防安全"),
    (task(name="培训"), "宣传"),
    (task(content="培训 12 次，发放资料 500 份"), "改成了"),
    (goal("全年培训 12 次，覆盖 5 个社区"), "改成了"),
    (form(goals=(*(REVIEWED.goals or ()), Goal(scope=Scope.ANNUAL, number=2, text="另一个目标"))), "是增加的"),
    (form(tasks=(*(REVIEWED.tasks or ()), Task(name="培训", total=Decimal(1)))), "是增加的"),
    (indicator(0, name="培训次数"), "宣传次数"),
    (indicator(0, value_text="≤12次"), "由“≥12次”改成了“≤12次”"),
    (indicator(0, value_text="≥12场"), "由“≥12次”改成了“≥12场”"),
    (indicator(0, weight=Decimal(10)), "由“20”改成了“10”"),
    (indicator(1, value_text="≥80%"), "由“≥90%”改成了“≥80%”"),
    (indicator(1, level2="时效指标"), "时效指标"),
    (form(indicators=(REVIEWED.indicators or ())[:-1]), "被删去了"),
    (form(indicators=(*(REVIEWED.indicators or ()), Indicator(name="满意度", value_text="90%"))), "是增加的"),
])  # fmt: skip
def test_everything_else_stays_as_it_was_reviewed(change: Callable[[Table], Table], told: str) -> None:
    said = beyond_amounts(REVIEWED, change(REVIEWED))
    assert said
    assert told in "；".join(said)


def test_many_are_told_by_the_first() -> None:
    assert listed(["甲", "乙"]) == "甲；乙"
    assert listed(["甲", "乙", "丙", "丁"]) == "甲；乙；丙等 4 处"


def test_weights_are_added_up_where_there_are_any() -> None:
    assert weights_of(REVIEWED) == 50
    assert weights_of(form(indicators=())(REVIEWED)) is None
