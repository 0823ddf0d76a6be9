"""A worksheet as nodes, its rows and cells at the places where the reader sees them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from jiheng.formats.edit_xlsx_nodes import Bytes, Keep, Node, parse_nodes
from jiheng.formats.xlsx_sheet import LAST_COLUMN, LAST_ROW, Merge, column_letters, column_number, parse_range
from jiheng.formats.xml_splice import EditedPart
from jiheng.model.errors import DamagedDocument

_NO_ROWS = "文件已损坏：其中的 {name} 不是工作表，请用 Excel 或 WPS 打开原文件，另存一份后再试。"
_ARRAYS = re.compile(rb"[\"'](?:array|dataTable)[\"']")

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(slots=True)
class RowNode:
    """A row of a sheet and those of its cells that were kept, with their places as the reader sees them."""

    number: int
    node: Node
    cells: list[tuple[Place, Node]] = field(default_factory=list)
    strays: bool = False
    """A cell names another row."""

    @property
    def named(self) -> bool:
        """Whether it says its number."""
        return self.node.get("r") is not None


class SheetNodes:
    """A worksheet part: all around its rows, and the cells of the wanted rows; of all rows where `wanted` is None."""

    def __init__(self, part: EditedPart, wanted: Collection[int] | None) -> None:
        self.part = part
        self.bytes = Bytes(part.xml)
        self._wanted = None if wanted is None or _ARRAYS.search(part.xml) else frozenset(wanted)
        self._row: Node | None = None
        self._number = 0
        self._is_wanted = False
        self._strays = False
        tree = parse_nodes(part, self._enter)
        if self._strays and self._wanted is not None:
            self._wanted = None
            tree = self._again()
        self.root = tree.children[0]
        data = self.root.child("sheetData")
        if data is None:
            raise DamagedDocument(_NO_ROWS.format(name=part.name))
        self.data = data
        self.rows = list(_rows(data))
        self.merges = [
            merge
            for node in self.root.walk()
            if node.tag == "mergeCell" and (merge := parse_range(node.get("ref") or "")) is not None
        ]

    @property
    def complete(self) -> bool:
        """Whether the cells of all rows are there."""
        return self._wanted is None

    def _again(self) -> Node:
        self._row, self._number = None, 0
        return parse_nodes(self.part, self._enter)

    def _enter(self, tag: str, parent: Node, attributes: dict[str, str]) -> Keep:
        if tag == "row":
            self._number = row_number(attributes.get("r"), self._number)
            self._is_wanted = self._wanted is None or self._number in self._wanted
            return Keep.ALL
        if tag == "c" and not self._is_wanted and parent.tag == "row":
            named = attributes.get("r")
            if named and not self._strays and not named.isalpha():
                self._strays = named.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != str(self._number)
            return Keep.NOTHING
        return Keep.ALL

    def cells(self) -> Iterator[tuple[Place, Node]]:
        """The cells of the wanted rows in the order of the part."""
        for row in self.rows:
            yield from row.cells

    def style_of(self, place: Place, row: RowNode | None) -> str | None:
        """The style of a cell that is not there: that of its row, else of its column."""
        if row is not None and row.node.get("customFormat") in ("1", "true"):
            return row.node.get("s")
        columns = self.root.child("cols")
        for column in columns.children if columns is not None else ():
            if _int(column.get("min")) <= place[1] <= _int(column.get("max")):
                return column.get("style")
        return None

    def cover(self, place: Place) -> Merge | None:
        """A merged range over a place that is not its corner."""
        row, column = place
        for merge in self.merges:
            if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
                return merge if (merge.top, merge.left) != place else None
        return None


def _rows(data: Node) -> Iterator[RowNode]:
    number = 0
    for node in data.children:
        if node.tag == "row":
            number = row_number(node.get("r"), number)
            row = RowNode(number, node)
            _place_cells(row)
            yield row


def _place_cells(row: RowNode) -> None:
    """The places of the cells of a row, by the same rules by which the reader finds those that hold something."""
    column = 0
    for node in row.node.children:
        reference = node.get("r") or column_letters(min(column + 1, LAST_COLUMN))
        letters = reference.rstrip("0123456789")
        column = column_number(letters) or column + 1
        named = reference[len(letters) :]
        at = row.number
        if named and named != str(row.number) and column_number(letters):
            at = row_number(named, row.number - 1)
            row.strays = row.strays or at != row.number
        row.cells.append(((at, column), node))


def row_number(text: str | None, previous: int) -> int:
    """The number of a row that says `text` behind one of the number `previous`."""
    number = _int(text)
    return number if 0 < number <= LAST_ROW else previous + 1


def reference(place: Place) -> str:
    """The name of a cell."""
    return f"{column_letters(place[1])}{place[0]}"


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
