"""SEV-005."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.attainment import attained, has_reason
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule


@rule(
    "SEV-005",
    severity=Severity.WARNING,
    basis="财预〔2020〕10号#超额完成",
    kinds=frozenset((Kind.SELF_EVALUATION,)),
    needs=("over_fulfilment",),
    message="{row}指标值 {target}，实际完成 {actual}，超出 {over}%，没有说明原因。请分析原因；指标值定得偏低的，应当适当扣分。",
)
def over_fulfilled(form: Form) -> Iterator[Found]:
    """完成值远超指标值，没有说明原因。

    ## 查什么
    越大越好的定量指标，实际完成值超过指标值百分之三十以上，偏差原因一栏空着的。成本指标和越小越好的指标不查。

    ## 为什么
    完成值远高于指标值，往往是年初指标值定得偏低，应当分析原因、适当扣分。

    ## 怎么改
    在偏差原因一栏说明原因；指标值偏低的，下一年度相应提高。
    """
    limit = form.profile.number("over_fulfilment")
    for row in form.rows:
        one = attained(row, row.indicator.actual_text or None)
        if one is None or one.is_negative or row.is_cost or one.share is None or has_reason(row):
            continue
        over = one.share - 1
        if over > limit:
            yield found(
                row.path("actual_text"),
                row.path("value_text"),
                printed=row.indicator.actual_text or None,
                row=row.called,
                target=quote(row.value),
                actual=quote(row.indicator.actual_text or ""),
                over=f"{over * 100:.1f}",
            )
