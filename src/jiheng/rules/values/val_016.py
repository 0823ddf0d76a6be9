"""VAL-016."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import FORM, TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, shown, value_paths

_SATISFIED = re.compile(r"(?:很|非常|较|基本|比较|群众|十分)?满意")
_IN_TIME = re.compile(r"(?:及时|按时|按期|准时|如期)(?:完成)?")


@rule(
    "VAL-016",
    severity=Severity.ADVICE,
    basis=FORM,
    kinds=TARGETS_WITH_TREE,
    message="{called}属于{level}，指标值“{value}”说的却是{about}。建议换成这一类指标自己的目标值。",
)
def word_of_another_class(form: Form) -> Iterator[Found]:
    """指标值的用词与指标类别不符。

    ## 查什么
    效益、质量等指标的指标值是不是“满意”，效益、成本指标的指标值是不是“及时”“按时”。名称本身说满意、说及时的不查。

    ## 为什么
    满意是满意度指标的话，及时是时效指标的话，放在别处说明没有想清楚这一条要看什么。

    ## 怎么改
    社会效益写受益人数、覆盖面、发生率等；要看满不满意的，移到满意度指标。
    """
    satisfied = [row for row in form.rows if _is_satisfied(row)]
    if satisfied:
        yield _found(satisfied, "满意与否")
    timely = [row for row in form.rows if _is_in_time(row)]
    if timely:
        yield _found(timely, "是否及时")


def _found(rows: list[Row], about: str) -> Found:
    return found(*value_paths(rows), called=listed(rows), level=rows[0].level_name, value=shown(rows[0]), about=about)


def _is_satisfied(row: Row) -> bool:
    if row.meaning.kind is not ValueKind.QUALITATIVE or row.is_satisfaction or "满意" in row.name or "评价" in row.name:
        return False
    return row.level2 not in (None, Level2.OTHER) and bool(_SATISFIED.fullmatch(row.meaning.text))


def _is_in_time(row: Row) -> bool:
    if row.meaning.kind is not ValueKind.QUALITATIVE or not (row.is_benefit or row.is_cost):
        return False
    return re.search(r"时|期", row.name) is None and bool(_IN_TIME.fullmatch(row.meaning.text))
