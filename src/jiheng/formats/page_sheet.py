"""A first look at a page: which ruled tables it has, what is only a frame, and what stands at its head and foot."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jiheng.formats.lattice import Lattice, find_lattices
from jiheng.formats.page import Page, Piece, Rule
from jiheng.formats.page_text import TextLine, lines_of

_EDGE = 0.12
"""Share of a page's height, at its head and at its foot, that is looked at."""
_FILLS = 8
"""Filled boxes, more than these, that may be the cells of a table without lines."""
_COLUMN_LINES = 4
"""Lines with texts far apart that are a table."""
_FORM = 12
"""Cells, more than these, that a form has."""
_FRAME = 0.85
"""Share of a page's width and height from which a box is a frame around it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its ruled tables found, and the lines at its head and foot that stand in none of them."""

    page: Page
    lattices: list[Lattice]
    edges: list[TextLine]


def sheets_of(page: Page) -> list[Sheet]:
    """Look at a page: its tables, and what stands in its margins; two forms side by side are a sheet each."""
    lattices = _worth(find_lattices(page.rules), page)
    if len(page.fills) > _FILLS and not any(len(lattice.xs) > 2 for lattice in lattices):
        filled = _worth(find_lattices([*page.rules, *(side for box in page.fills for side in _sides(*box))]), page)
        lattices = [lattice for lattice in filled if len(lattice.xs) > 2] or lattices
    middle = _between_columns(lattices)
    if middle is None:
        return [_sheet(page, lattices)]
    left = [piece for piece in page.pieces if piece.x0 + piece.x1 < 2 * middle]
    right = [piece for piece in page.pieces if piece.x0 + piece.x1 >= 2 * middle]
    return [
        _sheet(replace(page, pieces=left), [lattice for lattice in lattices if lattice.xs[0] < middle]),
        _sheet(replace(page, pieces=right), [lattice for lattice in lattices if lattice.xs[0] >= middle]),
    ]


def _sides(x0: float, y0: float, x1: float, y1: float) -> tuple[Rule, ...]:
    return Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)


def _between_columns(lattices: list[Lattice]) -> float | None:
    """Where a page with two forms side by side is to be cut."""
    large = [lattice for lattice in lattices if len(lattice.cells) > _FORM]
    for left in large:
        for right in large:
            shared = min(left.ys[-1], right.ys[-1]) - max(left.ys[0], right.ys[0])
            if left.xs[-1] < right.xs[0] and shared > 0.5 * (left.ys[-1] - left.ys[0]):
                middle = (left.xs[-1] + right.xs[0]) / 2
                if not any(lattice.xs[0] < middle < lattice.xs[-1] for lattice in lattices):
                    return middle
    return None


def _sheet(page: Page, lattices: list[Lattice]) -> Sheet:
    boxes = [lattice.box for lattice in lattices]
    head, foot = _EDGE * page.height, (1 - _EDGE) * page.height
    free = [
        piece
        for piece in page.pieces
        if (piece.y1 < head or piece.y0 > foot) and not any(_holds(box, piece) for box in boxes)
    ]
    return Sheet(page, lattices, lines_of(free))


def _holds(box: tuple[float, float, float, float], piece: Piece) -> bool:
    x, y = (piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _worth(lattices: list[Lattice], page: Page) -> list[Lattice]:
    """Without frames around a page or around tables."""
    kept = []
    for lattice in lattices:
        x0, y0, x1, y1 = lattice.box
        if len(lattice.cells) == 1 and (
            (x1 - x0 > _FRAME * page.width and y1 - y0 > _FRAME * page.height)
            or any(other is not lattice and is_inside(other.box, lattice.box) for other in lattices)
            or _holds_columns(lattice, page)
        ):
            continue
        kept.append(lattice)
    return kept


def _holds_columns(frame: Lattice, page: Page) -> bool:
    """Whether several lines of a box have texts far apart: a table that only a frame is drawn around."""
    lines = lines_of(piece for piece in page.pieces if _holds(frame.box, piece))
    return sum("\t" in line.text("\t") for line in lines) >= _COLUMN_LINES


def is_inside(inner: tuple[float, float, float, float], outer: tuple[float, float, float, float]) -> bool:
    """Whether a box lies within another."""
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
