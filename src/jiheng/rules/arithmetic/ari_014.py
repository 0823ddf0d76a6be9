"""ARI-014."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, Row
from jiheng.rules.formulas import RELATIVE
from jiheng.rules.quantities import core, digits_swapped, one_slip_apart, pairs, quantities
from jiheng.rules.registry import ARITHMETIC, TARGETS_WITH_TREE, Found, Spot, rule
from jiheng.rules.sums_printed import called
from jiheng.rules.unit_costs import (
    UnitCost,
    agrees,
    amounts_of,
    is_shared,
    number_of,
    shift_between,
    sums_of_tasks,
    unit_costs,
)

_EXACT = Decimal("0.0005")
_MOST_TASKS = 200
_NAME = 4
"""Characters of a task's name that are enough to know it by."""
_SHARED = 2
"""Pairs of characters that a unit cost must share with a task."""
_OF_ONE_PROJECT = frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION))


@rule(
    "ARI-014",
    severity=Severity.WARNING,
    basis=ARITHMETIC,
    kinds=TARGETS_WITH_TREE,
    needs=("relative_tolerance_text",),
    fixes=True,
    message="{cost}为 {value}，乘以{counts}，合 {product}，{whole}为 {amount}，两者不一致。请核对单位成本、数量和金额。",
    shifted="{cost}为 {value}，乘以{counts}，合 {product}，{whole}为 {amount}，正好相差 {factor} 倍，疑似小数点错位或者单位写错。请核对，单位成本似应为 {due}。",
    unitless="{cost}为 {value}，乘以{counts}，合 {product}，{whole}为 {amount}，正好相差 {factor} 倍。表中没有写明金额单位，请补写金额单位（元或万元），再核对。",
)
def unit_cost_times_count(form: Form) -> Iterator[Found]:
    """单位成本乘以数量，与预算金额不一致。

    ## 查什么
    成本指标写单位成本（元/人、人均……）、数量指标写同一单位的数量的，两者相乘与项目金额、任务金额相差百分之五以上；
    正好差十倍、百倍、一万倍的，指出疑似小数点错位。写明由各级分担的不查；
    单位成本写“不超过”、数量写“不少于”的，乘积超过金额的只作建议，像是错了一位数字的除外。整体支出表与同名的、或者数量相同的任务比较。

    ## 为什么
    单位成本是成本指标的核心，算不回预算金额，说明单位成本、数量或者金额有一个不对。

    ## 怎么改
    核对单位（元还是万元）和小数点，再核对数量与预算测算。
    """
    costs = unit_costs(form)
    if not costs.all or is_shared(form):
        return
    allowed = form.profile.number("relative_tolerance_text")
    amounts = amounts_of(form)
    by_amount = {id(one.cost) for one in costs.all if any(agrees(one.yuan, due, allowed) for _, due in amounts)}
    by_tasks = {id(one.cost) for one in costs.all if any(agrees(one.yuan, due, allowed) for due in sums_of_tasks(form))}
    for one in costs.all:
        if id(one.cost) in by_amount:
            continue
        window = RELATIVE if one in costs.plain else _EXACT
        hits = [(path, due) for path, due in amounts if shift_between(one.yuan, due, window) is not None]
        if id(one.cost) in by_tasks:
            hits = [(path, due) for path, due in hits if _is_of_task(form, one, path)]
        if hits:
            yield _shifted(form, one, *hits[0], window)
            return
    if form.kind in _OF_ONE_PROJECT and (swapped := _swapped(form, costs.plain, amounts)) is not None:
        yield swapped
        return
    left = [one for one in costs.all if id(one.cost) not in by_amount | by_tasks]
    if not left or costs.possible:
        return
    if form.kind in _OF_ONE_PROJECT:
        yield from _of_project(form, costs.plain, allowed)
    else:
        yield from _of_tasks(form, left, allowed)


def _swapped(form: Form, costs: Sequence[UnitCost], amounts: list[tuple[str, Decimal]]) -> Found | None:
    """The only unit cost, where it or its count, with two digits exchanged, gives the money exactly (2120 for 2210)."""
    if len(costs) != 1 or form.total is None or any(agrees(costs[0].yuan, due, RELATIVE) for _, due in amounts):
        return None
    one, (path, total) = costs[0], form.total
    figures = (one.cost.meaning.number, *(row.meaning.number for row in one.counts))
    if any(figure and one.yuan and digits_swapped(figure, figure * total / one.yuan) for figure in figures):
        return _found(form, one, path, total, one.yuan)
    return None


def _is_of_task(form: Form, one: UnitCost, path: str) -> bool:
    """Whether an amount is that of a task whose words are those of a unit cost."""
    row, _, _ = path.rpartition(".")
    words = (
        fold(f"{form.value(f'{row}.name') or ''}{form.value(f'{row}.content') or ''}")
        if row.startswith("tasks")
        else ""
    )
    return len(pairs(core(one.cost.name)) & pairs(words)) >= _SHARED


def _of_project(form: Form, costs: Sequence[UnitCost], allowed: Decimal) -> Iterator[Found]:
    """All unit costs of a project together against its money."""
    if form.total is None or len({one.counts for one in costs}) != len(costs):
        return
    path, total = form.total
    whole_rows = [row for row in form.cost_rows if all(row is not one.cost for one in costs)]
    whole = sum((row.meaning.yuan or Decimal() for row in whole_rows if row.meaning.yuan != total), Decimal())
    product = sum((one.yuan for one in costs), Decimal())
    if agrees(product, total, allowed) or agrees(product + whole, total, allowed):
        return
    exact = all(row.meaning.operator in ("=", None) for one in costs for row in (one.cost, *one.counts))
    if product > total * (1 + allowed) or (exact and not whole_rows and len(costs) == 1):
        bounds = all(_is_bound(one.cost, "<") and any(_is_bound(row, ">") for row in one.counts) for one in costs)
        bounds = bounds and not (len(costs) == 1 and _is_mistyped(costs[0], total))
        most = max(costs, key=lambda one: one.yuan)
        yield _found(form, most, path, total, product, Severity.ADVICE if bounds else None)


def _is_bound(row: Row, sign: str) -> bool:
    """Whether a value is only a bound: at most so much for each, at least so many."""
    return (row.meaning.operator or "").startswith(sign)


def _is_mistyped(one: UnitCost, total: Decimal) -> bool:
    """Whether the price or a count, with one digit put right, gives the money exactly (185元 × 3360, 28.56万元: 85元)."""
    return any(
        figure and one.yuan and one_slip_apart(figure, figure * total / one.yuan)
        for figure in (one.cost.meaning.number, *(row.meaning.number for row in one.counts))
    )


def _of_tasks(form: Form, costs: Sequence[UnitCost], allowed: Decimal) -> Iterator[Found]:
    """The unit costs of a department, each against the task that bears its name, or that counts the same thing."""
    tasks = [
        (n, task.total, fold(task.name or ""), fold(task.content or ""))
        for n, task in enumerate((form.table.tasks or ())[:_MOST_TASKS])
        if isinstance(task.total, Decimal)
    ]
    for one in costs:
        name = fold(one.cost.name)
        own = [(n, total) for n, total, task, _ in tasks if len(task) >= _NAME and task in name]
        if not own and len(one.counts) == 1:
            own = [(n, total) for n, total, task, content in tasks if _tells_count(one, f"{task},{content}")]
        if len(own) == 1 and own[0][1] and not agrees(one.yuan, own[0][1], allowed):
            n, total = own[0]
            yield _found(form, one, f"tasks[{n}].total", total, one.yuan)


def _tells_count(one: UnitCost, text: str) -> bool:
    """Whether a task is for nothing but what a unit cost counts: its only count is the same (乡镇国土空间总体规划9个)."""
    told = [count for count in quantities(text) if not count.aside]
    words = core(one.cost.name)
    return (
        len(told) == 1
        and told[0].number == number_of(one.counts[0])
        and len(pairs(core(one.counts[0].name)) & pairs(text)) >= _SHARED
        and len(pairs(words) & pairs(text)) >= _SHARED
    )


def _where(one: UnitCost, path: str) -> list[str | Spot]:
    return [one.cost.path("value_text"), *(row.path("value_text") for row in one.counts), path]


def _found(
    form: Form, one: UnitCost, path: str, total: Decimal, product: Decimal, severity: Severity | None = None
) -> Found:
    return Found(_where(one, path), severity=severity, slots=_slots(form, one, path, total, product))


def _shifted(form: Form, one: UnitCost, path: str, due: Decimal, window: Decimal) -> Found:
    shift = shift_between(one.yuan, due, window) or 0
    if not form.table.money_unit:
        slots = {**_slots(form, one, path, due, one.yuan), "factor": f"{Decimal(1).scaleb(abs(shift)):,f}"}
        return Found(_where(one, path), message="unitless", slots=slots)
    number = one.cost.meaning.number or Decimal()
    moved = f"{number.scaleb(shift).normalize():f}"
    value = one.cost.value
    old = f"{number:f}"
    fix = (one.cost.path("value_text"), value.replace(old, moved, 1)) if value.count(old) == 1 else None
    return Found(
        _where(one, path),
        printed=old,
        computed=moved,
        fix=fix,
        message="shifted",
        slots={
            **_slots(form, one, path, due, one.yuan),
            "factor": f"{Decimal(1).scaleb(abs(shift)):,f}",
            "due": f"{moved}{one.cost.meaning.unit or ''}",
        },
    )


def _slots(form: Form, one: UnitCost, path: str, due: Decimal, product: Decimal) -> dict[str, Any]:
    return {
        "cost": one.cost.called,
        "value": one.cost.value,
        "counts": "、".join(f"“{row.name}”{row.value}" for row in one.counts),
        "product": form.money(product),
        "whole": called(form, path),
        "amount": form.money(due),
    }
