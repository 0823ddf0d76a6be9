"""Fields that several forms have."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.domain.rounds import YEARS
from jiheng.web.records.models import Reason


def kind_of_reason(
    label: Any, reasons: type[Reason], *, required: bool = True, help_text: Any = ""
) -> forms.ChoiceField:
    """The kind of a reason, beside its text."""
    return forms.ChoiceField(
        label=label, required=required, help_text=help_text, choices=[("", _("请选择")), *reasons.choices]
    )


class Moment(forms.DateTimeField):
    """A time within the years that the app knows: those beyond them have no time in other zones."""

    def to_python(self, value: Any) -> datetime | None:
        """The time; a clear sentence where it is none."""
        try:
            moment = super().to_python(value)
        except OverflowError:
            raise forms.ValidationError(_OUT_OF_YEARS) from None
        _must_be_in_years(moment)
        return moment


class Day(forms.DateField):
    """A day within the same years."""

    def to_python(self, value: Any) -> date | None:
        """The day; a clear sentence where it is none."""
        day = super().to_python(value)
        _must_be_in_years(day)
        return day


_OUT_OF_YEARS = _("年份应在 2000 至 2099 之间，请核对。")


def _must_be_in_years(day: date | None) -> None:
    if day is not None and day.year not in YEARS:
        raise forms.ValidationError(_OUT_OF_YEARS)


def long_text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text of some lines: a reason, an opinion."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
