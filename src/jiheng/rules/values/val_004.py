"""VAL-004."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, rewritten, shown, value_paths
from jiheng.rules.values.shares import is_share_row

_FULL = 100


@rule(
    "VAL-004",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=WITH_TREE,
    fixes=True,
    message="{called}的指标值是“{value}”，比率最高就是 100%，不会再高。请写成“=100%”，或者定一个留有余地的目标。",
)
def at_least_everything(form: Form) -> Iterator[Found]:
    """比率要求达到 100% 以上。

    ## 查什么
    满意度、覆盖率、合格率这类比率是否写成“≥100%”或“＞100%”。“=100%”不提示。

    ## 为什么
    比率不会超过 100%，写“≥”没有意义；满意度要求人人满意，一般也做不到。

    ## 怎么改
    必须全部做到的写“=100%”；其余的按往年水平定目标，例如“≥95%”。
    """
    rows = [
        row
        for row in form.rows
        if row.meaning.number == _FULL
        and row.meaning.operator in (">=", ">")
        and (row.meaning.unit or "").startswith("%")
        and is_share_row(row)
    ]
    if rows:
        fix = (rows[0].path("value_text"), rewritten(rows[0], "=", "%")) if len(rows) == 1 else None
        yield found(*value_paths(rows), printed=rows[0].value, fix=fix, called=listed(rows), value=shown(rows[0]))
