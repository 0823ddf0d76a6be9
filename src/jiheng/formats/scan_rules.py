"""Ruling lines of a straightened page.

Whatever is long, thin and straight may be a line; a stroke of a character is told from it by where it ends: a line
of a table ends on other lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from jiheng.formats.scan_picture import Grey

_GAP = 3
"""Pixels of a break that is closed at once."""
_THICKEST = 12
_ACROSS = 5
"""Pieces of one line stray this far from each other."""
_TOUCH = 7
"""A line ends on another that is this near."""
_OVERHANG = 0.03
"""What stands out beyond the last line it meets is cut off up to this part of the page's side."""
_BESIDE = 4
"""Pixels around a line that its ink may take."""
_FAINT = 4.0
_FAINTER = 0.2
"""How much darker than its surroundings a faint stretch of a line still is, and by which part of what the rest is."""
_SHOWS = 0.93
"""Part of a gap in a line that must be darker than its surroundings, to be part of the line."""
_CROWDED = 0.5
"""Part of a line's length that may have ink close by, both sides together: among text it is more."""
_SOLID = 0.93
"""Part of a short line's length that must be ink."""
_SHORT = 0.09
"""A line shorter than this part of the page's width is looked at more closely, it may be a row of strokes."""
_LONGER = 1.6
"""How much longer than a short line the lines are that it ends on."""
_FREE = 0.3
"""A line that meets no other counts if it is this part of the page's side."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line in pixels: `place` across its direction, from `start` to `end` along it."""

    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """The lines of a page, and the ink they are made of."""

    level: list[Stretch]
    upright: list[Stretch]
    ink: Grey


def ruling(grey: Grey, marks: Grey) -> Ruling:
    """The lines of a straightened page; `marks` is its ink."""
    height, width = marks.shape
    run = max(16, round(min(height, width) / 70))
    short = round(_SHORT * min(height, width))
    level, level_ink = _stretches(grey, marks, run, short)
    upright, upright_ink = _stretches(grey.T, marks.T, run, short)
    level, upright = _of_tables(level, upright, width, height)
    level, upright = _without_small(level, upright, 0.1 * width)
    overhang = _OVERHANG * min(width, height)
    ended_level, ended_upright = _ended(level, upright, overhang), _ended(upright, level, overhang)
    near = np.zeros_like(marks)
    for line in ended_level:
        _fill(near, line)
    for line in ended_upright:
        _fill(near.T, line)
    return Ruling(ended_level, ended_upright, cv2.bitwise_or(level_ink, upright_ink.T) & near)


def _fill(near: Grey, line: Stretch) -> None:
    """Mark the surroundings of a level line."""
    y = round(line.place)
    near[max(0, y - _BESIDE) : y + _BESIDE + 1, max(0, int(line.start) - _BESIDE) : int(line.end) + _BESIDE + 1] = 255


def erased(grey: Grey, rules: Ruling) -> Grey:
    """The page without its lines; strokes that cross a line are left."""
    out = grey.copy()
    out[cv2.dilate(rules.ink, np.ones((5, 5), np.uint8)) > 0] = 250
    return out


def _stretches(grey: Grey, marks: Grey, run: int, short: int) -> tuple[list[Stretch], Grey]:
    """Level lines, and their ink; for upright ones give both pictures transposed."""
    marks = np.ascontiguousarray(marks)
    whole = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    # A line that is not quite level still makes runs where it steps from row to row.
    whole = cv2.dilate(whole, np.ones((2, 1), np.uint8))
    runs = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(runs)
    pieces, line_ink = [], np.zeros_like(marks)
    for number in range(1, count):
        x, y, w, h, area = boxes[number]
        if area > _THICKEST * w or h > _THICKEST + 0.03 * w:
            continue
        part = labels[y : y + h, x : x + w] == number
        if w < short and _is_text(marks, part, int(x), int(y)):
            continue
        place = float(y + (part.sum(axis=1) * np.arange(h)).sum() / part.sum())
        pieces.append(Stretch(place, float(x), float(x + w)))
        line_ink[y : y + h, x : x + w][part] = 255
    return _joined(np.ascontiguousarray(grey), pieces), line_ink


def _is_text(marks: Grey, part: np.ndarray[Any, Any], x: int, y: int) -> bool:
    """Whether it is a row of strokes: broken, or with ink close above and below."""
    h, w = part.shape
    inside = (marks[y : y + h, x : x + w] > 0) & part
    if inside.any(axis=0).mean() < _SOLID:
        return True
    filled = np.flatnonzero(part.sum(axis=1) > 0.3 * w)
    if not len(filled):
        return False
    top, bottom = y + int(filled[0]), y + int(filled[-1])
    above = marks[max(0, top - 4) : max(1, top - 1), x : x + w]
    below = marks[bottom + 2 : bottom + 5, x : x + w]
    return float((above > 0).any(axis=0).mean() + (below > 0).any(axis=0).mean()) > _CROWDED


def _joined(grey: Grey, pieces: list[Stretch]) -> list[Stretch]:
    """Pieces of one line made one, across gaps where the line still shows faintly."""
    joined: list[Stretch] = []
    for group in _beside(pieces):
        length = sum(piece.end - piece.start for piece in group)
        place = sum(piece.place * (piece.end - piece.start) for piece in group) / length
        current: Stretch | None = None
        for piece in sorted(group, key=lambda piece: piece.start):
            if current is not None and (
                piece.start - current.end <= _GAP or (_bridged(current, piece) and _shows(grey, place, current, piece))
            ):
                current = Stretch(place, current.start, max(current.end, piece.end))
                continue
            if current is not None:
                joined.append(current)
            current = Stretch(place, piece.start, piece.end)
        if current is not None:
            joined.append(current)
    return joined


def _beside(pieces: list[Stretch]) -> list[list[Stretch]]:
    """Pieces at about the same place across the lines."""
    groups: list[list[Stretch]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.place, piece.start)):
        if groups and piece.place - groups[-1][-1].place <= 2 and piece.place - groups[-1][0].place <= _ACROSS:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _bridged(before: Stretch, after: Stretch) -> bool:
    """Whether two pieces are long enough, for the gap between them, to be of one line."""
    gap = after.start - before.end
    return gap <= min(before.end - before.start, after.end - after.start)


def _shows(grey: Grey, place: float, before: Stretch, after: Stretch) -> bool:
    """Whether the line shows all along the gap between two pieces of it, if fainter than in the pieces."""
    y, start, end = round(place), int(before.end), int(after.start)
    if y < 7 or y + 7 >= grey.shape[0] or end <= start:
        return False

    def darker(low: int, high: int) -> np.ndarray[Any, Any]:
        part = cv2.blur(grey[y - 7 : y + 8, low:high], (5, 1)).astype(np.float32)
        return np.asarray(np.minimum(part[1:4].mean(axis=0), part[11:14].mean(axis=0)) - part[6:9].min(axis=0))

    own = float(np.median(np.concatenate([darker(int(before.start), start), darker(end, int(after.end))])))
    return bool((darker(start, end) > max(_FAINT, _FAINTER * own)).mean() >= _SHOWS)


def _of_tables(
    level: list[Stretch], upright: list[Stretch], width: int, height: int
) -> tuple[list[Stretch], list[Stretch]]:
    """Without strokes and underlines: what stays ends on other lines, or is long."""
    while True:
        kept_level = [line for line in level if _belongs(line, upright, _FREE * width)]
        kept_upright = [line for line in upright if _belongs(line, kept_level, _FREE * height)]
        if len(kept_level) == len(level) and len(kept_upright) == len(upright):
            return level, upright
        level, upright = kept_level, kept_upright


def _without_small(level: list[Stretch], upright: list[Stretch], least: float) -> tuple[list[Stretch], list[Stretch]]:
    """Without what hangs together but is no larger than a character or a tick box."""
    owner = list(range(len(level) + len(upright)))

    def root(item: int) -> int:
        while owner[item] != item:
            item = owner[item]
        return item

    for i, line in enumerate(level):
        for j, other in enumerate(upright, len(level)):
            if (
                other.start - _TOUCH <= line.place <= other.end + _TOUCH
                and line.start - _TOUCH <= other.place <= line.end + _TOUCH
            ):
                owner[root(i)] = root(j)
    widths: dict[int, tuple[float, float]] = {}
    for i, line in enumerate((*level, *upright)):
        low, high = (line.start, line.end) if i < len(level) else (line.place, line.place)
        before = widths.get(root(i), (low, high))
        widths[root(i)] = (min(before[0], low), max(before[1], high))
    large = [widths[root(i)][1] - widths[root(i)][0] >= least for i in range(len(owner))]
    return [line for line, is_large in zip(level, large, strict=False) if is_large], [
        line for line, is_large in zip(upright, large[len(level) :], strict=True) if is_large
    ]


def _belongs(line: Stretch, others: list[Stretch], long: float) -> bool:
    at_start = at_end = met = False
    length = line.end - line.start
    # A stroke of 口 ends on the others; a line of a table ends on longer ones.
    least = _LONGER * length if length < long / 6 else 0.0
    for other in others:
        if other.end - other.start < least or not (other.start - _TOUCH <= line.place <= other.end + _TOUCH):
            continue
        if line.start - _TOUCH <= other.place <= line.end + _TOUCH:
            met = True
            at_start |= abs(other.place - line.start) <= _TOUCH
            at_end |= abs(other.place - line.end) <= _TOUCH
    return (at_start and at_end) or length >= long or (met and length >= long / 3)


def _ended(lines: list[Stretch], others: list[Stretch], overhang: float) -> list[Stretch]:
    """Every line ended exactly on the line it meets: a stroke of a character may have made it longer.

    Where several lines stand out equally far, the table has no border there and goes on over the page.
    """
    ended = []
    for line in lines:
        crossing = [
            other.place
            for other in others
            if other.start - _TOUCH <= line.place <= other.end + _TOUCH
            and line.start - 2 * _TOUCH <= other.place <= line.end + 2 * _TOUCH
        ]
        first, last = min(crossing, default=line.start), max(crossing, default=line.end)
        if last - first < _TOUCH:  # met at one point only
            first, last = line.start, line.end
        starts = sum(abs(other.start - line.start) <= _TOUCH for other in lines)
        ends = sum(abs(other.end - line.end) <= _TOUCH for other in lines)
        keep_start = first - line.start > overhang or (first - line.start > 2 * _TOUCH and starts > 1)
        keep_end = line.end - last > overhang or (line.end - last > 2 * _TOUCH and ends > 1)
        ended.append(Stretch(line.place, line.start if keep_start else first, line.end if keep_end else last))
    return ended
