"""Lines of a layout that somebody corrected: they win over what the labels tell, in reading and in writing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path as FilePath

import msgspec

from jiheng.forms.bind import Bound
from jiheng.forms.binding import Binding, Path
from jiheng.forms.get import ROW_TYPES
from jiheng.forms.layouts.describe import BETWEEN, EXTRA, column_path
from jiheng.forms.layouts.fingerprint import alike, fingerprint_of, part_of
from jiheng.forms.layouts.folder import in_force, own_folder
from jiheng.forms.layouts.layout import Cell, Known, LayoutError, Options, layouts_in
from jiheng.forms.layouts.places import Place, column_of, parsed, row_of, table_of
from jiheng.forms.ledger import How
from jiheng.forms.records import FIELDS
from jiheng.forms.sheet import GridView, Line, Spot
from jiheng.forms.tree import CODECS
from jiheng.forms.vocabulary import label_of
from jiheng.model.declaration import Table
from jiheng.model.language import fold

WHY = "按版式文件里改过的一行"
_PATH = re.compile(r"(?P<name>[a-z_]+)(?:\[(?P<row>\d*)\])?(?:\.(?P<field>[a-z_0-9]+))?")
_CODECS = {
    "duties": "text",
    "notes": "text",
    "established_posts": "count",
    "actual_staff": "count",
    "total_weight": "number",
    "total_score": "number",
    "cost_estimate_total": "amount",
    "fiscal_year": "year",
    "money_unit": "unit_line",
}
"""How values are spelled that stand once in a form; the others are lines of text."""
_OF_INDICATORS = {"value_text": "value", "actual_text": "line_text", "expected_text": "line_text", "name": "name"}
_RATES = ("execution_rate", "weight", "score")
_NOT_CELLS = frozenset(("kind", "subject", "cells", "truncated", "blank_levels", "title", "attachment"))


class Correction(msgspec.Struct, frozen=True):
    """A corrected line: the cell, and the path that was worked out for it (None where there was no such line)."""

    cell: Cell
    was: str | None
    part: str
    """The fingerprint of its form: in a file of several forms only those like it are corrected."""
    number: int = 0
    """Which of the lines with the same label and column it is, from the top."""


class Corrected(msgspec.Struct, frozen=True):
    """A layout's corrections."""

    fingerprint: str
    corrections: tuple[Correction, ...]
    options: Options


def corrections_of(known: Known) -> Corrected:
    """What somebody has changed in a layout.

    :raises LayoutError: where a changed line cannot be understood, or the blank cannot be read.
    """
    from jiheng.forms.layouts.learn import describe
    from jiheng.forms.lens import Opened
    from jiheng.forms.reading import bind_document

    layout = known.layout
    with using(None):
        opened = Opened(known.blank(), layout.blank)
        bound = bind_document(opened.document)
        read = describe(opened, bound, layout.name).cells
    found = []
    left = [cell for cell in read if cell not in layout.cells]
    for number, cell in enumerate(layout.cells):
        if cell in read:
            continue
        _check(layout.name, cell)
        old = next((one for one in left if one.at == cell.at and one.label == cell.label), None)
        if old is not None:
            left.remove(old)
        same = [one for one in layout.cells[:number] if one.label == cell.label and _column(one) == _column(cell)]
        found.append(Correction(cell, old.path if old is not None else None, _part(bound, cell), len(same)))
    return Corrected(layout.fingerprint, tuple(found), layout.options)


def _column(cell: Cell) -> tuple[str, int] | None:
    place = parsed(cell.at)
    return (place.table, place.column) if place is not None else None


def _part(bound: Sequence[Bound], cell: Cell) -> str:
    """The fingerprint of the form that a line is of."""
    place = parsed(cell.at)
    assert place is not None
    for one in bound:
        for line in (*one.form.head, *one.form.body, *one.form.tail):
            if any(table_of(spot.cell.at) == place.table and place.holds(row_of(spot)) for spot in line.spots):
                return part_of(one)
    return ""


def _check(name: str, cell: Cell) -> None:
    line = f"版式“{name}”的一行 {cell.label or cell.at} → {cell.path}"
    if parsed(cell.at) is None:
        raise LayoutError(f"{line}：位置“{cell.at}”不合写法，例如 表1 行4 列2、附表1!C7。")
    if cell.path is not None and codec_of(cell.path) is None:
        raise LayoutError(f"{line}：没有这个栏目，有哪些见 docs/reference/declaration.md。")


def codec_of(path: str) -> str | None:
    """How the value of a path is spelled; None where there is no such path."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    name, row, field = match["name"], match["row"], match["field"]
    if name == "budget":
        return None if row is not None or field is None else "number" if field.endswith(_RATES) else "amount"
    if row is None:
        known = (
            field is None and name in Table.__struct_fields__ and name not in (*ROW_TYPES, *_NOT_CELLS, "safeguards")
        )
        return _CODECS.get(name, "line") if known else None
    if name == "safeguards":
        return "text" if field is None else None
    record = ROW_TYPES.get(name)
    if record is None or field not in {one.name for one in msgspec.structs.fields(record)}:
        return None
    if name == "indicators":
        return _OF_INDICATORS.get(field, CODECS.get(field, "line"))
    if name == "spending_plan":
        return "number"
    listed = next((fields for rows, fields, _ in FIELDS.values() if rows == name), {})
    return listed.get(field, "text")


# ---- applied ---------------------------------------------------------------------------------------------------------


@contextmanager
def using(corrected: Corrected | None) -> Iterator[None]:
    """While a layout's own blank is read, its corrections, or none, are in force whatever the bureau's folder says."""
    in_force.append(corrected)
    try:
        yield
    finally:
        in_force.pop()


def override(bound: Sequence[Bound]) -> None:
    """Correct the bindings of forms whose layout somebody corrected."""
    if not bound:
        return
    if in_force:
        if isinstance(in_force[-1], Corrected):
            apply(bound, in_force[-1])
        return
    folder = own_folder()
    try:
        changed = folder.stat().st_mtime_ns
        newest = max((entry.stat().st_mtime_ns for entry in folder.glob("*.y*ml")), default=0)
    except OSError:
        return
    corrected = _corrected(folder, changed, newest)
    if not corrected:
        return
    said = fingerprint_of(bound)
    best = max(corrected, key=lambda one: alike(said, one.fingerprint))
    if alike(said, best.fingerprint):
        apply(bound, best)


@lru_cache(maxsize=4)
def _corrected(folder: FilePath, _changed: int, _newest: int) -> tuple[Corrected, ...]:
    return tuple(corrections_of(known) for known in layouts_in(folder) if known.layout.corrected)


def apply(bound: Sequence[Bound], corrected: Corrected) -> None:
    """Correct bindings."""
    for one in bound:
        part = part_of(one)
        own = [correction for correction in corrected.corrections if correction.part in ("", part)]
        for binding in one.bindings:
            lines = [line for line in (*one.form.head, *one.form.body, *one.form.tail) if line.spots]
            for correction in own:
                parts = [(spot, _unbind(binding, spot, correction.was)) for spot in _spots(lines, binding, correction)]
                if correction.cell.path is not None:
                    for spot, (start, end) in parts:
                        _bind(binding, spot, correction.cell, start, end)
            if corrected.options.money_unit and ("money_unit",) not in binding.by_path:
                binding.note_unit(corrected.options.money_unit)
            binding.decimals = corrected.options.decimals


def _spots(lines: Sequence[Line], binding: Binding, correction: Correction) -> Iterator[Spot]:
    """The cells of a corrected line in a form that may have more rows than the blank."""
    cell = correction.cell
    place = parsed(cell.at)
    assert place is not None
    if not place.table:
        yield from (line.spots[0] for line in lines if line.grid is None and _says(line.spots[0], cell.label))
        return
    path = cell.path or correction.was or ""
    if "[]" in path and path != EXTRA:
        yield from _column_spots(lines, binding, place, correction)
        return
    found = _by_label(lines, place, cell.label)
    if found:
        yield found[min(correction.number, len(found) - 1)] if place.first == place.last else found[0]
        return
    for line in lines:
        yield from (spot for spot in line.spots if _is_at(spot, place))


def _is_at(spot: Spot, place: Place) -> bool:
    return (
        spot.grid is not None
        and table_of(spot.cell.at) == place.table
        and column_of(spot) == place.column
        and place.holds(row_of(spot))
    )


def _says(spot: Spot, label: str) -> bool:
    return bool(label) and fold(spot.text).find(label) >= 0


def _by_label(lines: Sequence[Line], place: Place, label: str) -> list[Spot]:
    """The cells of a column in whose row, or above which, a label stands."""
    wanted = label.split(BETWEEN)
    found: list[Spot] = []
    for line in lines:
        for spot in line.spots:
            if spot.grid is None or column_of(spot) != place.column:
                continue
            said = {fold(other.text).strip(":") for other in _around(spot.grid, spot)}
            if wanted[0] and wanted[0] in said:
                found.append(spot)
    return found


def _around(grid: GridView, spot: Spot) -> Iterator[Spot]:
    """The cells left of a cell, and the one above."""
    for other in grid.across(spot.r0):
        if other.c1 <= spot.c0:
            yield other
    above = grid.cover(spot.r0 - 1, spot.c0) if spot.r0 else None
    if above is not None:
        yield above


def _column_spots(lines: Sequence[Line], binding: Binding, place: Place, correction: Correction) -> Iterator[Spot]:
    """The cells of a list's column: those below its head, in the rows of the list."""
    name = (correction.was or correction.cell.path or "").partition("[")[0]
    rows = {id(slot.spot.line) for slot in binding.slots if slot.path[0] == name and len(slot.path) > 2}
    for line in lines:
        own = id(line) in rows
        for spot in line.spots:
            if spot.grid is None or column_of(spot) != place.column:
                continue
            if own or (not rows and table_of(spot.cell.at) == place.table and place.holds(row_of(spot))):
                yield spot


def _unbind(binding: Binding, spot: Spot, was: str | None) -> tuple[int, int]:
    """Take a cell's old meaning away: that of the corrected line, or all where it had none; which characters it had."""
    part = (0, len(spot.text))
    for slot in list(binding.values.get(spot, ())):
        if was is not None and column_path(slot.path) != was and not (was == EXTRA and slot.path[0] == "extra"):
            continue
        part = (slot.start, slot.end)
        binding.values[spot].remove(slot)
        if slot in binding.slots:
            binding.slots.remove(slot)
        if binding.by_path.get(slot.path) is slot:
            del binding.by_path[slot.path]
        for constant in [path for path in binding.constants if path[0] == "extra" and path[:2] == slot.path[:2]]:
            del binding.constants[constant]
    if spot in binding.values and not binding.values[spot]:
        del binding.values[spot]
    binding.misread.discard(spot)
    return part


def _bind(binding: Binding, spot: Spot, cell: Cell, start: int, end: int) -> None:
    assert cell.path is not None
    if cell.path == EXTRA:
        if not spot.blank:
            binding.extra(cell.label, spot, start, end)
        return
    codec = codec_of(cell.path) or "line"
    binding.marks.pop(spot, None)
    path = _path_for(binding, spot, cell.path)
    old = binding.by_path.get(path)
    if old is not None and old.spot is not spot:
        _unbind(binding, old.spot, column_path(path))
    label = label_of(cell.label)
    unit = label.unit if label is not None else None
    binding.put(path, spot, codec, start, end, unit=unit, how=How.LAYOUT, why=WHY)


def _path_for(binding: Binding, spot: Spot, text: str) -> Path:
    match = _PATH.fullmatch(text)
    assert match is not None
    name, row, field = match["name"], match["row"], match["field"]
    if row is None:
        return (name,) if field is None else (name, field)
    if row:
        number = int(row)
        binding.sizes[name] = max(binding.sizes.get(name, 0), number + 1)
    else:
        taken = next(
            (s.path[1] for s in binding.slots if s.path[0] == name and len(s.path) > 2 and s.spot.line is spot.line),
            None,
        )
        number = taken if isinstance(taken, int) else binding.grow(name)
    if name == "goals":
        binding.constant(("goals", number, "scope"), "annual")
    return (name, number) if field is None else (name, number, field)
