"""Amounts in yuan as a form prints them: in its own unit, with separators, never rounded."""

from __future__ import annotations

from decimal import Decimal

_SCALE = {"元": 0, "万元": 4, "亿元": 8}


def printed(amount: Decimal | None, unit: str | None) -> str:
    """`Decimal(22270600)` in 万元 is `2,227.06`; at least two decimals, and as many as the amount needs."""
    if amount is None:
        return ""
    shown = amount.scaleb(-_SCALE.get(unit or "元", 0)).normalize()
    exponent = shown.as_tuple().exponent
    decimals = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"{shown:,.{decimals}f}"


def plain(number: Decimal | None) -> str:
    """A bare number (points, percent) as printed on the form."""
    return "" if number is None else format(number, "f")
