"""CON-002."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold_value
from jiheng.rules.consistency.costs import Cost, Product, Role, costs_of, limit_of, may_span_years, product_of
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule
from jiheng.rules.sums import tolerance

_INSIDE = re.compile(r"其中")
_BASIC = re.compile(
    r"基本支出|人员(?:经费|支出|成本|工资)|公用经费|日常公用|工资|薪酬|三公|公务(?:接待|用车)|因公出国|办公费|办公经费|水电|差旅|会议费|印刷费|"
    r"邮电|物业费|取暖费|社保|公积金|福利费|机关运[行转]"
)
"""What a department pays out of 基本支出."""
_FEWEST = 2
_NOT_ALL = Decimal("0.8")
_MOST = 300


@rule(
    "CON-002",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#适当性",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION, Kind.DEPARTMENT_OVERALL)),
    needs=("relative_tolerance_product", "relative_tolerance_text"),
    message="成本指标合计 {sum}（{parts}），高于{what} {limit}，多出 {gap}。请核对各项成本和预算是否对应。",
)
def parts_within_budget(form: Form) -> Iterator[Found]:
    """几项分项成本加起来超过了预算。

    ## 查什么
    各分项成本指标之和是否超过项目预算；整体支出表与项目支出比较。单位成本先乘以表中对应的数量，乘出来的数已包含在某一项
    成本之内的，不重复相加；成本指标超过 300 条的表不查。基本支出、人员经费、三公经费等不算在内。

    ## 为什么
    指标之和大于预算，说明有的指标写高了，或者有的支出没有列入预算。

    ## 怎么改
    逐项核对成本指标的金额、单价和数量。有的支出列在基本支出里的，请在表中说明。
    """
    limit = _limit(form)
    if limit is None or not limit[1]:
        return
    path, most, what = limit
    parts: list[Cost] = []
    units: list[Product] = []
    costs = costs_of(form)
    if len(costs) > _MOST:
        return
    for cost in costs:
        name = fold_value(cost.row.name)
        is_basic = form.kind is Kind.DEPARTMENT_OVERALL and _BASIC.search(name) is not None
        if is_basic or _INSIDE.search(name) or may_span_years(form, cost):
            continue
        if cost.role is Role.PART or _bears_the_project_s_name(cost, most):
            parts.append(cost)
        elif cost.role is Role.UNIT:
            product = product_of(form, cost)
            if product is not None:
                units.append(product)
    share = form.profile.number("relative_tolerance_text")
    if any(part.yuan >= most for part in parts):
        return
    whole = [one for one in units if abs(one.yuan - most) <= share * most]
    added = [one for one in units if not whole and not any(_within(one, part, share) for part in parts)]
    added = list({(one.yuan, one.count.number): one for one in added}.values())
    if len(parts) + len(added) < _FEWEST or (not parts and form.kind is not Kind.DEPARTMENT_OVERALL):
        return
    together = sum((cost.yuan for cost in parts), Decimal()) + sum((one.yuan for one in added), Decimal())
    rounding = form.profile.number("relative_tolerance_product") * most if added else Decimal()
    if together - most <= max(tolerance(form, [most], len(parts)), rounding):
        return
    yield found(
        *(cost.path for cost in parts),
        *(one.cost.path for one in added),
        *(one.count.row.path("value_text") for one in added),
        path,
        printed=(parts[0] if parts else added[0].cost).yuan,
        sum=form.money(together),
        parts="、".join(_shown(form, parts, added)),
        what=what,
        limit=form.money(most),
        gap=form.money(together - most),
    )


def _limit(form: Form) -> tuple[str, Decimal, str] | None:
    if form.kind is Kind.DEPARTMENT_OVERALL:
        projects = form.amount("budget.project_expenditure")
        if projects:
            return "budget.project_expenditure", projects, "项目支出"
        return (*form.total, "预算总额") if form.total is not None else None
    limit = limit_of(form)
    if limit is None or limit[0] != "budget.total":
        return None  # the parts may be those of the year and of all years, one beside the other
    return (*limit, "项目预算")


def _bears_the_project_s_name(cost: Cost, most: Decimal) -> bool:
    """Whether a cost is called like its project, and yet is far from being all of its money (体检费 of 体检)."""
    return cost.is_named and not cost.is_generic and cost.yuan <= most * _NOT_ALL


def _within(one: Product, part: Cost, share: Decimal) -> bool:
    """Whether a product is only the reckoning of a part, or fits in it."""
    same_tree = part.row.indicator.goal == one.cost.row.indicator.goal
    return same_tree and one.yuan <= part.yuan * (1 + share)


def _shown(form: Form, parts: list[Cost], added: list[Product]) -> Iterator[str]:
    for cost in parts[:6]:
        yield f"“{quote(cost.row.name)}”{form.money(cost.yuan)}"
    for one in added[:4]:
        number = format(one.count.number.normalize(), "f")
        yield f"“{quote(one.cost.row.name)}”{form.money(one.cost.yuan)}×{number}"
    if len(parts) > 6 or len(added) > 4:
        yield "等"
