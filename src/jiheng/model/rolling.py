"""A form rolled on to another year: the year and its dates moved, results dropped, amounts kept or blanked. Pure."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import UNSET

from jiheng.model.declaration import Goal, Indicator, Kind, Table

_RESULTS = {
    "actual_text": None,
    "expected_text": None,
    "score": None,
    "deviation": None,
    "deviation_causes": (),
    "likelihood": None,
}
"""What an indicator says of a year that is over."""
_MONEY = {
    "tasks": ("total", "fiscal_appropriation", "other_funds"),
    "fund_lines": ("amount",),
    "cost_estimates": ("amount",),
}
_CHECKED = frozenset((Kind.MONITORING, Kind.SELF_EVALUATION))
_EARLIER = ("executed", "expected", "execution_rate", "score")
"""Ends of the amounts of a year that is over."""
_AUTHORITY = re.compile(r"[〔\[（(【]\s*\d{4}\s*[〕\]）)】]")
"""The year of a document's number stays."""


def roll(table: Table, year: int, *, keep_amounts: bool) -> Table:
    """The form as a draft for a year.

    Only the form's own year is moved, wherever it is printed (title, goals, dates of values, a period within that year);
    other years (since 2015, until 2025) and the numbers of documents stay.

    :param keep_amounts: leave the amounts as they were; otherwise they are blank.
    """
    old = table.fiscal_year if isinstance(table.fiscal_year, int) else None
    changes: dict[str, Any] = {"fiscal_year": year, "opinions": UNSET if table.opinions is UNSET else ()}
    for key in ("title", "project_period", "fund_use", "duties", "notes"):
        text = getattr(table, key)
        if text and old is not None and (key != "project_period" or _within(text, old)):
            changes[key] = move(text, old, year)
    changes["goals"] = tuple(_goal(goal, old, year) for goal in table.goals or ())
    changes["indicators"] = tuple(_indicator(one, old, year) for one in table.indicators or ())
    changes["total_score"] = None if table.total_score is not UNSET else UNSET
    if table.budget is not UNSET:
        changes["budget"] = {
            key: None if not keep_amounts or (table.kind in _CHECKED and key.endswith(_EARLIER)) else amount
            for key, amount in table.budget.items()
        }
    if not keep_amounts:
        changes |= _without_amounts(table)
        changes["cost_estimate_total"] = None if table.cost_estimate_total is not UNSET else UNSET
    for key, fields in {
        "tasks": ("name", "content"),
        "work_plan": ("item", "objective"),
        "fund_lines": ("name", "annual_goal", "implementation_goal"),
    }.items():
        rows = changes.get(key, getattr(table, key))
        if rows and old is not None:
            changes[key] = tuple(
                msgspec.structs.replace(
                    row, **{field: move(getattr(row, field), old, year) for field in fields if getattr(row, field)}
                )
                for row in rows
            )
    return msgspec.structs.replace(table, **changes)


def move(text: str, old: int, year: int) -> str:
    """A text with the year `old` moved; the years in numbers of documents stay."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return "\ue000"

    moved = re.sub(rf"(?<!\d){old}(?!\d)", str(year), _AUTHORITY.sub(keep, text))
    return re.sub("\ue000", lambda _: kept.pop(0), moved)


def _within(period: str, year: int) -> bool:
    """Whether a period lies in one year."""
    years = {int(found) for found in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", period)}
    return years == {year}


def _goal(goal: Goal, old: int | None, year: int) -> Goal:
    text = move(goal.text, old, year) if goal.text and old is not None else goal.text
    return msgspec.structs.replace(goal, text=text, actual_text=UNSET if goal.actual_text is UNSET else None)


def _indicator(one: Indicator, old: int | None, year: int) -> Indicator:
    changes: dict[str, Any] = {key: blank for key, blank in _RESULTS.items() if getattr(one, key) is not UNSET}
    for key in ("name", "value_text", "basis", "description"):
        text = getattr(one, key)
        if text and old is not None:
            changes[key] = move(text, old, year)
    return msgspec.structs.replace(one, **changes)


def _without_amounts(table: Table) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for key, fields in _MONEY.items():
        rows = getattr(table, key)
        if rows:
            changes[key] = tuple(
                msgspec.structs.replace(row, **{field: None for field in fields if getattr(row, field) is not UNSET})
                for row in rows
            )
    return changes
