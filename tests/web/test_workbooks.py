"""Lists that the app hands out as .csv."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from jiheng.web.records.domain.workbooks import Column, comma_separated


@pytest.mark.parametrize("text", ["=1+1", "+86", "@a", "＝1+1", "－5", "＠a", " =1", "\t=1"])
def test_no_text_starts_a_formula(text: str) -> None:
    data = comma_separated([Column("名称", 10, ""), Column("金额", 10, "")], [[text, Decimal("-5.00")]])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["名称", "金额"], [f"'{text}", "-5.00"]]
