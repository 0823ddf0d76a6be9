"""Cells and rows while a grid is rebuilt from lines: each part of a text keeps the number of its line."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiheng.formats.document import Block, Cell, Grid, Hidden, Paragraph
from jiheng.formats.limits import Limits
from jiheng.formats.tally import WIDE, Tally, is_sparse
from jiheng.formats.text_lines import Line
from jiheng.model.location import Location


@dataclass(slots=True)
class Draft:
    """A cell being put together: its parts, one per line of text, and where it began."""

    number: int
    parts: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, number: int, text: str) -> Draft:
        """A cell that begins with `text` on line `number`."""
        draft = cls(number)
        if text and not text.isspace():
            draft.add(number, text)
        return draft

    def add(self, number: int, text: str) -> None:
        """One more line; soft breaks within it make parts of their own."""
        self.parts.extend((number, stripped) for part in text.split("\v") if (stripped := part.strip()))

    @property
    def text(self) -> str:
        """The text so far."""
        return "\n".join(part for _, part in self.parts)


Rows = list[list[Draft]]


def drafts(number: int, fields: list[str]) -> list[Draft]:
    """The cells of a line. In a long one the blanks share a draft, but for the last, which may be added to."""
    if len(fields) <= WIDE:
        return [Draft.of(number, field) for field in fields]
    blank = Draft(number)
    row = [Draft.of(number, field) if field and not field.isspace() else blank for field in fields]
    row[-1] = Draft.of(number, fields[-1])
    return row


@dataclass(slots=True)
class Builder:
    """What has been read of a file: blocks in reading order, hidden marks, a count against the limits."""

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        self.tally = Tally(self.limits)

    def paragraph(self, line: Line) -> None:
        """A line of prose; a blank line is none."""
        parts = [part.strip() for part in line.text.split("\v")]
        text = "\n".join(part for part in parts if part)
        if text:
            self.blocks.append(Paragraph(text, Location(line=line.number)))

    def grid(self, rows: Rows, how: str, *, columns: bool = True, page: list[Line] | None = None) -> None:
        """A grid out of rows of drafts, then the page numbers that stood within it."""
        rows = [row for row in rows if row]
        filled = sum(1 for row in rows for draft in row if draft.parts)
        if filled:
            width, positions = max(len(row) for row in rows), sum(len(row) for row in rows)
            self.tally.positions(positions)
            self.tally.cells(filled)
            if is_sparse(width, positions, filled):
                cells = self._sparse_cells(rows, columns)
                width = max(cell.column for cell in cells) + 1
            else:
                cells = [self._cell(draft, r, c, columns) for r, row in enumerate(rows) for c, draft in enumerate(row)]
            first = next(cell for cell in cells if cell.text)
            where = min(first.at.line or 1, rows[0][0].number)
            self.blocks.append(Grid(len(rows), width, tuple(cells), Location(line=where), exact=False, how=how))
        for line in page or ():
            self.paragraph(line)

    def _sparse_cells(self, rows: Rows, columns: bool) -> list[Cell]:
        """The filled cells, and of the blank ones those behind a filled one."""
        cells: list[Cell] = []
        for r, row in enumerate(rows):
            before = False
            for c, draft in enumerate(row):
                if draft.parts or before:
                    cells.append(self._cell(draft, r, c, columns))
                before = bool(draft.parts)
        return cells

    def _cell(self, draft: Draft, row: int, column: int, with_column: bool) -> Cell:
        number = draft.parts[0][0] if draft.parts else draft.number
        at = Location(line=number, column=column + 1) if with_column else Location(line=number)
        text = draft.text
        lines = tuple(n for n, _ in draft.parts) if len(draft.parts) > 1 else ()
        if len(text) > self.limits.cell_characters:
            self.hidden.append(Hidden(text[self.limits.cell_characters :], "cut_off", at))
            text = text[: self.limits.cell_characters]
            lines = lines[: text.count("\n") + 1] if lines else ()
        return Cell(text, row, column, at, lines=lines)
