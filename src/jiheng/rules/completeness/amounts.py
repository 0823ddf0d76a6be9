"""Amounts that are left blank: which total stands over filled sources, and which blank says nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.language import MONEY_UNITS, fold, parse_number
from jiheng.rules.completeness.labels import is_printed
from jiheng.rules.form import Form, quote

_MONITORED = frozenset((Kind.MONITORING, Kind.SELF_EVALUATION))
_SOURCES = (
    "fiscal_appropriation", "general_public_budget", "government_funds", "non_tax_revenue", "other_funds", "carry_over",
)  # fmt: skip
_SPENDING = ("basic_expenditure", "project_expenditure")
_THREE_PUBLIC = ("three_public_vehicles", "three_public_overseas", "three_public_reception")
_TOTALS = {
    "total": ((*_SOURCES, *_SPENDING), "资金总额"),
    "revenue_total": (_SOURCES, "收入合计"),
    "expenditure_total": (_SPENDING, "支出合计"),
    "three_public_total": (_THREE_PUBLIC, "三公经费合计"),
    "project_total": (("project_total_fiscal_appropriation", "project_total_other_funds"), "项目资金总额"),
}
_COLUMNS = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数"}


@dataclass(frozen=True, slots=True)
class BlankTotal:
    """A total that is left blank over parts that are filled (all as paths)."""

    path: str
    name: str
    parts: tuple[str, ...]
    due: Decimal | None
    """What the total must be, where the parts tell."""
    is_row: bool = False
    """Whether it is a line of the form (a task) and not its head."""


def blank_totals(form: Form) -> Iterator[BlankTotal]:
    """The totals that are left blank although a part is filled."""
    if form.kind in _MONITORED:
        yield from _of_columns(form)
        yield from _of_tasks(form)
        return
    budget = form.table.budget or {}
    for key, (sources, name) in _TOTALS.items():
        if key not in budget or budget[key] is not None:
            continue
        parts = [part for part in sources if budget.get(part) is not None]
        if key == "total" and any(part in _SOURCES for part in parts):
            parts = [part for part in parts if part in _SOURCES]
        if parts:
            due = sum((budget[part] or Decimal() for part in parts), Decimal())
            yield BlankTotal(f"budget.{key}", name, tuple(f"budget.{part}" for part in parts), due)
        elif key == "total" and (told := other_sources(form)):
            yield BlankTotal("budget.total", name, tuple(told), sum(told.values(), Decimal()))
    yield from _of_tasks(form)
    yield from _of_estimates(form)


_LEVEL = re.compile(
    r"(?:其中:)?(?:中央|省级?|自治区级?|[市州县区乡镇]级?|地方|本级|上级|其他|社会|单位|自筹)[^,，。]{0,6}(?:补助|资金|拨款|投入|财政|配套|自筹)[^,，。]{0,2}"
)


def other_sources(form: Form) -> dict[str, Decimal]:
    """The amounts of sources that the form knows by other names (中央补助, 地方资金), by path, in yuan."""
    scale = MONEY_UNITS.get(form.table.money_unit or "")
    found: dict[str, Decimal] = {}
    for n, one in enumerate(form.table.extra or ()):
        number = parse_number(one.text or "") if _LEVEL.fullmatch(fold(one.label)) else None
        if number is not None and scale is not None:
            found[f"extra[{n}].text"] = Decimal(number) * scale
    return found if len(found) > 1 else {}


def _of_estimates(form: Form) -> Iterator[BlankTotal]:
    rows = form.table.cost_estimates or ()
    known = [n for n, row in enumerate(rows) if isinstance(row.amount, Decimal)]
    if form.table.cost_estimate_total is None and known:
        due = sum((rows[n].amount or Decimal() for n in known), Decimal())
        paths = tuple(f"cost_estimates[{n}].amount" for n in known)
        whole = due if len(known) == len(rows) else None
        yield BlankTotal("cost_estimate_total", "支出测算的合计", paths, whole, is_row=True)


def _of_columns(form: Form) -> Iterator[BlankTotal]:
    budget = form.table.budget or {}
    for column, name in _COLUMNS.items():
        if column not in budget or budget[column] is not None:
            continue
        parts = [f"{part}_{column}" for part in _SOURCES if budget.get(f"{part}_{column}") is not None]
        if parts:
            due = sum((budget[part] or Decimal() for part in parts), Decimal())
            yield BlankTotal(
                f"budget.{column}", f"年度资金总额的{name}", tuple(f"budget.{part}" for part in parts), due
            )


def _of_tasks(form: Form) -> Iterator[BlankTotal]:
    for n, task in enumerate(form.table.tasks or ()):
        if task.total is not None or not (task.name or task.content):
            continue
        parts = [key for key in ("fiscal_appropriation", "other_funds") if isinstance(getattr(task, key), Decimal)]
        if parts:
            due = sum((getattr(task, key) for key in parts), Decimal())
            name = f"任务“{quote(task.name or task.content or '')}”的总额"
            paths = tuple(f"tasks[{n}].{key}" for key in parts)
            yield BlankTotal(f"tasks[{n}].total", name, paths, due, is_row=True)


def blank_amounts(form: Form) -> Iterator[tuple[str, str]]:
    """The amounts that are left blank and that nothing else on the form gives: (path, what the form calls it)."""
    budget = form.table.budget or {}
    if form.kind in _MONITORED:
        yield from _blank_columns(form)
    else:
        yield from _blank_head(form)
    if form.kind is not Kind.NARRATIVE:
        total = budget.get("total")
        yield from _blank_rows(form, "tasks", "total", ("name", "content"), "任务", total)
        yield from _blank_rows(form, "fund_lines", "amount", ("name",), "专项", total)
        estimated = form.table.cost_estimate_total or None
        yield from _blank_rows(form, "cost_estimates", "amount", ("item", "direction"), "测算", estimated)


def _blank_head(form: Form) -> Iterator[tuple[str, str]]:
    budget = form.table.budget or {}
    if budget.get("all_levels_total") is not None:
        return
    printed = [key for key in ("total", "expenditure_total", "revenue_total") if key in budget]
    if not printed and is_printed(form, "budget.total"):
        yield "budget.total", "资金总额"
        return
    sources = [key for key in (*_SOURCES, *_SPENDING) if key in budget]
    if "total" in printed and other_sources(form):
        return
    if any(budget[key] is not None for key in (*printed, *sources)):
        return
    if printed:
        yield f"budget.{printed[0]}", _TOTALS[printed[0]][1]
    elif sources:
        yield f"budget.{sources[0]}", "资金"


def _blank_columns(form: Form) -> Iterator[tuple[str, str]]:
    budget = form.table.budget or {}
    planned = [key for key in ("adjusted", "initial") if key in budget]
    if planned and all(value is None for key, value in budget.items() if key.endswith(("adjusted", "initial"))):
        yield f"budget.{planned[0]}", _COLUMNS[planned[0]]
    if "executed" in budget and all(value is None for key, value in budget.items() if key.endswith("executed")):
        yield "budget.executed", "执行数"


def _blank_rows(
    form: Form, key: str, field: str, names: tuple[str, ...], called: str, total: Decimal | None
) -> Iterator[tuple[str, str]]:
    """The lines without an amount, unless the others give the whole total: then theirs is said elsewhere, or nothing."""
    rows = getattr(form.table, key) or ()
    blank = [n for n, row in enumerate(rows) if getattr(row, field) is None]
    if not blank or len(blank) == len(rows):
        return
    known = sum(
        (getattr(row, field) for row in rows if isinstance(getattr(row, field), Decimal) and not _is_section(row)),
        Decimal(),
    )
    if total is not None and abs(known - total) <= abs(total) / 1000:
        return
    for n in blank:
        row = rows[n]
        name = next((getattr(row, one) for one in names if getattr(row, one)), None)
        parts = (getattr(row, one, None) for one in ("fiscal_appropriation", "other_funds"))
        if name and not _is_section(row) and not any(isinstance(part, Decimal) for part in parts):
            yield f"{key}[{n}].{field}", f"{called}“{quote(name)}”"


def _is_section(row: object) -> bool:
    return getattr(row, "is_section", False) is True
