"""The process beside the server: it reads uploads, makes copies for publication, sends notices by e-mail, reminds units, and
tidies up. An archive may take twenty minutes to read, so that copies, which somebody waits for, are made in a thread of their
own.

Whatever fails is logged and tried again later; one failing address or file holds nothing else up. It ends when the server
that started it is gone.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType
from typing import NoReturn

_IDLE = 0.5
"""Seconds between two looks for a waiting file."""
_AFTER_FAULT = 5.0
_TO_FINISH = 15.0
"""Seconds that a copy which is being made has, when the process is told to end."""
_LOG = logging.getLogger("jiheng.web.worker")


class Regularly:
    """Something that is done from time to time; when it fails, the next time is as good."""

    def __init__(self, seconds: float, act: Callable[[], object]) -> None:
        self.seconds = seconds
        self.act = act
        self._next = 0.0

    def tick(self) -> None:
        """Do it when it is time."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self.seconds
        try:
            self.act()
        except Exception as error:
            _LOG.error("fault", extra={"event": "fault"}, exc_info=error)


def work(parent: int | None = None, *, until: Callable[[], bool] = lambda: False) -> None:
    """Read uploads and do the chores until the parent process is gone (or `until` says so).

    :param parent: the process that started this one.
    """
    from jiheng.web.records.domain.intake_reading import read_next

    _keep_at(read_next, lambda: until() or _is_alone(parent), _chores())


def _keep_at(next_job: Callable[[], bool], is_over: Callable[[], bool], chores: Sequence[Regularly] = ()) -> None:
    """Do one job after the other.

    :param next_job: does one, and says whether there was one.
    """
    from django.db import close_old_connections

    while not is_over():
        try:
            close_old_connections()
            was_one = next_job()
        except Exception as error:  # the database is gone for a while, the disk is full
            _LOG.error("fault", extra={"event": "fault"}, exc_info=error)
            time.sleep(_AFTER_FAULT)
            continue
        for one in chores:
            one.tick()
        if not was_one:
            time.sleep(_IDLE)


def _is_alone(parent: int | None) -> bool:
    return parent is not None and os.getppid() != parent


@contextmanager
def copies_made(parent: int | None) -> Iterator[None]:
    """Meanwhile copies for publication are made."""
    from django.db import connections

    from jiheng.web.records.domain.public_copies import JOBS, make_next

    over = Event()

    def make() -> None:
        _keep_at(make_next, lambda: over.is_set() or _is_alone(parent))
        connections.close_all()

    thread = Thread(target=make, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_TO_FINISH)
        if thread.is_alive():
            JOBS.give_back()


def _chores() -> list[Regularly]:
    from django.core.management import call_command

    from jiheng.web.records.domain.automatic_reminders import remind_due
    from jiheng.web.records.domain.files import forget_unused
    from jiheng.web.records.domain.intakes import forget_old
    from jiheng.web.records.domain.public_copies import forget_old as forget_old_copies
    from jiheng.web.records.domain.renaming import index_waiting
    from jiheng.web.records.mailing import send_waiting

    return [
        Regularly(15, send_waiting),
        Regularly(5, index_waiting),
        Regularly(900, remind_due),
        Regularly(6 * 3600, forget_old),
        Regularly(6 * 3600, forget_old_copies),
        Regularly(3600, forget_unused),
        Regularly(6 * 3600, lambda: call_command("clearsessions")),
    ]


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    """Ended from outside: what is being read goes back to the queue."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main() -> None:
    """`python -m jiheng.web.worker [PARENT]`."""
    from jiheng.web.starting import set_up

    signal.signal(signal.SIGTERM, _leave)
    set_up()
    parent = int(sys.argv[1]) if len(sys.argv) > 1 else None
    try:
        with copies_made(parent):
            work(parent)
    except SystemExit:
        return
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
