"""A form as its copy for publication prints it: mobile numbers and identity numbers masked, wherever they stand."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from jiheng.model.declaration import Table
from jiheng.model.private_numbers import masked, private_numbers

_NOT_PRINTED = frozenset(("cells", "at"))
"""Where values stand, which is nothing that a form says."""


class MaskedText(NamedTuple):
    """A text with private numbers: where it stands, how many of them, and what is left of it."""

    path: str
    numbers: int
    text: str


def mask_table(table: Table) -> tuple[Table, tuple[MaskedText, ...]]:
    """The form with every private number masked, and the texts that held one, in the order of the form."""
    found: list[MaskedText] = []
    return _masked(table, "", found), tuple(found)


def _masked(value: Any, path: str, found: list[MaskedText]) -> Any:
    """The same object where nothing in it is masked."""
    if type(value) is str:
        text = masked(value)
        if text != value:
            found.append(MaskedText(path, len(private_numbers(value)), text))
        return text
    if isinstance(value, tuple):
        rows = tuple(_masked(one, f"{path}[{n}]", found) for n, one in enumerate(value))
        return rows if any(new is not old for new, old in zip(rows, value, strict=True)) else value
    if isinstance(value, msgspec.Struct):
        return _masked_record(value, path, found)
    return value


def _masked_record(record: msgspec.Struct, path: str, found: list[MaskedText]) -> msgspec.Struct:
    changed = {}
    for key in record.__struct_fields__:
        old = getattr(record, key)
        if key not in _NOT_PRINTED:
            new = _masked(old, f"{path}.{key}" if path else key, found)
            if new is not old:
                changed[key] = new
    return msgspec.structs.replace(record, **changed) if changed else record
