"""What a value means without its spelling: two values whose keys are equal say the same, however their forms print them."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jiheng.model.declaration import Indicator
from jiheng.model.language import OPERATORS, fold, plain
from jiheng.model.levels import PARENTS, Level1, Level2, bare_level, level1_of, level2_of
from jiheng.model.measures import is_rate, unit_in_name
from jiheng.model.values import Meaning, understand

_ALIKE = {
    "“”„‟″「」『』": '"',
    "‘’‛′": "'",
    "—–―─━−‐‑‒": "-",
    "〔【[": "[",
    "〕】]": "]",
    "《〈": "<",
    "》〉˃›": ">",
    "˂‹": "<",
    "≧⩾": "≥",
    "≦⩽": "≤",
    "、": ",",
    "∶": ":",
    "•‧・": "·",
    "〜∼": "~",
    "×✕∗": "*",
}
"""Marks that clerks and programs put for each other (already folded)."""
_SAME = {ord(mark): plain for marks, plain in _ALIKE.items() for mark in marks}
_CLOSING = "。;,.:"
"""What the end of a text has or has not."""
_SIGNS = {"=": "=", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_GLYPHS = sorted(OPERATORS, key=len, reverse=True)


@lru_cache(maxsize=16384)
def mark_key(text: str) -> str:
    """A text without white space, width, case and the style of its marks."""
    same = fold(text).translate(_SAME)
    return same.replace(">=", "≥").replace("<=", "≤") if "=" in same else same


def text_key(text: str) -> str:
    """The same without the mark at its end; blank where nothing is left."""
    return mark_key(text).rstrip(_CLOSING)


def plain_key(value: Any) -> Hashable | None:
    """What any value of the declaration means by itself; None where it is blank or absent."""
    if isinstance(value, str):
        return text_key(value) or None
    if isinstance(value, tuple):
        return frozenset(text_key(str(one)) for one in value) or None
    return value if isinstance(value, Decimal | int) else None


def level2_key(text: str | None) -> Hashable | None:
    """What a second level means; one that no framework knows is its own bare name."""
    level = level2_of(text or None)
    return bare_level(text or "") or None if level is Level2.OTHER else level


def level1_key(text: str | None) -> Hashable | None:
    """What a first level means; one that no framework knows is its own bare name."""
    level = level1_of(text or None)
    return bare_level(text or "") or None if level is Level1.OTHER else level


def same_level1(before: Indicator, after: Indicator) -> bool:
    """Whether two indicators stand under the same first level.

    A form that merges 满意度 into 效益指标, or that prints no first level at all, says the same as one that does not.
    """
    one, other = level1_key(before.level1 or None), level1_key(after.level1 or None)
    if one == other:
        return True
    seconds = {level2_key(before.level2 or None), level2_key(after.level2 or None)}
    if len(seconds) > 1:
        return False
    second = seconds.pop()
    if second is Level2.SATISFACTION and {one, other} <= {Level1.SATISFACTION, Level1.BENEFIT, None}:
        return True
    return None in (one, other) and isinstance(second, Level2) and PARENTS.get(second) in (one, other)


def value_key(one: Indicator, money_unit: str | None) -> Hashable | None:
    """What an indicator's value means: `˃90%` and `＞90%`, `50万元` and `500000元`, three columns and one are the same.

    :param money_unit: the unit that the form prints amounts in.
    """
    if not one.value_text or not text_key(one.value_text):
        return None
    unit = (money_unit or "") if _asks_for_money(one) else None
    number = one.number if isinstance(one.number, Decimal) else None
    meaning = understand(one.value_text, one.operator or None, number, one.unit or None, unit)
    if meaning.is_number and meaning.number is not None:
        return (meaning.operator, *_size(meaning), _plain(meaning.low), _plain(meaning.high))
    text = text_key(one.value_text)
    operator = one.operator or None
    glyph = next((glyph for glyph in _GLYPHS if text.startswith(glyph)), None)
    if glyph is not None:
        text, operator = text[len(glyph) :], OPERATORS[glyph]
    printed_unit = text_key(one.unit or "")
    return (operator, text, "" if printed_unit in text else printed_unit)


def _size(meaning: Meaning) -> tuple[Hashable, ...]:
    if meaning.yuan is not None:
        return (plain(meaning.yuan), "元", text_key(meaning.per or ""))
    return (_plain(meaning.number), text_key(meaning.unit or ""), "")


def _plain(number: Decimal | None) -> Decimal | None:
    return None if number is None else plain(number)


def _asks_for_money(one: Indicator) -> bool:
    """Whether a bare number there is an amount: a cost, other than to society or nature, that is no rate."""
    second = level2_of(one.level2 or None)
    cost = second in (Level2.COST, Level2.ECONOMIC_COST) or (
        second is None and level1_of(one.level1 or None) is Level1.COST
    )
    return cost and not is_rate(one.name or "") and unit_in_name(one.name or "") is None


def whole_value(one: Indicator) -> str | None:
    """The value as one text; operator and unit are put back where they stand in columns of their own."""
    text = one.value_text or ""
    if not text:
        return None
    if one.unit and mark_key(one.unit) not in mark_key(text):
        text += one.unit
    sign = _SIGNS.get(one.operator or "", "")
    return text if not sign or text_key(text[0]) in (*"=≥≤><",) else sign + text
