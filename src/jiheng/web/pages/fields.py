"""Fields that several forms have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models import Reason


def kind_of_reason(
    label: Any, reasons: type[Reason], *, required: bool = True, help_text: Any = ""
) -> forms.ChoiceField:
    """The kind of a reason, beside its text."""
    return forms.ChoiceField(
        label=label, required=required, help_text=help_text, choices=[("", _("请选择")), *reasons.choices]
    )


def long_text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text of some lines: a reason, an opinion."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
