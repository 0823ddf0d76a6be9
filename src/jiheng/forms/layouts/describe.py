"""What a blank form is made of: which cell holds which value, how many rows its lists have, and what is not certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiheng.forms.bind import Bound
from jiheng.forms.binding import Path, Slot
from jiheng.forms.get import path_name
from jiheng.forms.layouts.layout import Cell, Rows
from jiheng.forms.layouts.places import row_of, table_of, written
from jiheng.forms.ledger import Became, How
from jiheng.forms.months import month_of
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.template import Template, is_corner
from jiheng.model.language import fold
from jiheng.model.location import Location

ROW_LISTS = ("tasks", "work_plan", "fund_lines", "cost_estimates", "indicators")
"""Lists of which each record is a row of the form."""
_PRINTED = frozenset(("level1", "level2", "place"))
"""Fields of an indicator that the form prints itself."""
OF_THE_FORM = frozenset(("title", "attachment", "kind"))
"""Keys that are no cell to fill."""
EXTRA = "extra[].text"
"""The path of labelled values without a key of their own."""
_EXTRA = "extra "
_IN_COLUMNS = frozenset(("budget", "spending_plan", "cost_estimate_total", "extra"))
"""Keys that a row's label and a column's head tell together."""
BETWEEN = "／"
"""Stands between the labels at the left and above of one cell."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Something a person should look at: where, what stands there, and a sentence."""

    where: str
    text: str
    why: str


def is_row(path: Path) -> bool:
    """Whether a path is a field of a list whose records are rows."""
    return path[0] in ROW_LISTS and len(path) > 2


def column_path(path: Path) -> str:
    """The path of a list's column: `tasks[].name`; of any other value its own name."""
    if not is_row(path):
        return path_name(path)
    tail = path_name(tuple(path[2:])) if len(path) > 3 else str(path[2])
    return f"{path[0]}[].{tail}"


def cells_of(templates: Sequence[Template]) -> tuple[Cell, ...]:
    """The lines of `cells`, in reading order."""
    return tuple(Cell(label=line.label, at=line.at, path=line.path) for line in lines_of(templates))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of `cells` with the slots that it stands for."""

    label: str
    at: str
    path: str
    slots: tuple[Slot, ...]
    template: Template


def lines_of(templates: Sequence[Template]) -> Iterator[Entry]:
    """The lines of `cells` with what they stand for."""
    for template in templates:
        labels = _Labels(template)
        columns: dict[tuple[str, str, int], list[Slot]] = {}
        for slot in template.open.slots:
            path, table = slot.path, table_of(slot.spot.cell.at)
            if path[0] in OF_THE_FORM or (is_row(path) and path[2] in _PRINTED):
                continue
            if is_row(path):
                columns.setdefault((column_path(path), table, slot.spot.c0), []).append(slot)
            elif path[0] == "extra":
                said = template.open.constants.get((*path[:2], "label"), "")
                columns.setdefault((f"{_EXTRA}{said}", table, slot.spot.c0), []).append(slot)
            else:
                columns[(path_name(path), table, -id(slot))] = [slot]
        for (name, _, _), slots in columns.items():
            slots.sort(key=lambda slot: row_of(slot.spot))
            at = written(slots[0].spot, slots[-1].spot)
            path_text = EXTRA if name.startswith(_EXTRA) else name
            yield Entry(labels.of(slots[0]), at, path_text, tuple(slots), template)


def rows_of(templates: Sequence[Template]) -> Iterator[Rows]:
    """The lines of `rows`."""
    for template in templates:
        groups: dict[tuple[str, str, str, int], list[Spot]] = {}
        for name in ROW_LISTS:
            for row in template.rows(name):
                slots = [slot for slot in template.open.slots if slot.path[:2] == (name, row)]
                own = [slot for slot in slots if slot.path[2] not in (*_PRINTED, "direction")] or slots
                levels = {str(slot.path[2]): slot for slot in slots if slot.path[2] in ("level1", "level2")}
                said = [fold(levels[key].text) if key in levels else "" for key in ("level1", "level2")]
                goal = template.open.constants.get((name, row, "goal"), 0)
                groups.setdefault((name, said[0], said[1], goal), []).append(own[0].spot)
        for (name, level1, level2, _), spots in groups.items():
            at = written(spots[0], spots[-1], column=False)
            yield Rows(list=name, at=at, rows=len({row_of(spot) for spot in spots}), level1=level1, level2=level2)


# ---- labels ----------------------------------------------------------------------------------------------------------


class _Labels:
    """Finds the labels of a form's cells."""

    def __init__(self, template: Template) -> None:
        binding = self.binding = template.open
        self.marked = {
            spot.cell.at
            for spot, mark in binding.marks.items()
            if mark.became is Became.LABEL and not binding.values.get(spot) and spot.cell.at not in template.blanks
        }

    def of(self, slot: Slot) -> str:
        """The label of a slot: before it in its cell, else left of it, above it where it is in a column, or both."""
        if slot.start and not is_row(slot.path) and slot.path[0] != "goals":
            others = self.binding.values.get(slot.spot, ())
            before = [other.end for other in others if other is not slot and other.end <= slot.start]
            inline = fold(slot.spot.text[max(before, default=0) : slot.start]).strip(":,;")
            if inline:
                return inline
        if slot.spot.grid is None:
            return ""
        left = None if is_row(slot.path) else self._left(slot.spot)
        above = self._above(slot.spot) if left is None or slot.path[0] in _IN_COLUMNS else None
        if left is not None and above is not None:
            if left.term("section") is not None and not _is_money(left) and above.r1 == slot.spot.r0:
                left = None  # 部门基本信息 beside a value that stands below its own label
            elif not _is_head(above):
                above = None
        return BETWEEN.join(dict.fromkeys(fold(part.text).strip(":") for part in (left, above) if part is not None))

    def _is_label(self, spot: Spot) -> bool:
        if spot.cell.at in self.marked:
            return True
        return _is_money(spot) or spot.term("sum") is not None

    def _left(self, spot: Spot) -> Spot | None:
        grid = spot.grid
        column = spot.c0 - 1
        while grid is not None and column >= 0:
            other = grid.cover(spot.r0, column)
            if other is None:
                column -= 1
                continue
            if self._is_label(other):
                return other
            column = min(other.c0, column) - 1
        return None

    def _above(self, spot: Spot) -> Spot | None:
        grid = spot.grid
        row = spot.r0 - 1
        while grid is not None and row >= 0:
            other = grid.cover(row, spot.c0)
            if other is None:
                row -= 1
                continue
            if self._is_label(other) and other.term("sum") is None and other.c1 <= max(spot.c1, other.c0 + 1) + 2:
                return other
            row = min(other.r0, row) - 1
        return None


def _is_money(spot: Spot) -> bool:
    return any(spot.term(group) is not None for group in ("amount", "scope", "amount_column"))


def _is_head(spot: Spot) -> bool:
    """Whether a label above a row's own is the head of its column."""
    if spot.term("meta") is not None and spot.term("amount_column") is None:
        return False
    return (
        _is_money(spot)
        or any(spot.term(group) for group in ("cost", "fund", "task"))
        or month_of(spot.text) is not None
    )


# ---- what is not certain ---------------------------------------------------------------------------------------------


def unsure_of(bound: Sequence[Bound], templates: Sequence[Template], told: Sequence[Template]) -> Iterator[Unsure]:
    """What a person should look at: blank cells that no label explains, and of the forms that are `told`: what was reasoned,
    labels without a key."""
    explained = {slot.spot.cell.at for template in templates for slot in template.open.slots}
    for one in bound:
        for line in one.form.body:
            yield from _unexplained(line, one, explained)
    for template in told:
        for entry in lines_of([template]):
            first = entry.slots[0]
            if first.how is How.INFERRED:
                yield Unsure(entry.at, entry.label, f"推断为 {entry.path}（{first.why}）")
            elif entry.path == EXTRA:
                label = template.open.constants.get((*first.path[:2], "label"), entry.label)
                yield Unsure(entry.at, str(label), "没有对应的栏目，按“其他栏目”照存")


def _unexplained(line: Line, one: Bound, explained: set[Location]) -> Iterator[Unsure]:
    first = one.bindings[0]
    for spot in line.spots:
        if spot.grid is None or spot.cell.at in explained:
            continue
        if spot.blank and not spot.text.strip():
            if not _is_filler(spot):
                yield Unsure(written(spot), "（空）", "旁边没有认得的标签，不知道填什么，不填")
        elif not any(binding.used(spot) for binding in one.bindings) and spot not in first.marks:
            yield Unsure(written(spot), spot.text.strip()[:20], "没有认出是什么")


def _is_filler(spot: Spot) -> bool:
    """A blank cell that belongs to the label above it, or the corner between the heads of rows and columns."""
    grid = spot.grid
    assert grid is not None
    above = grid.cover(spot.r0 - 1, spot.c0) if spot.r0 else None
    return is_corner(spot) or (above is not None and above.term("section") is not None and spot.r1 - spot.r0 > 1)
