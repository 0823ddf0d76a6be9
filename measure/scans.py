"""Scans: the real forms and those of other counties, printed to PDF by LibreOffice and spoilt as scanners do.

Each kind of damage is a group of its own. Set KINDS (scan,photo ...) to measure some kinds only, FORMS to take the forms
whose name holds a word, PAGES for how many pages a form may have (3).
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from tests.counties import office
from tests.counties.test_counties import f1_of
from tests.golden.cases import all_cases
from tests.pictures.render import Picture, pages, tiff, to_pdf
from tests.pictures.spoil import KINDS

from jiheng.formats.registry import read_bytes
from jiheng.forms.reading import read_document
from jiheng.model.declaration import to_json
from jiheng.model.errors import UnreadableDocument
from measure import Result

_LEAST = {"scan": 0.9}
"""What the plain scan of a form ought to reach."""
_DPI = {"150-dpi-jpeg": 150}


class Form(NamedTuple):
    """A form with the reading that a person made of it."""

    group: str
    name: str
    data: bytes
    gold: dict[str, Any]


def results() -> Iterator[Result]:
    """Every form as it is printed, then every kind of scan of it."""
    chosen = os.environ.get("KINDS", "").split(",") if os.environ.get("KINDS") else [*KINDS, "image-pdf"]
    most, word = int(os.environ.get("PAGES", "3")), os.environ.get("FORMS", "")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        forms = [form for form in _forms() if word in form.name]
        for form in forms:
            (folder / form.name).write_bytes(form.data)
        to_pdf([folder / form.name for form in forms], folder / "pdf")
        for kind in chosen:
            for form in forms:
                printed = folder / "pdf" / f"{Path(form.name).stem}.pdf"
                shown = list(pages(printed))
                if len(shown) > most:
                    continue
                began = time.perf_counter()
                reading = _read(_file(shown, kind), form.name)
                spent = (time.perf_counter() - began) / len(shown)
                told = f"{spent:.1f} 秒/页" + (
                    f"，{count} 处看不清" if (count := len(reading.get("doubtful", ()))) else ""
                )
                digital = f1_of(form.gold, _read(printed.read_bytes(), form.name))
                least = min(_LEAST.get(kind, 0.0), digital)
                yield Result(f"{form.group} {kind}", form.name, f1_of(form.gold, reading), least, told)


def _forms() -> Iterator[Form]:
    """Word files: LibreOffice prints no lines for cells of worksheets that have none."""
    for case in all_cases():
        if case.f1 is not None and not case.waits_for and case.source.suffix == ".docx":
            yield Form("examples/office", case.source.name, case.source.read_bytes(), case.gold)
    for county in office.cases():
        if county.filename.endswith(".docx"):
            yield Form("tests/counties", county.filename, county.data, county.gold)


def _file(shown: Sequence[Picture], kind: str) -> bytes:
    """The pages of a form as a file of scans."""
    if kind == "image-pdf":
        first, *others = [Image.fromarray(KINDS["scan"](page)) for page in shown]
        buffer = io.BytesIO()
        first.save(buffer, "PDF", save_all=True, append_images=others, resolution=200)
        return buffer.getvalue()
    return tiff([KINDS[kind](page) for page in shown], _DPI.get(kind, 200))


def _read(data: bytes, name: str) -> dict[str, Any]:
    try:
        reading: dict[str, Any] = json.loads(to_json(read_document(read_bytes(data, name), name).declaration))
    except UnreadableDocument as error:
        print(f"{name}：{error}", file=sys.stderr)
        return {"tables": []}
    return reading
