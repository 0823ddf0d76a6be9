"""Reading many files in worker processes.

The standard library's pools give up as a whole when one worker dies, and cannot stop a task that takes too long. Here
a worker that is killed, or a file over its time, costs that file only. Results come in the order of the files, and no
more than a window of them is ever held, so memory stays flat over any number of files.
"""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection, wait

import msgspec

from jiheng.batch.conversions import Conversions, forget
from jiheng.batch.deaths import died
from jiheng.batch.files import Found
from jiheng.batch.patience import allowed
from jiheng.batch.reading import Outcome, ReadOne, too_slow
from jiheng.formats.limits import Limits
from jiheng.formats.processors import share
from jiheng.model.errors import JihengError

MEMORY = 4 * 1024**3
"""Bytes of address space of a worker; recognising a scan takes less than half."""
_AHEAD = 2
"""Files handed to a worker at a time, so that it never waits for the next."""
_WINDOW = 32
"""Results per worker that may wait for a slower file before them."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker does with every file."""

    read: ReadOne
    limits: Limits
    with_ledger: bool
    sharers: int = 1
    """How many workers share the processors."""
    folder: str | None = None
    """Where a worker keeps what it does not want in memory: it may be killed at any time, and leave it there."""


class WorkersUnavailableError(JihengError):
    """Worker processes cannot be started here."""


def work_through(
    files: Sequence[Found], task: Task, jobs: int, seconds: float | None, conversions: Conversions | None = None
) -> Iterator[Outcome]:
    """The outcome of each file, in order, from `jobs` processes; each may spend `seconds` on a file, if that is given.

    :param conversions: hands out the files of old formats when they are converted.
    """
    with tempfile.TemporaryDirectory(prefix="jiheng-") as folder:
        pool = _Pool(files, replace(task, folder=folder), jobs, seconds, conversions)
        try:
            yield from pool.outcomes()
        finally:
            pool.close()


# ---- in the worker -----------------------------------------------------------------------------------------------

_encode = msgspec.msgpack.Encoder().encode


def _work(link: Connection, task: Task) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    share(task.sharers)
    tempfile.tempdir = task.folder
    _limit_memory()
    import_module("jiheng.forms.reading")  # before the clock of the first file starts

    try:
        link.send_bytes(b"")
        while True:
            found = link.recv()
            if found is None:
                return
            link.send_bytes(_encode(task.read(found, task.limits, with_ledger=task.with_ledger)))
    except (EOFError, OSError):
        return  # the parent is gone


def _limit_memory() -> None:
    """Let a file that unpacks to more than any form needs end this process, and not the machine."""
    with suppress(ImportError, ValueError, OSError):  # not every system can
        resource = import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


# ---- in the parent -----------------------------------------------------------------------------------------------

_decode = msgspec.msgpack.Decoder(Outcome).decode


class _Worker:
    """A process, the files it has been given (the first is being read), and since when."""

    def __init__(self, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self.link, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, task), daemon=True)
        self.process.start()
        theirs.close()  # else the end of the process would not end the pipe
        self.given: deque[int] = deque()
        self.since: float | None = None
        """None until the worker has said that it is ready."""

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.link.close()


class _Pool:
    def __init__(
        self, files: Sequence[Found], task: Task, jobs: int, seconds: float | None, conversions: Conversions | None
    ) -> None:
        self.files = files
        self.conversions = conversions
        self.ready: dict[int, Found] = {}
        """Files that were handed out, until they are done."""
        self.task = task
        self.seconds = seconds
        self.waiting = deque(range(len(files)))
        self.done: dict[int, Outcome] = {}
        self.next = 0
        self.window = jobs * _WINDOW
        self.workers = [_Worker(task) for _ in range(jobs)]

    def outcomes(self) -> Iterator[Outcome]:
        while self.next < len(self.files):
            self._give()
            self._take()
            while self.next in self.done:
                forget(self.ready.pop(self.next))
                yield self.done.pop(self.next)
                self.next += 1

    def close(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.workers.clear()

    def _give(self) -> None:
        """Hand out files in turn, so that no worker hoards the last ones while another has none."""
        for depth in range(1, _AHEAD + 1):
            for worker in list(self.workers):
                while len(worker.given) < depth and self.waiting and self.waiting[0] < self.next + self.window:
                    index = self.waiting[0]
                    if not self._is_ready(index):
                        return
                    self.waiting.popleft()
                    worker.given.append(index)
                    if len(worker.given) == 1 and worker.since is not None:
                        worker.since = time.monotonic()
                    try:
                        worker.link.send(self.ready[index])
                    except OSError:  # died since; told when its pipe is read
                        break

    def _is_ready(self, index: int) -> bool:
        """Whether a file can be handed out: it may have to be converted first."""
        if index not in self.ready:
            found = self.files[index] if self.conversions is None else self.conversions.take(index)
            if found is None:
                return False
            self.ready[index] = found
        return True

    def _take(self) -> None:
        now = time.monotonic()
        due = [
            worker.since + self._allowed(worker) for worker in self.workers if worker.given and worker.since is not None
        ]
        links = {worker.link: worker for worker in self.workers}
        bell = self.conversions.bell if self.conversions is not None else None
        for link in wait(
            [*links, *([bell] if bell is not None else [])], timeout=max(0.0, min(due) - now) if due else None
        ):
            if link in links:
                self._receive(links[link])
            elif self.conversions is not None:
                self.conversions.answer()
        now = time.monotonic()
        for worker in list(self.workers):
            if not worker.given or worker.since is None or now - worker.since < self._allowed(worker):
                continue
            if not worker.link.poll():
                self._replace(worker, too_slow(self.files[worker.given[0]].source, self._allowed(worker)))

    def _allowed(self, worker: _Worker) -> float:
        """Seconds for the file that a worker is at."""
        return allowed(self.files[worker.given[0]], self.seconds)

    def _receive(self, worker: _Worker) -> None:
        try:
            data = worker.link.recv_bytes()
        except (EOFError, OSError):
            self._died(worker)
            return
        if worker.since is not None:
            self.done[worker.given.popleft()] = _decode(data)
        worker.since = time.monotonic()

    def _died(self, worker: _Worker) -> None:
        if worker.since is None:
            raise WorkersUnavailableError("启动不了工作进程，请去掉 --jobs 和 --seconds，一次少读几个文件。")
        worker.process.join()
        if not worker.given:
            self._replace(worker, None)
            return
        found = self.files[worker.given[0]]
        self._replace(worker, died(found, self.task.limits, worker.process.exitcode, len(self.workers)))

    def _replace(self, worker: _Worker, outcome: Outcome | None) -> None:
        """End a worker; the file it was at has its outcome, the ones behind it are handed out again."""
        if outcome is not None:
            self.done[worker.given.popleft()] = outcome
        self.waiting.extendleft(reversed(worker.given))
        worker.kill()
        self.workers.remove(worker)
        if self.waiting:
            self.workers.append(_Worker(self.task))
