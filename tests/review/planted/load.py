"""Planted mistakes: a clean case, the edits that a careless person would make, the rules that should see it.

- id: ari-001-task-digits
  from: clean-case-id
  do:                              edits, in order; a path may name its row: `i[名称]` for `indicators[n]`
    - set: {t[道路]: ..., budget.total: 88}
    - replace: {goals[0].text: [旧, 新]}
    - copy: [i[名称], 5]           the row again at that place (or right behind it)
    - add: "产出|数量|名称|值"      indicators behind those of the same level 2
    - remove: [i[名称]]
  in: 2                            the table of a batch that the edits are for (counted from 1 over all files)
  rules: ARI-001 ARI-013           any of them counts; the first is the one meant
  severity: error                  several may do
  at: [budget.total]               one of them (or a cell of that row) must be among the finding's places
  stage: publication
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..build import assign, clean_cases, columns, indicators, load, parent, resolved, row_index, table

HERE = Path(__file__).parent


@dataclass
class Planted:
    """A case with one deliberate mistake."""

    id: str
    files: list[tuple[str, list[dict[str, Any]]]]
    previous: list[tuple[str, list[dict[str, Any]]]]
    rules: tuple[str, ...]
    severities: tuple[str, ...]
    at: tuple[str, ...]
    note: str = ""
    stage: str = "filing"
    tags: tuple[str, ...] = field(default=())

    @property
    def main(self) -> str:
        return self.rules[0]


def _rows(form: dict[str, Any], path: str) -> tuple[list[dict[str, Any]], int]:
    at, key = parent(form, path)
    return at, int(key)


def _add(form: dict[str, Any], block: str) -> None:
    for line in block.strip().split("\n"):
        row = indicators(line)[0][0]
        rows = form["indicators"]
        same = [n for n, r in enumerate(rows) if (r.get("level1"), r.get("level2")) == (row["level1"], row["level2"])]
        if "goal" in rows[0]:
            row["goal"] = rows[0]["goal"]
        rows.insert(same[-1] + 1 if same else len(rows), row)


def edit(form: dict[str, Any], step: dict[str, Any]) -> None:
    """One edit of a form."""
    for verb, what in step.items():
        if verb == "set":
            before = copy.deepcopy(form)
            for path, text in what.items():
                try:
                    found = resolved(form, path)
                except AssertionError:  # the row was renamed by this very step
                    found = resolved(before, path)
                assign(form, found, text)
        elif verb == "replace":
            for path, (old, new) in what.items():
                at, key = parent(form, path)
                assert old in (at[key] or ""), f"{path}: {old!r} not in {at[key]!r}"
                assign(form, path, at[key].replace(old, new))
        elif verb == "copy":
            rows, n = _rows(form, what[0])
            rows.insert(int(what[1]) if len(what) > 1 else n + 1, copy.deepcopy(rows[n]))
        elif verb == "move":
            rows, n = _rows(form, what[0])
            rows.insert(int(what[1]), rows.pop(n))
        elif verb == "add":
            _add(form, what)
        elif verb == "remove":
            for path in what:
                rows, n = _rows(form, path)
                del rows[n]
        elif verb == "clear":
            for key in what:
                form.pop(key)
        elif verb == "empty":
            for key in what:
                form[key] = []
        elif verb == "append":
            for key, values in what.items():
                form.setdefault(key, []).extend(values)
        elif verb == "task":
            names = ("name", "content", "total", "fiscal_appropriation", "other_funds")
            form["tasks"] += columns(what, names, form.get("money_unit", "万元"), names[2:])
        else:
            raise AssertionError(verb)


def _tables(files: list[tuple[str, list[dict[str, Any]]]]) -> Iterator[dict[str, Any]]:
    for _, tables in files:
        yield from tables


def _place(files: list[tuple[str, list[dict[str, Any]]]], number: int) -> tuple[list[dict[str, Any]], int]:
    """The file's tables and the index of table `number`, counted over all files."""
    for _, tables in files:
        if number <= len(tables):
            return tables, number - 1
        number -= len(tables)
    raise AssertionError(number)


def planted(spec: dict[str, Any], cases: dict[str, Any]) -> Planted:
    """A planted case out of its specification."""
    if "from" in spec:
        case = cases[spec["from"]].copy()
        files, previous = case.files, case.previous
    else:
        files, previous = [(spec["id"] + ".docx", [table(spec["form"])])], []
    for other in spec.get("with", []):
        extra = cases[other["use"]].copy().files
        made = [(other.get("source", source), tables) for source, tables in extra]
        for step in other.get("do", []):
            edit(made[0][1][0], step)
        (previous if other.get("previous") == "true" else files).extend(made)
    if "copy_table" in spec:
        tables, n = _place(files, int(spec["copy_table"]))
        tables.append(copy.deepcopy(tables[n]))
    forms = list(_tables(files))
    form = forms[int(spec.get("in", 1)) - 1]
    for step in spec.get("do", []):
        step = dict(step)
        edit(forms[int(step.pop("in", spec.get("in", 1))) - 1], step)
    for step in spec.get("last_year", []):
        edit(previous[0][1][0], step)
    if "drop_table" in spec:
        tables, n = _place(files, int(spec["drop_table"]))
        del tables[n]
    at = tuple(_resolved_anywhere(forms, form, path) for path in spec.get("at", []))
    return Planted(
        spec["id"],
        files,
        previous,
        tuple(spec["rules"].split()),
        tuple(spec.get("severity", "error warning advice").split()),
        at,
        spec.get("note", ""),
        spec.get("stage", "filing"),
        tuple(spec.get("tags", "").split()),
    )


def _resolved_anywhere(forms: list[dict[str, Any]], form: dict[str, Any], path: str) -> str:
    """The path with indexes; `n>path` for table n of the batch."""
    if ">" in path:
        n, _, path = path.partition(">")
        form = forms[int(n) - 1]
    return resolved(form, path)


def planted_cases() -> list[Planted]:
    """All planted cases in the order of the files."""
    cases = clean_cases()
    specs = [spec for path in sorted(HERE.glob("*.yaml")) for spec in load(path)]
    made, wrong = [], []
    for spec in specs:
        try:
            made.append(planted(spec, cases))
        except Exception as error:
            wrong.append(f"{spec.get('id')}: {error}")
    assert not wrong, "\n".join(wrong)
    ids = [p.id for p in made]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    return made


__all__ = ["Planted", "edit", "planted", "planted_cases", "row_index"]
