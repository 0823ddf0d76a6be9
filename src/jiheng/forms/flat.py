"""A table as a list of values with their paths, for comparing what was wanted with what is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET

from jiheng.forms.binding import Path
from jiheng.model.declaration import Indicator, Table
from jiheng.model.language import fold
from jiheng.model.levels import Level1, Level2, level1_of, level2_of


def meant1(text: str) -> str:
    """A first level as it is meant; one of no standard framework by its words, blank where none is printed."""
    level = level1_of(text or None)
    return level.value if level is not None and level is not Level1.OTHER else fold(text)


def meant2(text: str) -> str:
    """A second level as it is meant."""
    level = level2_of(text or None)
    return level.value if level is not None and level is not Level2.OTHER else fold(text)


def flat(table: Table) -> Iterator[tuple[Path, Any]]:
    """Every value of a table with its path; blanks, places and what is derived left out. Levels are given by their meaning."""
    for name in Table.__struct_fields__:
        value = getattr(table, name)
        if name in ("cells", "truncated", "blank_levels", "money_unit", "kind", "subject") or value in (
            None,
            UNSET,
            (),
        ):
            continue
        if isinstance(value, dict):
            yield from (((name, key), amount) for key, amount in value.items() if amount is not None)
        elif isinstance(value, tuple):
            for n, row in enumerate(value):
                if not (name == "goals" and not row.text and not row.actual_text):
                    yield from _flat_row((name, n), row)
        else:
            yield (name,), value


def _flat_row(path: Path, row: Any) -> Iterator[tuple[Path, Any]]:
    if not isinstance(row, msgspec.Struct):
        yield path, row
        return
    for key in row.__struct_fields__:
        value = getattr(row, key)
        if key == "at" or value in (None, UNSET, ()):
            continue
        if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            for k, inner in enumerate(value):
                yield from _flat_row((*path, key, k), inner)
        elif key == "level1":
            yield (*path, key), meant1(value)
        elif key == "level2":
            yield (*path, key), meant2(value)
        else:
            yield (*path, key), value


def in_order_of(table: Table, wanted: Table) -> Table:
    """The table with its indicators in the order of another: a form keeps the order of its own levels."""
    waiting = list(table.indicators or ())
    order = []
    for one in wanted.indicators or ():
        key = _known_by(one)
        found = next((other for other in waiting if _known_by(other) == key), None)
        if found is None:
            return table
        waiting = [other for other in waiting if other is not found]
        order.append(found)
    return msgspec.structs.replace(table, indicators=(*order, *waiting)) if order else table


def _known_by(one: Indicator) -> tuple[Any, ...]:
    goal = one.goal if one.goal is not UNSET else None
    return (goal, meant2(one.level2 or "") or meant1(one.level1 or ""), fold(one.name or ""), one.place or None)
