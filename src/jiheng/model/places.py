"""Paths of a table: what stands at `tasks[3].total`, and the table with another value there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET

from jiheng.model.declaration import Indicator, Table
from jiheng.model.language import parse_value
from jiheng.model.location import Location

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
Step = str | int


@lru_cache(maxsize=65536)
def steps(path: str) -> tuple[Step, ...]:
    """The steps of a path: `("tasks", 3, "total")`."""
    return tuple(int(index) if index else name for name, index in _STEP.findall(path))


def value_at(table: Any, path: str) -> Any:
    """What stands at a path; None where nothing does (blank, or no such row)."""
    value = table
    for step in steps(path):
        if isinstance(step, int):
            value = value[step] if isinstance(value, (list, tuple)) and step < len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(step)
        else:
            value = getattr(value, step, None)
        if value is None or value is UNSET:
            return None
    return value


def with_value(table: Table, path: str, value: str | int | None) -> Table:
    """The table with another value at a path, given as the declaration's JSON holds it (amounts as text in yuan).

    The `value_text` of an indicator brings its operator, number and unit with it; a row that is set to None is taken out.

    :raises KeyError: where the table has no such row.
    """
    return _put(table, steps(path), value)  # type: ignore[no-any-return]


def _put(inside: Any, path: tuple[Step, ...], value: str | int | None) -> Any:
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        rows = tuple(inside or ())
        if step >= len(rows):
            raise KeyError(step)
        changed = (value,) if not rest else (_put(rows[step], rest, value),)
        return rows[:step] + (() if not rest and value is None else changed) + rows[step + 1 :]
    if isinstance(inside, Mapping):
        return {**inside, step: Decimal(value) if value is not None else None}
    if rest:
        inner = getattr(inside, step)
        return msgspec.structs.replace(inside, **{step: _put({} if inner is UNSET else inner, rest, value)})
    if isinstance(inside, Indicator) and step == "value_text":
        return _with_text(inside, value)
    return msgspec.structs.replace(inside, **{step: _as_declared(type(inside), step, value)})


def _with_text(indicator: Indicator, text: str | int | None) -> Indicator:
    found = parse_value(str(text)) if text is not None else None
    return msgspec.structs.replace(
        indicator,
        value_text=text,
        operator=found.operator if found else None,
        number=Decimal(found.number) if found and found.number is not None else None,
        unit=found.unit if found else None,
    )


def _as_declared(record: type, key: str, value: str | int | None) -> Any:
    kind = next(field.type for field in msgspec.structs.fields(record) if field.name == key)
    return msgspec.convert(value, kind, strict=False) if value is not None else None


def cell_of(cells: Mapping[str, Location], path: str) -> Location | None:
    """The cell of a value; of a value that has none, the first cell of its row or its block."""
    found = cells.get(path)
    if found is not None:
        return found
    while path:
        path = path.rpartition(".")[0] if "." in path else path.rpartition("[")[0] if "[" in path else ""
        if not path:
            return None
        found = cells.get(path) or next(
            (at for key, at in cells.items() if key.startswith((f"{path}.", f"{path}["))), None
        )
        if found is not None:
            return found
    return None
