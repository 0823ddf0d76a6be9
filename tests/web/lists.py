"""Spreadsheets for the tests of lists that are taken in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from jiheng.batch.lists import Sheets
from jiheng.web.records.domain import sheets


def xlsx(rows: Sequence[Sequence[object]], *, merged: Sequence[tuple[int, int, int, str]] = ()) -> bytes:
    """A worksheet; `merged` are (first row, last row, column, text), from 0."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("一")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
        for first, last, column, text in merged:
            sheet.merge_range(first, column, last, column, text)
    return buffer.getvalue()


def comma_separated(rows: Sequence[Sequence[object]], charset: str = "utf-8") -> bytes:
    """The same as .csv."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(charset)


def given(data: bytes, name: str = "a.xlsx") -> Sheets:
    """What a list holds, as what takes it in gets it."""
    return sheets.here(data, name)
