"""How long the office readers take, against the least that any reader must do: unzip and parse.

python benchmarks/bench_office_readers.py [FILE ...]
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from jiheng.formats.registry import read_bytes

EXAMPLES = Path(__file__).parent.parent / "examples"
REPEATS = 60


def parse_document(data: bytes) -> None:
    """The floor for a Word document: unzip and parse its main part."""
    etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))


def visit_sheets(data: bytes) -> None:
    """The floor for a workbook: unzip and parse sheets, strings and styles, and see every element."""
    container = zipfile.ZipFile(io.BytesIO(data))
    for name in container.namelist():
        if name.startswith("xl/worksheets/sheet") or name in ("xl/styles.xml", "xl/sharedStrings.xml"):
            for element in etree.fromstring(container.read(name)).iter():
                element.text  # noqa: B018


def compare(floor: Callable[[], object], reader: Callable[[], object]) -> tuple[float, float]:
    """The best time of each in milliseconds, taken in turn so that both meet the same neighbours."""
    best = [float("inf"), float("inf")]
    for _ in range(REPEATS):
        for index, function in enumerate((floor, reader)):
            started = time.perf_counter()
            function()
            best[index] = min(best[index], time.perf_counter() - started)
    return best[0] * 1000, best[1] * 1000


def main() -> None:
    """Print one line per file and the sums."""
    paths = [Path(argument) for argument in sys.argv[1:]]
    paths = paths or sorted(path for path in EXAMPLES.rglob("*") if path.suffix in (".docx", ".xlsx"))
    sums: dict[str, list[float]] = {}
    for path in paths:
        data = path.read_bytes()
        floor = parse_document if path.suffix == ".docx" else visit_sheets
        least, taken = compare(lambda: floor(data), lambda: read_bytes(data, path.name))  # noqa: B023
        total = sums.setdefault(path.suffix, [0.0, 0.0])
        total[0] += least
        total[1] += taken
        print(f"{path.name:48} {least:7.2f} ms {taken:7.2f} ms {taken / least:5.2f} ×")
    for suffix, (least, taken) in sums.items():
        print(f"{suffix:48} {least:7.2f} ms {taken:7.2f} ms {taken / least:5.2f} ×")


if __name__ == "__main__":
    main()
