"""Scans: the real forms and those of other counties, printed to PDF by LibreOffice and spoilt as scanners do.

Each kind of damage is a group of its own. Set KINDS (scan,photo ...) to measure some kinds only, FORMS to take the forms
whose name holds a word, PAGES for how many pages a form may have (3).
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image
from tests.pictures.render import Picture, pages, tiff, to_pdf
from tests.pictures.spoil import KINDS

from measure import Result
from measure.forms import f1_of, forms, read

_LEAST = {"scan": 0.9}
"""What the plain scan of a form ought to reach."""
_DPI = {"150-dpi-jpeg": 150}


def results() -> Iterator[Result]:
    """Every form as it is printed, then every kind of scan of it."""
    chosen = os.environ.get("KINDS", "").split(",") if os.environ.get("KINDS") else [*KINDS, "image-pdf"]
    most, word = int(os.environ.get("PAGES", "3")), os.environ.get("FORMS", "")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        # Word files: LibreOffice prints no lines for cells of worksheets that have none.
        wanted = [form for form in forms((".docx",)) if word in form.name]
        for form in wanted:
            (folder / form.name).write_bytes(form.data)
        to_pdf([folder / form.name for form in wanted], folder / "pdf")
        for kind in chosen:
            for form in wanted:
                printed = folder / "pdf" / f"{Path(form.name).stem}.pdf"
                shown = list(pages(printed))
                if len(shown) > most:
                    continue
                began = time.perf_counter()
                reading = read(_file(shown, kind), form.name)
                spent = (time.perf_counter() - began) / len(shown)
                told = f"{spent:.1f} 秒/页" + (
                    f"，{count} 处看不清" if (count := len(reading.get("doubtful", ()))) else ""
                )
                digital = f1_of(form.gold, read(printed.read_bytes(), form.name))
                least = min(_LEAST.get(kind, 0.0), digital)
                yield Result(f"{form.group} {kind}", form.name, f1_of(form.gold, reading), least, told)


def _file(shown: Sequence[Picture], kind: str) -> bytes:
    """The pages of a form as a file of scans."""
    if kind == "image-pdf":
        first, *others = [Image.fromarray(KINDS["scan"](page)) for page in shown]
        buffer = io.BytesIO()
        first.save(buffer, "PDF", save_all=True, append_images=others, resolution=200)
        return buffer.getvalue()
    return tiff([KINDS[kind](page) for page in shown], _DPI.get(kind, 200))
