"""VAL-010."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import OPERATORS, fold_value
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import FORM, WITH_TREE, Found, found, rule

_COMPARED = re.compile(
    r"市场|去年|上年|往年|预算|标准|计划|平均|均值|上限|限价|概算|控制价|同期|基期|目标值|合同|批复|分之|[一二三四五六七八九十ⅠⅡⅢⅣⅤ甲乙丙丁A-Z][级类等档]"
)
"""What a bound may name instead of a number."""
_GRADED = re.compile(r"等级|级别|类别|档次|星级|水质|预警")
_WORDS = frozenset((ValueKind.QUALITATIVE, ValueKind.PERIOD, ValueKind.BOOLEAN))


@rule(
    "VAL-010",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=WITH_TREE,
    fixes=True,
    message="{called}的指标值“{value}”在文字前面加了比较符号。符号后面应是数字，请去掉符号，或者改填数值。",
    apart="{called}的比较符号一栏是“{sign}”，指标值却是文字“{value}”。请把符号改为定性，或者改填数值。",
)
def operator_before_words(form: Form) -> Iterator[Found]:
    """比较符号后面不是数字。

    ## 查什么
    =、≥、≤ 后面跟的是文字（如“=全年”“≥提高”），或者符号单独成列、指标值却是文字。符号成列而填“=”的不查。

    ## 为什么
    文字没有大小，符号加在前面没有意思，系统也无法计算完成程度。

    ## 怎么改
    定性的目标直接写文字；能用数说的改填数值和单位。
    """
    for row in form.rows:
        if row.meaning.kind not in _WORDS or not row.value or _COMPARED.search(row.value) or _GRADED.search(row.name):
            continue
        bare = _without_operator(row)
        if bare is not None:
            fix = (row.path("value_text"), bare) if bare else None
            yield found(row.path("value_text"), printed=row.value, fix=fix, called=row.called, value=quote(row.value))
        elif row.indicator.operator and row.indicator.operator != "=":
            sign = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜"}.get(row.indicator.operator, row.indicator.operator)
            yield found(
                row.path("operator"),
                row.path("value_text"),
                message="apart",
                called=row.called,
                value=quote(row.value),
                sign=sign,
            )


def _without_operator(row: Row) -> str | None:
    """The words behind a printed operator; None where none is printed."""
    folded = fold_value(row.value)
    for glyph in sorted(OPERATORS, key=len, reverse=True):
        if folded.startswith(glyph):
            return folded[len(glyph) :]
    return None
