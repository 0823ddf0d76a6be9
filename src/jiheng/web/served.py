"""The app in a worker process of the server, which ends when the server is gone, however that came: it holds the port."""

from __future__ import annotations

import os
import signal
import time
from threading import Thread

from jiheng.web.receiving import application

__all__ = ["application"]
_EVERY = 1.0
_PATIENCE = 10.0


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)


Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
