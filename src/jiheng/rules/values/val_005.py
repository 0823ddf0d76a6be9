"""VAL-005."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, value_paths


@rule(
    "VAL-005",
    severity=Severity.ADVICE,
    basis="财预〔2021〕101号#指标值",
    kinds=TARGETS_WITH_TREE,
    message="{called}的指标值只有数字，没有写明是等于、不低于还是不超过。建议在数字前加上 =、≥ 或 ≤。",
)
def number_without_operator(form: Form) -> Iterator[Found]:
    """指标值只有数字，没有比较符号。

    ## 查什么
    指标值是一个数，前面没有 =、≥、≤，也没有“不低于”“不超过”“以上”这样的话。日期和区间不查。一张表合为一条提示。

    ## 为什么
    没有符号，多做或者少做算不算完成，自评时各有各的说法。

    ## 怎么改
    必须正好的写“=”，越多越好的写“≥”，成本、时限这类越少越好的写“≤”。
    """
    rows = [
        row for row in form.rows if row.meaning.is_number and row.meaning.operator is None and row.meaning.low is None
    ]
    if rows:
        yield found(*value_paths(rows), called=listed(rows))
