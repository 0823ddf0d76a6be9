"""How time grows with the input: no test fails for the speed of a machine, only for work that outgrows what it is given."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

TIMES = 4
_MOST = 2.5
"""Times the growth of the input that time may grow: far from both what is linear and what is quadratic."""
_UNSEEN = 0.1
"""Seconds that are too short to be told from chance."""
_LONG = 0.5
"""Seconds that chance does not change by much."""


def seconds(work: Callable[[], Any]) -> float:
    """Processor time of a piece of work, without the collecting of garbage, which takes the longer the more other tests
    have left in the process; of short work the least of three runs."""
    gc.collect()
    gc.disable()
    try:
        first = _once(work)
        return first if first > _LONG else min(first, _once(work), _once(work))
    finally:
        gc.enable()


def _once(work: Callable[[], Any]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def check_linear(work: Callable[[int], Callable[[], Any]], size: int) -> None:
    """Assert that a size takes no longer than in step with a quarter of it.

    :param work: makes the work of a size; the making is not timed.
    """
    few = seconds(work(size // TIMES))
    many = seconds(work(size))
    assert many < few * TIMES * _MOST + _UNSEEN, f"{size // TIMES}: {few:.3f} s, {size}: {many:.3f} s"
