"""The clock of the demo: what was done months ago says so. Only the demo turns it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from django.utils import timezone

_OPEN = 9
"""The hour when offices open."""


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be another moment."""
    with patch("django.utils.timezone.now", lambda: moment):
        yield


def workday(before: datetime, days: int, step: int = 0) -> datetime:
    """So many working days before a day, in office hours; steps of the same day follow each other."""
    moment = timezone.localtime(before).replace(hour=_OPEN, minute=7, second=0, microsecond=0)
    while moment.weekday() >= 5:
        moment -= timedelta(days=1)
    left = days
    while left > 0:
        moment -= timedelta(days=1)
        left -= moment.weekday() < 5
    return moment + timedelta(minutes=step * 37 % 440)
