"""Where the cells of a Word table stand and what they span."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.document import Grid
from jiheng.formats.tally import WIDE
from jiheng.model.location import Location

_WIDEST = 1024


class Slot:
    """A cell under construction: its place in the file, its extent on paper."""

    __slots__ = ("absorbed", "at", "column", "end", "grids", "merges", "row", "rowspan", "text")

    def __init__(self, row: int, column: int, at: Location) -> None:
        self.row = row
        self.column = column
        self.end = column
        self.at = at
        self.rowspan = 1
        self.text = ""
        self.grids: tuple[Grid, ...] = ()
        self.merges = False
        self.absorbed = False


class RowProperties:
    """What `w:trPr` says of a row: the columns left free before it, and why it is not shown."""

    __slots__ = ("before", "why")

    def __init__(self, properties: etree._Element) -> None:
        self.before = 0
        self.why = ""
        for child in properties:
            tag = child.tag
            if tag == w.GRID_BEFORE:
                self.before = _columns(child.get(w.VAL), 0)
            elif tag == w.HIDDEN and child.get(w.VAL) not in w.OFF:
                self.why = "hidden_row"
            elif tag == w.DEL:
                self.why = "deleted"


class CellProperties:
    """What `w:tcPr` says about the extent of a cell."""

    __slots__ = ("continues_above", "continues_left", "deleted", "merges", "span")

    def __init__(self, properties: Iterable[etree._Element]) -> None:
        self.span = 1
        self.continues_above = False
        self.continues_left = False
        self.merges = False
        self.deleted = False
        for child in properties:
            tag = child.tag
            if tag == w.GRID_SPAN:
                self.span = _columns(child.get(w.VAL), 1)
            elif tag == w.V_MERGE:
                self.merges = True
                self.continues_above = child.get(w.VAL) != "restart"
            elif tag == w.H_MERGE:
                self.continues_left = child.get(w.VAL) != "restart"
            elif tag == w.CELL_DELETED:
                self.deleted = True


PLAIN_CELL = CellProperties(())
"""A cell of one grid column."""


def _columns(text: str | None, least: int) -> int:
    """A number of grid columns, kept within reason."""
    return min(max(int(text), least), _WIDEST) if text and text.isdigit() else least


class Layout:
    """Places the cells of a table row by row and joins what is merged from above."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self.columns = 0
        self._open: list[Slot] = []
        self._next_open: list[Slot] = []
        self._row: list[Slot] = []
        self._doubtful: list[tuple[Slot, Slot]] = []

    @property
    def row_length(self) -> int:
        """The cells that were placed in the row so far."""
        return len(self._row)

    def place(self, slot: Slot, *, merges: bool) -> None:
        """Take in a cell that starts in this row."""
        self.slots.append(slot)
        self._row.append(slot)
        if merges:
            slot.merges = True
            self._next_open.append(slot)
        if slot.end > self.columns:
            self.columns = slot.end

    def widen(self, slot: Slot, end: int) -> None:
        """Extend a cell over the one to its right."""
        slot.end = end
        self.columns = max(self.columns, end)

    def continues(self, piece: Slot) -> bool:
        """Extend the merged cell above that has exactly the columns of the piece; False where there is none."""
        for slot in self._open:
            if slot.column == piece.column and slot.end == piece.end:
                slot.rowspan = piece.row - slot.row + 1
                self._next_open.append(slot)
                return True
        return False

    def place_doubtful(self, slot: Slot) -> None:
        """Take in a cell that continues one above, although no merged cell above has its columns."""
        best, most = None, 0
        for above in self._open:
            shared = min(slot.end, above.end) - max(slot.column, above.column)
            if shared > most:
                best, most = above, shared
        self.place(slot, merges=True)
        if best is not None:
            self._doubtful.append((slot, best))

    def end_row(self) -> list[Slot]:
        """Close the row. A doubtful cell belongs to the cell above that it overlaps most, unless another cell
        stands where that one begins; gives back the cells that are part of one above."""
        absorbed: list[Slot] = []
        if self._doubtful:
            pieces = {id(piece) for piece, _ in self._doubtful}
            others = [slot for slot in self._row if id(slot) not in pieces]
            for piece, target in self._doubtful:  # one that cannot join the cell above stands in the others' way too
                if any(slot.column == target.column for slot in others):
                    others.append(piece)
            for piece, target in self._doubtful:
                if piece not in others and all(slot.column != target.column for slot in others):
                    _clip(target, others)
                    target.rowspan = piece.row - target.row + 1
                    piece.absorbed = True
                    absorbed.append(piece)
                    if target not in self._next_open:
                        self._next_open.append(target)
            self._next_open = [slot for slot in self._next_open if not slot.absorbed]
            self._doubtful = []
        if len(self._row) > WIDE:
            self._drop_blanks()
        self._open, self._next_open, self._row = self._next_open, [], []
        return absorbed

    def _drop_blanks(self) -> None:
        """A long row keeps of its blank cells those behind a filled one, and those that may reach down."""
        del self.slots[len(self.slots) - len(self._row) :]
        self.slots += without_blanks(self._row, keep_merged=True)


def without_blanks(slots: list[Slot], *, keep_merged: bool = False) -> list[Slot]:
    """The cells of a sparse grid: of the blank ones only those behind a filled one."""
    kept: list[Slot] = []
    before: Slot | None = None
    for slot in slots:
        filled = bool(slot.text or slot.grids)
        behind = before is not None and (before.row, before.end) == (slot.row, slot.column)
        if filled or behind or (keep_merged and slot.merges):
            kept.append(slot)
        before = slot if filled else None
    return kept


def _clip(target: Slot, others: list[Slot]) -> None:
    """Where borders do not line up, the cell that starts further left ends where the other one starts."""
    for slot in others:
        if slot.column < target.end and target.column < slot.end:
            if slot.column > target.column:
                target.end = slot.column
            else:
                slot.end = target.column
