"""Which levels of an indicator tree say something, and which rows of the form are printed and left blank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jiheng.model.declaration import BlankLevel
from jiheng.model.levels import BENEFITS, COSTS, PARENTS, Framework, Level1, Level2, level1_of, level2_of
from jiheng.rules.form import Form, Row


@dataclass(frozen=True, slots=True)
class Blank:
    """A row of the tree that is left blank: its path and what its levels mean."""

    path: str
    level1: Level1 | None
    level2: Level2 | None


@dataclass(frozen=True, slots=True)
class Tree:
    """The rows that say something, and those that do not."""

    filled: tuple[Row, ...]
    blank: tuple[Blank, ...]

    @property
    def is_empty(self) -> bool:
        """A printed tree of which no row is filled in."""
        return not self.filled

    def missing(self, levels: frozenset[Level2], level1: Level1 | None = None) -> tuple[Blank, ...] | None:
        """None where a row of these levels is filled; else the printed rows of them that are blank (maybe none)."""
        if any(_is_of(row.level1, row.level2, levels, level1) for row in self.filled):
            return None
        return tuple(one for one in self.blank if _is_of(one.level1, one.level2, levels, level1))


def _is_of(own1: Level1 | None, own2: Level2 | None, levels: frozenset[Level2], level1: Level1 | None) -> bool:
    return own2 in levels or (level1 is not None and own1 is level1 and own2 not in PARENTS)


COST = (frozenset(COSTS), Level1.COST)
BENEFIT = (frozenset(BENEFITS), Level1.BENEFIT)
SATISFACTION = (frozenset((Level2.SATISFACTION,)), Level1.SATISFACTION)


@lru_cache(maxsize=64)
def tree_of(form: Form) -> Tree | None:
    """The tree of a form; None where it prints none, or one of another framework (运行成本、管理效率……)."""
    if not form.has("indicators") and not form.has("blank_levels"):
        return None
    if form.framework is Framework.DEPARTMENT_SIX:
        return None
    rows = [(row, bool(row.name or row.value)) for row in form.rows]
    blank = [Blank(row.path("name"), row.level1, row.level2) for row, says in rows if not says]
    blank.extend(_blank_levels(form))
    return Tree(tuple(row for row, says in rows if says), tuple(blank))


def _blank_levels(form: Form) -> Iterator[Blank]:
    for n, one in enumerate(form.table.blank_levels or ()):
        level2 = level2_of(one.level2 or None)
        field = "level2" if one.level2 else "level1"
        yield Blank(f"blank_levels[{n}].{field}", _level1(one, level2), level2)


def _level1(one: BlankLevel, level2: Level2 | None) -> Level1 | None:
    if level2 in PARENTS:
        return PARENTS[level2]
    printed = level1_of(one.level1 or None)
    if printed in (None, Level1.OTHER):
        return PARENTS.get(level2_of(one.level1 or None) or Level2.OTHER) or printed
    return printed
