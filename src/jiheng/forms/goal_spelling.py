"""Goals written back: each into its own part of a cell, or the cell composed anew where there are more or fewer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET

from jiheng.formats.edits import TextEdit
from jiheng.forms.binding import Slot
from jiheng.forms.template import LABEL_LINE, Template
from jiheng.model.declaration import Goal, Scope, Table
from jiheng.model.location import Location

_LABEL = re.compile(
    r"(?:^|(?<=[\s。；;，,：:]))(?:(?:年度|绩效|总体)?目标\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[:：、.．]?|\d{1,2}\s*[.．、])\s*$"
)
"""The label before a goal, at the end of the text before it."""
_DOTS = re.compile(r"[\s…．.·]*")
_BARE = re.compile(r"\d{1,2}\s*([.．、])\s*$")


def goal_edits(
    template: Template, table: Table, real: Mapping[Location, str], no_place: Callable[[str, Any], None]
) -> Iterator[TextEdit]:
    """The edits that put the goals of a table into a form."""
    if table.goals is UNSET:
        return
    wanted: dict[Scope, list[tuple[int, Goal]]] = {}
    for number, goal in enumerate(table.goals or ()):
        wanted.setdefault(goal.scope, []).append((number, goal))
    places: dict[Scope, list[int]] = {}
    for row in template.rows("goals"):
        places.setdefault(Scope(template.open.constants.get(("goals", row, "scope"), "annual")), []).append(row)
    for scope in dict.fromkeys((*places, *wanted)):
        goals = wanted.get(scope, [])
        rows = places.get(scope, [])
        for field in ("text", "actual_text"):
            slots = [slot for row in rows if (slot := template.slot("goals", row, field)) is not None]
            said = [(number, goal) for number, goal in goals if getattr(goal, field)]
            if said and not slots:
                for number, goal in said:
                    no_place(f"goals[{number}].{field}", getattr(goal, field))
            elif slots:
                yield from _field(template, slots, [goal for _, goal in goals], field, real)


def _field(
    template: Template, slots: Sequence[Slot], goals: Sequence[Goal], field: str, real: Mapping[Location, str]
) -> Iterator[TextEdit]:
    cells = list(dict.fromkeys(slot.spot.cell.at for slot in slots))
    waiting = any(slot.spot.cell.at in template.appended for slot in slots)
    if len(slots) == len(goals) and not waiting:
        for slot, goal in zip(slots, goals, strict=True):
            yield from _one(
                template, slot, getattr(goal, field) or "", real, goal if len(cells) == len(slots) else None
            )
        return
    for n, at in enumerate(cells):  # one goal a cell, the last cell takes the rest
        own = [slot for slot in slots if slot.spot.cell.at == at]
        share = list(goals[n:]) if n == len(cells) - 1 else list(goals[n : n + 1])
        text = _composed(own[0], share, field)
        whole = real.get(at, "")
        start, end = _region(template, own, whole)
        if whole[start:end] != text:
            yield TextEdit(at=at, start=start, end=end, text=text)


def _one(
    template: Template, slot: Slot, text: str, real: Mapping[Location, str], goal: Goal | None
) -> Iterator[TextEdit]:
    """One goal into its own part; into a blank cell with its number."""
    at = slot.spot.cell.at
    if at in template.blanks:
        made = _labelled(goal, text, "：", "目标") if goal is not None and text else text
        if made:
            yield TextEdit(at=at, start=0, end=len(real.get(at, "")), text=made)
    elif slot.text != text:
        yield TextEdit(at=at, start=slot.start, end=slot.end, text=text)


def _region(template: Template, own: Sequence[Slot], whole: str) -> tuple[int, int]:
    """The characters of a cell that its goals take, their labels included; a heading above them stays."""
    at = own[0].spot.cell.at
    if at in template.blanks:
        return 0, len(whole)
    if at in template.appended:
        waiting = list(LABEL_LINE.finditer(whole))
        start, end = (waiting[0].start(), waiting[-1].end()) if waiting else (len(whole), len(whole))
        return start, len(whole) if _DOTS.fullmatch(whole[end:]) else end
    return _beginning(whole, own[0].start), own[-1].end


def _beginning(whole: str, start: int) -> int:
    """Where the label of a goal begins that stands at `start`."""
    match = _LABEL.search(whole[:start])
    return match.start() if match is not None else start


def _composed(first: Slot, goals: Sequence[Goal], field: str) -> str:
    """The goals of a cell, each on a line with its number, spelled as the first one's label is."""
    bare = _BARE.search(first.spot.text[: first.start])
    mark, word = (bare[1], "") if bare is not None else ("：", "目标")
    said = [(goal, getattr(goal, field)) for goal in goals if getattr(goal, field)]
    mixed = any(isinstance(goal.number, int) for goal, _ in said)
    return "\n".join(_labelled(goal, text, mark, word, mixed=mixed) for goal, text in said)


def _labelled(goal: Goal, text: str, mark: str, word: str, *, mixed: bool = False) -> str:
    """A goal behind its label; one without a number among others that have one is 目标：."""
    if isinstance(goal.number, int):
        return f"{word}{goal.number}{mark}{text}"
    return f"{word}{mark}{text}" if mixed and word else text
