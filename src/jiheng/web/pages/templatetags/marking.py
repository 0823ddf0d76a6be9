"""What a search found, marked in the page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from jiheng.web.records.queries.snippets import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece] | str) -> SafeString:
    """The parts of a text, those that were found marked. A filter: lists have hundreds, too many for templates."""
    made = [
        f"<mark>{escape(one.text)}</mark>" if one.is_found else escape(one.text)
        for one in pieces
        if not isinstance(one, str)
    ]
    return mark_safe("".join(made))
