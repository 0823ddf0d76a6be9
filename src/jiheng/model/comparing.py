"""The walk through two forms: head, amounts, and list by list the rows that are the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from jiheng.model.alignment import align, in_the_places, out_of_order
from jiheng.model.declaration import Indicator, Table
from jiheng.model.differences import Change, Difference, Held
from jiheng.model.language import plain
from jiheng.model.listings import LISTINGS, MONEY, Listing, called, meanings_of, shown
from jiheng.model.location import Location
from jiheng.model.sameness import plain_key, same_level1, text_key, whole_value
from jiheng.model.text_changes import pieces

_NOT_COMPARED = frozenset(("cells", "truncated", "blank_levels", "money_unit"))
"""Layout, and how the file was read."""
_UNITS = ("budget_unit", "filing_unit", "implementing_unit")
"""What one county's form calls 预算单位 another calls 填报单位."""
_BARE = ("execution_rate", "weight", "score")
"""Ends of a budget's keys that hold no money."""
_FILLED_DOWN = ("level1", "level2", "goal", "direction", "place")
"""Fields of rows that one merged cell may hold for many."""
_LONG = 12
"""Characters from which a text is told in pieces."""


class Comparing:
    """Two forms that are compared."""

    def __init__(self, before: Table, after: Table) -> None:
        self.before = before
        self.after = after
        self.cells = _Cells(before), _Cells(after)
        self.found: list[Difference] = []
        self.goals: dict[object, object] = {}
        """Which number of a goal is which on the new side."""
        self.rows: dict[str, str | None] = {}
        """Which row is which on the new side, by its path; None where it is gone."""
        self.places: dict[str, str] = {}
        """For a row that is gone, the new one in its place."""

    def differences(self) -> list[Difference]:
        """All differences, those of spelling too, in the order of the declaration's keys."""
        for field in msgspec.structs.fields(Table):
            key = field.name
            one, other = getattr(self.before, key), getattr(self.after, key)
            if key in LISTINGS:
                self._rows(LISTINGS[key], (key, key), one or (), other or ())
            elif key == "budget":
                self._budget(one or {}, other or {})
            elif key == "money_unit":
                if one and other and one != other:
                    self._value((key, key), one, other, same=True)
            elif key not in _NOT_COMPARED:
                self._value((key, key), one, other)
        return _once_a_cell(_known_units(self.found))

    def _budget(self, before: Mapping[str, Decimal | None], after: Mapping[str, Decimal | None]) -> None:
        for key in {**before, **after}:
            path = f"budget.{key}"
            self._value((path, path), before.get(key, UNSET), after.get(key, UNSET), money=not key.endswith(_BARE))

    # ---- rows

    def _rows(self, listing: Listing, at: tuple[str, str], before: Sequence[Any], after: Sequence[Any]) -> None:
        """Two lists of rows; `at` is the path of each."""
        if not before and not after:
            return
        meant = (
            [meanings_of(listing, row, self.before.money_unit or None) for row in before],
            [meanings_of(listing, row, self.after.money_unit or None) for row in after],
        )
        pairs = align(meant[0], meant[1], listing.keys, texts=listing.texts, group=listing.group, frame=listing.frame)
        if listing is LISTINGS["goals"]:
            self.goals = {meant[0][one]["number"]: meant[1][other]["number"] for one, other in pairs}
        for one, other in pairs:
            paths = f"{at[0]}[{one}]", f"{at[1]}[{other}]"
            self.rows[paths[0]] = paths[1]
            self._row(listing, paths, (before[one], after[other]), (meant[0][one], meant[1][other]))
        lost = set(range(len(before))) - {one for one, _ in pairs}
        new = set(range(len(after))) - {other for _, other in pairs}
        for one, other in in_the_places(pairs, len(before), len(after)).items():
            self.places[f"{at[0]}[{one}]"] = f"{at[1]}[{other}]"
        for n in sorted(lost):
            self.rows[f"{at[0]}[{n}]"] = None
            if listing.says_something(meant[0][n]):
                self._whole(listing, Change.REMOVED, f"{at[0]}[{n}]", before[n])
        for n in sorted(new):
            if listing.says_something(meant[1][n]):
                self._whole(listing, Change.ADDED, f"{at[1]}[{n}]", after[n])
        self._moves(listing, at, after, pairs, meant)

    def _row(
        self,
        listing: Listing,
        paths: tuple[str, str],
        rows: tuple[Any, Any],
        meant: tuple[Mapping[str, Hashable | None], Mapping[str, Hashable | None]],
    ) -> None:
        name = called(listing, rows[1]) or called(listing, rows[0]) if listing.called else None
        for field in listing.fields:
            where = (f"{paths[0]}.{field}", f"{paths[1]}.{field}") if field else paths
            self._value(
                where,
                shown(rows[0], field),
                shown(rows[1], field),
                name=name,
                money=field in MONEY,
                same=self._same(field, paths, rows, (meant[0][field], meant[1][field])),
            )
        for inner in listing.inner:
            lists = (getattr(row, inner) or () for row in rows)
            self._rows(LISTINGS[inner], (f"{paths[0]}.{inner}", f"{paths[1]}.{inner}"), *lists)

    def _same(
        self, field: str, paths: tuple[str, str], rows: tuple[Any, Any], meant: tuple[Hashable | None, Hashable | None]
    ) -> bool:
        """Whether two fields of a row mean the same."""
        if meant[0] == meant[1]:
            return True
        if field == "level1" and isinstance(rows[0], Indicator):
            return same_level1(*rows)
        if field == "value_text" and isinstance(rows[0], Indicator):  # under another level it is still what is printed
            one, other = (text_key(whole_value(row) or "") for row in rows)
            return one == other and self.before.money_unit == self.after.money_unit
        if (
            field == "goal"
        ):  # a form with one tree of indicators names no goal; where goals moved up, their trees did too
            return None in meant or self.goals.get(meant[0]) == meant[1]
        if field == "number":  # an ordinal follows its row
            return None in meant or paths[0] != paths[1]
        return False

    def _moves(
        self,
        listing: Listing,
        at: tuple[str, str],
        after: Sequence[Any],
        pairs: Sequence[tuple[int, int]],
        meant: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
    ) -> None:
        if listing.within is None:
            return
        groups: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
        for one, other in pairs:
            key = tuple((meant[0][one][field], meant[1][other][field]) for field in listing.within)
            groups[key].append((one, other))
        for one, other in sorted(pair for group in groups.values() for pair in out_of_order(group)):
            paths = f"{at[0]}[{one}]", f"{at[1]}[{other}]"
            self.found.append(
                Difference(
                    kind=Change.MOVED,
                    path_before=paths[0],
                    path_after=paths[1],
                    name=called(listing, after[other]),
                    at_before=self.cells[0].of_row(paths[0]),
                    at_after=self.cells[1].of_row(paths[1]),
                )
            )

    def _whole(self, listing: Listing, kind: Change, path: str, row: Any) -> None:
        """A row that only one side has."""
        gone = kind is Change.REMOVED
        at = self.cells[0 if gone else 1].of_row(path)
        value = _held_row(row)
        self.found.append(
            Difference(
                kind=kind,
                path_before=path if gone else None,
                path_after=None if gone else path,
                name=called(listing, row),
                value_before=value if gone else None,
                value_after=None if gone else value,
                at_before=at if gone else None,
                at_after=None if gone else at,
            )
        )

    # ---- values

    def _value(
        self,
        paths: tuple[str, str],
        before: Any,
        after: Any,
        *,
        name: str | None = None,
        money: bool | None = None,
        same: bool | None = None,
    ) -> None:
        keys = plain_key(before), plain_key(after)
        held = _held(before), _held(after)
        if same if same is not None else keys[0] == keys[1]:
            if held[0] == held[1] or None in keys:
                return
            kind = Change.SPELLING
        else:
            kind = Change.ADDED if keys[0] is None else Change.REMOVED if keys[1] is None else Change.CHANGED
        there = before is not UNSET and paths[0], after is not UNSET and paths[1]
        number, percent = _gap(before, after)
        self.found.append(
            Difference(
                kind=kind,
                path_before=there[0] or None,
                path_after=there[1] or None,
                name=name,
                value_before=held[0],
                value_after=held[1],
                at_before=self.cells[0].of_value(paths[0]),
                at_after=self.cells[1].of_value(paths[1]),
                is_money=paths[1] in MONEY if money is None else money,
                difference=number,
                percent=percent,
                pieces=_pieces(before, after) if kind is Change.CHANGED else (),
            )
        )


def counterparts(before: Table, after: Table) -> dict[str, str | None]:
    """For the path of every row of a form, the path of the same row in another, or of the one in its place; None where it
    is gone."""
    walk = Comparing(before, after)
    walk.differences()
    return {**walk.rows, **walk.places}


class _Cells:
    """Where the values of a form stand; of a row, the first cell that it has for itself."""

    def __init__(self, table: Table) -> None:
        self.at: Mapping[str, Location] = table.cells or {}
        self.first: dict[str, Location] | None = None

    def of_value(self, path: str) -> Location | None:
        """The cell of a value."""
        return self.at.get(path)

    def of_row(self, path: str) -> Location | None:
        """The first cell of a row."""
        if self.first is None:
            self.first = {}
            own = [key for key in self.at if not key.endswith(_FILLED_DOWN)]
            for key in (*own, *self.at):
                for end in (n for n, mark in enumerate(key) if mark == "]"):
                    self.first.setdefault(key[: end + 1], self.at[key])
        return self.at.get(path) or self.first.get(path)


def _held(value: Any) -> Held:
    """A value as the declaration's JSON holds it; None where it is blank or absent."""
    if value is UNSET or value is None or value == "" or value == ():
        return None
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return value if isinstance(value, bool | int) else str(value)


def _held_row(row: Any) -> Held:
    """The fields of a row that are filled in, those of lists in it by their paths."""
    return row if isinstance(row, str) else dict(_filled(row, ""))


def _filled(row: Any, before: str) -> Iterator[tuple[str, str | int | bool]]:
    for field in msgspec.structs.fields(type(row)):
        value = getattr(row, field.name)
        if field.name == "at":
            continue
        if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            for n, inner in enumerate(value):
                yield from _filled(inner, f"{before}{field.name}[{n}].")
            continue
        held = _held(shown(row, field.name))
        if held is not None and not isinstance(held, dict):
            yield before + field.name, held


def _gap(before: Any, after: Any) -> tuple[str | None, str | None]:
    """How much more a number is, and how many percent of the old one."""
    if not isinstance(before, Decimal) or not isinstance(after, Decimal):
        return None, None
    gap = after - before
    percent = plain((gap / abs(before) * 100).quantize(Decimal("0.01"))) if before else None
    return format(plain(gap), "f"), None if percent is None else format(percent, "f")


def _pieces(before: Any, after: Any) -> Any:
    if not isinstance(before, str) or not isinstance(after, str) or max(len(before), len(after)) < _LONG:
        return ()
    return pieces(before, after)


def _known_units(found: list[Difference]) -> list[Difference]:
    """A unit that only stands beside another label is no difference."""
    gone = {plain_key(one.value_before) for one in found if one.path_before in _UNITS and one.kind is Change.REMOVED}
    new = {plain_key(one.value_after) for one in found if one.path_after in _UNITS and one.kind is Change.ADDED}
    both = gone & new
    if not both:
        return found
    kept = []
    for one in found:
        beside = (one.path_after or one.path_before) in _UNITS
        value = one.value_before if one.kind is Change.REMOVED else one.value_after
        if beside and one.kind in (Change.REMOVED, Change.ADDED) and plain_key(value) in both:
            one = msgspec.structs.replace(one, kind=Change.SPELLING)
        kept.append(one)
    return kept


def _once_a_cell(found: list[Difference]) -> list[Difference]:
    """What one merged cell holds for many rows is one difference."""
    first: dict[Hashable, int] = {}
    made: list[Difference] = []
    others: dict[int, list[str]] = defaultdict(list)
    for one in found:
        path = one.path_after or one.path_before or ""
        field = path.rpartition(".")[2]
        if field in _FILLED_DOWN and one.at_before is not None and one.at_after is not None:
            key = (one.kind, field, one.at_before, one.at_after, str(one.value_before), str(one.value_after))
            if key in first:
                others[first[key]].append(path)
                continue
            first[key] = len(made)
        made.append(one)
    return [
        msgspec.structs.replace(one, same_cell=tuple(others[n])) if n in others else one for n, one in enumerate(made)
    ]
