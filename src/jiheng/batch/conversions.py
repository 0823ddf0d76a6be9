"""Files of old formats, converted before they are read: ahead of the reader, several in one start of LibreOffice."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from queue import SimpleQueue

from jiheng.batch.files import Converted, Found
from jiheng.formats import legacy
from jiheng.formats.archive import read_member
from jiheng.formats.legacy import Legacy
from jiheng.formats.libreoffice import SECONDS, Converter
from jiheng.formats.limits import Limits
from jiheng.formats.registry import old_kind
from jiheng.model.errors import UnreadableDocument

GROUP = 16
"""Files converted in one start: by then it is paid for, and a file that stops it costs few others a second one."""
_AHEAD = 2 * GROUP
"""Files per converter that are looked at before their turn."""
_HEAD = 4096


class Conversions:
    """Hands out each file when it can be read. What must be converted is given to `jobs` threads with a LibreOffice
    each, which start when there is something to convert.

    No more than a window of conversions is on the disk at any time, none after `close`.
    """

    def __init__(self, files: Sequence[Found], limits: Limits, jobs: int, seconds: float | None = None) -> None:
        self._files = files
        self._limits = limits
        self._jobs = jobs
        self._seconds = max(seconds or 0, SECONDS)
        self._looked = 0
        self._waiting: list[int] = []
        self._promised: dict[int, tuple[Future[list[Found]], int]] = {}
        self._crew: ThreadPoolExecutor | None = None
        self._converters: list[Converter] = []
        self._idle: SimpleQueue[Converter] = SimpleQueue()
        self.bell, self._rope = multiprocessing.Pipe(duplex=False)
        """Has something to receive when files were converted."""

    def take(self, index: int) -> Found | None:
        """The file as it is to be read; None while it is being converted."""
        self._look_ahead(index)
        if index not in self._promised:
            return self._files[index]
        promise, place = self._promised[index]
        if not promise.done():
            return None
        del self._promised[index]
        return promise.result()[place]

    def wait(self, index: int) -> Found:
        """The same, when it is converted."""
        found = self.take(index)
        while found is None:
            self.bell.recv_bytes()
            found = self.take(index)
        return found

    def close(self) -> None:
        """End what is running, delete every conversion."""
        for converter in self._converters:
            converter.close()
        if self._crew is not None:
            self._crew.shutdown(cancel_futures=True)
        for converter in self._converters:
            converter.close()

    def _look_ahead(self, index: int) -> None:
        """Give files out to be converted: a full group as soon as there is one, the last ones when they are wanted."""
        until = min(index + _AHEAD * self._jobs, len(self._files))
        while self._looked < until:
            if _may_be_old(self._files[self._looked], self._limits):
                self._waiting.append(self._looked)
            self._looked += 1
            if len(self._waiting) == GROUP:
                self._send()
        if self._waiting and index >= self._waiting[0]:
            self._send()

    def _send(self) -> None:
        if self._crew is None:
            self._crew = ThreadPoolExecutor(self._jobs)
            self._converters = [Converter(self._seconds) for _ in range(self._jobs)]
            for converter in self._converters:
                self._idle.put(converter)
        group = [self._files[index] for index in self._waiting]
        promise = self._crew.submit(self._convert, group)
        self._promised.update({index: (promise, place) for place, index in enumerate(self._waiting)})
        self._waiting = []
        promise.add_done_callback(self._ring)

    def _ring(self, _: Future[list[Found]]) -> None:
        with suppress(OSError):
            self._rope.send_bytes(b"")

    def _convert(self, group: list[Found]) -> list[Found]:
        """In a thread: the files with their conversions, or with what to say of them. Whatever else goes wrong is told
        by the reader, who gets the file as it is."""
        converter = self._idle.get()
        chosen: list[tuple[int, Legacy]] = []

        def copies() -> Iterator[tuple[Legacy, bytes]]:
            for place, found in enumerate(group):
                old, data = _looked_at(found, self._limits)
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


def forget(found: Found) -> None:
    """Delete the conversion of a file that was read."""
    if found.converted is not None:
        with suppress(OSError):
            found.converted.path.unlink()


def _may_be_old(found: Found, limits: Limits) -> bool:
    """By its first bytes; a file that cannot be opened is left to the reader."""
    if found.problem:
        return False
    try:
        return legacy.sniff(_bytes(found, limits, _HEAD))
    except (OSError, ValueError, UnreadableDocument):
        return False


def _looked_at(found: Found, limits: Limits) -> tuple[Legacy | None, bytes]:
    try:
        if found.bytes() > limits.file_bytes:
            return None, b""
        data = _bytes(found, limits)
        return old_kind(data), data
    except (OSError, ValueError, UnreadableDocument):
        return None, b""


def _bytes(found: Found, limits: Limits, most: int = -1) -> bytes:
    if found.inside:
        return read_member(found.path, found.inside, limits, most)
    with found.path.open("rb") as stream:
        return stream.read(most)
