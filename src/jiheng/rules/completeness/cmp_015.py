"""CMP-015."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule


@rule(
    "CMP-015",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#适当性",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    needs=("cost_estimate_threshold",),
    message="项目金额 {total}，支出明细及测算一栏没有填，请列出明细、金额和测算过程。",
    calculation="测算明细{items}没有写测算依据和过程，请写明数量、单价和标准。",
)
def cost_estimates(form: Form) -> Iterator[Found]:
    """项目没有支出测算。

    ## 查什么
    表上印着支出明细及测算一栏，项目金额达到口径规定的起点，而测算一行也没有；或者列了明细和金额，没有写测算过程。
    表上没有这一栏的不查。

    ## 为什么
    没有测算，审核时看不出金额是怎么来的，也无法与成本指标核对。

    ## 怎么改
    逐项写明数量、单价、标准和金额，合计与项目金额一致。
    """
    total = form.total
    if not form.has("cost_estimates") or total is None or total[1] < form.profile.number("cost_estimate_threshold"):
        return
    rows = form.table.cost_estimates or ()
    if not any(row.amount is not None and (row.item or row.direction or row.calculation) for row in rows):
        yield found("cost_estimates", total[0], total=form.money(total[1]))
        return
    blank = [n for n, row in enumerate(rows) if row.calculation is None and row.amount and (row.item or row.direction)]
    if blank:
        items = "、".join(f"“{quote(rows[n].item or rows[n].direction or '')}”" for n in blank[:3])
        places = [f"cost_estimates[{n}].calculation" for n in blank]
        yield found(*places, message="calculation", items=f"{items}等 {len(blank)} 项" if len(blank) > 3 else items)
