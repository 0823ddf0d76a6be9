"""The bars that the review must clear: silent on clean forms, awake on mistakes, deaf to spelling.

The whole measurement, form by form: `python -m tests.review.evaluate clean|planted|mutations|office`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import mutations
from .build import Case, clean_cases
from .evaluate import check, excess, fresh, judge, touches
from .planted.load import planted_cases

SINGLES = [case for case in clean_cases().values() if case.single]
EVERY = 3
"""Mutants of so many forms are tried; `evaluate mutations` tries all."""
CAUGHT = {"change_amount": 0.98, "flip_operator": 0.90, "change_unit": 0.90, "drop_cell": 0.95, "copy_row": 0.95}
PLANTED = 0.95


@pytest.mark.parametrize("case", clean_cases().values(), ids=clean_cases())
def test_a_clean_form_draws_no_error_and_at_most_one_warning(case: Case) -> None:
    assert excess(case, check(case.files, case.previous)) == []


def test_planted_mistakes_are_found_and_weighed() -> None:
    outcomes = [judge(case) for case in planted_cases() if "configured" not in case.tags]
    assert sum(one.caught for one in outcomes) >= PLANTED * len(outcomes)
    assert sum(one.weighed for one in outcomes if one.caught) >= PLANTED * sum(one.caught for one in outcomes)


def _mutants(
    operator: Callable[[Any], Iterator[mutations.Mutant]], offset: int
) -> Iterator[tuple[Case, mutations.Mutant]]:
    for case in SINGLES[offset % EVERY :: EVERY]:
        (_, (form,)) = case.files[0]
        for mutant in operator(form):
            yield case, mutant


@pytest.mark.parametrize("name", mutations.MISTAKES)
def test_one_changed_cell_is_caught(name: str) -> None:
    caught = total = 0
    before: dict[str, Any] = {}
    for case, mutant in _mutants(mutations.MISTAKES[name], list(mutations.MISTAKES).index(name)):
        source = case.files[0][0]
        if case.id not in before:
            before[case.id] = check(case.files)
        new = fresh(before[case.id], check([(source, [mutant.form])]))
        caught += any(touches(mutant, finding) for finding in new)
        total += 1
    assert total > 50
    assert caught >= CAUGHT[name] * total, f"{caught} of {total}"


@pytest.mark.parametrize("name", mutations.SAME)
def test_another_spelling_is_no_finding(name: str) -> None:
    for case, mutant in _mutants(mutations.SAME[name], list(mutations.SAME).index(name)):
        before, after = check(case.files), check([(case.files[0][0], [mutant.form])])
        assert list(fresh(before, after)) == [], (case.id, mutant.label)
