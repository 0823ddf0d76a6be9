"""A document laid out for binding: lines of spots, each spot a cell or paragraph with its neighbours."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from jiheng.formats.document import Cell, Document, Grid, Paragraph
from jiheng.forms.mend import mend
from jiheng.forms.reflow import JoinedCell, needs_rows, reflow
from jiheng.forms.vocabulary import Label, label_of, level_of
from jiheng.model.language import is_blank
from jiheng.model.location import Location


class Spot:
    """A cell or paragraph, and where it stands in its grid (columns `c0`..`c1`, rows `r0`..`r1`, ends excluded)."""

    __slots__ = ("_breaks", "blank", "c0", "c1", "cell", "echoes", "grid", "index", "label", "line", "r0", "r1", "text")

    def __init__(self, cell: Cell | Paragraph, grid: GridView | None, row: int, index: int) -> None:
        self.cell = cell
        self.text = cell.text
        self.grid = grid
        self.index = index
        """Ordinal among the cells of its row, blank ones counted."""
        self.blank = is_blank(cell.text)
        self.line: Line | None = None
        self._breaks: list[int] | None = None
        self.echoes: tuple[Spot, ...] = ()
        """Cells that are this one too: an export wrote a merged cell once for each column, or broke one over lines."""
        self.label: Label | None = None if self.blank else label_of(cell.text)
        """The label that the whole text is, if it is one."""
        if isinstance(cell, Cell):
            self.c0 = cell.column
            self.c1 = cell.column + cell.colspan
            self.r0 = row
            self.r1 = row + cell.rowspan
            if isinstance(cell, JoinedCell):
                self.echoes = tuple(Spot(part, grid, row, index) for part in cell.parts[1:])
        else:
            self.c0, self.c1, self.r0, self.r1 = 0, 1, 0, 1

    def term(self, group: str) -> str | None:
        """The key of the label in a group of the vocabulary."""
        label = self.label
        return label.terms.get(group) if label is not None else None

    @property
    def confidence(self) -> float:
        """How sure the reader of the file is of the text."""
        return self.cell.confidence

    def at(self, start: int = 0) -> Location:
        """The location of the character at `start`: in text formats the line of that part of the cell."""
        if start and isinstance(self.cell, Cell) and self.cell.lines:
            lines = self.cell.lines
            part = self._part(start)
            if part < len(lines) and lines[part] != lines[0]:
                return Location(line=lines[part])
        return self.cell.at

    def _part(self, start: int) -> int:
        """Which `\n`-separated part of the text the character at `start` is in."""
        if len(self.text) < 500:
            return self.text.count("\n", 0, start)
        if self._breaks is None:
            self._breaks = [n for n, character in enumerate(self.text) if character == "\n"]
        return bisect_left(self._breaks, start)

    def __repr__(self) -> str:
        return f"<{self.text[:20]!r} r{self.r0} c{self.c0}-{self.c1}>"


class Line:
    """A row of a grid, or a paragraph: the spots that begin there, from left to right."""

    __slots__ = ("across_head", "filled", "grid", "r", "spots", "title", "tree_head")

    def __init__(self, spots: list[Spot], grid: GridView | None, r: int) -> None:
        self.spots = spots
        self.grid = grid
        self.r = r
        self.tree_head: bool | None = None
        self.across_head: bool | None = None
        """What `zones.is_tree_head` and `is_across_head` said; they are asked many times."""
        self.title: str | bool | None = False
        """What `recognise.title_of` said, False until it is asked."""
        self.filled = [spot for spot in spots if not spot.blank]
        """The spots that say something."""

    @property
    def text(self) -> str:
        """The whole line, for prose and headings."""
        return "\n".join(spot.text for spot in self.filled)

    def __repr__(self) -> str:
        return f"Line({[spot.text[:12] for spot in self.spots]})"


class GridView:
    """Rows of a grid with who covers which position."""

    __slots__ = ("_across", "_cover", "columns", "exact", "grid", "lines", "spans")

    def __init__(self, grid: Grid, rows: range, cells: list[Cell]) -> None:
        self.grid = grid
        self.exact = grid.exact
        self.columns = grid.columns
        self.spans = False
        by_row: dict[int, list[Spot]] = {}
        first = rows.start
        for cell in cells:
            row = by_row.setdefault(cell.row - first, [])
            row.append(Spot(cell, self, cell.row - first, len(row)))
            if cell.rowspan > 1 or cell.colspan > 1:
                self.spans = True
        self.lines = [Line(by_row.get(r, []), self, r) for r in range(len(rows))]
        for line in self.lines:
            for spot in line.spots:
                spot.line = line
        if not self.spans and _repeats_spans(self.lines):
            heads: list[tuple[int, int]] = []
            for line in self.lines:
                heads = _join_echoes(line, heads)
        self._cover: list[list[Spot | None]] | None = None
        self._across: dict[int, list[Spot]] = {}

    def cover(self, r: int, c: int) -> Spot | None:
        """The spot at row `r`, column `c`, whether it begins there or spans it."""
        if self._cover is None:
            self._cover = [[None] * self.columns for _ in self.lines]
            height = len(self.lines)
            for line in self.lines:
                for spot in line.spots:
                    if spot.r1 - spot.r0 == 1 and spot.c1 - spot.c0 == 1:
                        self._cover[spot.r0][spot.c0] = spot
                        continue
                    for row in range(spot.r0, min(spot.r1, height)):
                        covered = self._cover[row]
                        for column in range(spot.c0, min(spot.c1, self.columns)):
                            covered[column] = spot
        if 0 <= r < len(self._cover) and 0 <= c < self.columns:
            return self._cover[r][c]
        return None

    def across(self, r: int) -> list[Spot]:
        """All spots of row `r`, those that span into it from above too, from left to right."""
        if not self.exact:
            return self.lines[r].spots
        found = self._across.get(r)
        if found is None:
            self.cover(r, 0)
            assert self._cover is not None
            found = []
            last = None
            for spot in self._cover[r]:
                if spot is not None and spot is not last:
                    found.append(spot)
                    last = spot
            self._across[r] = found
        return found


def _is_echo(spot: Spot, left: Spot) -> bool:
    """True for a cell whose text can only be its left neighbour's, repeated: a label or a long text."""
    if spot.blank or spot.text != left.text:
        return False
    return spot.label is not None or len(spot.text.strip()) >= 6


def _repeats_spans(lines: list[Line]) -> bool:
    """An export without spans that repeats labels side by side repeats merged cells' texts."""
    rows = 0
    for line in lines[:60]:
        twice = [a for a, b in pairwise(line.spots) if a.label is not None and a.text == b.text]
        rows += bool(twice) + any(spot.term("tree") is not None for spot in twice)
    return rows >= 2


def _join_echoes(line: Line, heads: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the cells of a row that repeat their left neighbour; below a joined head short texts and numbers too.

    :param heads: the columns that each joined head above covers
    :returns: those for the next row
    """
    kept: list[Spot] = []
    for spot in line.spots:
        left = kept[-1] if kept else None
        under = left is not None and any(c0 <= left.c0 and spot.c0 < c1 for c0, c1 in heads)
        same = left is not None and spot.text == left.text
        many = level_of(spot.text) and len(line.filled) > 3
        if left is not None and same and (under or (_is_echo(spot, left) and not many)):
            left.echoes = (*left.echoes, spot, *spot.echoes)
            left.c1 = spot.c1
        else:
            kept.append(spot)
    line.spots = kept
    line.filled = [spot for spot in kept if not spot.blank]
    labels = [spot for spot in line.filled if spot.label is not None]
    if len(labels) > 2:
        return [(spot.c0, spot.c1) for spot in labels if spot.echoes]
    return heads


def lay_out(document: Document) -> list[Line]:
    """The document as lines, nested grids between the rows of the grid that holds them."""
    lines: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.extend(_paragraph_lines(block))
        else:
            if not block.exact:
                block = reflow(block) if needs_rows(block) else mend(block)
            for view in _views(block):
                lines.extend(view.lines)
    return lines


def _paragraph_lines(paragraph: Paragraph) -> Iterator[Line]:
    spot = Spot(paragraph, None, 0, 0)
    if spot.text.strip():
        line = Line([spot], None, 0)
        spot.line = line
        yield line


def _views(grid: Grid) -> Iterator[GridView]:
    nests = sorted({cell.row for cell in grid.cells if cell.grids})
    if not nests:
        yield GridView(grid, range(grid.rows), list(grid.cells))
        return
    start = 0
    for row in [*nests, grid.rows - 1]:
        rows = range(start, row + 1)
        if not rows:
            continue
        cells = [cell for cell in grid.cells if cell.row in rows]
        yield GridView(grid, rows, cells)
        for cell in cells:
            if cell.row == row:
                for nested in cell.grids:
                    yield from _views(nested)
        start = row + 1
