"""Fields that several forms have."""

from __future__ import annotations

from typing import Any

from django import forms


def long_text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text of some lines: a reason, an opinion."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
