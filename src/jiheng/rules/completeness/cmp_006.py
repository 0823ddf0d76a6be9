"""CMP-006."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.completeness.amounts import blank_totals
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, found, rule


@rule(
    "CMP-006",
    severity=Severity.ERROR,
    basis=FORM,
    fixes=True,
    message="{name}空着，已填的分项合计 {sum}。请补填 {sum}，或者核对分项。",
    unknown="{name}空着，请补填。",
    shifted="{name}空着，而下面两行都是 {part}，疑似整体错下一行。请核对：总额应为 {part}，分项依次上移。",
)
def total_over_filled_parts(form: Form) -> Iterator[Found]:
    """总额空着而资金来源已填，或者填错了行。

    ## 查什么
    总额、收入合计、支出合计、三公经费合计、支出测算的合计空着，而它下面的分项有数；年度主要任务一行的总额空着而资金来源有数。
    下面两行是同一个数、两者之和又没有依据的，多半是整列错下了一行。

    ## 为什么
    总额是批复、公开和评价时取数的地方，空着就等于没有申报金额；错行会把总额当成财政拨款、把财政拨款当成其他资金。

    ## 怎么改
    补填总额；错行的把各数上移到自己的行里。
    """
    for one in blank_totals(form):
        amounts = [form.amount(path) for path in one.parts]
        if not one.is_row and len(amounts) == 2 and amounts[0] and amounts[0] == amounts[1]:
            yield found(one.path, *one.parts, message="shifted", name=one.name, part=form.money(amounts[0]))
        elif one.due is None:
            yield found(one.path, *one.parts, message="unknown", name=one.name)
        else:
            total = form.money(one.due)
            yield found(one.path, *one.parts, computed=one.due, fix=(one.path, one.due), name=one.name, sum=total)
