"""Which number a cell has to hold for its number format to show a given text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import product

from jiheng.formats.number_format_dates import calendar_day
from jiheng.formats.xlsx_values import CellStyle

_NUMERAL = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?|\.[0-9]+")
_SCALES = (0, -2, 3, 4, 6, 8, 5, 7, 1, 2, -1, -3, -4)
"""Powers of ten between what is shown and what is stored: percent, thousands, 万, 亿."""
_LONGEST = 60
_DIGITS = 15
"""Digits that a sheet keeps of a number."""
_ORDERS = ((0, 1, 2), (2, 0, 1), (2, 1, 0))
"""Where year, month and day stand among three numbers."""
_SHIFT_1904 = 1462
_SERIALS = 2_958_466


def stored_number(style: CellStyle, text: str, meant: Decimal | None, before: str | None) -> str | None:
    """The number, as a file stores it, that a cell of this style shows as `text`; None where there is none.

    :param meant: what the text means, which is tried first
    :param before: what the cell holds now, for the year of a date that shows none
    """
    if not text or len(text) > _LONGEST:
        return None
    if style.format is not None and style.format.is_date:
        candidates = _dates(text, before)
    else:
        plain = style.format is None or style.format.is_general
        candidates = _numbers(text, meant, (0,) if plain else _SCALES)
    for number in candidates:
        stored = as_stored(number)
        if stored is not None and style.number(stored) == text:
            return stored
    return None


def as_stored(number: Decimal) -> str | None:
    """A number as a file stores it; None for one that a sheet cannot keep exactly."""
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return None
    plain = number.normalize()
    if len(plain.as_tuple().digits) > _DIGITS:
        return None
    return format(plain + 0, "f") if plain else "0"


def _numbers(text: str, meant: Decimal | None, scales: Sequence[int]) -> Iterator[Decimal]:
    if meant is not None and meant.is_finite():
        yield meant
        yield meant.scaleb(-2)
    shown = []
    for found in _NUMERAL.finditer(text):
        try:
            shown.append(Decimal(found[0].replace(",", "")))
        except InvalidOperation:
            continue
    for scale, number in product(scales, shown[:4]):
        yield number.scaleb(scale)
        yield -number.scaleb(scale)


def _dates(text: str, before: str | None) -> Iterator[Decimal]:
    """Day counts that a text with the parts of a date or time may stand for."""
    parts = [int(part) for part in re.findall(r"[0-9]{1,6}", text)][:6]
    for day, used in _days(parts, before):
        clock = [*parts[used:], 0, 0, 0]
        half = Decimal(12 * 3600)
        seconds = Decimal(clock[0] * 3600 + clock[1] * 60 + clock[2])
        for moment in (seconds, seconds + half, seconds - half):
            count = Decimal(day) + (moment / 86_400).quantize(Decimal("1e-9"))
            yield count
            yield count - _SHIFT_1904


def _days(parts: list[int], before: str | None) -> Iterator[tuple[int, int]]:
    """Day counts for the first numbers of a text, with how many of them they take."""
    found: list[tuple[int, int, int, int]] = []
    if len(parts) >= 3:
        found += [(parts[y], parts[m], parts[d], 3) for y, m, d in _ORDERS]
    if len(parts) >= 2:
        found += [(parts[0], parts[1], 1, 2), (parts[1], parts[0], 1, 2)]
        found += [(year, parts[0], parts[1], 2) for year in _year_of(before)]
    if parts:
        found.append((parts[0], 1, 1, 1))
        found += [(year, parts[0], 1, 1) for year in _year_of(before)]
    for year, month, day, used in found:
        try:
            days = date(year if year >= 100 else 2000 + year, month, day) - date(1899, 12, 30)
        except (ValueError, OverflowError):
            continue
        if days > timedelta(60):
            yield days.days, used
    yield 0, 0


def _year_of(stored: str | None) -> Iterator[int]:
    try:
        days = int(Decimal(stored or ""))
    except (InvalidOperation, ValueError, OverflowError):
        return
    for count in (days, days + _SHIFT_1904):
        if 0 < count < _SERIALS:
            yield calendar_day(count)[0]
