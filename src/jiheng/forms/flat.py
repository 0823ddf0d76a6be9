"""A table as a list of values with their paths, for comparing what was wanted with what is read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from jiheng.forms.binding import Path
from jiheng.model.declaration import Goal, Indicator, Table
from jiheng.model.language import fold
from jiheng.model.levels import Level1, Level2, level1_of, level2_of


def _says_something(name: str, row: Any) -> bool:
    """Whether a row holds more than what its form prints: a label without a value says nothing."""
    if name == "goals":
        return bool(row.text or row.actual_text)
    return bool(row.text) if name in ("extra", "signatures", "opinions") else True


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
                if _says_something(name, row):
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


def flat_beside(table: Table, wanted: Table) -> dict[Path, Any]:
    """The values of a table, its goals and indicators numbered as those of another: a form keeps the order of its own.

    What the other has not is numbered behind.
    """
    numbers = {
        "indicators": _numbers(table.indicators or (), wanted.indicators or (), _known_by, _by_name),
        "goals": _numbers(table.goals or (), wanted.goals or (), _by_scope, _by_text),
    }
    found: dict[Path, Any] = {}
    for path, value in flat(table):
        order = numbers.get(str(path[0])) if len(path) > 2 else None
        found[(path[0], order[int(path[1])], *path[2:]) if order is not None else path] = value
    return found


def _numbers(rows: Sequence[Any], wanted: Sequence[Any], *keys: Callable[[Any], Hashable]) -> list[int]:
    """For each row its number among the wanted ones: by the first key that fits one that is free, else one left over."""
    found: list[int | None] = [None] * len(rows)
    taken: set[int] = set()
    for key in keys:
        free: dict[Hashable, list[int]] = {}
        for number, one in enumerate(wanted):
            if number not in taken:
                free.setdefault(key(one), []).append(number)
        for at, row in enumerate(rows):
            if found[at] is None and free.get(key(row)):
                found[at] = free[key(row)].pop(0)
                taken.add(found[at])  # type: ignore[arg-type]
    left = iter([*(number for number in range(len(wanted) + len(rows)) if number not in taken)])
    return [number if number is not None else next(left) for number in found]


def _by_scope(goal: Goal) -> Hashable:
    return (goal.scope, goal.number or None, fold(goal.text or ""))


def _by_text(goal: Goal) -> Hashable:
    return fold(goal.text or "")


def _by_name(one: Indicator) -> Hashable:
    return fold(one.name or "")


def _known_by(one: Indicator) -> tuple[Any, ...]:
    goal = one.goal if one.goal is not UNSET else None
    return (goal, meant2(one.level2 or "") or meant1(one.level1 or ""), fold(one.name or ""), one.place or None)
