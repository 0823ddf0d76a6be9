"""Forms with an indicator tree for each goal: as many trees as there are goals, the new ones copies of the last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.formats.edits import CopyRows, Edit, TextEdit
from jiheng.forms.ledger import Became
from jiheng.forms.sheet import Spot
from jiheng.forms.template import Template
from jiheng.model.declaration import Table
from jiheng.model.language import fold
from jiheng.model.location import Location

_TREE = re.compile(r"(?:年度|绩效|总体)*目标(\d{1,2})(?:\(.*\))?[:：]?")


def missing_trees(template: Template, table: Table) -> Iterator[Edit]:
    """The copies of the last tree for the goals that have none."""
    trees = _trees(template)
    wanted = sorted({one.goal for one in table.indicators or () if isinstance(one.goal, int)})
    missing = [goal for goal in wanted if goal not in trees]
    if not missing or len(trees) < 2:
        return
    rows = trees[max(trees)]
    spots = [_value_spot(template, row) for row in rows]
    lines = [spot.line for spot in spots if spot is not None and spot.line is not None]
    if not lines or len(lines) != len(rows):
        return
    keep = tuple(dict.fromkeys(spot.cell.at for line in lines for spot in line.spots if _is_label(template, spot)))
    first, last = spots[0], spots[-1]
    if first is not None and last is not None:
        yield CopyRows(first=first.cell.at, last=last.cell.at, times=len(missing), keep=keep)


def renamed_trees(template: Template, table: Table) -> Iterator[TextEdit]:
    """The numbers in the labels of trees that copies brought twice."""
    wanted = sorted({one.goal for one in table.indicators or () if isinstance(one.goal, int)})
    labels = _labels(template)
    said = [int(match[1]) for match in (_TREE.fullmatch(fold(spot.text)) for spot in labels) if match is not None]
    if len(labels) != len(wanted) or said == wanted:
        return
    for spot, number, goal in zip(labels, said, wanted, strict=True):
        if number != goal:
            at = list(re.finditer(r"[0-9０-９]+", spot.text))[-1]
            yield TextEdit(at=spot.cell.at, start=at.start(), end=at.end(), text=str(goal))


def _trees(template: Template) -> dict[int, list[int]]:
    """The rows of each goal's tree."""
    found: dict[int, list[int]] = {}
    for row in template.rows("indicators"):
        goal = template.open.constants.get(("indicators", row, "goal"))
        if isinstance(goal, int):
            found.setdefault(goal, []).append(row)
    return found


def _value_spot(template: Template, row: int) -> Spot | None:
    """A cell of an indicator's own row."""
    return next(
        (slot.spot for slot in template.row("indicators", row) if slot.path[2] not in ("level1", "level2")), None
    )


def _is_label(template: Template, spot: Spot) -> bool:
    mark = template.open.marks.get(spot)
    slots: Sequence[object] = [
        slot for slot in template.open.values.get(spot, ()) if slot.path[-1] in ("level1", "level2")
    ]
    return (
        bool(slots)
        or (mark is not None and mark.became is Became.LABEL)
        or _TREE.fullmatch(fold(spot.text)) is not None
    )


def _labels(template: Template) -> list[Spot]:
    """The cells that say whose tree it is, from the top."""
    found: dict[Location, Spot] = {}
    for row in template.rows("indicators"):
        own = _value_spot(template, row)
        if own is None or own.grid is None:
            continue
        for column in range(own.c0):
            spot = own.grid.cover(own.r0, column)
            if spot is not None and _TREE.fullmatch(fold(spot.text)):
                found.setdefault(spot.cell.at, spot)
    return list(found.values())
