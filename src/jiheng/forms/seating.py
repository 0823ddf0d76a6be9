"""Which row of a form takes which row of a table, and the edits of rows that this asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from jiheng.formats.document import Cell
from jiheng.formats.edits import CopyRow, DeleteRow, Edit, OrderRows
from jiheng.forms.flat import meant1, meant2
from jiheng.forms.ledger import Became
from jiheng.forms.rowplan import Plan, Seat, plan
from jiheng.forms.template import Group, Template
from jiheng.model.declaration import Indicator, Table
from jiheng.model.language import fold
from jiheng.model.location import Location

LISTS = ("tasks", "work_plan", "fund_lines", "cost_estimates")
"""The lists whose rows may be more or fewer, each row a row of the form."""
KEYS: Mapping[str, Callable[[Any], Any]] = {
    "tasks": lambda row: fold(row.name or "") or fold(row.content or ""),
    "work_plan": lambda row: fold(row.item or ""),
    "fund_lines": lambda row: (fold(row.number or ""), fold(row.name or "")),
    "cost_estimates": lambda row: (fold(row.direction or ""), fold(row.item or "")),
}
"""By what rows of a list are known again."""


@dataclass(slots=True)
class RowPlan:
    """The edits of rows of one form, and for each list which row (in the order of the form, after the edits) takes which
    wanted row: `seats["tasks"] == [0, 1, None]`."""

    edits: list[Edit]
    seats: dict[str, list[int | None]]


def plan_rows(template: Template, table: Table, keep_spare: bool) -> RowPlan:
    edits: list[Edit] = []
    seats: dict[str, list[int | None]] = {}
    for name in LISTS:
        rows = template.rows(name)
        wanted = getattr(table, name) or ()
        if rows and getattr(table, name) is not UNSET and _is_grid(template, name, rows):
            seats[name] = _seat(
                template, name, rows, [KEYS[name](row) for row in wanted], list(range(len(wanted))), keep_spare, edits
            )
    if template.rows("indicators") and table.indicators is not UNSET:
        seats["indicators"] = _plan_indicators(template, table, keep_spare, edits)
    return RowPlan(edits, seats)


def _is_grid(template: Template, name: str, rows: Sequence[int]) -> bool:
    """Whether the rows of a list are rows of a grid (and not paragraphs of a narrative)."""
    return all(isinstance(slot.spot.cell, Cell) for row in rows for slot in template.row(name, row))


def _seat(
    template: Template,
    name: str,
    rows: Sequence[int],
    keys: Sequence[Any],
    numbers: Sequence[int],
    keep_spare: bool,
    edits: list[Edit],
) -> list[int | None]:
    """Seat wanted rows on rows of the form; the wanted numbers in the order of the form's rows."""
    made = plan([Seat(row, _key_of(template, name, row)) for row in rows], keys, keep_spare=keep_spare)
    edits.extend(_row_edits(template, name, made))
    return [numbers[number] if number is not None else None for number in made.final]


def _key_of(template: Template, name: str, row: int) -> Any:
    """The key of a row as it stands in the form; None where it is blank."""
    slots = template.row(name, row)
    own = [slot for slot in slots if slot.path[2] not in ("level1", "level2")]
    if all(template.is_blank(slot) for slot in own):
        return None
    texts = {str(slot.path[2]): "" if template.is_blank(slot) else fold(slot.text) for slot in slots}
    if name == "indicators":
        return texts.get("name", "")
    if name == "tasks":
        return texts.get("name") or texts.get("content", "")
    if name == "work_plan":
        return texts.get("item", "")
    first, second = ("number", "name") if name == "fund_lines" else ("direction", "item")
    return (texts.get(first, ""), texts.get(second, ""))


def _row_edits(template: Template, name: str, made: Plan) -> Iterator[Edit]:
    if made.source is not None and made.copies:
        at, grow = _row_place(template, name, made.source)
        yield CopyRow(at=at, times=made.copies, grow=grow)
    for row in made.deleted:
        yield DeleteRow(at=_row_place(template, name, row)[0])
    if made.order is not None:
        standing, order = made.order
        places = [_row_place(template, name, row) for row in standing]
        keep = tuple(dict.fromkeys(cell for _, grow in places for cell in grow))
        yield OrderRows(rows=tuple(at for at, _ in places), order=tuple(order), keep=keep)


def _row_place(template: Template, name: str, row: int) -> tuple[Location, tuple[Location, ...]]:
    """A cell of the row that is the row's own, and the label cells at its left that begin in it."""
    slots = template.row(name, row)
    own = [slot for slot in slots if slot.path[2] not in ("level1", "level2", "direction")]
    first = min(own or slots, key=lambda slot: slot.spot.c0)
    line = first.spot.line
    grow = []
    for spot in line.spots if line is not None else ():
        mine = [slot for slot in template.open.values.get(spot, ()) if slot.path[:2] == (name, row)]
        if any(slot.path[2] not in ("level1", "level2", "direction") for slot in mine):
            continue
        mark = template.open.marks.get(spot)
        levels = any(slot.path[2] != "direction" for slot in mine)
        if levels or (mark is not None and mark.became is Became.LABEL) or spot.r1 - spot.r0 > 1:
            grow.append(spot.cell.at)
    return first.spot.cell.at, tuple(grow)


def _plan_indicators(template: Template, table: Table, keep_spare: bool, edits: list[Edit]) -> list[int | None]:
    """Seat the indicators on the rows of their own place in the tree."""
    groups = template.groups()
    indicators = table.indicators or ()
    wanted: dict[Group, list[int]] = defaultdict(list)
    runs: dict[Hashable, int] = defaultdict(int)
    before: Hashable = None
    group: Group | None = None
    for number, one in enumerate(indicators):
        place = indicator_place(one)
        if place != before:
            runs[place] += 1
            before = place
            group = _group_for(list(groups), place, runs[place])
        if group is not None:
            wanted[group].append(number)
    final: dict[int, list[int | None]] = {}
    for group, rows in groups.items():
        numbers = wanted.get(group, [])
        keys = [fold(indicators[number].name or "") for number in numbers]
        final[rows[0]] = _seat(template, "indicators", rows, keys, numbers, keep_spare, edits)
    return [number for first in sorted(final) for number in final[first]]


def _group_for(groups: Sequence[Group], place: tuple[Any, Any, Any], run: int) -> Group | None:
    """Where an indicator belongs: its goal's tree, its second level, and of several such places the `run`-th."""
    goal, level1, level2 = place
    trees = list(dict.fromkeys(group[0] for group in groups))
    tree = goal if goal is not None and len(trees) > 1 else trees[0] if trees else None
    same = [group for group in groups if group[0] == tree]
    for fitting in (
        [group for group in same if group[1] == level1 and group[2] == level2],
        [group for group in same if level2 and group[2] == level2],
        [group for group in same if not level2 and group[1] == level1],
        [group for group in same if not group[1] and not group[2]],
    ):
        if fitting:
            return fitting[min(run, len(fitting)) - 1]
    return None


def indicator_place(one: Indicator) -> tuple[Any, Any, Any]:
    """The place of an indicator in the tree, as it is meant."""
    return (one.goal if one.goal is not UNSET else None, meant1(one.level1 or ""), meant2(one.level2 or ""))
