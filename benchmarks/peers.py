"""The same files through Jiheng and through what people use today; writes docs/explanation/peers.md."""

from __future__ import annotations

import datetime
import importlib
import json
import platform
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.timing import calibration, side_by_side
from jiheng import __version__

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/explanation/peers.md"
GIVES = {
    "绩衡": "绩效目标数据：每个值、它的含义和它的单元格",
    "绩衡（只打开）": "段落和表格：文字、跨行跨列、位置、数字格式",
    "python-docx": "表格的文字，合并单元格的文字重复出现",
    "openpyxl": "单元格的值和格式，不合成显示的文字",
    "markitdown": "Markdown，没有合并单元格",
    "docling": "段落和表格，有跨行跨列；不知道含义",
}


def ours(files: list[Path]) -> dict[str, Any]:
    """Our own figures, taken as the others' are."""
    began = time.perf_counter()
    reading = importlib.import_module("jiheng.forms.reading")
    registry = importlib.import_module("jiheng.formats.registry")
    took = time.perf_counter() - began
    found = {}
    for name, read in (("绩衡（只打开）", registry.open_document), ("绩衡", reading.read_file)):
        spent = side_by_side({file.name: partial(read, file) for file in files}, 5)
        found[name] = {"version": __version__, "import_seconds": took, "files": spent}
    return found


def main() -> None:
    python = sys.argv[1]
    files = sorted((ROOT / "examples/office").glob("*.docx")) + sorted((ROOT / "examples/office").glob("*.xlsx"))
    command = [python, str(Path(__file__).with_name("peer_readers.py")), *map(str, files)]
    peers = json.loads(subprocess.run(command, capture_output=True, check=True).stdout.splitlines()[-1])
    found = {**ours(files), **peers}
    words = [file.name for file in files if file.suffix == ".docx"]
    sheets = [file.name for file in files if file.suffix == ".xlsx"]
    base = found["绩衡"]["files"]
    rows = []
    for name, figures in found.items():
        cells = [f"{name} {figures['version']}", f"{figures['import_seconds']:.2f}"]
        for group in (words, sheets):
            if all(file in figures["files"] for file in group):
                spent = sum(figures["files"][file] for file in group)
                cells += [f"{spent / len(group) * 1000:.1f}", f"{spent / sum(base[file] for file in group):.2f}"]
            else:
                cells += ["—", "—"]
        rows.append("| " + " | ".join([*cells, GIVES[name]]) + " |")
    loop = side_by_side({"loop": calibration}, 5)["loop"] * 1000
    page = f"""# 与常用工具比较

由 make bench-peers 写出，请勿手改。
{datetime.date.today().isoformat()}，Python {platform.python_version()}，校准循环 {loop:.0f} 毫秒。
读的是 `examples/office` 里的 {len(words)} 份 Word、{len(sheets)} 份 Excel，每份读五遍，取处理器时间最少的一次。
倍数相对于绩衡读成数据。

| 工具 | 引入（秒） | Word 毫秒每份 | 倍数 | Excel 毫秒每份 | 倍数 | 给出什么 |
|---|---|---|---|---|---|---|
{chr(10).join(rows)}

其他工具只给出文字和表格，读成数据是绩衡多做的一步。
"""
    PAGE.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
