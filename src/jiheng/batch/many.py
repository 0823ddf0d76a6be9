"""Reading many files: in this process, or in as many others as there are processors."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from jiheng.batch.files import Found
from jiheng.batch.reading import Outcome, ReadOne, read_one
from jiheng.formats.limits import Limits

SECONDS = 60
"""How long one file may take."""
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
    seconds: float = SECONDS,
    with_ledger: bool = False,
    read: ReadOne = read_one,
) -> Iterator[Outcome]:
    """The outcome of each file, in order.

    :param jobs: worker processes; 1 reads in this process (then no time limit can be kept); 0 decides by itself.
    :param seconds: how long one file may take.
    :param read: what is done with each file; a function that worker processes can import.
    """
    if jobs == 0:
        jobs = processors() if len(files) >= _FEWEST else 1
    if jobs == 1:
        for found in files:
            yield read(found, limits, with_ledger=with_ledger)
        return
    from jiheng.batch.workers import Task, work_through  # not needed for one file, and slow to import

    yield from work_through(files, Task(read, limits, with_ledger), min(jobs, len(files)), seconds)
