"""LAW-015."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_UNTIL = re.compile(r"\d{1,2}月?[-—–~～至到](\d{1,2})月")
_MONTH = re.compile(r"(\d{1,2})月")
_QUARTERS = {
    "一季度": 3,
    "1季度": 3,
    "上半年": 6,
    "二季度": 6,
    "2季度": 6,
    "前三季度": 9,
    "三季度": 9,
    "3季度": 9,
    "四季度": 12,
}
_REASON = re.compile(r"原因|偏差|说明|问题|整改|措施|备注")


@rule(
    "LAW-015",
    severity=Severity.WARNING,
    basis="财预〔2019〕136号#偏差原因",
    kinds=frozenset((Kind.MONITORING,)),
    needs=("execution_lag_points",),
    message="截至 {month} 月预算执行率 {rate}%，时间进度 {due}%，落后 {gap} 个百分点，没有填写原因。请说明原因和改进措施。",
)
def execution_behind_time(form: Form) -> Iterator[Found]:
    """预算执行明显落后于时间进度，没有说明原因。

    ## 查什么
    监控表的预算执行率比时间进度（有资金支出计划的，按计划）低二十个百分点以上（国家口径），偏差原因、备注等都空着。

    ## 为什么
    运行监控要对照预算执行进度和绩效目标实现程度，偏离的要分析原因、及时纠正。

    ## 怎么改
    写明执行慢的原因和加快执行的措施；确实用不完的，按程序调减预算。
    """
    month = _month(form)
    rate = _rate(form)
    if month is None or rate is None or _is_explained(form):
        return
    path, percent = rate
    due = _planned(form, month)
    gap = due - percent
    if gap > form.profile.number("execution_lag_points"):
        yield found(
            path, "budget.adjusted", month=month, rate=_shown(percent), due=_shown(due), gap=_shown(gap),
        )  # fmt: skip


def _month(form: Form) -> int | None:
    """The month up to which the form reports."""
    for text in (form.table.monitoring_period, form.table.title):
        folded = fold(text or "")
        match = _UNTIL.search(folded) or _MONTH.search(folded)
        if match is not None and 1 <= int(match[1]) <= 12:
            return int(match[1])
        for word, month in _QUARTERS.items():
            if word in folded:
                return month
    return None


def _rate(form: Form) -> tuple[str, Decimal] | None:
    """The execution rate in percent: as the amounts give it, else as printed."""
    executed = form.amount("budget.executed")
    budget = form.amount("budget.adjusted") or form.amount("budget.initial")
    if executed is not None and budget:
        return "budget.executed", executed / budget * 100
    printed = form.amount("budget.execution_rate")
    return ("budget.execution_rate", printed) if printed is not None else None


def _planned(form: Form, month: int) -> Decimal:
    """What should be paid by the end of a month, in percent: by the spending plan, else by the calendar."""
    steps = [
        (int(step.by), step.cumulative_percent)
        for step in form.table.spending_plan or ()
        if isinstance(step.cumulative_percent, Decimal)
    ]
    if not steps:
        return Decimal(month) / 12 * 100
    before = (0, Decimal())
    for by, percent in sorted(steps):
        if by >= month:
            return before[1] + (percent - before[1]) * (month - before[0]) / (by - before[0])
        before = (by, percent)
    return before[1]


def _is_explained(form: Form) -> bool:
    if form.table.notes or any(row.indicator.deviation or row.indicator.deviation_causes for row in form.rows):
        return True
    return any(extra.text and _REASON.search(extra.label) for extra in form.table.extra or ())


def _shown(percent: Decimal) -> str:
    return f"{percent.quantize(Decimal('0.01')).normalize():f}"
