"""CMP-007."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import WITH_TREE, Found, found, rule

_MANY = 3
"""Rows from which on the same slip is told once."""


@rule(
    "CMP-007",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#完整性",
    kinds=WITH_TREE,
    message="{row}没有填指标值，请补充数值和单位。",
    name="第 {number} 条指标填了指标值“{value}”，没有填指标名称，请补充名称。",
    values="有 {count} 条指标没有填指标值（{rows}等），请逐条补充数值和单位。",
    names="有 {count} 条指标填了指标值而没有名称（第 {numbers} 条等），请逐条补充名称。",
)
def name_and_value(form: Form) -> Iterator[Found]:
    """指标名称和指标值只填了一个。

    ## 查什么
    三级指标填了名称而指标值空着，或者填了指标值而名称空着。表上没有指标值一栏的不查；两格都空着的行见 CMP-008。

    ## 为什么
    没有指标值的指标无法监控和评分；没有名称的数值不知道说的是什么。

    ## 怎么改
    补上空着的一格；这一行不需要的，两格都清空。
    """
    no_value = [row for row in form.rows if row.name and not row.value and row.indicator.value_text is not UNSET]
    names = any(row.name for row in form.rows)
    no_name = [row for row in form.rows if row.value and not row.name and (names or row.indicator.name is not UNSET)]
    if len(no_value) > _MANY:
        called = "、".join(f"“{quote(row.name)}”" for row in no_value[:2])
        yield found(*(row.path("value_text") for row in no_value), message="values", count=len(no_value), rows=called)
    else:
        for row in no_value:
            yield found(row.path("value_text"), row.path("name"), row=row.called)
    if len(no_name) > _MANY:
        numbers = "、".join(str(row.n + 1) for row in no_name[:3])
        yield found(*(row.path("name") for row in no_name), message="names", count=len(no_name), numbers=numbers)
    else:
        for row in no_name:
            yield found(
                row.path("name"), row.path("value_text"), message="name", number=row.n + 1, value=quote(row.value)
            )
