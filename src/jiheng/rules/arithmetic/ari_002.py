"""ARI-002."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import ARITHMETIC, Found, found, rule
from jiheng.rules.sums import ledger_of
from jiheng.rules.sums_printed import called


@rule(
    "ARI-002",
    severity=Severity.ADVICE,
    basis=ARITHMETIC,
    message="{name} {total}，各分项之和为 {sum}，相差 {gap}，属于四舍五入的尾差。建议调平。",
    several="{name} {total}，各分项之和为 {sum}，相差 {gap}，属于四舍五入的尾差，这样的合计共 {count} 处。建议一并调平。",
)
def rounding_tail(form: Form) -> Iterator[Found]:
    """合计与分项之间有四舍五入的尾差。

    ## 查什么
    表中各处合计（任务、资金来源、收支、“三公”经费、汇总表、测算明细）与分项之和，差额在四舍五入可以解释的
    范围之内，但不为零。

    ## 为什么
    尾差不是错误，但录入预算系统时要求完全相等，留着尾差会被退回。

    ## 怎么改
    把尾差调到金额最大的一个分项上，或者按分项之和改合计。
    """
    tails = [one for one in ledger_of(form).checked if one is not None and not one.is_exact and one.is_right]
    if not tails:
        return
    first = tails[0]
    total = first.sum.total
    involved = dict.fromkeys((*(one.sum.total for one in tails[1:]), *first.parts))
    yield found(
        total,
        *(path for path in involved if path != total and form.amount(path) is not None),
        printed=first.printed,
        computed=first.computed,
        difference=first.difference,
        message="several" if len(tails) > 1 else "",
        name="合计" if form.table.tasks and total == "budget.total" else called(form, total),
        total=form.money(first.printed),
        sum=form.money(first.computed),
        gap=form.money(abs(first.difference)),
        count=len(tails),
    )
