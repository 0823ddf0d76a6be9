"""How rules on values name several indicators, and how a mended value is printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jiheng.model.language import parse_value
from jiheng.rules.form import Row, quote

SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": "＞", "<": "＜"}
_MOST_NAMED = 3
"""Indicators that a message names; the others are counted."""


def listed(rows: Sequence[Row]) -> str:
    """How a message names one or several indicators: 第 4 条指标“社区数量”; “社区数量”“网格数量”等 5 条指标."""
    if len(rows) == 1:
        return rows[0].called
    names = [f"第 {row.n + 1} 条“{quote(row.name)}”" for row in rows[:_MOST_NAMED]]
    more = f"等 {len(rows)} 条指标" if len(rows) > _MOST_NAMED else f" {len(rows)} 条指标"
    return f"{'、'.join(names)}{more}"


def value_paths(rows: Sequence[Row]) -> list[str]:
    """The paths of their values."""
    return [row.path("value_text") for row in rows]


def shown(row: Row) -> str:
    """The value as a message quotes it, with operator and unit where these stand in columns of their own."""
    one, text = row.indicator, row.value
    if not isinstance(one.number, Decimal):
        return quote(text)
    printed = parse_value(text)
    sign = SIGNS.get(one.operator or "", "") if printed.operator is None else ""
    unit = (one.unit or "") if printed.unit is None else ""
    return quote(f"{sign}{text.strip()}{unit}")


def rewritten(row: Row, operator: str | None, unit: str | None) -> str:
    """The value with another operator or unit."""
    number = row.meaning.number
    return f"{SIGNS.get(operator or '', '')}{'' if number is None else format(number, 'f')}{unit or ''}"
