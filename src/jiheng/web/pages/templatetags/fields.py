"""The field of a form that belongs to a thing of the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def field_of(form: Any, key: object) -> BoundField | None:
    """The field in which something can be said of a thing; None where nothing can."""
    return form.field_of(str(key)) if form else None
