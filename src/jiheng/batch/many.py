"""Reading many files: in this process, or in as many others as there are processors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.batch.alarm import TimeUp, can_alarm, within
from jiheng.batch.conversions import Conversions, bytes_of, forget
from jiheng.batch.files import Found
from jiheng.batch.patience import allowed
from jiheng.batch.reading import Outcome, ReadOne, read_one, too_slow
from jiheng.formats import scan
from jiheng.formats.limits import Limits
from jiheng.formats.processors import available
from jiheng.formats.starts import LOOKED_AT, is_pdf
from jiheng.model.errors import UnreadableDocument

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

    :param jobs: how many files at a time; 0 decides by itself. One at a time, small office and text files are read in
        this process; as soon as there is another kind among them, all are read in a worker process.
    :param seconds: how long one file may take; where it is given, every file is read in a worker process.
    :param read: what is done with each file; a function that worker processes can import.
    """
    if jobs == 0:
        jobs = available() if len(files) >= _FEWEST else 1
    jobs = max(min(jobs, len(files)), 1)
    conversions = Conversions(files, limits, jobs, seconds)
    try:
        if jobs > 1 or seconds is not None or not can_alarm() or any(_must_be_stoppable(one, limits) for one in files):
            from jiheng.batch.workers import Task, work_through  # not needed for small files, and slow to import

            yield from work_through(files, Task(read, limits, with_ledger, jobs), jobs, seconds, conversions)
            return
        for index in range(len(files)):
            found = conversions.wait(index)
            yield _in_this_process(found, read, limits, with_ledger)
            forget(found)
    finally:
        conversions.close()


def _in_this_process(found: Found, read: ReadOne, limits: Limits, with_ledger: bool) -> Outcome:
    try:
        with within(allowed(found, None)):
            return read(found, limits, with_ledger=with_ledger)
    except TimeUp:
        return too_slow(found.source, allowed(found, None))


def _must_be_stoppable(found: Found, limits: Limits) -> bool:
    """Large files, and those whose readers are libraries that no alarm interrupts: PDF files and pictures."""
    if found.problem:
        return False
    if found.bytes() > LARGE:
        return True
    try:
        head = bytes_of(found, limits, LOOKED_AT)
    except (OSError, ValueError, UnreadableDocument):
        return False
    return is_pdf(head) or scan.sniff(head, found.source)
