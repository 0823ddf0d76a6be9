"""MON-001."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.attainment import explained, money_of
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_MONTH = re.compile(r"(?:^|[^\d])(?:1月?(?:份)?(?:-|—|–|~|至|到))?(\d{1,2})月")
_WORDS = {"一季度": 3, "上半年": 6, "半年": 6, "二季度": 6, "前三季度": 9, "三季度": 9, "全年": 12}
_ABOUT = re.compile(r"执行|支付|支出|拨付|付款|结算|进度|到位")
_MONTHS = Decimal(12)


@rule(
    "MON-001",
    severity=Severity.WARNING,
    basis="财预〔2019〕136号#监控内容",
    kinds=frozenset((Kind.MONITORING,)),
    needs=("monitoring_lag",),
    message="{month} 月底预算执行率 {rate}，{progress} {due}，落后 {lag} 个百分点（{lamp}）。请说明原因，加快支出。",
)
def execution_lags(form: Form) -> Iterator[Found]:
    """预算执行率落后于时间进度。

    ## 查什么
    监控表的执行数除以全年预算数，与时间进度（第几月除以十二；有资金支出计划的按计划）相比。落后二十个百分点以上为红灯，
    十个百分点以上为黄灯（只作建议）；表中已经说明原因的，也只作建议。

    ## 为什么
    运行监控对绩效目标实现程度和预算执行进度实行“双监控”，落后较多的要及时纠偏。

    ## 怎么改
    说明原因和加快支出的措施；确实用不完的，按规定调减。
    """
    money, month = money_of(form), _month(form)
    if money is None or month is None or money.due <= 0:
        return
    yellow, red = (Decimal(str(limit)) for limit in form.profile.get("monitoring_lag"))
    rate = money.spent / money.due
    planned = _planned(form, month)
    due = planned if planned is not None else month / _MONTHS
    lag = due - rate
    if lag <= yellow:
        return
    is_red = lag > red
    yield found(
        money.executed,
        money.budget,
        printed=money.spent,
        severity=None if is_red and not explained(form, _ABOUT) else Severity.ADVICE,
        month=month,
        rate=_percent(rate),
        progress="支出计划为" if planned is not None else "时间进度为",
        due=_percent(due),
        lag=f"{lag * 100:.2f}",
        lamp="红灯" if is_red else "黄灯",
    )


def _month(form: Form) -> int | None:
    """The month up to which the form tells."""
    for text in (form.table.monitoring_period, form.table.title):
        folded = fold(text or "")
        for word, month in _WORDS.items():
            if word in folded and word != "全年":
                return month
        months = [int(found) for found in _MONTH.findall(folded)]
        if months and 1 <= months[-1] <= 12:
            return months[-1]
    return None


def _planned(form: Form, month: int) -> Decimal | None:
    """What the spending plan says for a month, linear between its points; None where there is no plan."""
    steps = [(0, Decimal())]
    for step in form.table.spending_plan or ():
        if isinstance(step.cumulative_percent, Decimal) and step.by.isdecimal() and int(step.by) > steps[-1][0]:
            steps.append((int(step.by), step.cumulative_percent / 100))
    for (first, low), (last, high) in pairwise(steps):
        if month <= last:
            return low + (high - low) * (month - first) / (last - first)
    return None


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}%"
