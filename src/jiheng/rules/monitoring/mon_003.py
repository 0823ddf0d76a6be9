"""MON-003."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.attainment import has_reason
from jiheng.rules.form import Form
from jiheng.rules.registry import Found, found, rule

_IMPOSSIBLE = ("完全不可能", "不可能", "不能完成", "无法完成")


@rule(
    "MON-003",
    severity=Severity.ERROR,
    basis="财预〔2019〕136号#纠偏措施",
    kinds=frozenset((Kind.MONITORING,)),
    message="{row}选了“{likelihood}”，没有说明偏差原因和纠偏措施。请补充。",
)
def impossible_without_cause(form: Form) -> Iterator[Found]:
    """选了“完全不可能”，没有写原因和措施。

    ## 查什么
    监控表中完成目标可能性选“完全不可能”的指标，偏差原因各栏都空着、也没有勾选的。

    ## 为什么
    发现绩效目标难以实现的，应当分析原因、提出纠偏措施，否则要暂缓或者停止拨款。

    ## 怎么改
    在偏差原因分析一栏写明原因和拟采取的措施；确需调整目标的，按程序报批。
    """
    for row in form.rows:
        likelihood = row.indicator.likelihood or ""
        if any(word in fold(likelihood) for word in _IMPOSSIBLE) and not has_reason(row):
            yield found(row.path("deviation"), row.path("likelihood"), row=row.called, likelihood=likelihood)
