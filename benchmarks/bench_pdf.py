"""How fast PDF pages are read, beside pdfplumber on the same pages; and how little a page without a form costs.

python -m benchmarks.bench_pdf [FILE ...]
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pdfplumber
from pypdfium2 import PdfDocument

from benchmarks.timing import Goals, calibration, columns, milliseconds, side_by_side
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.formats.pdf import read
from jiheng.forms.reading import read_document
from jiheng.forms.recognise import may_hold_form

ROOT = Path(__file__).parent.parent
FORMS = sorted((ROOT / "tests" / "fixtures" / "pdf").glob("[k-y]*.pdf"))
BOOK = ROOT / "examples" / "pdf" / "putuo-wanli-2023-budget.pdf"
GOAL = 0.5
"""Of pdfplumber's time, for the whole reading."""


def plumb(data: bytes) -> int:
    """What pdfplumber does for the same: the cells of all tables, and the text of each page."""
    found = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            found += sum(len(row) for table in page.extract_tables() for row in table)
            found += len(page.extract_text())
            page.close()
    return found


def text_only(data: bytes) -> int:
    """The floor: every page loaded and its text taken."""
    return sum(len(page.get_textpage().get_text_range()) for page in PdfDocument(data))


def declare(data: bytes) -> None:
    """The whole reading."""
    read_document(read(data, DEFAULT_LIMITS, may_hold_form), "表.pdf")


def main() -> None:
    """Print the table and the goals."""
    files = [Path(argument) for argument in sys.argv[1:]]
    goals = Goals()
    for name, paths in (("绩效目标表", files or FORMS), ("预算全本", [] if files else [BOOK])):
        if not paths:
            continue
        contents = [path.read_bytes() for path in paths]
        pages = sum(len(PdfDocument(data)) for data in contents)
        tasks = {
            "校准循环": calibration,
            "只取文字": lambda: [text_only(data) for data in contents],  # noqa: B023
            "打开成文档（全部页）": lambda: [read(data, DEFAULT_LIMITS) for data in contents],  # noqa: B023
            "读成数据": lambda: [declare(data) for data in contents],  # noqa: B023
            "pdfplumber": lambda: [plumb(data) for data in contents],  # noqa: B023
        }
        spent = side_by_side(tasks, rounds=3)
        print(f"{name}：{len(paths)} 个文件，{pages} 页")
        rows = [("", "每页毫秒", "每秒页数", "pdfplumber 的倍数")]
        for task, seconds in spent.items():
            if task == "校准循环":
                rows.append((task, milliseconds(seconds), "", ""))
                continue
            speed, share = f"{pages / seconds:.0f}", f"{spent['pdfplumber'] / seconds:.1f}"
            rows.append((task, milliseconds(seconds / pages), speed, share))
        columns(rows)
        goals.tell(f"{name}读成数据用的时间，比 pdfplumber", spent["读成数据"] / spent["pdfplumber"], GOAL)
    goals.end()


if __name__ == "__main__":
    main()
