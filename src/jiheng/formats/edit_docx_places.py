"""Finds in the XML of a Word document what its reader gives at a place: which element holds each character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from lxml import etree
from msgspec import UNSET

from jiheng.formats import docx_names as w
from jiheng.formats.document import Block, Cell, Grid
from jiheng.formats.docx_body import BodyReader
from jiheng.formats.docx_tables import CellProperties, Layout, Slot
from jiheng.formats.docx_text import ParagraphText
from jiheng.formats.limits import Limits
from jiheng.model.location import Location

_TEXTS = frozenset({w.T, w.DEL_TEXT, w.MATH_TEXT})
_MARKS = frozenset({w.TAB, w.PTAB, w.BR, w.CR, w.NO_BREAK_HYPHEN, w.SYM})


class Line(NamedTuple):
    """A paragraph as it was read."""

    paragraph: etree._Element
    number: str
    joins_next: bool
    pieces: list[tuple[str, etree._Element]]


class Kind(Enum):
    """What gives a character."""

    TEXT = auto()
    """A text element."""
    MARK = auto()
    """An element that is the character: a tab, a line break, a symbol."""
    BREAK = auto()
    """The end of a paragraph."""
    NUMBER = auto()
    """The automatic number of a paragraph."""
    FIXED = auto()
    """Something that is no text: a tick box, a form field."""


class Unit(NamedTuple):
    """A character of a place: what gives it (for a TEXT the character of the element's text) and the ordinals of the
    paragraphs that it stands in, or parts."""

    kind: Kind
    char: str
    element: etree._Element | None
    offset: int
    paragraph: int
    next_paragraph: int


@dataclass(slots=True)
class Place:
    """A text of the document. Offsets of an edit count from `base`: blank lines before it are not read."""

    lines: list[Line]
    text: str
    units: list[Unit] = field(default_factory=list)
    base: int = 0

    def build(self) -> bool:
        """Find the units; False where they do not make the text that was read."""
        self.units = list(_units(self.lines))
        raw = "".join(unit.char for unit in self.units)
        if not self.text:
            return True
        self.base = len(raw) - len(raw.lstrip("\n"))
        return raw.strip("\n").startswith(self.text)


class Row(NamedTuple):
    """A row of a table with its cells: the element of each, its grid columns, and whether it goes on from above."""

    element: etree._Element
    cells: list[CellAt]


class CellAt(NamedTuple):
    """A cell in the XML: its columns `column`..`end` (excluded), and what its properties say."""

    element: etree._Element
    at: Location
    column: int
    end: int
    merge: str
    """`restart` and `continue` of a vertical merge, else blank."""
    left: bool
    """It belongs to the cell at its left."""


class Table(NamedTuple):
    """A table in the XML, all its rows, also those that are not shown."""

    element: etree._Element
    rows: list[Row]
    shown: list[bool]
    cells: Sequence[Cell] = ()
    """Its cells as the reader gives them."""


class TracedText(ParagraphText):
    """A reader of paragraphs that keeps what it has read while somebody has put a list for it."""

    log: list[Line | None] | None = None

    def read(self, paragraph: etree._Element) -> str:
        """The text without its automatic number."""
        text = super().read(paragraph)
        if self.log is not None:
            self.log.append(Line(paragraph, self.number, self.joins_next, self.pieces()))
        return text


class TracedBody(BodyReader):
    """A body reader that keeps how it came to the texts of the wanted places, and the wanted tables."""

    def __init__(self, text: TracedText, limits: Limits, wanted: Set[Location], tables: Set[Location]) -> None:
        super().__init__(text, limits)
        self.places: dict[Location, Place] = {}
        self.boxes: dict[Location, list[Place]] = {}
        self.tables: dict[Location, Table] = {}
        self._traced = text
        self._wanted = wanted
        self._wanted_tables = tables
        self._chain: list[Line] = []
        self._open: list[Table | None] = []

    def _paragraph(self, paragraph: etree._Element, at: Location) -> str:
        in_box = next(paragraph.iterancestors(w.TEXT_BOX), None) is not None
        wanted = at in self._wanted
        outer, self._traced.log = self._traced.log, [] if wanted or not in_box else None
        text = super()._paragraph(paragraph, at)
        lines = [line for line in self._traced.log or () if line is not None]
        self._traced.log = outer
        if in_box:
            if wanted:
                self.boxes.setdefault(at, []).append(Place(lines, self._traced.number + text))
        else:
            self._chain += lines
            if wanted:
                whole = "".join(piece for line in self._chain for piece, _ in line.pieces)
                self.places[at] = Place(list(self._chain), self._traced.number + whole)
            if not self._traced.joins_next:
                self._chain = []
        return text

    def _cell(self, cell: etree._Element, slot: Slot, depth: int) -> CellProperties:
        outer, table = self._traced.log, self._open[-1]
        log: list[Line | None] | None = [] if slot.at in self._wanted else None
        self._traced.log = log
        extent = super()._cell(cell, slot, depth)
        self._traced.log = outer
        if log is not None and slot.at not in self.places:
            self.places[slot.at] = Place(_as_lines(log), slot.text)
        if table is not None:
            merge = ("continue" if extent.continues_above else "restart") if extent.merges else ""
            end = slot.column + extent.span
            table.rows[-1].cells.append(CellAt(cell, slot.at, slot.column, end, merge, extent.continues_left))
        return extent

    def _row(self, row: etree._Element, layout: Layout, at: Location, source_row: int, number: int, depth: int) -> bool:
        table = self._open[-1]
        if table is not None:
            table.rows.append(Row(row, []))
        shown = super()._row(row, layout, at, source_row, number, depth)
        if table is not None:
            table.shown.append(shown)
        return shown

    def _grid(self, table: etree._Element, at: Location, depth: int) -> Grid:
        if self._traced.log is not None:
            self._traced.log.append(None)
        outer, self._traced.log = self._traced.log, None
        if depth == 1 and next(table.iterancestors(w.TEXT_BOX), None) is None:
            self._chain = []
        made = Table(table, [], []) if at in self._wanted_tables else None
        self._open.append(made)
        grid = super()._grid(table, at, depth)
        self._open.pop()
        self._traced.log = outer
        if made is not None:
            self.tables[at] = made._replace(cells=grid.cells)
        return grid


def _as_lines(log: Sequence[Line | None]) -> list[Line]:
    """The paragraphs of a cell; one before a table is not joined to that behind it."""
    lines: list[Line] = []
    for line in log:
        if line is not None:
            lines.append(line)
        elif lines:
            lines[-1] = lines[-1]._replace(joins_next=False)
    return lines


def _units(lines: Sequence[Line]) -> Iterator[Unit]:
    first = 0
    while first < len(lines):
        last = first
        while lines[last].joins_next and last + 1 < len(lines):
            last += 1
        # Of paragraphs that were joined by a deletion the numbers stand before all, the last one first.
        for line in reversed(lines[first : last + 1]):
            for mark in line.number:
                yield Unit(Kind.NUMBER, mark, None, 0, first, first)
        for number in range(first, last + 1):
            for piece, element in lines[number].pieces:
                yield from _piece_units(piece, element, number)
        if last + 1 < len(lines):
            yield Unit(Kind.BREAK, "\n", None, 0, last, last + 1)
        first = last + 1


def _piece_units(piece: str, element: etree._Element, number: int) -> Iterator[Unit]:
    if element.tag in _TEXTS and len(element.text or "") == len(piece):
        for index, mark in enumerate(piece):
            yield Unit(Kind.TEXT, mark, element, index, number, number)
    else:
        kind = Kind.MARK if element.tag in _MARKS else Kind.FIXED
        for mark in piece:
            yield Unit(kind, mark, element, 0, number, number)


def shown_texts(blocks: Sequence[Block], wanted: Set[Location]) -> dict[Location, list[tuple[str, str]]]:
    """What the document gives at the wanted places: `cell`, or the part where a paragraph stands, and the text."""
    found: dict[Location, list[tuple[str, str]]] = {}
    waiting: list[Block | Cell] = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        if isinstance(block, Grid):
            for cell in block.cells:
                if cell.at in wanted:
                    found.setdefault(cell.at, []).append(("cell", cell.text))
                waiting.extend(cell.grids)
        elif block.at in wanted and not isinstance(block, Cell):
            found.setdefault(block.at, []).append((block.part, block.text))
    return found


def table_of(at: Location) -> Location:
    """The place of the table of a cell."""
    if at.paragraph is UNSET:
        return Location(table=at.table)
    return Location(paragraph=at.paragraph, table=at.table)
