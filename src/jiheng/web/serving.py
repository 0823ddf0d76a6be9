"""Serving the app: Granian with its worker processes, and beside it the process that reads uploads and sends mail."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from threading import Event, Thread

from jiheng.formats.processors import available
from jiheng.web.starting import CannotStartError

THREADS = "JIHENG_SERVE_THREADS"
"""The environment variable that tells a worker process how many threads the app has."""
_LONGEST_HEAD = 32_768
"""Bytes of the headers of a request; browsers send some two thousand."""
_NEXT_PORTS = 50
"""How many ports are tried where the next free one is wanted."""
_PATIENCE = 20.0
"""Seconds that the process beside has to end."""
_LONGEST_PAUSE = 30.0


def free_port(host: str, port: int, *, or_next: bool = False) -> int:
    """The port, when it is free.

    :param or_next: else the next one that is.
    :raises CannotStartError: where it is taken.
    """
    for one in range(port, port + (_NEXT_PORTS if or_next else 1)):
        try:
            _try(host, one)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStartError(
                    f"不能在 {host}:{one} 上提供服务：{error.strerror or error}。请换一个 --host 或 --port。"
                ) from error
        else:
            return one
    raise CannotStartError(f"端口 {port} 已被别的程序占用，请用 --port 换一个，例如 --port {port + 1}。")


def _try(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((host, port))


def default_workers(vendor: str) -> int:
    """How many worker processes: SQLite has one writer at a time and gains nothing by more."""
    return min(available(), 8) if vendor == "postgresql" else 1


def serve(host: str, port: int, *, workers: int, threads: int) -> None:
    """Serve until the process is told to end (SIGTERM, SIGINT)."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    os.environ[THREADS] = str(threads)
    server = Granian(
        "jiheng.web.served:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=_LONGEST_HEAD),
        websockets=False,
        workers=workers,
        backlog=1024,
        log_enabled=False,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=15,
    )
    beside = Beside()
    beside.start()
    try:
        server.serve()
    finally:
        beside.stop()


class Beside:
    """The reading process: started, and started again when it dies."""

    def __init__(self) -> None:
        self._ending = Event()
        self._pid = 0
        self._thread = Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start it."""
        self._pid = _spawn()
        self._thread.start()

    def stop(self) -> None:
        """Let it end what it does; kill it where it takes too long."""
        self._ending.set()
        self._tell(signal.SIGTERM)
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            self._tell(signal.SIGKILL)
            self._thread.join(_PATIENCE)

    def _watch(self) -> None:
        pause = 1.0
        while True:
            begun = time.monotonic()
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            self._pid = 0
            lasted = time.monotonic() - begun
            pause = 1.0 if lasted > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            if self._ending.wait(pause):
                return
            self._pid = _spawn()
            if self._ending.is_set():
                self._tell(signal.SIGTERM)

    def _tell(self, what: signal.Signals) -> None:
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, what)


def _spawn() -> int:
    """The number of a new reading process.

    Not by `subprocess`: it waits for the end of a pipe, which a worker process of the server that is forked at the same
    moment would hold open. In a group of its own, because Ctrl+C is for the server, which ends it in its turn.
    """
    command = [sys.executable, "-m", "jiheng.web.worker", str(os.getpid())]
    return os.posix_spawn(sys.executable, command, os.environ, setpgroup=0)
