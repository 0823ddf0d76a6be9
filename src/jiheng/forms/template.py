"""A form as a template: every cell that a value can stand in, the blank ones too.

A reading binds what is there. To know what a blank cell would hold, all blank cells are filled with words that mean nothing and
the form is read again, by the same reader: the binding then tells of each cell which value it is. So what is written can be
read, whatever the layout, and no cell is described twice. Where words do not tell (an amount behind its label, a row of amounts
below their heads, a unit's code), numbers and codes are tried as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from jiheng.formats.document import Block, Cell, Document, Grid, Paragraph
from jiheng.forms.bind import Bound
from jiheng.forms.binding import Binding, Slot
from jiheng.forms.flat import meant1, meant2
from jiheng.forms.get import get
from jiheng.forms.reading import bind_document
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.ticks import Box, boxes_of
from jiheng.forms.vocabulary import label_of
from jiheng.model.declaration import Table
from jiheng.model.language import fold, is_blank
from jiheng.model.location import Location

_YEAR_LINE = re.compile(r"\(?[_.x×]*年度?\)?|\(?20[_x×]+年度?\)?")
_YEAR_FILLED = "（2000年度）"
LABEL_LINE = re.compile(
    r"(?m)^(\s*(?:(?:年度|绩效|总体)?目标\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[:：]|指标\s*\d{1,2}\s*[:：]|\d{1,2}\s*[.．、]))\s*(?:…+|\.{3,})?\s*$"
)
"""A line that holds nothing but the label of a goal or an indicator."""
_UNIT_BEHIND = re.compile(r":\(?(?:亿元|万元|千元|元)\)?$")
_FIRST = 1000
"""What fillers are numbered from."""


@dataclass(frozen=True, slots=True)
class _Filler:
    """With what blanks are filled: the word for the n-th, and what is put behind the label of an amount."""

    word: Callable[[int], str]
    amount: str = ""


_WORDS = _Filler("待填{}".format)
_MORE = (_Filler(str), _Filler("10{}待填单位".format), _Filler(str, amount="1001万元"))
"""What is tried where words do not tell; an amount behind its label only where no cell beside it takes one."""


Group = tuple[Any, Any, Any, int]
"""Rows of one place in the tree: goal, first and second level as they are meant, and which of several such places."""


@dataclass(slots=True)
class Template:
    """One form of a document: its binding as it stands (`now`), and with every blank cell filled (`open`).

    `blanks`: the places of cells and lines that are blank, to be written as a whole. `appended`: of those that hold nothing
    but a label (`指标1：`, `目标1：`); what is written goes behind it.
    """

    now: Binding
    open: Binding
    blanks: set[Location]
    appended: set[Location] = field(default_factory=set)
    _rows: dict[str, dict[int, list[Slot]]] | None = None
    _groups: dict[Group, list[int]] | None = None
    _said: Table | None = None
    _boxes: dict[Line, tuple[Box, ...]] = field(default_factory=dict)

    def said(self) -> Table:
        """What the form says as it stands."""
        if self._said is None:
            self._said = get(self.now)
        return self._said

    def is_blank(self, slot: Slot) -> bool:
        """Whether nothing stands at a slot of `open`."""
        at = slot.spot.cell.at
        return at in self.blanks or at in self.appended or not slot.text.strip()

    def boxes(self, line: Line) -> tuple[Box, ...]:
        """The cells to tick of a row of indicators in `open`."""
        if line not in self._boxes:
            self._boxes[line] = tuple(boxes_of(line))
        return self._boxes[line]

    def groups(self) -> dict[Group, list[int]]:
        """The rows of indicators in `open` by their place in the tree; rows of one level that others part are several
        places."""
        if self._groups is None:
            self._groups = {}
            seen: dict[tuple[Any, Any, Any], int] = defaultdict(int)
            before: tuple[Any, Any, Any] | None = None
            for row in self.rows("indicators"):
                place = _place_of(self, row)
                if place != before:
                    seen[place] += 1
                    before = place
                self._groups.setdefault((*place, seen[place]), []).append(row)
        return self._groups

    def rows(self, name: str) -> list[int]:
        """The indexes of the rows of a list in `open`, from the top."""
        return sorted(self._rows_of(name))

    def row(self, name: str, number: int) -> list[Slot]:
        """The slots of a row of a list in `open`."""
        return self._rows_of(name).get(number, [])

    def _rows_of(self, name: str) -> dict[int, list[Slot]]:
        if self._rows is None:
            self._rows = {}
            for path, slot in self.open.by_path.items():
                if len(path) > 2:
                    self._rows.setdefault(str(path[0]), {}).setdefault(int(path[1]), []).append(slot)
        return self._rows.get(name, {})

    def opened(self) -> None:
        """More slots were added."""
        self._rows = self._groups = None

    def slot(self, *path: str | int) -> Slot | None:
        """The slot of a path in `open`."""
        return self.open.by_path.get(path)


def _place_of(template: Template, row: int) -> tuple[Any, Any, Any]:
    texts = []
    for level in ("level1", "level2"):
        slot = template.slot("indicators", row, level)
        texts.append("" if slot is None or template.is_blank(slot) else slot.text)
    return (template.open.constants.get(("indicators", row, "goal")), meant1(texts[0]), meant2(texts[1]))


def templates_of(document: Document, bindings: Sequence[Binding] | None = None) -> list[Template]:
    """The forms of a document, in reading order, as words open them; see `open_further`.

    :param bindings: of the document as it stands, where they are at hand
    """
    now = _bindings(bind_document(document)) if bindings is None else bindings
    filled = _Filled(_WORDS)
    opened = _bindings(bind_document(filled.document(document)))
    templates = [
        Template(binding, other, filled.blanks, filled.appended)
        for binding, other in zip(now, _aligned(now, opened), strict=True)
    ]
    for template in templates:
        _settle(template)
    return templates


def open_further(document: Document, templates: Sequence[Template]) -> None:
    """Try numbers and codes too, and add the slots that only these make plain."""
    now = [template.now for template in templates]
    for filler in _MORE:
        filled = _Filled(filler)
        opened = _bindings(bind_document(filled.document(document)))
        for template, other in zip(templates, _aligned(now, opened), strict=True):
            template.appended |= _add_missing(template.open, other) & filled.appended
            template.opened()
    for template in templates:
        _settle(template)


def _settle(template: Template) -> None:
    """Drop what only the fillers made: a value without a key in a cell that numbers gave one, and labels that are fillers;
    weights, which words are none of, take their column back."""
    binding = template.open
    keyed = {slot.spot.cell.at for slot in binding.slots if slot.path[0] != "extra"}
    rows = {id(slot.spot.line): slot.path[1] for slot in binding.slots if slot.path[::2] == ("indicators", "name")}
    for slot in [slot for slot in binding.slots if slot.path[0] == "extra" and slot.path[2:] == ("text",)]:
        label = str(binding.constants.get((*slot.path[:2], "label"), ""))
        at = slot.spot.cell.at
        row = rows.get(id(slot.spot.line))
        known = label_of(label)
        if row is not None and at in template.blanks and known is not None and known.get("tree") == "weight":
            _drop(binding, slot)
            binding.put(("indicators", row, "weight"), slot.spot, "number")
        elif at in template.blanks and (at in keyed or _WORDS.word(0)[:2] in label):
            _drop(binding, slot)


def _drop(binding: Binding, slot: Slot) -> None:
    binding.slots.remove(slot)
    binding.by_path.pop(slot.path, None)
    binding.constants.pop((*slot.path[:2], "label"), None)
    if slot in binding.values.get(slot.spot, ()):
        binding.values[slot.spot].remove(slot)


def _add_missing(binding: Binding, other: Binding) -> set[Location]:
    """Add the slots that a binding lacks; the places of those that were added."""
    added: set[Location] = set()
    lists = {path[0] for path in binding.by_path if len(path) > 2}
    taken = {slot.spot.cell.at for slot in binding.slots if slot.path[0] != "extra"}
    for path, slot in other.by_path.items():
        if path in binding.by_path or (len(path) > 2 and path[0] in lists) or is_corner(slot.spot):
            continue
        if path[0] == "budget" or slot.spot.cell.at not in taken:
            binding.by_path[path] = slot
            binding.slots.append(slot)
            added.add(slot.spot.cell.at)
    for path, value in other.constants.items():
        if not (len(path) > 1 and path[0] in lists):
            binding.constants.setdefault(path, value)
    return added


def is_corner(spot: Spot) -> bool:
    """Whether a cell is the corner between the heads of columns at its right and those of rows below it."""
    grid = spot.grid
    right, below = (grid.cover(spot.r0, spot.c1), grid.cover(spot.r1, spot.c0)) if grid is not None else (None, None)
    return (
        right is not None and right.term("amount_column") is not None and below is not None and below.label is not None
    )


def _bindings(bound: Sequence[Bound]) -> list[Binding]:
    return [binding for item in bound for binding in item.bindings]


def _aligned(now: Sequence[Binding], opened: Sequence[Binding]) -> Iterator[Binding]:
    """For each binding the one that reads the same cells when all are filled; itself where there is none."""
    by_cell: dict[Location, int] = {}
    for number, binding in enumerate(opened):
        for slot in binding.slots:
            by_cell.setdefault(slot.spot.cell.at, number)
    for binding in now:
        cells = (slot.spot.cell.at for slot in binding.slots if slot.text.strip())
        votes = [by_cell[at] for at in cells if at in by_cell]
        yield opened[max(set(votes), key=votes.count)] if votes else binding


class _Filled:
    """A document with every blank filled, and where it was."""

    def __init__(self, filler: _Filler) -> None:
        self.filler = filler
        self.blanks: set[Location] = set()
        self.appended: set[Location] = set()
        self._count = _FIRST

    def document(self, document: Document) -> Document:
        """The same document, filled."""
        blocks: tuple[Block, ...] = tuple(
            self._grid(block) if isinstance(block, Grid) else self._paragraph(block) for block in document.blocks
        )
        return replace(document, blocks=blocks)

    def _grid(self, grid: Grid) -> Grid:
        blanks = {(cell.row, cell.column) for cell in grid.cells if is_blank(cell.text)}
        return msgspec.structs.replace(
            grid,
            cells=tuple(
                self._cell(cell, alone=cell.rowspan == 1 and (cell.row, cell.column + cell.colspan) not in blanks)
                for cell in grid.cells
            ),
        )

    def _cell(self, cell: Cell, *, alone: bool) -> Cell:
        grids = tuple(self._grid(inner) for inner in cell.grids)
        text = cell.text if grids else self._text(cell.text, cell.at, alone=alone)
        return cell if text == cell.text and not grids else msgspec.structs.replace(cell, text=text, grids=grids)

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        if not _is_year_line(paragraph.text):
            return paragraph
        self.blanks.add(paragraph.at)
        return msgspec.structs.replace(paragraph, text=_YEAR_FILLED)

    def _text(self, text: str, at: Location, *, alone: bool) -> str:
        """The text with its blank filled; an amount goes behind a label that stands `alone`, without a cell of its own for
        it, and is not that of a block."""
        if is_blank(text):  # `……` and `/` wait for a value, too
            self.blanks.add(at)
            return self._next()
        if _is_year_line(text):
            self.blanks.add(at)
            return _YEAR_FILLED
        if len(text) > 60:
            return text
        filled = LABEL_LINE.sub(lambda match: f"{match[1]}{self._next()}", text)
        if filled == text and self.filler.amount and alone:
            label = label_of(text)
            if label is not None and {"amount", "scope"} & label.terms.keys() and not _UNIT_BEHIND.search(fold(text)):
                filled = f"{text}{'' if text.rstrip().endswith((':', '：')) else ' '}{self.filler.amount}"
        if filled != text:
            self.appended.add(at)
        return filled

    def _next(self) -> str:
        self._count += 1
        return self.filler.word(self._count)


def _is_year_line(text: str) -> bool:
    """Whether a text is a year line that waits for its year: `（    年度）`."""
    return len(text) < 24 and _YEAR_LINE.fullmatch(fold(text)) is not None
