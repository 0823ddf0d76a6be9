"""Straightens a page: turned back by its skew, then bent back along its own ruling lines.

A ruling line was straight when it was printed. How far each line strays from its own mean says how far the page is
bent there; a smooth field through all lines carries that over to the text between them. It takes in perspective and
what is left of the skew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from jiheng.formats.scan_picture import Grey, ink

_WIDE = 900
"""The skew is looked for in a picture of about this width."""
_MOST = 12.0
"""Degrees of skew that are looked for."""
_EDGE = 0.04
"""Edges of the paper that the skew is not looked for in, as part of the shorter side."""
_THICK = 25
"""Pixels of a stroke that is too thick for print: a punch hole, the edge of a copier."""
_RUN = 30
"""Pixels of the shortest piece of a ruling line."""
_LONG = 0.07
"""A line that tells how the page is bent is at least this part of the page's width."""
_FEW_LINES = 4
"""With fewer ruling lines than this, the lines of text tell how the page is bent."""
_SMEARED = 0.025
"""Gaps between characters that are closed to make a line of text one, as part of the page's width."""
_DEGREES = (5, 2)
"""The field's degrees along the lines and across them."""
_FIRM = 0.02
"""Holds the field flat where few lines are."""
_OUTLIER = 4.0
"""Pixels by which a point must stray from the field to be left out of it."""
_STRAIGHT = 1.0
"""Lines that stray by less than these pixels are straight."""

Field = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class _Traces:
    """Points of the lines in one direction: along, across, and the number of the line of each."""

    along: Field
    across: Field
    line: np.ndarray[Any, Any]


def straightened(grey: Grey) -> Grey:
    """The page with level text and straight lines."""
    angle = skew(ink(grey))
    turned, back = _turned(grey, angle)
    marks = _print(ink(turned))
    height, width = turned.shape
    level = _traces(marks, int(_LONG * width))
    if len(np.unique(level.line)) < _FEW_LINES:
        level = _traces_of_text(marks)
    upright = _traces(marks.T, int(_LONG * width))
    down, right = _field(level, width, height), _field(upright, height, width)
    if down is None and right is None:
        return turned
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    from_x, from_y = x, y
    if right is not None:
        from_x = x + right.at(y, x).astype(np.float32)
    if down is not None:
        from_y = y + down.at(x, y).astype(np.float32)
    source_x = back[0, 0] * from_x + back[0, 1] * from_y + back[0, 2]
    source_y = back[1, 0] * from_x + back[1, 1] * from_y + back[1, 2]
    bent_back = cv2.remap(
        grey, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_CUBIC, borderValue=255
    )
    return np.asarray(bent_back, np.uint8)


def skew(marks: Grey) -> float:
    """Degrees by which the page must be turned so that its lines and its lines of text are level."""
    scale = min(1.0, _WIDE / marks.shape[1])
    small = cv2.resize(_print(marks), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    best = 0.0
    for reach, step in ((_MOST, 0.5), (0.5, 0.1), (0.1, 0.02)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        scores = [_levelness(small, float(angle)) for angle in angles]
        best = float(angles[int(np.argmax(scores))])
    return best


def _print(marks: Grey) -> Grey:
    """The ink without the edges of the paper, and without what is too thick for print."""
    height, width = marks.shape
    thick = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((_THICK, _THICK), np.uint8))
    edge = round(_EDGE * min(height, width))
    kept = np.zeros_like(marks)
    inner = np.s_[edge : height - edge, edge : width - edge]
    kept[inner] = cv2.subtract(marks, cv2.dilate(thick, np.ones((9, 9), np.uint8)))[inner]
    return kept


def _levelness(small: Grey, angle: float) -> float:
    """How sharply ink and blank alternate from row to row and from column to column."""
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_LINEAR)
    rows, columns = turned.mean(axis=1), turned.mean(axis=0)
    return float(np.square(np.diff(rows)).sum() * height + np.square(np.diff(columns)).sum() * width)


def _turned(grey: Grey, angle: float) -> tuple[Grey, Field]:
    """The picture turned about its middle, and the way back from its points."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    back = np.asarray(cv2.invertAffineTransform(turn), np.float64)
    if abs(angle) < 0.01:
        return grey, back
    turned = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(turned, np.uint8), back


def _traces(marks: Grey, least: int) -> _Traces:
    """The lines that run along the rows, level or nearly so; for those along the columns give the transposed picture."""
    thick = cv2.dilate(np.ascontiguousarray(marks), np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(runs)
    along, across, line = [], [], []
    for number in range(1, count):
        x, y, w, h, area = boxes[number]
        if w < least or area > 9 * w or h > 0.2 * w + 8:
            continue
        part = labels[y : y + h, x : x + w] == number
        filled = part.sum(axis=0)
        middle = (part * np.arange(h)[:, None]).sum(axis=0) / np.maximum(filled, 1)
        columns = np.flatnonzero((filled > 0) & (filled < 10))[::12]
        along.append(columns + float(x))
        across.append(middle[columns] + y)
        line.append(np.full(len(columns), number))
    if not along:
        return _Traces(np.empty(0), np.empty(0), np.empty(0, np.int64))
    return _Traces(np.concatenate(along), np.concatenate(across), np.concatenate(line))


def _traces_of_text(marks: Grey) -> _Traces:
    """The middles of long lines of text, for a page without ruling lines."""
    height, width = marks.shape
    smeared = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((3, round(_SMEARED * width)), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(smeared)
    along, across, line = [], [], []
    for number in range(1, count):
        x, y, w, h, _ = (int(value) for value in boxes[number])
        if w < 0.3 * width or not 0.006 * height < h < 0.02 * height + 0.1 * w:
            continue
        part = labels[y : y + h, x : x + w] == number
        rows = np.arange(h)[:, None]
        middle = (part * rows).sum(axis=0) / np.maximum(part.sum(axis=0), 1)
        smooth = cv2.blur(middle[None].astype(np.float32), (max(3, w // 12), 1))[0]
        columns = np.arange(0, w, 24)
        along.append(columns + float(x))
        across.append(smooth[columns] + float(y))
        line.append(np.full(len(columns), number))
    if not along:
        return _Traces(np.empty(0), np.empty(0), np.empty(0, np.int64))
    return _Traces(np.concatenate(along), np.concatenate(across), np.concatenate(line))


@dataclass(frozen=True, slots=True)
class _Bend:
    """How far across its lines a page is bent, at a point given along and across them."""

    weights: Field
    length: float
    breadth: float
    reach: tuple[float, float, float, float]

    def at(self, along: np.ndarray[Any, Any], across: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Beyond the lines as at the nearest of them."""
        low, high, near, far = self.reach
        return np.asarray(
            _terms(
                _unit(np.clip(along, low, high), self.length),
                _unit(np.clip(across, near, far), self.breadth),
                self.weights,
            )
        )


def _field(traces: _Traces, length: int, breadth: int) -> _Bend | None:
    """The smooth field by which the lines stray; None where they are straight already, or too few."""
    if len(traces.along) < 12:
        return None
    keep = np.ones(len(traces.along), bool)
    terms = _design(_unit(traces.along, length), _unit(traces.across, breadth))
    weights = np.zeros(terms.shape[1])
    for _ in range(3):
        line = np.unique(traces.line[keep], return_inverse=True)[1]
        counts = np.bincount(line)[:, None]
        means = np.stack([np.bincount(line, column) for column in terms[keep].T], axis=1) / counts
        mean = np.bincount(line, traces.across[keep]) / counts[:, 0]
        a = terms[keep] - means[line]
        b = traces.across[keep] - mean[line]
        firm = _FIRM * len(b) * np.eye(terms.shape[1])
        firm[0, 0] = 0  # a plain slope costs nothing
        weights = np.linalg.solve(a.T @ a + firm * 0.01, a.T @ b)
        stray = np.abs(b - a @ weights)
        within = np.flatnonzero(keep)
        keep[within[stray > max(_OUTLIER, 3 * float(np.median(stray)))]] = False
        if keep.sum() < 12:
            return None
    if np.abs(b).max() < _STRAIGHT:
        return None
    reach = (traces.along.min(), traces.along.max(), traces.across.min(), traces.across.max())
    return _Bend(weights, length, breadth, tuple(float(value) for value in reach))  # type: ignore[arg-type]


def _unit(values: np.ndarray[Any, Any], length: float) -> np.ndarray[Any, Any]:
    return values * (2 / length) - 1


def _design(along: Field, across: Field) -> Field:
    """Every term at every point: products of powers, none without the first power along the line."""
    columns = [along**a * across**b for a in range(1, _DEGREES[0] + 1) for b in range(_DEGREES[1] + 1)]
    return np.stack(columns, axis=1)


def _terms(along: np.ndarray[Any, Any], across: np.ndarray[Any, Any], weights: Field) -> np.ndarray[Any, Any]:
    """The sum of the terms, without a list of all."""
    total = np.zeros_like(along)
    power = np.ones_like(along)
    place = 0
    for _ in range(_DEGREES[0]):
        power = power * along
        inner = np.zeros_like(along)
        for b in reversed(range(_DEGREES[1] + 1)):
            inner = inner * across + float(weights[place + b])
        place += _DEGREES[1] + 1
        total = total + power * inner
    return total
