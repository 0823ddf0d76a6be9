"""VAL-019."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import shown, value_paths

_FULL = 100
_MOST = 3
"""Quarters of all percentages that must be the same one."""


@rule(
    "VAL-019",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=TARGETS_WITH_TREE,
    needs=("identical_values_fewest",),
    message="表中 {count} 条指标的目标值都是“{value}”，像是统一照填的。建议按各条指标的往年水平分别定目标。",
)
def always_the_same_target(form: Form) -> Iterator[Found]:
    """许多指标的目标值完全一样。

    ## 查什么
    填百分比的指标是不是大多用了同一个数。都是 100% 的不查。

    ## 为什么
    不同的事情难度不同，目标值处处一样，说明没有逐条测算。

    ## 怎么改
    参照往年完成情况、行业标准，逐条定目标值。
    """
    groups: dict[tuple[str | None, object, str | None], list[Row]] = defaultdict(list)
    percents = 0
    for row in form.rows:
        meaning = row.meaning
        if meaning.kind is ValueKind.PERCENT and meaning.low is None:
            percents += 1
            if meaning.number != _FULL:
                groups[(meaning.operator, meaning.number, meaning.unit)].append(row)
    for rows in groups.values():
        if len(rows) >= form.profile.number("identical_values_fewest") and len(rows) * 4 >= percents * _MOST:
            yield found(*value_paths(rows), count=len(rows), value=shown(rows[0]))
