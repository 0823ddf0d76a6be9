"""ARI-015."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.prose import where_of
from jiheng.rules.registry import ARITHMETIC, Found, found, rule
from jiheng.rules.sums_printed import called
from jiheng.rules.unit_costs import amounts_of, is_shared, shift_between, standards


@rule(
    "ARI-015",
    severity=Severity.WARNING,
    basis=ARITHMETIC,
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    needs=("relative_tolerance_text",),
    message="{place}写明标准“{standard}”、{count}，合 {product}，{whole}为 {amount}，两者不一致。请核对标准、人数和金额。",
)
def standard_times_people(form: Form) -> Iterator[Found]:
    """补助标准乘以人数，与预算金额不一致。

    ## 查什么
    绩效目标、资金用途里写明每人（每户）多少元、共多少人（户）的，两者相乘（按月的乘以月数）与项目金额相差百分之五以上。
    目标里还写有别的金额、别的人数，或者写明分担、统筹的，不查。

    ## 为什么
    补助类项目的金额就是标准乘以人数，算不回来说明其中一个数不对。

    ## 怎么改
    核对文件规定的标准、实际人数和预算金额，保持一致。
    """
    if form.total is None or is_shared(form):
        return
    path, total = form.total
    allowed = form.profile.number("relative_tolerance_text")
    amounts = [due for _, due in amounts_of(form)]
    read = list(standards(form))
    if len(read) != 1:
        return
    one = read[0]
    if any(one.gives(due, allowed) for due in amounts):
        return
    more = one.product > total * (1 + allowed)
    if more or shift_between(one.product, total) is not None or (len(form.goals) <= 1 and one.product * 4 >= total):
        yield found(
            one.path,
            path,
            place=where_of(form, one.path),
            standard=one.shown,
            count=one.counted,
            product=form.money(one.product),
            whole=called(form, path),
            amount=form.money(total),
        )
