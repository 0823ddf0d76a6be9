"""A form as a template: every cell that a value can stand in, the blank ones too.

A reading binds what is there. To know what a blank cell would hold, all blank cells are filled with words that mean nothing and
the form is read again, by the same reader: the binding then tells of each cell which value it is. So what is written can be
read, whatever the layout, and no cell is described twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from jiheng.formats.document import Block, Cell, Document, Grid
from jiheng.forms.bind import Bound
from jiheng.forms.binding import Binding, Path, Slot
from jiheng.forms.reading import bind_document
from jiheng.model.location import Location

_FILLER = "待填"
"""What a blank cell is filled with, before a number."""


@dataclass(slots=True)
class Template:
    """One form of a document: its binding as it stands, and with every blank cell filled.

    `open` is the binding with all cells filled; `is_blank(slot)` tells whether a slot of it is really blank.
    """

    now: Binding
    open: Binding
    blanks: frozenset[Location]
    fillers: dict[str, Location] = field(default_factory=dict)

    def is_blank(self, slot: Slot) -> bool:
        """Whether nothing stands at a slot of `open`."""
        return slot.spot.cell.at in self.blanks or not slot.text.strip()

    def rows(self, name: str) -> list[int]:
        """The indexes of the rows of a list in `open`, from the top."""
        return sorted({int(path[1]) for path in self.open.by_path if path[0] == name and len(path) > 2})

    def slot(self, *path: str | int) -> Slot | None:
        """The slot of a path in `open`."""
        return self.open.by_path.get(path)


def templates_of(document: Document) -> list[Template]:
    """The forms of a document, in reading order."""
    now = _bindings(bind_document(document))
    filled, blanks = _filled(document)
    opened = _bindings(bind_document(filled))
    pairs = _aligned(now, opened)
    return [Template(binding, other, blanks) for binding, other in pairs]


def _bindings(bound: Sequence[Bound]) -> list[Binding]:
    return [binding for item in bound for binding in item.bindings]


def _aligned(now: Sequence[Binding], opened: Sequence[Binding]) -> Iterator[tuple[Binding, Binding]]:
    """Each binding with the one that reads the same cells when all are filled; itself where there is none."""
    by_cell: dict[Location, int] = {}
    for number, binding in enumerate(opened):
        for slot in binding.slots:
            by_cell.setdefault(slot.spot.cell.at, number)
    for binding in now:
        votes = [
            by_cell[slot.spot.cell.at] for slot in binding.slots if slot.text.strip() and slot.spot.cell.at in by_cell
        ]
        yield binding, opened[max(set(votes), key=votes.count)] if votes else binding


def _filled(document: Document) -> tuple[Document, frozenset[Location]]:
    """The document with every blank cell filled, and the places of these."""
    blanks: list[Location] = []

    def fill(grid: Grid) -> Grid:
        return msgspec.structs.replace(grid, cells=tuple(fill_cell(cell) for cell in grid.cells))

    def fill_cell(cell: Cell) -> Cell:
        grids = tuple(fill(inner) for inner in cell.grids)
        if cell.text.strip() or grids:
            return msgspec.structs.replace(cell, grids=grids) if grids else cell
        blanks.append(cell.at)
        return msgspec.structs.replace(cell, text=f"{_FILLER}{len(blanks)}")

    blocks: tuple[Block, ...] = tuple(fill(block) if isinstance(block, Grid) else block for block in document.blocks)
    return replace(document, blocks=blocks), frozenset(blanks)


def same_path(path: Path) -> str:
    """A path without its indexes."""
    return ".".join(part for part in path if isinstance(part, str))
