"""VAL-013."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.measures import Sort, measure_of
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule
from jiheng.rules.values.fit import misfit
from jiheng.rules.values.printed import listed, shown, value_paths

_WORDS = frozenset((ValueKind.QUALITATIVE, ValueKind.BOOLEAN))
_TIME = re.compile(r"\d+[年月日天]|[年月季周]底|[前内]完成|工作日|小时|每[年月季周日天]|季度|半年|分钟|学期")
_OF_TIME = re.compile(r"时|期|日|天|月|年|季|周|快|速|提前|进度|节点|批次|率$|次数|频次|工作量|完成|当")
_THINGS = (Sort.PEOPLE, Sort.HOUSEHOLDS, Sort.COUNT, Sort.MONEY, Sort.LENGTH, Sort.AREA, Sort.WEIGHT)
_USUAL = re.compile(
    r"及时|即时|实时|适时|按时|按期|按进度|按计划|按规定|按要求|按照|准时|如期|定期|尽快|同步|限期|规定时间"
)
_SHORT = 12
"""Characters up to which a value with such a word is the usual one (及时, 按时完成) and no prose."""


@rule(
    "VAL-013",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标值",
    kinds=TARGETS_WITH_TREE,
    message="{called}是时效指标，指标值“{value}”没有写时间。请写完成日期、时限或者及时率，例如“2024年12月底前”“≤15天”“≥95%”。",
    other="{called}是时效指标，指标值“{value}”说的却是多少，不是什么时候。请写完成日期、时限或者及时率，这个数移到数量指标。",
    usual="{called}是时效指标，只写了“{value}”，没有时间可以对照。建议写完成日期、时限或者及时率。",
)
def timeliness_without_time(form: Form) -> Iterator[Found]:
    """时效指标没有写时间。

    ## 查什么
    时效指标的指标值里有没有日期、时限或者比率。只写“及时”“按时”的给一条建议；写成别的话的，
    或者填了人数、个数、金额的，请核对。

    ## 为什么
    多快算及时，没有时间就没有标准。

    ## 怎么改
    写“某月某日前完成”“几个工作日内”，或者“按期完成率≥95%”。
    """
    timely = [row for row in form.rows if row.level2 is Level2.TIMELINESS and row.value]
    other = [row for row in timely if _is_of_something_else(row)]
    if other:
        yield found(
            *value_paths(other), printed=other[0].value, message="other", called=listed(other), value=shown(other[0])
        )
    rows = [row for row in timely if row.meaning.kind in _WORDS and not _TIME.search(row.value)]
    if not rows:
        return
    is_usual = all(_is_usual(row) for row in rows)
    yield found(
        *value_paths(rows),
        printed=rows[0].value,
        severity=Severity.ADVICE if is_usual else None,
        message="usual" if is_usual else "",
        called=listed(rows),
        value=shown(rows[0]),
    )


def _is_usual(row: Row) -> bool:
    return row.meaning.kind is ValueKind.BOOLEAN or (len(row.value) <= _SHORT and _USUAL.search(row.value) is not None)


def _is_of_something_else(row: Row) -> bool:
    """Whether a row counts things or people and its name says nothing of time."""
    if not row.meaning.is_number or _OF_TIME.search(row.name) or misfit(row) is not None:
        return False
    measure = measure_of(row.meaning.unit)
    return measure is not None and measure.sort in _THINGS and measure.per is None
