"""Every real form: the reading a person made, the whole reading, the cell of every value, and the ledger's sums."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from jiheng.forms.ledger import Became, Why
from tests import scoring
from tests.golden.cases import Case, all_cases, document_of, plain, reading_of, shown
from tests.golden.places import Places, value_at

CASES = all_cases()
IN_A_FORM = {Why.REPEATED_HEAD, Why.HEADING, Why.INSTRUCTION, Why.SIGNATURE, Why.FILLER, Why.PAGE_FURNITURE}
"""The last one only between the pages of a form."""
MOST_IGNORED = 0.05
"""The largest share of a filled form's texts that may be set aside."""
MOST_OF_A_BLANK = 0.6
"""Of a blank one: it has few texts, and many of them are place holders."""


def named(cases: list[Case]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=[case.slug for case in cases])


def test_every_example_is_a_case(examples: Any) -> None:
    files = {file for file in examples.rglob("*") if file.is_file() and file.suffix != ".md"}
    assert files == {case.source for case in CASES if case.source.is_relative_to(examples)}


@named([case for case in CASES if case.f1 is not None])
def test_facts_of_the_hand_made_reading(case: Case) -> None:
    hit, want, got, missing, extra = scoring.compare(case.gold, plain(case))
    right, wanted, read = sum(hit.values()), sum(want.values()), sum(got.values())
    f1 = 2 * right / (wanted + read)
    print(f"{case.slug}: F1 {f1:.4f}, {right} of {wanted} facts, {read - right} invented")
    told = [f"missing {item}" for item in missing[:20]] + [f"invented {item}" for item in extra[:20]]
    assert case.f1 is not None
    assert f1 >= case.f1, "\n".join(told)


@named(CASES)
def test_the_whole_reading(case: Case, request: pytest.FixtureRequest) -> None:
    reading = plain(case)
    if request.config.getoption("--update-golden"):
        case.expected.write_text(shown(reading) + "\n", encoding="utf-8")
    assert case.expected.exists(), f"{case.slug} 没有 expected.json：用 pytest --update-golden 写出，看过再提交"
    assert reading == json.loads(case.expected.read_text(encoding="utf-8"))


@named(CASES)
def test_every_value_stands_in_its_cell(case: Case) -> None:
    places = Places(document_of(case))
    declaration, seen = plain(case), reading_of(case).declaration
    wrong = []
    for number, table in enumerate(declaration["tables"]):
        cells = seen.tables[number].cells or {}  # type: ignore[index]
        for path, at in cells.items():
            value = value_at(table, path)
            if value in (None, "", []) or isinstance(value, dict):
                continue
            if not places.prints(at, path, value):
                wrong.append(f"{path}: {value!r} is not in {places.texts(at)!r} ({at})")
    assert not wrong, f"{len(wrong)} places, such as:\n" + "\n".join(wrong[:20])


NO_CELL = {
    "kind", "subject", "money_unit", "fiscal_year", "scope", "number", "goal", "is_section", "truncated", "by",
    "operator", "unit", "cells", "blank_levels", "extra", "signatures", "deviation_causes", "history",
}  # fmt: skip
"""What has a place of its own kind (`at`), is inferred, or is a part of a value that has its cell."""


@named(CASES)
def test_every_value_has_a_cell(case: Case) -> None:
    lacking = [
        f"tables[{number}].{path}"
        for number, table in enumerate(plain(case)["tables"])
        for path in _leaves(table)
        if path not in table.get("cells", {})
    ]
    assert not lacking, f"{len(lacking)} values without a cell, such as:\n" + "\n".join(lacking[:20])


def _leaves(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [
            leaf
            for key, item in value.items()
            if key not in NO_CELL
            for leaf in _leaves(item, f"{path}.{key}" if path else key)
        ]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in _leaves(item, f"{path}[{index}]")]
    return [] if value in (None, "") else [path]


@named(CASES)
def test_the_ledger_adds_up(case: Case) -> None:
    ledger = reading_of(case).ledger
    counts = ledger.counts()
    ignored = counts[Became.IGNORED] / max(sum(counts.values()), 1)
    reasons = Counter(entry.why for entry in ledger.entries if entry.became is Became.IGNORED)
    print(f"{case.slug}: {dict(counts)}, ignored {ignored:.1%} ({dict(reasons)})")
    assert sum(counts.values()) == Places(document_of(case)).count
    assert case.book or ignored <= (MOST_OF_A_BLANK if case.blank else MOST_IGNORED)
    assert set(reasons) <= {why.value for why in Why}
    inside = {entry.why for entry in ledger.entries if entry.became is Became.IGNORED and entry.table is not None}
    assert inside <= {why.value for why in IN_A_FORM}


@named(CASES)
def test_nothing_is_left_over(case: Case) -> None:
    reading = reading_of(case)
    assert [entry.text for entry in reading.ledger.left_over()] == []
    assert reading.declaration.complete is True


@named([case for case in CASES if case.blank])
def test_a_blank_form_has_no_values(case: Case) -> None:
    tables = plain(case)["tables"]
    assert tables
    printed = {
        "kind",
        "subject",
        "title",
        "attachment",
        "money_unit",
        "fiscal_year",
        "blank_levels",
        "signatures",
        "cells",
    }
    for table in tables:
        filled = {
            key: value for key, value in table.items() if key not in printed and key != "extra" and _leaves(value)
        }
        assert filled == {}
        assert [item for item in table.get("extra") or [] if item.get("text")] == []
        assert not table.get("indicators")
