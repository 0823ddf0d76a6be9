"""Formulas of workbooks: their references moved with the rows that they name, or with the cell that shares them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from jiheng.formats.xlsx_sheet import LAST_COLUMN, LAST_ROW, column_letters, column_number

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"]|"")*")'
    r"|(?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|[A-Z_]+!?))"
    r"|(?P<sheet>(?:'(?:[^']|'')+'|(?:\[[0-9]+\])?[^\W\d][\w.]*|\[[0-9]+\])!)"
    rf"|(?P<area>{_CELL}:{_CELL})(?![\w(.!])"
    r"|(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w(.!])"
    r"|(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w(.!])"
    rf"|(?P<cell>{_CELL})(?![\w(.!])"
    r"|(?P<word>[^\W\d][\w.\\?]*)"
    r"|(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+)"
    r"|(?P<structured>\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_PARTS = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_LONGEST = 20_000


class Unclear(Exception):
    """A formula is not understood."""


class Gone(Exception):
    """All that a reference names is deleted."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


class Rows(Protocol):
    """What becomes of the rows of a sheet."""

    def cell(self, column: int, row: int) -> int:
        """The new row of a cell; raises `Gone`."""

    def area(self, left: int, top: int, right: int, bottom: int) -> tuple[int, int]:
        """The new first and last row of an area; raises `Gone`."""


def shifted(formula: str, home: str | None, sheet: str, rows: Rows) -> str:
    """A formula whose references to the sheet follow its rows.

    :param home: the sheet where the formula stands
    :raises Unclear, Gone: where they cannot.
    """

    def change(kind: str, text: str, prefix: str | None) -> str:
        name = home if prefix is None else _sheet_name(prefix)
        if name is None and prefix is None:
            raise Unclear
        return _moved(kind, text, rows) if name is not None and name.casefold() == sheet.casefold() else text

    return _rewritten(formula, change)


def translated(formula: str, down: int, right: int) -> str:
    """A formula as a cell so many rows below and columns to the right shares it."""

    def one(found: re.Match[str]) -> str:
        column, row = column_number(found[2]), int(found[4])
        column += 0 if found[1] else right
        row += 0 if found[3] else down
        if not (0 < column <= LAST_COLUMN and 0 < row <= LAST_ROW):
            raise Unclear
        return f"{found[1]}{column_letters(column)}{found[3]}{row}"

    def change(kind: str, text: str, _prefix: str | None) -> str:
        if kind in ("cell", "area"):
            return _PARTS.sub(one, text)
        if kind == "rows":
            return ":".join(end if "$" in end else str(int(end) + down) for end in text.split(":"))
        return ":".join(
            end if "$" in end else column_letters(column_number(end.upper()) + right) for end in text.split(":")
        )

    return _rewritten(formula, change)


def _rewritten(formula: str, change: Callable[[str, str, str | None], str]) -> str:
    """A formula with its references changed: of every one its kind, its text and the sheet before it are asked."""
    if len(formula) > _LONGEST:
        raise Unclear
    out: list[str] = []
    prefix: str | None = None
    kinds: list[str] = []
    for found in _TOKEN.finditer(formula):
        kind, text = found.lastgroup or "other", found[0]
        if kind == "sheet":
            _refuse_several(text, kinds, out)
            prefix = text[:-1]
        elif kind in ("cell", "area", "rows", "columns") and _is_real(kind, text):
            text = change(kind, text, prefix)
            prefix = None
        elif kind == "other" and text == "!":
            raise Unclear
        else:
            prefix = None
        kinds.append(kind)
        out.append(text)
    return "".join(out)


def _refuse_several(text: str, kinds: list[str], out: list[str]) -> None:
    """References through several sheets at once are not followed."""
    if "[" not in text and ":" in text:
        raise Unclear
    if len(out) > 1 and out[-1] == ":" and kinds[-2] in ("word", "columns"):
        raise Unclear


def _is_real(kind: str, text: str) -> bool:
    """Whether it names cells that a sheet has, and not something of a like look."""
    if kind in ("cell", "area"):
        return all(column_number(one[2].upper()) and 0 < int(one[4]) <= LAST_ROW for one in _PARTS.finditer(text))
    return kind != "columns" or all(column_number(end.strip("$").upper()) for end in text.split(":"))


def _sheet_name(prefix: str) -> str | None:
    """The sheet that a reference names; None for one of another file."""
    if "[" in prefix:
        return None
    return prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix


def _moved(kind: str, text: str, rows: Rows) -> str:
    if kind == "cell":
        found = _PARTS.fullmatch(text)
        assert found is not None
        return f"{found[1]}{found[2]}{found[3]}{rows.cell(column_number(found[2].upper()), int(found[4]))}"
    if kind == "columns":
        return text
    if kind == "rows":
        ends = [int(end.strip("$")) for end in text.split(":")]
        new = rows.area(1, min(ends), LAST_COLUMN, max(ends))
        marks = ["$" if end.startswith("$") else "" for end in text.split(":")]
        return f"{marks[0]}{new[0]}:{marks[1]}{new[1]}"
    return _moved_area(text, rows)


def _moved_area(text: str, rows: Rows) -> str:
    first, second = _PARTS.finditer(text)
    columns = sorted((column_number(first[2].upper()), column_number(second[2].upper())))
    ends = int(first[4]), int(second[4])
    top, bottom = rows.area(columns[0], min(ends), columns[1], max(ends))
    new = (top, bottom) if ends[0] <= ends[1] else (bottom, top)
    return f"{first[1]}{first[2]}{first[3]}{new[0]}:{second[1]}{second[2]}{second[3]}{new[1]}"
