"""Files of old formats are converted before they are read: ahead of the reader, several in one start of LibreOffice."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from jiheng.batch.files import Found
from jiheng.formats import legacy
from jiheng.formats.archive import read_member
from jiheng.formats.limits import Limits
from jiheng.model.errors import UnreadableDocument

if TYPE_CHECKING:  # most batches need no converters, and pay for none
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

    from jiheng.batch.converters import Converters

GROUP = 16
"""Files converted in one start: by then it is paid for, and a file that stops it costs few others a second one."""
_AHEAD = 2 * GROUP
"""Files per converter that are looked at before their turn."""
_HEAD = 4096


class Conversions:
    """Hands out each file when it can be read. What must be converted is given to `jobs` converters, which start when
    there is something to convert.

    No more than a window of conversions is on the disk at any time, none after `close`.
    """

    def __init__(self, files: Sequence[Found], limits: Limits, jobs: int, seconds: float | None = None) -> None:
        self._files = files
        self._limits = limits
        self._jobs = jobs
        self._seconds = seconds
        self._looked = 0
        self._waiting: list[int] = []
        self._promised: dict[int, tuple[Future[list[Found]], int]] = {}
        self._converters: Converters | None = None

    def take(self, index: int) -> Found | None:
        """The file as it is to be read; None while it is being converted."""
        self._look_ahead(index)
        if index in self._promised and not self._promised[index][0].done():
            return None
        return self.wait(index)

    def wait(self, index: int) -> Found:
        """The same, when it is converted."""
        self._look_ahead(index)
        if index not in self._promised:
            return self._files[index]
        promise, place = self._promised.pop(index)
        return promise.result()[place]

    @property
    def bell(self) -> Connection | None:
        """Has something to receive when files were converted."""
        return self._converters.bell if self._converters is not None else None

    def answer(self) -> None:
        """Take note of the bell."""
        if self._converters is not None:
            self._converters.answer()

    def close(self) -> None:
        """End what is running, delete every conversion."""
        if self._converters is not None:
            self._converters.close()

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
        if self._converters is None:
            from jiheng.batch.converters import Converters

            self._converters = Converters(self._jobs, self._limits, self._seconds)
        promise = self._converters.convert([self._files[index] for index in self._waiting])
        self._promised.update({index: (promise, place) for place, index in enumerate(self._waiting)})
        self._waiting = []


def forget(found: Found) -> None:
    """Delete the conversion of a file that was read."""
    if found.converted is not None:
        with suppress(OSError):
            found.converted.path.unlink()


def bytes_of(found: Found, limits: Limits, most: int = -1) -> bytes:
    """The content of a file, or its first bytes."""
    if found.inside:
        return read_member(found.path, found.inside, limits, most)
    with found.path.open("rb") as stream:
        return stream.read(most)


def _may_be_old(found: Found, limits: Limits) -> bool:
    """By its first bytes; a file that cannot be opened is left to the reader."""
    if found.problem:
        return False
    try:
        return legacy.sniff(bytes_of(found, limits, _HEAD))
    except (OSError, ValueError, UnreadableDocument):
        return False
