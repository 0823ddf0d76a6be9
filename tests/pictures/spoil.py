"""What happens to a page between the printer and the file: each function takes a picture and gives a worse one."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.pictures.render import Picture

_RED = (200, 30, 35)
_BLUE = (35, 45, 120)
_FONT = "NotoSansCJK-Regular.ttc"


def skewed(picture: Picture, degrees: float = 0.7) -> Picture:
    """Put into the scanner at an angle."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def noisy(picture: Picture, deviation: float = 8, seed: int = 1) -> Picture:
    """The grain of a scanner: a little blur and noise."""
    soft = cv2.GaussianBlur(picture, (3, 3), 0.6).astype(np.float32)
    grain = np.random.default_rng(seed).normal(0, deviation, picture.shape[:2]).astype(np.float32)
    return np.clip(soft + grain[..., None], 0, 255).astype(np.uint8)


def coarse(picture: Picture, factor: float = 0.75) -> Picture:
    """Scanned at a lower resolution: 150 dpi instead of 200."""
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def upside_down(picture: Picture) -> Picture:
    """Put in the wrong way round."""
    return np.ascontiguousarray(picture[::-1, ::-1])


def sideways(picture: Picture) -> Picture:
    """Put in on its side."""
    return np.ascontiguousarray(np.rot90(picture))


def sealed(
    picture: Picture, x: float = 0.7, y: float = 0.12, radius: float = 0.12, text: str = "测试专用章"
) -> Picture:
    """A red seal over the text, at these parts of the width and height."""
    height, width = picture.shape[:2]
    r = int(radius * width)
    layer = Image.new("L", (2 * r + 8, 2 * r + 8), 0)
    draw = ImageDraw.Draw(layer)
    middle = r + 4
    draw.ellipse((4, 4, 2 * r + 4, 2 * r + 4), outline=255, width=max(3, r // 22))
    points = [
        (middle + np.sin(n * np.pi / 5) * r * (0.32 if n % 2 == 0 else 0.13),
         middle - np.cos(n * np.pi / 5) * r * (0.32 if n % 2 == 0 else 0.13))
        for n in range(10)
    ]  # fmt: skip
    draw.polygon(points, fill=255)
    font = ImageFont.truetype(_FONT, int(r * 0.24))
    for number, letter in enumerate(text):
        angle = (number - (len(text) - 1) / 2) * 0.5
        glyph = Image.new("L", (int(r * 0.3), int(r * 0.34)), 0)
        ImageDraw.Draw(glyph).text((int(r * 0.03), 0), letter, fill=255, font=font)
        glyph = glyph.rotate(-np.degrees(angle), expand=True, resample=Image.Resampling.BICUBIC)
        at = (
            int(middle + np.sin(angle) * r * 0.75 - glyph.width / 2),
            int(middle - np.cos(angle) * r * 0.75 - glyph.height / 2),
        )
        layer.paste(255, at, glyph)
    ink = np.asarray(layer).astype(np.float32) / 255
    left, top = int(x * width) - middle, int(y * height) - middle
    out = picture.astype(np.float32)
    y0, x0 = max(0, top), max(0, left)
    y1, x1 = min(height, top + ink.shape[0]), min(width, left + ink.shape[1])
    part = ink[y0 - top : y1 - top, x0 - left : x1 - left, None] * 0.85
    # Ink over ink: what is black stays black.
    under = out[y0:y1, x0:x1]
    out[y0:y1, x0:x1] = under * (1 - part) + np.minimum(under, np.array(_RED, np.float32)) * part
    return out.astype(np.uint8)


def written_on(picture: Picture, x: float = 0.25, y: float = 0.9, size: float = 0.05, seed: int = 1) -> Picture:
    """A signature in blue ink."""
    height, width = picture.shape[:2]
    chance = np.random.default_rng(seed)
    layer = np.zeros((height, width), np.uint8)
    for letter in range(3):
        middle = np.array([x * width + letter * size * width, y * height])
        for _ in range(5):
            steps = np.cumsum(chance.normal(0, size * width / 7, (6, 2)), axis=0)
            curve = cv2.GaussianBlur(np.repeat(middle + steps, 12, axis=0).astype(np.float32), (1, 21), 6)
            cv2.polylines(layer, [curve.astype(np.int32)], False, 255, max(2, width // 500), cv2.LINE_AA)
    part = layer[..., None].astype(np.float32) / 255 * 0.9
    return (picture * (1 - part) + np.minimum(picture, np.array(_BLUE)) * part).astype(np.uint8)


def bent(picture: Picture, pixels: float = 8) -> Picture:
    """A page that does not lie flat: its lines are curves."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    down = pixels * np.sin(np.pi * (x / width * 1.6 + 0.2)) * (0.6 + 0.4 * y / height)
    across = pixels / 2 * np.sin(np.pi * (y / height * 1.2))
    flags = cv2.INTER_CUBIC
    return cv2.remap(
        picture, (x + across).astype(np.float32), (y + down).astype(np.float32), flags, borderValue=(255, 255, 255)
    )


def photographed(picture: Picture, seed: int = 1) -> Picture:
    """By a telephone: in perspective, on a dark table, in uneven light."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shift = np.array([[0.06, 0.05], [-0.03, 0.03], [-0.05, -0.03], [0.02, -0.05]]) * [width, height]
    turn = cv2.getPerspectiveTransform(corners, (corners + shift).astype(np.float32))
    out = cv2.warpPerspective(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(70, 62, 58))
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    light = 0.62 + 0.38 * (0.6 * x + 0.4 * (1 - y))
    tint = np.array([1.0, 0.97, 0.9])
    return noisy(np.clip(out * light[..., None] * tint, 0, 255).astype(np.uint8), 6, seed)


def copied(picture: Picture, seed: int = 1) -> Picture:
    """By an old copier: black edges, dirt, punch holes, faint ink."""
    height, width = picture.shape[:2]
    chance = np.random.default_rng(seed)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    grey = cv2.GaussianBlur(grey, (3, 3), 0.7)
    grey = (255 - (255 - grey.astype(np.float32)) * 0.75).astype(np.uint8)
    edge = (np.cumsum(chance.normal(0, 0.4, height)) + width * 0.012).clip(4, width * 0.03).astype(int)
    for row in range(height):
        grey[row, : edge[row]] = 20
    grey[-int(height * 0.008) :, :] = 25
    for part in (0.3, 0.7):
        cv2.circle(grey, (int(width * 0.045), int(height * part)), int(width * 0.014), 30, -1)
    for _ in range(500):
        centre = (int(chance.integers(0, width)), int(chance.integers(0, height)))
        cv2.circle(grey, centre, int(chance.integers(0, 2)), int(chance.integers(40, 160)), -1)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)


def compressed(picture: Picture, quality: int = 60) -> Picture:
    """Through a JPEG."""
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


KINDS = {
    "scan": lambda picture: noisy(skewed(picture)),
    "150-dpi-jpeg": lambda picture: compressed(noisy(skewed(coarse(picture), -0.5), 6)),
    "red-seal": lambda picture: noisy(sealed(skewed(picture))),
    "bent": lambda picture: noisy(bent(picture)),
    "handwriting": lambda picture: noisy(written_on(skewed(picture, -0.4))),
    "upside-down": lambda picture: upside_down(noisy(skewed(picture))),
    "sideways": lambda picture: sideways(noisy(skewed(picture))),
    "photo": photographed,
    "copier": lambda picture: copied(skewed(picture, 0.9)),
}
"""The kinds of scans that are measured, each by itself."""
