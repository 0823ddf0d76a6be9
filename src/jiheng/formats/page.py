"""A printed page, whatever it came from: pieces of text and ruling lines, each with its box.

Coordinates are points (1/72 inch) from the top left corner of the page turned upright, x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from jiheng.model.location import Location


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A run of text on one line, within one cell: its box, and how sure the reader is of it (1 for a text layer)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float = 1.0
    red: bool = False
    """Written in red, as seals are."""


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A ruling line from (x0, y0) to (x1, y1): horizontal where y0 == y1, vertical where x0 == x1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `number` from 1, width and height in points (upright), its pieces in any order, its ruling lines."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Boxes with a ground of their own: shaded heads and rows."""
    turn: int = 0
    """Quarter turns, clockwise, that bring the upright page to how a viewer shows it."""

    def at(self, x0: float, y0: float, x1: float, y1: float) -> Location:
        """The place of a box, on the page as a viewer shows it."""
        box = turned(x0, y0, x1, y1, self.width, self.height, self.turn)
        left, top, right, bottom = (round(number, 1) + 0.0 for number in box)
        return Location(page=self.number, box=(left, top, right, bottom))

    def place(self, piece: Piece) -> Location:
        """The place of a piece of text."""
        return self.at(piece.x0, piece.y0, piece.x1, piece.y1)


def turned(
    x0: float, y0: float, x1: float, y1: float, width: float, height: float, turns: int
) -> tuple[float, float, float, float]:
    """A box on a page of this size, after the page was turned clockwise by so many quarters."""
    match turns % 4:
        case 1:
            return height - y1, x0, height - y0, x1
        case 2:
            return width - x1, height - y1, width - x0, height - y0
        case 3:
            return y0, width - x1, y1, width - x0
    return x0, y0, x1, y1
