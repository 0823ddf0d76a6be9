"""Which cells of a row belong to which column of an indicator tree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiheng.forms.align import align, in_place
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.vocabulary import level_of
from jiheng.forms.zones import Column, Zone
from jiheng.model.language import fold, fold_value, parse_number, parse_operator, parse_value

GOAL_N = re.compile(
    r"(?:年度)?(?:绩效)?目标\(?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})\)?(?:\(\d+分\))?[:：.、]?(?:的?绩效指标|指标)?"
)
"""目标n left of the levels, or above a tree (folded)."""
_TICKS = frozenset("√✓✔☑■●vy是有o○◯×x")


def _fit(spot: Spot, column: Column) -> float:
    """How a text suits a column of the tree; used where a text export lost the columns."""
    key = column.key
    text = spot.text
    level = level_of(text)
    folded = fold(text)
    if key == "side":
        return 3.0 if spot.label is not None and "section" in spot.label.terms else -4.0
    if key == "goal":
        return 3.5 if GOAL_N.fullmatch(folded) else -4.0
    if key == "level1":
        return 3.0 if level & 1 else (-1.2 if level or (len(folded) <= 8 and folded.endswith("指标")) else -3.0)
    if key == "level2":
        if level & 2:
            return 3.0 if folded.endswith("指标") else (0.5 if "满意" in folded else 2.2)
        return 2.0 if folded.endswith("指标") and len(folded) <= 12 else (-1.5 if len(folded) <= 8 else -3.0)
    if key == "name":
        if level and folded.endswith("指标"):
            return -2.5
        value = parse_value(text)
        return -1.5 if value.number is not None or value.operator is not None else 1.2
    if key in ("value", "period_value", "history", "place"):
        value = parse_value(text)
        if value.number is not None or value.operator is not None:
            return 2.0
        return -2.0 if level and folded.endswith("指标") else (1.0 if len(folded) <= 8 else 0.6)
    if key == "operator":
        return 3.0 if parse_operator(text) or folded in ("定性", "定量") else -4.0
    if key in ("weight", "score"):
        return 2.0 if parse_number(text) is not None else -4.0
    if key == "unit":
        return 1.5 if len(folded) <= 6 and not any(c.isdecimal() for c in fold_value(text)) else -3.0
    if key == "polarity":
        return 3.0 if "向" in folded and len(folded) <= 6 else -4.0
    if key in ("cause", "likely"):
        return 2.5 if folded in _TICKS else -3.0
    if key in ("deviation", "basis", "description", "extra", "unknown"):
        if parse_value(text).operator is not None:
            return -1.0
        return 0.7 if key == "basis" and folded.endswith("标准") else 0.5
    return 0.3


def loose_cells(line: Line, columns: Sequence[Column], zone: Zone) -> list[Spot | None]:
    if zone.trust:
        placed = _placed(line, columns)
        if placed is not None:
            return placed
    virtual = list(columns)
    first = next((n for n, column in enumerate(virtual) if column.key in ("level1", "level2", "name")), 0)
    lead = virtual[first]
    inserted = not any(column.key == "goal" for column in virtual[:first])
    if inserted:
        virtual.insert(first, Column("goal", "tree", lead.head, lead.c0, lead.c0))
    sided = not any(column.key == "side" for column in virtual[: first + 1])
    if sided:
        virtual.insert(first, Column("side", "side", lead.head, lead.c0 - 1, lead.c0 - 1))
    places = [column.c0 for column in virtual]
    found = align(line.spots, places, lambda spot, n: _fit(spot, virtual[n]))
    kept = []
    for column, spot in zip(virtual, found, strict=True):
        if column in columns:
            kept.append(spot)
    return kept


def _placed(line: Line, columns: Sequence[Column]) -> list[Spot | None] | None:
    """The row read in place; None where that would make 质量指标 a first level."""
    found = in_place(line.spots, [column.c0 for column in columns], lambda spot, n: _fit(spot, columns[n]))
    if found is None:
        return None
    by_key = {column.key: spot for column, spot in reversed(list(zip(columns, found, strict=True)))}
    first, second = by_key.get("level1"), by_key.get("level2")
    if first is not None and level_of(first.text) == 2 and (second is None or not level_of(second.text)):
        return None
    if by_key.get("name") is None and any(spot is not None for spot in (second, by_key.get("value"))):
        return None
    return found


def in_place_share(zone: Zone, lines: Sequence[Line]) -> float:
    """The share of rows whose cells all stand, and make sense, exactly under their heads."""
    rows = [
        line for line in lines[zone.body : zone.end] if line.grid is not None and not line.grid.exact and line.filled
    ]
    good = sum(_placed(line, zone.columns) is not None for line in rows)
    return good / len(rows) if rows else 0.0


def goal_spot(line: Line) -> Spot | None:
    """A cell 目标n left of the levels."""
    grid = line.grid
    across = grid.across(line.r) if grid is not None and grid.exact else line.spots
    for spot in across[:4]:
        if not spot.blank and len(spot.text) < 30 and GOAL_N.fullmatch(fold(spot.text)):
            return spot
    return None


def exact_cells(line: Line, columns: Sequence[Column]) -> list[list[Spot]]:
    """For each column the spots of this line (spanning ones too) that stand mostly under its head."""
    grid = line.grid
    assert grid is not None
    found: list[list[Spot]] = [[] for _ in columns]
    for spot in grid.across(line.r):
        best, size = -1, 0
        c0, c1 = spot.c0, spot.c1
        for n, column in enumerate(columns):
            if column.c0 >= c1:
                break
            if column.c1 <= c0:
                continue
            overlap = (c1 if c1 < column.c1 else column.c1) - (c0 if c0 > column.c0 else column.c0)
            if overlap > size:
                best, size = n, overlap
        if best >= 0:
            found[best].append(spot)
    return found
