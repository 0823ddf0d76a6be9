"""Threads that convert files of old formats, with a LibreOffice each."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue

from jiheng.batch.conversions import bytes_of
from jiheng.batch.files import Converted, Found
from jiheng.formats.legacy import Legacy
from jiheng.formats.libreoffice import SECONDS, Converter
from jiheng.formats.limits import Limits
from jiheng.formats.registry import old_kind
from jiheng.model.errors import UnreadableDocument


class Converters:
    """Convert groups of files, `jobs` at a time; `seconds` is how long one file may take, where that is more than usual."""

    def __init__(self, jobs: int, limits: Limits, seconds: float | None) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(jobs)
        self._all = [Converter(max(seconds or 0, SECONDS)) for _ in range(jobs)]
        self._idle: SimpleQueue[Converter] = SimpleQueue()
        for converter in self._all:
            self._idle.put(converter)
        self._lock = threading.Lock()
        self._rung = False
        self.bell, self._rope = multiprocessing.Pipe(duplex=False)

    def convert(self, group: list[Found]) -> Future[list[Found]]:
        """The files with their conversions, or with what to say of them; in a while."""
        promise = self._threads.submit(self._convert, group)
        promise.add_done_callback(self._ring)
        return promise

    def answer(self) -> None:
        """Take note of the bell, which rings once until then."""
        with self._lock:
            self.bell.recv_bytes()
            self._rung = False

    def close(self) -> None:
        """End what is running, delete every conversion."""
        for converter in self._all:
            converter.close()
        self._threads.shutdown(cancel_futures=True)
        for converter in self._all:  # what a thread made between
            converter.close()
        self.bell.close()
        self._rope.close()

    def _ring(self, _: Future[list[Found]]) -> None:
        with self._lock:
            if not self._rung and not self._rope.closed:
                self._rung = True
                self._rope.send_bytes(b"")

    def _convert(self, group: list[Found]) -> list[Found]:
        """Whatever else goes wrong is told by the reader, who gets the file as it is."""
        converter = self._idle.get()
        chosen: list[tuple[int, Legacy]] = []

        def copies() -> Iterator[tuple[Legacy, bytes]]:
            for place, found in enumerate(group):
                old, data = self._look_at(found)
                if old is not None:
                    chosen.append((place, old))
                    yield old, data

        result = list(group)
        try:
            for (place, old), outcome in zip(chosen, converter.convert(copies()), strict=True):
                if isinstance(outcome, UnreadableDocument):
                    result[place] = replace(group[place], problem=str(outcome))
                else:
                    result[place] = replace(group[place], converted=Converted(outcome, old))
        except OSError:
            pass
        finally:
            self._idle.put(converter)
        return result

    def _look_at(self, found: Found) -> tuple[Legacy | None, bytes]:
        try:
            if found.bytes() <= self._limits.file_bytes:
                data = bytes_of(found, self._limits)
                return old_kind(data), data
        except (OSError, ValueError, UnreadableDocument):
            pass
        return None, b""
