"""Lists that somebody uploads as .xlsx or .csv: the rows below the head, by the names of their columns.

The project's own readers read them, within limits; whatever is wrong is told in one sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _
from msgspec import UNSET

from jiheng.formats.container import Container
from jiheng.formats.document import Cell, Document, Grid, Hidden
from jiheng.formats.limits import Limits
from jiheng.formats.registry import old_kind, read_bytes
from jiheng.formats.starts import is_pdf
from jiheng.formats.tally import Tally
from jiheng.formats.xlsx import worksheet_parts
from jiheng.formats.xlsx_sheet import column_letters, read_sheet
from jiheng.formats.xlsx_values import Values
from jiheng.model.errors import UnreadableDocument
from jiheng.web.records.domain.errors import NotMet

LIMITS = Limits(
    file_bytes=10_000_000, part_bytes=60_000_000, total_bytes=100_000_000, parts=500, cells=400_000,
    text_characters=10_000_000, cell_characters=2_000, nesting=2, pages=1,
)  # fmt: skip
SUFFIXES = (".xlsx", ".csv")
MOST_ROWS = 20_000
_FIFTEEN = Context(prec=15)
_NUMBERED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.0+")
"""2.01E+05, 201,001, 201.00: codes that became numbers."""
_HEAD_WITHIN = 15
"""Rows from the top among which the head is looked for."""


class Problem(NamedTuple):
    """What is wrong with a row, as one sentence; row 0 is the list as a whole."""

    row: int
    text: str

    def __str__(self) -> str:
        return _("第 {row} 行：{text}").format(row=self.row, text=self.text) if self.row else self.text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: its number as the spreadsheet shows it, its texts by column."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was read."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    """The known columns that it has."""
    heads: Mapping[str, str] = field(default_factory=dict)
    """What the head of each of them says in full."""
    problems: tuple[Problem, ...] = ()
    passed_over: tuple[str, ...] = ()
    """Heads of columns that nobody asked for."""


def read(data: bytes, name: str, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> Listing:
    """Read a list.

    :param columns: the columns by their name, each with further names that it may go by.
    :param required: those without which it is no such list.
    :raises NotMet: where it cannot be read, or is no such list.
    """
    document = _opened(data, name)
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    known = {_folded(alias): column for column, aliases in columns.items() for alias in (column, *aliases)}
    for grid in grids:
        found = _head_of(grid, known, required)
        if found is not None:
            stored = _stored_numbers(data, grid.at.sheet) if grid.at.sheet is not UNSET else {}
            return _listing(grid, document.hidden, stored, *found)
    raise NotMet(_("没有找到表头。第一行要有这些列名：{columns}；请下载模板对照。").format(columns="、".join(required)))


def _opened(data: bytes, name: str) -> Document:
    if not name.lower().endswith(SUFFIXES):
        raise NotMet(
            _("请上传 .xlsx 或 .csv 文件，旧的 .xls 请另存为 .xlsx；现在的文件是“{name}”。").format(name=name[:60])
        )
    try:
        if is_pdf(data[:2048]) or old_kind(data) is not None:
            raise NotMet(_("这个文件的内容不是表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"))
        document = read_bytes(data, name, LIMITS)
    except UnreadableDocument as error:
        raise NotMet(_("文件读不出来：{why}").format(why=error)) from error
    if document.format not in ("xlsx", "csv"):
        raise NotMet(_("这个文件的内容不是表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"))
    return document


def _folded(text: str) -> str:
    """A head as it is compared: without blanks, brackets' contents, stars and colons."""
    bare = "".join(unicodedata.normalize("NFKC", text).split()).strip("*:：")
    return bare.partition("(")[0] or bare


def _head_of(
    grid: Grid, known: Mapping[str, str], required: Sequence[str]
) -> tuple[int, dict[int, str], dict[str, str], list[str]] | None:
    for number in range(min(grid.rows, _HEAD_WITHIN)):
        cells = [cell for cell in grid.cells if cell.row == number and cell.text.strip()]
        places: dict[int, str] = {}
        heads: dict[str, str] = {}
        others: list[str] = []
        for cell in cells:
            column = known.get(_folded(cell.text))
            if column is None:
                others.append(cell.text.strip())
            elif column in heads:
                raise NotMet(_("表头里“{column}”出现了两次，请只留一列。").format(column=column))
            else:
                places[cell.column], heads[column] = column, cell.text.strip()
        if all(column in heads for column in required):
            return number, places, heads, others
    return None


def _listing(
    grid: Grid,
    hidden: Sequence[Hidden],
    stored: Mapping[str, str],
    head: int,
    places: dict[int, str],
    heads: dict[str, str],
    others: list[str],
) -> Listing:
    texts: dict[int, dict[str, str]] = {}
    numbers: dict[int, int] = {}
    problems: list[Problem] = []
    for cell in grid.cells:
        if cell.row <= head:
            continue
        shown = _number_of(cell)
        numbers.setdefault(cell.row, shown)
        if cell.rowspan > 1 and cell.text.strip():
            last = shown + cell.rowspan - 1
            said = _("到第 {last} 行是合并的单元格“{text}”，请取消合并，每行都填上。")
            problems.append(Problem(shown, said.format(last=last, text=cell.text.strip()[:30])))
        elif cell.column in places and cell.text.strip():
            texts.setdefault(cell.row, {})[places[cell.column]] = " ".join(cell.text.split())
            if differs := _shown_otherwise(cell, stored):
                said = _("“{column}”显示的是“{shown}”，单元格里存的是 {stored}；请显示全部数字，或把数改成显示的样子。")
                text = said.format(column=places[cell.column], shown=cell.text.strip()[:30], stored=differs)
                problems.append(Problem(shown, text))
    if len(texts) > MOST_ROWS:
        raise NotMet(_("这份表有 {rows} 行，一次最多 {most} 行，请分开上传。").format(rows=len(texts), most=MOST_ROWS))
    rows = tuple(Row(numbers[number], values) for number, values in sorted(texts.items()))
    if any(one.why in ("hidden_row", "hidden_column") and one.text.strip() for one in hidden):
        problems.append(Problem(0, _("有隐藏的行或列没有读取，请取消隐藏后再上传。")))
    if not rows and not problems:
        problems.append(Problem(0, _("表头下面没有内容。")))
    return Listing(rows, tuple(heads), heads, tuple(problems), tuple(others))


def _number_of(cell: Cell) -> int:
    """The row as the spreadsheet shows it, from 1."""
    if cell.at.line is not UNSET:
        return cell.at.line
    if cell.at.cell is not UNSET:
        return int(cell.at.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return cell.row + 1


class _Stored(Values):
    """Shows numbers as they are stored, and nothing else."""

    def shown(self, stored: str, kind: str | None, style: str | None) -> str:  # noqa: ARG002
        """The number itself."""
        return stored if kind is None or kind == "n" else ""


def _stored_numbers(data: bytes, sheet: str) -> dict[str, str]:
    """The numbers of a worksheet as they are stored, by cell: what is shown may be rounded, and money must not be."""
    container = Container(data, LIMITS)
    part = worksheet_parts(container, LIMITS).get(sheet)
    if part is None:
        return {}
    values = _Stored(container, lambda _kind: None, date_1904=False)
    rows = read_sheet(container, part, sheet, values, LIMITS, Tally(LIMITS)).rows
    return {f"{column_letters(column)}{row}": text for row, cells in rows.items() for column, text in cells.items()}


def _shown_otherwise(cell: Cell, stored: Mapping[str, str]) -> str:
    """The stored number of a cell that shows another one; blank where it shows what it holds, or text.

    A spreadsheet keeps 15 digits: 0.1 + 0.2 is 0.3 to it.
    """
    held = stored.get(cell.at.cell, "") if cell.at.cell is not UNSET else ""
    if not held:
        return ""
    try:
        number = +_FIFTEEN.create_decimal(held)
        shown = Decimal(unicodedata.normalize("NFKC", cell.text).replace(",", "").strip())
    except InvalidOperation:
        return held
    return "" if number == shown else format(number, "f")


def odd_code(code: str) -> str:
    """What is wrong with a code that a spreadsheet has turned into a number; blank where nothing is."""
    if _NUMBERED.fullmatch(code):
        return _("“{code}”是被表格软件改成数字的编码，请把这一列设为文本后重新填写。").format(code=code)
    if len(code) > 40:
        return _("编码“{code}…”超过 40 个字。").format(code=code[:20])
    return ""


def without_zeros(codes: Sequence[str] | frozenset[str] | set[str], code: str) -> str:
    """The one of the codes that is the same but for zeros in front, which a spreadsheet drops; blank where none is."""
    bare = code.lstrip("0")
    return next((one for one in codes if one != code and one.lstrip("0") == bare), "") if bare else ""
