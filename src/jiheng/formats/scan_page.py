"""From the picture of a page to its pieces of text and its ruling lines."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from jiheng.formats.page import Page, Piece, Rule
from jiheng.formats.processors import mine
from jiheng.formats.scan_picture import Grey, even_grey, ink
from jiheng.formats.scan_rules import Ruling, erased, ruling
from jiheng.formats.scan_straighten import straightened
from jiheng.formats.scan_text import Box, Found, find, read_lines, trial, upright_share

cv2.setNumThreads(mine())

_LONG_SIDE = 842.0
"""Points of the longer side of a page whose picture does not say how large it is: A4."""
_PAGE_LEAST, _PAGE_MOST = 400.0, 1300.0
"""Points of the longer side of a page; a resolution that gives another size is not believed."""
_TINY = 48
"""Pixels of a side below which there is no room for a table."""
_FEWEST_PIXELS, _MOST_PIXELS = 2300, 10_000_000
"""Of the longer side, and of the whole: between A4 at 200 dots per inch and at 300."""
_OF_CJK, _OF_LATIN = 1.08, 1.35
"""Height of the square that letters are set in, as parts of the height of their ink."""
_UPRIGHT = 0.6
"""The part of the text that runs from top to bottom where a page lies on its side."""
_SURE = 0.8
"""A page whose lines are read as surely as this does not stand on its head."""


def page_of(image: np.ndarray[Any, Any], number: int, dpi: float | None) -> Page:
    """The page in a picture (RGB or grey); without pieces where it holds no text.

    :param dpi: the resolution that the file states, where it does.
    """
    height, width = image.shape[:2]
    if min(height, width) < _TINY:
        return Page(number, *_scaled(72 / (dpi or 72), width, height, 0, 0)[:2])
    sized = _in_range(image[..., :3] if image.ndim == 3 and image.shape[2] > 1 else image.reshape(height, width))
    enlarged = max(sized.shape) / max(height, width)
    paper = even_grey(sized)
    if not ink(paper).any():
        return Page(number, *_scaled(_points(max(height, width), dpi) / max(height, width), width, height, 0, 0)[:2])
    grey, rules, found, turn = _read(straightened(paper))
    shown = max(grey.shape) / max(height, width) / enlarged
    scale = _points(max(height, width) * shown, dpi) / max(grey.shape)
    return Page(
        turn=turn,
        number=number,
        width=round(grey.shape[1] * scale, 1),
        height=round(grey.shape[0] * scale, 1),
        pieces=[
            Piece(reading.text.strip(), *_scaled(scale, *_em_box(box, reading.text)), reading.confidence)
            for box, reading in found
        ],
        rules=[
            *(Rule(*_scaled(scale, line.start, line.place, line.end, line.place)) for line in rules.level),
            *(Rule(*_scaled(scale, line.place, line.start, line.place, line.end)) for line in rules.upright),
        ],
    )


def _read(grey: Grey) -> tuple[Grey, Ruling, Found, int]:
    """The page turned the right way round, its lines and text, and the quarter turns that bring it back."""
    turn = 0
    rules = ruling(grey, ink(grey))
    plain = erased(grey, rules)
    boxes = find(plain)
    if upright_share(boxes) > _UPRIGHT:
        grey, plain = _quarter(grey), _quarter(plain)
        rules = ruling(grey, ink(grey))
        boxes = find(plain)
        turn = 1
    if not boxes:
        return grey, Ruling([], [], np.zeros_like(grey)), [], turn
    sure = trial(plain, boxes)
    if sure < _SURE:
        headlong, moved = _half(plain), [_turned(box, plain.shape) for box in boxes]
        if trial(headlong, moved) > sure:
            grey, plain, boxes = _half(grey), headlong, moved
            rules = ruling(grey, ink(grey))
            turn += 2
    return grey, rules, read_lines(plain, ink(plain), rules, boxes), turn


def _em_box(box: Box, text: str) -> tuple[float, float, float, float]:
    """The box that the letters were set in; their ink fills it less, figures and small letters least."""
    high = box.height * (_OF_CJK if any(ord(letter) > 0x2E7F for letter in text) else _OF_LATIN)
    middle, beside = (box.y0 + box.y1) / 2, (high - box.height) / 4
    return box.x0 - beside, middle - high / 2, box.x1 + beside, middle + high / 2


def _quarter(picture: Grey) -> Grey:
    return np.ascontiguousarray(np.rot90(picture))


def _half(picture: Grey) -> Grey:
    return np.ascontiguousarray(picture[::-1, ::-1])


def _turned(box: Box, shape: tuple[int, ...]) -> Box:
    height, width = shape
    return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)


def _in_range(image: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The picture, made smaller or larger where its print would be too large or too small."""
    height, width = image.shape[:2]
    if height * width > _MOST_PIXELS:
        scale = (_MOST_PIXELS / (height * width)) ** 0.5
        return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    if max(height, width) < _FEWEST_PIXELS:
        scale = min(2.0, _FEWEST_PIXELS / max(height, width))
        return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
    return image


def _points(pixels: float, dpi: float | None) -> float:
    """Points of the longer side."""
    if dpi is not None and dpi > 0 and _PAGE_LEAST <= pixels / dpi * 72 <= _PAGE_MOST:
        return pixels / dpi * 72
    return _LONG_SIDE


def _scaled(scale: float, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
    return round(x0 * scale, 1), round(y0 * scale, 1), round(x1 * scale, 1), round(y1 * scale, 1)
