"""Lines of text on a straightened page: found, cut where they run over a ruling line, and read.

What the finder passes over (a single 个, a 1) is looked for again in the ink that no line of text covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from jiheng.formats.scan_glyphs import TickBox, mended, runs, tick_boxes, with_box
from jiheng.formats.scan_models import Reading, models
from jiheng.formats.scan_picture import Grey, ink
from jiheng.formats.scan_rules import Ruling, Stretch

_FINDER_SIDE = 1500
"""Pixels of the longer side of the picture that the finder looks at."""
_LIKELY, _LIKELY_MEAN = 0.3, 0.5
"""How likely each point of a line of text is, at least, and all of them on the whole."""
_GROWN = 1.6
"""The finder marks the core of a line: its box is grown by this times area over circumference."""
_SMALLEST = 6
"""Pixels of the lower side of a line of text."""
_WORTH, _WORTH_ALONE = 0.35, 0.75
"""What is read with less confidence is dirt: where the finder saw a line of text, and where only ink was left over."""
_TRIED = 6
"""Lines of text that tell whether a page stands on its head."""
_WIDEST_LETTER = 5
"""What is wider than this, in heights per character that was read, is no text but an edge or a fold."""
_MOST_MISSED = 300
"""More ink than this beside the lines that were found is no text."""
_BLACK, _LEAST_BLACK = 150, 0.015
"""Print is darker than this, on this part of a character's square at least: noise and shadows are not."""
_STROKES = frozenset("一-—_.·|丨1lI'`")
"""What the edge of the paper is read as."""
_PRINTED = 0.8
"""Print is read with at least this confidence, as the mean of the characters of a line."""
_OVER = 4
"""Pixels beside a line that belong to it."""
_SLIVER = 0.35
"""A part that is cut off a line of text and is narrower than this, in heights, is what is left of the ruling line."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """From top to bottom."""
        return self.y1 - self.y0


Found = list[tuple[Box, Reading]]


def find(grey: Grey) -> list[Box]:
    """The boxes of the lines of text."""
    height, width = grey.shape
    scale = min(1.0, _FINDER_SIDE / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    likelihood = models().likelihood(np.asarray(small, np.uint8))
    core = (likelihood > _LIKELY).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(core)
    total = np.bincount(labels.ravel(), likelihood.ravel(), count)
    found = []
    for number in range(1, count):
        x, y, w, h, area = (int(value) for value in boxes[number])
        if min(w, h) < 2 or total[number] / area < _LIKELY_MEAN:
            continue
        grow = w * h * _GROWN / (2 * (w + h))
        box = Box(
            max(0, round((x - grow) / scale)),
            max(0, round((y - grow) / scale)),
            min(width, round((x + w + grow) / scale)),
            min(height, round((y + h + grow) / scale)),
        )
        if min(box.width, box.height) >= _SMALLEST:
            found.append(box)
    return found


def read_lines(grey: Grey, marks: Grey, rules: Ruling, boxes: Sequence[Box]) -> Found:
    """The text of the page: of the boxes that were found, cut at the ruling lines, and of the ink beside them."""
    found = _apart(
        [tight for box in boxes for part in _cut(box, rules) if (tight := _tightened(part, marks)) is not None]
    )
    if not found:
        return []
    usual = float(np.median([box.height for box in found]))
    black = (marks > 0) & (grey < _BLACK)
    found = [box for box in found if black[box.y0 : box.y1, box.x0 : box.x1].sum() >= _LEAST_BLACK * usual * usual]
    missed = list(_missed(marks, black, found, rules, usual))
    ticks = list(tick_boxes(marks, 0.45 * usual, 1.25 * usual))
    lines = [_as_high_as(box, usual) for box in _with_tick_boxes(found, ticks, usual)]
    seen = len(lines)
    lines += [_as_high_as(box, usual) for box in missed]
    kept = []
    for number, (box, reading) in enumerate(zip(lines, _read(grey, lines, ticks), strict=True)):
        least = _WORTH if number < seen else _WORTH_ALONE
        if (
            reading.text.strip()
            and reading.mean >= least
            and box.width <= _WIDEST_LETTER * box.height * len(reading.text)
            and not (reading.text in _STROKES and _at_edge(box, grey.shape))
        ):
            kept.append((box, reading))
    return kept if _is_print(reading for _, reading in kept) else []


def _at_edge(box: Box, shape: tuple[int, ...]) -> bool:
    height, width = shape
    margin = 0.025 * min(height, width)
    return box.y1 < margin or box.x1 < margin or box.y0 > height - margin or box.x0 > width - margin


def _is_print(readings: Iterable[Reading]) -> bool:
    """Whether most of what was read is certain: in a landscape a few signs are seen that are none."""
    sure = unsure = 0
    for reading in readings:
        if reading.mean >= _PRINTED and len(reading.text) > 1:
            sure += len(reading.text)
        else:
            unsure += len(reading.text)
    return sure > unsure


def _apart(boxes: Sequence[Box]) -> list[Box]:
    """The boxes, those that lie over each other made one: the finder sometimes finds the end of a line twice."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: (-box.width * box.height, box.y0, box.x0)):
        for number, other in enumerate(kept):
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            down = min(box.y1, other.y1) - max(box.y0, other.y0)
            if across > 0 and down > 0 and across * down > 0.5 * box.width * box.height:
                kept[number] = _around(box, other)
                break
        else:
            kept.append(box)
    return kept


def _with_tick_boxes(found: Sequence[Box], ticks: Sequence[TickBox], usual: float) -> list[Box]:
    """The lines of text, those beside a tick box made long enough to hold it; the others as lines of their own."""
    lines = list(found)
    for box in ticks:
        square = Box(box.x0, box.y0, box.x1, box.y1)
        beside = [
            (max(line.x0 - square.x1, square.x0 - line.x1), number)
            for number, line in enumerate(lines)
            if min(line.y1, square.y1) - max(line.y0, square.y0) > 0.5 * square.height
        ]
        gap, number = min(beside, default=(usual, -1))
        if number >= 0 and gap < 0.8 * usual:
            lines[number] = _around(lines[number], square)
        else:
            lines.append(square)
    return lines


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


def _as_high_as(box: Box, usual: float) -> Box:
    """A line of nothing but flat signs (= — 一) with the room that letters would take."""
    lacking = 0.8 * usual - box.height
    if lacking <= 0:
        return box
    above = round(lacking / 2)
    return Box(box.x0, max(0, box.y0 - above), box.x1, box.y1 + above)


def _read(grey: Grey, boxes: Sequence[Box], ticks: Sequence[TickBox]) -> list[Reading]:
    pictures = [_laid_down(_crop(grey, box)) if _stands(box) else _crop(grey, box) for box in boxes]
    readings = models().read(pictures)
    for box, number in ((tick, number) for number, line in enumerate(boxes) for tick in ticks if _holds(line, tick)):
        line = boxes[number]
        margin = _margin(line)
        left, width = line.x0 - margin, line.width + 2 * margin
        readings[number] = with_box(readings[number], (box.x0 - left) / width, (box.x1 - left) / width, box.sign)
    return [mended(reading, picture) for reading, picture in zip(readings, pictures, strict=True)]


def _holds(line: Box, tick: TickBox) -> bool:
    x, y = (tick.x0 + tick.x1) / 2, (tick.y0 + tick.y1) / 2
    return line.x0 <= x <= line.x1 and line.y0 <= y <= line.y1


def _margin(line: Box) -> int:
    """Paper around a line that is shown to the reader."""
    return max(2, round(line.height * 0.12))


def _crop(grey: Grey, box: Box) -> Grey:
    """The picture of a line with a little paper around it."""
    margin = _margin(box)
    height, width = grey.shape
    part = grey[
        max(0, box.y0 - margin) : min(height, box.y1 + margin), max(0, box.x0 - margin) : min(width, box.x1 + margin)
    ]
    return np.asarray(part, np.uint8)


def _stands(box: Box) -> bool:
    """Whether its characters stand below each other."""
    return box.height > 1.8 * box.width


def _laid_down(column: Grey) -> Grey:
    """A column of characters as a line."""
    width = column.shape[1]
    cells: list[list[int]] = []
    for top, bottom in runs(np.asarray(ink(column).any(axis=1))):
        if cells and bottom - cells[-1][0] <= 1.05 * width:
            cells[-1][1] = bottom
        else:
            cells.append([top, bottom])
    if len(cells) < 2 or max(bottom - top for top, bottom in cells) > 1.5 * width:
        return column
    letters = []
    for top, bottom in cells:
        letter = column[top:bottom]
        above = max(0, width - letter.shape[0]) // 2
        below = max(0, width - letter.shape[0]) - above
        letters.append(cv2.copyMakeBorder(letter, above, below, 0, 0, cv2.BORDER_CONSTANT, value=250))
    high = max(letter.shape[0] for letter in letters)
    padded = [
        cv2.copyMakeBorder(letter, 0, high - letter.shape[0], 0, 0, cv2.BORDER_CONSTANT, value=250)
        for letter in letters
    ]
    return np.asarray(np.concatenate(padded, axis=1), np.uint8)


def _cut(box: Box, rules: Ruling, least: int = _SMALLEST) -> Iterator[Box]:
    """The box, cut at the upright lines that it runs over, and at the level ones."""
    columns = list(_spans(box.x0, box.x1, rules.upright, box.y0, box.y1))
    for left, right in columns:
        if len(columns) > 1 and right - left < _SLIVER * box.height:  # what is left of the line
            continue
        for top, bottom in _spans(box.y0, box.y1, rules.level, left, right):
            if right - left >= least and bottom - top >= least:
                yield Box(left, top, right, bottom)


def _spans(start: int, end: int, lines: list[Stretch], across0: int, across1: int) -> Iterator[tuple[int, int]]:
    """The parts from `start` to `end` between the lines that run across them."""
    places = sorted(
        round(line.place)
        for line in lines
        if start < line.place < end and min(line.end, across1) - max(line.start, across0) > 0.5 * (across1 - across0)
    )
    for place in places:
        if place - _OVER > start:
            yield start, place - _OVER
        start = place + _OVER
    if end > start:
        yield start, end


def _tightened(box: Box, marks: Grey) -> Box | None:
    """The box around its ink; None where it has none."""
    part = marks[box.y0 : box.y1, box.x0 : box.x1] > 0
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    return Box(
        box.x0 + int(columns[0]), box.y0 + int(rows[0]), box.x0 + int(columns[-1]) + 1, box.y0 + int(rows[-1]) + 1
    )


def _missed(marks: Grey, black: Grey, found: Sequence[Box], rules: Ruling, usual: float) -> Iterator[Box]:
    """Boxes around ink as large and as black as characters that no line of text covers."""
    rest = marks.copy()
    for box in found:
        rest[max(0, box.y0 - 3) : box.y1 + 3, max(0, box.x0 - 3) : box.x1 + 3] = 0
    rest[cv2.dilate(rules.ink, np.ones((9, 9), np.uint8)) > 0] = 0
    joined = cv2.morphologyEx(
        rest, cv2.MORPH_CLOSE, np.ones((max(3, round(usual * 0.35)), max(3, round(usual * 0.5))), np.uint8)
    )
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    inked = np.bincount(labels.ravel(), rest.ravel() > 0, count)
    blackened = np.bincount(labels.ravel(), (rest.ravel() > 0) & black.ravel(), count)
    boxes_left = [
        (x, y, w, h)
        for number, (x, y, w, h, _) in enumerate(boxes.tolist())
        if number
        and h <= 1.8 * usual
        and inked[number] >= 0.04 * usual * usual
        and blackened[number] >= _LEAST_BLACK * usual * usual
        # As high as a character, or as wide as a dash.
        and ((h >= 0.5 * usual and w >= 0.1 * usual) or (w >= 0.3 * usual and h >= 0.06 * usual))
    ]
    for x, y, w, h in boxes_left[:_MOST_MISSED]:
        yield from _cut(Box(x, y, x + w, y + h), rules, least=2)


def upright_share(boxes: Sequence[Box]) -> float:
    """The part of the longer lines of text that runs from top to bottom."""
    long = [box for box in boxes if max(box.width, box.height) > 2.5 * min(box.width, box.height)]
    total = sum(max(box.width, box.height) for box in long)
    return sum(box.height for box in long if box.height > box.width) / total if total else 0.0


def trial(grey: Grey, boxes: Sequence[Box]) -> float:
    """How surely some lines of text are read: much less when they stand on their heads."""
    chosen = sorted(boxes, key=lambda box: (abs(box.width - 8 * box.height), box.y0, box.x0))[:_TRIED]
    readings = models().read([_crop(grey, box) for box in chosen])
    return float(np.mean([reading.mean for reading in readings])) if readings else 0.0
