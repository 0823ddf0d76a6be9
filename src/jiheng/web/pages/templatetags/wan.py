"""Amounts in a list: in units of 10,000 yuan, as the forms mostly print them."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()
_WAN = 10_000


@register.filter
def wan(amount: Decimal | str | None) -> str:
    """123.45 for 1,234,500 yuan; blank where there is none (a template's name for that is the empty text)."""
    return f"{amount / _WAN:,.2f}" if isinstance(amount, Decimal) else ""
