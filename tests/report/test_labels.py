"""Every key of the declaration has its Chinese name, and amounts are shown as printed."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.formats.limits import Limits
from jiheng.forms.ledger import Became, How
from jiheng.model import declaration as model
from jiheng.report import labels
from jiheng.report.amounts import printed


def keys(record: type) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(record)}


def test_every_key_has_a_name() -> None:
    assert set(labels.FORM) == keys(model.Table)
    records = {
        "tasks": model.Task, "work_plan": model.WorkItem, "fund_lines": model.FundLine,
        "spending_plan": model.SpendingStep, "cost_estimates": model.CostEstimate, "goals": model.Goal,
        "indicators": model.Indicator, "blank_levels": model.BlankLevel, "opinions": model.Opinion,
        "extra": model.Labelled, "signatures": model.Labelled,
    }  # fmt: skip
    assert {name: set(words) for name, words in labels.ROWS.items()} == {name: keys(of) for name, of in records.items()}
    assert set(labels.KINDS) == set(model.Kind)
    assert set(labels.SCOPES) == set(model.Scope)
    assert set(labels.BECAME) == set(Became)
    assert set(labels.HOW) == set(How)
    assert set(labels.LIMITS) == {field.name for field in fields(Limits)}
    assert set(labels.IDENTITY) <= set(labels.FORM)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("total", "资金总额"),
        ("all_levels_total", "资金总额·含本级和市县"),
        ("initial", "资金总额·年初预算数"),
        ("fiscal_appropriation_executed", "财政拨款·执行数"),
        ("project_total_other_funds", "项目总额（中期）：其他资金"),
        ("previous_basic_expenditure", "基本支出·上年预算数"),
    ],
)
def test_amount_labels(key: str, label: str) -> None:
    assert labels.amount_label(key) == label


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("22270600", "万元", "2,227.06"),
        ("22270600", "元", "22,270,600.00"),
        ("0", "万元", "0.00"),
        ("12345", "万元", "1.2345"),
        ("-5000", "万元", "-0.50"),
        ("1E+9", "亿元", "10.00"),
        ("0.001", None, "0.001"),
    ],
)
def test_printed_amounts(amount: str, unit: str | None, text: str) -> None:
    assert printed(Decimal(amount), unit) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_printing_never_rounds(amount: Decimal) -> None:
    for unit, scale in (("元", 1), ("万元", 10**4), ("亿元", 10**8)):
        assert Decimal(printed(amount, unit).replace(",", "")) * scale == amount
