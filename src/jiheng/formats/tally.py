"""Counts what is read of a file against its limits, and says in one way how to get past them."""

from __future__ import annotations

from jiheng.formats.limits import Limits
from jiheng.model.errors import LimitExceeded

WIDE = 64
"""Columns up to which a grid keeps every blank cell that its file has."""
_BLANKS = 200_000
_BLANKS_PER_TEXT = 4
"""A grid with more blank positions than this keeps only those behind a text, however narrow it is."""


def is_sparse(columns: int, positions: int, filled: int) -> bool:
    """Whether a grid is so wide or so empty that it keeps no blank cells but those right behind a filled one."""
    return columns > WIDE or positions > _BLANKS + _BLANKS_PER_TEXT * filled


def exceeded(what: str, name: str) -> LimitExceeded:
    """The refusal of a file; `what` tells what is too much, `name` is the field of `Limits`."""
    return LimitExceeded(f"{what}，请拆成几个文件，或用 --limit {name}=数值 放宽。")


class Tally:
    """What has been read of a file so far."""

    __slots__ = ("_characters", "_filled", "_limits", "_positions")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._filled = self._positions = self._characters = 0

    def cells(self, number: int) -> None:
        """More cells with a text in them."""
        self._filled += number
        if self._filled > self._limits.cells:
            raise exceeded(f"文件中的单元格超过上限 {self._limits.cells} 个", "cells")

    def positions(self, number: int) -> None:
        """More places for cells, blank ones too."""
        self._positions += number
        if self._positions > self._limits.cells * 2:
            raise exceeded(f"文件中的格子连同空白的，超过单元格上限 {self._limits.cells} 个的两倍", "cells")

    def characters(self, number: int) -> None:
        """More text."""
        self._characters += number
        if self._characters > self._limits.text_characters:
            raise exceeded(f"文件中的文字超过上限 {self._limits.text_characters} 个字", "text_characters")
