"""Labels of merged cells in an aligned text: printed in the middle of their rows, they belong to the first of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from jiheng.formats.text_columns import Segment

Span = tuple[int, int, int]
"""The first and the last row of a label, and the row in which it is printed."""

_MOST = 600
"""Rows of a table whose labels are looked into; a form has fewer."""
_LEADING = 0.02
"""What a row without a label costs above the first label, where other columns may have none."""


_OFF, _MOVED, _LOPSIDED, _HEAD = 0.6, 0.01, 0.02, 0.025
"""What a label costs that stands off the middle, below its first row, on the first of two rows, on it as a head."""
_LEFT_OVER = 0.4
"""What a row costs that no label covers."""
_TOTALS = ("合计", "总计", "小计", "金额合计", "合 计", "总 计")


@dataclass(slots=True, eq=False)
class Block:
    """What one cell holds: its segments from top to bottom."""

    column: int
    segments: list[Segment]

    @property
    def middle(self) -> float:
        """The line in the middle of the text."""
        return (self.segments[0].row + self.segments[-1].row) / 2


@dataclass(slots=True, eq=False)
class Band:
    """A row of the table: the lines it takes, the cells in it."""

    number: int
    top: int
    bottom: int
    blocks: list[Block] = field(default_factory=list)

    def at(self, column: int) -> Block | None:
        """The cell in a column."""
        return next((block for block in self.blocks if block.column == column), None)


def place_merged(bands: list[Band], columns: int) -> None:
    """Move each label that stands in the middle of its rows to the first of them.

    Done only where the table shows signs of it, and in a column only where the spans found that way tile the rows.
    """
    if len(bands) > _MOST:
        return
    columns_of_labels = [column for column in range(columns - 1) if column == 0 or _labels(bands, column)]
    signs = _signs(bands, columns_of_labels)
    if not signs:
        return
    # sure of centred labels, a column may leave rows blank here and there
    bound = 1.0 if signs < 2 else max(1.0, len(bands) * 0.08)
    below: set[int] = set()
    for column in reversed(columns_of_labels):
        spans = _tiling(bands, column, below, {}, bound)
        if spans is None and signs < 2:
            return
        below |= {first for first, _, _ in spans or ()}
    moves: list[tuple[int, int, int]] = []
    left: dict[int, tuple[int, int]] = {}
    for column in columns_of_labels:
        # the rows of a label lie within the rows of the label to its left
        spans = _tiling(bands, column, below, left, bound)
        if spans is not None:
            moves.extend((column, first, own) for first, _, own in spans if first < own)
            left = {n: (first, end) for first, end, _ in spans for n in range(first, end + 1)}
    for column, first, own in moves:
        block = bands[own].at(column)
        if block is not None and bands[first].at(column) is None:
            bands[own].blocks.remove(block)
            bands[first].blocks.append(block)
            bands[first].blocks.sort(key=lambda item: item.column)


def _signs(bands: list[Band], columns: list[int]) -> int:
    """How many signs there are that labels are centred.

    A label begins below the top of its row, between two rows (a sure sign), or in a row where the labels to its right
    are blank though they stand in rows above and below.
    """
    signs = 2 if _head_without_labels_below(bands) else 0
    for band in bands:
        right = max(block.column for block in band.blocks)
        for block in band.blocks:
            if not band.top <= block.segments[0].row <= band.bottom:
                signs += 2
            elif block.segments[0].row > band.top and block.column < right:
                signs += 1
    for column, beside in pairwise(columns):
        own = [n for n, band in enumerate(bands) if band.at(column) is not None]
        inner = [n for n, band in enumerate(bands) if band.at(beside) is not None]
        for before, n, after in zip([-1, *own], own, [*own[1:], len(bands)], strict=False):
            label = bands[n].at(column)
            if n in inner or label is None or label.segments[0].text in _TOTALS:
                continue
            signs += any(before < m < n for m in inner) and any(n < m < after for m in inner)
    return signs


def _is_head(band: Band) -> bool:
    """A row of words only."""
    words = [block.segments[0].text for block in band.blocks]
    return len(words) > 2 and not any(c.isdigit() or c in "≥≤=％%" for word in words for c in word)


def _head_without_labels_below(bands: list[Band]) -> bool:
    """Whether the row below the head of the table (the first full row of words only) lacks labels: they stand lower."""
    full = max(len(band.blocks) for band in bands) - 1
    for band, after in pairwise(bands):
        if len(band.blocks) < max(full, 4):
            continue
        if not _is_head(band):
            continue
        here, below = {block.column for block in band.blocks}, {block.column for block in after.blocks}
        missing = here - below - {0}
        return max(here) == max(below) and below < here and bool(missing) and min(missing) < min(below)
    return False


def _begin(bands: list[Band], column: int) -> int:
    """Where a column begins."""
    return min((b.segments[0].start for band in bands for b in band.blocks if b.column == column), default=0)


def _labels(bands: list[Band], column: int) -> bool:
    """Whether a column holds labels of merged cells: other cells stand to its right, and some rows have none."""
    inner = [sum(b.column > column for b in band.blocks) for band in bands if band.at(column) is not None]
    texts = [block.segments[0].text for band in bands if (block := band.at(column)) is not None]
    words = [text for text in texts if not (text[0].isdigit() or text[0] in "≥≤=＝＜＞<>/—-")]
    inside = sum(n > 1 for n in inner) * 2 >= len(inner)
    return bool(inner) and inside and len(inner) < len(bands) and len(words) * 3 > len(inner)


def _tiling(
    bands: list[Band], column: int, below: set[int], left: dict[int, tuple[int, int]], bound: float
) -> list[Span] | None:
    """For each labelled row its span, so that every label stands in the middle of its span and no row is left over.

    The cheapest way from the first label to the last row; None when it leaves rows over that no wide cell covers, or
    when labels stand off the middle.
    """
    begin = _begin(bands, column)
    barred = [
        not any(b.column > column for b in band.blocks)
        or any(b.column < column and max(s.end for s in b.segments) > begin + 1 for b in band.blocks)
        for band in bands
    ]
    labelled = [(n, block.middle) for n, band in enumerate(bands) if (block := band.at(column)) is not None]
    states: dict[int, tuple[float, list[Span]]] = {-1: (0.0, [])}
    for k, (own, middle) in enumerate(labelled):
        stop = labelled[k + 1][0] if k + 1 < len(labelled) else len(bands)
        following: dict[int, tuple[float, list[Span]]] = {}
        lower, upper = left.get(own, (0, len(bands)))
        for last, (cost, chosen) in states.items():
            for first, end, extra in _spans(bands, barred, own, middle, stop, last, k == 0):
                if first < lower or end > upper:
                    continue
                # the rows of a label begin where the rows of a label to its right begin
                total = cost + extra + (1.0 if first < own and below and first not in below else 0)
                if end not in following or total < following[end][0]:
                    following[end] = total, [*chosen, (first, end, own)]
        states = following
    left_over = {end: cost + barred[end + 1 :].count(False) * _LEFT_OVER for end, (cost, _) in states.items()}
    if not left_over:
        return None
    best = min(left_over, key=lambda end: left_over[end])
    return states[best][1] if left_over[best] < bound else None


def _spans(
    bands: list[Band], barred: list[bool], own: int, middle: float, stop: int, last: int, leading: bool
) -> list[tuple[int, int, float]]:
    """The spans (first row, last row, cost) that a label may have behind row `last`."""
    free = barred[last + 1 : own].count(False) * (_LEADING if leading else _LEFT_OVER)
    found = [(own, own, free)]
    for end in range(own, stop):
        for first in (last + 1,) if not leading else range(last + 1, own + 1):
            if first > own or (first, end) == (own, own) or any(barred[first : end + 1]):
                continue
            off = (bands[first].top + bands[end].bottom) / 2 - middle
            if not -1 <= off <= 1:
                continue
            cost = barred[last + 1 : first].count(False) * _LEADING
            if not 0 <= off <= 0.5:
                cost += _OFF
            if first < own:
                cost += _MOVED
            elif _is_head(bands[own]):
                cost += _HEAD
            else:
                cost += _LOPSIDED
            found.append((first, end, cost))
    return found
