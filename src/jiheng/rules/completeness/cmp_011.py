"""CMP-011."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import UNSET

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_MARKS = re.compile(r"[^\w]|_")
_NEARLY = 0.9
_NOTHING = frozenset(("无", "/", "-", "—", "不涉及", "不适用", "暂无"))
"""What stands for an indicator that is none; what to do with it is told elsewhere."""


@rule(
    "CMP-011",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#佐证资料",
    kinds=TARGETS_WITH_TREE,
    message="{rows}的指标值依据只是重复了指标名称，请写文件、标准或者历史数据。",
    blank="{rows}没有填指标值依据，请写文件、标准或者历史数据。",
)
def basis_of_values(form: Form) -> Iterator[Found]:
    """指标值依据没有填，或者只是重复指标名称。

    ## 查什么
    表上印着指标值确定依据（绩效标准）一栏时，各条指标是否填写；填写的是不是照抄了指标名称或者指标描述。
    同一张表里的同类问题合并成一条提示。

    ## 为什么
    依据说明这个数是怎么定的，照抄名称等于没有依据，审核时无法判断指标值高低是否合适。

    ## 怎么改
    写明文件和文号、计划数、上年实际数或者行业标准，例如“上年完成 1,180 人次”。
    """
    printed = any(row.indicator.basis for row in form.rows)
    rows = [
        row
        for row in form.rows
        if row.name and fold(row.name) not in _NOTHING and (printed or row.indicator.basis is not UNSET)
    ]
    blank = [row for row in rows if not row.indicator.basis]
    if blank:
        yield found(*(row.path("basis") for row in blank), message="blank", rows=_called(blank))
    repeated = [row for row in rows if row.indicator.basis and _repeats(row)]
    if repeated:
        yield found(*(row.path("basis") for row in repeated), rows=_called(repeated))


def _called(rows: list[Row]) -> str:
    if len(rows) == 1:
        return rows[0].called
    names = "、".join(f"“{quote(row.name)}”" for row in rows[:3])
    return f"{names}等 {len(rows)} 条指标" if len(rows) > 3 else f"{names} {len(rows)} 条指标"


def _repeats(row: Row) -> bool:
    basis = _bare(row.indicator.basis or "")
    return any(_is_nearly(basis, _bare(text)) for text in (row.name, row.indicator.description or ""))


def _is_nearly(one: str, other: str) -> bool:
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return short in long and len(short) >= _NEARLY * len(long)


def _bare(text: str) -> str:
    return _MARKS.sub("", fold(text))
