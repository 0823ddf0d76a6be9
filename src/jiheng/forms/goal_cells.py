"""Where the goals of a form stand: beside, below or behind their labels, in rows of their own, above each tree."""

from __future__ import annotations

import re

from jiheng.forms.binding import Binding
from jiheng.forms.goals import bind_actual_text, bind_goal_text, number_of
from jiheng.forms.inline import goal_label_in
from jiheng.forms.neighbours import Neighbours
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.vocabulary import Label
from jiheng.forms.zones import GOAL_HEADING
from jiheng.model.language import fold

_GOAL_N = re.compile(
    r"(?:年度)?(?:绩效)?目标(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?:\(.{1,6}\))?[:：.、]?|(?P<bare>\d{1,2})[:：.、]?"
)


class GoalBinder:
    """Binds goals and what was achieved of them."""

    def __init__(self, binding: Binding, near: Neighbours, *, many_trees: bool) -> None:
        self.binding = binding
        self.near = near
        self.many_trees = many_trees
        self.number: int | None = None
        """The goal that the next tree belongs to, where the form has one tree per goal."""

    def bind(self, spot: Spot, label: Label) -> bool:
        scope = label.terms["goal"]
        self.binding.label(spot, "goals")
        self.binding.constant(("goals",), True)
        beside = self.near.right(spot)
        if (
            beside is not None
            and not self.near.is_label(beside)
            and goal_label_in(beside.text) is None
            and beside not in self.binding.values
        ):
            self._block(spot, scope, beside)
            return True
        if beside is None or self.near.is_label(beside):
            below = self._below(spot)
            if below is not None:
                self.put(scope, below, 0)
        return True

    def _block(self, spot: Spot, scope: str, first: Spot) -> None:
        """All rows beside a goal's label: each may be one goal, with its 目标n in a cell of its own."""
        grid = spot.grid
        if grid is None or not grid.exact or spot.r1 - spot.r0 < 2 or first.r1 >= spot.r1:
            self._cells(scope, [first, *self._beyond(first)])
            return
        row = spot.r0
        while row < min(spot.r1, len(grid.lines)):
            cells = [
                other
                for other in grid.across(row)
                if other.c0 >= spot.c1 and not other.blank and other.line is grid.lines[row]
            ]
            if any(other.label is not None and "goal" in other.label.terms for other in cells):
                return
            self._cells(scope, cells)
            row += 1

    def _beyond(self, first: Spot) -> list[Spot]:
        found = []
        for spot in self.near.rights(first):
            if spot.label is not None or self.near.brings_label(spot):
                break
            if not spot.blank and spot not in self.binding.values:
                found.append(spot)
        return found

    def _cells(self, scope: str, cells: list[Spot]) -> None:
        number = None
        said: set[str] = set()
        for cell in cells:
            if fold(cell.text) in said:
                continue
            said.add(fold(cell.text))
            match = _GOAL_N.fullmatch(fold(cell.text)) if len(cell.text) < 20 else None
            if match:
                number = number_of(match["n"] or match["bare"])
                self.binding.label(cell, "goals.number")
            elif not self.binding.used(cell):
                self.put(scope, cell, 0, number)
                number = None

    def put(self, scope: str, spot: Spot, start: int, number: int | None = None) -> None:
        if scope == "actual":
            bind_actual_text(self.binding, spot, start, number)
        else:
            scope = "annual" if scope == "expected" else scope
            bind_goal_text(self.binding, scope, spot, start, None, number, self._next_number(scope, spot))

    def _next_number(self, scope: str, spot: Spot) -> int:
        """What a bare number may begin with: 2 in the row below goal 1 of the same label."""
        count = self.binding.sizes.get("goals", 0)
        if not count or self.binding.constants.get(("goals", count - 1, "scope")) != scope:
            return 1
        last = self.binding.constants.get(("goals", count - 1, "number"))
        above = self.binding.by_path.get(("goals", count - 1, "text"))
        if last is None or above is None or above.spot is spot or above.spot.grid is not spot.grid:
            return 1
        return int(last) + 1

    def _below(self, spot: Spot) -> Spot | None:
        grid, line = spot.grid, spot.line
        if grid is None or line is None:
            return None
        if grid.exact:
            below = grid.cover(spot.r1, spot.c0)
            ok = below is not None and below.line is not None and below.label is None and not below.blank
            return below if ok and below is not None and goal_label_in(below.text) is None else None
        if line.r + 1 >= len(grid.lines):
            return None
        under = grid.lines[line.r + 1]
        goals = [other for other in line.filled if other.label is not None and "goal" in other.label.terms]
        sections = [other for other in goals if other.label is not None and "section" in other.label.terms]
        if spot not in sections:
            goals = [other for other in goals if other not in sections]
        texts = [other for other in under.filled if other.label is None]
        if len(texts) == len(goals) and spot in goals:
            return texts[goals.index(spot)]
        for other in under.filled:
            if other.index == spot.index and other.label is None:
                return other
        return None

    def row(self, line: Line) -> bool:
        """A row `目标1 | text | actual` below 预期目标 | 实际完成情况."""
        filled = line.filled
        if not filled or len(filled) < 2 or line.grid is None:
            return False
        match = (
            _GOAL_N.fullmatch(fold(filled[0].text))
            if len(filled[0].text) < 20 and not filled[0].text.strip().isdigit()
            else None
        )
        if match is None or match["n"] is None or filled[0].label is not None:
            return False
        if not self.binding.sizes.get("goals") and ("goals",) not in self.binding.constants:
            return False
        texts = [spot for spot in filled[1:] if not self.binding.used(spot) and spot.label is None]
        if not texts:
            return False
        self.binding.label(filled[0], "goals.number")
        number = number_of(match["n"])
        scopes = [slot for slot in self.binding.constants if slot[0] == "goals" and slot[-1] == "scope"]
        scope = self.binding.constants[scopes[-1]] if scopes else "annual"
        self.put(scope, texts[0], 0, number)
        for spot in texts[1:2]:
            bind_actual_text(self.binding, spot, 0, number)
        return True

    def heading(self, line: Line) -> bool:
        """A row `年度绩效目标1（40分） | text` above the tree of that goal."""
        filled = line.filled
        if len(filled) < 2 or line.grid is None or len(filled[0].text) > 24:
            return False
        match = GOAL_HEADING.fullmatch(fold(filled[0].text))
        if match is None or filled[1].label is not None or self.binding.used(filled[1]):
            return False
        if not self.many_trees and match[0].startswith("目标"):
            return False
        self.binding.label(filled[0], "goals.number")
        number = number_of(match["n"])
        if self.many_trees:
            self.number = number
        scope = "implementation_period" if re.match(r"长期|中期|实施", match[0]) else "annual"
        self.put(scope, filled[1], 0, number)
        for spot in filled[2:3]:
            if spot.label is None:
                bind_actual_text(self.binding, spot, 0, number)
        return True
