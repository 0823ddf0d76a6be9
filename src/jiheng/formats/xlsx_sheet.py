"""Reads the XML of a worksheet row by row, keeping what shows and nothing of the empty cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from jiheng.formats.container import Container
from jiheng.formats.limits import Limits
from jiheng.formats.tally import Tally
from jiheng.formats.xlsx_values import NAMESPACE, Values, joined_text

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_ROW = NAMESPACE + "row"
_COL = NAMESPACE + "col"
_MERGE = NAMESPACE + "mergeCell"
_V = NAMESPACE + "v"
_IS = NAMESPACE + "is"
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_BORDER_SEARCH = 64
LARGEST_MERGE = 1_000_000
"""Positions of a merged range above which it is a slip of some program: it would hide a whole sheet."""

_COLUMNS: dict[str, int] = {}
_LETTERS: dict[int, str] = {}


class Merge(NamedTuple):
    """A merged range, its first and last row and column counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A worksheet as stored: its shown texts by row and column, merged ranges, hidden rows and columns."""

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    borders: set[int] = field(default_factory=set)
    """Last bordered empty columns behind the texts of visible rows."""
    unseen: list[tuple[int, int, str, str]] = field(default_factory=list)
    """Row, column and text of what does not show though its cell does, with the reason."""

    def put(self, row: int, texts: dict[int, str]) -> None:
        """Take in texts of a row; where one stands already, the later one is covered."""
        known = self.rows.setdefault(row, texts)
        if known is not texts:
            for column, text in texts.items():
                if column in known:
                    self.unseen.append((row, column, text, "covered"))
                else:
                    known[column] = text


def read_sheet(container: Container, part: str, name: str, values: Values, limits: Limits, tally: Tally) -> Sheet:
    """One worksheet; `tally` counts the cells and texts of the workbook."""
    sheet = Sheet(name)
    number = 0
    for element in container.stream(part, (_ROW, _COL, _MERGE)):
        tag = element.tag
        if tag == _ROW:
            number = _row_number(element.get("r"), number)
            hidden = element.get("hidden") in ("1", "true") or element.get("ht") in ("0", "0.0")
            if hidden:
                sheet.hidden_rows.add(number)
            texts = _texts(element, number, sheet, values, limits.cell_characters, tally)
            if texts:
                sheet.put(number, texts)
        elif tag == _COL:
            if element.get("hidden") in ("1", "true") or element.get("width") in ("0", "0.0"):
                first, last = _int(element.get("min")), min(_int(element.get("max")), LAST_COLUMN)
                sheet.hidden_columns.update(range(max(first, 1), last + 1))
        elif (merge := parse_range(element.get("ref") or "")) is not None:
            sheet.merges.append(merge)
    return sheet


def _texts(
    row: etree._Element, number: int, sheet: Sheet, values: Values, longest: int, tally: Tally
) -> dict[int, str]:
    """The texts that a row shows, by column; a cell that names another row goes there."""
    texts: dict[int, str] = {}
    strays: list[tuple[int, int, str]] = []
    column = skipped = found = characters = 0
    row_name = str(number)
    for cell in row:
        # Most cells of a form that is ruled but not filled in are empty: nothing else is asked of them.
        if len(cell) == 0:
            skipped += 1
            continue
        reference = cell.get("r") or _implied(cell, column, skipped)
        letters = reference.rstrip("0123456789")
        column = _COLUMNS.get(letters) or column_number(letters) or column + 1
        skipped = 0
        at = number
        named = reference[len(letters) :]
        if named != row_name and named and letters in _COLUMNS:
            at = _row_number(named, number - 1)
        last = cell[-1]
        stored = last.text if last.tag == _V else _stored(cell)
        if not stored:
            continue
        shown = values.shown(stored, cell.get("t"), cell.get("s"))
        if not shown or shown.isspace():
            raw = values.raw(stored, cell.get("t"))
            if raw:
                characters += len(raw)
                sheet.unseen.append((at, column, raw, "hidden_text"))
            continue
        found += 1
        characters += len(shown)
        if len(shown) > longest:
            tally.characters(characters)
            characters = 0
            sheet.unseen.append((at, column, shown[longest:], "cut_off"))
            shown = shown[:longest]
        if at != number:
            strays.append((at, column, shown))
        elif column in texts:
            sheet.unseen.append((at, column, shown, "covered"))
        else:
            texts[column] = shown
    tally.cells(found)
    tally.characters(characters)
    for at, column, shown in strays:
        sheet.put(at, {column: shown})
    if texts and skipped and number not in sheet.hidden_rows:
        sheet.borders.add(_border_behind(row, values))
    return texts


def _implied(cell: etree._Element, column: int, skipped: int) -> str:
    """The column of a cell that does not name it: the one behind its neighbour."""
    before = cell.getprevious()
    named = before.get("r") if before is not None and skipped else None
    last = column_number(named.rstrip("0123456789")) if named else column + skipped
    return column_letters(min(last + 1, LAST_COLUMN))


def _stored(cell: etree._Element) -> str | None:
    """The stored value of a cell whose value is not its last child: an inline string, or one with extensions."""
    for child in cell:
        if child.tag == _V:
            return child.text
        if child.tag == _IS:
            return joined_text(child)  # undone once, as of every other stored text
    return None


def _border_behind(row: etree._Element, values: Values) -> int:
    """The last column of a row, among its last empty cells, that has a border."""
    for count, cell in enumerate(row.iterchildren(reversed=True)):
        if len(cell) or count >= _BORDER_SEARCH:
            break
        if values.bordered(cell.get("s")):
            return column_number((cell.get("r") or "").rstrip("0123456789"))
    return 0


def _row_number(text: str | None, previous: int) -> int:
    number = _int(text)
    return number if 0 < number <= LAST_ROW else previous + 1


def column_number(letters: str) -> int:
    """1 for A, 28 for AB; 0 for what is no column."""
    found = _COLUMNS.get(letters)
    if found is not None:
        return found
    number = 0
    for letter in letters.upper()[:4]:
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= LAST_COLUMN or len(letters) > 3:
        return 0
    _COLUMNS[letters] = number
    return number


def column_letters(number: int) -> str:
    """A for 1, AB for 28."""
    found = _LETTERS.get(number)
    if found is None:
        rest, letters = number, ""
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(65 + letter) + letters
        found = _LETTERS[number] = letters
    return found


def parse_range(reference: str) -> Merge | None:
    """A range such as `B2:D4`; None for what is none, is written backwards, a single cell or absurdly large."""
    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    first, last = column_number(found[1]), column_number(found[3])
    above, below = int(found[2]), int(found[4])
    if not (first and last and 0 < above <= LAST_ROW and 0 < below <= LAST_ROW):
        return None
    positions = (below - above + 1) * (last - first + 1)
    if above > below or first > last or not 1 < positions <= LARGEST_MERGE:
        return None
    return Merge(above, first, below, last)


def _int(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
