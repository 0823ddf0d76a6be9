"""What is kept of a form: amounts as lists need them, the form itself to the last digit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.models import Content
from tests.web.county import content


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("123456.789", "123456.789"),
        ("0.12345", "0.1234"),
        ("-5", "-5.00"),
        ("1e30", None),
        (None, None),
    ],
)
@pytest.mark.django_db
def test_amounts(printed: str | None, kept: str | None) -> None:
    amount = None if printed is None else Decimal(printed)
    made = Content.objects.get(pk=content(budget={"total": amount}).pk)
    assert made.amount == (None if kept is None else Decimal(kept))
    assert (table_of(made).budget or {})["total"] == amount
