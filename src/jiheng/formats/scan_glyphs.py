"""Signs that the reader of print passes over or confuses, told by what the picture shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from jiheng.formats.scan_models import Reading
from jiheng.formats.scan_picture import Grey, ink

_SIDE_INKED = 0.85
_SOLID = 0.93
_TICKED = 0.06
"""Part of a box's inside that is ink where it is ticked."""
_AS_BOX = frozenset(" □☐☑☒■囗")
"""What the reader makes of a tick box, if anything."""
_BEFORE_MOUTH = frozenset("人出进入窗户关港路门渡井端缺河山海道岗")
_BEHIND_MOUTH = frozenset("径岸腔头罩子号令")
_PER_MILLE = re.compile(r"(?:(?<=\d)|^)%[0oO]")
"""No percentage goes on like this."""
_WITH_BAR = {">": "≥", "＞": "≥", "<": "≤", "＜": "≤"}
_SURE = 0.95
_BY_SHAPE = 0.93
"""The confidence of a sign that is told by its shape."""
_POINTED = 0.2
"""How far the point of > stands out, as part of its width."""
_HALF_DIGIT = 0.45
"""Half the width of a figure, as part of its height."""
_PER_MILLE_WIDE = 1.45
"""‰ is wider than this, as part of its height; % is not."""
_BESIDE_DIGIT = 0.15
"""The middle of a figure is further than this from what stands before it, as part of its height."""
_RING = 0.08
"""The least width of the hole of a ring, as part of the height of the line."""
_SEPARATOR = re.compile(r"(?<=\d)[;；](?=\d{3}(?:\D|$))")
"""A comma with a speck above it: nothing else stands between figures like that."""
_UNSURE = 0.8
_SPECK_BEHIND, _SPECK_BEFORE = re.compile(r"(?:[\u4e00-\u9fff]|\.\d+)\.$"), re.compile(r"\.[\u4e00-\u9fff]")
"""Chinese print sets its own full stop; a point at these places is dirt."""
_SPAN = re.compile(r"(?<=[年月日\d])一(?=\d)")
"""A dash between two dates or numbers, not the figure."""
_SLANT = 0.15
"""How far a slash leans, as part of its height: a 1 stands upright."""


@dataclass(frozen=True, slots=True)
class TickBox:
    """A square, and the sign for it: hollow, ticked or solid."""

    x0: int
    y0: int
    x1: int
    y1: int
    sign: str


def mended(reading: Reading, picture: Grey) -> Reading:
    """The reading with what the picture shows for certain."""
    marks = ink(picture)
    if _PER_MILLE.search(reading.text):
        reading = _per_mille(reading)
    elif reading.text[-1:] == "%" and _ends_in_per_mille(reading, marks):
        reading = Reading(reading.text[:-1] + "‰", (*reading.sure[:-1], _BY_SHAPE), reading.places)
    if _SEPARATOR.search(reading.text):
        found = {match.start() for match in _SEPARATOR.finditer(reading.text)}
        sure = tuple(min(_UNSURE, one) if n in found else one for n, one in enumerate(reading.sure))
        reading = Reading(_SEPARATOR.sub(",", reading.text), sure, reading.places)
    reading = _without_specks(reading)
    text = _SPAN.sub("—", reading.text)
    if text != reading.text:
        return replace(reading, text=text)
    if reading.text in ("1", "I", "l", "|") and _leans(marks):
        return replace(reading, text="/")
    if reading.confidence < _SURE and len(reading.text) <= 1 and (sign := comparison(marks)):
        return Reading(sign, (_BY_SHAPE,), (0.5,))
    return _with_bar(_with_sign(reading, marks), marks)


def _without_specks(reading: Reading) -> Reading:
    """The reading without dirt that was read as a full stop before or behind it."""
    if _SPECK_BEHIND.search(reading.text):
        reading = Reading(reading.text[:-1], reading.sure[:-1], reading.places[:-1])
    if _SPECK_BEFORE.match(reading.text):
        reading = Reading(reading.text[1:], reading.sure[1:], reading.places[1:])
    return reading


def _ends_in_per_mille(reading: Reading, marks: Grey) -> bool:
    """Whether the last sign is as wide as ‰ and has three rings: % has two."""
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    if not len(rows):
        return False
    height, width = rows[-1] - rows[0], marks.shape[1]
    start = 0 if len(reading.text) < 2 else round(reading.places[-2] * width + _HALF_DIGIT * height)
    if columns[-1] - max(start, columns[0]) < _PER_MILLE_WIDE * height:
        return False
    large = cv2.resize(marks[:, start:], None, fx=3, fy=3, interpolation=cv2.INTER_LINEAR)
    contours, tree = cv2.findContours((large > 127).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return False
    least = (_RING * 3 * height) ** 2
    rings = sum(one[3] >= 0 and cv2.contourArea(line) >= least for line, one in zip(contours, tree[0], strict=True))
    return bool(rings > 2)


def _per_mille(reading: Reading) -> Reading:
    """The reading with ‰ for the two signs that were seen in it."""
    found = _PER_MILLE.search(reading.text)
    while found is not None:
        start, end = found.span()
        sure = (*reading.sure[:start], min(_BY_SHAPE, reading.sure[start]), *reading.sure[end:])
        places = (*reading.places[: start + 1], *reading.places[end:])
        reading = Reading(reading.text[:start] + "‰" + reading.text[end:], sure, places)
        found = _PER_MILLE.search(reading.text)
    return reading


def _with_sign(reading: Reading, marks: Grey) -> Reading:
    """The reading of a number with the small ˃ or ˂ before it, which the reader of print does not know.

    Where the shape of what stands there cannot be told, the number is doubtful.
    """
    rows, parts = np.flatnonzero(marks.any(axis=1)), runs(np.asarray(marks.any(axis=0)))
    if not reading.places or not reading.text[0].isdecimal() or len(parts) < 2:
        return reading
    end, height = parts[0][1], rows[-1] - rows[0]
    if reading.places[0] * marks.shape[1] < end + _BESIDE_DIGIT * height:
        return reading
    sign = comparison(cv2.resize(marks[:, :end], None, fx=3, fy=3, interpolation=cv2.INTER_LINEAR))
    if sign not in (">", "<"):
        return replace(reading, sure=(min(_UNSURE, reading.sure[0]), *reading.sure[1:]))
    return Reading(sign + reading.text, (_BY_SHAPE, *reading.sure), (end / 2 / marks.shape[1], *reading.places))


def _with_bar(reading: Reading, marks: Grey) -> Reading:
    """The reading with ≥ or ≤ for a leading > or < below which a bar is drawn."""
    if not (reading.text[:1] in _WITH_BAR and len(reading.places) > 1):
        return reading
    first = marks[:, : max(1, round((reading.places[0] + reading.places[1]) / 2 * marks.shape[1]))]
    if comparison(first) == _WITH_BAR[reading.text[0]]:
        return replace(reading, text=_WITH_BAR[reading.text[0]] + reading.text[1:])
    return reading


def comparison(marks: Grey) -> str:
    """Which of = ≥ ≤ > < a picture of ink shows, by its shape; nothing where it shows none of them."""
    rows, columns = np.nonzero(marks)
    if not len(rows):
        return ""
    part = marks[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] > 0
    height, width = part.shape
    if not (0.5 * height <= width <= 4 * height and width >= 8):
        return ""
    wide = part.mean(axis=1) > 0.8
    bars = runs(wide)
    if len(bars) == 2 and not part[bars[0][1] : bars[1][0]].any() and bars[0][0] == 0 and bars[1][1] == height:
        return "="
    foot = bars[-1][0] if bars and bars[-1][1] >= height - 1 and bars[-1][0] > 0.6 * height else height
    arrow = part[:foot]
    inked = np.flatnonzero(arrow.any(axis=1))
    if len(inked) < 6 or (foot < height) + len(bars) > 2:
        return ""
    arrow = arrow[inked[0] : inked[-1] + 1]
    if not arrow.any(axis=1).all():  # in parts that stand above each other
        return ""
    middles = np.array([np.flatnonzero(row).mean() for row in arrow]) / width
    third = len(middles) // 3
    ends = np.mean([*middles[: max(1, third // 2)], *middles[-max(1, third // 2) :]])
    point = float(np.mean(middles[third : 2 * third + 1]) - ends)
    if abs(point) < _POINTED or abs(float(np.mean(middles[:third]) - np.mean(middles[-third:]))) > _POINTED:
        return ""
    return (">" if point > 0 else "<") if foot == height else ("≥" if point > 0 else "≤")


def runs(flags: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
    """Where true values begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def with_box(reading: Reading, left: float, right: float, box: str) -> Reading:
    """The reading with a tick box from `left` to `right` (parts of the line), unless a character was read there."""
    there = [number for number, place in enumerate(reading.places) if left <= place <= right]
    if any(reading.text[number] not in _AS_BOX and not _is_box(reading.text, number) for number in there):
        return reading
    before = sum(place < left for place in reading.places)
    after = before + len(there)
    return Reading(
        reading.text[:before] + box + reading.text[after:],
        (*reading.sure[:before], _BY_SHAPE, *reading.sure[after:]),
        (*reading.places[:before], (left + right) / 2, *reading.places[after:]),
    )


def _is_box(text: str, number: int) -> bool:
    """Whether a 口 is a tick box: not where it makes a word with what is before or behind it."""
    return (
        text[number] == "口"
        and text[number - 1 : number] not in _BEFORE_MOUTH
        and text[number + 1 : number + 2] not in _BEHIND_MOUTH
    )


def tick_boxes(marks: Grey, least: float, most: float) -> Iterator[TickBox]:
    """The squares in a picture of ink, with sides from `least` to `most` pixels."""
    side = max(6, round(least))
    level = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((1, side), np.uint8))
    upright = cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((side, 1), np.uint8))
    strokes = cv2.bitwise_or(level, upright)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(strokes)
    for x, y, w, h, _ in boxes[1:].tolist():
        if not (side <= min(w, h) and max(w, h) <= min(most, 1.15 * min(w, h))):
            continue
        part, edge = strokes[y : y + h, x : x + w] > 0, max(2, round(0.12 * h))
        corners = (part[:edge, :edge], part[:edge, -edge:], part[-edge:, :edge], part[-edge:, -edge:])
        if min(corner.mean() for corner in corners) < 0.5:
            continue
        if part.mean() > _SOLID:
            yield TickBox(x, y, x + w, y + h, "■")
            continue
        sides = (
            part[:edge].any(axis=0),
            part[-edge:].any(axis=0),
            part[:, :edge].any(axis=1),
            part[:, -edge:].any(axis=1),
        )
        inner = np.s_[edge + 1 : -edge - 1, edge + 1 : -edge - 1]
        if min(line.mean() for line in sides) >= _SIDE_INKED and not part[inner].any():
            ticked = (marks[y : y + h, x : x + w][inner] > 0).mean() > _TICKED
            yield TickBox(x, y, x + w, y + h, "☑" if ticked else "□")


def _leans(marks: Grey) -> bool:
    """Whether a single stroke leans to the right as a slash does."""
    rows, columns = np.nonzero(marks)
    if len(rows) < 8:
        return False
    top, bottom = rows.min(), rows.max()
    third = (bottom - top) / 3
    upper, lower = columns[rows < top + third], columns[rows > bottom - third]
    return bool(upper.mean() - lower.mean() > _SLANT * (bottom - top))
