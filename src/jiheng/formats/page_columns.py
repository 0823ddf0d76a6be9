"""Tables without ruling lines: where the lines would stand, told from the gaps between the texts.

Columns are parted where the fewest lines of text cross; rows where nothing stands. A label that stands in the middle of
several rows is taken for a merged cell when all labels of its column fit together so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiheng.formats.page import Rule
from jiheng.formats.page_text import TextLine

_APART = 0.3
"""Ems between two texts of a line from which they may be two cells."""
_ROWS = 4
"""Lines with several cells that make a table."""
_SEGMENTS = 3000
"""Texts of a page from which it is no form."""
_SIDE_TO_SIDE = 0.5
"""Share of the width of a table from which a drawn line parts its rows."""
_CROSSED = 0.5
"""Share of the lines of a table, at most, that have a text where a column ends in others."""
_FULL = 0.8
"""Share of a table's width from which a line is one of prose."""
_MARGIN = 3.0
"""Points between the outermost texts and the sides of the table."""
_ALIGNED = 3.0
"""Points within which texts of a column are aligned."""


@dataclass(slots=True)
class _Segment:
    """Where a text stands that is (a line of) one cell."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class _Block:
    """Segments of one cell, one below the other: the columns it covers, from where to where it reaches."""

    c0: int
    c1: int
    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def imagined_rules(lines: Sequence[TextLine], drawn: Sequence[Rule]) -> list[Rule]:
    """The ruling lines of the table that lines of text stand in; none where they are no table.

    :param drawn: the horizontal lines that are drawn: they part rows.
    """
    bands = _bands(lines, drawn)
    if bands:
        lines = [line for line in lines if bands[0] < (line.y0 + line.y1) / 2 < bands[-1]]
    else:
        lines = _behind_head(lines)
    rows = _extent([_segments(line, ()) for line in lines])
    gaps = _gaps(rows)
    if not gaps or sum(map(len, rows)) > _SEGMENTS or _is_prose(rows, [(start + end) / 2 for start, end in gaps]):
        return []
    # Now that the columns are known, texts are parted there that stand close together.
    rows = _extent([_segments(line, gaps) for line in lines])
    flat = [segment for row in rows for segment in row]
    edges = [(start + end) / 2 for start, end in gaps]
    xs = [min(s.x0 for s in flat) - _MARGIN, *edges, max(s.x1 for s in flat) + _MARGIN]
    blocks = _blocks(flat, xs, _wrap_gap(lines), bands)
    ys = bands or _row_edges(blocks, len(xs) - 1)
    return _rules(xs, ys, blocks) if len(ys) > _ROWS else []


def _behind_head(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    """Without the lines of labelled values above a table: 填报单位：某局, 单位：万元."""
    start = 0
    for number, line in enumerate(lines):
        parts = line.text("\t").split("\t")
        if len(parts) > 1 and not all("：" in part or ":" in part for part in parts):
            break
        if len(parts) > 1:
            start = number + 1
    return lines[start:]


def _bands(lines: Sequence[TextLine], drawn: Sequence[Rule]) -> list[float]:
    """The heights of the lines that are drawn from side to side, where they rule rows off."""
    if not lines:
        return []
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    lengths: dict[float, float] = {}
    for rule in sorted(drawn, key=lambda rule: rule.y0):
        near = next((y for y in lengths if abs(y - rule.y0) < _ALIGNED), rule.y0)
        lengths[near] = lengths.get(near, 0.0) + rule.x1 - rule.x0
    bands = [y for y, length in lengths.items() if length > _SIDE_TO_SIDE * width]
    return bands if len(bands) > _ROWS else []


def _segments(line: TextLine, gaps: Sequence[tuple[float, float]]) -> list[_Segment]:
    """The texts of a line that stand apart: far, or a little where a column ends."""
    found: list[_Segment] = []
    for piece in line.pieces:
        last = found[-1] if found else None
        if last is not None and piece.x0 - last.x1 < _APART * line.em and not _parted(last.x1, piece.x0, gaps):
            last.x1 = max(last.x1, piece.x1)
            last.y0, last.y1 = min(last.y0, piece.y0), max(last.y1, piece.y1)
        else:
            found.append(_Segment(piece.x0, piece.y0, piece.x1, piece.y1))
    return found


def _parted(end: float, start: float, gaps: Sequence[tuple[float, float]]) -> bool:
    return any(end < right + _MARGIN and start > left - _MARGIN for left, right in gaps)


def _extent(rows: list[list[_Segment]]) -> list[list[_Segment]]:
    """From the first to the last line with several texts, if there are enough of them."""
    several = [index for index, row in enumerate(rows) if len(row) > 1]
    return rows[several[0] : several[-1] + 1] if len(several) >= _ROWS else []


def _gaps(rows: Sequence[Sequence[_Segment]]) -> list[tuple[float, float]]:
    """The fewest spaces such that every gap between two neighbours holds one: where columns end and begin."""
    found: list[tuple[float, float]] = []
    group: list[tuple[float, float]] = []
    for right, left in sorted((right.x0, left.x1) for row in rows for left, right in pairwise(row)):
        if group and left > group[0][0] - 0.1:
            found.append((max(start for _, start in group), group[0][0]))
            group = []
        group.append((right, left))
    if group:
        found.append((max(start for _, start in group), group[0][0]))
    return found


def _is_prose(rows: Sequence[Sequence[_Segment]], edges: Sequence[float]) -> bool:
    """Lines spread out to both sides: the gap in one stands where the others have text, or most have none."""
    several = [row for row in rows if len(row) > 1]
    crossed = sum(segment.x0 < edge < segment.x1 for row in several for segment in row for edge in edges)
    width = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    full = sum(len(row) == 1 and row[0].x1 - row[0].x0 > _FULL * width for row in rows)
    return crossed > _CROSSED * len(several) * len(edges) or full > len(rows) / 2


def _wrap_gap(lines: Sequence[TextLine]) -> float:
    """The space between two lines of one cell at most: the widest jump in the spaces between lines tells."""
    spaces = sorted(
        (below.y0 - above.y1) / above.em
        for above, below in pairwise(lines)
        if -0.5 < (below.y0 - above.y1) / above.em < 2
    )
    if not spaces:
        return 0.2
    jumps = [(right - left, left, right) for left, right in pairwise(spaces) if left < 0.6]
    widest = max(jumps, default=(0.0, 0.0, 0.0))
    return (widest[1] + widest[2]) / 2 if widest[0] > 0.12 else min(spaces[0] - 0.05, 0.1)


def _blocks(segments: Sequence[_Segment], xs: Sequence[float], wrap: float, bands: Sequence[float]) -> list[_Block]:
    """Texts below each other put together to cells: between two drawn lines, else where little space is between them."""
    blocks: list[_Block] = []
    for segment in sorted(segments, key=lambda s: (s.y0, s.x0)):
        c0 = max(bisect_right(xs, segment.x0 + 1) - 1, 0)
        c1 = max(min(bisect_left(xs, segment.x1 - 1), len(xs) - 1), c0 + 1)
        em = segment.y1 - segment.y0
        above = next(
            (
                block
                for block in reversed(blocks)
                if block.c0 < c1
                and c0 < block.c1
                and (
                    bisect_right(bands, block.y1 - 1) == bisect_right(bands, segment.y0 + 1)
                    if bands
                    else -0.6 * em < segment.y0 - block.y1 < wrap * em
                )
            ),
            None,
        )
        if above is not None and (above.c0 >= c0 or above.c1 <= c1):
            above.c0, above.c1 = min(above.c0, c0), max(above.c1, c1)
            above.x0, above.x1 = min(above.x0, segment.x0), max(above.x1, segment.x1)
            above.y1 = max(above.y1, segment.y1)
        else:
            blocks.append(_Block(c0, c1, segment.x0, segment.x1, segment.y0, segment.y1))
    return blocks


def _row_edges(blocks: Sequence[_Block], columns: int) -> list[float]:
    """The heights at which rows are parted, by the blocks of the columns that have the most of them."""
    top, bottom = min(block.y0 for block in blocks), max(block.y1 for block in blocks)
    counts = [sum(block.c0 <= column < block.c1 for block in blocks) for column in range(columns)]
    ranked = sorted(range(columns), key=lambda column: -counts[column])
    rows: list[list[float]] = []
    taken: set[int] = set()
    for column in ranked:
        for block in blocks:
            if id(block) in taken or not block.c0 <= column < block.c1:
                continue
            taken.add(id(block))
            over = [row for row in rows if min(row[1], block.y1) - max(row[0], block.y0) > 0]
            if not over:
                rows.append([block.y0, block.y1])
            elif len(over) == 1:
                row = over[0]
                share = min(row[1], block.y1) - max(row[0], block.y0)
                if share > 0.5 * min(row[1] - row[0], block.y1 - block.y0):
                    row[0], row[1] = min(row[0], block.y0), max(row[1], block.y1)
    rows.sort()
    edges = [top - _MARGIN]
    edges += ((above[1] + below[0]) / 2 for above, below in pairwise(rows))
    edges.append(bottom + _MARGIN)
    return [edge for index, edge in enumerate(edges) if index == 0 or edge - edges[index - 1] > 1]


def _rules(xs: Sequence[float], ys: Sequence[float], blocks: Sequence[_Block]) -> list[Rule]:
    """The sides of all cells: a block's cell spans the columns it covers, and the rows it stands in the middle of."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = [[-1] * columns for _ in range(rows)]
    placed: list[tuple[_Block, int, int]] = []
    for block in blocks:
        r0 = max(bisect_right(ys, block.y0 + 1) - 1, 0)
        r1 = max(min(bisect_left(ys, block.y1 - 1), rows), r0 + 1)
        if r1 - r0 > 1:  # it overlaps two rows: the one it stands in most, unless it is a merged cell's
            r0 = min(max(bisect_right(ys, block.middle) - 1, 0), rows - 1)
            r1 = r0 + 1
        placed.append((block, r0, r1))
    spans = {index: (r0, r1) for index, (_, r0, r1) in enumerate(placed)}
    for column in range(columns):
        spans.update(
            _centred([(index, block) for index, (block, _, _) in enumerate(placed) if block.c0 == column], placed, ys)
        )
    for index, (block, _, _) in enumerate(placed):
        r0, r1 = spans[index]
        c0, c1 = _widened(block, r0, r1, xs, placed, spans)
        for row in range(r0, r1):
            for column in range(c0, c1):
                if owner[row][column] < 0:
                    owner[row][column] = index
    return list(_sides(xs, ys, owner))


def _centred(
    column: Sequence[tuple[int, _Block]], placed: Sequence[tuple[_Block, int, int]], ys: Sequence[float]
) -> dict[int, tuple[int, int]]:
    """Rows of the labels of a column when each stands in the middle of its rows; nothing where that does not fit."""
    found: dict[int, tuple[int, int]] = {}
    ordered = sorted(column, key=lambda item: item[1].y0)
    for number, (index, block) in enumerate(ordered):
        start = placed[index][1]
        # It may begin as far up as the label above leaves free.
        above = ordered[number - 1][0] if number else None
        first = found[above][1] if above in found else placed[above][2] if above is not None else 0
        best: tuple[float, int, int] | None = None
        for r0 in range(start, first - 1, -1):
            wanted = 2 * block.middle - ys[r0]
            r1 = min(range(start + 1, len(ys)), key=lambda row: abs(ys[row] - wanted))
            after = ordered[number + 1][1].y0 if number + 1 < len(ordered) else ys[-1]
            if ys[r1] > after + 2 or _others(placed, index, block, r0, r1, ys):
                continue
            off = abs(ys[r1] - wanted)
            if off < 4.0 and (best is None or r0 == first):
                best = (off, r0, r1)
        if best is not None and best[2] - best[1] > 1:
            found[index] = (best[1], best[2])
    return found


def _others(
    placed: Sequence[tuple[_Block, int, int]], own: int, block: _Block, r0: int, r1: int, ys: Sequence[float]
) -> bool:
    """Whether another text stands in the rows of a column."""
    return any(
        index != own and other.c0 < block.c1 and block.c0 < other.c1 and other.y1 > ys[r0] + 1 and other.y0 < ys[r1] - 1
        for index, (other, _, _) in enumerate(placed)
    )


def _widened(
    block: _Block,
    r0: int,
    r1: int,
    xs: Sequence[float],
    placed: Sequence[tuple[_Block, int, int]],
    spans: dict[int, tuple[int, int]],
) -> tuple[int, int]:
    """The columns of a block; one that is aligned with nothing stands in the middle of a wider cell."""
    peers = [other for other, _, _ in placed if other is not block and other.c0 == block.c0 and other.c1 == block.c1]
    if any(
        abs(other.x0 - block.x0) < _ALIGNED
        or abs(other.x1 - block.x1) < _ALIGNED
        or abs(other.x0 + other.x1 - block.x0 - block.x1) < 2 * _ALIGNED
        for other in peers
    ):
        return block.c0, block.c1
    beside = [
        other
        for index, (other, _, _) in enumerate(placed)
        if other is not block and spans[index][0] < r1 and r0 < spans[index][1]
    ]
    least = max((other.c1 for other in beside if other.c1 <= block.c0), default=0)
    most = min((other.c0 for other in beside if other.c0 >= block.c1), default=len(xs) - 1)
    middle = block.x0 + block.x1
    fits = [
        (c1 - c0, c0, c1)
        for c0 in range(least, block.c0 + 1)
        for c1 in range(block.c1, most + 1)
        if abs(xs[c0] + xs[c1] - middle) < 16
    ]
    return max(fits)[1:] if fits else (block.c0, most if most > block.c1 and not beside else block.c1)


def _sides(xs: Sequence[float], ys: Sequence[float], owner: Sequence[Sequence[int]]) -> list[Rule]:
    rows, columns = len(ys) - 1, len(xs) - 1
    rules = [Rule(xs[0], ys[0], xs[-1], ys[0]), Rule(xs[0], ys[-1], xs[-1], ys[-1])]
    rules += (Rule(xs[0], ys[0], xs[0], ys[-1]), Rule(xs[-1], ys[0], xs[-1], ys[-1]))
    for row in range(rows):
        for column in range(columns):
            here = owner[row][column]
            if column + 1 < columns and (here < 0 or owner[row][column + 1] != here):
                rules.append(Rule(xs[column + 1], ys[row], xs[column + 1], ys[row + 1]))
            if row + 1 < rows and (here < 0 or owner[row + 1][column] != here):
                rules.append(Rule(xs[column], ys[row + 1], xs[column + 1], ys[row + 1]))
    return rules
