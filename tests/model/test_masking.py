"""A form with its private numbers masked."""

from __future__ import annotations

from decimal import Decimal

from jiheng.model.declaration import Goal, Kind, Labelled, Scope, Table
from jiheng.model.masking import MaskedText, mask_table


def test_every_text_is_masked_and_told() -> None:
    table = Table(
        kind=Kind.PROJECT,
        phone="13800138000、13912345678",
        budget={"total": Decimal(13800138000)},
        goals=(Goal(scope=Scope.ANNUAL, text="完成"), Goal(scope=Scope.ANNUAL, text="咨询 138-0013-8000")),
        safeguards=("身份证号 11010519491231002X",),
        signatures=(Labelled(label="填表人", text="张某 13800138000"),),
    )
    made, found = mask_table(table)
    assert found == (
        MaskedText("phone", 2, "138****8000、139****5678"),
        MaskedText("goals[1].text", 1, "咨询 138-****-8000"),
        MaskedText("safeguards[0]", 1, "身份证号 110105********002X"),
        MaskedText("signatures[0].text", 1, "张某 138****8000"),
    )
    assert made.phone == "138****8000、139****5678"
    assert made.goals
    assert made.goals[0] is table.goals[0]  # type: ignore[index]
    assert made.budget == table.budget


def test_a_form_without_numbers_stays_as_it_is() -> None:
    table = Table(kind=Kind.PROJECT, phone="0871-1234567", project_code="530000210000000001234")
    assert mask_table(table) == (table, ())
    assert mask_table(table)[0] is table
