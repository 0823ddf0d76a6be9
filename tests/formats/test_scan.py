"""Scans read from end to end: a few fixed pages. `python -m measure.scans` reads many more."""

from __future__ import annotations

import io
import json
import sys
from functools import cache

import numpy as np
import pytest
from PIL import Image
from tests.counties.test_counties import f1_of
from tests.pictures import SCANS
from tests.pictures.render import encode, tiff

from jiheng.formats import scan
from jiheng.formats.document import Document, Grid
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.registry import read_bytes
from jiheng.forms.doubt import CERTAIN
from jiheng.forms.reading import read_document
from jiheng.model.declaration import to_json
from jiheng.model.errors import DamagedDocument, LimitExceeded, MissingPart, UnreadableDocument

ALL = sorted(path.name for path in SCANS.iterdir() if path.suffix in scan.SUFFIXES)
LEAST = 0.97


@cache
def document(name: str) -> Document:
    return read_bytes((SCANS / name).read_bytes(), name)


@pytest.mark.parametrize("name", ALL)
def test_the_facts_of_a_scan(name: str) -> None:
    reading = read_document(document(name), name)
    gold = json.loads((SCANS / f"{name}.gold.json").read_text(encoding="utf-8"))
    assert f1_of(gold, json.loads(to_json(reading.declaration))) >= LEAST
    doubtful = reading.declaration.doubtful or ()
    assert reading.declaration.complete == (not doubtful and not reading.declaration.left_over)
    assert len(doubtful) <= 3
    for item in doubtful:
        assert item.confidence < CERTAIN
        assert item.of
        assert "厘米" in str(item.at)


@pytest.mark.parametrize("name", ALL)
def test_every_text_has_a_box_on_the_page(name: str) -> None:
    entries = read_document(document(name), name).ledger.entries
    assert entries
    for entry in entries:
        assert entry.at.page == 1
        x0, y0, x1, y1 = entry.at.box
        assert -2 <= x0 < x1 <= 845
        assert -2 <= y0 < y1 <= 845
        assert 0 < entry.confidence <= 1


def test_the_same_file_gives_the_same_reading() -> None:
    name = "seal-and-signature.jpg"
    assert read_bytes((SCANS / name).read_bytes(), name).blocks == document(name).blocks


def picture(height: int = 900, width: int = 700) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_a_picture_without_text_is_one_sentence(kind: str) -> None:
    with pytest.raises(UnreadableDocument, match="图片是空白的"):
        read_bytes(encode(picture(), kind), "表")


@pytest.mark.parametrize("side", [1, 40])
def test_a_tiny_picture(side: int) -> None:
    with pytest.raises(UnreadableDocument, match="图片是空白的"):
        read_bytes(encode(picture(side, side)), "表.png")


def test_a_landscape_is_no_form() -> None:
    chance = np.random.default_rng(7)
    hills = sum(
        np.asarray(Image.fromarray(chance.normal(0, 1, (n, n)).astype(np.float32)).resize((1200, 900))) / n**0.6
        for n in (4, 8, 16, 32, 64, 128)
    )
    grey = ((hills - hills.min()) / np.ptp(hills) * 255).astype(np.uint8)
    with pytest.raises(UnreadableDocument, match="没有找到文字"):
        read_bytes(encode(np.stack([grey, grey // 2, 255 - grey], axis=-1), "JPEG"), "风景.jpg")


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    with pytest.raises(LimitExceeded, match="20000×20000 像素，超过上限（8000 万像素）"):
        read_bytes(buffer.getvalue(), "表.png")
    with pytest.raises(LimitExceeded, match="700×900 像素"):
        read_bytes(encode(picture()), "表.png", Limits(pixels=100_000))
    with pytest.raises(LimitExceeded, match="（5000 像素）"):
        read_bytes(encode(picture()), "表.png", Limits(pixels=5000))


def test_too_many_pages() -> None:
    with pytest.raises(LimitExceeded, match="有 3 页"):
        read_bytes(tiff([picture(60, 60)] * 3), "表.tif", Limits(pages=2))


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\nxxxx", b"II*\0" + b"\xff" * 90, b"\xff\xd8\xff\xe0xxxx", b"GIF89a"]
)
def test_a_damaged_picture(data: bytes) -> None:
    with pytest.raises(DamagedDocument, match="图片已损坏"):
        read_bytes(data, "表.png")


def test_a_picture_cut_short() -> None:
    with pytest.raises(DamagedDocument, match="图片已损坏"):
        read_bytes((SCANS / "photo.jpg").read_bytes()[:50_000], "表.jpg")


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("jiheng.formats.scan_")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingPart, match=r"jiheng\[ocr\]"):
        scan.read_page(picture(), 1)


def test_a_model_that_is_not_the_pinned_one_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiheng.formats import scan_models

    monkeypatch.setitem(scan_models.PINNED, next(iter(scan_models.PINNED)), "0" * 64)
    with pytest.raises(MissingPart, match="SHA-256"):
        scan_models.Models()


def test_grey_levels_alpha_and_palettes() -> None:
    from jiheng.formats.scan_file import pictures

    for mode in ("1", "L", "P", "RGBA", "LA", "CMYK", "I;16"):
        buffer = io.BytesIO()
        Image.new("L", (80, 60), 255).convert(mode if mode != "I;16" else "I").convert(mode).save(buffer, "TIFF")
        (page,) = pictures(buffer.getvalue(), DEFAULT_LIMITS)
        assert page.array.shape[:2] == (60, 80)
        assert page.array.dtype == np.uint8


def test_a_picture_is_turned_as_the_camera_says() -> None:
    from jiheng.formats.scan_file import pictures

    image = Image.new("L", (80, 60), 255)
    exif = image.getexif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    (page,) = pictures(buffer.getvalue(), DEFAULT_LIMITS)
    assert page.array.shape == (80, 60)


def test_cells_are_exact() -> None:
    grids = [block for block in document("scan.png").blocks if isinstance(block, Grid)]
    assert len(grids) == 1
    assert grids[0].exact
    assert any(cell.rowspan > 1 for cell in grids[0].cells)
    assert any(cell.colspan > 1 for cell in grids[0].cells)
