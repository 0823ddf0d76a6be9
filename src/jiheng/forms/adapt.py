"""A table fitted to another layout: what both can hold is spelled as the target wants it, the rest is told by the lens."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec import UNSET

from jiheng.forms.get import get
from jiheng.forms.template import Template
from jiheng.model.declaration import Goal, Indicator, Scope, Table
from jiheng.model.language import parse_value

_SIGNS = {"=": "=", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_ONE_YEAR = (Scope.ANNUAL, Scope.ANNUAL_OWN_LEVEL)
"""Scopes that mean the same where a form has only one of them: the goals of the year."""
_OF_THE_LAYOUT = ("title", "attachment", "money_unit")
"""What a form prints of itself: the target keeps its own."""


def left_behind(table: Table, template: Template) -> list[tuple[str, str]]:
    """What a table says of its own layout, and the target does not take over: path and value."""
    now = get(template.now)
    found = [
        (key, str(getattr(table, key)))
        for key in ("title", "attachment")
        if getattr(table, key) and getattr(table, key) != getattr(now, key)
    ]
    if table.indicators and any(isinstance(one.goal, int) for one in table.indicators) and not _has_trees(template):
        found.append(("indicators[0].goal", "每个目标一棵指标树"))
    return found


def _has_trees(template: Template) -> bool:
    return any(
        template.open.constants.get(("indicators", row, "goal")) is not None for row in template.rows("indicators")
    )


def adapt(table: Table, template: Template) -> Table:
    """The table as it is to be put into a form of another layout."""
    kept = dict.fromkeys(_OF_THE_LAYOUT, UNSET)
    return msgspec.structs.replace(
        table,
        **kept,
        signatures=UNSET,
        goals=_goals(table, template) if table.goals is not UNSET else UNSET,
        indicators=_indicators(table, template) if table.indicators is not UNSET else UNSET,
    )


def _goals(table: Table, template: Template) -> tuple[Goal, ...]:
    scopes = {template.open.constants.get(("goals", row, "scope")) for row in template.rows("goals")}
    known = [scope for scope in _ONE_YEAR if scope in scopes or scope.value in scopes]
    goals = table.goals or ()
    if len(known) != 1:
        return tuple(goals)
    used = {goal.scope for goal in goals if goal.scope in _ONE_YEAR and goal.text}
    if len(used) != 1:
        return tuple(goals)
    return tuple(msgspec.structs.replace(goal, scope=known[0]) if goal.scope in used else goal for goal in goals)


def _indicators(table: Table, template: Template) -> tuple[Indicator, ...]:
    indicators = table.indicators or ()
    if not _has_trees(template):
        indicators = tuple(msgspec.structs.replace(one, goal=UNSET) for one in indicators)
    fields = {str(path[2]) for path in template.open.by_path if path[0] == "indicators" and len(path) == 3}
    if not fields:
        return tuple(indicators)
    if "operator" in fields or "unit" in fields:
        return tuple(_in_columns(one, fields) for one in indicators)
    return tuple(_in_one_cell(one) for one in indicators)


def _in_columns(one: Indicator, fields: set[str]) -> Indicator:
    """≥90% as ≥, 90 and %, where the target has columns for them."""
    found = parse_value(one.value_text or "")
    if found.number is None:
        return one
    bare = found.number
    operator = one.operator or found.operator
    if "operator" not in fields and operator:
        bare = f"{_SIGNS.get(operator, operator)}{bare}"
    unit = one.unit or found.unit
    if "unit" not in fields and unit:
        bare = f"{bare}{unit}"
    return msgspec.structs.replace(one, value_text=bare, operator=operator or None, unit=unit or None)


def _in_one_cell(one: Indicator) -> Indicator:
    """≥, 90 and % as ≥90%, where the target has one cell for them."""
    text = one.value_text or ""
    found = parse_value(text)
    if found.number is None or not isinstance(one.number, Decimal):
        return one
    sign = _SIGNS.get(one.operator or "", "") if found.operator is None else ""
    unit = (one.unit or "") if found.unit is None else ""
    return msgspec.structs.replace(one, value_text=f"{sign}{text}{unit}") if sign or unit else one
