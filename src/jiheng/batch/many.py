"""Reading many files: in this process, or in as many others as there are processors."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiheng.batch.alarm import TimeUp, can_alarm, within
from jiheng.batch.conversions import Conversions, forget
from jiheng.batch.files import Found
from jiheng.batch.reading import Outcome, ReadOne, read_one, too_slow
from jiheng.formats.limits import Limits

SECONDS = 60
"""How long one file may take."""
LARGE = 1_000_000
"""Bytes from which a file is read in a process of its own, which can be stopped whatever it is doing."""
_FEWEST = 50
"""Below this many files, starting workers costs more than they save."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_all(
    files: Sequence[Found],
    limits: Limits,
    *,
    jobs: int = 0,
    seconds: float | None = None,
    with_ledger: bool = False,
    read: ReadOne = read_one,
) -> Iterator[Outcome]:
    """The outcome of each file, in order.

    :param jobs: how many files at a time; 0 decides by itself. One at a time, small files are read in this process.
    :param seconds: how long one file may take; where it is given, every file is read in a worker process.
    :param read: what is done with each file; a function that worker processes can import.
    """
    if jobs == 0:
        jobs = processors() if len(files) >= _FEWEST else 1
    task = _Reading(read, limits, with_ledger)
    conversions = Conversions(files, limits, max(min(jobs, len(files)), 1), seconds)
    try:
        if jobs > 1 or seconds is not None:
            yield from task.in_workers(files, min(jobs, len(files)), seconds or SECONDS, conversions)
            return
        for index in range(len(files)):
            found = conversions.wait(index)
            yield task.in_this_process(found)
            forget(found)
    finally:
        conversions.close()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is done with every file."""

    read: ReadOne
    limits: Limits
    with_ledger: bool

    def in_this_process(self, found: Found) -> Outcome:
        """Small files are read here, a large one in a process that can be stopped."""
        if (found.bytes() > LARGE and not found.problem) or not can_alarm():
            [outcome] = self.in_workers([found], 1, SECONDS)
            return outcome
        try:
            with within(SECONDS):
                return self.read(found, self.limits, with_ledger=self.with_ledger)
        except TimeUp:
            return too_slow(found.source, SECONDS)

    def in_workers(
        self, files: Sequence[Found], jobs: int, seconds: float, conversions: Conversions | None = None
    ) -> Iterator[Outcome]:
        """The outcome of each file, in order, out of worker processes."""
        from jiheng.batch.workers import Task, work_through  # not needed for one small file, and slow to import

        return work_through(files, Task(self.read, self.limits, self.with_ledger), jobs, seconds, conversions)
