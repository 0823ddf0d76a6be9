"""Fields that hold the same value in every database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

_UNIT = Decimal("0.0001")


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """Yuan as Decimal, kept as a whole number of 0.0001 yuan: SQLite has no decimals, and money is never a float."""

    description = "yuan"

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        """The amount of a stored number."""
        return None if value is None else _plain(Decimal(value) * _UNIT)

    def to_python(self, value: Any) -> Decimal | None:
        """The amount of what a form or a fixture gives."""
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError(_("金额要写成数字。")) from error

    def get_prep_value(self, value: Any) -> int | None:
        """The whole number that is stored."""
        amount = self.to_python(value)
        if amount is None:
            return None
        scaled = amount / _UNIT
        if scaled != scaled.to_integral_value():
            raise ValidationError(_("金额最多到小数点后 4 位（元）。"))
        return int(scaled)

    def value_to_string(self, obj: models.Model) -> str:
        """The amount as a dump writes it."""
        value = self.value_from_object(obj)
        return "" if value is None else format(value, "f")


def _plain(amount: Decimal) -> Decimal:
    """Without needless zeros, with two decimals at least."""
    bare = amount.normalize()
    exponent = bare.as_tuple().exponent
    return bare.quantize(Decimal("0.01")) if isinstance(exponent, int) and exponent > -2 else bare
