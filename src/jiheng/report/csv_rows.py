"""Declarations as CSV for a spreadsheet: one row per indicator, each with its form's identity."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from msgspec import UNSET

from jiheng.model.declaration import Declaration, Goal, Indicator, Table
from jiheng.report.labels import FORM, KINDS, ROWS, SCOPES

_FORM_KEYS = (
    "title", "attachment", "fiscal_year", "budget_unit", "filing_unit", "unit_code", "competent_department",
    "implementing_unit", "project_name", "project_code", "direction",
)  # fmt: skip
_INDICATOR_KEYS = (
    "level1", "level2", "name", "description", "value_text", "operator", "number", "unit", "basis", "weight",
    "polarity", "expected_text", "actual_text", "score", "deviation", "place",
)  # fmt: skip

COLUMNS: tuple[tuple[str, str], ...] = (
    ("source", "文件"),
    ("table", "第几张表"),
    ("kind", FORM["kind"]),
    *((key, FORM[key]) for key in _FORM_KEYS),
    ("budget.total", "资金总额（元）"),
    ("goals", "绩效目标"),
    ("goal", ROWS["indicators"]["goal"]),
    *((key, ROWS["indicators"][key]) for key in _INDICATOR_KEYS),
    ("at", "指标值的位置"),
    ("error", "读取问题"),
)
"""Each column's key in the declaration and its head in the file."""

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8."""

# What a spreadsheet takes for the beginning of a formula; Chinese and Japanese editions take the full-width signs too.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def guarded(text: str) -> str:
    """The text in a form that no spreadsheet takes for a formula: `=4个社区` becomes `'=4个社区`."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def header() -> str:
    """The head row."""
    return _line([head for _, head in COLUMNS])


def rows(declaration: Declaration) -> Iterator[str]:
    """A file's rows, one per indicator; a form without indicators and an unread file have one row too."""
    if declaration.error is not UNSET:
        yield _row({"source": guarded(declaration.source), "error": guarded(str(declaration.error))})
        return
    tables = () if declaration.tables is UNSET else declaration.tables
    if not tables:
        yield _row({"source": guarded(declaration.source), "error": "文件里没有绩效目标表。"})
    for number, table in enumerate(tables, 1):
        form = {"source": guarded(declaration.source), "table": str(number), **_identity(table)}
        indicators = table.indicators or ()
        for index, indicator in enumerate(indicators):
            yield _row({**form, **_indicator(table, index, indicator)})
        if not indicators:
            yield _row(form)


def _identity(table: Table) -> dict[str, str]:
    found = {key: _text(getattr(table, key)) for key in _FORM_KEYS}
    found["kind"] = KINDS[table.kind]
    if table.budget:
        found["budget.total"] = _number(table.budget.get("total"))
    found["goals"] = guarded("\n".join(_goal(goal) for goal in table.goals or ()))
    return found


def _goal(goal: Goal) -> str:
    number = f"{goal.number}" if goal.number is not None else ""
    return f"{SCOPES[goal.scope]}{number}：{goal.text or ''}"


def _indicator(table: Table, index: int, indicator: Indicator) -> dict[str, str]:
    found = {}
    for key in ("goal", *_INDICATOR_KEYS):
        value = getattr(indicator, key)
        found[key] = _number(value) if isinstance(value, Decimal) else _text(value)
    if table.cells is not UNSET:
        for key in ("value_text", "name"):
            place = table.cells.get(f"indicators[{index}].{key}")
            if place is not None:
                found["at"] = guarded(str(place))
                break
    return found


def _text(value: object) -> str:
    return "" if value is None or value is UNSET else guarded(str(value))


def _number(value: Decimal | None) -> str:
    """A number stays one: a minus sign before digits starts no formula."""
    return "" if value is None else format(value, "f")


def _row(values: dict[str, str]) -> str:
    return _line([values.get(key, "") for key, _ in COLUMNS])


def _line(fields: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(fields)
    return out.getvalue()
