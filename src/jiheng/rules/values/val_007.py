"""VAL-007."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.model.measures import is_rate, unit_in_name
from jiheng.model.values import Polarity
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import WITH_TREE, Found, found, rule
from jiheng.rules.values.printed import listed, rewritten, shown, value_paths

_UNITLESS = re.compile(
    r"指数|系数|得分|评分|分值|分数|成绩|等级|级别|排名|名次|位次|排位|第几|[比倍]$|倍数|比值|pH|PH|酸碱度|评价|测评|考核|档次|星级|标准差|标准$|一遇|防洪|震级|代码|编号|编码|[A-Za-z]+\d*\)?$|率值|率$|比$"
)
_PER_MANY = re.compile(r"死亡率|发病率|患病率|出生率|生育率|自杀率|万人|十万|千人|百万")
_YEARS = range(1990, 2100)
_SMALL = Decimal("0.1")
"""A ratio without % of something unwanted is no larger: 0.5 is 0.5 %, not one in two."""
_LAYOUT = 3
"""Values without unit, and none with one, from which the form's layout has no place for units."""


@rule(
    "VAL-007",
    severity=Severity.ERROR,
    basis="财预〔2021〕101号#指标值",
    kinds=WITH_TREE,
    fixes=True,
    message="{called}的指标值“{value}”只有数字，没有单位，看不出是多少。请补上单位。",
    money="{called}的指标值“{value}”没有单位，表头的金额单位是{unit}。请在数字后写明“{unit}”。",
    cost="{called}的指标值“{value}”没有单位，表头也没有写金额单位。请写明是元还是万元。",
    rate="{called}的指标值“{value}”没有写“%”。比率请写成百分数，例如“≥90%”。",
)
def number_without_unit(form: Form) -> Iterator[Found]:
    """指标值只有数字，没有单位。

    ## 查什么
    指标值是不是一个没有单位的数。单位单独成列、写在指标名称括号里的算有单位；指数、系数、得分、排名等本来没有单位的，
    以及 0，不查。成本指标没有单位而表头有金额单位的，只提醒。

    ## 为什么
    没有单位，就不知道是 1 个、1 次还是 1 年，目标无法对照。

    ## 怎么改
    在数字后写明单位；比率写“%”，金额写“元”或“万元”。
    """
    bare = [row for row in form.rows if _lacks_unit(row)]
    if not bare:
        return
    rates = [row for row in bare if _is_rate(row)]
    costs = [row for row in bare if row.asks_for_money and row not in rates]
    others = [row for row in bare if row not in rates and row not in costs]
    if others:
        has_units = any(row.meaning.is_number and row.meaning.unit for row in form.rows)
        is_layout = not has_units and len(bare) >= _LAYOUT
        yield _found(others, "", None, severity=Severity.WARNING if is_layout else None)
    if rates:
        yield _found(rates, "rate", "%", severity=Severity.WARNING)
    if costs:
        unit = form.table.money_unit or None
        yield _found(costs, "money" if unit else "cost", unit, severity=Severity.WARNING if unit else None)


def _found(rows: list[Row], message: str, unit: str | None, *, severity: Severity | None) -> Found:
    row = rows[0]
    fix = (row.path("value_text"), rewritten(row, row.meaning.operator, unit)) if unit and len(rows) == 1 else None
    return found(
        *value_paths(rows),
        printed=row.value,
        fix=fix,
        severity=severity,
        message=message,
        called=listed(rows),
        value=shown(row),
        unit=unit,
    )


def _is_rate(row: Row) -> bool:
    return is_rate(row.name) or row.is_satisfaction


def _lacks_unit(row: Row) -> bool:
    meaning = row.meaning
    if not meaning.is_number or meaning.unit or not meaning.number or meaning.low is not None or unit_in_name(row.name):
        return False
    if _is_rate(row) and not _PER_MANY.search(row.name):
        if meaning.number == 1:
            return meaning.operator in ("<=", "<")  # all of it, were it a ratio
        return meaning.number > (_SMALL if row.polarity is Polarity.NEGATIVE else 1)
    return not (_UNITLESS.search(row.name) or _PER_MANY.search(row.name)) and not (
        meaning.number in _YEARS and meaning.operator is None
    )
