"""Copies, deletes and moves the rows of Word tables; merged cells grow and shrink with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET

from jiheng.formats.edit_docx_block import check_block, copied_row
from jiheng.formats.edit_docx_cells import TableCell, TableRow, blank_row, outermost, put_merge, render_row, stray_marks
from jiheng.formats.edit_docx_places import Table, table_of
from jiheng.formats.edit_docx_plan import Refused
from jiheng.formats.edit_docx_source import Source
from jiheng.formats.edit_docx_twins import twins_of_table
from jiheng.formats.edits import CopyRow, CopyRows, DeleteRow, Edit, OrderRows, anchor
from jiheng.formats.xml_nodes import Node
from jiheng.model.location import Location

_MOST_COPIES = 1000
_NO_ROW = "文件里没有这一行，请重新读取文件"


def edit_rows(source: Source, tables: Mapping[Location, Table], edits: Sequence[Edit]) -> Iterator[tuple[int, str]]:
    """Make the edits of rows; gives the ordinals of those that cannot be made, with the reasons, and
    -1 where the second copy of a text box is left as it is.

    In a table blocks of rows are copied first, then rows are put in order, then copied, then deleted. What was put into the cells before goes with them.
    """
    by_table: dict[Location, list[int]] = {}
    for number, edit in enumerate(edits):
        by_table.setdefault(table_of(anchor(edit)), []).append(number)
    # A table inside of a cell is done before the one around it, which may move it.
    for at in sorted(by_table, key=lambda at: -len(at.table) if isinstance(at.table, tuple) else 0):
        numbers = by_table[at]
        if at not in tables:
            yield from ((number, _NO_ROW) for number in numbers)
            continue
        yield from _edit_table(source, tables[at], [(number, edits[number]) for number in numbers])
        for twin in twins_of_table(tables[at]):
            again = twin is None or any(_edit_table(source, twin, [(n, edits[n]) for n in numbers]))
            if again:
                yield -1, ""


def _edit_table(source: Source, table: Table, edits: Sequence[tuple[int, Edit]]) -> list[tuple[int, str]]:
    editor = _TableEditor(source, table)
    refused = []
    for kind in (CopyRows, OrderRows, CopyRow, DeleteRow):
        for number, edit in edits:
            if isinstance(edit, kind):
                try:
                    editor.edit(edit)
                except Refused as error:
                    refused.append((number, str(error)))
    editor.finish()
    return refused


class _TableEditor:
    """A table and what becomes of its rows; nothing is written before the end."""

    def __init__(self, source: Source, table: Table) -> None:
        self._source = source
        nodes = source.pairs(table.element)
        self._sound = bool(nodes)
        self._shown = table.cells
        self._rows: list[TableRow] = []
        self._positions: list[list[TableRow]] = []
        if not nodes:
            return
        trs = {nodes[row.element] for row in table.rows}
        for row, shown in zip(table.rows, table.shown, strict=True):
            node = nodes[row.element]
            tcs = {nodes[cell.element] for cell in row.cells}
            slots = [
                TableCell(nodes[c.element], outermost(nodes[c.element], tcs), c.at, c.column, c.end, c.merge)
                for c in row.cells
            ]
            self._rows.append(TableRow(node, outermost(node, trs), slots, list(slots), shown))
            self._positions.append([self._rows[-1]])
        self._units = [row.unit for row in self._rows]
        self._strays: dict[int, list[Node]] = {}
        self._blocks: list[range] = []

    def edit(self, edit: Edit) -> None:
        """Make an edit in mind.

        :raises Refused: where it cannot be made.
        """
        if not self._sound:
            raise Refused("这张表的内部结构不寻常，不能改动行，请用 Word 或 WPS 打开，另存一份后再试")
        if isinstance(edit, CopyRows):
            self._copy_block(edit)
        elif isinstance(edit, CopyRow):
            self._copy(edit)
        elif isinstance(edit, DeleteRow):
            self._delete(edit)
        elif isinstance(edit, OrderRows):
            self._order(edit)

    def finish(self) -> None:
        """Write what has become of the rows."""
        if not self._sound:
            return
        for rows in self._positions:
            for row in rows:
                for cell in row.cells:
                    put_merge(self._source, cell)
        made: list[tuple[Node, bytes]] = []
        for number, (unit, rows) in enumerate(zip(self._units, self._positions, strict=True)):
            if rows == [self._rows[number]] and rows[0].cells == rows[0].slots:
                continue
            left = "".join(self._source.text(node.start, node.after) for node in self._strays.get(number, ()))
            made.append((unit, left.encode() + b"".join(render_row(self._source, row) for row in rows)))
        for unit, content in made:
            self._source.splices.replace(unit.start, unit.after, content)
        for outer in {unit.parent for unit, content in made if unit.parent is not None and not content}:
            inside = [n for n, unit in enumerate(self._units) if unit.parent is outer]
            if outer.local == "sdtContent" and outer.parent is not None and not any(self._positions[n] for n in inside):
                stray = b"".join(content for unit, content in made if unit.parent is outer)
                self._source.splices.replace(outer.parent.start, outer.parent.after, stray)

    def _row(self, at: Location) -> TableRow:
        if at.row is UNSET or not 0 <= at.row < len(self._rows):
            raise Refused(_NO_ROW)
        return self._rows[at.row]

    def _position(self, row: TableRow) -> int:
        found = next((n for n, rows in enumerate(self._positions) if row in rows), None)
        if found is None:
            raise Refused("这一行已经删去，不能再改动")
        return found

    def _below(self, row: TableRow) -> TableRow | None:
        """The next row that is shown."""
        number = self._position(row)
        here = self._positions[number]
        behind = [*here[here.index(row) + 1 :], *(r for rows in self._positions[number + 1 :] for r in rows)]
        return next((other for other in behind if other.shown), None)

    def _continuation(self, row: TableRow, cell: TableCell) -> TableCell | None:
        """The part of a merged cell in the next row."""
        below = self._below(row) if cell.merge else None
        for part in below.cells if below is not None else ():
            if part.merge == "continue" and (part.column, part.end) == (cell.column, cell.end):
                return part
        return None

    def _spans(self, row: TableRow, cell: TableCell) -> bool:
        return cell.merge == "continue" or (cell.merge == "restart" and self._continuation(row, cell) is not None)

    def _copy(self, edit: CopyRow) -> None:
        row = self._row(edit.at)
        number = self._position(row)
        if not 0 < edit.times <= _MOST_COPIES:
            raise Refused(f"一行一次只能复制 1 到 {_MOST_COPIES} 份，现为 {edit.times} 份")
        grown = {id(self._grown(row, at)) for at in edit.grow}
        below = [cell for cell in row.cells if id(cell) in grown or self._spans(row, cell)]
        for cell in below:
            cell.merge = cell.merge or "restart"
        copies = [blank_row(self._source, row, below) for _ in range(edit.times)]
        here = self._positions[number]
        at = here.index(row) + 1
        here[at:at] = copies

    def _copy_block(self, edit: CopyRows) -> None:
        if table_of(edit.first) != table_of(edit.last):
            raise Refused("要复制的首行和末行不在同一张表里，请重新指定")
        first, last = (self._position(self._row(at)) for at in (edit.first, edit.last))
        block = range(first, last + 1)
        if not block:
            raise Refused("要复制的首行在末行下面，请重新指定")
        if not 0 < len(block) * edit.times <= _MOST_COPIES:
            raise Refused(f"一次只能增加 1 到 {_MOST_COPIES} 行，现为 {edit.times} 份，每份 {len(block)} 行")
        if any(first < other.stop and other.start < block.stop for other in self._blocks):
            raise Refused("这些行与另一处要复制的行有重叠，只复制了前一处，请合并成一处")
        rows = [row for row in self._rows[first : last + 1] if row.shown]
        top = sum(row.shown for row in self._rows[:first])
        check_block(self._shown, top, top + len(rows) - 1)
        self._blocks.append(block)
        shown = {cell.at for cell in self._shown}
        copies = [copied_row(self._source, row, shown, edit.keep) for _ in range(edit.times) for row in rows]
        self._positions[last].extend(copies)

    def _grown(self, row: TableRow, at: Location) -> TableCell:
        """The part in a row of a cell that is to grow."""
        for cell in row.cells:
            if cell.at == at:
                return cell
        above = next((cell for other in self._rows for cell in other.slots if cell.at == at), None)
        for cell in row.cells:
            same = above is not None and (cell.column, cell.end) == (above.column, above.end)
            if same and cell.merge == "continue":
                return cell
        raise Refused(f"要随新行加长的单元格（{at}）没有到达这一行，请重新指定")

    def _delete(self, edit: DeleteRow) -> None:
        row = self._row(edit.at)
        number = self._position(row)
        if sum(len(rows) for rows in self._positions) == 1:
            raise Refused("表格只有这一行，不能删去，请删去整张表格")
        below = self._below(row)
        moved: list[tuple[TableCell, TableCell]] = []
        for cell in row.cells:
            part = self._continuation(row, cell) if cell.merge == "restart" else None
            if part is not None:
                moved.append((cell, part))
            elif cell.merge == "restart" and below is not None and _goes_on(cell, below):
                raise Refused("这一行有合并的单元格，下一行的列与它没有对齐，不能删去，请用 Word 或 WPS 手工删除")
        strays = stray_marks(row, [cell for cell, _ in moved])
        for cell, part in moved:
            assert below is not None
            below.cells[below.cells.index(part)] = cell
            cell.merge = "restart" if self._continuation(below, cell) is not None else ""
        self._positions[number].remove(row)
        self._strays.setdefault(number, []).extend(strays)

    def _order(self, edit: OrderRows) -> None:
        rows = [self._row(at) for at in edit.rows]
        if sorted(edit.order) != list(range(len(rows))) or len({id(row) for row in rows}) < len(rows):
            raise Refused("各行的新顺序不完整或有重复，请重新指定")
        if any(table_of(at) != table_of(edit.rows[0]) for at in edit.rows):
            raise Refused("这些行不在同一张表里，不能互相换位置")
        numbers = [self._position(row) for row in rows]
        stay = [[cell for cell in row.cells if cell.at in edit.keep or self._spans(row, cell)] for row in rows]
        for at, taken in enumerate(edit.order):
            if [(c.column, c.end) for c in stay[at]] != [(c.column, c.end) for c in stay[taken]]:
                raise Refused("这些行里不动的单元格没有对齐，不能换位置，请用 Word 或 WPS 手工调整")
            if rows[at].header != rows[taken].header:
                raise Refused("其中有每页重复的标题行，不能与别的行换位置")
        cells = [list(row.cells) for row in rows]
        for at, taken in enumerate(edit.order):
            kept = iter(stay[at])
            ids = {id(cell) for cell in stay[taken]}
            rows[taken].cells = [next(kept) if id(cell) in ids else cell for cell in cells[taken]]
        places = [self._positions[number].index(row) for number, row in zip(numbers, rows, strict=True)]
        for at, taken in enumerate(edit.order):
            self._positions[numbers[at]][places[at]] = rows[taken]


def _goes_on(cell: TableCell, below: TableRow) -> bool:
    """Whether a row has a part of a merged cell under some columns of this one."""
    return any(c.merge == "continue" and c.column < cell.end and cell.column < c.end for c in below.cells)
