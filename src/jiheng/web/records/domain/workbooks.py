"""Spreadsheets that the app hands out: templates of lists, and lists themselves. No cell ever starts a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

from jiheng.report.csv_rows import guarded

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Value = str | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its head, how wide it is, what belongs into it."""

    head: str
    width: int
    about: _StrOrPromise
    required: bool = False


def workbook(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, explained: bool = False
) -> bytes:
    """A list as .xlsx.

    :param explained: with a second sheet that says what belongs into each column.
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#e3eef0", "bottom": 1})
        text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.00##"})
        sheet = book.add_worksheet(title)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width, text)
            sheet.write_string(0, at, column.head, head)
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                _write(sheet, number, at, value, text, money)
        sheet.freeze_panes(1, 0)
        if explained:
            _explain(book, columns, head)
    return buffer.getvalue()


def comma_separated(columns: Sequence[Column], rows: Iterable[Sequence[Value]] = ()) -> bytes:
    """A list as .csv, in UTF-8 with the mark by which Excel and WPS know it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(column.head for column in columns)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _write(sheet: Any, row: int, column: int, value: Value, text: Any, money: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, text)
    else:
        sheet.write_number(row, column, value, money if isinstance(value, Decimal) else None)


def _explain(book: Any, columns: Sequence[Column], head: Any) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("填写说明"))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 80)
    for at, title in enumerate((_("列"), _("必填"), _("怎样填"))):
        sheet.write_string(0, at, title, head)
    for row, column in enumerate(columns, 1):
        sheet.write_string(row, 0, column.head, wrapped)
        sheet.write_string(row, 1, _("是") if column.required else "", wrapped)
        sheet.write_string(row, 2, str(column.about), wrapped)


def _harmless(value: Value) -> str:
    """As a text that starts no formula; a number stays one."""
    return guarded(value) if isinstance(value, str) else "" if value is None else str(value)
