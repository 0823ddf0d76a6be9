"""Old formats: a start of LibreOffice for each file beside starts that several share, and .xls without it.

LEGACY_FILES (24) says how many files there are.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.timing import Goals, columns
from jiheng.batch.files import Found, find
from jiheng.batch.many import read_all
from jiheng.formats.legacy import DOC
from jiheng.formats.libreoffice import PACKAGES, Converter, find_program
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms.reading import read_file

ROOT = Path(__file__).parent.parent
OLD = ROOT / "tests/fixtures/old"
FILES = int(os.environ.get("LEGACY_FILES", "24"))


def one_start_each(files: list[Found]) -> None:
    """A new LibreOffice with a new profile for every file."""
    for found in files:
        converter = Converter()
        converter.convert([(DOC, found.path.read_bytes())])
        converter.close()


def one_profile(files: list[Found]) -> None:
    """A start for every file, the profile kept: what reading single files costs."""
    converter = Converter()
    for found in files:
        converter.convert([(DOC, found.path.read_bytes())])
    converter.close()


def shared(files: list[Found], jobs: int) -> None:
    """As `jiheng read` does it, the reading included."""
    failed = [o.declaration.error for o in read_all(files, DEFAULT_LIMITS, jobs=jobs) if o.declaration.error]
    assert not failed, failed


def natively(files: list[Path]) -> None:
    """Old workbooks, which need no LibreOffice."""
    for file in files:
        read_file(file)


def seconds(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def main() -> None:
    if find_program() is None:
        sys.exit(f"要比较旧格式的转换，请安装 {PACKAGES}。")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for number in range(FILES):
            shutil.copy(OLD / "korla-2021-department-overall.doc", folder / f"{number:03}.doc")
        files = list(find([folder]))
        workbooks = [OLD / "shifeng-2023-attachments.xls"] * FILES
        tasks = {
            ".doc 每个文件启动一次，新配置": partial(one_start_each, files),
            ".doc 每个文件启动一次，同一配置": partial(one_profile, files),
            ".doc 共用启动，--jobs 1（含读表）": partial(shared, files, 1),
            ".doc 共用启动，--jobs 2（含读表）": partial(shared, files, 2),
            ".xls 直接读（含读表）": partial(natively, workbooks),
        }
        seconds(partial(one_profile, files[:2]))  # the program into the memory of the system
        spent = {name: min(seconds(task) for _ in range(2)) for name, task in tasks.items()}
    each, _, one, *_ = spent.values()
    rows = [(f"{FILES} 个文件", "秒", "每秒文件数", "倍")]
    columns(rows + [(name, f"{took:.2f}", f"{FILES / took:.1f}", f"{each / took:.1f}") for name, took in spent.items()])
    goals = Goals()
    goals.tell("共用启动 / 每个文件启动一次", one / each, 0.4)
    goals.end()


if __name__ == "__main__":
    main()
