"""VAL-002."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold_value
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import FORM, TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, value_paths

_MARKS = re.compile(r"[^\w%]+")
_FEWEST = 4
"""Characters from which a text that almost fills the other counts as its copy."""
_ALMOST = 10
"""Tenths of the longer text, times the shorter: nine tenths and more."""


@rule(
    "VAL-002",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=TARGETS_WITH_TREE,
    message="{called}的指标值照抄了指标名称，没有说要达到什么程度。请填数值和单位，或者写明可以判断的标准。",
)
def value_is_the_name(form: Form) -> Iterator[Found]:
    """指标值照抄指标名称。

    ## 查什么
    去掉空格和标点后，指标值与指标名称相同，或者几乎相同。

    ## 为什么
    名称说的是看什么，指标值说的是看到什么程度；两格一样，等于没有定目标。

    ## 怎么改
    能用数说的填数值和单位；说不成数的，写清楚怎样算达到。这一类效益确实没有的，整行留空即可。
    """
    copies = [row for row in form.rows if _is_copy(row)]
    if copies:
        yield found(*value_paths(copies), printed=copies[0].value, called=listed(copies))


def _is_copy(row: Row) -> bool:
    name, value = _MARKS.sub("", fold_value(row.name)), _MARKS.sub("", fold_value(row.value))
    if not name or not value or row.meaning.kind in (ValueKind.NONE, ValueKind.DATE) or row.meaning.is_number:
        return False
    if name == value:
        return len(name) > 1
    short, long = sorted((name, value), key=len)
    return len(short) >= _FEWEST and len(short) * _ALMOST >= len(long) * (_ALMOST - 1) and short in long
