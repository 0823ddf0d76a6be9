"""Copies, deletes and reorders rows of the tables of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec import UNSET

from jiheng.formats.document import Cell, Document
from jiheng.formats.edit_html_places import marked_page, texts_of
from jiheng.formats.edit_html_source import NAME, Source
from jiheng.formats.edit_html_table import Owner, Row, TableWriter, extents
from jiheng.formats.edits import CopyRow, CopyRows, DeleteRow, OrderRows, anchor
from jiheng.formats.html import read
from jiheng.formats.limits import Limits
from jiheng.model.location import Location

RowEdit = CopyRow | CopyRows | DeleteRow | OrderRows
_Path = tuple[int, ...]

_NOWHERE = "文件里没有这一行，没有修改，请重新读取文件后再试。"
_OPEN = "这张表的标签不完整或互相交错，不能增删或移动行，请在浏览器里打开，另存后再试。"
_NUMBER = "要增加的行数是 {times}，没有增加，请写 1 至 {most} 之间的数。"
_ORDER = "各行的新次序不完整，没有移动，请每行写一次。"
_TWICE = "同一行又要删除又要复制、移动，或者移动了两次，没有移动，请分开修改。"
_UNEVEN = "这几行的合并单元格不一样，不能互换位置，请先取消合并。"
_CROSSING = "有合并单元格只有一部分在要复制的这几行里，没有复制，请连同它的各行一起复制。"
_UNEQUAL = "修改以后读出来的表格不对，没有修改，请在网页编辑器里修改。"
_MOST = 1000
_WIDEST = 200


class _Refused(Exception):
    """Some edits cannot be made."""

    def __init__(self, numbers: Sequence[int], why: str) -> None:
        super().__init__(why)
        self.numbers = numbers
        self.why = why


def edit_rows(
    data: bytes, original: bytes, limits: Limits, edits: Mapping[int, RowEdit], refused: dict[int, str]
) -> bytes:
    """The page with the row edits that can be made; `refused` gets the others.

    :param original: the page before its texts were edited, for the labels of copies.
    """
    by_table: dict[_Path, dict[int, RowEdit]] = {}
    for number, edit in edits.items():
        at = anchor(edit)
        if at.table is UNSET or at.row is UNSET:
            refused[number] = f"{at}：{_NOWHERE}".lstrip("：")
        else:
            by_table.setdefault(_path(at), {})[number] = edit
    for path in sorted(
        by_table, key=lambda one: -len(one)
    ):  # inner tables first: their places depend on the outer ones
        left = by_table[path]
        while left:
            try:
                data = _Table(data, original, limits, path).edited(left)
                break
            except _Refused as why:
                for number in why.numbers:
                    refused[number] = f"{anchor(edits[number])}：{why.why}"
                left = {number: edit for number, edit in left.items() if number not in why.numbers}
    return data


@dataclass(slots=True)
class _Line:
    """A row of the table as it is: the number of its tag, the cells over its positions."""

    tag: int
    owners: list[Owner | None]
    hidden: bool = False
    """It has cells, which are not displayed."""


class _Table:
    """One table of a page."""

    def __init__(self, data: bytes, original: bytes, limits: Limits, path: _Path) -> None:
        self._data = data
        self._original = original
        self._limits = limits
        self._path = path
        self._document = read(data, limits)
        self._source = Source.of(data)
        self._page = marked_page(self._source, limits)
        self._places = extents(self._source)
        self._owners: dict[tuple[int, int], Owner] = {}

    def edited(self, edits: Mapping[int, RowEdit]) -> bytes:
        """The page with the edits.

        :raises _Refused: where some cannot be made.
        """
        if self._path not in self._page.rows:
            raise _Refused(list(edits), _NOWHERE)
        lines = self._lines()
        if lines is None:
            raise _Refused(list(edits), _OPEN)
        for number, edit in edits.items():
            self._check(number, edit, len(lines))
        rows, deleted = self._planned(lines, edits)
        changes = TableWriter(self._source, self._places).changes(rows, deleted)
        data = self._source.written(changes)
        if not self._right(read(data, self._limits), rows):
            raise _Refused(list(edits), _UNEQUAL)
        return data

    def _lines(self) -> list[_Line] | None:
        """The rows of the table as the reader sees them; None where its tags do not agree with that."""
        tags = [tag for group in self._page.rows[self._path] for tag in group]
        slots = self._page.slots[self._path]
        width = max((slot.column + slot.colspan for slot in slots), default=0)
        lines = [_Line(tag or 0, [None] * width) for tag in tags]
        cells: list[list[int]] = [[] for _ in tags]
        whole = width <= _WIDEST and all(tag in self._places for tag in tags)
        for slot in slots if whole else ():
            tag = int(slot.element.get(NAME) or -1)
            owner = self._owners[slot.row, slot.column] = Owner(tag, slot.rowspan)
            cells[slot.row].append(tag)
            for line in lines[slot.row : slot.row + slot.rowspan]:
                for column in range(slot.column, slot.column + slot.colspan):
                    whole = whole and line.owners[column] is None
                    line.owners[column] = owner
        for line, own in zip(lines, cells, strict=True) if whole else ():
            line.hidden = not own and bool(self._places[line.tag].cells)
            whole = whole and (line.hidden or own == self._places[line.tag].cells)
        return lines if whole else None

    def _check(self, number: int, edit: RowEdit, count: int) -> None:
        if isinstance(edit, CopyRows):
            rows = [_row(edit.first), _row(edit.last)]
        else:
            rows = [_row(at) for at in (edit.rows if isinstance(edit, OrderRows) else (edit.at,))]
        if any(not 0 <= row < count for row in rows) or (isinstance(edit, CopyRows) and rows != sorted(rows)):
            raise _Refused([number], _NOWHERE)
        if isinstance(edit, (CopyRow, CopyRows)) and not 0 < edit.times <= _MOST:
            raise _Refused([number], _NUMBER.format(times=edit.times, most=_MOST))
        if isinstance(edit, OrderRows):
            whole = sorted(edit.order) == list(range(len(rows)))
            if not (whole and rows == sorted(set(rows))):
                raise _Refused([number], _ORDER)

    def _planned(self, lines: Sequence[_Line], edits: Mapping[int, RowEdit]) -> tuple[list[Row], list[int]]:
        deleted = {_row(edit.at) for edit in edits.values() if isinstance(edit, DeleteRow)}
        rows = [Row(line.tag, list(line.owners), at=line.tag, hidden=line.hidden) for line in lines]
        moved: set[int] = set()
        for number, edit in edits.items():
            if isinstance(edit, OrderRows):
                places = [_row(at) for at in edit.rows]
                if any(row in deleted or row in moved for row in places):
                    raise _Refused([number], _TWICE)
                moved.update(places)
                self._order(number, edit, places, lines, rows)
        out: list[Row] = []
        for index, row in enumerate(rows):
            if index not in deleted:
                out.append(row)
            for number, edit in edits.items():
                if isinstance(edit, CopyRow) and _row(edit.at) == index:
                    if index in deleted:
                        raise _Refused([number], _TWICE)
                    out.extend(self._copy(edit, lines[index]) for _ in range(edit.times))
                elif isinstance(edit, CopyRows) and _row(edit.last) == index:
                    out.extend(row for _ in range(edit.times) for row in self._block(number, edit, lines))
        return out, [lines[index].tag for index in sorted(deleted)]

    def _copy(self, edit: CopyRow, line: _Line) -> Row:
        grow = {id(self._owners.get((_row(at), _column(at)))) for at in edit.grow}
        top = _row(edit.at)
        own = {id(owner) for place, owner in self._owners.items() if place[0] == top and owner.rowspan == 1} - grow
        blank: dict[int, Owner] = {}
        owners: list[Owner | None] = []
        for owner in line.owners:
            if owner is not None and id(owner) in own:
                owner = blank.setdefault(id(owner), Owner(owner.tag, 1, blank=True))
            owners.append(owner)
        return Row(line.tag, owners, copy=True)

    def _block(self, number: int, edit: CopyRows, lines: Sequence[_Line]) -> list[Row]:
        """The rows of one copy of a block."""
        top, bottom = _row(edit.first), _row(edit.last)
        keep = {(_row(at), _column(at)) for at in edit.keep}
        labels = self._labels(keep) if keep else {}
        copied: dict[int, Owner] = {}
        for place, owner in self._owners.items():
            end = place[0] + owner.rowspan - 1
            if (top <= place[0] <= bottom < end) or (place[0] < top <= end < bottom):
                raise _Refused([number], _CROSSING)
            if top <= place[0] <= bottom:
                kept = place in keep
                copied[id(owner)] = Owner(owner.tag, owner.rowspan, blank=not kept, markup=labels.get(place))
        return [
            Row(
                line.tag,
                [copied.get(id(owner), owner) if owner is not None else None for owner in line.owners],
                copy=True,
            )
            for line in lines[top : bottom + 1]
        ]

    def _labels(self, places: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, str]]:
        """The sources of cells, and what they say, before any text was edited."""
        table = _Table(self._original, self._original, self._limits, self._path)
        if table._lines() is None:
            return {}
        said = {(cell.row, cell.column): cell.text for cell in table._cells(table._document)}
        found = {}
        for place in places & table._owners.keys():
            extent = table._places[table._owners[place].tag]
            found[place] = table._source.text[extent.start : extent.end], said.get(place, "")
        return found

    def _order(
        self, number: int, edit: OrderRows, places: Sequence[int], lines: Sequence[_Line], rows: Sequence[Row]
    ) -> None:
        """Let rows change places; what spans several rows and what is kept stays."""
        keep = {id(self._owners.get((_row(at), _column(at)))) for at in edit.keep}
        stays = [
            {
                column
                for column, owner in enumerate(lines[place].owners)
                if owner is None or owner.rowspan > 1 or id(owner) in keep
            }
            for place in places
        ]
        every = set().union(*stays)
        for place, own in zip(places, stays, strict=True):
            between = {id(lines[place].owners[column]) for column in every - own}
            beside = {id(owner) for column, owner in enumerate(lines[place].owners) if column not in every}
            if between & beside or (every - own and own != every):
                raise _Refused([number], _UNEVEN)
        for new, old in enumerate(edit.order):
            source, target = lines[places[old]], rows[places[new]]
            target.tag = source.tag
            target.owners = [
                lines[places[new]].owners[column] if column in every else owner
                for column, owner in enumerate(source.owners)
            ]

    def _right(self, document: Document, rows: Sequence[Row]) -> bool:
        """Whether the table is read as it is meant, and all else as before."""
        texts = {id(self._owners.get((cell.row, cell.column))): cell.text for cell in self._cells(self._document)}
        expected: dict[tuple[int, int], tuple[int, int, str]] = {}
        first: dict[int, tuple[int, int]] = {}
        for index, row in enumerate(rows):
            for column, owner in enumerate(row.owners):
                if owner is None or not (owner.blank or owner.markup or id(owner) in texts):
                    continue
                place = first.setdefault(id(owner), (index, column))
                text = owner.markup[1] if owner.markup else texts.get(id(owner), "")
                expected[place] = index - place[0] + 1, column - place[1] + 1, text
        found = {(c.row, c.column): (c.rowspan, c.colspan, c.text) for c in self._cells(document)}
        return found == expected and self._others(document) == self._others(self._document)

    def _cells(self, document: Document) -> list[Cell]:
        return [cell for at, _, cell in texts_of(document.blocks) if cell is not None and _path(at) == self._path]

    def _others(self, document: Document) -> list[tuple[Location, str]]:
        """What stands outside of the table."""
        depth = len(self._path)
        return [(at, text) for at, text, _ in texts_of(document.blocks) if _path(at)[:depth] != self._path]


def _path(at: Location) -> _Path:
    if at.table is UNSET:
        return ()
    return at.table if isinstance(at.table, tuple) else (at.table,)


def _row(at: Location) -> int:
    return -1 if at.row is UNSET else at.row


def _column(at: Location) -> int:
    return -1 if at.column is UNSET else at.column
