"""The bars that the whole way, from written files to findings, must clear; the details: `python -m tests.unseen evaluate`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .checking import check, judge, put
from .forms_of import Batch, Planted, clean, planted

PLANTED = 0.95
FAMILIES = sorted({one.rules[0][:3] for one in planted().values()})


@pytest.mark.parametrize("name", clean())
def test_a_clean_document_draws_no_error_and_at_most_one_warning_a_form(name: str, tmp_path: Path) -> None:
    batch: Batch = clean()[name]
    answer = check(put(batch, tmp_path / name), "filing")
    assert [*answer.crashes, *answer.unread] == []
    assert [one["message"] for one in answer.findings if one["severity"] == "error"] == []
    warned = [one["message"] for one in answer.findings if one["severity"] == "warning"]
    assert len(warned) <= len(batch.forms()), warned


@pytest.mark.parametrize("family", FAMILIES)
def test_planted_mistakes_are_found(family: str, tmp_path: Path) -> None:
    missed: list[str] = []
    chosen: dict[str, Planted] = {name: one for name, one in planted().items() if one.rules[0].startswith(family)}
    for name, one in chosen.items():
        written = put(one.batch, tmp_path / name)
        verdict = judge(name, one, written, check(written, one.stage))
        if verdict.outcome != "found":
            missed.append(f"{name} {one.rules} {one.cell!r}: {verdict.outcome}")
    assert len(missed) <= max(1, (1 - PLANTED) * len(chosen)), missed
