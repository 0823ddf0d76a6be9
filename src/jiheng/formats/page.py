"""A printed page, whatever it came from: pieces of text and ruling lines, each with its box.

Coordinates are points (1/72 inch) from the top left corner of the page as it is shown, x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A run of text on one line, within one cell: its box, and how sure the reader is of it (1 for a text layer)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float = 1.0


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A ruling line from (x0, y0) to (x1, y1): horizontal where y0 == y1, vertical where x0 == x1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `number` from 1, width and height in points, its pieces in any order, its ruling lines."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
