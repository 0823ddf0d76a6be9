"""Lists that somebody uploads as .xlsx or .csv: the rows below the head, by the names of their columns.

The project's own readers read them, within limits, and what comes from elsewhere in a process of its own (`apart`); whatever
is wrong is told in one sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from jiheng.batch.lists import ListCell, ListSheet, Sheets, read_apart, read_here
from jiheng.model.errors import JihengError
from jiheng.model.invisible import as_name, visible
from jiheng.web.records.domain.errors import NotMet

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


def here(data: bytes, name: str) -> Sheets:
    """The sheets of a file of the installation's own, or of who runs its commands.

    :raises NotMet: where it cannot be read.
    """
    _must_be_a_list(name)
    return _read(read_here(data, name))


def apart(path: Path, name: str) -> Sheets:
    """The sheets of a file that somebody uploaded: it is opened in another process, which is stopped when it takes too long.

    :raises NotMet: where it cannot be read.
    """
    _must_be_a_list(name)
    try:
        made = read_apart(path, name)
    except (JihengError, OSError) as error:  # no process can be started
        raise NotMet(_("现在读不了表格，请稍后再试；一直这样的，请告诉系统管理员。")) from error
    return _read(made)


def read(given: Sheets, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> Listing:
    """The list in a file.

    :param columns: the columns by their name, each with further names that it may go by.
    :param required: those without which it is no such list.
    :raises NotMet: where it is no such list.
    """
    known = {_folded(alias): column for column, aliases in columns.items() for alias in (column, *aliases)}
    for sheet in given.sheets:
        found = _head_of(sheet, known, required)
        if found is not None:
            return _listing(sheet, given.hides, *found)
    raise NotMet(_("没有找到表头。第一行要有这些列名：{columns}；请下载模板对照。").format(columns="、".join(required)))


def _must_be_a_list(name: str) -> None:
    if not name.lower().endswith(SUFFIXES):
        raise NotMet(
            _("请上传 .xlsx 或 .csv 文件，旧的 .xls 请另存为 .xlsx；现在的文件是“{name}”。").format(name=name[:60])
        )


def _read(made: Sheets) -> Sheets:
    if made.other:
        raise NotMet(_("这个文件的内容不是表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"))
    if made.error:
        raise NotMet(_("文件读不出来：{why}").format(why=made.error))
    return made


def _folded(text: str) -> str:
    """A head as it is compared: without blanks, brackets' contents, stars and colons."""
    bare = "".join(unicodedata.normalize("NFKC", visible(text)).split()).strip("*:：")
    return bare.partition("(")[0] or bare


def _head_of(
    sheet: ListSheet, known: Mapping[str, str], required: Sequence[str]
) -> tuple[int, dict[int, str], dict[str, str], list[str]] | None:
    for number in range(min(sheet.rows, _HEAD_WITHIN)):
        cells = [cell for cell in sheet.cells if cell.row == number and cell.text.strip()]
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
    sheet: ListSheet,
    hides: bool,
    head: int,
    places: dict[int, str],
    heads: dict[str, str],
    others: list[str],
) -> Listing:
    texts: dict[int, dict[str, str]] = {}
    numbers: dict[int, int] = {}
    problems: list[Problem] = []
    for cell in sheet.cells:
        if cell.row <= head:
            continue
        shown = cell.shown_row
        numbers.setdefault(cell.row, shown)
        if cell.rowspan > 1 and cell.text.strip():
            last = shown + cell.rowspan - 1
            said = _("到第 {last} 行是合并的单元格“{text}”，请取消合并，每行都填上。")
            problems.append(Problem(shown, said.format(last=last, text=cell.text.strip()[:30])))
        elif cell.column in places and as_name(cell.text):
            texts.setdefault(cell.row, {})[places[cell.column]] = as_name(cell.text)
            if differs := _shown_otherwise(cell):
                said = _("“{column}”显示的是“{shown}”，单元格里存的是 {stored}；请显示全部数字，或把数改成显示的样子。")
                text = said.format(column=places[cell.column], shown=cell.text.strip()[:30], stored=differs)
                problems.append(Problem(shown, text))
    if len(texts) > MOST_ROWS:
        raise NotMet(_("这份表有 {rows} 行，一次最多 {most} 行，请分开上传。").format(rows=len(texts), most=MOST_ROWS))
    rows = tuple(Row(numbers[number], values) for number, values in sorted(texts.items()))
    if hides:
        problems.append(Problem(0, _("有隐藏的行或列没有读取，请取消隐藏后再上传。")))
    if not rows and not problems:
        problems.append(Problem(0, _("表头下面没有内容。")))
    return Listing(rows, tuple(heads), heads, tuple(problems), tuple(others))


def _shown_otherwise(cell: ListCell) -> str:
    """The stored number of a cell that shows another one; blank where it shows what it holds, or text.

    A spreadsheet keeps 15 digits: 0.1 + 0.2 is 0.3 to it.
    """
    if not cell.stored:
        return ""
    try:
        number = +_FIFTEEN.create_decimal(cell.stored)
        shown = Decimal(unicodedata.normalize("NFKC", cell.text).replace(",", "").strip())
    except InvalidOperation:
        return cell.stored
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
