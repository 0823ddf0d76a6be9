"""Small parts that a list repeats in every row: each is rendered once for what it says, and then only put in."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
_KEPT = 512


@register.filter
def state_part(state: str) -> SafeString:
    """Where a declaration stands."""
    return _part("parts/state.html", get_language(), state=str(state))


@register.filter
def grade_part(grade: str) -> SafeString:
    """The grade of a review."""
    return _part("parts/grade.html", get_language(), grade=str(grade))


@register.filter
def severity_part(count: int, severity: str) -> SafeString:
    """How many findings there are of a severity."""
    return _part("parts/severity.html", get_language(), severity=severity, count=count)


@register.filter
def year_part(year: int) -> SafeString:
    """The year of a round."""
    return _part("parts/year.html", get_language(), year=year)


@register.filter
def label_part(label: Promise | str) -> SafeString:
    """What stands before a text, to say what it is."""
    return _part("parts/label.html", get_language(), label=str(label))


@lru_cache(_KEPT)
def _part(name: str, language: str | None, **said: str | int) -> SafeString:  # noqa: ARG001 - the language is a key
    return render_to_string(name, said)
