"""VAL-017."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import value_paths

_NONE = frozenset(("无", "暂无", "没有", "不适用", "无此项", "不涉及", "无此类指标", "无指标"))
_MOST_NAMED = 4


@rule(
    "VAL-017",
    severity=Severity.WARNING,
    basis=FORM,
    kinds=TARGETS_WITH_TREE,
    message="{levels}的三级指标和指标值都填了“{word}”。没有这一类指标时整行留空即可，请删去。",
)
def none_as_indicator(form: Form) -> Iterator[Found]:
    """三级指标填了“无”。

    ## 查什么
    三级指标的名称是不是“无”“不适用”这样的话，指标值也没有内容。

    ## 为什么
    “无”不是指标，却会算进指标个数，自评时还要给它打分。

    ## 怎么改
    没有的类别整行留空。
    """
    rows = [row for row in form.rows if fold(row.name) in _NONE and row.meaning.kind is ValueKind.NONE]
    if rows:
        levels = "、".join(dict.fromkeys(row.level_name for row in rows[:_MOST_NAMED]))
        yield found(*value_paths(rows), levels=levels, word=fold(rows[0].name))
