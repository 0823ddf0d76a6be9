"""How fast the readers of text, delimited text, Markdown and HTML are: python benchmarks/bench_text_readers.py

Each file is a form repeated until it has about a megabyte; times are the best of three.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from jiheng.formats import delimited, html, markdown, text
from jiheng.formats.document import Document
from jiheng.formats.limits import DEFAULT_LIMITS, Limits

EXAMPLES = Path(__file__).parents[1] / "examples" / "text"
MEGABYTE = 1_000_000

ROWS = [["产出指标", "数量指标", f"网格事项第{n}类办结数量", f"≥{n}件", "计划标准"] for n in range(40)]
STYLES = {
    "delimited csv": (delimited.read, "\r\n".join(",".join(row) for row in ROWS) + "\r\n"),
    "markdown pipes": (markdown.read, "\n".join(f"| {' | '.join(row)} |" for row in ROWS) + "\n\n"),
    "text aligned": (
        text.read,
        "\n".join("".join(cell.ljust(16) for cell in row) for row in ROWS) + "\n绩效目标汇总表\n",
    ),
    "text bare": (text.read, "绩效目标汇总表\n" + "\n".join(cell for row in ROWS for cell in row) + "\n"),
    "html table": (html.read, "<table><tr><td>" + "<tr><td>".join("<td>".join(row) for row in ROWS) + "</table>"),
}


def best(read: Callable[[bytes, Limits], Document], data: bytes) -> float:
    """Seconds of the fastest of three readings."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        read(data, DEFAULT_LIMITS)
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    """Print one line per style."""
    for path in sorted(EXAMPLES.glob("*.txt")):
        data = path.read_bytes()
        print(f"{path.stem:45} {len(data) / 1000:8.0f} kB {best(text.read, data) * 1000:8.1f} ms")
    for name, (read, page) in STYLES.items():
        data = (page * (MEGABYTE // len(page.encode()) + 1)).encode()
        print(f"{name:45} {len(data) / 1000:8.0f} kB {best(read, data) * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
