"""A ruled table of one page with its texts, and the joining of tables that a page break cuts in two."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiheng.formats.document import Cell, Grid
from jiheng.formats.lattice import Lattice, LatticeCell
from jiheng.formats.page import Page, Piece
from jiheng.formats.page_text import TextLine, cell_lines, join_lines
from jiheng.model.location import Location

_SAME_EDGE = 4.0
"""Points within which two column edges are one, on two pages."""
_LONG = 3
"""Lines from which a cell holds prose, which may go on in a new paragraph."""


@dataclass(slots=True)
class TableCell:
    """A cell: what it spans (ends excluded), its lines, its sides on the page, what is nested in it."""

    r0: int
    c0: int
    r1: int
    c1: int
    left: float
    right: float
    at: Location
    lines: list[TextLine] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    text: str = ""
    confidence: float = 1.0
    full: bool = False
    """Whether its last line reaches the right side, so that the text may go on elsewhere."""
    whole: bool = True
    """Whether it is closed below."""


@dataclass(slots=True)
class Table:
    """A ruled table: its column edges in points, and its cells."""

    xs: list[float]
    rows: int
    cells: list[TableCell]
    at: Location
    page: int
    top: float
    bottom: float
    first_row: float
    """Height of its first row, in points."""
    open_top: bool = False
    open_bottom: bool = False

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
        return Grid(self.rows, len(self.xs) - 1, cells, self.at)


def fill(lattice: Lattice, pieces: Iterable[Piece], page: Page) -> tuple[Table, list[Piece]]:
    """The table of a lattice with the pieces that stand in it, and the pieces that do not."""
    owner = {(r, c): cell for cell in lattice.cells for r in range(cell.r0, cell.r1) for c in range(cell.c0, cell.c1)}
    inside: dict[int, list[Piece]] = {}
    outside = []
    for piece in pieces:
        found = _cell_under(lattice, owner, piece)
        if found is None:
            outside.append(piece)
        else:
            inside.setdefault(id(found), []).append(piece)
    cells = [_table_cell(lattice, cell, inside.get(id(cell), ()), page) for cell in lattice.cells]
    x0, y0, x1, y1 = lattice.box
    first_row = lattice.ys[1] - lattice.ys[0]
    return (
        Table(
            lattice.xs,
            len(lattice.ys) - 1,
            cells,
            page.at(x0, y0, x1, y1),
            page.number,
            y0,
            y1,
            first_row,
            lattice.open_top,
            lattice.open_bottom,
        ),
        outside,
    )


def _cell_under(
    lattice: Lattice, owner: dict[tuple[int, int], LatticeCell], piece: Piece
) -> LatticeCell | None:
    """The cell that holds the middle of a piece."""
    x, y = (piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2
    row, column = bisect_right(lattice.ys, y) - 1, bisect_right(lattice.xs, x) - 1
    return owner.get((row, column))


def _table_cell(lattice: Lattice, cell: LatticeCell, pieces: Sequence[Piece], page: Page) -> TableCell:
    x0, y0, x1, y1 = lattice.box_of(cell)
    lines = cell_lines(pieces)
    made = TableCell(cell.r0, cell.c0, cell.r1, cell.c1, x0, x1, page.at(x0, y0, x1, y1), lines)
    if lines:
        made.text = join_lines(lines, x0, x1)
        made.at = page.at(*_around(lines))
        made.confidence = min(line.confidence for line in lines)
        last = lines[-1]
        made.full = x1 - last.x1 < 1.6 * last.em
    made.whole = not (lattice.open_bottom and cell.r1 == len(lattice.ys) - 1)
    return made


def _around(lines: Sequence[TextLine]) -> tuple[float, float, float, float]:
    return (
        min(line.x0 for line in lines),
        min(line.y0 for line in lines),
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
    )


def goes_on(above: Table, below: Table, room: float) -> bool:
    """Whether a table is the other part of the one that ends the page before.

    :param room: points between the end of the upper part and the end of its page.
    """
    width = above.xs[-1] - above.xs[0]
    if abs(below.xs[-1] - below.xs[0] - width) > _SAME_EDGE:
        return False
    if above.open_bottom or below.open_top:
        return True
    return room < max(1.2 * below.first_row + 40.0, 90.0)


def join(above: Table, below: Table) -> list[str]:
    """Put the lower part of a table under the upper one; gives back the texts of head rows that it repeats."""
    shift = below.xs[0] - above.xs[0]
    _share_columns(above, below, shift)
    repeated = _drop_repeated_head(above, below)
    first = [cell for cell in below.cells if cell.r0 == 0]
    last = {(cell.c0, cell.c1): cell for cell in above.cells if cell.r1 == above.rows}
    pairs = [(last.get((cell.c0, cell.c1)), cell) for cell in first]
    merged = _cut_row(pairs) or _spanning(pairs)
    offset = above.rows - (1 if _is_cut_row(pairs) else 0)
    dropped = {id(lower) for _, lower in merged}
    for upper, lower in merged:
        _continue(upper, lower, offset)
    for cell in below.cells:
        if id(cell) not in dropped:
            cell.r0 += offset
            cell.r1 += offset
            above.cells.append(cell)
    above.rows = offset + below.rows
    above.page, above.bottom, above.open_bottom = below.page, below.bottom, below.open_bottom
    return repeated


def _share_columns(above: Table, below: Table, shift: float) -> None:
    """Give both parts the column edges of both."""
    edges = sorted((*above.xs, *(x - shift for x in below.xs)))
    xs: list[float] = []
    for edge in edges:
        if not xs or edge - xs[-1] > _SAME_EDGE:
            xs.append(edge)

    def place(x: float) -> int:
        return min(range(len(xs)), key=lambda index: abs(xs[index] - x))

    for table, moved in ((above, 0.0), (below, shift)):
        places = [place(x - moved) for x in table.xs]
        for cell in table.cells:
            cell.c0, cell.c1 = places[cell.c0], places[cell.c1]
        table.cells = [cell for cell in table.cells if cell.c1 > cell.c0]
    above.xs, below.xs = xs, list(xs)


def _drop_repeated_head(above: Table, below: Table) -> list[str]:
    """Take the head rows away that the lower part repeats from the first rows of the upper one."""
    count = 0
    while count < min(above.rows, below.rows) - 1 and count < 8:
        ours, theirs = _row(below, count), _row(above, count)
        if not any(text for _, _, text in ours) or ours != theirs:
            break
        count += 1
    # A head of which a cell hangs into the row behind is not whole.
    while count and any(cell.r0 < count < cell.r1 for cell in below.cells):
        count -= 1
    if not count:
        return []
    gone = [cell.text for cell in below.cells if cell.r0 < count and cell.text]
    below.cells = [cell for cell in below.cells if cell.r0 >= count]
    for cell in below.cells:
        cell.r0 -= count
        cell.r1 -= count
    below.rows -= count
    return gone


def _row(table: Table, row: int) -> list[tuple[int, int, str]]:
    return sorted((cell.c0, cell.c1, "".join(cell.text.split())) for cell in table.cells if cell.r0 == row)


_Pair = tuple[TableCell | None, TableCell]


def _is_cut_row(pairs: Sequence[_Pair]) -> bool:
    """Whether the first row of the lower part is the rest of the last row of the upper one."""
    texts = [(upper, lower) for upper, lower in pairs if lower.text]
    if not texts or any(upper is None for upper, _ in pairs):
        return False
    said = [upper for upper, lower in pairs if upper is not None and upper.text and not lower.text]
    if not said:
        return False
    for upper, lower in texts:
        assert upper is not None
        if not upper.text:
            # Nothing of this cell stood above: it can only have been pushed down whole by a cell beside it.
            return False
        long = len(upper.lines) + len(lower.lines) > _LONG and len(texts) == 1
        if not (upper.full or long or not upper.whole):
            return False
    return True


def _cut_row(pairs: Sequence[_Pair]) -> list[tuple[TableCell, TableCell]]:
    if not _is_cut_row(pairs):
        return []
    return [(upper, lower) for upper, lower in pairs if upper is not None]


def _spanning(pairs: Sequence[_Pair]) -> list[tuple[TableCell, TableCell]]:
    """The merged cells left of the first text of a row that go on from the page before."""
    merged = []
    for upper, lower in pairs:
        if lower.text or upper is None or not upper.text:
            break
        merged.append((upper, lower))
    return merged if len(merged) < len(pairs) else []


def _continue(upper: TableCell, lower: TableCell, offset: int) -> None:
    """Let a cell go on into the next page."""
    if lower.text:
        upper.text = upper.text + lower.text if upper.full else f"{upper.text}\n{lower.text}"
        upper.confidence = min(upper.confidence, lower.confidence)
        upper.lines += lower.lines
        upper.full = lower.full
    upper.grids += lower.grids
    upper.r1 = max(upper.r1, lower.r1 + offset)
    upper.whole = lower.whole
