"""Makes the scans of tests/pictures/scans again, with LibreOffice: `python -m tests.pictures`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2

from tests.counties import office
from tests.pictures import SCANS
from tests.pictures.render import Picture, encode, pages, to_pdf
from tests.pictures.spoil import coarse, compressed, noisy, photographed, sealed, skewed, upside_down, written_on

MADE: dict[str, tuple[str, Callable[[Picture], bytes]]] = {
    "scan.png": ("a1-two-periods-docx", lambda page: _sixteen_greys(noisy(skewed(page), 2))),
    "upside-down-150-dpi.jpg": (
        "hubei-self-evaluation-docx",
        lambda page: encode(
            upside_down(compressed(noisy(skewed(coarse(page), -0.5), 5))), "JPEG", dpi=150, grey=True, quality=60
        ),
    ),
    "seal-and-signature.jpg": (
        "hunan-project-docx",
        lambda page: encode(noisy(written_on(sealed(skewed(page)), y=0.96), 2), "JPEG", quality=45),
    ),
    "photo.jpg": ("a3-transfer-docx", lambda page: encode(photographed(page), "JPEG", dpi=72, quality=40)),
}
"""Each scan: the county form that it shows, and what happened to its first page."""


def _sixteen_greys(page: Picture) -> bytes:
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    few = (grey // 16 * 17).astype(grey.dtype)
    return encode(cv2.cvtColor(few, cv2.COLOR_GRAY2RGB), grey=True, optimize=True)


def main() -> None:
    cases = {case.name: case for case in office.cases()}
    SCANS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for scan, (form, make) in MADE.items():
            case = cases[form]
            source = folder / f"{form}{Path(case.filename).suffix}"
            source.write_bytes(case.data)
            to_pdf([source], folder)
            (SCANS / scan).write_bytes(make(next(pages(folder / f"{form}.pdf"))))
            gold = json.dumps(case.gold, ensure_ascii=False, indent=1)
            (SCANS / f"{scan}.gold.json").write_text(gold + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
