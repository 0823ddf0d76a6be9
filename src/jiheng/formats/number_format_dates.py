"""Number formats of dates and times: a day count as the sheet shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from jiheng.formats.number_format_digits import chinese_digits

DATE_TOKEN = r"AM/PM|A/P|上午/下午|a{3,4}|y+|e+|m+|d+|h+|s+|b+|g+"
"""What stands for a part of a date or time in a format."""

_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_CHINESE_LOCALES = frozenset({"804", "0804", "404", "0404", "C04", "1004"})
_LAST_SERIAL = 2958466
_DAY = 86_400


class DateFormat:
    """`yyyy"年"m"月"d"日"`, `h:mm AM/PM`, `[h]:mm:ss`."""

    __slots__ = ("_chinese", "_half_day", "_local", "_pieces", "_second_places", "_shift")

    def __init__(self, pieces: Sequence[tuple[str, str]], *, chinese: int, locale: str, date_1904: bool) -> None:
        self._chinese = chinese
        self._local = locale in _CHINESE_LOCALES
        self._shift = 1462 if date_1904 else 0
        self._pieces = _minutes_apart(pieces)
        texts = [text for kind, text in self._pieces if kind == "date"]
        self._half_day = any(text.upper() in ("AM/PM", "A/P", "上午/下午") for text in texts)
        self._second_places = sum(kind == "digit" for kind, _ in self._pieces)

    def __call__(self, amount: Decimal) -> str:
        serial = amount + self._shift
        if not 0 <= serial < _LAST_SERIAL:
            return "#" * 8
        places = min(self._second_places, 3)
        seconds = (serial * _DAY).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        whole = int(seconds)
        days, clock = divmod(whole, _DAY)
        parts = self._parts(days, clock, whole)
        fraction = format(seconds - whole, f".{places}f")[2:] if places else ""
        out = []
        at = 0
        for kind, text in self._pieces:
            if kind == "date":
                out.append(self._part(text, parts))
            elif kind == "digit":
                out.append(fraction[at : at + 1])
                at += 1
            else:
                out.append(text)
        return "".join(out)

    def _parts(self, days: int, clock: int, whole: int) -> dict[str, int]:
        year, month, day, weekday = calendar_day(days)
        hour = clock // 3600
        if self._half_day:
            hour = (hour - 1) % 12 + 1
        elapsed = whole - self._shift * _DAY
        return {
            "y": year,
            "e": year,
            "m": month,
            "d": day,
            "a": weekday,
            "h": hour,
            "M": clock // 60 % 60,
            "s": clock % 60,
            "half": clock // (_DAY // 2),
            "[h": elapsed // 3600,
            "[m": elapsed // 60,
            "[s": elapsed,
        }

    def _part(self, text: str, parts: dict[str, int]) -> str:
        kind, width = text[0], len(text)
        if text.startswith("["):
            return str(parts[text[:2]]).zfill(width - 2)
        if "/" in text:
            return text.split("/")[parts["half"]]
        if kind in "ye":
            shown = f"{parts['y'] % 100:02d}" if width <= 2 and kind == "y" else f"{parts['y']:04d}"
            return chinese_digits(shown, self._chinese, counting=False) if self._chinese else shown
        if kind == "a" or (kind == "d" and width > 2):
            return self._weekday(text, parts["a"])
        if kind == "m" and width > 2:
            return self._month(width, parts["m"])
        if kind in "bg":
            return ""
        value = parts[kind]
        if self._chinese:
            return chinese_digits(str(value), self._chinese, counting=True)
        return str(value).zfill(2 if width > 1 else 1)

    def _weekday(self, text: str, weekday: int) -> str:
        if text[0] == "a" or self._local:
            short = len(text) == 3
            return _WEEKDAYS[weekday] if text[0] == "a" and short else ("周" if short else "星期") + _WEEKDAYS[weekday]
        return _ENGLISH_DAYS[weekday][: 3 if len(text) == 3 else None]

    def _month(self, width: int, month: int) -> str:
        if self._local:
            return str(month) if width == 5 else chinese_digits(str(month), 1, counting=True) + "月"
        return _ENGLISH_MONTHS[month - 1][: {3: 3, 5: 1}.get(width)]


def calendar_day(days: int) -> tuple[int, int, int, int]:
    """Year, month, day and weekday of a day count; day 60 is the 29th of February 1900 that never was."""
    if days == 60:
        return 1900, 2, 29, 2
    if days == 0:
        return 1900, 1, 0, 5
    day = date(1899, 12, 31 if days < 60 else 30) + timedelta(days=days)
    return day.year, day.month, day.day, day.weekday()


def _minutes_apart(pieces: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same pieces in lower case; an `m` beside hours or seconds is minutes, written `M`."""
    out = [(kind, text if "/" in text else text.lower()) if kind == "date" else (kind, text) for kind, text in pieces]
    clock = [i for i, (kind, text) in enumerate(out) if kind == "date" and "/" not in text]
    for place, index in enumerate(clock):
        text = out[index][1]
        before = out[clock[place - 1]][1] if place else ""
        after = out[clock[place + 1]][1] if place + 1 < len(clock) else ""
        if text.startswith("m") and len(text) < 3 and (before.startswith(("h", "[h")) or after.startswith("s")):
            out[index] = ("date", "M" * len(text))
    point = [i for i, (kind, _) in enumerate(out) if kind == "point"]
    return [("literal", text) if i in point else (kind, text) for i, (kind, text) in enumerate(out)]
