"""VAL-014."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, shown, value_paths

_WORDS = frozenset((ValueKind.QUALITATIVE, ValueKind.BOOLEAN, ValueKind.PERIOD))


@rule(
    "VAL-014",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标值",
    kinds=TARGETS_WITH_TREE,
    message="{called}的指标值“{value}”没有数字。满意度要用问卷等办法量出来，请写成百分比，例如“≥90%”。",
)
def satisfaction_without_number(form: Form) -> Iterator[Found]:
    """满意度指标没有量化。

    ## 查什么
    满意度指标的指标值里有没有数。只写“满意”“较高”，或者写成一段话的提示。

    ## 为什么
    满意度是调查出来的比率，没有数就没有办法评价。

    ## 怎么改
    写“≥90%”这样的百分比，名称里写清楚是谁的满意度。
    """
    rows = [row for row in form.rows if row.is_satisfaction and row.value and row.meaning.kind in _WORDS]
    if rows:
        yield found(*value_paths(rows), printed=rows[0].value, called=listed(rows), value=shown(rows[0]))
