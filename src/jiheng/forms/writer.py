"""The edits of texts that put a table into a form's cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from msgspec import UNSET

from jiheng.formats.edits import Edit, TextEdit
from jiheng.forms.binding import Binding, Path, Slot
from jiheng.forms.flat import flat
from jiheng.forms.get import money_unit_of
from jiheng.forms.goal_spelling import goal_edits
from jiheng.forms.seating import KEYS, LISTS, indicator_place
from jiheng.forms.spelling import reads, spell, spell_year
from jiheng.forms.template import Template
from jiheng.forms.ticks import TICK
from jiheng.model.declaration import Table
from jiheng.model.language import fold, year_of_title
from jiheng.model.location import Location

DERIVED = frozenset(("kind", "subject", "money_unit", "cells", "truncated", "blank_levels", "extra", "signatures"))
"""Keys of a table that are no values of its cells, or have their own way."""
_TICKED = ("likelihood", "deviation_causes")
"""Values that are told by which of several cells is ticked."""
NO_PLACE = "表上没有这一栏"
_ORDINAL = re.compile(r"\s*(指标)\s*\d{1,2}\s*([:：])")


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that is not in the written file: which table (from 0), which path, what it is, and why."""

    table: int
    path: str
    value: str
    why: str


def direct_edits(binding: Binding, known: Table, before: Mapping[Path, Any], table: Table) -> list[TextEdit] | None:
    """The edits where a table differs from what a form says in single values only, each of them printed in a cell already.

    None where rows come, go or change places, or a value has no cell yet.

    :param known: what the form says
    :param before: the same, value by value
    """
    if not _same_rows(known, table):
        return None
    after = dict(flat(table))
    unit = money_unit_of(binding)
    edits: list[TextEdit] = []
    for path in dict.fromkeys((*before, *after)):
        value = after.get(path)
        if path not in after and not _is_blank(table, path):
            continue
        if before.get(path) == value or (path == ("fiscal_year",) and path not in binding.by_path):
            continue
        slot = binding.by_path.get(path)
        if slot is None and path[0] == "indicators" and path[-1] in ("operator", "number", "unit"):
            continue  # comes with the value
        if slot is None or path[-1] in _TICKED or not slot.text.strip():
            return None
        edits.append(_edit(slot, spell(slot, value, unit, old=slot.text), value, slot.start, slot.end))
    claimed: dict[Location, list[tuple[int, int]]] = {}
    return [edit for edit in edits if _claims(claimed, edit)]


def _is_blank(table: Table, path: Path) -> bool:
    """Whether a table says of a value that it is blank, and not merely nothing of it."""
    value: Any = table
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step), UNSET)
        elif isinstance(value, tuple):
            value = value[int(step)] if int(step) < len(value) else UNSET
        else:
            value = getattr(value, str(step), UNSET)
        if value is UNSET:
            return False
        if value is None:
            return True
    return False


def _by_name(row: Any) -> str:
    return fold(row.name or "")


def _same_rows(known: Table, table: Table) -> bool:
    """Whether every row of a table stands where it stood."""
    for key in (*LISTS, "indicators", "goals", "spending_plan", "opinions", "extra", "signatures", "safeguards"):
        if getattr(table, key) is UNSET:
            continue
        before, after = getattr(known, key) or (), getattr(table, key) or ()
        if len(before) != len(after):
            return False
        if key in KEYS or key == "indicators":
            key_of: Callable[[Any], Any] = KEYS.get(key, _by_name)
            moved = [
                (key_of(one), key_of(other))
                for one, other in zip(before, after, strict=True)
                if key_of(one) != key_of(other)
            ]
            if {old for old, _ in moved} & {new for _, new in moved}:
                return False
        if [_where(key, row) for row in before] != [_where(key, row) for row in after]:
            return False
    return True


def _where(key: str, row: Any) -> Any:
    """Where in its form a row belongs, as far as that is told by more than its order."""
    if key == "indicators":
        return indicator_place(row)
    if key == "goals":
        return (row.scope, row.number or None)
    if key in ("extra", "signatures"):
        return row.label
    return row.by if key in ("opinions", "spending_plan") else None


def _edit(slot: Slot, text: str, value: Any, start: int, end: int) -> TextEdit:
    number = value if isinstance(value, Decimal) and slot.codec in ("amount", "number") else None
    return TextEdit(at=slot.spot.cell.at, start=start, end=end, text=text, number=number)


def _claims(claimed: dict[Location, list[tuple[int, int]]], edit: TextEdit) -> bool:
    """Take an edit, unless another already changes these characters."""
    taken = claimed.setdefault(edit.at, [])
    if any((start < edit.end and edit.start < end) or (start, end) == (edit.start, edit.end) for start, end in taken):
        return False
    taken.append((edit.start, edit.end))
    return True


class Writer:
    """The text edits that put one table into one form."""

    def __init__(
        self,
        number: int,
        template: Template,
        table: Table,
        seats: Mapping[str, list[int | None]],
        real: Mapping[Location, str],
    ) -> None:
        self.number = number
        self.template = template
        self.table = table
        self.seats = seats
        self.real = real
        self.unit = money_unit_of(template.now)
        self.lost: list[Lost] = []
        self._claimed: dict[Location, list[tuple[int, int]]] = {}
        self._made: list[Edit] = []
        self._shared: dict[Location, list[tuple[Slot, str]]] = {}
        """Of blank cells that hold several values (a code and a name): each with its text."""
        self._grouped: dict[int, list[int]] | None = None

    def edits(self) -> list[Edit]:
        """All of them; fills `lost`."""
        self._simple()
        self._amounts()
        for name in (*LISTS, "indicators"):
            self._rows(name)
        self._by_label("spending_plan", "by", "cumulative_percent")
        self._by_label("opinions", "by", "text")
        self._by_label("extra", "label", "text")
        self._by_label("signatures", "label", "text")
        self._safeguards()
        for edit in goal_edits(self.template, self.table, self.real, self._no_place):
            self._claim(edit)
        for at, parts in self._shared.items():
            self._claim(TextEdit(at=at, start=0, end=len(self.real.get(at, "")), text=self._together(parts)))
        return self._made

    # -- what is written where

    def _simple(self) -> None:
        for name in Table.__struct_fields__:
            value = getattr(self.table, name)
            if name in DERIVED or value is UNSET or isinstance(value, (tuple, dict)):
                continue
            slot = self.template.slot(name)
            if slot is not None:
                self._write(slot, value)
            elif value is not None and name != "fiscal_year":
                self._no_place(name, value)
        year = self.table.fiscal_year
        elsewhere = self.template.slot("fiscal_year") is None and isinstance(year, int)
        if elsewhere and self.template.said().fiscal_year != year:
            self._year_elsewhere(cast("int", year))

    def _year_elsewhere(self, year: int) -> None:
        """The year of a form without a year line stands in its title, which is written as a whole if a title is given."""
        if str(year) in (self.table.title or ""):
            return
        slot = self.template.slot("title")
        if slot is None or self.table.title or year_of_title(slot.text) is None:
            self._no_place("fiscal_year", year)
        else:
            self._write(slot, spell_year(year, slot.text))

    def _amounts(self) -> None:
        for key, value in (self.table.budget or {}).items():
            slot = self.template.slot("budget", key)
            if slot is not None:
                self._write(slot, value)
            elif value is not None:
                self._no_place(f"budget.{key}", value)

    def _rows(self, name: str) -> None:
        if getattr(self.table, name) is UNSET:
            return
        wanted = getattr(self.table, name) or ()
        seats = self.seats.get(name)
        rows = self.template.rows(name)
        if seats is None or len(seats) != len(rows):
            seats = [*range(len(wanted)), *[None] * len(rows)][: len(rows)]
        for row, number in zip(rows, seats, strict=True):
            self._row(name, row, wanted[number] if number is not None else None, number)
        for number in sorted(set(range(len(wanted))) - {number for number in seats if number is not None}):
            label = KEYS[name](wanted[number]) if name in KEYS else wanted[number].name or ""
            self._no_place(f"{name}[{number}]", label)

    def _row(self, name: str, row: int, wanted: Any, number: int | None) -> None:
        """Write one row; None blanks it."""
        slots = {str(slot.path[2]): slot for slot in self.template.row(name, row) if len(slot.path) == 3}
        for key, slot in slots.items():
            if key in ("level1", "level2", *_TICKED):
                continue
            value = getattr(wanted, key) if wanted is not None else None
            if key == "direction" and wanted is None:
                continue
            self._write(slot, None if value is UNSET else value)
        ticked = self._ticks(slots, wanted) if name == "indicators" else frozenset()
        if wanted is None or number is None:
            return
        for key in wanted.__struct_fields__:
            value = getattr(wanted, key)
            if (
                value in (None, UNSET, ())
                or key in slots
                or key in ticked
                or key in ("number", "goal", "is_section", "history")
            ):
                continue
            if name == "indicators" and key in ("operator", "unit") and "value_text" in slots:
                continue
            if key in ("level1", "level2") or (name == "fund_lines" and key == "number"):
                continue
            self._no_place(f"{name}[{number}].{key}", value)
        for k, past in enumerate(getattr(wanted, "history", ()) or ()):
            self._history(name, row, number, k, past)

    def _ticks(self, slots: Mapping[str, Slot], wanted: Any) -> frozenset[str]:
        """Tick the cells of a row of indicators as is wanted, and no others; the fields that have cells to tick."""
        own = next((slot for key, slot in slots.items() if key not in ("level1", "level2")), None)
        line = own.spot.line if own is not None else None
        found: set[str] = set()
        for box in self.template.boxes(line) if line is not None else ():
            said = getattr(wanted, box.field) if wanted is not None else None
            if said is UNSET:
                continue
            found.add(box.field)
            chosen = {fold(one) for one in (said or ())} if isinstance(said, tuple) else {fold(said or "")}
            at = box.spot.cell.at
            real = self.real.get(at, "")
            if (box.value in chosen) != bool(real.strip()):
                self._claim(TextEdit(at=at, start=0, end=len(real), text=TICK if box.value in chosen else ""))
        return frozenset(found)

    def _history(self, name: str, row: int, number: int, k: int, past: Any) -> None:
        for path, slot in self.template.open.by_path.items():
            if len(path) == 5 and path[:3] == (name, row, "history"):
                period = self.template.open.constants.get((name, row, "history", path[3], "period"))
                if period == past.period:
                    self._write(slot, past.value_text or None)
                    return
        self._no_place(f"{name}[{number}].history[{k}]", past.value_text)

    def _by_label(self, name: str, key: str, field: str) -> None:
        """Rows that a label of the form tells: one for each month, each reviewer."""
        places: dict[str, list[Slot]] = defaultdict(list)
        for row in self.template.rows(name) or ():
            label = self.template.open.constants.get((name, row, key))
            slot = self.template.slot(name, row, field)
            if label is not None and slot is not None:
                places[fold(str(label))].append(slot)
        for number, one in enumerate(getattr(self.table, name) or ()):
            value = getattr(one, field)
            waiting = places.get(fold(getattr(one, key)))
            if waiting:
                self._write(waiting.pop(0), None if value is UNSET else value)
            elif value not in (None, UNSET):
                self._no_place(f"{name}[{number}]", value)

    def _safeguards(self) -> None:
        for number, text in enumerate(self.table.safeguards or ()):
            slot = self.template.open.by_path.get(("safeguards", number))
            if slot is None:
                self._no_place(f"safeguards[{number}]", text)
            else:
                self._write(slot, text)

    # -- how

    def _write(self, slot: Slot, value: Any) -> None:
        blank = self.template.is_blank(slot)
        now = None if blank else reads(slot, self.unit)
        if now == value or (value is None and now is None):
            return
        at = slot.spot.cell.at
        real = self.real.get(at, "")
        if at in self.template.appended:  # behind a label that nothing follows yet
            text = self._spell(slot, value, old=slot.text)
            text = f"{slot.spot.text[len(real) : slot.start]}{text}"
            start = end = len(real)
        elif at in self.template.blanks and (slot.start, slot.end) != (0, len(slot.spot.text)):
            self._shared.setdefault(at, []).append((slot, self._spell(slot, value, old="")))
            return
        elif at in self.template.blanks:
            text, start, end = self._prefix(slot) + self._spell(slot, value, old=real), 0, len(real)
        else:
            text, start, end = self._spell(slot, value, old="" if blank else slot.text), slot.start, slot.end
            if blank and start == end:
                text, start = _into_gap(real, start, text)
        self._claim(_edit(slot, text, value, start, end))

    def _together(self, parts: Sequence[tuple[Slot, str]]) -> str:
        """The text of a cell that holds several values: as it was read when all of them were tried, with theirs in it."""
        text = parts[0][0].spot.text
        made = {id(slot): words for slot, words in parts}
        tried = [slot for slot in self.template.open.slots if slot.spot is parts[0][0].spot]
        for slot in sorted(tried, key=lambda slot: -slot.start):
            text = text[: slot.start] + made.get(id(slot), "") + text[slot.end :]
        return text

    def _prefix(self, slot: Slot) -> str:
        """`指标3：` before a name in a cell that a copied row brought, where the rows beside it have such labels."""
        if slot.path[0] != "indicators" or slot.path[2] != "name":
            return ""
        at = int(slot.path[1])
        if self._grouped is None:
            self._grouped = {row: rows for rows in self.template.groups().values() for row in rows}
        rows = self._grouped.get(at, [])
        for row in rows:
            other = self.template.slot("indicators", row, "name")
            match = _ORDINAL.match(self.real.get(other.spot.cell.at, "")) if other is not None else None
            if match is not None:
                return f"{match[1]}{rows.index(at) + 1}{match[2]}"
        return ""

    def _spell(self, slot: Slot, value: Any, *, old: str) -> str:
        return spell(slot, value, self.unit, old=old, decimals=self.template.open.decimals)

    def _claim(self, edit: TextEdit) -> None:
        if _claims(self._claimed, edit):
            self._made.append(edit)

    def _no_place(self, path: str, value: Any, why: str = NO_PLACE) -> None:
        self.lost.append(Lost(self.number, path, shown(value), why))


def _into_gap(real: str, place: int, text: str) -> tuple[str, int]:
    """A value directly behind its label, in place of blanks that wait for it; one at least stays before the next label.

    :param place: where the blanks end
    :returns: the text that replaces the blanks, and where they begin
    """
    begin = len(real[:place].rstrip())
    gap = real[begin:place]
    if not begin or not real[place:].strip():
        return text, begin or place
    if "\n" in gap:
        return text + gap[gap.index("\n") :], begin
    return text + (gap[len(text) :] or gap[-1:] or " "), begin


def shown(value: Any) -> str:
    return (
        format(value, "f")
        if isinstance(value, Decimal)
        else "、".join(map(str, value))
        if isinstance(value, tuple)
        else str(value)
    )
