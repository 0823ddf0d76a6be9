"""A sheet of an old workbook, from the library's cells to the texts that it shows."""

from __future__ import annotations

from typing import Any

from jiheng.formats.limits import Limits
from jiheng.formats.number_format import BUILT_IN, compile_format
from jiheng.formats.tally import Tally
from jiheng.formats.xlsx_sheet import LARGEST_MERGE, Merge, Sheet
from jiheng.formats.xlsx_values import CellStyle, plain_text

_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)
"""The library's kinds of cells."""
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_SIDES = ("left_line_style", "right_line_style", "top_line_style", "bottom_line_style")


class Styles:
    """The cell styles of a workbook, each made when a cell first needs it."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[int, CellStyle] = {}

    def of(self, index: int) -> CellStyle:
        """The style of that number; the general one for a number that does not exist."""
        found = self._known.get(index)
        if found is None:
            found = self._known[index] = self._make(index)
        return found

    def _make(self, index: int) -> CellStyle:
        if not 0 <= index < len(self._book.xf_list):
            return CellStyle(None, False)
        xf = self._book.xf_list[index]
        bordered = any(getattr(xf.border, side, 0) for side in _SIDES)
        code = self._code(xf.format_key)
        compiled = None if code == "General" else compile_format(code, date_1904=bool(self._book.datemode))
        return CellStyle(compiled, bordered)

    def _code(self, key: int) -> str:
        from xlrd.formatting import std_format_strings

        found = self._book.format_map.get(key)
        code = found.format_str if found is not None else None
        # What the file does not spell out, the library fills in as an American system shows it.
        if code is None or code == std_format_strings.get(key):
            return BUILT_IN.get(key, code or "General")
        return str(code)


def read_sheet(source: Any, styles: Styles, limits: Limits, tally: Tally) -> Sheet:
    """One worksheet; `tally` counts the cells and texts of the workbook."""
    sheet = Sheet(source.name)
    rows = source.rowinfo_map
    sheet.hidden_rows = {row + 1 for row, info in rows.items() if info.hidden or info.height == 0}
    if source.default_row_hidden:
        sheet.hidden_rows.update(row + 1 for row in range(source.nrows) if row not in rows)
    sheet.hidden_columns = {column + 1 for column, info in source.colinfo_map.items() if info.hidden or info.width == 0}
    for top, bottom, left, right in source.merged_cells:
        if 1 < (bottom - top) * (right - left) <= LARGEST_MERGE:
            sheet.merges.append(Merge(top + 1, left + 1, bottom, right))
    for row in range(source.nrows):
        texts = _texts(source, row, sheet, styles, limits.cell_characters, tally)
        if texts:
            sheet.put(row + 1, texts)
    return sheet


def _texts(source: Any, row: int, sheet: Sheet, styles: Styles, longest: int, tally: Tally) -> dict[int, str]:
    """The texts that a row shows, by column."""
    texts: dict[int, str] = {}
    characters = blanks = 0
    values = source.row_values(row)
    for column, kind in enumerate(source.row_types(row)):
        if kind in (_EMPTY, _BLANK):
            blanks += 1
            continue
        blanks = 0
        value = values[column]
        shown = _shown(kind, value, styles.of(source.cell_xf_index(row, column)))
        if not shown or shown.isspace():
            if raw := plain_text(value) if kind == _TEXT else _stored(value):
                characters += len(raw)
                sheet.unseen.append((row + 1, column + 1, raw, "hidden_text"))
            continue
        characters += len(shown)
        if len(shown) > longest:
            sheet.unseen.append((row + 1, column + 1, shown[longest:], "cut_off"))
            shown = shown[:longest]
        texts[column + 1] = shown
    tally.cells(len(texts))
    tally.characters(characters)
    if texts and blanks and row + 1 not in sheet.hidden_rows:
        sheet.borders.add(_border_behind(source, row, len(values) - blanks, styles))
    return texts


def _shown(kind: int, value: Any, style: CellStyle) -> str:
    if kind == _BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == _ERROR:
        return _ERRORS.get(value, "#N/A")
    if kind == _TEXT:
        text = plain_text(value)
        return text if style.format is None or not text else style.format.text(text)
    return style.number(_stored(value))


def _stored(value: float) -> str:
    """A number as a workbook of the newer kind would hold it."""
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def _border_behind(source: Any, row: int, first: int, styles: Styles) -> int:
    """The last column of a row, among the empty cells behind its texts, that has a border."""
    for column in range(source.row_len(row) - 1, first - 1, -1):
        if source.cell_type(row, column) == _BLANK and styles.of(source.cell_xf_index(row, column)).bordered:
            return column + 1
    return 0
