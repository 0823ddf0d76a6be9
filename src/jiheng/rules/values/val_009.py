"""VAL-009."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import SIGNS, listed, value_paths

_STRANGE = frozenset("˃›˂‹≮≯")


@rule(
    "VAL-009",
    severity=Severity.ADVICE,
    basis=FORM,
    kinds=TARGETS_WITH_TREE,
    message="{called}的指标值用了不常见的符号“{glyph}”，换一台电脑可能显示不出来，已按“{sign}”理解。建议改用 =、≥、≤。",
)
def strange_operator(form: Form) -> Iterator[Found]:
    """指标值用了不规范的比较符号。

    ## 查什么
    指标值开头是不是“˃”“˂”“≮”这类少见的字符。全角、半角和“>=”这样的写法不提示。一张表合为一条。

    ## 为什么
    这些字符看着像大于号，其实是别的字，汇总和检索时认不出来。

    ## 怎么改
    用输入法的符号表重新选 =、≥ 或 ≤。
    """
    rows = [row for row in form.rows if row.value.lstrip()[:1] in _STRANGE and row.value.strip()]
    if rows:
        sign = SIGNS.get(rows[0].meaning.operator or "", "")
        yield found(*value_paths(rows), called=listed(rows), glyph=rows[0].value.lstrip()[0], sign=sign)
