"""Pages of a digital PDF as pictures, and pictures as the bytes of a file."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

Picture = np.ndarray
"""Height × width × 3, 8 bits."""


def to_pdf(files: Sequence[Path], folder: Path) -> None:
    """Convert office files to PDF with LibreOffice; those that are there already are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [file for file in files if not (folder / f"{file.stem}.pdf").exists()]
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not missing:
        return
    if program is None:
        raise RuntimeError("没有找到 LibreOffice，不能把办公文件转成 PDF。")
    with tempfile.TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(folder), *map(str, missing)], check=True, capture_output=True)


def pages(pdf: Path, dpi: int = 200) -> Iterator[Picture]:
    """Every page of a PDF."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            yield np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB"))


def encode(picture: Picture, kind: str = "PNG", *, dpi: int = 200, grey: bool = False, **options: int) -> bytes:
    """A picture as a file."""
    image = Image.fromarray(picture)
    buffer = io.BytesIO()
    (image.convert("L") if grey else image).save(buffer, kind, dpi=(dpi, dpi), **options)
    return buffer.getvalue()


def tiff(pictures: Sequence[Picture], dpi: int = 200) -> bytes:
    """Several pages in one file."""
    first, *others = [Image.fromarray(picture) for picture in pictures]
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others, compression="tiff_lzw", dpi=(dpi, dpi))
    return buffer.getvalue()
