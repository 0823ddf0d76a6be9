"""Amounts in a page: yuan with thousands parted, whatever the language of the interface."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(amount: Decimal | str | None) -> str:
    """1,234,500.00; blank where there is none (a template's name for that is the empty text)."""
    return f"{amount:,.2f}" if isinstance(amount, Decimal) else ""
