"""Made-up tables that fill every field of their kind: what a layout is proved with. The same every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jiheng.model.declaration import (
    CostEstimate,
    FundLine,
    Goal,
    Indicator,
    Kind,
    Labelled,
    Opinion,
    Scope,
    SpendingStep,
    Table,
    Task,
    WorkItem,
)

LEVELS: tuple[tuple[str, str], ...] = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "生态效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)
"""The levels of the framework of 财预〔2015〕88号."""

_SOURCES = ("total", "fiscal_appropriation", "other_funds")
_DEPARTMENT = (
    *_SOURCES,
    "general_public_budget",
    "government_funds",
    "non_tax_revenue",
    "carry_over",
    "basic_expenditure",
    "project_expenditure",
    "revenue_total",
    "expenditure_total",
    "three_public_total",
    "three_public_vehicles",
    "three_public_overseas",
    "three_public_reception",
)
_PROJECT = (*_SOURCES, "project_total", "project_total_fiscal_appropriation", "project_total_other_funds")
_ALL_LEVELS = ("all_levels_total", "all_levels_fiscal_appropriation", "all_levels_other_funds")
_STAGES = ("initial", "adjusted", "executed")
_AMOUNTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DEPARTMENT_OVERALL: _DEPARTMENT,
    Kind.PROJECT: _PROJECT,
    Kind.SPECIAL_FUND_SUMMARY: ("total",),
    Kind.SPECIAL_FUND_DIRECTION: ("total", "parent_fund_amount"),
    Kind.NARRATIVE: (),
    Kind.MONITORING: tuple(
        f"{source}{stage}"
        for source in ("", "general_public_budget_", "other_funds_")
        for stage in ("initial", "executed", "expected")
    ),
    Kind.SELF_EVALUATION: tuple(
        f"{source}{stage}"
        for source in ("", "fiscal_appropriation_", "carry_over_", "other_funds_")
        for stage in _STAGES
    ),
}
_PEOPLE = {"head": "赵明", "preparer": "钱芳", "phone": "0990-6123456"}
_SIMPLE: Mapping[Kind, dict[str, Any]] = {
    Kind.DEPARTMENT_OVERALL: {
        "budget_unit": "柳泉街道办事处",
        "filing_unit": "柳泉街道办事处",
        "duties": "负责辖区公共服务、城市管理和社会治理。",
        "performance_contact": "孙丽",
        "established_posts": 42,
        "actual_staff": 39,
        "notes": "预算执行中如有调整，另行报备。",
        **_PEOPLE,
    },
    Kind.PROJECT: {
        "filing_unit": "柳泉街道办事处",
        "project_name": "老旧小区环境整治",
        "project_code": "65280124T000123",
        "competent_department": "住房和城乡建设局",
        "implementing_unit": "柳泉街道办事处",
        "project_attribute": "新增项目",
        "project_period": "2024年1月至2024年12月",
        "project_leader": "李强",
        "fund_use": "用于小区道路、照明和绿化的维护。",
        **_PEOPLE,
    },
    Kind.SPECIAL_FUND_SUMMARY: {"filing_unit": "柳泉街道办事处", **_PEOPLE},
    Kind.SPECIAL_FUND_DIRECTION: {
        "filing_unit": "柳泉街道办事处",
        "direction": "社区养老服务",
        "parent_fund": "基层治理专项资金",
        "project_period": "2024年1月至2024年12月",
        **_PEOPLE,
    },
    Kind.NARRATIVE: {},
    Kind.MONITORING: {
        "filing_unit": "柳泉街道办事处",
        "project_name": "老旧小区环境整治",
        "competent_department": "住房和城乡建设局",
        "implementing_unit": "柳泉街道办事处",
        **_PEOPLE,
    },
    Kind.SELF_EVALUATION: {
        "filing_unit": "柳泉街道办事处",
        "project_name": "老旧小区环境整治",
        "competent_department": "住房和城乡建设局",
        "implementing_unit": "柳泉街道办事处",
        "total_weight": Decimal(100),
        "total_score": Decimal("96.5"),
        **_PEOPLE,
    },
}
_WORDS = ("道路", "照明", "绿化", "排水", "停车", "消防", "保洁", "宣传", "培训", "巡查", "档案", "信访")
_VALUES = ("≥95%", "=12次", "≤30天", "100%", "≥4个社区", "显著提高", "2024年12月底前", "≤86.5万元")


@dataclass(frozen=True)
class Shape:
    """What a form asks of a sample: the scopes of its goals, the numbers of the goals that have a tree of their own, its
    levels (with the goal of their tree), and the labels of lists that its labels tell."""

    scopes: tuple[Scope, ...] = (Scope.ANNUAL,)
    trees: tuple[int, ...] = ()
    levels: tuple[tuple[int | None, str, str], ...] = tuple((None, *level) for level in LEVELS)
    months: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    department: bool = False
    amounts: tuple[str, ...] = field(default=())


def sample(kind: Kind, turn: int = 0, shape: Shape | None = None) -> Table:
    """A table of a kind with every field filled.

    :param turn: another one has other values, more and fewer rows, in another order
    """
    shape = shape or Shape()
    simple = {key: _turned(value, turn) for key, value in _SIMPLE[kind].items()}
    if kind in (Kind.MONITORING, Kind.SELF_EVALUATION):
        simple["subject"] = "department" if shape.department else "project"
        if shape.department:
            simple["budget_unit"] = simple.pop("project_name") + "办公室"
            for key in ("competent_department", "implementing_unit"):
                simple.pop(key)
    keys = (*_AMOUNTS[kind], *(_ALL_LEVELS if Scope.ANNUAL_ALL_LEVELS in shape.scopes else ()), *shape.amounts)
    lists: dict[str, Any] = {}
    if kind is not Kind.SPECIAL_FUND_SUMMARY:
        lists["indicators"] = tuple(_indicators(kind, turn, shape))
        lists["goals"] = tuple(_goals(kind, turn, shape))
    if kind is Kind.DEPARTMENT_OVERALL or (kind is Kind.SELF_EVALUATION and shape.department):
        lists["tasks"] = _order([_task(n, turn) for n in range(8 - 5 * turn)], turn)
    if kind is Kind.DEPARTMENT_OVERALL:
        lists["work_plan"] = _order([_work(n, turn) for n in range(7 - 4 * turn)], turn)
    if kind is Kind.SPECIAL_FUND_SUMMARY:
        lists["fund_lines"] = tuple(_funds(turn))
    if kind is Kind.SPECIAL_FUND_DIRECTION:
        lists["cost_estimates"] = tuple(_costs(turn))
        lists["cost_estimate_total"] = _money(900, turn)
    if shape.months:
        lists["spending_plan"] = tuple(
            SpendingStep(by=month, cumulative_percent=Decimal(20 * (n + 1) + turn))
            for n, month in enumerate(shape.months)
        )
    if shape.reviewers:
        lists["opinions"] = tuple(
            Opinion(by=by, text=f"同意{_WORDS[n + turn]}安排。") for n, by in enumerate(shape.reviewers)
        )
    if shape.extra:
        lists["extra"] = tuple(
            Labelled(label=label, text=f"{_WORDS[(n + turn) % 12]}情况{n + 1}") for n, label in enumerate(shape.extra)
        )
    budget: dict[str, Decimal | None] = {key: _money(n, turn) for n, key in enumerate(dict.fromkeys(keys))}
    if kind is Kind.SELF_EVALUATION:
        budget |= {"execution_rate": Decimal(97), "weight": Decimal(10), "score": Decimal("9.7")}
    if kind is Kind.MONITORING:
        budget |= {"execution_rate": Decimal(58), "general_public_budget_execution_rate": Decimal(60)}
        budget["other_funds_execution_rate"] = Decimal(40 + turn)
    return Table(kind=kind, fiscal_year=2024 + turn, budget=budget, **simple, **lists)


def _turned(value: Any, turn: int) -> Any:
    if not turn:
        return value
    if isinstance(value, str):
        return (
            value.replace("2024", "2025").replace("柳泉", "杏林").replace("老旧小区", "背街小巷").replace("123", "456")
        )
    return value + 1 if isinstance(value, int) else value


def _money(n: int, turn: int) -> Decimal:
    """An amount in yuan that 万元 with two decimals can print."""
    return Decimal(100 * (1001 + 137 * n + 11 * turn))


def _order(rows: Sequence[Any], turn: int) -> tuple[Any, ...]:
    return tuple(reversed(rows)) if turn else tuple(rows)


def _task(n: int, turn: int) -> Task:
    return Task(
        name=f"{_WORDS[n]}维护",
        content=f"完成辖区{_WORDS[n]}的日常维护{'和检查' if turn else ''}。",
        total=_money(20 + n, turn) * 2,
        fiscal_appropriation=_money(20 + n, turn),
        other_funds=_money(20 + n, turn),
    )


def _work(n: int, turn: int) -> WorkItem:
    return WorkItem(
        item=f"{_WORDS[n]}提升",
        responsible=f"{'城建' if n % 2 else '民政'}办",
        objective=f"{_WORDS[n]}达标{80 + n + turn}%以上",
    )


def _funds(turn: int) -> Iterable[FundLine]:
    for section in range(3):
        yield FundLine(
            number="一二三"[section],
            name=f"{_WORDS[section]}专项资金",
            amount=_money(40 + section, turn) * 2,
            implementation_goal=f"{_WORDS[section]}长期见效",
            annual_goal=f"{_WORDS[section]}当年见效{turn or ''}",
            is_section=True,
        )
        for line in range(4 + turn if section == 0 else 2):
            yield FundLine(
                number=str(line + 1),
                name=f"{_WORDS[section]}{_WORDS[4 + line]}",
                amount=_money(50 + 5 * section + line, turn),
                implementation_goal=f"{_WORDS[4 + line]}三年覆盖",
                annual_goal=f"{_WORDS[4 + line]}当年覆盖",
                is_section=False,
            )


def _costs(turn: int) -> Iterable[CostEstimate]:
    for n in range(7 - 3 * turn):
        yield CostEstimate(
            direction="设施维护" if n < 3 else "服务购买",
            item=f"{_WORDS[n]}费用",
            amount=_money(70 + n, turn),
            calculation=f"{n + 2}处×{n + 1}次",
        )


def _goals(kind: Kind, turn: int, shape: Shape) -> Iterable[Goal]:
    for scope in shape.scopes:
        numbers = shape.trees or tuple(range(1, 3 + turn + 1))
        for number in numbers:
            text = f"完成{_WORDS[number]}整治，{'三年' if scope is Scope.IMPLEMENTATION_PERIOD else '当年'}覆盖{number + turn}个社区。"
            if kind is Kind.SELF_EVALUATION:
                yield Goal(scope=scope, number=number, text=text, actual_text=f"{_WORDS[number]}整治全部完成。")
            else:
                yield Goal(scope=scope, number=number, text=text)


def _indicators(kind: Kind, turn: int, shape: Shape) -> Iterable[Indicator]:
    count = 0
    for place, (tree, level1, level2) in enumerate(shape.levels):
        rows = ((4, 1, 2) if not turn else (1, 3, 2))[place % 3]
        names = range(rows) if not turn else reversed(range(rows))
        for n in names:
            count += 1
            yield _indicator(kind, tree, level1, level2, (place, n), count + turn)


def _indicator(kind: Kind, tree: int | None, level1: str, level2: str, place: tuple[int, int], count: int) -> Indicator:
    words = _WORDS[(place[0] + place[1]) % 12], _WORDS[(place[0] * 5 + place[1]) % 12]
    known: dict[str, Any] = {
        "level1": level1,
        "level2": level2,
        "name": f"{words[0]}{words[1]}{'完成率' if place[1] % 2 else '数量'}",
        "value_text": _VALUES[count % len(_VALUES)],
    }
    if tree is not None:
        known["goal"] = tree
    if kind in (Kind.PROJECT, Kind.DEPARTMENT_OVERALL, Kind.SPECIAL_FUND_DIRECTION):
        known["basis"] = f"{words[0]}管理办法"
        known["description"] = f"反映{words[0]}的情况"
    if kind is Kind.MONITORING:
        known |= {"actual_text": f"{count}处", "expected_text": f"{count + 3}处", "deviation": f"{words[0]}进度较慢"}
        known["likelihood"] = ("确定能", "有可能", "完全不可能")[count % 3]
        known["deviation_causes"] = (("经费保障",), ("人员保障", "其他"), ("制度保障", "硬件条件保障"))[count % 3]
    if kind is Kind.SELF_EVALUATION:
        known |= {"actual_text": f"{count}处", "weight": Decimal(5), "score": Decimal("4.5"), "deviation": "按期完成"}
    return Indicator(**known)
