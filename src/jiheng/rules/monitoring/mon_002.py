"""MON-002."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.attainment import attained
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, found, rule


@rule(
    "MON-002",
    severity=Severity.WARNING,
    basis="财预〔2019〕136号#监控内容",
    kinds=frozenset((Kind.MONITORING,)),
    message="{row}的年度指标值为 {target}，全年预计只到 {expected}，却选了“{likelihood}”。请核对预计数，或者改选“有可能”。",
)
def forecast_below_target(form: Form) -> Iterator[Found]:
    """预计完成不了指标值，却选了“确定能”。

    ## 查什么
    监控表中全年预计完成情况达不到年度指标值（越小越好的指标是超过指标值），而完成目标可能性选“确定能”的。

    ## 为什么
    预计与判断相矛盾，监控就不能提示风险，也就没有人去纠偏。

    ## 怎么改
    核对全年预计完成数；确实完不成的，改选“有可能”或者“完全不可能”，写明原因和措施。
    """
    for row in form.rows:
        likelihood = row.indicator.likelihood or ""
        if "确定能" not in fold(likelihood) or "不" in likelihood:
            continue
        one = attained(row, row.indicator.expected_text or None)
        if one is not None and not one.is_met:
            yield found(
                row.path("expected_text"),
                row.path("value_text"),
                row.path("likelihood"),
                printed=row.indicator.expected_text or None,
                row=row.called,
                target=quote(row.value),
                expected=quote(row.indicator.expected_text or ""),
                likelihood=quote(likelihood),
            )
