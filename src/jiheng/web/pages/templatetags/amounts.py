"""Amounts in a page: yuan with thousands parted, whatever the language of the interface."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()
_WAN = 10_000


@register.filter
def yuan(amount: Decimal | None) -> str:
    """1,234,500.00; blank where there is none."""
    return "" if amount is None else f"{amount:,.2f}"


@register.filter
def wan(amount: Decimal | None) -> str:
    """The same in units of 10,000 yuan, as the forms mostly print it: 123.45; blank where there is none."""
    return "" if amount is None else f"{amount / _WAN:,.2f}"
