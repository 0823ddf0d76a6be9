"""How a value is printed into a cell: the way back of `get`'s codecs.

A text that already means the value stays as it is printed; a new one takes over what the old one shows of the form's habits
(separators, decimals, a unit behind the number, tick boxes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from jiheng.forms.binding import Slot
from jiheng.forms.get import CODECS
from jiheng.model.language import MONEY_UNITS, fold, parse_amount, year_of_title

_TICKED, _OPEN = "☑☒✓✔√■●⊙◉", "☐□○◯▢◻"
_BOX = re.compile(f"[{_TICKED}{_OPEN}]")
_SIGNS = {"=": "=", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_YEAR = re.compile(r"(?:19|20|１９|２０)[\d０-９]{2}|[二][〇○零][〇○零一二三四五六七八九]{2}")
_YEAR_PLACE = re.compile(r"(?:20)?[\s_＿\u3000xX×.]*(?=年)")
LEAST_DECIMALS = {"元": 0}
"""Decimals of an amount where no other amount shows the form's habit; two in every other unit."""


def reads(slot: Slot, unit: str | None) -> Any:
    """What stands at a slot now."""
    return CODECS[slot.codec](slot, unit)


def spell(slot: Slot, value: Any, unit: str | None, *, old: str, decimals: int | None = None) -> str:
    """The text that prints a value at a slot.

    :param unit: the form's money unit
    :param old: what stands there now
    :param decimals: those of an amount at least, where `old` shows no habit; those of its unit by default
    """
    if value is None:
        return ""
    if slot.codec == "amount":
        return _amount(slot, value, old, unit, decimals)
    special = _SPELLINGS.get(slot.codec)
    return special(slot, value, old, unit) if special is not None else str(value)


def _amount(slot: Slot, value: Decimal, old: str, unit: str | None, decimals: int | None) -> str:
    found = parse_amount(old) if old else None
    suffix = found.unit if found is not None else None
    measure = suffix or (slot.unit if slot.unit not in (None, "%") else unit) or "元"
    number = value / MONEY_UNITS[measure]
    least = decimals if decimals is not None else LEAST_DECIMALS.get(measure, 2)
    if found is not None:
        exponent = found.number.as_tuple().exponent
        least = -exponent if isinstance(exponent, int) else least
    text = _decimal(number, least, "," in fold(old))
    return f"{text}{suffix or ''}"


def _decimal(number: Decimal, least: int, grouped: bool) -> str:
    """A number with at least so many decimals and as many as it needs, without an exponent."""
    exponent = number.normalize().as_tuple().exponent
    places = max(least, -exponent if isinstance(exponent, int) else 0, 0)
    return f"{number:,.{places}f}" if grouped else f"{number:.{places}f}"


def _number(_slot: Slot, value: Decimal, old: str, _unit: str | None) -> str:
    tail = "%" if old.rstrip().endswith(("%", "％")) else "分" if old.rstrip().endswith("分") else ""
    return f"{value:f}{tail}"


def _count(_slot: Slot, value: int, old: str, _unit: str | None) -> str:
    tail = re.search(r"[人名个位]\s*$", old)
    return f"{value}{tail[0].strip() if tail else ''}"


def spell_year(value: int, old: str) -> str:
    """A text that prints a year, with another year."""
    return _YEAR.sub(str(value), old, count=1)


def _year(_slot: Slot, value: int, old: str, _unit: str | None) -> str:
    if year_of_title(old) is not None:
        return spell_year(value, old)
    return (
        _YEAR_PLACE.sub(str(value), old, count=1)
        if "年" in old
        else f"{value}年"
        if not old.strip()
        else f"{value}{old}"
    )


def _operator(_slot: Slot, value: str, _old: str, _unit: str | None) -> str:
    return _SIGNS.get(value, value)


def _choice(_slot: Slot, value: str, old: str, _unit: str | None) -> str:
    """The same options with other marks; the bare value where there are no boxes."""
    if not _BOX.search(old):
        return value
    wanted = {fold(part) for part in value.split("、")}
    before = bool(_BOX.match(old.strip()))
    pieces = re.split(f"([{_TICKED}{_OPEN}])", old)
    for n in range(1, len(pieces), 2):
        option = pieces[n + 1] if before else pieces[n - 1]
        name = fold(re.sub(r"^[\s(（]*(?:\d+|[①-⑳])\s*[)）.、．]\s*", "", option).strip(" \n\t、,，;；/()（）\u3000"))
        pieces[n] = "☑" if name in wanted else "□"
    return "".join(pieces)


_SPELLINGS: Mapping[str, Callable[[Slot, Any, str, str | None], str]] = {
    "number": _number,
    "count": _count,
    "year": _year,
    "operator": _operator,
    "choice": _choice,
}
