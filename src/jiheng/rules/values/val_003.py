"""VAL-003."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import shown
from jiheng.rules.values.shares import is_share_row

_WHOLE = {"%": Decimal(100), "‰": Decimal(1000), "‱": Decimal(10_000)}


@rule(
    "VAL-003",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=WITH_TREE,
    message="{called}是部分占全体的比率，指标值“{value}”{how}，应在 0 到 100% 之间。请核对数值，或者改成说得通的指标名称。",
)
def share_out_of_range(form: Form) -> Iterator[Found]:
    """比率的目标值超过 100% 或小于 0。

    ## 查什么
    满意度、覆盖率、合格率、完成率、比例这类部分占全体的比率，目标值是否在 0 到 100% 之间。
    增长率、指数、倍数、撬动比例等可以超过 100%，不查。

    ## 为什么
    部分不会多于全体，超过 100% 的目标谁也达不到，多半是数字或名称写错了。

    ## 怎么改
    按实际口径改数值；如果说的是增长或者倍数，把名称写成增长率或倍数。
    """
    for row in form.rows:
        number = row.meaning.number
        if number is None or not is_share_row(row):
            continue
        whole = _WHOLE.get((row.meaning.unit or "%")[:1], Decimal(100))
        if number > whole or number < 0:
            how = "超过了 100%" if number > whole else "小于 0"
            yield found(row.path("value_text"), printed=row.value, called=row.called, value=shown(row), how=how)
