"""The process beside the server: it reads uploads, sends notices by e-mail, reminds units, and tidies up.

Whatever fails is logged and tried again later; one failing address or file holds nothing else up. It ends when the server
that started it is gone.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

_IDLE = 0.5
"""Seconds between two looks for a waiting file."""
_AFTER_FAULT = 5.0
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
    """Work until the parent process is gone (or `until` says so).

    :param parent: the process that started this one.
    """
    from django.db import close_old_connections

    from jiheng.web.records.domain.intake_reading import read_next

    chores = _chores()
    while not until() and (parent is None or os.getppid() == parent):
        try:
            close_old_connections()
            was_one = read_next()
        except Exception as error:  # the database is gone for a while, the disk is full
            _LOG.error("fault", extra={"event": "fault"}, exc_info=error)
            time.sleep(_AFTER_FAULT)
            continue
        for one in chores:
            one.tick()
        if not was_one:
            time.sleep(_IDLE)


def _chores() -> list[Regularly]:
    from django.core.management import call_command

    from jiheng.web.records.domain.automatic_reminders import remind_due
    from jiheng.web.records.domain.files import forget_unused
    from jiheng.web.records.domain.intakes import forget_old
    from jiheng.web.records.domain.mailing import send_waiting

    return [
        Regularly(15, send_waiting),
        Regularly(900, remind_due),
        Regularly(6 * 3600, forget_old),
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
    try:
        work(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    except SystemExit:
        return
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
