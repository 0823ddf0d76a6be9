"""From ruling lines to tables: which cells they enclose, and how many rows and columns each cell spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jiheng.formats.page import Rule

_SNAP = 2.6
"""Points within which lines are one line: double lines, and thick ones drawn as two."""
_REACH = 3.0
"""Points that a line may stop short of the one it meets."""
_DASH = 8.0
"""Points up to which a line is a dash of a dashed one ..."""
_DASH_GAP = 6.0
"""... and between two dashes."""
_WALL = 0.6
"""Share of a cell's side that a line must cover to be its wall."""
_OPEN = 12.0
"""Points that lines must reach beyond the outermost crossing one to make cells without an outer wall."""
_DRAWING = 10_000_000
"""Pairs of lines of a page from which they are a drawing."""
_CELLS = 250_000
"""Crossings of lines from which they are no table but graph paper."""


@dataclass(slots=True)
class LatticeCell:
    """A cell: rows `r0`..`r1`, columns `c0`..`c1` (ends excluded), and whether lines close it above and below."""

    r0: int
    c0: int
    r1: int
    c1: int
    closed_above: bool = True
    closed_below: bool = True


@dataclass(slots=True)
class Lattice:
    """A ruled table: the positions of its lines, in points, and its cells sorted by row, then column."""

    xs: list[float]
    ys: list[float]
    cells: list[LatticeCell] = field(default_factory=list)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """What it covers."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box_of(self, cell: LatticeCell) -> tuple[float, float, float, float]:
        """What a cell covers."""
        return self.xs[cell.c0], self.ys[cell.r0], self.xs[cell.c1], self.ys[cell.r1]


@dataclass(slots=True)
class _Line:
    """All that is drawn along one position: `at` across, the stretches along it sorted and apart."""

    at: float
    stretches: list[tuple[float, float]]

    def covers(self, start: float, end: float) -> float:
        """How much of a stretch is drawn."""
        return sum(max(0.0, min(b, end) - max(a, start)) for a, b in self.stretches)


def find_lattices(rules: Sequence[Rule]) -> list[Lattice]:
    """The tables that these lines make, from top to bottom."""
    level = _lines((rule.y0, rule.x0, rule.x1) for rule in rules if rule.x1 > rule.x0)
    upright = _lines((rule.x0, rule.y0, rule.y1) for rule in rules if rule.y1 > rule.y0)
    found = []
    for horizontal, vertical in _connected(level, upright):
        lattice = _lattice(horizontal, vertical)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _lines(strokes: Iterable[tuple[float, float, float]]) -> list[_Line]:
    """Strokes (position, start, end) gathered into lines."""
    lines: list[_Line] = []
    group: list[tuple[float, float, float]] = []
    for stroke in sorted(strokes):
        if group and stroke[0] - group[0][0] > _SNAP:
            lines.append(_line(group))
            group = []
        group.append(stroke)
    if group:
        lines.append(_line(group))
    return lines


def _line(strokes: list[tuple[float, float, float]]) -> _Line:
    stretches: list[tuple[float, float]] = []
    for start, end in sorted((start, end) for _, start, end in strokes):
        if stretches:
            first, last = stretches[-1]
            dashed = end - start <= _DASH and start - last <= _DASH_GAP
            if start - last <= _REACH or dashed:
                stretches[-1] = (first, max(last, end))
                continue
        stretches.append((start, end))
    length = sum(end - start for _, start, end in strokes)
    at = sum(position * (end - start) for position, start, end in strokes) / length
    return _Line(at, [(start, end) for start, end in stretches if end - start > _DASH / 2])


def _connected(level: Sequence[_Line], upright: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Stretches that meet, directly or through others, as (horizontal lines, vertical lines)."""
    across = [(line.at, start, end) for line in level for start, end in line.stretches]
    down = [(line.at, start, end) for line in upright for start, end in line.stretches]
    if len(across) * len(down) > _DRAWING:
        return []
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    ys = [at for at, _, _ in across]
    for number, (x, top, bottom) in enumerate(down, len(across)):
        first, last = bisect_left(ys, top - _REACH), bisect_right(ys, bottom + _REACH)
        for index in range(first, last):
            _, left, right = across[index]
            if left - _REACH <= x <= right + _REACH:
                parent[root(index)] = root(number)
    groups: dict[int, tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]] = {}
    for index, stretch in enumerate(across):
        groups.setdefault(root(index), ([], []))[0].append(stretch)
    for number, stretch in enumerate(down, len(across)):
        groups.setdefault(root(number), ([], []))[1].append(stretch)
    return [(_lines(a), _lines(b)) for a, b in groups.values() if a and b]


def _lattice(level: list[_Line], upright: list[_Line]) -> Lattice | None:
    left = min(start for line in level for start, _ in line.stretches)
    right = max(end for line in level for _, end in line.stretches)
    top = min(start for line in upright for start, _ in line.stretches)
    bottom = max(end for line in upright for _, end in line.stretches)
    xs, ys = [line.at for line in upright], [line.at for line in level]
    lattice = Lattice(xs, ys)
    walls_at = dict(zip(xs, upright, strict=True))
    floors_at = dict(zip(ys, level, strict=True))
    # Where lines go on beyond the last one that crosses them, the table is open on that side.
    if left < xs[0] - _OPEN:
        xs.insert(0, left)
    if right > xs[-1] + _OPEN:
        xs.append(right)
    if top < ys[0] - _OPEN / 2:
        ys.insert(0, top)
    if bottom > ys[-1] + _OPEN / 2:
        ys.append(bottom)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _CELLS:
        return None
    lattice.cells = _cells(xs, ys, walls_at, floors_at)
    for cell in lattice.cells:
        x0, y0, x1, y1 = lattice.box_of(cell)
        cell.closed_above = _closes(floors_at.get(y0), x0, x1)
        cell.closed_below = _closes(floors_at.get(y1), x0, x1)
    return lattice


def _closes(line: _Line | None, start: float, end: float) -> bool:
    """Whether a line is drawn along a stretch, or nearly so."""
    return line is not None and line.covers(start, end) >= _WALL * (end - start)


def _cells(
    xs: Sequence[float], ys: Sequence[float], walls_at: dict[float, _Line], floors_at: dict[float, _Line]
) -> list[LatticeCell]:
    rows, columns = list(pairwise(ys)), list(pairwise(xs))
    # wall[r][c]: a line stands between columns c and c + 1 in row r.
    wall = [[_closes(walls_at.get(x), y0, y1) for x in xs[1:-1]] for y0, y1 in rows]
    floor = [[_closes(floors_at.get(y), x0, x1) for x0, x1 in columns] for y in ys[1:-1]]
    taken = [[False] * len(columns) for _ in rows]
    cells = []
    for r in range(len(rows)):
        for c in range(len(columns)):
            if taken[r][c]:
                continue
            c1 = c + 1
            while c1 < len(columns) and not wall[r][c1 - 1] and not taken[r][c1]:
                c1 += 1
            r1 = r + 1
            while r1 < len(rows) and _goes_down(r1, c, c1, floor, wall, taken):
                r1 += 1
            for row in range(r, r1):
                taken[row][c:c1] = [True] * (c1 - c)
            cells.append(LatticeCell(r, c, r1, c1))
    return cells


def _goes_down(
    row: int, c0: int, c1: int, floor: list[list[bool]], wall: list[list[bool]], taken: list[list[bool]]
) -> bool:
    """Whether a cell of the columns `c0`..`c1` goes on into a row: no line above it, none through it."""
    if any(floor[row - 1][c0:c1]) or any(wall[row][c0 : c1 - 1]) or any(taken[row][c0:c1]):
        return False
    # Its sides must be walls there too, else it is wider there.
    return (c0 == 0 or wall[row][c0 - 1]) and (c1 > len(wall[row]) or wall[row][c1 - 1])
