"""The lens in its other direction: a table put into a form's cells.

One binding serves both ways: where a value is read, it is written. `put` changes only what differs; a value that the form has no
place for is told, never dropped. What was written is read again, and what does not come back the same is told as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from jiheng.formats.document import Cell, Document, Grid
from jiheng.formats.edits import CopyRow, DeleteRow, Edit, Edited, OrderRows, TextEdit, apply_edits
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.registry import read_bytes
from jiheng.forms.binding import Binding, Path, Slot
from jiheng.forms.get import get, money_unit_of, path_name
from jiheng.forms.goal_spelling import goal_edits
from jiheng.forms.ledger import Became
from jiheng.forms.reading import read_document
from jiheng.forms.rowplan import Plan, Seat, plan
from jiheng.forms.spelling import reads, spell
from jiheng.forms.template import Template, open_further, templates_of
from jiheng.model.declaration import Table
from jiheng.model.language import fold
from jiheng.model.levels import level1_of, level2_of
from jiheng.model.location import Location

LISTS = ("tasks", "work_plan", "fund_lines", "cost_estimates")
"""The lists whose rows may be more or fewer, each row a row of the form."""
_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "tasks": lambda row: fold(row.name or "") or fold(row.content or ""),
    "work_plan": lambda row: fold(row.item or ""),
    "fund_lines": lambda row: (fold(row.number or ""), fold(row.name or "")),
    "cost_estimates": lambda row: (fold(row.direction or ""), fold(row.item or "")),
}
"""By what rows of a list are known again."""
_DERIVED = frozenset(("kind", "subject", "money_unit", "cells", "truncated", "blank_levels", "extra", "signatures"))
"""Keys of a table that are no values of its cells, or have their own way."""
NO_PLACE = "表上没有这一栏"
_ORDINAL = re.compile(r"\s*(指标)\s*\d{1,2}\s*([:：])")


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that is not in the written file: which table (from 0), which path, what it is, and why."""

    table: int
    path: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written, the tables that are read from it, what it could not take, and notes about it."""

    data: bytes
    tables: tuple[Table, ...]
    lost: tuple[Lost, ...] = ()
    notes: tuple[str, ...] = ()


class Opened:
    """A file that is to be filled: its bytes, its document, and its forms with every cell open (worked out once)."""

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> None:
        """:raises UnreadableDocument: where it cannot be read."""
        self.data = data
        self.name = name
        self.limits = limits
        self.document = read_bytes(data, name, limits, _anything)
        self.templates = templates_of(self.document)
        self.texts = _real_texts(self.document)
        self._is_open = False

    def open_for(self, wanted: Sequence[Table | None]) -> None:
        """Look further for the places of values that have none yet."""
        if self._is_open:
            return
        for template, table in zip(self.templates, wanted, strict=False):
            if table is None:
                continue
            missing = [(path, value) for path, value in flat(table) if _has_no_place(template, path)]
            known = dict(flat(get(template.now))) if missing else {}
            if any(known.get(path) != value for path, value in missing):
                open_further(self.document, self.templates)
                self._is_open = True
                return

    def edited(self, edits: Sequence[Edit], notes: list[str]) -> Opened:
        """The file after some edits; what they could not do goes into `notes`."""
        if not edits:
            return self
        made = apply_edits(self.data, self.document.format, edits, self.limits)
        notes.extend(_told(made))
        return Opened(made.data, self.name, self.limits)


def put(opened: Opened, wanted: Sequence[Table | None], *, keep_spare: bool = True) -> Written:
    """Put tables into the forms of a file, one for each in their order; None leaves a form as it is.

    :param keep_spare: blank rows stay
    :raises UnsupportedFormat: where the format is not written.
    """
    notes: list[str] = []
    lost: list[Lost] = []
    opened.open_for(wanted)
    plans = [
        _plan_rows(template, table, keep_spare) if table is not None else None
        for template, table in zip(opened.templates, _padded(wanted, len(opened.templates)), strict=True)
    ]
    opened = opened.edited([edit for one in plans if one is not None for edit in one.edits], notes)
    opened.open_for(wanted)
    texts: list[Edit] = []
    for number, (template, table) in enumerate(
        zip(opened.templates, _padded(wanted, len(opened.templates)), strict=True)
    ):
        if table is not None:
            row_plan = plans[number] if number < len(plans) else None
            writer = _Writer(number, template, table, row_plan.seats if row_plan is not None else {}, opened.texts)
            texts.extend(writer.edits())
            lost.extend(writer.lost)
    data, document = opened.data, opened.document
    if texts:
        made = apply_edits(data, document.format, texts, opened.limits)
        notes.extend(_told(made))
        data = made.data
        document = read_bytes(data, opened.name, opened.limits, _anything)
    tables = read_document(document, opened.name).declaration.tables or ()
    lost.extend(_changed(tables, wanted, lost))
    lost.extend(
        Lost(number, "", table.title or table.project_name or "", "文件里没有这张表的位置")
        for number, table in enumerate(wanted)
        if number >= len(tables) and table is not None
    )
    return Written(data, tables, tuple(lost), tuple(dict.fromkeys(notes)))


def _has_no_place(template: Template, path: Path) -> bool:
    """Whether a form shows no place for a value yet: no slot of its key, no row of its list."""
    if path[0] in _DERIVED:
        return False
    return not template.rows(str(path[0])) if len(path) > 2 else template.slot(*path) is None


def _padded(wanted: Sequence[Table | None], count: int) -> list[Table | None]:
    return [*wanted[:count], *[None] * (count - len(wanted))]


def _anything(_: str) -> bool:
    return True


def _told(edited: Edited) -> Iterator[str]:
    yield from edited.notes
    yield from (why for _, why in edited.refused)


def _real_texts(document: Document) -> dict[Location, str]:
    """The text of every cell and paragraph."""
    found: dict[Location, str] = {}

    def collect(grid: Grid) -> None:
        for cell in grid.cells:
            found.setdefault(cell.at, cell.text)
            for inner in cell.grids:
                collect(inner)

    for block in document.blocks:
        if isinstance(block, Grid):
            collect(block)
        else:
            found.setdefault(block.at, block.text)
    return found


# ---- rows ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _RowPlan:
    """The edits of rows of one form, and for each list which row (in the order of the form, after the edits) takes which
    wanted row: `seats["tasks"] == [0, 1, None]`."""

    edits: list[Edit]
    seats: dict[str, list[int | None]]


def _plan_rows(template: Template, table: Table, keep_spare: bool) -> _RowPlan:
    edits: list[Edit] = []
    seats: dict[str, list[int | None]] = {}
    for name in LISTS:
        rows = template.rows(name)
        wanted = getattr(table, name) or ()
        if rows and name != "goals" and _is_grid(template, name, rows):
            seats[name] = _seat(
                template, name, rows, [_KEYS[name](row) for row in wanted], list(range(len(wanted))), keep_spare, edits
            )
    if template.rows("indicators"):
        seats["indicators"] = _plan_indicators(template, table, keep_spare, edits)
    return _RowPlan(edits, seats)


def _is_grid(template: Template, name: str, rows: Sequence[int]) -> bool:
    """Whether the rows of a list are rows of a grid (and not paragraphs of a narrative)."""
    return all(isinstance(slot.spot.cell, Cell) for row in rows for slot in _slots_of_row(template, name, row))


def _slots_of_row(template: Template, name: str, row: int) -> list[Slot]:
    return [
        slot for path, slot in template.open.by_path.items() if path[0] == name and len(path) > 2 and path[1] == row
    ]


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
    slots = _slots_of_row(template, name, row)
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
    slots = _slots_of_row(template, name, row)
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
    """Seat the indicators on the rows of their own second level."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for row in template.rows("indicators"):
        groups[_group_of_row(template, row)].append(row)
    wanted: dict[Any, list[int]] = defaultdict(list)
    for number, one in enumerate(table.indicators or ()):
        group = _group_for(groups, one)
        if group is not None:
            wanted[group].append(number)
    final: dict[int, list[int | None]] = {}
    indicators = table.indicators or ()
    for group, rows in groups.items():
        numbers = wanted.get(group, [])
        keys = [fold(indicators[number].name or "") for number in numbers]
        final[rows[0]] = _seat(template, "indicators", rows, keys, numbers, keep_spare, edits)
    return [number for first in sorted(final) for number in final[first]]


def _group_of_row(template: Template, row: int) -> tuple[Any, Any, Any, int]:
    """The tree, first and second level of a row of the form, as they are meant; and where the second level stands."""
    level1, level2 = template.slot("indicators", row, "level1"), template.slot("indicators", row, "level2")
    goal = template.open.constants.get(("indicators", row, "goal"))
    said1 = level1.text if level1 is not None and not template.is_blank(level1) else ""
    said2 = level2.text if level2 is not None and not template.is_blank(level2) else ""
    place = level2 if level2 is not None else level1
    return (
        goal,
        level1_of(said1) or fold(said1),
        level2_of(said2) or fold(said2),
        id(place.spot) if place is not None else 0,
    )


def _group_for(groups: Mapping[Any, list[int]], one: Any) -> Any:
    """The group that an indicator belongs to: same tree and second level, the first of them."""
    goal = one.goal if one.goal is not UNSET else None
    level1, level2 = level1_of(one.level1 or None), level2_of(one.level2 or None)
    trees = {group[0] for group in groups}
    same = [group for group in groups if group[0] == goal or len(trees) == 1]
    exact = [group for group in same if group[2] == level2 and group[1] == level1]
    by_second = [group for group in same if level2 is not None and group[2] == level2]
    by_first = [group for group in same if level2 is None and group[1] == level1]
    open_ones = [group for group in same if group[1] == "" and group[2] == ""]
    return next(iter((*exact, *by_second, *by_first, *open_ones)), None)


# ---- texts ---------------------------------------------------------------------------------------------------------


class _Writer:
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
        self._grouped: dict[Any, list[int]] | None = None

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
        return self._made

    # -- what is written where

    def _simple(self) -> None:
        for field in msgspec.structs.fields(Table):
            value = getattr(self.table, field.name)
            if field.name in _DERIVED or value is UNSET or isinstance(value, (tuple, dict)):
                continue
            slot = self.template.slot(field.name)
            if slot is not None:
                self._write(slot, value)
            elif value is not None and field.name != "fiscal_year":
                self._no_place(field.name, value)
        known = get(self.template.now)
        year = self.table.fiscal_year
        if self.template.slot("fiscal_year") is None and isinstance(year, int) and known.fiscal_year != year:
            self._year_elsewhere(year)

    def _year_elsewhere(self, year: int) -> None:
        """The year of a form without a year line stands in its title, which is written as a whole."""
        if str(year) not in (self.table.title or ""):
            self._no_place("fiscal_year", year)

    def _amounts(self) -> None:
        for key, value in (self.table.budget or {}).items():
            slot = self.template.slot("budget", key)
            if slot is not None:
                self._write(slot, value)
            elif value is not None:
                self._no_place(f"budget.{key}", value)

    def _rows(self, name: str) -> None:
        wanted = getattr(self.table, name) or ()
        seats = self.seats.get(name)
        rows = self.template.rows(name)
        if seats is None or len(seats) != len(rows):
            seats = [*range(len(wanted)), *[None] * len(rows)][: len(rows)]
        for row, number in zip(rows, seats, strict=True):
            self._row(name, row, wanted[number] if number is not None else None, number)
        for number in sorted(set(range(len(wanted))) - {number for number in seats if number is not None}):
            label = _KEYS[name](wanted[number]) if name in _KEYS else wanted[number].name or ""
            self._no_place(f"{name}[{number}]", label)

    def _row(self, name: str, row: int, wanted: Any, number: int | None) -> None:
        """Write one row; None blanks it."""
        slots = {str(slot.path[2]): slot for slot in _slots_of_row(self.template, name, row) if len(slot.path) == 3}
        for key, slot in slots.items():
            if key in ("level1", "level2"):
                continue
            value = getattr(wanted, key) if wanted is not None else None
            if key == "direction" and wanted is None:
                continue
            self._write(slot, None if value is UNSET else value)
        if wanted is None or number is None:
            return
        for key in wanted.__struct_fields__:
            value = getattr(wanted, key)
            if (
                value in (None, UNSET, ())
                or key in slots
                or key in ("number", "goal", "is_section", "history", "deviation_causes", "likelihood")
            ):
                continue
            if name == "indicators" and key in ("operator", "unit") and "value_text" in slots:
                continue
            if key in ("level1", "level2") or (name == "fund_lines" and key == "number"):
                continue
            self._no_place(f"{name}[{number}].{key}", value)
        for k, past in enumerate(getattr(wanted, "history", ()) or ()):
            self._history(name, row, number, k, past)

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
        places: dict[str, Slot] = {}
        for row in self.template.rows(name) or ():
            label = self.template.open.constants.get((name, row, key))
            slot = self.template.slot(name, row, field)
            if label is not None and slot is not None:
                places.setdefault(fold(str(label)), slot)
        for number, one in enumerate(getattr(self.table, name) or ()):
            value = getattr(one, field)
            slot = places.get(fold(getattr(one, key)))
            if slot is not None:
                self._write(slot, None if value is UNSET else value)
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
            text = spell(slot, value, self.unit, old=slot.text)
            text = f"{slot.spot.text[len(real) : slot.start]}{text}"
            start = end = len(real)
        elif at in self.template.blanks:
            text, start, end = self._prefix(slot) + spell(slot, value, self.unit, old=real), 0, len(real)
        else:
            text, start, end = spell(slot, value, self.unit, old="" if blank else slot.text), slot.start, slot.end
        number = value if isinstance(value, Decimal) and slot.codec in ("amount", "number") else None
        self._claim(TextEdit(at=at, start=start, end=end, text=text, number=number))

    def _prefix(self, slot: Slot) -> str:
        """`指标3：` before a name in a cell that a copied row brought, where the rows beside it have such labels."""
        if slot.path[0] != "indicators" or slot.path[2] != "name":
            return ""
        rows = self._groups().get(_group_of_row(self.template, int(slot.path[1])), [])
        for row in rows:
            other = self.template.slot("indicators", row, "name")
            match = _ORDINAL.match(self.real.get(other.spot.cell.at, "")) if other is not None else None
            if match is not None:
                return f"{match[1]}{rows.index(int(slot.path[1])) + 1}{match[2]}"
        return ""

    def _groups(self) -> dict[Any, list[int]]:
        if self._grouped is None:
            self._grouped = defaultdict(list)
            for row in self.template.rows("indicators"):
                self._grouped[_group_of_row(self.template, row)].append(row)
        return self._grouped

    def _claim(self, edit: TextEdit) -> None:
        """Take an edit, unless another already changes these characters."""
        taken = self._claimed.setdefault(edit.at, [])
        if any(
            (start < edit.end and edit.start < end) or (start, end) == (edit.start, edit.end) for start, end in taken
        ):
            return
        taken.append((edit.start, edit.end))
        self._made.append(edit)

    def _no_place(self, path: str, value: Any, why: str = NO_PLACE) -> None:
        self.lost.append(Lost(self.number, path, _shown(value), why))


def _shown(value: Any) -> str:
    return (
        format(value, "f")
        if isinstance(value, Decimal)
        else "、".join(map(str, value))
        if isinstance(value, tuple)
        else str(value)
    )


# ---- what came back ------------------------------------------------------------------------------------------------


def _changed(tables: Sequence[Table], wanted: Sequence[Table | None], told: Sequence[Lost]) -> Iterator[Lost]:
    """The values that read otherwise than they were wanted, and were not told yet."""
    known = {(one.table, one.path) for one in told}
    for number, (table, want) in enumerate(zip(tables, wanted, strict=False)):
        if want is None:
            continue
        back = dict(flat(table))
        for path, value in flat(want):
            name = path_name(path)
            if back.get(path) == value or _is_told(number, name, known):
                continue
            yield Lost(
                number,
                name,
                _shown(value),
                f"写进去以后读出来是“{_shown(back[path])}”" if path in back else "写进去以后没有读出来",
            )


def _is_told(number: int, path: str, known: set[tuple[int, str]]) -> bool:
    while path:
        if (number, path) in known:
            return True
        path = path.rpartition(".")[0] if "." in path else path.rpartition("[")[0] if "[" in path else ""
    return False


def flat(table: Table) -> Iterator[tuple[Path, Any]]:
    """Every value of a table with its path; blanks, places and what is derived left out. Levels are given by their meaning."""
    for field in msgspec.structs.fields(Table):
        value = getattr(table, field.name)
        if field.name in ("cells", "truncated", "blank_levels", "money_unit", "kind", "subject") or value in (
            None,
            UNSET,
            (),
        ):
            continue
        if isinstance(value, dict):
            yield from (((field.name, key), amount) for key, amount in value.items() if amount is not None)
        elif isinstance(value, tuple):
            for n, row in enumerate(value):
                yield from _flat_row((field.name, n), row)
        else:
            yield (field.name,), value


def _flat_row(path: Path, row: Any) -> Iterator[tuple[Path, Any]]:
    if not isinstance(row, msgspec.Struct):
        yield path, row
        return
    for key in row.__struct_fields__:
        value = getattr(row, key)
        if key == "at" or value in (None, UNSET, ()):
            continue
        if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            for k, inner in enumerate(value):
                yield from _flat_row((*path, key, k), inner)
        elif key == "level1":
            yield (*path, key), level1_of(value) or fold(value)
        elif key == "level2":
            yield (*path, key), level2_of(value) or fold(value)
        else:
            yield (*path, key), value


def binding_of(template: Template) -> Binding:
    """The binding of a form with every cell open, for those who show or check a layout."""
    return template.open
