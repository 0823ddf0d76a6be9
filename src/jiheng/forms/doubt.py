"""Values that were recognised in a picture with little confidence: reported, never passed on as certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.forms.bind import Bound
from jiheng.forms.binding import Binding
from jiheng.forms.get import path_name
from jiheng.model.declaration import Doubtful

CERTAIN = 0.9
"""From this confidence a value is taken for certain; see docs/explanation/scans.md for how it was chosen."""


def doubts(bound: Sequence[Bound]) -> Iterator[Doubtful]:
    """The doubtful values of forms, form by form."""
    bindings = [binding for item in bound for binding in item.bindings]
    for table, binding in enumerate(bindings):
        yield from _of(binding, table)


def _of(binding: Binding, table: int) -> Iterator[Doubtful]:
    for spot, slots in binding.values.items():
        if spot.confidence >= CERTAIN or spot.blank or not slots:
            continue
        yield Doubtful(
            text=spot.text,
            at=spot.at(),
            confidence=spot.confidence,
            table=table,
            of=tuple(dict.fromkeys(path_name(slot.path) for slot in slots)),
        )
