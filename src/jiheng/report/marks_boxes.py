"""How large the box of a note is, and over which columns and rows of its sheet it lies. All sizes are screen pixels."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from jiheng.formats.xlsx_sheet import LAST_COLUMN, LAST_ROW, Merge

COLUMN, ROW = 64, 20
"""A column and a row of which the sheet says nothing."""
_GAP = 15
"""Between the cell and its note."""
_WIDTHS = ((150, 240), (600, 360), (math.inf, 480))
"""Letters up to which a note has a width."""
_FULL, _HALF, _LINE = 12, 6.5, 17
"""A Chinese and a Latin character at nine points, and the height of a line."""
_INSET, _TALLEST = 18, 1500
_FARTHEST = 1000
"""Columns or rows over which no box lies, most of them hidden."""
_LAST_NARROW = 0x2E7F


class Anchor(NamedTuple):
    """A box as the format gives it: left, top, right and bottom, each a column or row from 0 and pixels into it."""

    left: int
    left_offset: int
    top: int
    top_offset: int
    right: int
    right_offset: int
    bottom: int
    bottom_offset: int

    def __str__(self) -> str:
        return ", ".join(str(number) for number in self)


class Band(NamedTuple):
    """The columns or rows from `first` to `last` (from 1), each of one size."""

    first: int
    last: int
    size: int


class Axis:
    """The sizes of the columns of a sheet, or of its rows."""

    def __init__(self, bands: Sequence[Band], usual: int, last: int) -> None:
        self._bands = sorted(bands)
        self._firsts = [band.first for band in self._bands]
        self._usual = usual
        self.last = last

    def size(self, number: int) -> int:
        """The size of the column or row with that number, from 0."""
        place = bisect_right(self._firsts, number + 1) - 1
        if place >= 0 and self._bands[place].last > number:
            return self._bands[place].size
        return self._usual

    def end(self, start: int, offset: int, length: int) -> tuple[int, int]:
        """Where something of that length ends: the column or row and how far into it."""
        length += offset
        for place in range(start, min(start + _FARTHEST, self.last - 1)):
            size = self.size(place)
            if length < size:
                return place, length
            length -= size
        return min(start + _FARTHEST, self.last - 1), 0

    def length(self, start: int, offset: int, end: int, end_offset: int) -> int:
        """How long something is that goes from one place to another; 0 where it goes too far to be a note."""
        return sum(self.size(n) for n in range(start, end)) - offset + end_offset if 0 <= end - start < _FARTHEST else 0


class Frame(NamedTuple):
    """What the notes of a sheet depend on: its columns, rows and merged ranges, and the id of its old drawing."""

    columns: Axis
    rows: Axis
    merges: Sequence[Merge]
    drawing: str | None


def box_size(text: str) -> tuple[int, int]:
    """Width and height of a box in which the text can be read at once."""
    width = next(width for letters, width in _WIDTHS if len(text) <= letters)
    lines = 0
    for line in text.split("\n"):
        length = sum(_HALF if ord(letter) <= _LAST_NARROW else _FULL for letter in line)
        lines += max(1, math.ceil(length / (width - _INSET - _FULL)))  # no line is filled to its last letter
    return width, min(lines * _LINE + _INSET, _TALLEST)


def place_box(frame: Frame, row: int, column: int, text: str) -> Anchor:
    """A box beside a cell, its row and column from 0; at the edges of the sheet it begins further left or higher."""
    width, height = box_size(text)
    left = min(column + 1, LAST_COLUMN - width // COLUMN - 2)
    top = min(max(row - 1, 0), LAST_ROW - height // ROW - 2)
    right = frame.columns.end(left, _GAP, width)
    bottom = frame.rows.end(top, 2, height)
    return Anchor(left, _GAP, top, 2, *right, *bottom)


def grown_box(frame: Frame, old: Anchor, text: str) -> Anchor:
    """The box of a note that is there, made as large as its longer text needs; it grows to the right and down."""
    width, height = box_size(text)
    across = frame.columns.length(old.left, old.left_offset, old.right, old.right_offset)
    down = frame.rows.length(old.top, old.top_offset, old.bottom, old.bottom_offset)
    right = frame.columns.end(old.left, old.left_offset, max(width, across))
    bottom = frame.rows.end(old.top, old.top_offset, max(height, down))
    return old._replace(right=right[0], right_offset=right[1], bottom=bottom[0], bottom_offset=bottom[1])
