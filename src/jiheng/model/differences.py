"""What differs between two forms, value by value, whatever their layouts (see docs/reference/differences.schema.json).

Unlike in a declaration, a key without a value is `null` and never absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from jiheng.model.declaration import Kind, Table
from jiheng.model.finding import Unread
from jiheng.model.location import Location
from jiheng.model.text_changes import Piece

Held = str | int | bool | dict[str, str | int | bool] | None
"""A value as the declaration's JSON holds it: money as text in yuan; a whole row by its fields."""


class Change(StrEnum):
    """What became of a value or a row."""

    CHANGED = "changed"
    """改了"""
    ADDED = "added"
    """增加了"""
    REMOVED = "removed"
    """删去了"""
    MOVED = "moved"
    """移了位置"""
    SPELLING = "spelling"
    """只是写法不同，意思一样"""


class _Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of all records: frozen, every key always there."""


class Difference(_Record, frozen=True, kw_only=True, gc=False):
    """A value or a row that is not the same on both sides.

    `path_before`, `path_after` and `at_before`, `at_after` say where it stands in either form, None where it does not; a
    path without a field (`tasks[3]`) is a whole row. `name` is what the row is called, on the new side where it has one.
    The value of an indicator is told as a whole, `≥95%`, also where operator and unit stand in columns of their own.
    `difference` and `percent` are of numbers: new less old, in yuan where `is_money`; percent of the old one, None where
    that is 0. `pieces` are of longer texts. `same_cell` are the further paths whose value stands in the same merged cell.
    """

    kind: Change
    path_before: str | None = None
    path_after: str | None = None
    name: str | None = None
    value_before: Held = None
    value_after: Held = None
    at_before: Location | None = None
    at_after: Location | None = None
    is_money: bool = False
    difference: str | None = None
    percent: str | None = None
    pieces: tuple[Piece, ...] = ()
    same_cell: tuple[str, ...] = ()


class FormRef(_Record, frozen=True, kw_only=True, gc=False):
    """A form of a file: the number of its table there (from 0), and by what people know it."""

    source: str
    table: int
    kind: Kind
    title: str | None = None
    unit: str | None = None
    project: str | None = None
    fiscal_year: int | None = None
    money_unit: str | None = None


class Pair(_Record, frozen=True, kw_only=True, gc=False):
    """Two forms that are the same declaration. `spelling` is what is written otherwise and means the same."""

    before: FormRef
    after: FormRef
    differences: tuple[Difference, ...] = ()
    spelling: tuple[Difference, ...] = ()


class ReadFile(_Record, frozen=True, kw_only=True, gc=False):
    """A file that was read; `left_over` texts of it were not understood, and so not compared."""

    source: str
    tables: int
    left_over: int = 0


class Comparison(_Record, frozen=True, kw_only=True, gc=False):
    """Everything that one comparison says: the forms of `before` and `after` in pairs, and those that have no partner."""

    before: tuple[ReadFile, ...]
    after: tuple[ReadFile, ...]
    pairs: tuple[Pair, ...] = ()
    only_before: tuple[FormRef, ...] = ()
    only_after: tuple[FormRef, ...] = ()
    unread: tuple[Unread, ...] = ()
    version: str

    @property
    def differs(self) -> bool:
        """Whether anything differs in meaning."""
        return bool(self.only_before or self.only_after or any(pair.differences for pair in self.pairs))


class Compared(_Record, frozen=True, kw_only=True, gc=False):
    """Two tables of two files, by their numbers, and what differs."""

    before: int
    after: int
    differences: tuple[Difference, ...]
    spelling: tuple[Difference, ...]


class ComparedFiles(_Record, frozen=True, kw_only=True, gc=False):
    """The tables of two files in pairs, and the numbers of those without a partner."""

    pairs: tuple[Compared, ...]
    only_before: tuple[int, ...]
    only_after: tuple[int, ...]


def compare(before: Table, after: Table, *, spelling: bool = False) -> list[Difference]:
    """What differs between two forms in meaning, in the order of the new one.

    :param spelling: also what is only written otherwise, as `Change.SPELLING`.
    """
    from jiheng.model.comparing import Comparing

    found = Comparing(before, after).differences()
    return [one for one in found if spelling or one.kind is not Change.SPELLING]


def compare_files(before: Sequence[Table], after: Sequence[Table]) -> ComparedFiles:
    """The same of two files with several forms: first which form is which, then what differs in each."""
    from jiheng.model.pairing import pair_forms

    pairs = pair_forms(before, after)
    made = []
    for one, other in pairs:
        found = compare(before[one], after[other], spelling=True)
        meant = tuple(each for each in found if each.kind is not Change.SPELLING)
        spelt = tuple(each for each in found if each.kind is Change.SPELLING)
        made.append(Compared(before=one, after=other, differences=meant, spelling=spelt))
    olds, news = {one for one, _ in pairs}, {other for _, other in pairs}
    return ComparedFiles(
        pairs=tuple(made),
        only_before=tuple(n for n in range(len(before)) if n not in olds),
        only_after=tuple(n for n in range(len(after)) if n not in news),
    )


_encoder = msgspec.json.Encoder()


def to_json(comparison: Comparison) -> bytes:
    """The comparison as one compact JSON document in UTF-8."""
    return _encoder.encode(comparison)


def from_json(data: bytes | str) -> Comparison:
    """A comparison out of its JSON.

    :raises msgspec.ValidationError: where the JSON is not of the contract's shape.
    """
    return msgspec.json.decode(data, type=Comparison)
