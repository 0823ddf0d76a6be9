"""Mutations over any clean form: single mistakes that a checker must see, and changes that mean nothing."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jiheng.model.language import parse_value

from .build import FACTORS, TASK_MONEY, value_parts

Form = dict[str, Any]


@dataclass(frozen=True)
class Mutant:
    """A changed form; `touched` are the paths where a finding about the change may point."""

    label: str
    form: Form
    touched: tuple[str, ...] = ()


def plain(value: Decimal) -> str:
    value = value.normalize()
    return f"{value:f}" if value else "0"


def _scaled(text: str, change: Callable[[Decimal], Decimal]) -> str:
    return plain(change(Decimal(text)))


# --- amounts covered by a sum ---------------------------------------------------------------------------------------------

PARTS = ("fiscal_appropriation", "general_public_budget", "government_funds", "other_funds", "carry_over")


def covered_amounts(form: Form) -> Iterator[tuple[str, str]]:
    """The amounts of a form that a sum of the form itself fixes: (path, yuan)."""
    budget = form.get("budget") or {}
    tasks = form.get("tasks") or []
    if form["kind"] in ("monitoring", "self_evaluation"):
        return
    parts = [k for k in PARTS if budget.get(k) is not None]
    if budget.get("total") is not None and parts:
        yield "budget.total", budget["total"]
        yield from ((f"budget.{k}", budget[k]) for k in parts)
    if len(tasks) > 1 and budget.get("total") is not None and all(t.get("total") is not None for t in tasks):
        for n, task in enumerate(tasks):
            yield f"tasks[{n}].total", task["total"]
            sources = [k for k in TASK_MONEY[1:] if task.get(k) is not None]
            yield from ((f"tasks[{n}].{k}", task[k]) for k in sources)
    for key in ("basic_expenditure", "project_expenditure", "expenditure_total", "revenue_total"):
        if budget.get(key) is not None and (budget.get("expenditure_total") or budget.get("total")):
            yield f"budget.{key}", budget[key]
    if budget.get("three_public_total") is not None:
        for key in ("three_public_total", "three_public_vehicles", "three_public_reception"):
            if budget.get(key) is not None:
                yield f"budget.{key}", budget[key]
    lines = form.get("fund_lines") or []
    yield from ((f"fund_lines[{n}].amount", line["amount"]) for n, line in enumerate(lines))
    estimates = form.get("cost_estimates") or []
    if form.get("cost_estimate_total") is not None:
        yield "cost_estimate_total", form["cost_estimate_total"]
        yield from ((f"cost_estimates[{n}].amount", e["amount"]) for n, e in enumerate(estimates))


def put(form: Form, path: str, value: Any) -> Form:
    """A copy of the form with one value changed."""
    made = copy.deepcopy(form)
    at: Any = made
    steps: list[str | int] = []
    for name, index in re.findall(r"([a-z_0-9]+)(?:\[(\d+)\])?", path):
        steps += [name] + ([int(index)] if index else [])
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = value
    return made


def _transposed(text: str) -> str | None:
    """The number with two neighbouring different digits swapped, the last such pair."""
    for n in range(len(text) - 2, -1, -1):
        a, b = text[n], text[n + 1]
        if a.isdigit() and b.isdigit() and a != b and not (n == 0 and b == "0"):
            return text[:n] + b + text[n + 1 :].replace(b, a, 1)
    return None


def change_amount(form: Form) -> Iterator[Mutant]:
    """One amount covered by a sum: ten times, a tenth, two digits swapped, one unit more, five per cent off."""
    unit = FACTORS[form.get("money_unit", "万元")]
    for path, yuan in covered_amounts(form):
        value = Decimal(yuan)
        if not value:
            yield Mutant(f"{path} 0→{plain(12 * unit)}", put(form, path, plain(12 * unit)), (path,))
            continue
        made = {"×10": value * 10, "÷10": value / 10, "+1": value + unit, "+5%": value * Decimal("1.05")}
        printed = plain(value / unit)
        if swapped := _transposed(printed):
            made["swap"] = Decimal(swapped) * unit
        for label, new in made.items():
            yield Mutant(f"{path} {label}", put(form, path, plain(new)), (path,))


# --- indicators -----------------------------------------------------------------------------------------------------------

NEGATIVE = re.compile(
    r"发生率|发生数|投诉|事故|漏损|差错|死亡|伤亡|受害率|报废|失业率|时限|响应时间|成本$|费用$|单价$|纠纷"
)
POSITIVE = re.compile(r"满意度|合格率|覆盖率|准确率|完好率|知晓率|达标率|规范率|受益|增长率|接待|完整率|成活率")
FLIPPED = {">=": "<=", "<=": ">="}
SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": "＞", "<": "＜"}


def flip_operator(form: Form) -> Iterator[Mutant]:
    """≥ for ≤ and the reverse where the name leaves no doubt which is meant."""
    for n, row in enumerate(form.get("indicators") or []):
        operator, name = row.get("operator"), row.get("name") or ""
        if operator not in FLIPPED or row.get("number") is None:
            continue
        if (operator == ">=" and POSITIVE.search(name)) or (operator == "<=" and NEGATIVE.search(name)):
            made = copy.deepcopy(form)
            target = made["indicators"][n]
            target["operator"] = FLIPPED[operator]
            if parse_value(row["value_text"]).operator:
                target["value_text"] = SIGNS[FLIPPED[operator]] + row["number"] + (row.get("unit") or "")
            yield Mutant(f"{name} {operator}→{FLIPPED[operator]}", made, (f"indicators[{n}]",))


WRONG_UNITS = {
    "%": ("", "个", "万元"),
    "万元": ("万", "%", "元", ""),
    "元": ("万元", "", "%"),
    "人": ("%", "", "元"),
    "台": ("%", "", "万元"),
    "场": ("%", ""),
    "公里": ("%", "", "人"),
}


def change_unit(form: Form) -> Iterator[Mutant]:
    """The unit of one value lost or taken from another kind of thing."""
    for n, row in enumerate(form.get("indicators") or []):
        unit, number = row.get("unit"), row.get("number")
        if number is None or unit is None:
            continue
        for wrong in WRONG_UNITS.get(unit, ()):
            made = copy.deepcopy(form)
            target = made["indicators"][n]
            if parse_value(row["value_text"]).unit:
                target["value_text"] = row["value_text"].replace(unit, wrong)
            target.pop("unit")
            if wrong:
                target["unit"] = wrong
            yield Mutant(f"{row['name']} {unit}→{wrong or '无'}", made, (f"indicators[{n}]",))


HEADERS = ["project_name", "competent_department", "implementing_unit", "budget_unit", "fiscal_year"]


def drop_cell(form: Form) -> Iterator[Mutant]:
    """One required cell blank: a header field, the total, a goal, the value or the name of an indicator, a task's total."""
    for key in HEADERS:
        if form.get(key):
            yield Mutant(key, put(form, key, None) if key != "fiscal_year" else _without(form, key), (key,))
    if (form.get("budget") or {}).get("total") is not None:
        yield Mutant("budget.total", put(form, "budget.total", None), ("budget",))
    if len(form.get("goals") or []) == 1:
        yield Mutant("goals[0].text", put(form, "goals[0].text", None), ("goals",))
    for n, row in enumerate(form.get("indicators") or []):
        for key in ("value_text", "name"):
            made = put(form, f"indicators[{n}].{key}", None)
            if key == "value_text":
                for part in ("operator", "number", "unit"):
                    made["indicators"][n].pop(part, None)
            yield Mutant(f"{row['name']} {key}", made, (f"indicators[{n}]",))
    for n, task in enumerate(form.get("tasks") or []):
        if task.get("total") is not None:
            yield Mutant(f"tasks[{n}].total", put(form, f"tasks[{n}].total", None), (f"tasks[{n}]", "budget"))


def _without(form: Form, key: str) -> Form:
    made = copy.deepcopy(form)
    made.pop(key)
    return made


def copy_row(form: Form) -> Iterator[Mutant]:
    """An indicator, a task, a fund or an estimate line entered twice."""
    for key in ("indicators", "tasks", "fund_lines", "cost_estimates"):
        for n, row in enumerate(form.get(key) or []):
            made = copy.deepcopy(form)
            made[key].insert(n + 1, copy.deepcopy(row))
            label = row.get("name") or row.get("item") or ""
            yield Mutant(
                f"{key}[{n}] {label}", made, (f"{key}[{n}]", f"{key}[{n + 1}]", "budget", "cost_estimate_total")
            )


# --- the same meaning -----------------------------------------------------------------------------------------------------


def reorder(form: Form) -> Iterator[Mutant]:
    """Indicators turned round within their level 2, tasks turned round."""
    rows = form.get("indicators") or []
    if rows:
        made = copy.deepcopy(form)
        groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for row in made["indicators"]:
            groups.setdefault((row.get("goal"), row.get("level1"), row.get("level2")), []).append(row)
        made["indicators"] = [row for group in groups.values() for row in reversed(group)]
        if made["indicators"] != rows:
            yield Mutant("indicators", made)
    if len(form.get("tasks") or []) > 1 and form["kind"] != "narrative":
        made = copy.deepcopy(form)
        made["tasks"].reverse()
        yield Mutant("tasks", made)


TEXT_KEYS = ["name", "level1", "level2", "text", "content", "item", "description", "basis", "objective", "calculation"]


def _mapped(at: Any, change: Callable[[str, str], str], key: str = "") -> Any:
    if isinstance(at, dict):
        return {k: _mapped(v, change, k) for k, v in at.items()}
    if isinstance(at, list):
        return [_mapped(v, change, key) for v in at]
    return change(key, at) if isinstance(at, str) else at


def white_space(form: Form) -> Iterator[Mutant]:
    """A line break in the middle of level names and goals, blanks round values."""

    def broken(key: str, text: str) -> str:
        if key not in ("level1", "level2", "text"):
            return text
        return re.sub(r"^(.{2,}?[一-龥])(?=[一-龥])", r"\1\n", text, count=1)

    yield Mutant("line breaks", _mapped(form, broken))

    def spaced(key: str, text: str) -> str:
        return f" {text}　" if key in (*TEXT_KEYS, "value_text") else text

    yield Mutant("blanks", _mapped(form, spaced))


WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%.()"}


def full_width(form: Form) -> Iterator[Mutant]:
    """Digits, letters, % and brackets of the texts in full width; numbers of the contract stay."""
    keys = (*TEXT_KEYS, "value_text", "actual_text", "expected_text", "project_name", "project_period")
    yield Mutant("wide", _mapped(form, lambda key, text: text.translate(WIDE) if key in keys else text))
    narrow = str.maketrans("（）：，；", "():,;")
    yield Mutant("narrow", _mapped(form, lambda key, text: text.translate(narrow) if key in TEXT_KEYS else text))


def money_unit(form: Form) -> Iterator[Mutant]:
    """The form in 元 instead of 万元 or the reverse: money unit and the money values with their unit."""
    unit = form.get("money_unit")
    if unit not in FACTORS or _has_tail(form):  # a tail of rounding depends on the unit that rounds
        return
    other = "元" if unit == "万元" else "万元"
    made = copy.deepcopy(form)
    made["money_unit"] = other
    for row in made.get("indicators") or []:
        if row.get("unit") == unit and row.get("number") is not None:
            number = plain(Decimal(row["number"]) * FACTORS[unit] / FACTORS[other])
            sign = SIGNS.get(row.get("operator", ""), "")
            if parse_value(row["value_text"]).unit:
                row.update(value_parts(sign + number + other))
            else:
                row.update(value_text=number, number=number, unit=other)
    yield Mutant(f"{unit}→{other}", made)


def _has_tail(form: Form) -> bool:
    tasks = [Decimal(t["total"]) for t in form.get("tasks") or [] if t.get("total")]
    total = (form.get("budget") or {}).get("total")
    return bool(tasks) and total is not None and form["kind"] != "narrative" and sum(tasks) != Decimal(total)


SPELLINGS = {">=": (">=", "＞=", "≧", "⩾"), "<=": ("<=", "＜=", "≦", "⩽"), "=": ("＝",), ">": (">", "＞"), "<": ("<",)}


def operator_spelling(form: Form) -> Iterator[Mutant]:
    """≥ as >=, ＞=, ≧; the canonical operator stays."""
    for pick in range(4):
        made = copy.deepcopy(form)
        changed = False
        for row in made.get("indicators") or []:
            for text in ("≥", "≤", "="):
                if (row.get("value_text") or "").startswith(text):
                    canonical = parse_value(text).operator or ""
                    options = SPELLINGS[canonical]
                    row["value_text"] = options[pick % len(options)] + row["value_text"][1:]
                    changed = True
        if changed:
            yield Mutant(f"spelling {pick}", made)


MISTAKES: dict[str, Callable[[Form], Iterator[Mutant]]] = {
    f.__name__: f for f in (change_amount, flip_operator, change_unit, drop_cell, copy_row)
}
SAME: dict[str, Callable[[Form], Iterator[Mutant]]] = {
    f.__name__: f for f in (reorder, white_space, full_width, money_unit, operator_spelling)
}
