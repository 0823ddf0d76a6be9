"""The compact notation of the evaluation forms, read into tables of the declaration contract.

A YAML file holds a list of cases. A case with `kind` is one form in one file; a case with `files` is a batch:

    - id: road-upkeep
      kind: project
      year: 2024
      unit: 万元                         amounts below are in this unit, yuan in the contract
      dept: 主管部门
      by: 实施单位
      name: 项目名称
      money: total=12.5 fiscal=12.5 other=0
      goals: |                           one goal a line; `中期>` before a line for another scope; numbered when several
      indicators: |                      一级|二级|名称|值|key=text ...; an empty level repeats the one above;
                                         a row without name and value is a blank level; `@2` starts the tree of goal 2
      ties: 100*12500 == 1250000         what a careful reviewer multiplies, in yuan (for the self-check only)

    - id: two-schools
      files:
        - source: 甲.docx
          tables: [{use: form-id, set: {budget.total: 8}}, {kind: ...}]
      previous: [...]
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import yaml

from jiheng.model.declaration import Table
from jiheng.model.language import parse_operator, parse_value

HERE = Path(__file__).parent
FACTORS = {"元": Decimal(1), "万元": Decimal(10_000)}

HEADER = {
    "year": "fiscal_year",
    "unit": "money_unit",
    "dept": "competent_department",
    "dept_code": "competent_department_code",
    "by": "implementing_unit",
    "by_code": "implementing_unit_code",
    "name": "project_name",
    "code": "project_code",
    "attr": "project_attribute",
    "period": "project_period",
    "use_of": "fund_use",
}
TEXTS = [
    "subject",
    "title",
    "attachment",
    "budget_unit",
    "filing_unit",
    "unit_code",
    "parent_fund",
    "direction",
    "duties",
    "head",
    "preparer",
    "performance_contact",
    "project_leader",
    "phone",
    "monitoring_period",
    "notes",
]
MONEY = {"fiscal": "fiscal_appropriation", "other": "other_funds", "carry": "carry_over"} | {
    "gpb": "general_public_budget",
    "gov": "government_funds",
    "basic": "basic_expenditure",
    "projects": "project_expenditure",
    "revenue": "revenue_total",
    "expenditure": "expenditure_total",
    "vehicles": "three_public_vehicles",
    "overseas": "three_public_overseas",
    "reception": "three_public_reception",
    "public3": "three_public_total",
    "fund": "parent_fund_amount",
}
PLAIN_MONEY = {"execution_rate", "weight", "score"}
LEVELS1 = {"产出": "产出指标", "效益": "效益指标", "满意度": "满意度指标", "成本": "成本指标"}
LEVELS2 = {n: n + "指标" for n in ["数量", "质量", "时效", "成本", "经济成本", "社会成本", "生态环境成本"]} | {
    "经济": "经济效益指标",
    "社会": "社会效益指标",
    "生态": "生态效益指标",
    "可持续": "可持续影响指标",
    "对象": "服务对象满意度指标",
}
SCOPES = {
    "年度": "annual",
    "中期": "implementation_period",
    "全部": "annual_all_levels",
    "本级": "annual_own_level",
    "总体": "overall",
}
ROW_KEYS = {
    "b": "basis",
    "w": "weight",
    "d": "description",
    "a": "actual_text",
    "e": "expected_text",
    "s": "score",
    "v": "deviation",
    "p": "polarity",
    "l": "likelihood",
}


@dataclass
class Case:
    """Files of one call (and last year's), each a source and its tables as contract JSON."""

    id: str
    files: list[tuple[str, list[dict[str, Any]]]]
    previous: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    note: str = ""
    tags: Sequence[str] = ()
    ties: Sequence[str] = ()

    @property
    def single(self) -> bool:
        return len(self.files) == 1 and len(self.files[0][1]) == 1 and not self.previous

    def copy(self) -> Case:
        return Case(self.id, copy.deepcopy(self.files), copy.deepcopy(self.previous), self.note, self.tags, self.ties)


def converted(files: Iterable[tuple[str, list[dict[str, Any]]]]) -> list[tuple[str, tuple[Table, ...]]]:
    """The files as the checker takes them; an error where a table is not of the contract's shape."""
    return [(source, tuple(msgspec.convert(t, Table, strict=False) for t in tables)) for source, tables in files]


# --- notation ------------------------------------------------------------------------------------------------------------


def lines(block: str) -> Iterator[str]:
    """The lines of a block scalar that say something."""
    for line in block.strip().split("\n"):
        if line.strip():
            yield line.strip()


def amount(text: str, unit: str) -> str | None:
    """An amount in the form's unit, in yuan."""
    text = text.strip()
    if text in ("", "-"):
        return None
    value = (Decimal(text.replace(",", "")) * FACTORS[unit]).normalize()
    return f"{value:f}" if value else "0"


def money(text: str, unit: str) -> dict[str, str | None]:
    out: dict[str, str | None] = {}
    for word in text.split():
        key, _, value = word.partition("=")
        key = MONEY.get(key, key)
        bare = any(key == p or key.endswith("_" + p) for p in PLAIN_MONEY)
        out[key] = (value or None) if bare else amount(value, unit)
    return out


def goals(block: str, scope: str = "annual") -> list[dict[str, Any]]:
    """One goal a line; several of one scope are numbered, a single one is not."""
    found: list[dict[str, Any]] = []
    for line in lines(block):
        match = re.match(r"(\w\w)>\s*(.*)", line)
        where = SCOPES[match[1]] if match else scope
        text, _, actual = (match[2] if match else line).partition(" || ")
        found.append({"scope": where, "text": text} | ({"actual_text": actual} if actual else {}))
    for goal in found:
        of_scope = [g for g in found if g["scope"] == goal["scope"]]
        goal["number"] = of_scope.index(goal) + 1 if len(of_scope) > 1 else None
    return found


def value_parts(text: str, split: bool = False) -> dict[str, str]:
    """`value_text` and what the contract's narrow reading makes of it."""
    parts = parse_value(text)
    out = {"value_text": text}
    if split and parts.number is not None:
        out["value_text"] = parts.number
    for key in ("operator", "number", "unit"):
        if getattr(parts, key) is not None:
            out[key] = getattr(parts, key)
    return out


def indicators(block: str, split: bool = False) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    rows: list[dict[str, Any]] = []
    blank: list[dict[str, str]] = []
    level1 = level2 = ""
    goal: int | None = None
    for line in lines(block):
        if line.startswith("@"):
            goal, level1, level2 = int(line[1:]), "", ""
            continue
        first, second, name, value, *more = [f.strip() for f in line.split("|")]
        if first:
            level1, level2 = LEVELS1.get(first, first), ""
        if second:
            level2 = LEVELS2.get(second, second)
        if not name and not value:
            blank.append({"level1": level1, "level2": level2})
            continue
        row: dict[str, Any] = {"goal": goal} if goal else {}
        row |= {"level1": level1, "level2": level2, "name": name or None}
        row |= value_parts(value, split) if value else {"value_text": None}
        for extra in more:
            key, _, text = extra.partition("=")
            row[ROW_KEYS.get(key, key)] = text or None
        rows.append(row)
    return rows, blank


def columns(block: str, keys: Sequence[str], unit: str, amounts: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of `a|b|c`: one key per column, amounts in yuan, an empty cell null."""
    out = []
    for line in lines(block):
        cells = [c.strip() for c in line.split("|")]
        row = {k: (amount(c, unit) if k in amounts else c or None) for k, c in zip(keys, cells, strict=False)}
        out.append(row)
    return out


TASK = ("name", "content", "total", "fiscal_appropriation", "other_funds")
TASK_MONEY = TASK[2:]
FUND = ("number", "name", "amount", "implementation_goal", "annual_goal")
ESTIMATE = ("direction", "item", "amount", "calculation")


def table(spec: dict[str, Any]) -> dict[str, Any]:
    """A form in the notation as a TABLE of the contract."""
    unit = spec.get("unit", "万元")
    out: dict[str, Any] = {"kind": spec["kind"]}
    for key, name in HEADER.items():
        if key in spec:
            out[name] = spec[key] or None
    if out.get("fiscal_year"):
        out["fiscal_year"] = int(out["fiscal_year"])
    if spec["kind"] == "narrative":  # prose mixes 元 and 万元
        out.pop("money_unit", None)
    out |= {k: spec[k] or None for k in TEXTS if k in spec}
    out |= {k: int(spec[k]) for k in ("established_posts", "actual_staff") if k in spec}
    if "money" in spec:
        out["budget"] = money(spec["money"], unit)
    if "tasks" in spec:
        out["tasks"] = columns(spec["tasks"], TASK, unit, TASK_MONEY)
    if "work_plan" in spec:
        out["work_plan"] = columns(spec["work_plan"], ("item", "responsible", "objective"), unit, ())
    if "fund_lines" in spec:
        out["fund_lines"] = columns(spec["fund_lines"], FUND, unit, ("amount",))
        for row in out["fund_lines"]:
            row["is_section"] = row["number"] in tuple("一二三四五六")
    if "estimates" in spec:
        out["cost_estimates"] = columns(spec["estimates"], ESTIMATE, unit, ("amount",))
        if "estimate_total" in spec:
            out["cost_estimate_total"] = amount(spec["estimate_total"], unit)
    if "plan" in spec:
        steps = [step.split("=") for step in spec["plan"].split()]
        out["spending_plan"] = [{"by": by, "cumulative_percent": percent or None} for by, percent in steps]
    if "goals" in spec:
        out["goals"] = goals(spec["goals"], "overall" if spec["kind"] == "narrative" else "annual")
    if "indicators" in spec:
        out["indicators"], blank = indicators(spec["indicators"], spec.get("split") == "true")
        if blank:
            out["blank_levels"] = blank
    if "safeguards" in spec:
        out["safeguards"] = list(lines(spec["safeguards"]))
    for key in ("total_weight", "total_score"):
        if key in spec:
            out[key] = spec[key]
    if "opinions" in spec:
        out["opinions"] = columns(spec["opinions"], ("by", "text", "date"), unit, ())
    if "extra" in spec:
        out["extra"] = columns(spec["extra"], ("label", "text"), unit, ())
    return out


# --- paths ---------------------------------------------------------------------------------------------------------------

STEP = re.compile(r"([a-z_0-9]+)(?:\[([^\]]*)\])?")
SHORT = {"i": "indicators", "t": "tasks", "g": "goals", "f": "fund_lines", "c": "cost_estimates", "w": "work_plan"}


def row_index(rows: Sequence[dict[str, Any]], key: str) -> int:
    """The index of a row by number, or by a text that only its name (item, text) contains."""
    if re.fullmatch(r"\d+", key):
        return int(key)
    label = ("name", "item", "text", "by")
    found = [n for n, row in enumerate(rows) if any(key in (row.get(k) or "") for k in label)]
    exact = [n for n, row in enumerate(rows) if any(key == row.get(k) for k in label)]
    assert len(exact or found) == 1, f"{key}: {len(found)} rows"
    return (exact or found)[0]


def resolved(form: dict[str, Any], path: str) -> str:
    """A path with row names as the contract's path with indexes; `i[名称]` for `indicators[n]`."""
    out = []
    at: Any = form
    for part in path.split("."):
        match = STEP.fullmatch(part)
        assert match, path
        name = SHORT.get(match[1], match[1]) if match[2] is not None else match[1]
        if match[2] is None:
            out.append(name)
            at = at.get(name) if isinstance(at, dict) else None
        else:
            rows = (at or {}).get(name) or []
            n = row_index(rows, match[2])
            out.append(f"{name}[{n}]")
            at = rows[n] if n < len(rows) else None
    return ".".join(out)


def parent(form: dict[str, Any], path: str) -> tuple[Any, str | int]:
    """The container and key that a path ends in."""
    at: Any = form
    steps: list[str | int] = []
    for part in resolved(form, path).split("."):
        match = STEP.fullmatch(part)
        assert match
        steps += [match[1]] + ([int(match[2])] if match[2] is not None else [])
    for step in steps[:-1]:
        if isinstance(step, str) and step not in at:
            at[step] = {}
        at = at[step]
    return at, steps[-1]


AMOUNTS = {*TASK_MONEY, "amount", "cost_estimate_total"}


def is_amount(path: str) -> bool:
    last = path.split(".")[-1]
    if path.startswith("budget."):
        return not any(last == p or last.endswith("_" + p) for p in PLAIN_MONEY)
    return last in AMOUNTS


def assign(form: dict[str, Any], path: str, text: str | None) -> None:
    """Set a value as a person types it: amounts in the form's unit, an indicator's value with all its parts."""
    at, key = parent(form, path)
    if key == "value_text":
        for part in ("operator", "number", "unit"):
            at.pop(part, None)
        at.update(value_parts(text) if text else {"value_text": None})
        return
    if text is not None and is_amount(resolved(form, path)):
        text = amount(text, form.get("money_unit", "万元"))
    if key in ("fiscal_year", "established_posts", "actual_staff") and text is not None:
        at[key] = int(text)
        return
    at[key] = text or None


def number(text: str) -> str:
    """A value without its operator sign."""
    return text[1:] if text and parse_operator(text[0]) else text


# --- cases ---------------------------------------------------------------------------------------------------------------


def load(path: Path) -> list[dict[str, Any]]:
    """A YAML file with every scalar as text."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return data or []


def _table_of(spec: dict[str, Any], singles: dict[str, Case]) -> dict[str, Any]:
    if "use" not in spec:
        return table(spec)
    form = copy.deepcopy(singles[spec["use"]].files[0][1][0])
    for path, text in spec.get("set", {}).items():
        assign(form, path, text)
    if "indicators" in spec:
        form["indicators"], blank = indicators(spec["indicators"])
        form.pop("blank_levels", None)
        if blank:
            form["blank_levels"] = blank
    if "goals" in spec:
        form["goals"] = goals(spec["goals"])
    return form


def _files(specs: list[dict[str, Any]], singles: dict[str, Case]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(s["source"], [_table_of(t, singles) for t in s["tables"]]) for s in specs]


def clean_cases() -> dict[str, Case]:
    """All clean forms and batches by id, single forms first."""
    specs = [spec for path in sorted((HERE / "clean").glob("*.yaml")) for spec in load(path)]
    singles = {}
    for spec in specs:
        if "kind" in spec:
            ties = list(lines(spec.get("ties", "")))
            case = Case(spec["id"], [(spec.get("source", spec["id"] + ".docx"), [table(spec)])], ties=ties)
            case.note, case.tags = spec.get("note", ""), spec.get("tags", "").split()
            assert spec["id"] not in singles, spec["id"]
            singles[spec["id"]] = case
    cases = dict(singles)
    for spec in specs:
        if "files" in spec:
            case = Case(spec["id"], _files(spec["files"], singles), _files(spec.get("previous", []), singles))
            case.note, case.tags = spec.get("note", ""), spec.get("tags", "").split()
            assert spec["id"] not in cases, spec["id"]
            cases[spec["id"]] = case
    return cases
