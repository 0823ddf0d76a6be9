"""Copies, deletes and reorders rows of a worksheet; whatever refers to rows follows, or nothing is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiheng.formats.container import Container
from jiheng.formats.edit_xlsx_beside import has_pivot, shift_beside, shift_everywhere, tables_of
from jiheng.formats.edit_xlsx_data import DataWriter, copied_row, holds
from jiheng.formats.edit_xlsx_formula import Gone
from jiheng.formats.edit_xlsx_nodes import Node
from jiheng.formats.edit_xlsx_package import drop_calculation_order, place_of
from jiheng.formats.edit_xlsx_rowmap import Block, RowMap, Torn, new_merges
from jiheng.formats.edit_xlsx_sheet import Place, SheetNodes, reference
from jiheng.formats.edit_xlsx_shift import Blocked, Shifter
from jiheng.formats.edits import CopyRow, CopyRows, DeleteRow, OrderRows, anchor
from jiheng.formats.limits import Limits
from jiheng.formats.package import Package
from jiheng.formats.xlsx import worksheet_parts
from jiheng.formats.xlsx_sheet import LAST_ROW, Merge
from jiheng.model.location import Location

RowEdit = CopyRow | CopyRows | DeleteRow | OrderRows

_NO_CELL = "没有说明是哪一格，这一处没有修改，请重新读取文件后再试。"
_IRREGULAR = "工作表的行或单元格没有按次序存放，不能增删行，请用 Excel 或 WPS 打开，另存一份后再试。"
_TABLE = "这一行在“表格”区域里，不能在这里增删或移动行，请先在 Excel 里把表格转换为区域。"
_PIVOT = "工作表里有数据透视表，不能在这里增删或移动行，请在 Excel 或 WPS 里操作。"
_FULL = "增加以后超过一张工作表能有的行数，没有增加。"
_NUMBER = "要增加的行数是 {times}，没有增加，请写 1 至 {most} 之间的数。"
_ORDER = "各行的新次序不完整，没有移动，请每行写一次。"
_TWICE = "同一行又要移动又要删除，或者移动了两次，没有移动，请分开修改。"
_COPIED = "这一行又要复制又要删除，没有复制，请换一行复制。"
_UNEVEN = "这几行的合并单元格不一样，不能互换位置，请先取消合并。"
_GONE = "{what}引用了这一行{formula}，没有删除，请先改那里的公式。"
_UNCLEAR = "{what}有不能跟着移动的引用{formula}，没有增删或移动行，请在 Excel 或 WPS 里操作。"
_TORN = "{what}引用了其中的几行{formula}，没有移动，请先改那里的公式。"
_UPSIDE_DOWN = "要复制的首行在末行下面，或者不在同一个工作表里，没有复制，请重新指定。"
_CUT = "合并单元格 {range} 有一部分在要复制的行里，一部分在外面，没有复制，请改选包含整个合并单元格的行。"
_OVERLAP = "这些行与另一处要复制的行有重叠，没有复制，请合并成一处。"
_PROTECTED = "工作表“{sheet}”加了保护，行已经修改，保护没有改动。"
_MOST = 10_000


class _Refused(Exception):
    """Some of the edits cannot be made."""

    def __init__(self, numbers: Sequence[int], why: str) -> None:
        super().__init__(why)
        self.numbers = numbers
        self.why = why


@dataclass(slots=True)
class _Plan:
    """What a set of edits asks of one sheet."""

    rows: RowMap
    grow: Mapping[int, set[Place]]
    blocks: Sequence[tuple[Block, CopyRows]]


@dataclass(slots=True)
class RowEditor:
    """The row edits of one sheet of a file.

    :param given: the file before any edit
    :param edits: by their number in the list of all edits
    """

    data: bytes
    given: bytes
    limits: Limits
    sheet: str
    edits: dict[int, RowEdit]
    refused: dict[int, str]
    notes: list[str]
    _nodes: SheetNodes = field(init=False)
    _tables: list[Merge] = field(default_factory=list)
    _package: Package = field(init=False)
    _parts: dict[str, str] = field(init=False)
    _part: str = field(init=False)

    def edit(self) -> bytes:
        """The file with those of the edits made that can be."""
        self._open()
        left = dict(self.edits)
        for number, edit in self.edits.items():
            try:
                self._check(number, edit)
            except _Refused as why:
                self._refuse(why, left)
        while left:
            try:
                return self._made(left)
            except _Refused as why:
                self._refuse(why, left)
                self._open()
        return self.data

    def _open(self) -> None:
        self._package = Package(self.data, Container(self.data, self.limits))
        self._parts = worksheet_parts(self._package.container, self.limits)
        self._part = self._parts[self.sheet]
        self._nodes = SheetNodes(self._package.part(self._part), None)
        self._tables = list(tables_of(self._package, self._part))

    def _refuse(self, why: _Refused, left: dict[int, RowEdit]) -> None:
        for number in why.numbers:
            self.refused[number] = f"{anchor(self.edits[number])}：{why.why}"
            left.pop(number, None)

    # -- checks

    def _check(self, number: int, edit: RowEdit) -> None:
        """What can be told of one edit alone."""
        rows: Sequence[int] = [_row(at) for at in _cells(edit)]
        if not all(rows):
            raise _Refused([number], _NO_CELL)
        if not _regular(self._nodes):
            raise _Refused([number], _IRREGULAR)
        if isinstance(edit, CopyRows):
            rows = self._rows_of_block(number, edit)
        if isinstance(edit, CopyRow | CopyRows) and not 0 < edit.times * len(rows) <= _MOST:
            raise _Refused([number], _NUMBER.format(times=edit.times * len(rows), most=_MOST))
        if any(table.top <= row <= table.bottom for table in self._tables for row in rows):
            raise _Refused([number], _TABLE)
        if has_pivot(self._package, self._part):
            raise _Refused([number], _PIVOT)
        whole = isinstance(edit, OrderRows) and sorted(edit.order) == list(range(len(rows)))
        if isinstance(edit, OrderRows) and not (whole and len(set(rows)) == len(rows) and rows == sorted(rows)):
            raise _Refused([number], _ORDER)

    def _rows_of_block(self, number: int, edit: CopyRows) -> Sequence[int]:
        """The rows that are copied together."""
        block = _block(edit)
        if edit.first.sheet != edit.last.sheet or block.first > block.last:
            raise _Refused([number], _UPSIDE_DOWN)
        for merge in self._nodes.merges:
            if block.cut_by(merge):
                corners = (merge.top, merge.left), (merge.bottom, merge.right)
                raise _Refused([number], _CUT.format(range=":".join(map(reference, corners))))
        return range(block.first, block.last + 1)

    def _plan(self, edits: Mapping[int, RowEdit]) -> _Plan:
        deleted = frozenset(_row(edit.at) for edit in edits.values() if isinstance(edit, DeleteRow))
        copies: dict[int, int] = {}
        grow: dict[int, set[Place]] = {}
        moved: dict[int, int] = {}
        staying: set[tuple[int, int]] = set()
        blocks: list[tuple[Block, CopyRows]] = []
        for number, edit in edits.items():
            if isinstance(edit, CopyRow):
                row = _row(edit.at)
                if row in deleted:
                    raise _Refused([number], _COPIED)
                copies[row] = copies.get(row, 0) + edit.times
                grow.setdefault(row, set()).update(place for at in edit.grow if (place := place_of(at)) is not None)
            elif isinstance(edit, CopyRows):
                block = _block(edit)
                if any(block.first <= other.last and other.first <= block.last for other, _ in blocks):
                    raise _Refused([number], _OVERLAP)
                blocks.append((block, edit))
            elif isinstance(edit, OrderRows):
                rows = [_row(at) for at in edit.rows]
                if any(row in deleted or row in moved for row in rows):
                    raise _Refused([number], _TWICE)
                moved.update((rows[old], rows[new]) for new, old in enumerate(edit.order))
                staying |= self._staying(number, edit, rows)
        last = max([row.number for row in self._nodes.rows] + [merge.bottom for merge in self._nodes.merges], default=0)
        last = max([last, *(block.last for block, _ in blocks)])
        if last + sum(copies.values()) + sum(block.length * block.times for block, _ in blocks) > LAST_ROW:
            raise _Refused([n for n, edit in edits.items() if isinstance(edit, CopyRow | CopyRows)], _FULL)
        return _Plan(RowMap(deleted, copies, moved, frozenset(staying), [one for one, _ in blocks]), grow, blocks)

    def _staying(self, number: int, edit: OrderRows, rows: Sequence[int]) -> set[tuple[int, int]]:
        """The cells, column and row, that do not move with their row."""
        kept = {place_of(at) for at in edit.keep}
        columns: dict[int, set[int]] = {row: {place[1] for place in kept if place and place[0] == row} for row in rows}
        for merge in self._nodes.merges:
            if merge.top < merge.bottom or (merge.top, merge.left) in kept:
                for row in rows:
                    if merge.top <= row <= merge.bottom:
                        columns[row] |= set(range(merge.left, merge.right + 1))
        every = set().union(*columns.values())
        uneven = {(row, column) for row in rows for column in every - columns[row]}
        if uneven and any(place in uneven and holds(cell) for place, cell in self._nodes.cells()):
            raise _Refused([number], _UNEVEN)
        for merge in self._nodes.merges:
            if merge.top == merge.bottom and merge.top in columns:
                within = {column in every for column in range(merge.left, merge.right + 1)}
                if len(within) > 1:
                    raise _Refused([number], _UNEVEN)
        return {(column, row) for row in rows for column in every}

    # -- the work

    def _made(self, edits: Mapping[int, RowEdit]) -> bytes:
        plan = self._plan(edits)
        merges = new_merges(self._nodes.merges, plan.rows, plan.grow)
        try:
            shifter = Shifter(self._nodes.part, self.sheet, self.sheet, plan.rows, f"工作表“{self.sheet}”")
            shifter.around(self._nodes.root, lambda node: node.tag in ("sheetData", "mergeCells"))
            shifter.merges(self._nodes.root, merges)
            writer = DataWriter(self._nodes, shifter, plan.rows, merges.corners, self._copied(plan))
            writer.write()
            shifters = [shifter, *self._others(plan.rows)]
        except Blocked as found:
            raise self._blocked(found, edits) from found
        for one in shifters:
            one.commit()
        drop_calculation_order(self._package)
        protection = self._nodes.root.child("sheetProtection")
        if protection is not None and protection.get("sheet") in ("1", "true"):
            self.notes.append(_PROTECTED.format(sheet=self.sheet))
        return self._package.rebuild() if self._package.edited else self.data

    def _copied(self, plan: _Plan) -> dict[int, str]:
        """The copies of the blocks of rows, as they are before any edit, by the last row of each."""
        if not plan.blocks:
            return {}
        given = SheetNodes(Package(self.given, Container(self.given, self.limits)).part(self._part), None)
        made = {}
        for block, edit in plan.blocks:
            keep = {place for at in edit.keep if (place := place_of(at)) is not None}
            rows = [row for row in given.rows if block.first <= row.number <= block.last]
            made[block.last] = "".join(
                copied_row(given.bytes, row, start + row.number - block.first, keep)
                for start in plan.rows.starts(block)
                for row in rows
            )
        return made

    def _others(self, rows: RowMap) -> Iterator[Shifter]:
        yield from shift_beside(self._package, self._part, self.sheet, rows)
        yield from shift_everywhere(
            self._package, self._package.container.main_part("xl/workbook.xml"), self.sheet, rows
        )
        for name, part in self._parts.items():
            if part == self._part or b"!" not in self._package.part(part).xml.replace(b"<!--", b""):
                continue
            nodes = SheetNodes(self._package.part(part), None)
            shifter = Shifter(nodes.part, self.sheet, name, rows, f"工作表“{name}”")
            DataWriter(nodes, shifter, RowMap(), {}).shift_formulas()
            shifter.around(nodes.root, _is_data)
            yield shifter

    def _blocked(self, found: Blocked, edits: Mapping[int, RowEdit]) -> _Refused:
        """Which edits the thing in the way stops."""
        formula = f"（{found.formula[:60]}）" if found.formula else ""
        if isinstance(found.why, Gone):
            row = found.why.row
            numbers = [n for n, edit in edits.items() if isinstance(edit, DeleteRow) and _row(edit.at) == row]
            if numbers:
                return _Refused(numbers, _GONE.format(what=found.what.strip(), formula=formula))
        if isinstance(found.why, Torn):
            numbers = [n for n, edit in edits.items() if isinstance(edit, OrderRows)]
            return _Refused(numbers, _TORN.format(what=found.what.strip(), formula=formula))
        return _Refused(list(edits), _UNCLEAR.format(what=found.what.strip(), formula=formula))


def _is_data(node: Node) -> bool:
    return node.tag in ("sheetData", "mergeCells")


def _cells(edit: RowEdit) -> tuple[Location, ...]:
    if isinstance(edit, CopyRows):
        return edit.first, edit.last
    return edit.rows if isinstance(edit, OrderRows) else (edit.at,)


def _block(edit: CopyRows) -> Block:
    return Block(_row(edit.first), _row(edit.last), edit.times)


def _row(at: Location) -> int:
    place = place_of(at)
    return place[0] if place is not None else 0


def _regular(sheet: SheetNodes) -> bool:
    """Whether rows and cells stand in their order, none twice, each cell in its row."""
    last = 0
    for row in sheet.rows:
        columns = [place[1] for place, _ in row.cells]
        if row.number <= last or row.strays or columns != sorted(set(columns)):
            return False
        last = row.number
    return True
