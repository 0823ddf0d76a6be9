"""A binding read in one direction: the declaration's table out of the cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from jiheng.forms.binding import Binding, Path, Slot
from jiheng.model.declaration import (
    BlankLevel,
    CostEstimate,
    FundLine,
    Goal,
    History,
    Indicator,
    Kind,
    Labelled,
    Opinion,
    Scope,
    SpendingStep,
    Table,
    Task,
    WorkItem,
)
from jiheng.model.language import (
    fold,
    is_blank,
    parse_amount,
    parse_count,
    parse_number,
    parse_operator,
    parse_value,
    tidy,
    tidy_line,
    year_of_title,
    years_of_prose,
)
from jiheng.model.location import Location

_TICKED = "☑☒✓✔√■●⊙◉"
_BOXES = _TICKED + "☐□○◯▢◻"


def _text(slot: Slot, _: str | None) -> str | None:
    return None if is_blank(slot.text) else tidy(slot.text)


def _line(slot: Slot, _: str | None) -> str | None:
    return None if is_blank(slot.text) else tidy_line(slot.text)


def _level(slot: Slot, _: str | None) -> str | None:
    return None if is_blank(slot.text) else re.sub(r"\s+", "", slot.text)


def _amount(slot: Slot, unit: str | None) -> Decimal | None:
    amount = parse_amount(slot.text, slot.unit if slot.unit not in (None, "%") else unit)
    return amount.yuan if amount is not None else None


def _count(slot: Slot, _: str | None) -> int | str | None:
    return parse_count(slot.text)


def _number(slot: Slot, _: str | None) -> Decimal | None:
    return None if is_blank(slot.text) else parse_number(slot.text)


def _year(slot: Slot, _: str | None) -> int | None:
    return year_of_title(slot.text)


def _attachment(slot: Slot, _: str | None) -> str | None:
    return tidy_line(slot.text).rstrip(":：") or None


def _unit_line(slot: Slot, _: str | None) -> str | None:
    match = re.search(r"(亿元|万元|千元|元)", fold(slot.text))
    return match[1] if match else None


def _operator(slot: Slot, _: str | None) -> str | None:
    return parse_operator(slot.text)


def _unit(slot: Slot, _: str | None) -> str | None:
    if is_blank(slot.text) and slot.text.strip() != "/":
        return None
    text = tidy_line(slot.text)
    return None if is_blank(text) else text.strip("()（）")


def choice(text: str) -> str | None:
    """The ticked options of `☑新增项目 □延续项目`, without marks and numbers; None when none is ticked."""
    if not any(mark in text for mark in _BOXES):
        return None if is_blank(text) else tidy_line(text)
    stripped = text.strip()
    before = stripped[0] in _BOXES or bool(re.match(rf"[\d一二三四五六（(）).、\s]*[{_BOXES}]", stripped))
    if before:
        parts = re.findall(rf"([{_BOXES}])\s*([^{_BOXES}]*)", stripped)
    else:
        parts = [(mark, name) for name, mark in re.findall(rf"([^{_BOXES}]+)\s*([{_BOXES}])", stripped)]
    chosen = []
    for mark, name in parts:
        bare = re.sub(r"^[\s(（]*(?:\d+|[①-⑳])\s*[)）.、．]\s*", "", name).strip(" \n\t、,，;；/()（）\u3000")
        if mark in _TICKED and bare:
            chosen.append(tidy_line(bare))
    return "、".join(chosen) or None


def _choice(slot: Slot, _: str | None) -> str | None:
    return choice(slot.text)


CODECS: Mapping[str, Callable[[Slot, str | None], Any]] = {
    "text": _text,
    "line": _line,
    "line_text": _line,
    "name": _line,
    "value": _line,
    "level": _level,
    "amount": _amount,
    "count": _count,
    "number": _number,
    "year": _year,
    "attachment": _attachment,
    "unit_line": _unit_line,
    "operator": _operator,
    "unit": _unit,
    "choice": _choice,
    "tick": lambda slot, _: tidy_line(slot.text),
}
"""What each spelling means: the slot and the form's money unit → the value, None where it says nothing."""

STRICT = frozenset(("amount", "count", "number", "year"))
"""Spellings that not every text is: what they do not understand is left over."""

ROW_TYPES: Mapping[str, type] = {
    "tasks": Task,
    "work_plan": WorkItem,
    "fund_lines": FundLine,
    "spending_plan": SpendingStep,
    "cost_estimates": CostEstimate,
    "goals": Goal,
    "indicators": Indicator,
    "blank_levels": BlankLevel,
    "opinions": Opinion,
    "extra": Labelled,
    "signatures": Labelled,
}
"""The records of each list of a table."""


@lru_cache(maxsize=65536)
def path_name(path: Path) -> str:
    """A path as the contract writes it: `indicators[3].weight`."""
    name = str(path[0])
    for part in path[1:]:
        name += f"[{part}]" if isinstance(part, int) else f".{part}"
    return name


def money_unit_of(binding: Binding) -> str | None:
    """The unit that amounts are printed in: by a head, else by all amounts that print their own alike."""
    slot = binding.by_path.get(("money_unit",))
    if slot is not None:
        unit = _unit_line(slot, None)
        if unit is not None:
            return unit
    if binding.money_unit is not None:
        return binding.money_unit
    units = set()
    for slot in binding.slots:
        if slot.codec == "amount" and not is_blank(slot.text):
            amount = parse_amount(slot.text)
            if amount is not None and amount.number:
                units.add(amount.unit)
    if len(units) == 1:
        unit = units.pop()
        return {"万": "万元", "亿": "亿元", "圆": "元"}.get(unit, unit) if unit else None
    return None


def get(binding: Binding, blanks: dict[str, Location] | None = None) -> Table:
    """The table that a binding reads.

    :param blanks: is given the cells of the values that are left blank, by path.
    """
    unit = money_unit_of(binding)
    simple: dict[str, Any] = {}
    budget: dict[str, Decimal | None] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    cells: dict[str, Location] = {}
    for path, value in binding.constants.items():
        _place(path, value, simple, budget, rows)
    for slot in binding.slots:
        path, codec = slot.path, slot.codec
        value = CODECS[codec](slot, unit)
        if len(path) == 3:  # nearly all: a field of a row
            name, n, field = cast("tuple[str, int, str]", path)
            row = rows.setdefault(name, {}).setdefault(n, {})
            if row.get(field) is None:
                row[field] = value
        else:
            _place(path, value, simple, budget, rows)
        if value is not None:
            cells[path_name(path)] = slot.spot.at(slot.start)
            if codec == "value":
                _expand_value(slot, value, rows, cells)
        elif codec in STRICT and not is_blank(slot.text):
            binding.misread.add(slot.spot)
        elif blanks is not None:
            blanks[path_name(path)] = slot.spot.at(slot.start)
    _years(simple, rows, cells)
    if unit in ("元", "万元", "亿元", "千元"):
        simple["money_unit"] = unit
    else:
        simple.pop("money_unit", None)
    return _build(simple, budget, rows, cells)


def _place(
    path: Path,
    value: Any,
    simple: dict[str, Any],
    budget: dict[str, Decimal | None],
    rows: dict[str, dict[int, dict[str, Any]]],
) -> None:
    key = str(path[0])
    if len(path) == 1:
        if key in ROW_TYPES or key == "safeguards":
            rows.setdefault(key, {})
        elif key not in simple or simple[key] is None:
            simple[key] = value
    elif key == "budget":
        budget[str(path[1])] = value
    else:
        n = int(path[1])
        row = rows.setdefault(key, {}).setdefault(n, {})
        if len(path) == 2:
            row["text"] = value
        elif len(path) == 3:
            row.setdefault(str(path[2]), value)
            if row[str(path[2])] is None:
                row[str(path[2])] = value
        elif path[2] == "history" and len(path) == 5:
            row.setdefault("history", {}).setdefault(path[3], {})[path[4]] = value


def _expand_value(
    slot: Slot, text: str, rows: dict[str, dict[int, dict[str, Any]]], cells: dict[str, Location]
) -> None:
    """`value_text` brings `operator`, `number` and `unit` with it, where no column of their own gives them."""
    n = int(slot.path[1])
    row = rows["indicators"][n]
    value = parse_value(text)
    at = slot.spot.at(slot.start)
    base = f"indicators[{n}]."
    unit = (
        value.unit if value.unit is not None else (slot.unit if value.number is not None and slot.unit == "%" else None)
    )
    number = Decimal(value.number) if value.number is not None else None
    for key, part in (("operator", value.operator), ("number", number), ("unit", unit)):
        if part is not None and row.get(key) is None:
            row[key] = part
            cells[base + key] = at


def _years(
    simple: dict[str, Any],
    rows: dict[str, dict[int, dict[str, Any]]],
    cells: dict[str, Location],
) -> None:
    """The year: of the year line, else of the title, else the only one that the goals' prose names."""
    if simple.get("fiscal_year") is None:
        simple.pop("fiscal_year", None)
        title = simple.get("title")
        year = year_of_title(title) if title else None
        if year is not None:
            simple["fiscal_year"] = year
            cells["fiscal_year"] = cells["title"]
        else:
            found = set()
            for n, goal in rows.get("goals", {}).items():
                years = years_of_prose(goal.get("text") or "")
                if years:
                    found |= years
                    cells["fiscal_year"] = cells[f"goals[{n}].text"]
            if len(found) == 1:
                simple["fiscal_year"] = found.pop()
            else:
                cells.pop("fiscal_year", None)


_MONITORED = frozenset((Kind.MONITORING, Kind.SELF_EVALUATION))


def _build(
    simple: dict[str, Any],
    budget: dict[str, Decimal | None],
    rows: dict[str, dict[int, dict[str, Any]]],
    cells: dict[str, Location],
) -> Table:
    known: dict[str, Any] = {key: value for key, value in simple.items() if key not in ROW_TYPES}
    kind = Kind(known.pop("kind"))
    if kind in _MONITORED:
        known["subject"] = "project" if known.get("project_name") else "department"
    for key, row_type in ROW_TYPES.items():
        if key in rows:
            known[key] = tuple(
                _row(row_type, rows[key][n], cells.get(f"{key}[{n}].text")) for n in sorted(rows[key]) if rows[key][n]
            )
    if "safeguards" in rows:
        known["safeguards"] = tuple(rows["safeguards"][n]["text"] for n in sorted(rows["safeguards"]))
    if budget:
        known["budget"] = budget
    known["cells"] = cells
    return Table(kind=kind, **known)


def _row(row_type: type, values: dict[str, Any], at: Location | None) -> Any:
    values = dict(values)
    if row_type is Goal:
        values["scope"] = Scope(values["scope"])
    elif row_type is Labelled and at is not None:
        values["at"] = at
    elif row_type is Indicator:
        if "history" in values:
            values["history"] = tuple(History(**values["history"][k]) for k in sorted(values["history"]))
        if values.get("value_text") is not None:
            for key in ("operator", "number", "unit"):
                values.setdefault(key, None)
    if row_type is SpendingStep and values.get("by") is None:
        values["by"] = ""
    return row_type(**values)
