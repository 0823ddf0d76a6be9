"""Stand-ins for reading a file, for worker processes: each file's name says what happens to it."""

from __future__ import annotations

import os
import signal
import time

from jiheng.batch.files import Found
from jiheng.batch.reading import Outcome
from jiheng.formats.limits import Limits
from jiheng.model.declaration import Declaration


def read_by_name(found: Found, _limits: Limits, *, with_ledger: bool = False) -> Outcome:  # noqa: ARG001
    """`killed` dies as the system kills, `crash` as a library out of memory, `leave` exits, `slow` never ends, `wait` takes a moment; all else is read at once."""
    if "killed" in found.source:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crash" in found.source:
        os.abort()
    if "leave" in found.source:
        os._exit(7)
    if "slow" in found.source:
        time.sleep(3600)
    if "process" in found.source:
        return Outcome(Declaration(source=f"{found.source} {os.getpid()}", tables=()))
    if "busy" in found.source:
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                continue
    if "wait" in found.source:
        time.sleep(0.2)
    return Outcome(Declaration(source=found.source, tables=()))
