"""Measuring side by side: what is compared is run in turns, so that a busy machine slows all of it alike."""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Mapping

SLACK = 1.5
"""A goal that is missed by more than this fails the run; less is the noise of a shared machine."""


def side_by_side(
    tasks: Mapping[str, Callable[[], object]], rounds: int = 12, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """The least seconds of each task, over rounds that run all of them in turn; one round before warms up.

    Processor time by default, which other programs on the machine disturb least; `time.perf_counter` for processes.

    The order is shuffled, since a task pays for the memory that the one before it gave back to the system.
    """
    order, dice = list(tasks), random.Random(1)
    spent: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        dice.shuffle(order)
        for name in order:
            gc.collect()
            began = clock()
            tasks[name]()
            if number:
                spent[name].append(clock() - began)
    return {name: min(times) for name, times in spent.items()}


def calibration() -> int:
    """A loop of a known size, in pure Python: how fast this machine is today."""
    total = 0
    for number in range(1_000_000):
        total += number & 7
    return total


class Goals:
    """Prints figures beside their goals, and remembers whether one was missed by far."""

    def __init__(self) -> None:
        self.missed = False

    def tell(self, what: str, figure: float, goal: float, unit: str = "倍") -> None:
        """A figure that ought to be at most its goal."""
        said = "达到" if figure <= goal else "未达到"
        print(f"  {what}：{figure:.2f} {unit}（目标 ≤ {goal:g} {unit}，{said}）")
        self.missed |= figure > goal * SLACK

    def end(self) -> None:
        """Exit with 1 where a goal was missed by far."""
        sys.exit(self.missed)


def columns(rows: list[tuple[str, ...]]) -> None:
    """Print rows in columns, the first to the left, the others to the right."""
    from jiheng.report.prose import columns as width

    widest = [max(width(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        cells = [
            text + " " * (widest[n] - width(text)) if n == 0 else " " * (widest[n] - width(text)) + text
            for n, text in enumerate(row)
        ]
        print("  " + "  ".join(cells).rstrip())


def milliseconds(seconds: float) -> str:
    """Seconds for a table."""
    return f"{seconds * 1000:.2f}"
