"""Which row of a form takes which row of a table: aligned by key, so that each keeps its formatting.

Rows that say the same thing stay together, what is new takes the blank rows, then copies of its neighbour; what is gone is
taken out, but never the last row of a group.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """A row of the form: its key (None where it is blank)."""

    row: int
    key: Hashable | None


@dataclass(slots=True)
class Plan:
    """What becomes of the rows of one group.

    `taken`: the row for each wanted one (by its number), `None` where it sits in a copy; `copies`: so many copies below the
    row `source`; `deleted`: rows to take out; `cleared`: rows to blank. `final`: the rows as they stand in the end, from the
    top, each the number of the wanted one or None where it stays blank.
    """

    taken: list[int | None]
    source: int | None
    copies: int
    deleted: list[int]
    cleared: list[int]
    order: tuple[list[int], list[int]] | None
    final: list[int | None]


def plan(seats: Sequence[Seat], wanted: Sequence[Hashable], *, keep_spare: bool) -> Plan:
    """Seat the wanted rows.

    :param seats: the rows of the group, from the top
    :param wanted: the keys of the wanted rows, in order
    :param keep_spare: blank rows that nobody takes stay, as they are part of a blank form
    """
    taken: list[int | None] = [None] * len(wanted)
    free = {seat.row for seat in seats}
    _by_key(seats, wanted, taken, free)
    _in_turn([seat.row for seat in seats if seat.key is not None and seat.row in free], taken, free)
    _in_turn([seat.row for seat in seats if seat.key is None and seat.row in free], taken, free)
    unseated = [number for number, row in enumerate(taken) if row is None]
    rows = [seat.row for seat in seats]
    filled = {seat.row for seat in seats if seat.key is not None}
    leaving = [row for row in rows if row in free and (row in filled or not keep_spare)]
    staying_blank = [row for row in rows if row in free and row not in leaving]
    cleared: list[int] = []
    if not wanted and leaving and not staying_blank:  # a group never goes altogether: its label would go with it
        cleared = [leaving.pop(0)]
    seated = [row for row in rows if row in set(taken)]
    order = _order(rows, taken)
    source = seated[-1] if seated else rows[-1] if rows else None
    final: list[int | None] = []
    in_order = iter(sorted((number for number, row in enumerate(taken) if row is not None)))
    for row in rows:
        if row in leaving:
            continue
        final.append(next(in_order) if row in seated else None)
        if row == source and unseated:
            final.extend(unseated)
    return Plan(taken, source if unseated else None, len(unseated), leaving, cleared, order, _sorted_in(final))


def _by_key(seats: Sequence[Seat], wanted: Sequence[Hashable], taken: list[int | None], free: set[int]) -> None:
    by_key: dict[Hashable, list[int]] = {}
    for seat in seats:
        if seat.key is not None:
            by_key.setdefault(seat.key, []).append(seat.row)
    for number, key in enumerate(wanted):
        rows = by_key.get(key)
        if rows:
            taken[number] = rows.pop(0)
            free.discard(taken[number])


def _in_turn(rows: Sequence[int], taken: list[int | None], free: set[int]) -> None:
    waiting = [number for number, row in enumerate(taken) if row is None]
    for number, row in zip(waiting, rows, strict=False):
        taken[number] = row
        free.discard(row)


def _order(rows: Sequence[int], taken: Sequence[int | None]) -> tuple[list[int], list[int]] | None:
    """The seated rows from the top, and which of them is to be the n-th; None where they are in order already."""
    wanted = [row for row in taken if row is not None]
    standing = [row for row in rows if row in set(wanted)]
    if wanted == standing:
        return None
    return standing, [standing.index(row) for row in wanted]


def _sorted_in(final: list[int | None]) -> list[int | None]:
    """The wanted ones in their order over the rows that they take."""
    numbers = iter(sorted(number for number in final if number is not None))
    return [next(numbers) if number is not None else None for number in final]
