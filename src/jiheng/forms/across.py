"""Indicators across the head of a sheet, places down its side: read row by row."""

from __future__ import annotations

from collections.abc import Sequence

from jiheng.forms.binding import Binding
from jiheng.forms.ledger import Why
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.tree import CODECS, name_span
from jiheng.forms.vocabulary import level_of
from jiheng.forms.zones import Zone
from jiheng.model.language import parse_number

_ACROSS = ("level1", "level2", "name", "unit", "weight", "operator")


def bind_across(binding: Binding, zone: Zone, lines: Sequence[Line]) -> None:
    """Indicators across the head, one row of values for each place: read row by row."""
    grid = lines[zone.start].grid
    assert grid is not None
    levels, position = _across_heads(binding, zone, lines)
    binding.constant(("indicators",), True)
    name_line = levels.get("name") or levels.get("level2")
    if name_line is None:
        return
    heads = [spot for spot in levels["level1"].filled if level_of(spot.text) & 1 and spot.label is None]
    first = min((spot.c0 for spot in heads), default=1)
    for line in lines[position : zone.end]:
        if line.grid is not grid:
            continue
        left = [spot for spot in line.filled if spot.c0 < first]
        place = next((spot for spot in reversed(left) if parse_number(spot.text) is None), None)
        if place is None or (place.label is not None and "sum" in place.label.terms):
            for spot in line.filled:
                binding.ignore(spot, Why.REPEATED_HEAD)
            continue
        for spot in left:
            if spot is not place:
                binding.label(spot, "indicators")
        for c in range(first, grid.columns):
            value = grid.cover(line.r, c) if grid.exact else next((s for s in line.spots if s.index == c), None)
            if value is not None and not value.blank and value.c0 == c:
                _bind_across_value(binding, levels, value, place, c)


def _across_heads(binding: Binding, zone: Zone, lines: Sequence[Line]) -> tuple[dict[str, Line], int]:
    """The head lines by what they hold, and where the places begin."""
    levels: dict[str, Line] = {}
    position = zone.start
    if not any(spot.term("tree") == "level1" for spot in lines[position].filled[:2]):
        for key, line in zip(("level1", "level2", "name"), lines[position : position + 3], strict=False):
            levels[key] = line
            for spot in line.filled:
                if spot.label is not None and not level_of(spot.text):
                    binding.label(spot, "indicators")
        return levels, position + 3
    while position < zone.end:
        line = lines[position]
        head = next((spot for spot in line.filled[:2] if spot.term("tree") in _ACROSS), None)
        if head is None or head.line is not line:
            break
        levels[head.term("tree") or ""] = line
        binding.label(head, f"indicators.{head.term('tree')}")
        position += 1
    return levels, position


def _bind_across_value(binding: Binding, levels: dict[str, Line], value: Spot, place: Spot, c: int) -> None:
    n = binding.grow("indicators")
    for key, head_line in levels.items():
        spot = _head_over(head_line, c)
        if spot is None:
            continue
        if key == "name":
            binding.put(("indicators", n, "name"), spot, "name", *name_span(spot.text))
        elif key in ("level1", "level2"):
            binding.put(("indicators", n, key), spot, "level")
        else:
            binding.put(("indicators", n, key), spot, CODECS[key])
    binding.put(("indicators", n, "value_text"), value, "value")
    binding.put(("indicators", n, "place"), place, "line")


def _head_over(line: Line, c: int) -> Spot | None:
    """The head above a column: the one that covers it, else the nearest filled one to the left."""
    grid = line.grid
    assert grid is not None
    while c > 0:
        spot = grid.cover(line.r, c) if grid.exact else next((s for s in line.spots if s.index == c), None)
        if spot is not None and not spot.blank:
            return None if spot.term("tree") in ("level1", "level2", "name") else spot
        c -= 1
    return None
