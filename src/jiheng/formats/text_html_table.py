"""HTML elements to blocks: paragraphs, and tables as exact grids with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jiheng.formats.document import Block, Cell, Grid, Hidden, Paragraph
from jiheng.formats.limits import Limits
from jiheng.formats.tally import WIDE, Tally, exceeded, is_sparse
from jiheng.formats.text_html_flow import Break, Element, Flow, Token, Where, lay_out, name_of
from jiheng.model.location import Location

_GROUPS = ("thead", "tbody", "tfoot")
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.I)
_FULL_WIDTH = 100
"""A column span above this means `to the end of the row`."""


@dataclass(slots=True)
class Slot:
    """A cell on its way into the grid."""

    element: Element
    row: int
    column: int
    rowspan: int
    colspan: int
    hidden: bool

    @property
    def reach(self) -> int:
        """The columns that it takes: one only while it is not known how many `all` are."""
        return 1 if self.colspan > _FULL_WIDTH else self.colspan


@dataclass(slots=True)
class Page:
    """What has been read of a page. With `first_line`, places are lines of the file (Markdown), else table and cell."""

    limits: Limits
    tally: Tally
    flow: Flow = field(default_factory=Flow)
    first_line: int | None = None
    blocks: list[Block] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0

    def read(self, body: Element) -> None:
        """Every paragraph and table in `body`, in order."""
        run: list[str | Break] = []
        streams = [self.flow.tokens(body, lambda: self._line(body) or Location(paragraph=self.paragraphs))]
        while streams:
            token = next(streams[-1], None)
            if token is None:
                streams.pop()
            elif isinstance(token, str) or token is Break.LINE:
                run.append(token)
            else:
                self._paragraph(run, body)
                run = []
            if isinstance(token, Element):
                grid, strays = self._grid(token, (self.tables,))
                self.tables += 1
                if grid is not None:
                    self.blocks.append(grid)
                streams.append(self._unfolded(strays, lambda: Location(paragraph=self.paragraphs)))
        self._paragraph(run, body)

    def _unfolded(self, strays: list[str | Element], at: Where) -> Iterator[Token]:
        """What stood in a table outside of its cells, as content behind the table."""
        for stray in strays:
            if isinstance(stray, str) or name_of(stray) == "table":
                yield stray
            else:
                yield from self.flow.tokens(stray, at)
            yield Break.BLOCK

    def _paragraph(self, run: list[str | Break], near: Element) -> None:
        text = lay_out(run)
        if text:
            self.tally.characters(len(text))
            at = self._line(near) or Location(paragraph=self.paragraphs)
            self.blocks.append(Paragraph(text, at))
            self.paragraphs += 1

    def _line(self, element: Element) -> Location | None:
        if self.first_line is None:
            return None
        return Location(line=self.first_line + _source_line(element) - 1)

    def _at(self, path: tuple[int, ...], row: int, column: int, element: Element) -> Location:
        return self._line(element) or Location(table=path[0] if len(path) == 1 else path, row=row, column=column)

    def _grid(self, table: Element, path: tuple[int, ...]) -> tuple[Grid | None, list[str | Element]]:
        """The grid of a table, and what stands in it outside of every cell."""
        if len(path) > 1 + 3 * (self.limits.nesting - 1):
            raise exceeded(f"表格中套表格超过上限 {self.limits.nesting} 层", "nesting")
        strays: list[str | Element] = []
        groups = _rows_of(table, strays)
        unseen = hidden_columns(table, self.flow)
        slots, rows = self._slots(groups, path)
        if not slots:
            return None, strays
        width = max(slot.column + slot.reach for slot in slots)
        cells = []
        for slot in slots:
            slot.colspan = min(slot.colspan, width - slot.column)
            at = self._at(path, slot.row, slot.column, slot.element)
            columns = range(slot.column, slot.column + slot.colspan)
            if slot.hidden or unseen.issuperset(columns):
                self.flow.keep(slot.element, "hidden_text" if slot.hidden else "hidden_column", at)
                if not slot.hidden:
                    continue
            cells.append(self._cell(slot, at, path))
        cells.sort(key=lambda cell: (cell.row, cell.column))
        filled = sum(1 for cell in cells if cell.text or cell.grids)
        if is_sparse(width, max(len(cells), width), filled):
            cells = _without_blanks(cells)
            width = max((cell.column + cell.colspan for cell in cells), default=0)
        where = self._line(table) or Location(table=path[0] if len(path) == 1 else path)
        return (Grid(rows, width, tuple(cells), where) if cells else None), strays

    def _slots(self, groups: list[list[Element]], path: tuple[int, ...]) -> tuple[list[Slot], int]:
        """Each cell in the place that spans above and beside it leave."""
        slots: list[Slot] = []
        row = 0
        for group in groups:
            above: list[Slot] = []
            last = row + len(group)
            for element in group:
                if not self.flow.hides(element, self._at(path, row, 0, element), "hidden_row"):
                    above = [slot for slot in above if slot.row + slot.rowspan > row]
                    self.tally.positions(len(above))
                    placed = self._placed(element, row, last, above, path)
                    slots.extend(placed)
                    above = sorted([*above, *placed], key=lambda slot: slot.column)
                row += 1
        return slots, row

    def _placed(self, element: Element, row: int, last: int, above: list[Slot], path: tuple[int, ...]) -> list[Slot]:
        """The cells of one row, beside the cells from `above` that reach down into it."""
        placed: list[Slot] = []
        column, n = 0, 0
        own = _cells_of(element)
        many = len(own) > WIDE
        after_text = False
        for cell in own:
            if self._takes_no_place(cell) and self.flow.hides(cell, self._at(path, row, column, cell)):
                continue
            while n < len(above) and above[n].column <= column:
                column = max(column, above[n].column + above[n].reach)
                n += 1
            if placed and placed[-1].colspan > _FULL_WIDTH:
                placed[-1].colspan = 1
            if many:
                before, after_text = after_text, not _is_blank(cell)
                if not (before or after_text) and not _spans(cell):
                    self.tally.positions(1)
                    column += 1
                    continue
            placed.append(_slot(cell, row, column, last, self.flow.is_hidden(cell)))
            self.tally.positions(placed[-1].reach)
            column += placed[-1].reach
        return placed

    def _takes_no_place(self, cell: Element) -> bool:
        """A cell that is not displayed takes no place at all; one that is only invisible keeps its place."""
        if not cell.keys():
            return False
        classes = (cell.get("class") or "").split()
        style = cell.get("style") or ""
        return (
            "hidden" in cell.attrib
            or bool(_NOT_DISPLAYED.search(style))
            or not self.flow.hidden_classes.isdisjoint(classes)
        )

    def _cell(self, slot: Slot, at: Location, path: tuple[int, ...]) -> Cell:
        if _is_blank(slot.element):
            return Cell("", slot.row, slot.column, at, slot.rowspan, slot.colspan)
        run: list[str | Break] = []
        grids: list[Grid] = []
        streams = [] if slot.hidden else [self.flow.tokens(slot.element, lambda: at)]
        nested = 0
        while streams:
            token = next(streams[-1], None)
            if token is None:
                streams.pop()
            elif isinstance(token, Element):
                run.append(Break.BLOCK)
                grid, strays = self._grid(token, (*path, slot.row, slot.column, nested))
                nested += 1
                if grid is not None:
                    grids.append(grid)
                streams.append(self._unfolded(strays, lambda: at))
            else:
                run.append(token)
        text = self._limited(lay_out(run), at)
        return Cell(text, slot.row, slot.column, at, slot.rowspan, slot.colspan, tuple(grids))

    def _limited(self, text: str, at: Location) -> str:
        if text:
            self.tally.cells(1)
            self.tally.characters(len(text))
        if len(text) > self.limits.cell_characters:
            self.flow.hidden.append(Hidden(text[self.limits.cell_characters :], "cut_off", at))
        return text[: self.limits.cell_characters]


def _is_blank(cell: Element) -> bool:
    """Whether nothing at all stands in a cell."""
    if len(cell):
        return False
    text = cell.text
    return not text or text.isspace()


def _spans(cell: Element) -> bool:
    return cell.get("colspan") is not None or cell.get("rowspan") is not None


def _without_blanks(cells: list[Cell]) -> list[Cell]:
    """The cells of a sparse grid: of the blank ones only those behind a filled one."""
    kept: list[Cell] = []
    row, end = -1, -1
    for cell in cells:
        filled = bool(cell.text or cell.grids)
        if filled or (cell.row, cell.column) == (row, end):
            kept.append(cell)
        if filled:
            row, end = cell.row, cell.column + cell.colspan
    return kept


def _source_line(element: Element) -> int:
    line: int | None = getattr(element, "sourceline", None)
    return line or 1


def _rows_of(table: Element, strays: list[str | Element]) -> list[list[Element]]:
    """The rows of each row group, the head first and the foot last as they are shown."""
    order = {"thead": 0, "tfoot": 2}
    found: list[tuple[int, list[Element]]] = [(1, [])]
    for element in _structure(table, strays):
        tag = name_of(element)
        if tag in _GROUPS:
            found.append((order.get(tag, 1), list(_rows_in(element, strays))))
            found.append((1, []))
        elif tag in ("td", "th"):
            if not found[-1][1] or name_of(found[-1][1][-1]) == "tr":
                found[-1][1].append(element)
        else:
            found[-1][1].append(element)
    return [rows for _, rows in sorted(found, key=lambda item: item[0]) if rows]


def _structure(parent: Element, strays: list[str | Element]) -> Iterator[Element]:
    """The groups, rows and loose cells of a table, also out of a form that stands between them."""
    if (parent.text or "").strip():
        strays.append(parent.text or "")
    for child in parent:
        tag = name_of(child)
        if tag in (*_GROUPS, "tr", "td", "th"):
            yield child
        elif tag == "form":
            yield from _structure(child, strays)
        elif tag not in ("", "col", "colgroup"):
            strays.append(child)
        if (child.tail or "").strip():
            strays.append(child.tail or "")


def _rows_in(group: Element, strays: list[str | Element]) -> Iterator[Element]:
    return (element for element in _structure(group, strays) if name_of(element) == "tr")


def _cells_of(row: Element) -> list[Element]:
    cells: list[Element] = []
    if name_of(row) in ("td", "th"):
        sibling: Element | None = row
        while sibling is not None and name_of(sibling) in ("td", "th"):
            cells.append(sibling)
            sibling = sibling.getnext()
        return cells
    for child in row:
        name = name_of(child)
        if name in ("td", "th"):
            cells.append(child)
        elif name == "form":
            cells.extend(cell for cell in child if name_of(cell) in ("td", "th"))
    return cells


def _slot(cell: Element, row: int, column: int, last: int, hidden: bool) -> Slot:
    """The place and span of a cell; a row span of 0 runs to the end of its group, none runs beyond it."""
    down = _number(cell.get("rowspan"), 1)
    rowspan = last - row if down == 0 else min(down, last - row)
    return Slot(cell, row, column, max(rowspan, 1), max(_number(cell.get("colspan"), 1), 1), hidden)


def _number(text: str | None, default: int) -> int:
    found = re.match(r"\s*\+?(\d{1,6})", text or "")
    return int(found.group(1)) if found else default


def hidden_columns(table: Element, flow: Flow) -> frozenset[int]:
    """The columns whose `col` is not displayed: so a spreadsheet saves hidden columns."""
    hidden: set[int] = set()
    column = 0
    for col in table.iter("col", "colgroup", "tr"):
        if name_of(col) == "tr":
            break
        if name_of(col) == "colgroup" and len(col):
            continue
        span = min(max(_number(col.get("span"), 1), 1), 1000)
        if flow.is_hidden(col):
            hidden.update(range(column, column + span))
        column += span
    return frozenset(hidden)
