"""VAL-001."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.measures import Sort, sorts_of
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_WORDS = frozenset((ValueKind.QUALITATIVE, ValueKind.PERIOD, ValueKind.BOOLEAN))
_COUNTS = frozenset((Sort.PEOPLE, Sort.HOUSEHOLDS, Sort.TIMES, Sort.LENGTH, Sort.AREA, Sort.WEIGHT))
_ALL = re.compile(r"应.尽.|零")
_COUNTED = re.compile(
    r"[一二两三四五六七八九十百千](?:个|名|人|次|场|项|户|件|处|座|所|条|套|台|辆|份|篇|部|本|家|期|支)"
)


@rule(
    "VAL-001",
    severity=Severity.ERROR,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=TARGETS_WITH_TREE,
    message="{called}是数量指标，指标值“{value}”里没有数字。数量指标应填数值和单位，例如“≥10个”，请补填。",
    named="{called}问的是多少，指标值“{value}”里没有数字。请填数值和单位。",
    all="{called}是数量指标，指标值“{value}”看不出是多少。请写成数值和单位，例如“≥10个”。",
)
def quantity_without_number(form: Form) -> Iterator[Found]:
    """数量指标没有填数值。

    ## 查什么
    数量指标的指标值里有没有数。写成文字、照抄指标名称的都算没有填数；“应保尽保”这样的说法只提醒。

    ## 为什么
    数量指标说的是做多少，没有数，年底就无法对照完成了多少。

    ## 怎么改
    按计划写成数值加单位，例如“≥10个”“=117人”。
    """
    for row in form.rows:
        if row.meaning.kind not in _WORDS or _COUNTED.search(row.value):
            continue
        if row.level2 is not Level2.QUANTITY:
            if row.level2 in (None, Level2.OTHER) and _asks_how_many(row):
                yield found(
                    row.path("value_text"),
                    printed=row.value,
                    severity=Severity.WARNING,
                    message="named",
                    called=row.called,
                    value=quote(row.value),
                )
            continue
        covers_all = bool(_ALL.search(row.value))
        yield found(
            row.path("value_text"),
            printed=row.value,
            severity=Severity.WARNING if covers_all else None,
            message="all" if covers_all else "",
            called=row.called,
            value=quote(row.value),
        )


def _asks_how_many(row: Row) -> bool:
    """Whether a row of another framework asks by its name how many: 食品抽检批次, 维修道路里程."""
    sorts = sorts_of(row.name)
    return sorts is not None and bool(sorts & _COUNTS)
