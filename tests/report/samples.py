"""Declarations that show what reports must be able to show."""

from __future__ import annotations

from decimal import Decimal

from jiheng.model.declaration import (
    BlankLevel,
    Declaration,
    Goal,
    Indicator,
    Kind,
    LeftOver,
    Scope,
    Table,
    Task,
)
from jiheng.model.location import Location

LONG = (
    "坚持以人为本，围绕解决居民最关心、最直接、最现实的问题，扎实做好低保救助、就业、社会保障、医疗、住房保障等工作。"
    * 3
)

FILLED = Table(
    kind=Kind.PROJECT,
    title="2024年部门项目支出预算绩效目标表",
    attachment="附件3",
    fiscal_year=2024,
    money_unit="万元",
    budget_unit="望远镇人民政府",
    project_name="=cmd|' /C calc'!A0",
    budget={"total": Decimal("1234567890.50"), "fiscal_appropriation": Decimal("0"), "other_funds": None},
    tasks=(
        Task(name="甲", content=LONG, total=Decimal("123456789000.50"), fiscal_appropriation=Decimal("500000")),
        Task(name="乙", total=None, other_funds=Decimal("12345")),
    ),
    goals=(Goal(scope=Scope.ANNUAL, number=1, text=LONG), Goal(scope=Scope.ANNUAL, number=2, text="第二个目标")),
    indicators=(
        Indicator(
            level1="产出指标", level2="数量指标", name="社区数", value_text="=4个社区", operator="=",
            number=Decimal("4"), unit="个社区", weight=Decimal("12.5"),
        ),
        Indicator(level1="产出指标", level2="数量指标", name="增长率", value_text="-3", number=Decimal("-3"), unit="%"),
        Indicator(level1="产出指标", level2="质量指标", name=LONG, value_text="90", operator=">=", unit="%"),
    ),
    cells={"indicators[0].value_text": Location(table=0, row=7, column=4)},
)  # fmt: skip

BLANK = Table(
    kind=Kind.DEPARTMENT_OVERALL,
    title="部门整体支出绩效目标表",
    budget_unit=None,
    budget={"total": None, "fiscal_appropriation": None},
    indicators=(),
    blank_levels=(BlankLevel(level1="产出指标", level2="数量指标"), BlankLevel(level1="产出指标", level2="质量指标")),
)

EVALUATED = Table(
    kind=Kind.SELF_EVALUATION,
    subject="project",
    budget={
        "initial": Decimal("900000"), "adjusted": Decimal("900000"), "executed": Decimal("899740"),
        "execution_rate": Decimal("99.97"), "weight": Decimal("10"), "score": Decimal("9.99"),
        "fiscal_appropriation_executed": Decimal("899740"),
    },
    goals=(Goal(scope=Scope.ANNUAL, text="完成全部任务", actual_text="全部完成"),),
    indicators=(
        Indicator(
            level1="产出指标", name="完成率", value_text="≥90%", actual_text="95%", weight=Decimal("50"),
            score=Decimal("0"), deviation="没有偏差",
        ),
    ),
    total_score=Decimal("99.99"),
)  # fmt: skip

FILE = Declaration(
    source="各单位/申报表.docx",
    tables=(FILLED, BLANK, EVALUATED),
    complete=False,
    left_over=(LeftOver(text="没人认得的字\x1b[2J", at=Location(paragraph=4)),),
)
