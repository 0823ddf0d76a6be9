"""What the forms of a control figure have in common: it is in yuan, and asked about twice where it looks like 万元."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_FAR = 10
"""Times the amount of the form that a control figure may be, or a part of it, before it is asked about."""


class FigureForm(forms.Form):
    """A control figure."""

    amount = forms.DecimalField(
        label=gettext_lazy("控制数（元）"), min_value=Decimal(0), max_digits=16, decimal_places=2, localize=False
    )
    sure = forms.BooleanField(label=gettext_lazy("已核对，控制数的单位是元"), required=False)

    asked_for: Decimal | None = None
    """The amount of the form, in yuan."""

    def compare_with(self, asked_for: Decimal | None) -> None:
        """Ask twice where the figure is far from the amount of the form."""
        self.asked_for = asked_for
        if not self.is_bound or not self._is_far(self["amount"].value()):
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        """A figure that is far from what was asked for is meant.

        :raises forms.ValidationError: where nobody says so.
        """
        said = super().clean() or {}
        amount = said.get("amount")
        if "sure" in self.fields and amount is not None and not said.get("sure"):
            raise forms.ValidationError(
                _(
                    "控制数 {figure:,} 元与表上的 {amount:,} 元相差十倍以上，是不是单位写错了？没有写错的，请勾选“已核对”。"
                ).format(figure=amount, amount=self.asked_for)
            )
        return said

    def _is_far(self, value: object) -> bool:
        try:
            amount = Decimal(str(value))
        except ArithmeticError:
            return False
        asked = self.asked_for
        if not amount or not asked or not amount.is_finite():
            return False
        return not asked / _FAR < amount < asked * _FAR
