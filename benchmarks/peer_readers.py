"""Times the other readers, in an environment of their own (no import of ours): peer_readers.py FILE...

Prints one JSON object: {reader: {"version", "import_seconds", "files": {name: seconds}}}.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import random
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

ROUNDS = 5
Read = Callable[[Path], object]


def python_docx() -> Read:
    from docx import Document

    return lambda file: [
        [cell.text for row in table.rows for cell in row.cells] for table in Document(str(file)).tables
    ]


def openpyxl() -> Read:
    from openpyxl import load_workbook

    return lambda file: [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in load_workbook(file)]


def markitdown() -> Read:
    from markitdown import MarkItDown

    converter = MarkItDown(enable_plugins=False)
    return lambda file: converter.convert(str(file)).text_content


def docling() -> Read:
    from docling.datamodel.base_models import InputFormat
    from docling.document_converter import DocumentConverter

    converter = DocumentConverter(allowed_formats=[InputFormat.DOCX, InputFormat.XLSX])
    return lambda file: converter.convert(file).document


READERS: dict[str, tuple[str, Callable[[], Read], tuple[str, ...]]] = {
    "python-docx": ("python-docx", python_docx, (".docx",)),
    "openpyxl": ("openpyxl", openpyxl, (".xlsx",)),
    "markitdown": ("markitdown", markitdown, (".docx", ".xlsx")),
    "docling": ("docling", docling, (".docx", ".xlsx")),
}


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    files = [Path(name) for name in sys.argv[1:]]
    found: dict[str, object] = {}
    for name, (package, make, suffixes) in READERS.items():
        began = time.perf_counter()
        try:
            read = make()
        except ImportError:
            continue
        took = time.perf_counter() - began
        mine = [file for file in files if file.suffix in suffixes]
        times: dict[str, list[float]] = {file.name: [] for file in mine}
        for _ in range(ROUNDS):
            random.shuffle(mine)
            for file in mine:
                began = time.process_time()
                read(file)
                times[file.name].append(time.process_time() - began)
        version = importlib.metadata.version(package)
        least = {file: min(spent) for file, spent in times.items()}
        found[name] = {"version": version, "import_seconds": took, "files": least}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
