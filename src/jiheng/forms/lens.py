"""The lens in its other direction: a table put into a form's cells.

One binding serves both ways: where a value is read, it is written. `put` changes only what differs; a value that the form has no
place for is told, never dropped. What was written is read again, and what does not come back the same is told as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from msgspec import UNSET

from jiheng.formats.document import Document, Grid
from jiheng.formats.editing import apply_edits
from jiheng.formats.edits import Edit, Edited, TextEdit
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.registry import read_bytes
from jiheng.forms.binding import Binding, Path
from jiheng.forms.flat import flat, flat_beside
from jiheng.forms.get import get, path_name
from jiheng.forms.reading import bind_document
from jiheng.forms.seating import plan_rows
from jiheng.forms.template import Template, open_further, templates_of
from jiheng.forms.trees import missing_trees, renamed_trees
from jiheng.forms.writer import DERIVED, Lost, Writer, direct_edits, shown
from jiheng.model.declaration import Table
from jiheng.model.language import year_of_title
from jiheng.model.location import Location

_KEPT = 16
"""Numbers of rows for which a template is kept."""
_FOLLOWING = frozenset(("scope", "number", "level1", "level2", "operator", "unit", "goal", "label"))
"""Fields that come with others and need not be wanted by themselves."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written, the tables that are read from it, what it could not take, and notes about it."""

    data: bytes
    tables: tuple[Table, ...]
    lost: tuple[Lost, ...] = ()
    notes: tuple[str, ...] = ()


class Opened:
    """A file that is to be filled: its bytes, its document, and its forms, all worked out once."""

    def __init__(self, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> None:
        """:raises UnreadableDocument: where it cannot be read."""
        self.data = data
        self.name = name
        self.limits = limits
        self.document = read_bytes(data, name, limits, _anything)
        self._is_open = False
        self._edited: dict[tuple[Edit, ...], Opened] = {}
        """The file with other numbers of rows: of many forms that are filled, many have the same."""

    @cached_property
    def bindings(self) -> list[Binding]:
        """The forms as they stand."""
        return [binding for item in bind_document(self.document) for binding in item.bindings]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """What the forms say as they stand."""
        return tuple(get(binding) for binding in self.bindings)

    @cached_property
    def values(self) -> tuple[dict[Path, Any], ...]:
        """The same, value by value."""
        return tuple(dict(flat(table)) for table in self.tables)

    @cached_property
    def templates(self) -> list[Template]:
        """The forms with every blank cell open."""
        return templates_of(self.document, self.bindings)

    @cached_property
    def texts(self) -> dict[Location, str]:
        """The text of every cell and paragraph."""
        return _real_texts(self.document)

    def direct(self, number: int, table: Table) -> list[TextEdit] | None:
        """The edits of single values that make a form say what a table says; None where they do not."""
        return direct_edits(self.bindings[number], self.tables[number], self.values[number], table)

    def open_for(self, wanted: Sequence[Table | None]) -> None:
        """Look further for the places of values that have none yet."""
        if self._is_open:
            return
        for template, now, table in zip(self.templates, self.tables, wanted, strict=False):
            if table is None:
                continue
            if any(not _says(now, path, value) for path, value in _without_a_place(template, table)):
                open_further(self.document, self.templates)
                self._is_open = True
                return

    def edited(self, edits: Sequence[Edit], notes: list[str]) -> Opened:
        """The file after some edits; what they could not do goes into `notes`."""
        if not edits:
            return self
        known = self._edited.get(tuple(edits))
        if known is not None:
            return known
        made = apply_edits(self.data, self.document.format, edits, self.limits)
        notes.extend(_told(made))
        after = Opened(made.data, self.name, self.limits)
        if not any(isinstance(edit, TextEdit) for edit in edits) and not made.refused and not made.notes:
            if len(self._edited) >= _KEPT:
                self._edited.pop(next(iter(self._edited)))
            self._edited[tuple(edits)] = after
        return after


def put(opened: Opened, wanted: Sequence[Table | None], *, keep_spare: bool = True) -> Written:
    """Put tables into the forms of a file, one for each in their order; None leaves a form as it is.

    Where a table differs in single values only, these alone are written; else its rows are seated first.

    :param keep_spare: blank rows stay
    :raises UnsupportedFormat: where the format is not written.
    """
    notes: list[str] = []
    lost: list[Lost] = []
    before = opened
    wants = [*wanted[: len(opened.bindings)], *[None] * (len(opened.bindings) - len(wanted))]
    opened, seats = _seated(opened, wants, keep_spare, notes)
    texts: list[Edit] = []
    for number, table in enumerate(wants):
        if table is None or number >= len(opened.bindings):
            continue
        direct = None if number in seats else opened.direct(number, table)
        if direct is not None:
            texts.extend(direct)
            continue
        writer = Writer(number, opened.templates[number], table, seats.get(number, {}), opened.texts)
        texts.extend(writer.edits())
        lost.extend(writer.lost)
    opened = opened.edited(texts, notes)
    tables = opened.tables
    if opened is not before or lost:
        lost = [*_come_back(before, tables, wanted, lost)]
    lost.extend(
        Lost(number, "", table.title or table.project_name or "", "文件里没有这张表的位置")
        for number, table in enumerate(wanted)
        if number >= len(tables) and table is not None
    )
    return Written(opened.data, tables, tuple(lost), tuple(dict.fromkeys(notes)))


def _seated(
    opened: Opened, wants: Sequence[Table | None], keep_spare: bool, notes: list[str]
) -> tuple[Opened, dict[int, dict[str, list[int | None]]]]:
    """The file with as many rows as are wanted, and of the forms that need it who sits on which row."""
    fuller = {
        number: table
        for number, table in enumerate(wants)
        if table is not None and opened.direct(number, table) is None
    }
    if not fuller:
        return opened, {}
    chosen = [fuller.get(number) for number in range(len(wants))]
    opened = _with_trees(opened, fuller, notes)
    opened.open_for(chosen)
    plans = {number: plan_rows(opened.templates[number], table, keep_spare) for number, table in fuller.items()}
    opened = opened.edited([edit for plan in plans.values() for edit in plan.edits], notes)
    opened.open_for(chosen)
    return opened, {number: plan.seats for number, plan in plans.items()}


def _with_trees(opened: Opened, fuller: dict[int, Table], notes: list[str]) -> Opened:
    """The file with a tree for every goal of the forms that have one for each."""
    for step in (missing_trees, renamed_trees):
        edits = [edit for number, table in fuller.items() for edit in step(opened.templates[number], table)]
        if not edits and step is missing_trees:
            return opened
        opened = opened.edited(edits, notes)
    return opened


def _without_a_place(template: Template, table: Table) -> Iterator[tuple[Path, object]]:
    """The values of a table for which a form shows no place yet: no slot of their key, no row of their list."""
    for key in Table.__struct_fields__:
        value = getattr(table, key)
        if key in DERIVED or value is UNSET or not value:
            continue
        if isinstance(value, dict):
            yield from (
                ((key, name), one)
                for name, one in value.items()
                if one is not None and template.slot(key, name) is None
            )
        elif isinstance(value, tuple):
            if not template.rows(key) and template.slot(key, 0) is None:
                yield (key,), value
        elif template.slot(key) is None:
            yield (key,), value


def _says(table: Table, path: Path, value: object) -> bool:
    """Whether a form says so already, somewhere that is no cell of its own (the year in a title)."""
    found = getattr(table, str(path[0]))
    return bool((found or {}).get(path[1]) == value if len(path) > 1 else found == value)


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


# ---- what came back ------------------------------------------------------------------------------------------------


def _come_back(
    before: Opened, tables: Sequence[Table], wanted: Sequence[Table | None], told: Sequence[Lost]
) -> Iterator[Lost]:
    """What does not read as it was wanted: first the values that are lost, then those that nobody wanted."""
    known = {(one.table, one.path): one for one in told}
    come_up: list[Lost] = []
    for number, (table, want) in enumerate(zip(tables, wanted, strict=False)):
        if want is None:
            continue
        due, back = dict(flat(want)), flat_beside(table, want)
        yield from _not_read(number, due, back, known)
        come_up.extend(_come_up(number, due, back, before.values[number]))
    yield from come_up


def _not_read(
    number: int, due: Mapping[Path, Any], back: Mapping[Path, Any], known: Mapping[tuple[int, str], Lost]
) -> Iterator[Lost]:
    """Of the values that do not read as they were wanted: what was told of them, or what is read instead."""
    said: set[str] = set()
    for path, value in due.items():
        if back.get(path) == value or _follows(back, path):
            continue
        name = path_name(path)
        one = _told_of(number, name, known)
        if one is None:
            instead = f"写进去以后读出来是“{shown(back[path])}”" if path in back else "写进去以后没有读出来"
            yield Lost(number, name, shown(value), instead)
        elif one.path not in said:
            said.add(one.path)
            yield one


def _come_up(
    number: int, due: Mapping[Path, Any], back: Mapping[Path, Any], known: Mapping[Path, Any]
) -> Iterator[Lost]:
    """The values that nobody wanted and that were not there before: a text that stood in several cells, changed in one."""
    for path, value in back.items():
        if path == ("title",) and year_of_title(str(value)) == due.get(("fiscal_year",)):
            continue  # the year was wanted, and stands in the title
        if path not in due and path[-1] not in _FOLLOWING and known.get(path) != value:
            yield Lost(number, path_name(path), shown(value), "没有要写的值，写进去以后读出来了")


def _follows(back: Mapping[Path, Any], path: Path) -> bool:
    """Whether a value is not told for itself: the scope of a goal whose text is lost, the label of such a row, the first
    level of an indicator that stands under its second (each layout has its own)."""
    if path[0] in ("goals", "opinions", "extra", "signatures") and path[-1] in ("scope", "number", "label", "by"):
        return (*path[:-1], "text") not in back and (*path[:-1], "actual_text") not in back
    return path[-1] == "level1" and bool(back.get((*path[:-1], "level2")))


def _told_of(number: int, path: str, known: Mapping[tuple[int, str], Lost]) -> Lost | None:
    """What was told of a value, or of its row."""
    while path:
        if (number, path) in known:
            return known[number, path]
        path = path.rpartition(".")[0] if "." in path else path.rpartition("[")[0] if "[" in path else ""
    return None
