"""What may change when amounts are adapted to the control figure (二上): amounts, and the values that depend on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from jiheng.model.comparing import Comparing
from jiheng.model.declaration import Table
from jiheng.model.differences import Change, Difference
from jiheng.model.language import MONEY_UNITS
from jiheng.model.levels import COSTS, Level1, Level2, level1_of, level2_of
from jiheng.model.places import value_at
from jiheng.report.words import path_words

_FOLLOWS = frozenset(("budget", "cost_estimates", "cost_estimate_total", "spending_plan"))
"""Keys of a form that are money through and through."""
_VALUE = re.compile(r"^(indicators\[\d+\])\.value_text$")
_NUMBERS = re.compile(r"\d[\d,，.]*")


def differences_of(before: Table, after: Table) -> list[Difference]:
    """What differs in meaning between two contents; other spellings and other places are none."""
    found = Comparing(before, after).differences()
    return [one for one in found if one.kind not in (Change.SPELLING, Change.MOVED)]


def beyond_amounts(before: Table, after: Table) -> list[str]:
    """What changed that depends on no amount, in words; blank where nothing did.

    Free to change: every amount, 支出明细及测算, and the numbers in goals and in the values of cost and quantity
    indicators and of those counted in money. Names, levels, units, signs, weights, words and other values stay as they
    were reviewed.
    """
    return [_words(one) for one in differences_of(before, after) if not _depends(one, after)]


def weights_of(table: Table) -> Decimal | None:
    """What the weights of a form's indicators add up to; None where it prints none."""
    weights = [one.weight for one in table.indicators or () if isinstance(one.weight, Decimal)]
    return sum(weights, Decimal()) if weights else None


def _depends(one: Difference, after: Table) -> bool:
    path = one.path_after or one.path_before or ""
    if one.is_money or path.split(".")[0].split("[")[0] in _FOLLOWS or ".spending_plan" in path:
        return True
    if one.kind is not Change.CHANGED:
        return False
    value = _VALUE.match(path)
    if value is not None and not _counts_with_money(after, value[1]):
        return False
    if value is not None or path.startswith(("goals[", "fund_lines[")) or ".content" in path:
        return _same_but_numbers(one.value_before, one.value_after)
    return False


def _counts_with_money(table: Table, row: str) -> bool:
    level1, level2 = (value_at(table, f"{row}.{key}") for key in ("level1", "level2"))
    meant = level2_of(level2)
    unit = value_at(table, f"{row}.unit")
    return (
        meant in COSTS
        or meant is Level2.QUANTITY
        or (meant is None and level1_of(level1) is Level1.COST)
        or unit in MONEY_UNITS
    )


def _same_but_numbers(before: object, after: object) -> bool:
    return isinstance(before, str) and isinstance(after, str) and _NUMBERS.sub("#", before) == _NUMBERS.sub("#", after)


def _words(one: Difference) -> str:
    path = one.path_after or one.path_before or ""
    name = f"“{one.name}”" if one.name else ""
    return "".join(_parts(one, path_words([path]), name))


def _parts(one: Difference, words: str, name: str) -> Iterator[str]:
    yield f"{words}{name}"
    if one.kind is Change.ADDED:
        yield _("是增加的")
    elif one.kind is Change.REMOVED:
        yield _("被删去了")
    else:
        yield _("由“{before}”改成了“{after}”").format(before=_cut(one.value_before), after=_cut(one.value_after))


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= 30 else f"{text[:29]}…"


def listed(items: Sequence[str]) -> str:
    """The first of many, and how many there are."""
    return _("；").join(items[:3]) + (_("等 {n} 处").format(n=len(items)) if len(items) > 3 else "")
