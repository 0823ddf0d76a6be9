"""A ruled table of one page: its cells with their texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiheng.formats.document import Cell, Grid
from jiheng.formats.lattice import Lattice, LatticeCell
from jiheng.formats.page import Page, Piece
from jiheng.formats.page_text import TextLine, around, cell_lines, join_lines
from jiheng.model.location import Location

_OVERFLOW = 48.0
"""Points above or below a table up to which the text of a cell that nothing closes may hang out of it."""
_LARGE = 2.2
"""Times as high as the usual text of a table that a watermark is, at least."""
_OVERLAP = 0.15
"""Share of the smaller one of two texts that the other is printed over."""
_INSIDE = 0.4
"""Share of the height of a text at the edge of a table that stands in it, at least."""


@dataclass(slots=True)
class TableCell:
    """A cell: what it spans (ends excluded), its sides on the page, its lines, what is nested in it."""

    r0: int
    c0: int
    r1: int
    c1: int
    left: float
    top: float
    right: float
    bottom: float
    at: Location
    closed_above: bool
    closed_below: bool
    lines: list[TextLine] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    text: str = ""
    confidence: float = 1.0


@dataclass(slots=True)
class Table:
    """A ruled table: its column edges in points, and its cells."""

    xs: list[float]
    rows: int
    cells: list[TableCell]
    at: Location
    top: float
    bottom: float
    first_row: float
    """Height of its first row, in points."""
    ys: list[float]
    """Where its rows begin and end on its first page, in points."""
    continues: bool = False
    """As of a grid."""
    half_of: Table | None = None
    """The table whose columns it goes on with, where a spreadsheet was too wide for the paper."""

    def grid(self) -> Grid:
        """The finished grid."""
        cells = tuple(
            Cell(
                cell.text,
                cell.r0,
                cell.c0,
                cell.at,
                cell.r1 - cell.r0,
                cell.c1 - cell.c0,
                tuple(cell.grids),
                confidence=cell.confidence,
            )
            for cell in sorted(self.cells, key=lambda cell: (cell.r0, cell.c0))
        )
        return Grid(self.rows, len(self.xs) - 1, cells, self.at, continues=self.continues)


def fill(lattice: Lattice, pieces: Iterable[Piece], page: Page) -> tuple[Table, list[Piece], list[Piece]]:
    """The table of a lattice with the pieces that stand in it, the pieces that do not, and what was laid over it."""
    owner = {(r, c): cell for cell in lattice.cells for r in range(cell.r0, cell.r1) for c in range(cell.c0, cell.c1)}
    inside: dict[int, list[Piece]] = {}
    outside = []
    for piece in pieces:
        found = _cell_under(lattice, owner, piece)
        if found is None:
            outside.append(piece)
        else:
            inside.setdefault(id(found), []).append(piece)
    over = _laid_over(inside)
    cells = [_table_cell(lattice, cell, inside.get(id(cell), ()), page) for cell in lattice.cells]
    _, y0, _, y1 = lattice.box
    at = page.at(*lattice.box)
    return Table(lattice.xs, len(lattice.ys) - 1, cells, at, y0, y1, lattice.ys[1] - y0, lattice.ys), outside, over


def _laid_over(inside: dict[int, list[Piece]]) -> list[Piece]:
    """Take out the texts of watermarks and seals: much larger than the others or red, and printed over others."""
    heights = sorted(piece.y1 - piece.y0 for pieces in inside.values() for piece in pieces)
    if not heights:
        return []
    usual = heights[len(heights) // 2]
    found = []
    for pieces in inside.values():
        for piece in list(pieces):
            large = piece.y1 - piece.y0 > _LARGE * usual
            others = [other for other in pieces if other is not piece and (large or not other.red)]
            if (large or piece.red) and any(_overlap(piece, other) for other in others):
                pieces.remove(piece)
                found.append(piece)
    return found


def _overlap(one: Piece, other: Piece) -> bool:
    width, height = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
    small = min((piece.x1 - piece.x0) * (piece.y1 - piece.y0) for piece in (one, other))
    return width > 0 and height > 0 and width * height > _OVERLAP * small


def _cell_under(lattice: Lattice, owner: dict[tuple[int, int], LatticeCell], piece: Piece) -> LatticeCell | None:
    """The cell that holds the middle of a piece, or out of whose open end it hangs."""
    x, y = (piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2
    column = bisect_right(lattice.xs, x) - 1
    top, bottom = lattice.ys[0], lattice.ys[-1]
    least = _INSIDE * (piece.y1 - piece.y0)
    if y < top < piece.y1 - least or piece.y0 + least < bottom < y:  # a text that the end of the page cuts through
        y = min(max(y, top + 0.1), bottom - 0.1)
    if 0 <= y - bottom < _OVERFLOW:
        found = owner.get((len(lattice.ys) - 2, column))
        return found if found is not None and not found.closed_below else None
    if -_OVERFLOW < y - top < 0 and any(cell.closed_above for cell in lattice.cells if cell.r0 == 0):
        found = owner.get((0, column))
        return found if found is not None and not found.closed_above else None
    return owner.get((bisect_right(lattice.ys, y) - 1, column))


def _table_cell(lattice: Lattice, cell: LatticeCell, pieces: Sequence[Piece], page: Page) -> TableCell:
    x0, y0, x1, y1 = lattice.box_of(cell)
    lines = cell_lines(pieces)
    box = around(lines) if lines else (x0, y0, x1, y1)
    made = TableCell(
        cell.r0, cell.c0, cell.r1, cell.c1, x0, y0, x1, y1, page.at(*box), cell.closed_above, cell.closed_below, lines
    )
    if lines:
        made.text = join_lines(lines, x0, x1)
        made.confidence = min(line.confidence for line in lines)
    return made
