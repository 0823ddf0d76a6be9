"""CON-001."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import MONEY_UNITS, fold_value, plain
from jiheng.rules.consistency.costs import Cost, Role, amounts_of, costs_of, limit_of, may_span_years
from jiheng.rules.consistency.periods import has_two_trees, period_of
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, found, rule
from jiheng.rules.sums import is_given_by_sums, tolerance

_ALL_SOURCES = re.compile(r"^(?!.*(?:财政|拨款)).*总(?:成本|投入|投资|支出|费用|额|经费|造价)")
"""A cost of the whole, whoever pays for it."""
_ONE_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@rule(
    "CON-001",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    needs=("relative_tolerance_text",),
    fixes=True,
    message="{called}的指标值为“{text}”，高于项目预算 {budget}，多出 {gap}。请核对成本指标与预算金额，成本不得超过预算。",
    lower="{called}的指标值为“{text}”，低于项目预算 {budget}，少 {gap}。总成本应与预算金额一致，请核对。",
)
def cost_within_budget(form: Form) -> Iterator[Found]:
    """成本指标的金额与项目预算不符。

    ## 查什么
    成本指标下的金额（包括写在文字里的金额，如“需使用资金30720元”）是否超过项目的年度资金总额。单位成本（元/人、每公里、
    人均、标准）不与总额比较。名称表明是总成本的，还看它是否明显低于预算；有分项成本凑足预算的不提示。印有项目总投资的表，
    以总投资为限。

    ## 为什么
    成本指标是资金使用的上限，超过预算就没有钱可用，低于预算则说明预算或指标有一个写错了。

    ## 怎么改
    对照预算改正成本指标，或者先调整预算。单位不同的（元、万元），先换算再核对。
    """
    limit = limit_of(form)
    if limit is None or not limit[1]:
        return
    path, most = limit
    whole = [cost for cost in costs_of(form) if cost.role is not Role.UNIT]
    of_year = _of_year(form, whole)
    if of_year and path != "budget.total" and form.amount("budget.total"):
        year = form.amount("budget.total") or Decimal()
        for cost in of_year:
            if tolerance(form, [cost.yuan, year], 1) < cost.yuan - year <= most:
                yield _said(form, cost, "budget.total", year, "", None)
    if any(is_given_by_sums(form, path, cost.yuan) for cost in whole):
        return  # the sums of the form say that its total is wrong
    over = [cost for cost in whole if cost.yuan - most > tolerance(form, [cost.yuan, most], 1)]
    for cost in over:
        if may_span_years(form, cost) and path == "budget.total" and not _is_of_one_year(form):
            continue
        yield _said(form, cost, path, most, "", _fix(form, cost, whole, most))
    if not over:
        yield from _too_low(form, whole, path, most)


def _of_year(form: Form, whole: Sequence[Cost]) -> list[Cost]:
    """Of a form whose indicators stand there twice, for all years and for the year, the whole costs of the year."""
    if len(whole) < 2 or not has_two_trees(form):
        return []
    first: set[str] = set()
    found_costs = []
    for cost in whole:
        name = fold_value(cost.row.name)
        if (name in first and cost.role is Role.TOTAL) or (name in first and cost.is_named):
            found_costs.append(cost)
        first.add(name)
    return found_costs


def _is_of_one_year(form: Form) -> bool:
    """Whether the project begins and ends within the year of the form, so that its whole cost is that of the year."""
    span = period_of(form)
    return span is not None and span[0].year == form.year == span[1].year


def _too_low(form: Form, whole: Sequence[Cost], path: str, most: Decimal) -> Iterator[Found]:
    named = [cost for cost in whole if cost.is_named]
    if not named and len(whole) == 1 == sum(row.is_cost for row in form.rows):
        named = [cost for cost in whole if cost.is_alike]
    if len(named) != 1 or any(cost.role is Role.TOTAL and cost is not named[0] for cost in whole):
        return
    total = named[0]
    share = form.profile.number("relative_tolerance_text")
    together = sum((cost.yuan for cost in whole), Decimal())
    if total.row.meaning.operator in (">=", ">") or most - together <= share * most:
        return
    amounts = amounts_of(form)
    if _ALL_SOURCES.search(fold_value(total.row.name)) and (form.table.budget or {}).get("other_funds"):
        amounts -= {(form.table.budget or {}).get("fiscal_appropriation") or Decimal()}
    if any(abs(total.yuan - amount) <= tolerance(form, [amount], 1) for amount in amounts):
        return
    yield _said(form, total, path, most, "lower", None)


def _said(form: Form, cost: Cost, path: str, most: Decimal, message: str, fix: tuple[str, str] | None) -> Found:
    return found(
        cost.path,
        path,
        printed=cost.yuan,
        computed=most,
        difference=cost.yuan - most,
        fix=fix,
        severity=Severity.WARNING if message else None,
        message=message,
        called=cost.row.called,
        text=fold_value(cost.row.value),
        budget=form.money(most),
        gap=form.money(abs(cost.yuan - most)),
    )


def _fix(form: Form, cost: Cost, whole: Sequence[Cost], most: Decimal) -> tuple[str, str] | None:
    """The value with the budget's amount; only for the one cost indicator of a form whose budget its sources confirm."""
    budget = form.table.budget or {}
    sources = [budget.get(key) for key in ("fiscal_appropriation", "other_funds", "carry_over")]
    confirmed = sum((amount for amount in sources if isinstance(amount, Decimal)), Decimal()) == budget.get("total")
    meaning = cost.row.meaning
    if not (confirmed and cost.is_named and len(whole) == 1 and budget.get("total") == most):
        return None
    text = cost.row.value
    numbers = _ONE_NUMBER.findall(text)
    unit = meaning.unit if meaning.number is not None else None
    if len(numbers) != 1 or not unit or unit not in text or unit not in MONEY_UNITS:
        return None
    number = format(plain(most / MONEY_UNITS[unit]), "f")
    return cost.path, text.replace(numbers[0], number)
