"""The findings as a list for the bureau: one row each, with a filter, and a sheet that says what was checked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from jiheng.model.finding import Finding, Report
from jiheng.report.findings import (
    SEVERITIES,
    basis_words,
    fix_words,
    is_money,
    places_words,
    skipped_reasons,
    waived_words,
)
from jiheng.report.labels import KINDS
from jiheng.report.prose import clean, wrap
from jiheng.rules.form import File
from jiheng.rules.registry import get_rule

COLUMNS = (
    ("序号", 6), ("文件", 22), ("第几张表", 6), ("单位、项目", 24), ("轻重", 10), ("说明", 60), ("建议改法", 26), ("位置", 28),
    ("规则", 9), ("填列数", 16), ("应为", 16), ("相差", 14), ("查什么", 26), ("依据", 30), ("表的种类", 18), ("豁免", 24),
)  # fmt: skip
"""The heads of the columns and how wide they are, in columns of half-width characters."""
_PRINTED = 9
"""How many of the columns are printed: all of them would be too small to read on paper."""
_LINE = 15
"""Points of a line of text."""
_TALLEST = 400
"""Points of a row, at most."""
_PLACES = 6
"""Places that a row lists."""
_LONGEST = 32_000
"""Characters that a cell of a worksheet holds, with some to spare."""
_COLOURS = dict(zip(SEVERITIES.values(), ("#F8D7DA", "#FFF3CD", "#D9EDF7"), strict=True))
_CREATED = datetime(2020, 1, 1)
"""The same report is the same file: the day on which it was written is not in it."""


def write_xlsx(report: Report, files: Sequence[File]) -> bytes:
    """The workbook.

    :param files: the files that were read, for the names of units and projects.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "绩效目标审核意见", "author": "绩衡", "created": _CREATED})
        _findings(book, report, {file.source: file for file in files})
        _scope(book, report)
    return out.getvalue()


def _findings(book: Any, report: Report, files: dict[str, File]) -> None:
    sheet = book.add_worksheet("审核意见")
    head = book.add_format(
        {
            "bold": True,
            "bg_color": "#1F4E79",
            "font_color": "#FFFFFF",
            "border": 1,
            "valign": "vcenter",
            "text_wrap": True,
        }
    )
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    number = book.add_format({"valign": "top", "border": 1, "num_format": "#,##0.00####"})
    weights = {
        words: book.add_format({"valign": "top", "border": 1, "bold": True, "bg_color": colour})
        for words, colour in _COLOURS.items()
    }
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for row, one in enumerate(report.findings, 1):
        values = _row(row, one, files)
        sheet.set_row(row, _height(values))
        for column, value in enumerate(values):
            if isinstance(value, str):
                style = weights.get(value, text) if column == _WEIGHT else text
                sheet.write_string(row, column, clean(value)[:_LONGEST], style)
            else:
                sheet.write_number(row, column, value, text if column in (0, 2) else number)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(report.findings), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.print_area(0, 0, max(len(report.findings), 1), _PRINTED - 1)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


_WEIGHT = next(n for n, (name, _) in enumerate(COLUMNS) if name == "轻重")


def _row(number: int, one: Finding, files: dict[str, File]) -> list[str | int | float]:
    file = files.get(one.source)
    table = file.tables[one.table] if file is not None and one.table < len(file.tables) else None
    names = (table.budget_unit or table.filing_unit or "", table.project_name or table.direction or "") if table else ()
    more = f" 等 {len(one.where)} 处" if len(one.where) > _PLACES else ""
    money = is_money(one.where[0].path)
    return [
        number,
        one.source,
        one.table + 1,
        "，".join(name for name in names if name),
        SEVERITIES[one.severity],
        one.message,
        fix_words(one.fix, table.money_unit or None if table is not None else None),
        f"{places_words(one.where[:_PLACES])}{more}",
        one.rule,
        *(_figure(value, money) for value in (one.printed, one.computed, one.difference)),
        get_rule(one.rule).title,
        basis_words(one.rule),
        KINDS[table.kind] if table is not None else "",
        waived_words(one),
    ]


def _height(values: Sequence[str | int | float]) -> float:
    """Points that a row needs to show all its text."""
    lines = max(
        (
            sum(len(wrap(part, width - 1)) for part in value.split("\n"))
            for value, (_, width) in zip(values, COLUMNS, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )
    return min(lines * _LINE + 3, _TALLEST)


def _figure(value: str | None, money: bool) -> str | float:
    """An amount as a number that can be summed up, everything else as it is printed."""
    if value is None:
        return ""
    if not money:
        return value
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return value
    return float(amount) if abs(amount) < 10**15 else value


def _scope(book: Any, report: Report) -> None:
    sheet = book.add_worksheet("审核范围")
    head = book.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    row = _lines(sheet, head, text, 0, ("文件", "几张表", "读懂没有", "口径", "用了几条规则", "没有用上几条"), [
        (
            one.source,
            one.tables,
            "全部读懂" if one.complete else f"有 {one.left_over} 处没有读懂" if one.left_over else "有看不清的",
            one.profile if one.tables else "",
            one.rules_run,
            len(one.rules_skipped),
        )
        for one in report.checked
    ])  # fmt: skip
    if report.unread:
        row = _lines(
            sheet, head, text, row + 1, ("读不了的文件", "原因"), [(one.source, one.error) for one in report.unread]
        )
    reasons = sorted(skipped_reasons(report.checked).items(), key=lambda item: -len(item[1]))
    _lines(
        sheet,
        head,
        text,
        row + 1,
        ("没有用上的规则", "原因"),
        [("、".join(rules), why) for why, rules in reasons],
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 5, 24)


def _lines(
    sheet: Any, head: Any, text: Any, row: int, heads: Sequence[str], rows: Sequence[Sequence[str | int]]
) -> int:
    """Write a little table; the number of the row below it."""
    for column, name in enumerate(heads):
        sheet.write_string(row, column, name, head)
    for line in rows:
        row += 1
        for column, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(row, column, clean(value)[:_LONGEST], text)
            else:
                sheet.write_number(row, column, value, text)
    return row + 1
