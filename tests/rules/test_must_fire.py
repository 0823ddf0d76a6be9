"""The mistakes that are really in the examples are found, at their lines."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from jiheng.forms.reading import read_file
from jiheng.model.finding import Finding
from jiheng.rules.check import File, Settings, check_files
from tests.conftest import ROOT

LEDGER = [
    json.loads(line) for line in (Path(__file__).parent / "must-fire.jsonl").read_text(encoding="utf-8").splitlines()
]
_NEAR = 1
"""Lines by which a place may be off."""


@cache
def findings(name: str) -> list[Finding]:
    reading = read_file(ROOT / "examples/text" / name)
    result = check_files([File(name, reading.declaration.tables or (), blanks=reading.blanks)], Settings())
    assert [crash.detail for crash in result.crashes] == []
    return result.findings


@pytest.mark.parametrize("row", LEDGER, ids=lambda row: f"{row['file'][:6]}:{row['lines'][0]} {'/'.join(row['rules'])}")
def test_fires(row: dict) -> None:  # type: ignore[type-arg]
    lines = {line + off for line in row["lines"] for off in range(-_NEAR, _NEAR + 1)}
    hits = [
        one
        for one in findings(row["file"])
        if one.rule in row["rules"] and any(place.at is not None and place.at.line in lines for place in one.where)
    ]
    assert hits
