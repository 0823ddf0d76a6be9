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
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.template import Template
from jiheng.model.language import fold

ROW_LISTS = ("tasks", "work_plan", "fund_lines", "cost_estimates", "indicators")
"""Lists of which each record is a row of the form."""
_PRINTED = frozenset(("level1", "level2", "place"))
"""Fields of an indicator that the form prints itself."""
OF_THE_FORM = frozenset(("title", "attachment", "kind"))
"""Keys that are no cell to fill."""
EXTRA = "extra[].text"
"""The path of labelled values without a key of their own."""
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
        columns: dict[tuple[str, str, int], list[Slot]] = {}
        for slot in template.open.slots:
            if slot.path[0] in OF_THE_FORM or (is_row(slot.path) and slot.path[2] in _PRINTED):
                continue
            if is_row(slot.path):
                key = (column_path(slot.path), table_of(slot.spot.cell.at), slot.spot.c0)
                columns.setdefault(key, []).append(slot)
            else:
                columns[(path_name(slot.path), table_of(slot.spot.cell.at), -id(slot))] = [slot]
        for (name, _, _), slots in columns.items():
            slots.sort(key=lambda slot: row_of(slot.spot))
            yield Entry(
                label_of_slot(template, slots[0]), written(slots[0].spot, slots[-1].spot), path, tuple(slots), template
            )


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


def label_of_slot(template: Template, slot: Slot) -> str:
    """The label of a slot: before it in its cell, else left of it, above it where it is in a column, or both."""
    if slot.start and not is_row(slot.path) and slot.path[0] != "goals":
        others = template.open.values.get(slot.spot, ())
        before = [other.end for other in others if other is not slot and other.end <= slot.start]
        inline = fold(slot.spot.text[max(before, default=0) : slot.start]).strip(":,;")
        if inline:
            return inline
    grid = slot.spot.grid
    if grid is None:
        return ""
    column = is_row(slot.path) or slot.path[0] in ("budget", "spending_plan", "cost_estimate_total", "extra")
    left = _left(template, slot.spot) if not is_row(slot.path) else ""
    above = _above(template, slot.spot) if column or not left else ""
    return BETWEEN.join(dict.fromkeys(part for part in (left, above) if part))


def _is_label(template: Template, spot: Spot) -> bool:
    mark = template.open.marks.get(spot)
    return mark is not None and mark.became is Became.LABEL and spot not in template.open.values


def _left(template: Template, spot: Spot) -> str:
    grid = spot.grid
    column = spot.c0 - 1
    while grid is not None and column >= 0:
        other = grid.cover(spot.r0, column)
        if other is None:
            column -= 1
            continue
        if other is not spot and _is_label(template, other):
            return fold(other.text).strip(":")
        column = min(other.c0, column) - 1
    return ""


def _above(template: Template, spot: Spot) -> str:
    grid = spot.grid
    row = spot.r0 - 1
    while grid is not None and row >= 0:
        other = grid.cover(row, spot.c0)
        if other is None:
            row -= 1
            continue
        if other is not spot and _is_label(template, other) and other.c1 <= max(spot.c1, other.c0 + 1) + 2:
            return fold(other.text).strip(":")
        row = min(other.r0, row) - 1
    return ""


# ---- what is not certain ---------------------------------------------------------------------------------------------


def unsure_of(bound: Sequence[Bound], templates: Sequence[Template]) -> Iterator[Unsure]:
    """What a person should look at: blank cells that no label explains, reasoning, labels without a key, texts left over."""
    explained = {slot.spot.cell.at for template in templates for slot in template.open.slots}
    for one in bound:
        for line in one.form.body:
            yield from _unexplained(line, one, explained)
    for template in templates:
        for entry in lines_of([template]):
            first = entry.slots[0]
            if first.how is How.INFERRED:
                yield Unsure(entry.at, entry.label, f"推断为 {entry.path}（{first.why}）")
            elif entry.path == EXTRA:
                label = template.open.constants.get((*first.path[:2], "label"), entry.label)
                yield Unsure(entry.at, str(label), "没有对应的栏目，按“其他栏目”照存")


def _unexplained(line: Line, one: Bound, explained: set[object]) -> Iterator[Unsure]:
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
    if above is not None and above.term("section") is not None and spot.r1 - spot.r0 > 1:
        return True
    right, below = grid.cover(spot.r0, spot.c1), grid.cover(spot.r1, spot.c0)
    return right is not None and right.label is not None and below is not None and below.label is not None
