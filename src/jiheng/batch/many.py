"""Reading many files: in this process, or in as many others as there are processors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.batch.alarm import TimeUp, can_alarm, within
from jiheng.batch.files import Found
from jiheng.batch.patience import allowed
from jiheng.batch.reading import Outcome, ReadOne, read_one, too_slow
from jiheng.formats.limits import Limits
from jiheng.formats.processors import available

LARGE = 1_000_000
"""Bytes from which a file is read in a process of its own, which can be stopped whatever it is doing."""
_FEWEST = 50
"""Below this many files, starting workers costs more than they save."""


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
        jobs = available() if len(files) >= _FEWEST else 1
    if jobs > 1 or seconds is not None:
        yield from _in_workers(files, read, limits, with_ledger, min(jobs, len(files)), seconds)
        return
    for found in files:
        if _is_large(found) or not can_alarm():
            yield from _in_workers([found], read, limits, with_ledger, 1, None)
            continue
        try:
            with within(allowed(found, None)):
                outcome = read(found, limits, with_ledger=with_ledger)
        except TimeUp:
            outcome = too_slow(found.source, allowed(found, None))
        yield outcome


def _in_workers(
    files: Sequence[Found], read: ReadOne, limits: Limits, with_ledger: bool, jobs: int, seconds: float | None
) -> Iterator[Outcome]:
    from jiheng.batch.workers import Task, work_through  # not needed for one small file, and slow to import

    return work_through(files, Task(read, limits, with_ledger, jobs), jobs, seconds)


def _is_large(found: Found) -> bool:
    try:
        return not found.problem and found.path.stat().st_size > LARGE
    except OSError:  # gone since: told when it is read
        return False
