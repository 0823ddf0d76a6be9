"""A drawn table with merged cells, and the document around it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """A cell with its place: it covers `height` rows and `width` columns."""

    text: str
    row: int
    column: int
    width: int = 1
    height: int = 1


class Grid:
    """Rows of cells; a cell is a text, or (text, width), or (text, width, height)."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows = 0
        self.cells: list[Cell] = []
        self._owner: dict[tuple[int, int], Cell] = {}

    def row(self, *cells: str | tuple[str, int] | tuple[str, int, int]) -> None:
        """Add a row; what a taller cell above covers is skipped, the last cell is drawn out to the edge."""
        at = self._free(0)
        for n, one in enumerate(cells):
            text, width, height = (one, 1, 1) if isinstance(one, str) else (*one, 1)[:3]
            if n == len(cells) - 1:
                width = next((c for c in range(at, self.columns) if (self.rows, c) in self._owner), self.columns) - at
            cell = Cell(text, self.rows, at, width, height)
            if at + width > self.columns:
                raise ValueError(f"row {self.rows}: no room for {text!r}")
            self.cells.append(cell)
            for r in range(height):
                for c in range(width):
                    self._owner[(self.rows + r, at + c)] = cell
            at = self._free(at + width)
        if at < self.columns:
            raise ValueError(f"row {self.rows} is short: {cells!r}")
        self.rows += 1

    def _free(self, column: int) -> int:
        while (self.rows, column) in self._owner:
            column += 1
        return column

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this place."""
        return self._owner.get((row, column))


@dataclass
class Document:
    """Paragraphs (texts) and tables, in their order."""

    blocks: list[str | Grid] = field(default_factory=list)
    author: str = ""

    def say(self, *texts: str) -> None:
        """Add paragraphs, leaving out empty ones."""
        self.blocks += [one for one in texts if one]
