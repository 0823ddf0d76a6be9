"""The fields of a form that belong to a thing of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def fields_of(form: Any, key: object) -> list[BoundField]:
    """The fields in which something can be said of a thing; none where nothing can."""
    return form.fields_of(str(key)) if form else []


@register.filter
def have_errors(fields: Iterable[BoundField]) -> bool:
    """Whether something is wrong with one of them."""
    return any(field.errors for field in fields)
