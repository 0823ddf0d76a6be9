"""The evaluation forms themselves are consistent: shapes, sums, products, ids."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from . import office
from .build import Case, clean_cases, converted
from .planted.load import planted_cases

CASES = clean_cases()
FORMS = [
    pytest.param(case, table, id=f"{case.id}-{n}-{k}")
    for case in CASES.values()
    for n, (_, tables) in enumerate(case.files + case.previous)
    for k, table in enumerate(tables)
]
SOURCES = ("fiscal_appropriation", "other_funds", "carry_over")


def D(text: str | None) -> Decimal:  # noqa: N802
    return Decimal(text or 0)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_shape(case: Case) -> None:
    assert converted(case.files + case.previous)


@pytest.mark.parametrize(("case", "form"), FORMS)
def test_sums(case: Case, form: dict[str, Any]) -> None:
    budget = form.get("budget") or {}
    tail = Decimal(500)  # five units of the last printed place in 万元
    sources = [D(budget[k]) for k in SOURCES if budget.get(k) is not None]
    if budget.get("total") is not None and sources:
        assert sum(sources) == D(budget["total"])
    if "basic_expenditure" in budget:
        whole = budget.get("expenditure_total") or budget["total"]
        assert D(budget["basic_expenditure"]) + D(budget["project_expenditure"]) == D(whole)
    if "three_public_total" in budget:
        parts = ("three_public_vehicles", "three_public_overseas", "three_public_reception")
        assert sum(D(budget.get(k)) for k in parts) == D(budget["three_public_total"])
    tasks = form.get("tasks") or []
    for task in tasks:
        assert task.get("fiscal_appropriation") is None or D(task["total"]) == D(task["fiscal_appropriation"]) + D(
            task.get("other_funds")
        )
    if tasks and budget.get("total") is not None:
        assert abs(sum(D(t["total"]) for t in tasks) - D(budget["total"])) <= tail * ("tail" in case.tags)
    lines = form.get("fund_lines") or []
    if lines:
        assert sum(D(x["amount"]) for x in lines if x["is_section"]) == D(budget["total"])
        assert sum(D(x["amount"]) for x in lines if not x["is_section"]) == D(budget["total"])
    if form.get("cost_estimate_total") is not None:
        assert sum(D(e["amount"]) for e in form["cost_estimates"]) == D(form["cost_estimate_total"])


@pytest.mark.parametrize(("case", "form"), FORMS)
def test_scores(case: Case, form: dict[str, Any]) -> None:
    if form["kind"] != "self_evaluation":
        return
    rows = form["indicators"]
    assert sum(D(r["weight"]) for r in rows) + D(form["budget"]["weight"]) == 100, case.id
    assert sum(D(r["score"]) for r in rows) + D(form["budget"]["score"]) == D(form["total_score"]), case.id


@pytest.mark.parametrize("case", [c for c in CASES.values() if c.ties], ids=lambda c: c.id)
def test_products(case: Case) -> None:
    budget = case.files[0][1][0]["budget"]
    for tie in case.ties:
        left, right = tie.split("==")
        product = sum(_product(term) for term in left.split("+"))
        assert product == Decimal(right.strip()), case.id
        assert product in {D(v) for v in budget.values()}, case.id


def _product(term: str) -> Decimal:
    out = Decimal(1)
    for factor in term.split("*"):
        out *= Decimal(factor.strip())
    return out


def test_weights_sum_to_ninety_or_hundred() -> None:
    for case in CASES.values():
        for _, tables in case.files:
            for form in tables:
                weights = [D(r.get("weight")) for r in form.get("indicators") or []]
                assert sum(weights) in (0, 90, 100), case.id


def test_planted_cases_say_where_and_what() -> None:
    for case in planted_cases():
        assert case.rules, case.id
        assert case.severities, case.id
        assert converted(case.files + case.previous)


DRAWN = office.clean_files() + office.planted_files()


@pytest.mark.parametrize("drawn", DRAWN, ids=[d.id for d in DRAWN])
def test_office_files_are_read_as_drawn(drawn: office.Drawn, tmp_path: Path) -> None:
    got = office.read(drawn, tmp_path)
    assert len(got) == len(drawn.tables)
    assert [d for a, b in zip(drawn.tables, got, strict=True) for d in office.differences(a, b)] == []
