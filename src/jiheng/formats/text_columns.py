"""Columns of a text that is aligned by blanks: segments between gaps, and the places where columns begin."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from jiheng.formats.text_lines import Line

_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_BOX = re.compile(r"[□☐■☑☒√✓✔]")
_PIECE = re.compile(r"[≥≤＞＜=˃≧≦]?(?:[!-~]+|.)[%％，。；、）：”]*", re.S)

_MOST = 200
"""Segments of one line; more are no table."""

_SAMPLE = 1000
"""Lines that tell how widths were counted."""

Measure = Callable[[str], int]


@dataclass(slots=True, eq=False)
class Segment:
    """A text between two gaps: the index of its line within the table, where it begins and ends, its column."""

    row: int
    number: int
    start: int
    end: int
    text: str
    column: int = 0


def is_columnar(line: Line) -> bool:
    """Two texts on one line with a gap between them."""
    if "\t" in line.text:
        return False
    parts = _GAP.split(line.text.strip(" \u3000\xa0"))
    return 1 < len(parts) <= _MOST and any(len(part) > 1 or part.isdigit() for part in parts)  # 年  度 is one word


def first_piece(text: str) -> str:
    """The least that is moved to the next line when a text is wrapped."""
    found = _PIECE.match(text)
    return found.group() if found else text[:1]


def terminal(text: str) -> int:
    """Width where Chinese characters take two columns."""
    return len(text) + sum(1 for c in text if c > "\u02ff" and unicodedata.east_asian_width(c) in "WF")


def generous(text: str) -> int:
    """Width where signs such as ≥ and “ take two columns too."""
    return len(text) + sum(1 for c in text if c > "\xa0" and unicodedata.east_asian_width(c) in "WFA")


def best_measure(lines: list[Line]) -> Measure:
    """The measure by which most segments begin under one another; tools that lay out pages count every sign as one."""
    best: Measure = terminal
    score = -1.0
    sample = lines[:_SAMPLE]
    for measure in (terminal, generous, len):
        starts = Counter(s.start for n, line in enumerate(sample) for s in segments(line, n, measure)[1:])
        reached = sum(often * often for often in starts.values()) / max(starts.total(), 1) ** 2
        if reached > score * 1.02:
            best, score = measure, reached
    return best


def segments(line: Line, row: int, measure: Measure) -> list[Segment]:
    """The segments of a line; boxes to tick stay together, whatever stands between them."""
    text = line.text.rstrip(" \u3000\xa0\v")
    found: list[Segment] = []
    width, gap = 0, ""
    for part in re.split(r"([ \u3000\xa0]{2,})", text):
        length = measure(part)
        body = part.strip(" \u3000\xa0")
        if not body:
            gap = part
        elif found and _BOX.search(found[-1].text) and _BOX.search(body):
            found[-1].text += gap + body
            found[-1].end = width + length
        else:
            lead = measure(part[: len(part) - len(part.lstrip(" \u3000\xa0"))])
            found.append(Segment(row, line.number, width + lead, width + length, body))
        width += length
    return found


def assign(rows: list[list[Segment]]) -> int:
    """Give each segment its column; returns how many columns there are."""
    everything = [segment for row in rows for segment in row]
    starts = Counter(segment.start for segment in everything)
    strong = sum(often for often in starts.values() if often > 1)
    if strong * 10 >= len(everything) * 8:
        return _by_starts(rows, starts)
    return _by_overlap(rows)


def _by_starts(rows: list[list[Segment]], starts: Counter[int]) -> int:
    """Columns are left-aligned: they begin where several segments begin."""
    begins: list[int] = []
    for start in sorted(starts):
        if starts[start] > 1 and (not begins or start - begins[-1] > 1):
            begins.append(start)
    alone = _place(rows, begins)
    if alone:
        _place(rows, sorted({*begins, *alone}))
        begins = sorted({*begins, *alone})
    return len(begins)


def _place(rows: list[list[Segment]], begins: list[int]) -> set[int]:
    """The column of each segment; returns starts well apart from the text before, that only one row has."""
    alone: set[int] = set()
    for row in rows:
        for n, segment in enumerate(row):
            column = bisect_right(begins, segment.start + 1) - 1
            if n and column <= row[n - 1].column and segment.start - row[n - 1].end > 3:
                alone.add(segment.start)
            segment.column = max(column, 0)
    return alone


def _by_overlap(rows: list[list[Segment]]) -> int:
    """Columns are centred: what lies above one another is one column, but for texts that reach over several."""
    spans: list[tuple[int, int]] = []
    pairs = [(a, b) for row in rows for a, b in pairwise(row)]
    gutters = Counter((a.end + b.start) // 2 for a, b in pairs)
    for row in rows:
        for segment in row:
            inner = sum(often for gutter, often in gutters.items() if segment.start < gutter < segment.end)
            if len(row) > 1 and inner * 4 <= len(rows):
                spans.append((segment.start, segment.end))
    spans.sort()
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    for row in rows:
        taken = -1
        for segment in row:
            overlaps = [min(segment.end, end) - max(segment.start, start) for start, end in merged] or [0]
            first = next((n for n, size in enumerate(overlaps) if size > 0), len(overlaps) - 1)
            best = max(range(len(overlaps)), key=lambda n: (overlaps[n], -n))
            taken = segment.column = max(best if overlaps[best] * 2 > segment.end - segment.start else first, taken + 1)
    return max((segment.column for row in rows for segment in row), default=0) + 1
