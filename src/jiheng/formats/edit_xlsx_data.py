"""The rows of a worksheet written anew where some are copied, deleted or change places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from xml.sax.saxutils import escape

from jiheng.formats.edit_xlsx_cells import stored_value
from jiheng.formats.edit_xlsx_formula import Unclear
from jiheng.formats.edit_xlsx_nodes import Bytes, Node, element
from jiheng.formats.edit_xlsx_rowmap import RowMap
from jiheng.formats.edit_xlsx_shared import OwnFormula, shared_formulas
from jiheng.formats.edit_xlsx_sheet import Place, RowNode, SheetNodes, reference
from jiheng.formats.edit_xlsx_shift import Blocked, Shifter
from jiheng.formats.xlsx_sheet import parse_range


class DataWriter:
    """Writes the rows of one sheet.

    :param corners: cells whose content goes to another place because their row is deleted
    :param blocks: the copies of blocks of rows, by the last row of each
    """

    def __init__(
        self,
        sheet: SheetNodes,
        shifter: Shifter,
        rows: RowMap,
        corners: Mapping[Place, Place],
        blocks: Mapping[int, str] | None = None,
    ) -> None:
        self._sheet = sheet
        self._bytes = sheet.bytes
        self._shifter = shifter
        self._splices = shifter.splices
        self._rows = rows
        self._corners = corners
        self._blocks = blocks or {}
        self._back = {new: old for old, new in rows.moved.items()}
        self._by_number = {row.number: row for row in sheet.rows}
        self._anew = {*self._back, *(row for row, _ in corners.values())} - rows.deleted
        """Rows of which some cells come from others."""
        self.formulas = False
        """The sheet has formulas."""

    def write(self) -> None:
        """Put all changes into the splices."""
        self.shift_formulas()
        for row in self._sheet.rows:
            self._number(row)
        made = {number: self._assembled(number) for number in sorted(self._anew)}
        for row in self._sheet.rows:
            markup = made.pop(row.number, None)
            if row.number in self._rows.deleted:
                self._splices.replace(row.node.start, self._bytes.after(row.node), b"")
            elif markup is not None:
                self._splices.replace(row.node.start, self._bytes.after(row.node), markup)
        self._put_new({number: markup for number, markup in made.items() if markup})

    # -- places

    def _goes(self, place: Place) -> Place | None:
        """Where a cell goes, before rows are copied or deleted; None for one that is deleted."""
        place = self._corners.get(place, place)
        row = self._rows.goes(place[1], place[0])
        return None if row in self._rows.deleted else (row, place[1])

    def _name(self, place: Place) -> str:
        """The name of a cell as it will be."""
        return reference((self._rows.place(place[0]), place[1]))

    def _number(self, row: RowNode) -> None:
        """The numbers of a row and its cells."""
        new = str(self._rows.place(row.number))
        if new != str(row.number) and row.number not in self._rows.deleted:
            self._shifter.attribute(row.node, "r", new)
        for place, cell in row.cells:
            goes = self._goes(place)
            if goes is None:
                continue
            if cell.get("r") is not None or goes[0] in self._anew:
                self._shifter.attribute(cell, "r", self._name(goes))

    # -- formulas

    def shift_formulas(self) -> None:
        """The formulas of the cells that stay."""
        shared: dict[str, list[OwnFormula]] = {}
        for one in shared_formulas(self._sheet):
            shared.setdefault(one.formula.get("si") or "", []).append(one)
        for group in shared.values():
            self._shift_group([one for one in group if self._goes(one.place) is not None], len(group))
        self.formulas = bool(shared)
        for place, cell in self._sheet.cells():
            formula = cell.child("f")
            if formula is None or formula.get("t") == "shared":
                continue
            self.formulas = True
            if self._goes(place) is not None:
                self._shift_formula(place, formula)

    def _shift_group(self, group: list[OwnFormula], whole: int) -> None:
        """The cells that share a formula get each its own, unless nothing about them changes."""
        new: list[str] = []
        same = len(group) == whole
        for one in group:
            if one.text is None:
                raise Blocked(f"{self._shifter.what}{reference(one.place)}", "", Unclear())
            new.append(self._shifter.formula(one.text, reference(one.place)))
            same = same and new[-1] == one.text and self._new_name(one.place) == reference(one.place)
        for one, text in zip(group, new, strict=True):
            if not same:
                made = element(self._bytes, one.formula, {"t": None, "ref": None, "si": None}, escape(text))
                self._splices.put(one.formula.start, self._bytes.after(one.formula), made.encode())

    def _new_name(self, place: Place) -> str:
        goes = self._goes(place)
        return self._name(goes) if goes is not None else ""

    def _shift_formula(self, place: Place, formula: Node) -> None:
        area = parse_range(formula.get("ref") or "")
        if formula.get("t") in ("array", "dataTable"):
            if area is not None and self._touched(area.top, area.bottom):
                raise Blocked(f"{self._shifter.what}{reference(place)}", formula.text, Unclear())
            if area is not None:
                self._shifter.one_range(formula, "ref", self._rows)
            elif formula.get("ref"):
                self._shifter.attribute(formula, "ref", self._new_name(place))
            for name in ("r1", "r2"):
                if formula.get(name):
                    self._shifter.attribute(formula, name, self._shifter.formula(formula.get(name) or ""))
        if formula.text:
            self._shifter.text(formula, self._shifter.formula(formula.text, reference(place)))

    def _touched(self, top: int, bottom: int) -> bool:
        """Whether rows of an area of several rows change their distance."""
        rows = self._rows
        gone = any(row in rows.deleted or rows.moved.get(row, row) != row for row in range(top, bottom + 1))
        return gone or rows.place(bottom) - rows.place(top) != bottom - top

    # -- rows

    def _assembled(self, number: int) -> bytes:
        """A row of its own cells and those that come to it; blank where there is none."""
        source = self._by_number.get(self._back.get(number, number)) or self._by_number.get(number)
        cells: dict[int, bytes] = {}
        for row in {self._back.get(number, number), number}:
            for place, cell in self._cells_of(row):
                if place not in self._corners and self._goes(place) == (number, place[1]):
                    cells[place[1]] = self._splices.render(cell.start, self._bytes.after(cell))
        for old, new in self._corners.items():
            if new[0] == number:
                cells.pop(old[1], None)
                for place, cell in self._cells_of(old[0]):
                    if place == old:
                        cells[old[1]] = self._splices.render(cell.start, self._bytes.after(cell))
        if source is None:
            return b""
        rest = "".join(
            self._bytes.cut(node.start, self._bytes.after(node)) for node in source.node.children if node.tag != "c"
        )
        content = b"".join(cells[column] for column in sorted(cells)).decode() + rest
        return element(self._bytes, source.node, {"r": str(self._rows.place(number))}, content).encode()

    def _cells_of(self, number: int) -> Iterator[tuple[Place, Node]]:
        row = self._by_number.get(number)
        return ((place, cell) for place, cell in (row.cells if row is not None else ()) if cell.tag == "c")

    def _put_new(self, missing: dict[int, bytes]) -> None:
        """Put in rows that were not there, and the copies."""
        new = [(number, 0, markup) for number, markup in missing.items()]
        waiting = sorted([*new, *((number, 1, markup.encode()) for number, markup in self._blocks.items() if markup)])
        for row in self._sheet.rows:
            while waiting and waiting[0][0] < row.number:
                self._splices.put(row.node.start, row.node.start, waiting.pop(0)[2])
            times = self._rows.copies.get(row.number, 0)
            if times:
                after = self._bytes.after(row.node)
                first = self._rows.end(row.number, with_copies=False) + 1
                copies = "".join(copied_row(self._bytes, row, number) for number in range(first, first + times))
                self._splices.put(after, after, copies.encode())
        for _, _, markup in waiting:
            self._splices.put(self._sheet.data.end, self._sheet.data.end, markup)


def copied_row(data: Bytes, row: RowNode, number: int, keep: Collection[Place] = ()) -> str:
    """A copy of a row that is blank but for the cells `keep`; of a formula the value is kept."""
    cells = []
    for place, cell in row.cells:
        if cell.tag != "c":
            continue
        kept = [node for node in cell.children if node.tag in ("v", "is")] if place in keep else []
        attributes: dict[str, str | None] = {"r": reference((number, place[1])), "cm": None, "vm": None}
        if not kept:
            attributes["t"] = None
        content = "".join(data.cut(node.start, data.after(node)) for node in kept)
        cells.append(element(data, cell, attributes, content))
    return element(data, row.node, {"r": str(number)}, "".join(cells))


def holds(cell: Node) -> bool:
    """Whether a cell holds something."""
    return bool(stored_value(cell)) or cell.child("f") is not None
