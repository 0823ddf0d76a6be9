"""The binding: which part of which cell holds which value. Reading, writing, screens and marks all come out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from jiheng.forms.ledger import Became, How, Why
from jiheng.forms.sheet import Spot

Path = tuple[str | int, ...]
"""A value's path in a table: `("indicators", 3, "weight")`."""


class Slot(msgspec.Struct, frozen=True, eq=False, gc=False):
    """The characters `start`..`end` of a spot's text hold the value at `path`, spelled as `codec` says.

    `unit` is the money unit that the value's own label prints. `why` gives the reason of an inferred slot.
    """

    path: Path
    spot: Spot
    start: int
    end: int
    codec: str
    unit: str | None = None
    how: How = How.LABEL
    why: str = ""

    @property
    def text(self) -> str:
        """The printed characters."""
        return self.spot.text[self.start : self.end]


@dataclass(slots=True)
class Mark:
    """What a spot that holds no value became."""

    became: Became
    of: list[str] = field(default_factory=list)
    why: str = ""


class Binding:
    """The slots of one form, its constants (what no cell prints), and what its other spots became."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self.by_path: dict[Path, Slot] = {}
        self.constants: dict[Path, Any] = {}
        self.marks: dict[Spot, Mark] = {}
        self.values: dict[Spot, list[Slot]] = {}
        self.money_unit: str | None = None
        self.decimals: int | None = None
        """How many decimals a layout wants amounts to be printed with."""
        self.sizes: dict[str, int] = {}
        self.misread: set[Spot] = set()
        """Spots that hold a text where an amount or a number is due; nothing of them could be taken over."""

    def put(
        self,
        path: Path,
        spot: Spot,
        codec: str,
        start: int = 0,
        end: int | None = None,
        *,
        unit: str | None = None,
        how: How = How.LABEL,
        why: str = "",
    ) -> None:
        """Bind a value; a path that is bound to a text already keeps its first spot."""
        end = len(spot.text) if end is None else end
        slot = Slot(path, spot, start, end, codec, unit, how, why)
        known = self.by_path.get(path)
        if known is not None:
            if known.text.strip():
                return
            self.slots.remove(known)
        self.slots.append(slot)
        self.by_path[path] = slot
        self.values.setdefault(spot, []).append(slot)

    def has(self, path: Path) -> bool:
        """True when a path is bound to a cell that says something."""
        slot = self.by_path.get(path)
        return slot is not None and bool(slot.text.strip())

    def constant(self, path: Path, value: Any) -> None:
        """A value that no cell prints by itself (the scope of a goal, an empty list)."""
        self.constants.setdefault(path, value)

    def label(self, spot: Spot, *of: str) -> None:
        """Mark a spot as the label of fields."""
        mark = self.marks.get(spot)
        if mark is None or mark.became is not Became.LABEL:
            self.marks[spot] = Mark(Became.LABEL, list(of))
        else:
            mark.of.extend(name for name in of if name not in mark.of)

    def ignore(self, spot: Spot, why: Why) -> None:
        """Mark a spot as ignored, for one of the closed list of reasons."""
        self.marks.setdefault(spot, Mark(Became.IGNORED, why=why.value))

    def used(self, spot: Spot) -> bool:
        """True when a spot is a value or has a mark."""
        return spot in self.values or spot in self.marks

    def extra(self, label: str, spot: Spot, start: int = 0, end: int | None = None) -> None:
        """Bind a labelled value that has no key of its own."""
        n = self.grow("extra")
        self.constant(("extra", n, "label"), label)
        self.put(("extra", n, "text"), spot, "text", start, end)

    def grow(self, rows: str) -> int:
        """The index of a new row of `tasks`, `indicators`, ..."""
        index = self.sizes.get(rows, 0)
        self.sizes[rows] = index + 1
        return index

    def note_unit(self, unit: str | None) -> None:
        """Take note of the money unit that a head prints; the first one is the form's."""
        if unit is not None and unit != "%" and self.money_unit is None:
            self.money_unit = unit
