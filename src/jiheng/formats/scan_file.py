"""The pictures in an image file, decoded one by one within the limits."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from jiheng.formats.jpeg import has_hole
from jiheng.formats.limits import Limits
from jiheng.formats.tally import exceeded
from jiheng.model.errors import DamagedDocument, LimitExceeded

_DAMAGED = "图片已损坏或没有下载完，打不开，请重新获取原文件，或重新扫描。"
_RESCAN = "请按 200 至 300 dpi 重新扫描"
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_ONE_PAGE = frozenset(("GIF", "WEBP", "PNG"))
"""Formats whose further pictures are an animation."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels (grey, or RGB), and the resolution that the file states."""

    array: np.ndarray[Any, Any]
    dpi: float | None


def pictures(data: bytes, limits: Limits) -> Iterator[Picture]:
    """The pages of an image file, turned as the camera says."""
    try:
        # Sizes are looked at here, before anything is decoded.
        with warnings.catch_warnings(action="ignore"), _opened(data) as image:
            count = 1 if image.format in _ONE_PAGE else getattr(image, "n_frames", 1)
            if count > limits.pages:
                raise exceeded(f"图片文件有 {count} 页，超过上限 {limits.pages} 页", "pages")
            for index in range(count):
                with _of_any_size():
                    image.seek(index)
                if image.format == "JPEG" and has_hole(data):
                    raise DamagedDocument(_DAMAGED)
                _check(image.width, image.height, limits)
                dpi = image.info.get("dpi", (None,))[0]
                yield Picture(_array(ImageOps.exif_transpose(image)), float(dpi) if dpi else None)
    except Image.DecompressionBombError as error:
        raise LimitExceeded(f"图片的像素远远超过上限（{_millions(limits)}），{_RESCAN}。") from error
    except UnidentifiedImageError as error:
        raise DamagedDocument(_DAMAGED) from error
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError) as error:
        raise DamagedDocument(_DAMAGED) from error


def _opened(data: bytes) -> Image.Image:
    with _of_any_size():
        return Image.open(io.BytesIO(data), formats=_FORMATS)


@contextmanager
def _of_any_size() -> Iterator[None]:
    """The library's own bound says nothing of the size; ours stands behind it."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _check(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise LimitExceeded(
            f"图片有 {width}×{height} 像素，超过上限（{_millions(limits)}），{_RESCAN}，或用 --limit pixels=数值 放宽。"
        )


def _millions(limits: Limits) -> str:
    return f"{limits.pixels} 像素" if limits.pixels % 10_000 else f"{limits.pixels // 10_000} 万像素"


def _array(image: Image.Image) -> np.ndarray[Any, Any]:
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        wide = np.asarray(image, dtype=np.float32)
        top = float(wide.max(initial=1.0))
        return (wide * (255 / (65535 if top > 255 else 255))).clip(0, 255).astype(np.uint8)
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    if "A" in image.mode or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return np.asarray(Image.alpha_composite(paper, clear).convert("RGB"))
    return np.asarray(image.convert("RGB"))
