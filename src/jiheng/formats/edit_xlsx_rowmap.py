"""What becomes of the rows of a worksheet: which are copied, deleted, moved, and where its merged ranges go."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from jiheng.formats.edit_xlsx_formula import Gone
from jiheng.formats.edit_xlsx_sheet import Place
from jiheng.formats.xlsx_sheet import LAST_ROW, Merge


class Torn(Exception):
    """An area holds some of the rows that change places, and not the others."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that are copied together so many times below the last of them."""

    first: int
    last: int
    times: int

    @property
    def length(self) -> int:
        """The number of its rows."""
        return self.last - self.first + 1

    def cut_by(self, merge: Merge) -> bool:
        """Whether a merged range leaves it at one side only."""
        above, below = merge.top < self.first, merge.bottom > self.last
        if above:
            return self.first <= merge.bottom < self.last
        return below and merge.top <= self.last


@dataclass(frozen=True)
class RowMap:
    """The rows that are deleted, the number of copies below others, the blocks of rows that are copied, and the rows that
    take the place of others.

    `moved` says where a row goes, in numbers of the sheet as it is; cells in `staying` (column and row) do not go with it.
    """

    deleted: frozenset[int] = frozenset()
    copies: Mapping[int, int] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)
    staying: frozenset[tuple[int, int]] = frozenset()
    blocks: Sequence[Block] = ()
    tall: bool = True
    """Only areas of several rows take in the copies below their last row."""
    _steps: list[int] = field(init=False, repr=False)
    _sums: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        blocks = ((block.last, block.length * block.times) for block in self.blocks)
        steps = sorted((*((row, -1) for row in self.deleted), *self.copies.items(), *blocks))
        object.__setattr__(self, "_steps", [row for row, _ in steps])
        object.__setattr__(self, "_sums", [0, *accumulate(step for _, step in steps)])

    def place(self, row: int) -> int:
        """Where a row comes to stand, a deleted one that which follows it."""
        return min(row + self._sums[bisect_left(self._steps, row)], LAST_ROW)

    def end(self, row: int, *, with_copies: bool, top: int = LAST_ROW) -> int:
        """Where an area comes to end.

        :param top: where it begins: it takes in the copies of a block that begins there or below.
        """
        if row >= LAST_ROW:
            return LAST_ROW
        blocks = sum(one.length * one.times for one in self.blocks if one.last == row and one.first >= top)
        return self.place(row) - (row in self.deleted) + (self.copies.get(row, 0) if with_copies else 0) + blocks

    def starts(self, block: Block) -> Iterator[int]:
        """The first row of each copy of a block."""
        start = self.end(block.last, with_copies=True) + 1
        return iter(range(start, start + block.length * block.times, block.length))

    def goes(self, column: int, row: int) -> int:
        """The row that a cell of a row goes to, before any is copied or deleted."""
        return row if (column, row) in self.staying else self.moved.get(row, row)

    def cell(self, column: int, row: int) -> int:
        """The new row of a cell."""
        row = self.goes(column, row)
        if row in self.deleted:
            raise Gone(row)
        return self.place(row)

    def area(self, left: int, top: int, right: int, bottom: int) -> tuple[int, int]:
        """The new first and last row of an area.

        :raises Gone, Torn: where there is none.
        """
        inside = {row for row in self.moved if top <= row <= bottom}
        if inside and {self.moved[row] for row in inside} != inside:
            ends = {self.goes(column, top) for column in range(left, right + 1)} if top == bottom else set()
            if len(ends) != 1:
                raise Torn
            top = bottom = ends.pop()
        if bottom - top < len(self.deleted) and all(row in self.deleted for row in range(top, bottom + 1)):
            raise Gone(top)
        taking = top < bottom or not self.tall
        return self.place(top), self.end(bottom, with_copies=taking, top=top if taking else LAST_ROW)

    def pieces(self, left: int, top: int, right: int, bottom: int) -> Iterator[tuple[int, int, int, int]]:
        """The new areas of one that may be torn, those in the copies of a block too."""
        yield from self._pieces(left, top, right, bottom)
        for block in self.blocks:
            if block.first <= bottom <= block.last and (top > block.first or bottom < block.last):
                above = max(top, block.first) - block.first
                for start in self.starts(block):
                    yield left, start + above, right, start + bottom - block.first

    def _pieces(self, left: int, top: int, right: int, bottom: int) -> Iterator[tuple[int, int, int, int]]:
        try:
            new = self.area(left, top, right, bottom)
            yield left, new[0], right, new[1]
        except Gone:
            return
        except Torn:
            at = top
            for row in sorted(row for row in self.moved if top <= row <= bottom):
                if at < row:
                    yield from self._pieces(left, at, right, row - 1)
                yield from self._of_row(left, row, right)
                at = row + 1
            if at <= bottom:
                yield from self._pieces(left, at, right, bottom)

    def _of_row(self, left: int, row: int, right: int) -> Iterator[tuple[int, int, int, int]]:
        """The new areas of one of one row, whose cells go to several rows."""
        first = left
        for column in range(left, right + 1):
            end = self.goes(column, row)
            if column == right or self.goes(column + 1, row) != end:
                if end not in self.deleted:
                    yield first, self.place(end), column, self.end(end, with_copies=not self.tall)
                first = column + 1

    def taking_in(self) -> RowMap:
        """The same where an area of one row takes in the copies of it too."""
        return replace(self, tall=False)


@dataclass(frozen=True, slots=True)
class NewMerges:
    """The merged ranges as they will be: each old one with the new (None: gone), those that come to it, and the corners
    whose content moves down because their row is deleted (old place to the old place that takes it)."""

    changed: Sequence[tuple[Merge, Merge | None]]
    added: Sequence[Merge]
    corners: Mapping[Place, Place]


def new_merges(merges: Sequence[Merge], rows: RowMap, grow: Mapping[int, set[Place]]) -> NewMerges:
    """Where the merged ranges go; `grow` are the corners of cells that span the copies of their row."""
    changed: list[tuple[Merge, Merge | None]] = []
    added: list[Merge] = []
    corners: dict[Place, Place] = {}
    for merge in merges:
        growing = merge.bottom in grow and (merge.top, merge.left) in grow[merge.bottom]
        if merge.top == merge.bottom:
            changed.append((merge, _flat(merge, rows, growing, added)))
            continue
        rest = [row for row in range(merge.top, merge.bottom + 1) if row not in rows.deleted]
        if not rest:
            changed.append((merge, None))
            continue
        if merge.top in rows.deleted:
            corners[merge.top, merge.left] = rest[0], merge.left
        top, bottom = rows.place(rest[0]), rows.end(merge.bottom, with_copies=True, top=merge.top + 1)
        single = top == bottom and merge.left == merge.right
        changed.append((merge, None if single else Merge(top, merge.left, bottom, merge.right)))
    merged = {(merge.top, merge.left) for merge in merges}
    for row, places in grow.items():
        for _, column in sorted(place for place in places if place not in merged and place[0] == row):
            top = rows.place(row)
            added.append(Merge(top, column, top + rows.copies[row], column))
    for block in rows.blocks:
        inside = [merge for merge in merges if block.first <= merge.top and merge.bottom <= block.last]
        for down in (start - block.first for start in rows.starts(block)):
            added.extend(Merge(one.top + down, one.left, one.bottom + down, one.right) for one in inside)
    return NewMerges(changed, added, corners)


def _flat(merge: Merge, rows: RowMap, growing: bool, added: list[Merge]) -> Merge | None:
    """A merged range of one row, and those of the copies of that."""
    row = merge.top
    count = rows.copies.get(row, 0)
    if count and not growing:
        at = rows.end(row, with_copies=False)
        added.extend(Merge(n, merge.left, n, merge.right) for n in range(at + 1, at + count + 1))
    end = rows.goes(merge.left, row)
    if end in rows.deleted:
        return None
    top = rows.place(end)
    return Merge(top, merge.left, top + (count if growing else 0), merge.right)
