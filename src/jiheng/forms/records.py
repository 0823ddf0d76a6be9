"""Record tables: tasks, work plan, fund lines, cost estimates, spending plan, and money by columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from jiheng.forms.align import align, in_place
from jiheng.forms.binding import Binding
from jiheng.forms.goals import bind_goal_text
from jiheng.forms.headlines import is_furniture
from jiheng.forms.ledger import How, Why
from jiheng.forms.money import SOURCES, scoped
from jiheng.forms.months import month_of
from jiheng.forms.periods import note_period
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.zones import Column, Zone
from jiheng.model.language import fold, parse_amount, parse_number

FIELDS: dict[str, tuple[str, dict[str, str], str]] = {
    # zone kind: (list in the table, column key → codec, identifying column)
    "tasks": (
        "tasks",
        {
            "name": "line",
            "content": "text",
            "total": "amount",
            "fiscal_appropriation": "amount",
            "other_funds": "amount",
        },
        "name",
    ),
    "plan": ("work_plan", {"item": "text", "responsible": "line", "objective": "text"}, "item"),
    "funds": (
        "fund_lines",
        {"number": "line", "name": "line", "amount": "amount", "implementation_goal": "text", "annual_goal": "text"},
        "name",
    ),
    "costs": (
        "cost_estimates",
        {"direction": "line", "item": "line", "amount": "amount", "calculation": "text"},
        "item",
    ),
}
_PLACEHOLDER = re.compile(r"任务[\d一二三四五六七八九十]+:?|…+|\.{3,}|[\d一二三四五六七八九十]+[.、]?")
_CHINESE_NUMBER = re.compile(r"\(?[一二三四五六七八九十]+\)?[、.]?")


_GROUPS = {
    "tasks": ("task", "amount"),
    "plan": ("plan",),
    "funds": ("fund",),
    "costs": ("cost",),
    "matrix": ("amount_column", "scope", "amount"),
}


def meaning(spot: Spot, *groups: str) -> str:
    """What a label is the label of, for the ledger: its key in the first of these groups that lists it."""
    terms = spot.label.terms if spot.label is not None else {}
    listed = (terms[group] for group in groups if group in terms)
    return next(listed, None) or next(iter(terms.values()), groups[0])


def cells_of(line: Line, zone: Zone, fit: Callable[[Spot, Column], float]) -> list[Spot | None]:
    """The spot of each column in a line: by position where the grid is exact, else by what suits."""
    columns = zone.columns
    if line.grid is not None and line.grid.exact:
        return _by_position(line, columns)
    places = [column.c0 for column in columns]
    found = in_place(line.spots, places, lambda spot, n: fit(spot, columns[n]))
    if found is not None and _keeps_name(found, columns):
        return found
    return align(line.spots, [column.c0 for column in columns], lambda spot, n: fit(spot, columns[n]))


def _keeps_name(found: Sequence[Spot | None], columns: Sequence[Column]) -> bool:
    return all(spot is not None for spot, column in zip(found, columns, strict=True) if column.key in ("name", "item"))


def _by_position(line: Line, columns: Sequence[Column]) -> list[Spot | None]:
    grid = line.grid
    assert grid is not None
    found: list[Spot | None] = []
    for column in columns:
        best: Spot | None = None
        size = 0
        c = column.c0
        while c < column.c1:
            spot = grid.cover(line.r, c)
            if spot is None:
                c += 1
                continue
            overlap = min(spot.c1, column.c1) - max(spot.c0, column.c0)
            own = min(spot.c1 - spot.c0, column.c1 - column.c0)
            rank = overlap + (0 if spot.blank else 100) + (50 if overlap * 2 >= own else 0)
            if rank > size:
                best, size = spot, rank
            c = max(spot.c1, c + 1)
        found.append(best)
    for n, spot in enumerate(found):  # one spot over several columns belongs to the first it fills
        if spot is not None and n and found[n - 1] is spot and columns[n].group != "side":
            found[n] = None
    return found


def _record_fit(spot: Spot, column: Column) -> float:
    key = column.key
    numeric = parse_amount(spot.text) is not None
    if key in ("total", "fiscal_appropriation", "other_funds", "amount"):
        return 3.0 if numeric else -4.0
    if column.group == "side" or key == "side":
        return 3.0 if spot.label is not None and "section" in spot.label.terms else -4.0
    if key == "number":
        return 1.5 if len(fold(spot.text)) <= 4 and (numeric or _CHINESE_NUMBER.fullmatch(fold(spot.text))) else -4.0
    if key in ("extra", "unknown"):
        return 0.2
    if numeric:
        return -2.5
    return 1.0 if key in ("name", "item", "direction") else 0.8


def bind_records(binding: Binding, zone: Zone, lines: Sequence[Line]) -> None:
    """Bind the records of a tasks, plan, funds or costs zone."""
    rows, fields, ident = FIELDS[zone.kind]
    binding.constant((rows,), True)
    for column in zone.columns:
        binding.label(column.head, meaning(column.head, column.key if column.group != "side" else "section"))
        if column.label is not None:
            binding.note_unit(column.label.unit)
    _label_heads(binding, zone, lines)
    carried: Spot | None = None
    for line in lines[zone.body : zone.end]:
        if not line.filled or line.grid is None:
            continue
        if len(line.filled) == 1 and is_furniture(line.filled[0].text):
            binding.ignore(line.filled[0], Why.PAGE_FURNITURE)
            continue
        _mark_sections(binding, line)
        if _is_repeated_head(line, zone):
            for spot in line.filled:
                binding.ignore(spot, Why.REPEATED_HEAD)
            continue
        if _bind_sum(binding, zone, line):
            continue
        if len(line.filled) == 1 and line.filled[0] in binding.marks:
            continue
        found = cells_of(line, zone, lambda spot, column: -4.0 if spot in binding.marks else _record_fit(spot, column))
        if zone.kind == "costs":
            carried = _fill_down(zone, found, carried)
        _bind_record(binding, zone, line, found, rows, fields, ident)


def _label_heads(binding: Binding, zone: Zone, lines: Sequence[Line]) -> None:
    for line in lines[zone.start : zone.body]:
        for spot in line.filled:
            note_period(binding, spot)
            if spot.label is not None and not binding.used(spot):
                binding.label(spot, meaning(spot, "section", *_GROUPS.get(zone.kind, ())))
            if spot.label is not None:
                binding.note_unit(spot.label.unit)


def _mark_sections(binding: Binding, line: Line) -> None:
    """The tall first cell 年度主要任务 beside the records."""
    spot = line.filled[0]
    label = spot.label
    if label is not None and "section" in label.terms and ("amount" not in label.terms or len(line.filled) > 3):
        binding.label(spot, label.terms["section"])
        binding.note_unit(label.unit)


def _is_repeated_head(line: Line, zone: Zone) -> bool:
    heads = {fold(column.head.text) for column in zone.columns}
    texts = [fold(spot.text) for spot in line.filled]
    return len(texts) > 1 and sum(text in heads for text in texts) * 3 >= len(texts) * 2


def _bind_sum(binding: Binding, zone: Zone, line: Line) -> bool:
    head = next((spot for spot in line.filled[:3] if spot.label is not None and "sum" in spot.label.terms), None)
    if head is None:
        return False
    binding.label(head, "sum")
    found = cells_of(line, zone, lambda spot, column: -4.0 if spot is head else _record_fit(spot, column))
    for column, spot in zip(zone.columns, found, strict=True):
        if spot is None or spot is head or spot.line is not line:
            continue
        unit = column.label.unit if column.label else None
        if zone.kind == "tasks" and column.key in ("total", "fiscal_appropriation", "other_funds"):
            binding.put(("budget", column.key), spot, "amount", unit=unit)
        elif zone.kind == "funds" and column.key == "amount":
            binding.put(("budget", "total"), spot, "amount", unit=unit)
        elif zone.kind == "funds" and column.key in ("implementation_goal", "annual_goal") and not spot.blank:
            scope = "implementation_period" if column.key == "implementation_goal" else "annual"
            bind_goal_text(binding, scope, spot)
        elif zone.kind == "costs" and column.key == "amount":
            binding.put(("cost_estimate_total",), spot, "amount", unit=unit)
        elif not spot.blank and not binding.used(spot):
            binding.extra(f"合计{column.text}", spot)
    return True


def _fill_down(zone: Zone, found: list[Spot | None], carried: Spot | None) -> Spot | None:
    for n, column in enumerate(zone.columns):
        if column.key == "direction":
            if found[n] is None or found[n].blank:  # type: ignore[union-attr]
                found[n] = carried
            else:
                carried = found[n]
    return carried


def _bind_record(
    binding: Binding,
    zone: Zone,
    line: Line,
    found: list[Spot | None],
    rows: str,
    fields: dict[str, str],
    ident: str,
) -> None:
    by_key: dict[str, tuple[Spot, Column]] = {}
    for column, spot in zip(zone.columns, found, strict=True):
        if spot is None or (spot.line is not line and column.key != "direction"):
            continue
        if column.key in fields and column.key not in by_key:
            by_key[column.key] = (spot, column)
    says = [key for key, (spot, _) in by_key.items() if not spot.blank and spot.line is line]
    if not says or all(
        key == "number" or (key == ident and _PLACEHOLDER.fullmatch(fold(by_key[key][0].text))) for key in says
    ):
        for key in says:
            binding.ignore(by_key[key][0], Why.FILLER)
        return
    exact = line.grid is not None and line.grid.exact
    if not exact and ident == "name" and ident not in by_key and "content" in by_key:
        by_key[ident] = by_key.pop("content")  # a record has a name; what has lost its column is the content
    n = binding.grow(rows)
    for key, (spot, column) in by_key.items():
        how = How.LABEL if exact else How.INFERRED
        why = "" if exact else "按栏目顺序对应"
        binding.put(
            (rows, n, key), spot, fields[key], unit=column.label.unit if column.label else None, how=how, why=why
        )
    if zone.kind == "funds":
        number = by_key.get("number")
        section = number is not None and _CHINESE_NUMBER.fullmatch(fold(number[0].text)) is not None
        binding.constant((rows, n, "is_section"), section)
    for column, spot in zip(zone.columns, found, strict=True):
        if spot is not None and spot.line is line and not spot.blank and not binding.used(spot):
            if spot.label is not None and "section" in spot.label.terms:
                binding.label(spot, spot.label.terms["section"])
            else:
                binding.extra(column.text, spot)


# --- spending plan -----------------------------------------------------------------------------------------------------


def bind_spending(binding: Binding, zone: Zone, lines: Sequence[Line]) -> None:
    """资金支出计划: months in the head, cumulative percentages below."""
    head = lines[zone.start]
    binding.constant(("spending_plan",), True)
    heads = []
    for spot in head.filled:
        month = month_of(spot.text) if len(spot.text) < 12 else None
        if month is not None:
            heads.append((spot, month))
            binding.label(spot, "spending_plan.by")
        elif spot.label is not None:
            binding.label(spot, "spending_plan")
    if zone.body >= len(lines) or zone.body >= zone.end:
        return
    line = lines[zone.body]
    if line.grid is not None and line.grid.exact:
        pairs = [(spot, month, line.grid.cover(line.r, spot.c0)) for spot, month in heads]
    else:
        places = [spot.index for spot, _ in heads]
        values = align(line.spots, places, lambda spot, _: 3.0 if parse_number(spot.text) is not None else -4.0)
        pairs = [(spot, month, value) for (spot, month), value in zip(heads, values, strict=True)]
    for spot in line.filled:
        if spot.label is not None and "section" in spot.label.terms:
            binding.label(spot, "spending_plan")
    for spot, month, value in pairs:
        if value is None or value.blank or value.line is not line:
            continue
        n = binding.grow("spending_plan")
        binding.constant(("spending_plan", n, "by"), month)
        binding.put(("spending_plan", n, "cumulative_percent"), value, "number")
        binding.label(spot, "spending_plan.by")


# --- money by columns --------------------------------------------------------------------------------------------------

_BARE_COLUMNS = frozenset(("execution_rate", "weight", "score"))


def money_key(row: tuple[str, str], column: tuple[str, str], *, evaluated: bool) -> str | None:
    """The budget key where a row and a column of a money table meet, each as (group, key); None when it has none.

    :param evaluated: a monitoring or self-evaluation form, whose 预算数 column is `adjusted`
    """
    (row_group, row_key), (column_group, column_key) = row, column
    if column_group == "amount_column":
        if column_key in ("share", "history", "reason"):
            return None
        if row_group == "scope":
            return None
        if column_key == "total" or (column_key == "adjusted" and not evaluated):
            return row_key
        if row_key == "total":
            return column_key
        return f"{row_key}_{column_key}" if row_key in SOURCES else None
    if column_group == "scope" or row_group == "scope":
        scope, source = (column_key, row_key) if column_group == "scope" else (row_key, column_key)
        return scoped(scope, source)
    if "total" in (row_key, column_key):
        return column_key if row_key == "total" else row_key
    return None


def _matrix_fit(spot: Spot, column: Column) -> float:
    if column.group == "row":
        return 3.0 if spot.label is not None else -1.0
    return 2.0 if parse_number(spot.text.replace("万元", "")) is not None or spot.blank else -2.0


def bind_matrix(binding: Binding, zone: Zone, lines: Sequence[Line], *, evaluated: bool) -> None:
    """Money with a source in each row and 年初预算数, 执行数, ... across the head."""
    _label_heads(binding, zone, lines)
    columns = [column for column in zone.columns if column.group != "side"]
    if columns and columns[0].group == "unknown":  # the head of the rows' own labels
        columns = columns[1:] if _heads_labels(columns[0], zone, lines) else columns
    for line in lines[zone.body : zone.end]:
        if not line.filled:
            continue
        row = _row_label(binding, line)
        if row is None:
            continue
        group, key, spot, text = row
        for column, value in zip(columns, _matrix_values(line, columns, spot), strict=True):
            if value is None or value is spot or (value.line is not line and value.blank):
                continue
            unit = column.label.unit if column.label else None
            target = (
                money_key((group, key), (column.group, column.key), evaluated=evaluated)
                if key != "unknown" and column.group != "unknown"
                else None
            )
            if target is not None:
                codec = "number" if column.key in _BARE_COLUMNS and column.group == "amount_column" else "amount"
                binding.put(("budget", target), value, codec, unit=unit)
            elif not value.blank and not binding.used(value):
                binding.extra(f"{text} {column.text}", value)


def _heads_labels(column: Column, zone: Zone, lines: Sequence[Line]) -> bool:
    """The cells under this head are the rows' labels, no values."""
    rows = [line for line in lines[zone.body : zone.end] if line.grid is not None and len(line.filled) > 1]
    if any(line.grid is not None and not line.grid.exact for line in rows):
        heads = len(zone.columns) - (zone.columns[0].group == "side")
        if all(sum(bool(spot.text.strip()) for spot in line.spots) <= heads for line in rows):
            return True
    return any(
        spot.label is not None
        and column.c0 <= (spot.c0 if line.grid is not None and line.grid.exact else spot.index) < column.c1
        for line in rows
        for spot in line.filled[:3]
    )


def _row_label(binding: Binding, line: Line) -> tuple[str, str, Spot, str] | None:
    grid = line.grid
    across = grid.across(line.r) if grid is not None and grid.exact else line.spots
    found: tuple[str, str, Spot, str] | None = None
    for spot in across:
        if spot.blank:
            continue
        label = spot.label
        if label is None:
            if found is None and spot.line is line and parse_number(spot.text) is None and len(spot.text) < 24:
                found = ("amount", "unknown", spot, fold(spot.text))
            break
        if spot.line is line:
            if (
                "section" in label.terms
                and spot is line.filled[0]
                and len(line.filled) > 1
                and _next_is_label(line, spot)
            ):
                binding.label(spot, label.terms["section"])
                binding.note_unit(label.unit)
                continue
            for group in ("amount", "scope", "sum"):
                if group in label.terms:
                    key = "total" if group == "sum" else label.terms[group]
                    found = ("amount" if group == "sum" else group, key, spot, label.text)
                    break
            else:
                found = ("amount", "unknown", spot, label.text)
            binding.label(spot, found[1])
            binding.note_unit(label.unit)
            break
    if found is not None and found[1] == "unknown":
        binding.label(found[2], "extra")
    return found


def _next_is_label(line: Line, spot: Spot) -> bool:
    at = line.filled.index(spot)
    return at + 1 < len(line.filled) and line.filled[at + 1].label is not None


def _matrix_values(line: Line, columns: Sequence[Column], row: Spot) -> list[Spot | None]:
    if line.grid is not None and line.grid.exact:
        found = _by_position(line, columns)
        return [None if spot is not None and spot.c0 <= row.c0 else spot for spot in found]
    rest = line.spots[line.spots.index(row) + 1 :]
    said = [spot for spot in rest if spot.text.strip()]  # a dash holds its place though it says nothing
    if len(said) == len(columns):
        return list(said)
    if len(rest) >= len(columns) and len([spot for spot in rest if not spot.blank]) <= len(columns):
        first = columns[0].c0
        if len(line.spots) > columns[-1].c0 and row.index < first:
            by_place = {spot.index: spot for spot in rest}
            if all(spot.blank or any(spot.index == column.c0 for column in columns) for spot in rest):
                return [by_place.get(column.c0) for column in columns]
    if len(rest) == len(columns):
        return list(rest)
    return align(rest, [column.c0 for column in columns], lambda spot, n: _matrix_fit(spot, columns[n]))
