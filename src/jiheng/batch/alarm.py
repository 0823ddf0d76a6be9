"""A time limit for what is done in this process, by the alarm clock of the system."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_AGAIN = 1.0
"""Seconds until the alarm rings once more, where something swallowed it."""


class TimeUp(BaseException):
    """The time is over. No `Exception`: whoever catches everything that can go wrong with a file must not catch this."""


def can_alarm() -> bool:
    """True where the system has an alarm clock and this is the thread that hears it."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` when the body takes longer."""
    before = signal.signal(signal.SIGALRM, _time_up)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # again: it may have rung just before it was stopped
        signal.signal(signal.SIGALRM, before)


def _time_up(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TimeUp
