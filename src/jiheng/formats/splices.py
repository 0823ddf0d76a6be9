"""Changes to a text of bytes, each at its place in the text as it is."""

from __future__ import annotations

from bisect import bisect_left, insort


class Overlap(ValueError):
    """Two changes touch the same bytes."""


class Splices:
    """Pieces of `data` and what comes in their place; at one place, in the order in which they were put."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._changes: list[tuple[int, int, int, bytes]] = []
        self._count = 0

    def put(self, start: int, until: int, made: bytes) -> None:
        """Put something in the place of a piece, or between two bytes where that is empty."""
        self._count += 1
        insort(self._changes, (start, until if until > start else start, self._count, made))

    def render(self, start: int, until: int) -> bytes:
        """A piece as it becomes; what is put right before or behind it belongs to it."""
        out: list[bytes] = []
        at = start
        for begin, end, _, made in self._inside(start, until):
            if begin < at:
                raise Overlap
            out += (self.data[at:begin], made)
            at = end
        return b"".join((*out, self.data[at:until]))

    def replace(self, start: int, until: int, made: bytes) -> None:
        """Put something in the place of a piece, whatever was put inside of it."""
        for change in self._inside(start, until):
            self._changes.remove(change)
        self.put(start, until, made)

    def all(self) -> list[tuple[int, int, bytes]]:
        """All changes by their place."""
        return [(start, until, made) for start, until, _, made in self._changes]

    def _inside(self, start: int, until: int) -> list[tuple[int, int, int, bytes]]:
        first = bisect_left(self._changes, (start,))
        found = []
        for change in self._changes[first:]:
            if change[0] > until:
                break
            if change[1] <= until:
                found.append(change)
        return found
