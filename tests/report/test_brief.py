"""The overview: a line per file, a row per form."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from rich.cells import cell_len

from jiheng.model.declaration import Declaration, Kind, LeftOver, Table
from jiheng.model.location import Location
from jiheng.report.brief import SHORT, Overview
from jiheng.report.terminal import open_console
from tests.report.samples import FILE


def shown(*files: Declaration, width: int = 100) -> str:
    overview = Overview()
    for file in files:
        overview.add(file)
    out = io.StringIO()
    open_console(out, width).print(overview.render())
    return out.getvalue()


def test_every_kind_has_a_short_name() -> None:
    assert set(SHORT) == set(Kind)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_every_width(width: int) -> None:
    text = shown(FILE, width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "123,456.78905" in text
    assert "空白表" in text
    assert "1 处没读懂" in text


def test_states() -> None:
    at = Location(line=1)
    left = Declaration(source="剩.txt", tables=(), complete=False, left_over=(LeftOver(text="x", at=at),))
    text = shown(Declaration(source="坏.txt", error="坏了。"), Declaration(source="空.txt", tables=()), left)
    assert [line.split() for line in text.splitlines()[2:-1]] == [
        ["坏.txt", "读不了"], ["空.txt", "没有表"], ["剩.txt", "1", "处没读懂"],
    ]  # fmt: skip
    assert "有文字没读懂或看不清的 1 个，读不了的 1 个" in text


def test_a_unit_is_named_once_and_money_by_what_the_form_has() -> None:
    tables = tuple(
        Table(kind=Kind.PROJECT, budget_unit="某局", project_name=name, money_unit="万元", budget=budget, indicators=())
        for name, budget in (("甲项目", {"revenue_total": Decimal(10000)}), ("乙项目", {"total": None}))
    )
    rows = [line.split() for line in shown(Declaration(source="x", tables=tables)).splitlines()[3:-1]]
    assert rows[0] == ["某局·甲项目", "项目支出", "1.00", "万元", "—", "—", "—"]
    assert rows[1] == ["乙项目", "项目支出", "—", "—", "—"]
