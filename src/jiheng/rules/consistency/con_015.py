"""CON-015."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.prose import where_of
from jiheng.rules.registry import Found, found, rule

_FUND = re.compile(
    r"土地出让(?!率)|国有土地(?:使用权|收益)|政府性基金|彩票公益金|福彩公益金|体彩公益金|城市基础设施配套费|水库移民(?:后期)?扶持|农业土地开发|专项债券"
)
_NOT_SPENT = re.compile(r"征收|入库|催缴|收缴|征缴|上缴|不含|不涉及|化解|偿还|还本付息")


@rule(
    "CON-015",
    severity=Severity.WARNING,
    basis="国办发〔2006〕100号#土地出让收支",
    kinds=frozenset((Kind.DEPARTMENT_OVERALL, Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    message="{what}涉及“{word}”，而“政府性基金拨款”{printed_as}。请核对资金来源，属于政府性基金的，列入政府性基金预算。",
)
def fund_spending_has_fund_money(form: Form) -> Iterator[Found]:
    """用政府性基金安排的支出没有列政府性基金来源。

    ## 查什么
    指标、目标或任务写到土地出让收入、彩票公益金、城市基础设施配套费等由政府性基金安排的支出，而表中“政府性基金拨款”一栏
    空着或者为 0。没有这一栏的表不查；说的是征收、入库的不查。

    ## 为什么
    这类收支实行专款专用，应当通过政府性基金预算安排，不能混在一般公共预算里。

    ## 怎么改
    核实资金来源，改正收入栏或者目标、指标。
    """
    path = "budget.government_funds"
    if not form.has(path) or form.amount(path) or not form.rows:
        return
    places: list[str] = []
    what, word = "", ""
    for row in form.rows:
        match = _spent(row.name)
        if match:
            places.append(row.path("name"))
            what, word = what or row.called, word or match
    for text in form.texts:
        if text.path.startswith(("goals", "tasks", "cost_estimates", "fund_use")):
            match = _spent(text.text)
            if match:
                places.append(text.path)
                what, word = what or where_of(form, text.path), word or match
    if places:
        blank = form.amount(path) is None
        yield found(path, *places, what=what, word=word, printed_as="一栏空着" if blank else "为 0")


def _spent(text: str) -> str:
    match = _FUND.search(text)
    return match[0] if match is not None and not _NOT_SPENT.search(text) else ""
