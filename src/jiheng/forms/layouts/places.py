"""Places in a layout's file: `表1 行4—9 列2`, `附表1!C7—C12`, `段3`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgspec import UNSET

from jiheng.forms.sheet import Spot
from jiheng.model.location import Location

_IN_TABLE = re.compile(r"表(?P<table>[\d.]+) 行(?P<first>\d+)(?:—(?P<last>\d+))?(?: 列(?P<column>\d+))?")
_IN_SHEET = re.compile(r"(?P<table>.+)!(?P<column>[A-Z]+)(?P<first>\d+)(?:—[A-Z]+(?P<last>\d+))?")
_PARAGRAPH = re.compile(r"段(?P<first>\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, or the cells of a column from the row `first` to `last`; rows and columns from 0."""

    table: str
    first: int
    last: int
    column: int

    def holds(self, row: int) -> bool:
        """Whether a row is one of these."""
        return self.first <= row <= self.last


def table_of(at: Location) -> str:
    """What tells the table of a place from others of its file; blank for a paragraph."""
    if at.sheet is not UNSET:
        return f"{at.sheet}"
    if at.table is UNSET:
        return ""
    numbers = (at.table,) if isinstance(at.table, int) else at.table
    return ".".join(str(number + 1) for number in numbers)


def row_of(spot: Spot) -> int:
    """The row of a cell in its table."""
    at = spot.cell.at
    if at.cell is not UNSET:
        return int("".join(c for c in at.cell if c.isdigit())) - 1
    return at.row if at.row is not UNSET else at.paragraph if at.paragraph is not UNSET else 0


def column_of(spot: Spot) -> int:
    """The column of a cell in its table."""
    at = spot.cell.at
    if at.cell is not UNSET:
        return _number_of("".join(c for c in at.cell if c.isalpha()))
    return at.column if at.column is not UNSET else 0


def written(first: Spot, last: Spot | None = None, *, column: bool = True) -> str:
    """The place of a cell, or of a column's cells."""
    at = first.cell.at
    table, row, end = table_of(at), row_of(first), row_of(last or first)
    if at.sheet is not UNSET:
        letters = _letters_of(column_of(first))
        return f"{table}!{letters}{row + 1}" + (f"—{letters}{end + 1}" if end != row else "")
    if not table:
        return f"段{row + 1}"
    rows = f"行{row + 1}" + (f"—{end + 1}" if end != row else "")
    return f"表{table} {rows}" + (f" 列{column_of(first) + 1}" if column else "")


def parsed(text: str) -> Place | None:
    """The place that a text writes; None where it writes none."""
    match = _PARAGRAPH.fullmatch(text)
    if match:
        return Place("", int(match["first"]) - 1, int(match["first"]) - 1, 0)
    match = _IN_TABLE.fullmatch(text)
    if match:
        column = int(match["column"] or 1) - 1
        return Place(match["table"], int(match["first"]) - 1, int(match["last"] or match["first"]) - 1, column)
    match = _IN_SHEET.fullmatch(text)
    if match:
        return Place(
            match["table"],
            int(match["first"]) - 1,
            int(match["last"] or match["first"]) - 1,
            _number_of(match["column"]),
        )
    return None


def _letters_of(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
