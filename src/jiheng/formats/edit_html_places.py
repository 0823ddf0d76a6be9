"""Where the texts that the reader sees stand in the source of a page.

The reader itself tells it: it reads the page once more with a mark in each text and a number on each tag of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jiheng.formats.document import Block, Cell, Grid
from jiheng.formats.edit_html_source import NAME, Character, Segment, Source, number_of
from jiheng.formats.html import parse
from jiheng.formats.limits import Limits
from jiheng.formats.text_html_flow import SYMBOLS, Element, name_of
from jiheng.formats.text_html_table import Page, Slot
from jiheng.model.location import Location

Line = list[tuple[str, Character | None]]


@dataclass(slots=True)
class MarkedPage(Page):
    """A page that notes which tag each cell and row of it comes from."""

    tags: dict[Location, int] = field(default_factory=dict)
    slots: dict[tuple[int, ...], list[Slot]] = field(default_factory=dict)
    rows: dict[tuple[int, ...], list[list[int | None]]] = field(default_factory=dict)
    """The rows of each table by their numbers, group by group as they are shown."""

    def _at(self, path: tuple[int, ...], row: int, column: int, element: Element) -> Location:
        at = Page._at(self, path, row, column, element)
        number = element.get(NAME)
        if number is not None and name_of(element) != "tr":
            self.tags[at] = int(number)
        return at

    def _slots(self, groups: list[list[Element]], path: tuple[int, ...]) -> tuple[list[Slot], int]:
        slots, rows = Page._slots(self, groups, path)
        self.slots[path] = slots
        self.rows[path] = [
            [int(row.get(NAME) or 0) if name_of(row) == "tr" and row.get(NAME) else None for row in group]
            for group in groups
        ]
        return slots, rows


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text as the reader gives it, and where each of its characters stands; None for blanks, and for what no text of
    the page says (a box to tick)."""

    text: str
    places: Sequence[Character | None]
    segments: frozenset[int]
    """The numbers of the texts that it is made of."""


def marked_page(source: Source, limits: Limits) -> MarkedPage:
    """The page as the reader sees it, with its marks."""
    page = parse(source.marked(), limits, kind=MarkedPage)
    assert isinstance(page, MarkedPage)
    return page


def texts_of(blocks: Sequence[Block]) -> Iterator[tuple[Location, str, Cell | None]]:
    """The texts of cells and paragraphs, those of nested tables too."""
    for block in blocks:
        if not isinstance(block, Grid):
            yield block.at, block.text, None
            continue
        for cell in block.cells:
            yield cell.at, cell.text, cell
            yield from texts_of(cell.grids)


def mapped(marked: str, source: Source) -> Mapped | None:
    """The places of the characters of a text that was read with its marks; None where they cannot be told."""
    walk = _Walk(source)
    lines: list[Line] = []
    for written in marked.split("\n"):
        found: Line = []
        for character in written:
            number = number_of(character)
            if number is None:
                found.append((character, None))
            elif not found or not walk.begin(number, found):
                return None
        lines.append(found)
    if not all(walk.place(line) for line in lines) or not walk.complete:
        return None
    joined: Line = []
    for line in map(_stripped, lines):
        if line:
            joined += [("\n", None), *line] if joined else line
    text = "".join(character for character, _ in joined)
    return Mapped(text, tuple(place for _, place in joined), frozenset(walk.segments))


@dataclass(slots=True)
class _Walk:
    """Goes along the texts of the source that a text is made of."""

    source: Source
    segments: list[int] = field(default_factory=list)
    _begins: dict[tuple[int, int], int] = field(default_factory=dict)
    _now: Segment | None = None
    _at: int = 0

    def begin(self, number: int, line: Line) -> bool:
        """A mark: the character before it is the first of a text."""
        token = self.source.tokens[number] if number < len(self.source.tokens) else None
        if not isinstance(token, Segment) or (id(line), len(line) - 1) in self._begins:
            return False
        self._begins[id(line), len(line) - 1] = number
        return True

    @property
    def complete(self) -> bool:
        """Whether the last text has been seen to its end."""
        return self._now is None or self._at == len(self._now.solid)

    def place(self, line: Line) -> bool:
        """Put the places into a line; whether it agrees with the source."""
        for index, (character, _) in enumerate(line):
            number = self._begins.get((id(line), index))
            if number is not None:
                if not self.complete:
                    return False
                token = self.source.tokens[number]
                assert isinstance(token, Segment)
                self._now, self._at = token, 0
                self.segments.append(number)
            if character.isspace() or self._now is None or self._at == len(self._now.solid):
                continue
            there = self._now.solid[self._at]
            if character not in (there.text, there.text.translate(SYMBOLS)):
                return False
            line[index] = character, there
            self._at += 1
        return True


def _stripped(line: Line) -> Line:
    first, last = 0, len(line)
    while first < last and line[first][0].isspace():
        first += 1
    while first < last and line[last - 1][0].isspace():
        last -= 1
    return line[first:last]
