"""Every case of every rule: what must be said, and what must not."""

from __future__ import annotations

from collections import Counter

import pytest

from jiheng.rules.registry import all_rules
from tests.rules.cases import Case, all_cases, mended, places

FEWEST = 3
"""Cases that fire, and cases that do not, of every rule."""


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.rule}: {case.name}")
def test_case(case: Case) -> None:
    files = case.files()
    findings = case.run()
    assert [(place_list(case, files, finding)) for finding in findings] == [one["where"] for one in case.expected], [
        finding.message for finding in findings
    ]
    for finding, due in zip(findings, case.expected, strict=True):
        assert due.get("says", "") in finding.message
        assert "severity" not in due or finding.severity == due["severity"]
        for key in ("printed", "computed", "difference"):
            assert key not in due or getattr(finding, key) == str(due[key]), key
        if "fix" in due:
            assert finding.fix is not None
            assert {finding.fix.path: str(finding.fix.value)} == {
                path: str(value) for path, value in due["fix"].items()
            }
        if finding.fix is not None:
            assert all(
                one.id != finding.id and one.where[0] != finding.where[0] for one in case.run(mended(files, finding))
            )


def place_list(case: Case, files: list, finding) -> list[str]:  # type: ignore[no-untyped-def, type-arg]
    """The places of a finding, as many as the case names."""
    due = next((one["where"] for one in case.expected if one["where"][0] == places(files, finding)[0]), None)
    found = places(files, finding)
    return found[: len(due)] if due else found


@pytest.mark.parametrize("rule", all_rules())
def test_every_rule_has_cases_that_fire_and_cases_that_do_not(rule: str) -> None:
    counts = Counter(bool(case.expected) for case in all_cases() if case.rule == rule)
    assert counts[True] >= FEWEST
    assert counts[False] >= FEWEST


def test_every_case_belongs_to_a_rule() -> None:
    assert {case.rule for case in all_cases()} <= set(all_rules())
