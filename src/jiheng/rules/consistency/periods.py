"""The period of a project: its first and last day."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from datetime import date
from functools import lru_cache

from jiheng.model.declaration import Scope
from jiheng.model.language import fold
from jiheng.rules.form import Form

_DAY = r"(20\d\d)(?:年|[-./])?(?:(\d{1,2})(?:月|[-./])?(?:(\d{1,2})日?)?)?"
_SPAN = re.compile(rf"{_DAY}(?:起|开始)?(?:-|—|–|~|〜|至|到|--|——)+{_DAY}(?:止|结束|底|年底)?")
_MONTHS = re.compile(r"(20\d\d)(?:年|[-./])(\d{1,2})月?(?:-|—|–|~|〜|至|到)+(\d{1,2})月底?")
_YEAR = re.compile(r"\(?(20\d\d)年?度?\)?")


def period_of(form: Form) -> tuple[date, date] | None:
    """The first and last day of the project's period; None where the form prints none, or one that is no span (长期)."""
    return _span(fold(form.table.project_period or ""))


@lru_cache(maxsize=4096)
def _span(text: str) -> tuple[date, date] | None:
    match = _SPAN.fullmatch(text)
    if match is not None:
        first = _day(match[1], match[2], match[3], last=False)
        last = _day(match[4], match[5], match[6], last=True)
        return (first, last) if first is not None and last is not None and first <= last else None
    months = _MONTHS.fullmatch(text)
    if months is not None:
        first, last = _day(months[1], months[2], None, last=False), _day(months[1], months[3], None, last=True)
        return (first, last) if first is not None and last is not None and first <= last else None
    one = _YEAR.fullmatch(text)
    if one is not None:
        return date(int(one[1]), 1, 1), date(int(one[1]), 12, 31)
    return None


def _day(year: str, month: str | None, day: str | None, *, last: bool) -> date | None:
    """A day as printed; of a year or month without day its first or last one."""
    months = int(month) if month else 12 if last else 1
    if not 1 <= months <= 12:
        return None
    days = calendar.monthrange(int(year), months)[1]
    number = int(day) if day else days if last else 1
    return date(int(year), months, number) if 1 <= number <= days else None


def has_two_trees(form: Form) -> bool:
    """Whether the indicators are those of the whole period and of the year, one beside the other, so that the same name with
    two values is right (the form of 财预〔2015〕88号)."""
    goals = {goal.scope for goal in form.goals}
    if Scope.IMPLEMENTATION_PERIOD not in goals or Scope.ANNUAL not in goals:
        return False
    names = Counter((row.level2, fold(row.name)) for row in form.rows if row.name)
    return sum(count > 1 for count in names.values()) >= _REPEATED


_REPEATED = 2
"""Names that stand there twice from which a tree is taken for two."""
