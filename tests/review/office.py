"""Clean and planted forms as office files, through the whole pipeline: python -m tests.review.office OUT"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from jiheng.forms.reading import read_file
from jiheng.model.declaration import Table, to_json

from .build import Case, clean_cases
from .draw import file_of
from .planted.load import planted_cases

# id → layouts of the forms of its first file, in order
CLEAN = {
    "edu-boiler": "central",
    "edu-training-room": "central",
    "road-rural-upkeep": "central",
    "farm-tea-brand": "central_sheet",
    "it-hotline": "central_sheet",
    "emergency-stock": "columns",
    "trap-split-columns": "columns",
    "bus-subsidy": "columns_word",
    "culture-library": "columns",
    "trap-petitions": "two_sided",
    "trap-no-operator": "two_sided",
    "trap-people-times-standard": "two_sided",
    "trap-shared-cost": "two_sided",
    "trap-prose-cost": "hebei",
    "dept-education": "department",
    "dept-water-tail": "department_sheet",
    "dept-town-yuan": "department",
    "dept-urban-2021": "department",
    "fund-forestry": "hunan summary direction direction direction",
    "dir-street-grid": "direction_sheet",
    "sev-river": "self_evaluation",
    "sev-police-over": "self_evaluation",
}
PLANTED = {
    "ari-001-digits": "department",
    "ari-003-column": "department",
    "ari-004-line-above": "department",
    "ari-001-copied-line": "department",
    "ari-005-swap": "central",
    "ari-005-carry": "central",
    "ari-008-line": "summary",
    "ari-009-product": "direction",
    "ari-010-total": "direction_sheet",
    "ari-016-end": "hebei",
    "ari-017-lost": "columns",
    "cmp-002-blank": "central",
    "cmp-003-time": "columns_word",
    "cmp-006-shift": "two_sided",
    "cmp-007-value": "central_sheet",
    "con-001-shift": "two_sided",
    "con-003-swap": "department",
    "con-007-direction": "hunan summary direction direction direction",
    "con-008-training": "direction",
    "con-009-boiler": "central",
    "con-021-last-year": "central",
    "val-001-words": "central",
    "val-003-satisfaction": "columns",
    "val-006-satisfaction": "columns_word",
    "val-007-people": "central",
    "val-008-wan": "two_sided",
    "val-017-none": "central",
    "val-018-yuan": "central_sheet",
    "dup-006-twice": "central",
    "qlt-007-short": "central",
    "sev-002-high": "self_evaluation",
    "sev-006-full": "self_evaluation",
    "sev-004-low": "self_evaluation",
}


@dataclass(frozen=True)
class Drawn:
    """A case as a file, with the tables that it should be read as."""

    id: str
    name: str
    data: bytes
    tables: tuple[dict[str, Any], ...]


def _drawn(name: str, tables: list[dict[str, Any]], layouts: str) -> Drawn:
    suffix, data = file_of(list(zip(layouts.split(), tables, strict=True)))
    return Drawn(name, f"{name}.{suffix}", data, tuple(tables))


def clean_files() -> list[Drawn]:
    cases: dict[str, Case] = clean_cases()
    return [_drawn(name, cases[name].files[0][1], layouts) for name, layouts in CLEAN.items()]


def planted_files() -> list[Drawn]:
    cases = {case.id: case for case in planted_cases()}
    return [_drawn(name, cases[name].files[0][1], layouts) for name, layouts in PLANTED.items()]


def read(drawn: Drawn, folder: Path) -> list[dict[str, Any]]:
    """What jiheng reads out of the file."""
    path = folder / drawn.name
    path.write_bytes(drawn.data)
    declaration = read_file(path, source=drawn.name).declaration
    return list(msgspec.json.decode(to_json(declaration)).get("tables", []))


KEYS = ("kind", "fiscal_year", "money_unit", "budget_unit", "project_name", "implementing_unit", "project_period")
ROWS = {
    "indicators": ("level2", "name", "operator", "number", "unit", "weight", "score", "actual_text"),
    "tasks": ("name", "total", "fiscal_appropriation", "other_funds"),
    "fund_lines": ("name", "amount"),
    "cost_estimates": ("item", "amount", "calculation"),
    "goals": ("scope", "text"),
    "spending_plan": ("by", "cumulative_percent"),
}


def differences(expected: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """Where a reading differs from the drawn form in what the rules look at."""
    plain = msgspec.to_builtins(msgspec.convert(expected, Table, strict=False))
    out = [f"{k}: {plain.get(k)!r} → {got.get(k)!r}" for k in KEYS if (plain.get(k) or None) != (got.get(k) or None)]
    drawn = {k: v for k, v in (plain.get("budget") or {}).items() if v is not None}
    seen = {k: v for k, v in (got.get("budget") or {}).items() if v is not None}
    out += [
        f"budget.{k}: {drawn.get(k)} → {seen.get(k)}" for k in drawn.keys() | seen.keys() if drawn.get(k) != seen.get(k)
    ]
    for block, keys in ROWS.items():
        a = [r for r in plain.get(block) or [] if any(r.get(k) for k in keys[1:])]
        b = [r for r in got.get(block) or [] if any(r.get(k) for k in keys[1:])]
        if len(a) != len(b):
            out.append(f"{block}: {len(a)} rows → {len(b)}")
            continue
        for n, (x, y) in enumerate(zip(a, b, strict=True)):
            out += [
                f"{block}[{n}].{k}: {x.get(k)!r} → {y.get(k)!r}"
                for k in keys
                if (x.get(k) or None) != (y.get(k) or None)
            ]
    return out


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for drawn in clean_files() + planted_files():
        got = read(drawn, folder)
        if len(got) != len(drawn.tables):
            print(f"{drawn.name}: {len(drawn.tables)} forms → {len(got)}")
            continue
        for n, (a, b) in enumerate(zip(drawn.tables, got, strict=True), 1):
            for text in differences(a, b):
                print(f"{drawn.name} #{n} {text}")


if __name__ == "__main__":
    main()
