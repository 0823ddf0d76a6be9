"""Reminders that go out by themselves: some days before a deadline, the day before it, and when it has passed.

A round whose days are 0 reminds nobody by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from jiheng.web.records.domain.owed import Deadlines, UnitOwes, counts, owing_units
from jiheng.web.records.domain.reminders import remind
from jiheng.web.records.models import Organisation, Round

HOURS = range(8, 20)
"""Of the day, when reminders go out."""
_LATE_FOR = 30
"""Days after a deadline during which a late unit is reminded, once a week."""


def remind_due(now: datetime | None = None) -> int:
    """Remind the units whose turn it is today; how many notices went out."""
    now = now or timezone.now()
    if timezone.localtime(now).hour not in HOURS:
        return 0
    sent = 0
    for round_ in Round.objects.filter(is_open=True, remind_days__gt=0):
        units = list(_due(round_, now))
        if units:
            sent += remind(units, round_, None, now).notices
    return sent


def _due(round: Round, now: datetime) -> Iterator[Organisation]:
    deadlines = Deadlines(round)
    for one in counts(owing_units(round), round, now):
        if one.open and any(_is_day(days, round) for days in _days(one, deadlines, now)):
            yield one.unit


def _days(one: UnitOwes, deadlines: Deadlines, now: datetime) -> Iterator[int]:
    """Days to the deadlines of what a unit owes; negative after them."""
    for phase, number in one.waiting.items():
        end = deadlines.of(one.unit.pk, phase)
        if number and end is not None:
            yield (timezone.localdate(end) - timezone.localdate(now)).days


def _is_day(days: int, round: Round) -> bool:
    return days in (round.remind_days, 1) or (-_LATE_FOR <= days < 0 and days % 7 == 6)
