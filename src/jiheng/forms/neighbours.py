"""Which cell holds the value of a label: the one beside it, or the one below."""

from __future__ import annotations

from jiheng.forms.binding import Binding
from jiheng.forms.inline import amounts_in, goal_label_in, pairs_in
from jiheng.forms.sheet import Line, Spot
from jiheng.model.language import fold, parse_amount

_WEAK = frozenset(
    (
        "其他",
        "基本支出",
        "项目支出",
        "人员经费",
        "公用经费",
        "项目",
        "部门",
        "单位",
        "年度",
        "目标",
        "依据",
        "职责",
        "活动",
        "服务对象",
        "等级",
        "日期",
        "指标",
        "内容",
        "资金",
        "一般公共预算",
        "政府性基金",
        "财政拨款",
        "财政资金",
        "单位资金",
    )
)
"""Labels that are met as values too: `资金性质 | 财政拨款`."""


class Neighbours:
    """The neighbourhood of spots, given what is bound already."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding

    def is_label(self, spot: Spot) -> bool:
        label = spot.label
        if label is None:
            return False
        if label.text not in _WEAK or spot in self.binding.marks:
            return True
        filled = spot.line.filled if spot.line is not None else []
        return len(filled) > 2 and all(other.label is not None for other in filled)

    def rights(self, spot: Spot) -> list[Spot]:
        """The spots to the right in the same row, nearest first, repeats of the spot itself left out."""
        grid = spot.grid
        if grid is None or spot.line is None:
            return []
        if not grid.exact:
            spots = spot.line.spots
            return spots[spots.index(spot) + 1 :]
        found: list[Spot] = []
        c = spot.c1
        while c < grid.columns:
            other = grid.cover(spot.r0, c)
            if other is None:
                c += 1
                continue
            # A merged cell that was written once for each column repeats side by side; behind another cell it is a label.
            if found or other.blank or fold(other.text) != fold(spot.text):
                found.append(other)
            c = max(other.c1, c + 1)
        return found

    def right(self, spot: Spot) -> Spot | None:
        """The next filled spot to the right."""
        return next((other for other in self.rights(spot) if not other.blank), None)

    def value_of(self, spot: Spot, *, amount: bool = False) -> Spot | None:
        """The cell that holds a label's value: the next one to the right that is no label, else the one below."""
        blank: Spot | None = None
        rights = self.rights(spot)
        for n, other in enumerate(rights):
            if other.blank:
                blank = blank or other
                continue
            if self.is_label(other):
                break
            if other.label is not None and (amount or self._labels_something(rights, n)):
                break
            if other in self.binding.values or self.brings_label(other):
                break
            return other
        alone = spot.line is not None and len(spot.line.filled) < 2
        below = None if alone and blank is not None else self.below(spot)
        if blank is not None and rights[0].blank and (below is None or below.blank):
            return blank
        return below

    @staticmethod
    def brings_label(spot: Spot) -> bool:
        """`财政拨款：50万元`, `其中：财政拨款50万元` and `年度目标：…` are no value of the label left of them."""
        text = spot.text
        if goal_label_in(text) is not None:
            return True
        if len(text) > 60:
            return False
        if parse_amount(text) is None and any(character.isdigit() for character in text) and amounts_in(text):
            return True
        return any(mark in text for mark in ":：") and any(pair.begin == 0 for pair in pairs_in(text))

    def _labels_something(self, rights: list[Spot], n: int) -> bool:
        """A weak label followed by a filled non-label is a label after all."""
        following = next((spot for spot in rights[n + 1 :] if not spot.blank), None)
        return following is not None and following.label is None

    def below(self, spot: Spot) -> Spot | None:
        grid, line = spot.grid, spot.line
        if grid is None or line is None:
            return None
        if any(not self.is_label(other) and other.label is None for other in line.filled):
            return None
        if grid.exact:
            below = grid.cover(spot.r1, spot.c0)
        else:
            below = self._below_loose(spot, line, grid.lines[line.r + 1]) if line.r + 1 < len(grid.lines) else None
        if below is None or below.line is None or below.label is not None or self.brings_label(below):
            return None
        said = {fold(other.text) for other in line.filled}
        if grid.exact and any(
            (self.is_label(other) and fold(other.text) not in said) or self.brings_label(other)
            for other in below.line.filled
        ):
            return None
        return below

    def _below_loose(self, spot: Spot, line: Line, under: Line) -> Spot | None:
        if any(self.is_label(other) for other in under.filled):
            return None
        money = [other for other in line.filled if other.term("amount") or other.term("sum")]
        money = [other for other in money if other.term("section") is None or other is not line.filled[0]]
        numbers = [other for other in under.filled if parse_amount(other.text) is not None]
        if spot in money and len(numbers) == len(under.filled) == len(money):
            return numbers[money.index(spot)]
        return next((other for other in under.spots if other.index == spot.index), None)
