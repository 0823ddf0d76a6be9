"""The picture of a page: from the colours of a scanner to dark ink on even white."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Grey = np.ndarray[Any, np.dtype[Any]]
"""Height × width in 8 bits, 0 is black."""

_COARSE = 8
"""Light and seals are looked at in a picture smaller by this."""
_RED = 45
"""How much redder than green or blue the ink of a seal is."""
_SEAL_LEAST, _SEAL_MOST = 0.06, 0.45
"""Sides of a seal as parts of the page's shorter side."""
_DARK = 0.45
"""Paper darker than this part of the page's usual paper is no paper: the table below it, the edge of a copier."""
_PAPER_LEAST = 0.2
"""The paper takes at least this part of its picture."""
_INK_AT_LEAST = 18
"""How much darker than its surroundings a point of ink is."""


def even_grey(image: np.ndarray[Any, Any]) -> Grey:
    """The page in grey on white paper: without seals, shadows and what lies around it."""
    return _even(_without_seals(image) if image.ndim == 3 else np.asarray(image, np.uint8))


def ink(grey: Grey) -> Grey:
    """255 where there is ink, else 0."""
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    around = cv2.blur(soft, (41, 41)).astype(np.int16)
    return np.asarray(((soft < around - _INK_AT_LEAST) & (soft < 225)).astype(np.uint8) * 255)


def _without_seals(image: np.ndarray[Any, Any]) -> Grey:
    """In grey. Where something red is as large and round as a seal, only what is dark under it stays; red titles stay."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    red = image[..., 0]
    redness = cv2.subtract(red, cv2.max(image[..., 1], image[..., 2]))
    height, width = grey.shape
    small = cv2.resize(
        (redness > _RED).astype(np.uint8) * 255, (width // _COARSE, height // _COARSE), interpolation=cv2.INTER_AREA
    )
    if not small.any():
        return np.asarray(grey, np.uint8)
    joined = cv2.dilate((small > 24).astype(np.uint8), np.ones((5, 5), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    side = min(small.shape)
    for x, y, w, h, _ in boxes[1:]:
        if not (_SEAL_LEAST * side < min(w, h) and max(w, h) < min(_SEAL_MOST * side, 1.8 * min(w, h))):
            continue
        part = np.s_[y * _COARSE : (y + h) * _COARSE, x * _COARSE : (x + w) * _COARSE]
        reddish = redness[part] > _RED
        if reddish.any():
            light = max(1.0, float(np.median(red[part][reddish])) * 0.95)
            cleared = np.minimum(red[part].astype(np.float32) * (255 / light), 255).astype(np.uint8)
            grey[part] = np.where(redness[part] > _RED // 3, cleared, grey[part])
    return np.asarray(grey, np.uint8)


def _even(grey: Grey) -> Grey:
    """The paper alone, divided by the light on it, then ink made dark."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // _COARSE), max(1, height // _COARSE)), interpolation=cv2.INTER_AREA)
    light = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    least = max(1, int(_DARK * float(np.percentile(light, 60))))
    outside = cv2.dilate((light < least).astype(np.uint8), np.ones((5, 5), np.uint8))
    even = cv2.divide(grey, cv2.resize(np.maximum(light, np.uint8(least)), (width, height)), scale=250)
    even[cv2.resize(outside, (width, height), interpolation=cv2.INTER_NEAREST) > 0] = 255
    even = np.asarray(even)[_paper(outside)]
    darkest = float(np.percentile(even[::3, ::3], 0.5))
    if darkest > 60:  # faint: print is stretched to full black, though never by more than three times
        factor = min(3.0, 200 / max(1.0, 250 - darkest))
        even = np.clip(250 - (250 - even.astype(np.float32)) * factor, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(even, np.uint8)


def _paper(outside: Grey) -> tuple[slice, slice]:
    """The part of the picture that the paper takes; all of it where that does not show."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats((outside == 0).astype(np.uint8))
    if len(boxes) > 1:
        x, y, w, h, _ = max(boxes[1:].tolist(), key=lambda box: box[4])
        if w * h > _PAPER_LEAST * outside.size:
            last = np.s_[y * _COARSE : (y + h + 1) * _COARSE, x * _COARSE : (x + w + 1) * _COARSE]
            return last[0], last[1]
    return slice(None), slice(None)
