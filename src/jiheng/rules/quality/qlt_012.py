"""QLT-012."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule

_OF_ALL = re.compile(
    r"(?:[^,，]{0,3}[省市县区]|本地区|当地|地区|区域)*(?:经济(?:效益|总量|社会)?|GDP|gdp|生产总值|财政收入|税收(?:收入)?|工业总?产值|农业总?产值|社会消费品零售总?额|固定资产投资|"
    r"人均(?:可支配|纯)?收入|居民(?:人均)?(?:可支配)?收入|城镇化|城镇登记失业|调查失业|旅游(?:总)?收入|出生|人口)(?:.{0,6}(?:增长|增速|增幅|提高|增加))?"
    r"(?:率|额|幅度|比例)?$"
)
_NUMBERS = frozenset((ValueKind.PERCENT, ValueKind.MONEY))


@rule(
    "QLT-012",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#可行性",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    needs=("small_project_amount",),
    message="{called}的指标值是“{value}”，本项目只有 {money}，带不动全地区这样的变化。建议换成这笔钱直接带来的结果。",
)
def not_its_doing(form: Form) -> Iterator[Found]:
    """小项目用了全地区的经济指标。

    ## 查什么
    金额不超过口径规定数额的项目，效益指标是否写成经济增长率、财政收入、人均收入这样全地区的数字。

    ## 为什么
    这样的变化不是这笔钱带来的，完成与否都说明不了项目的效果。

    ## 怎么改
    换成项目直接带来的结果，例如服务了多少家企业、办结时间缩短几天。
    """
    total = form.total
    if total is None or total[1] <= 0 or total[1] > form.profile.number("small_project_amount"):
        return
    for row in form.rows:
        if row.is_benefit and row.meaning.kind in _NUMBERS and _OF_ALL.fullmatch(fold(row.name)):
            yield found(
                row.path("name"),
                row.path("value_text"),
                total[0],
                called=row.called,
                value=quote(row.value),
                money=form.money(total[1]),
            )
