"""The indicator tree: levels filled down, one indicator for each third-level row, whatever columns a county prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiheng.forms.binding import Binding
from jiheng.forms.goals import number_of
from jiheng.forms.headlines import is_furniture
from jiheng.forms.ledger import How, Why
from jiheng.forms.periods import note_period
from jiheng.forms.records import meaning
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.tree_cells import GOAL_N, exact_cells, goal_spot, in_place_share, loose_cells
from jiheng.forms.vocabulary import belongs, level_of
from jiheng.forms.zones import Column, Zone
from jiheng.model.language import fold, parse_number, parse_operator

_NUMBER_LABEL = re.compile(
    r"\s*(?:三级)?指\s*标\s*(?:\d{1,2}|[０-９]{1,2}|[一二三四五六七八九十]{1,2})?\s*[:：.．、]\s*|\s*指\s*标\s*(?:\d{1,2}|[０-９]{1,2})(?=[\s\u4e00-\u9fff“（(])\s*"
)
_ONLY_NUMBER = re.compile(r"(?:指标)?(?:\d{1,3}|[一二三四五六七八九十]{1,2})[:.、]?")
_FILLER = re.compile(r"(?:指标[\d一二三四五六七八九十]*[:.、]?)?(?:…+|\.{3,}|·{3,}|\*+)?")
CODECS = {
    "description": "text",
    "value": "value",
    "operator": "operator",
    "unit": "unit",
    "basis": "text",
    "weight": "number",
    "polarity": "line",
    "actual": "line_text",
    "expected": "line_text",
    "score": "number",
    "deviation": "text",
    "place": "line",
}
_PATH_OF = {"value": "value_text", "actual": "actual_text", "expected": "expected_text"}
_PASSIVE = frozenset(("unknown", "number", "extra"))


@dataclass(slots=True)
class TreeState:
    """What is filled down from row to row."""

    level1: Spot | None = None
    level2: Spot | None = None
    goal: tuple[Spot, int] | None = None
    number: int | None = None
    """The goal's number where a heading above the tree gives it."""
    blanks: list[tuple[Spot | None, Spot | None]] = field(default_factory=list)


def bind_tree(binding: Binding, zone: Zone, lines: Sequence[Line], state: TreeState) -> None:
    """Bind the indicators of a tree zone; `state` carries levels over from the table's first part."""
    for line in lines[zone.start : zone.body]:
        for spot in line.filled:
            note_period(binding, spot)
            if spot.label is not None:
                binding.label(spot, meaning(spot, "tree", "section"))
            elif not binding.used(spot):
                binding.label(spot, "place")
    binding.constant(("indicators",), True)
    blocks = _blocks(zone.columns)
    zone.trust = in_place_share(zone, lines) >= 0.7
    for line in lines[zone.body : zone.end]:
        if not line.filled or _skipped(binding, line, zone, state):
            continue
        grid = line.grid
        goal = goal_spot(line)
        if goal is not None:
            match = GOAL_N.fullmatch(fold(goal.text))
            assert match is not None
            state.goal = (goal, number_of(match["n"]))
            binding.label(goal, "indicators.goal")
            if goal.line is line:
                state.level1 = state.level2 = None
        if grid is not None and grid.exact:
            cells = exact_cells(line, zone.columns)
        else:
            cells = [[spot] if spot is not None else [] for spot in loose_cells(line, zone.columns, zone)]
        by_column = {
            id(column): [
                spot for k, spot in enumerate(spots) if spot is not goal and (not k or spot.text != spots[0].text)
            ]
            for column, spots in zip(zone.columns, cells, strict=True)
        }
        _fill_levels(binding, line, zone, by_column, state, exact=bool(grid and grid.exact))
        if not (grid is not None and grid.exact):
            _look_ahead(binding, zone, lines, line, state)
        for block in blocks:
            _bind_row(binding, line, block, by_column, state)
        _mark_rest(binding, line, zone, by_column)


def _blocks(columns: Sequence[Column]) -> list[list[Column]]:
    """Trees side by side: a second 三级指标 begins a second block; each has its own columns, level 1 is shared."""
    tree = [column for column in columns if column.group == "tree"]
    names = [n for n, column in enumerate(tree) if column.key == "name"]
    if len(names) < 2:
        return [tree]
    borders = [n - 1 if tree[n - 1].key == "level2" and n - 1 > names[0] else n for n in names[1:]]
    starts = [0, *borders]
    return [tree[start:stop] for start, stop in zip(starts, [*borders, len(tree)], strict=True)]


def _skipped(binding: Binding, line: Line, zone: Zone, state: TreeState) -> bool:
    """Repeated heads, totals, headings inside the tree."""
    filled = line.filled
    labelled = [
        spot
        for spot in filled
        if spot.term("tree") in ("level1", "level2", "name", "value", "actual", "weight", "score")
    ]
    if len(labelled) >= 3 or (len(labelled) == 2 and len(labelled) == len(filled)):
        for spot in filled:
            binding.ignore(spot, Why.REPEATED_HEAD)
        return True
    heads = {id(column.head): fold(column.head.text) for column in zone.columns}
    if len(filled) > 1 and all(fold(spot.text) in heads.values() for spot in filled):
        for spot in filled:
            binding.ignore(spot, Why.REPEATED_HEAD)
        return True
    if _bind_total(binding, line, zone):
        return True
    if len(filled) == 1:
        spot = filled[0]
        if is_furniture(spot.text):
            binding.ignore(spot, Why.PAGE_FURNITURE)
            return True
        match = GOAL_N.match(fold(spot.text))
        heading = spot.label is not None and ("section" in spot.label.terms or "goal" in spot.label.terms)
        if match and (
            line.grid is None or not line.grid.exact or spot.c1 - spot.c0 > 2 or spot.c1 >= line.grid.columns
        ):
            state.goal = (spot, number_of(match["n"]))
            state.level1 = state.level2 = None
            binding.label(spot, "indicators.goal")
            return True
        if heading:
            binding.label(spot, "indicators")
            return line.grid is None or spot.c1 - spot.c0 >= line.grid.columns - 1
    return False


def _bind_total(binding: Binding, line: Line, zone: Zone) -> bool:
    head = next(
        (s for s in line.filled[:3] if s.label is not None and {"total_score", "sum"} & s.label.terms.keys()), None
    )
    if head is None or head.line is not line:
        return False
    if head is not line.filled[0] and "section" not in (line.filled[0].label.terms if line.filled[0].label else {}):
        return False
    if head.label is None or "total_score" not in head.label.terms:
        for spot in line.filled:
            binding.ignore(spot, Why.REPEATED_HEAD)
        return True
    binding.label(head, "total_weight", "total_score")
    weight, score = zone.column("weight"), zone.column("score")
    rest = [spot for spot in line.filled if spot is not head]
    if line.grid is not None and line.grid.exact:
        cells = exact_cells(line, zone.columns)
        numbers = [spot for spot in rest if parse_number(spot.text) is not None]
        if len(numbers) == 1 and score is not None and numbers[0].c0 < score.c1 <= numbers[0].c1:
            binding.put(("total_score",), numbers[0], "number")
        for column, path in ((weight, "total_weight"), (score, "total_score")):
            if column is None:
                continue
            for spot in cells[zone.columns.index(column)]:
                if spot is not head and not spot.blank and parse_number(spot.text) is not None:
                    binding.put((path,), spot, "number")
    else:
        numbers = [spot for spot in rest if parse_number(spot.text) is not None]
        columns = sorted(
            (
                (column.c0, path)
                for column, path in ((weight, "total_weight"), (score, "total_score"))
                if column is not None
            )
        )
        if len(numbers) == 1 and len(columns) == 2:
            columns = [min(columns, key=lambda item: abs(item[0] - numbers[0].index))]
        for spot, (_, path) in zip(numbers, columns, strict=False):
            binding.put((path,), spot, "number")
    for spot in rest:
        if not binding.used(spot):
            if spot.label is not None:
                binding.label(spot, "indicators")
            else:
                binding.ignore(spot, Why.REPEATED_HEAD)
    return True


def _fill_levels(
    binding: Binding,
    line: Line,
    zone: Zone,
    cells: dict[int, list[Spot]],
    state: TreeState,
    *,
    exact: bool,
) -> None:
    level1 = next((column for column in zone.columns if column.key == "level1"), None)
    level2 = next((column for column in zone.columns if column.key == "level2"), None)
    first = [spot for spot in cells.get(id(level1), []) if not spot.blank] if level1 is not None else []
    second = [spot for spot in cells.get(id(level2), []) if not spot.blank] if level2 is not None else []
    if level1 is not None and level2 is None and len(first) > 1:  # one head over both levels
        second = first[1:]
    elif level1 is None and level2 is not None and len(second) > 1:
        first, second = second[:1], second[1:]
    if exact and not first and len(second) == 1 and level1 is not None:
        spot = second[0]
        if level_of(spot.text) == 1 and spot.c0 <= level1.c0:
            first, second = second, []
    if not exact and first and not second and level_of(first[-1].text) == 3 and _is_output(state.level1):
        first, second = [], first[-1:]  # 成本指标 below 产出指标 has lost a cell on its left
    new = first[-1] if first else None
    if new is not None and new is not state.level1:
        if state.level1 is None or new.line is line or fold(new.text) != fold(state.level1.text):
            repeated = state.level1 is not None and fold(new.text) == fold(state.level1.text)
            state.level1 = new
            if not repeated or second:
                state.level2 = None
        binding.label(new, "indicators.level1")
    if second:
        spot = second[-1]
        if not exact and state.level1 is not None and level_of(spot.text) == 1 and not first:
            state.level1, state.level2 = spot, None
        else:
            state.level2 = spot
        binding.label(spot, "indicators.level2")


def _look_ahead(binding: Binding, zone: Zone, lines: Sequence[Line], line: Line, state: TreeState) -> None:
    """In aligned text a first level centred beside its rows is printed below the first of them."""
    level2 = state.level2
    if (
        level2 is None
        or level2.line is not line
        or (state.level1 is not None and belongs(state.level1.text, level2.text) is not False)
    ):
        return
    if any(level_of(spot.text) & 1 and spot.index < level2.index for spot in line.filled):
        return
    for later in lines[zone.body : zone.end]:
        if later.grid is not line.grid or later.r <= line.r:
            continue
        for spot in later.filled[:3]:
            if spot.index < level2.index and level_of(spot.text) & 1:
                if belongs(spot.text, level2.text):
                    state.level1 = spot
                    binding.label(spot, "indicators.level1")
                return


def _is_output(spot: Spot | None) -> bool:
    return spot is not None and fold(spot.text).startswith(("产出", "完成", "投入"))


def _bind_row(
    binding: Binding,
    line: Line,
    block: Sequence[Column],
    cells: dict[int, list[Spot]],
    state: TreeState,
) -> None:
    by_key: dict[str, list[tuple[Spot, Column]]] = {}
    for column in block:
        for spot in cells.get(id(column), []):
            by_key.setdefault(column.key, []).append((spot, column))
    own2 = [spot for spot, _ in by_key.get("level2", []) if not spot.blank]
    level2 = own2[-1] if own2 else state.level2
    names = [spot for spot, _ in by_key.get("name", [])]
    name = _name_spot(binding, names)
    values = {
        key: [(spot, column) for spot, column in by_key.get(key, []) if spot.line is line]
        for key in by_key
        if key not in ("level1", "level2", "name", "goal", "side")
    }
    spoken = [
        spot
        for key, pairs in values.items()
        if key not in _PASSIVE and key != "weight"
        for spot, _ in pairs
        if not spot.blank
    ]
    mine = name is not None and name.line is line
    if (name is None or (not mine and not spoken)) and not spoken:
        if name is None and (not names or any(spot.line is line for spot in [*own2, *names])):
            _blank_level(binding, state, level2)
        return
    placed = values.get("place", [])
    if placed and placed[0][1].text and placed[0][1].head.term("tree") is None:
        for spot, column in placed:
            if not spot.blank:
                _bind_indicator(
                    binding, line, state, level2, name, {**values, "value": [(spot, column)], "place": []}, column
                )
        return
    _bind_indicator(binding, line, state, level2, name, values, None)


def _name_spot(binding: Binding, names: Sequence[Spot]) -> Spot | None:
    filled = [spot for spot in names if not spot.blank]
    numbers = [spot for spot in filled if _ONLY_NUMBER.fullmatch(fold(spot.text))]
    if len(filled) > len(numbers):
        for spot in numbers:
            binding.label(spot, "indicators.name")
        filled = [spot for spot in filled if spot not in numbers]
    for spot in filled:
        start, end = name_span(spot.text)
        if end > start:
            return spot
        binding.ignore(spot, Why.FILLER)
    return None


def name_span(text: str) -> tuple[int, int]:
    """The span of an indicator's name without its `指标n:` label; empty for a label alone or for dots."""
    if _FILLER.fullmatch(fold(text)):
        return 0, 0
    match = _NUMBER_LABEL.match(text)
    start = match.end() if match else 0
    while start < len(text) and text[start].isspace():
        start += 1
    return start, len(text.rstrip())


def _blank_level(binding: Binding, state: TreeState, level2: Spot | None) -> None:
    if state.level1 is None and level2 is None:
        return
    key = (state.level1, level2)
    if state.blanks and state.blanks[-1] == key:
        return
    state.blanks.append(key)
    n = binding.grow("blank_levels")
    if state.level1 is not None:
        binding.put(("blank_levels", n, "level1"), state.level1, "level")
    if level2 is not None:
        binding.put(("blank_levels", n, "level2"), level2, "level")


def _bind_indicator(
    binding: Binding,
    line: Line,
    state: TreeState,
    level2: Spot | None,
    name: Spot | None,
    values: dict[str, list[tuple[Spot, Column]]],
    place: Column | None,
) -> None:
    exact = line.grid is not None and line.grid.exact
    how = How.LABEL if exact else How.INFERRED
    why = "" if exact else "按栏目顺序和内容对应"
    n = binding.grow("indicators")

    def put(key: str, spot: Spot, codec: str, start: int = 0, end: int | None = None, unit: str | None = None) -> None:
        binding.put(("indicators", n, key), spot, codec, start, end, how=how, why=why, unit=unit)

    goal = state.goal[1] if state.goal is not None else state.number
    if goal is not None:
        binding.constant(("indicators", n, "goal"), goal)
    if state.level1 is not None:
        put("level1", state.level1, "level")
    if level2 is not None:
        put("level2", level2, "level")
    if name is not None:
        put("name", name, "name", *name_span(name.text))
    if place is not None:
        put("place", place.head, "line")
    ticked: list[str] = []
    history = 0
    for key, pairs in values.items():
        said = [(spot, column) for spot, column in pairs if not spot.blank]
        if key == "cause":
            for spot, column in said:
                ticked.append(fold(column.text))
                binding.put(("indicators", n, "deviation_causes", len(ticked) - 1), spot, "tick")
        elif key == "likely":
            for spot, column in said:
                binding.constant(("indicators", n, "likelihood"), fold(column.text))
                put("likelihood", spot, "tick")
        elif key == "likelihood":
            for spot, _ in said:
                put("likelihood", spot, "choice")
        elif key in ("history", "period_value"):
            for spot, column in said:
                binding.constant(("indicators", n, "history", history, "period"), fold(column.text))
                binding.put(("indicators", n, "history", history, "value_text"), spot, "line_text")
                history += 1
        elif key == "value" and len(pairs) > 1:
            _bind_split_value(binding, n, [spot for spot, _ in said])
        elif key == "weight" and said and parse_number(said[0][0].text) is None:
            _row_extra(binding, n, said)
        elif key in CODECS:
            for spot, column in (said or pairs)[:1]:
                put(_PATH_OF.get(key, key), spot, CODECS[key], unit=column.label.unit if column.label else None)
            if len(said) > 1:
                _row_extra(binding, n, said[1:])
        elif key in _PASSIVE or key == "goal":
            _row_extra(binding, n, said)
    if ticked:
        binding.constant(("indicators", n, "deviation_causes"), tuple(ticked))


def _row_extra(binding: Binding, n: int, pairs: Sequence[tuple[Spot, Column]]) -> None:
    for spot, column in pairs:
        if binding.used(spot):
            continue
        if column.key == "number":
            binding.label(spot, f"indicators[{n}]")
            continue
        binding.extra(fold(column.text) or "未标明的栏目", spot)


def _bind_split_value(binding: Binding, n: int, spots: Sequence[Spot]) -> None:
    """≥ | 90 | % in three cells under one head 指标值."""
    for spot in spots:
        if parse_operator(spot.text) is not None:
            binding.put(("indicators", n, "operator"), spot, "operator")
        elif ("indicators", n, "value_text") not in binding.by_path:
            binding.put(("indicators", n, "value_text"), spot, "value")
        else:
            binding.put(("indicators", n, "unit"), spot, "unit")


def _mark_rest(binding: Binding, line: Line, zone: Zone, cells: dict[int, list[Spot]]) -> None:
    for column in zone.columns:
        for spot in cells.get(id(column), []):
            if spot.line is line and not spot.blank and not binding.used(spot):
                label = spot.label
                if column.group == "side" and label is not None:
                    binding.label(spot, "indicators")
                elif column.key in ("level1", "level2"):
                    binding.label(spot, f"indicators.{column.key}")
    for spot in line.filled:
        if not binding.used(spot) and spot.label is not None and "section" in spot.label.terms:
            binding.label(spot, "indicators")
