"""Ten times the forms cost ten times the time, and memory stays flat over a folder of any size.

MEMORY_FILES (10000) says how many files the folder has.
"""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lxml import etree

from benchmarks.timing import Goals, calibration, columns, milliseconds, side_by_side
from jiheng.forms.reading import read_file

ROOT = Path(__file__).parent.parent
WORD = ROOT / "examples/office/korla-2021-department-overall.docx"
TEXT = ROOT / "examples/text/nanyue-2020-department-overall.txt"
JIHENG = str(Path(sys.executable).with_name("jiheng"))
MEMORY_FILES = int(os.environ.get("MEMORY_FILES", "10000"))
_FIRST = 1000


def word_with(forms: int, target: Path) -> Path:
    """A copy of the Word example that holds its form many times."""
    with zipfile.ZipFile(WORD) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(data)
                body = root[0]
                once = [child for child in body if not child.tag.endswith("}sectPr")]
                for _ in range(forms - 1):
                    for child in reversed(once):
                        body.insert(0, copy.deepcopy(child))
                data = etree.tostring(root)
            made.writestr(name, data)
    return target


def text_with(forms: int, target: Path) -> Path:
    """The text example many times, one after the other."""
    target.write_text((TEXT.read_text(encoding="utf-8") + "\n\n") * forms, encoding="utf-8")
    return target


def _read_times(file: Path, times: int) -> None:
    for _ in range(times):
        read_file(file)


def _count(file: Path, forms: int) -> None:
    found = len(read_file(file).declaration.tables or ())
    if found != forms:
        print(f"  注意：{file.name} 里有 {forms} 张表，读出 {found} 张")


def linearity(folder: Path, goals: Goals) -> None:
    """One file with 50 and 500 forms, 50 and 500 files with one."""
    makers: dict[str, Callable[[int, Path], Path]] = {"docx": word_with, "txt": text_with}
    rows = [("", "50 份", "500 份", "倍数", "每份毫秒")]
    for suffix, make in makers.items():
        one, fifty, many = (make(n, folder / f"{n}.{suffix}") for n in (1, 50, 500))
        _count(many, 500)
        tasks = {
            "fifty": partial(read_file, fifty),
            "many": partial(read_file, many),
            "files50": partial(_read_times, one, 50),
            "files500": partial(_read_times, one, 500),
        }
        spent = side_by_side(tasks, 2)
        for what, few, lots in (("一个文件里", "fifty", "many"), ("一份一个文件", "files50", "files500")):
            factor = spent[lots] / spent[few]
            row = (f"{suffix} {what}", milliseconds(spent[few]), milliseconds(spent[lots]), f"{factor:.2f}")
            rows.append((*row, milliseconds(spent[lots] / 500)))
            goals.tell(f"{suffix} {what}：十倍的表，时间", factor, 11.5)
        goals.tell(f"{suffix} 一个文件 500 份 / 500 个文件各一份", spent["many"] / spent["files500"], 1.5)
    columns(rows)


def memory(folder: Path, goals: Goals, jobs: int) -> None:
    """Resident memory of the whole process tree while a large folder is read."""
    began = time.perf_counter()
    command = [JIHENG, "read", str(folder), "--format", "json", "--jobs", str(jobs)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        sizes = {}
        for number, _ in enumerate(process.stdout, 1):
            if number in (_FIRST, MEMORY_FILES - 100):
                sizes[number] = resident(process.pid)
    spent = time.perf_counter() - began
    first, last = sizes.get(_FIRST, 0), sizes.get(MEMORY_FILES - 100, 0)
    print(
        f"  {MEMORY_FILES} 个文件，{jobs} 个进程：{spent:.1f} 秒，每秒 {MEMORY_FILES / spent:.0f} 个；"
        f"第 {_FIRST} 个时 {first / 1024:.0f} MB，第 {MEMORY_FILES - 100} 个时 {last / 1024:.0f} MB"
    )
    if first:
        goals.tell("内存：末尾 / 第一千个", last / first, 1.1)


def resident(pid: int) -> int:
    """KiB of a process and its children (Linux; 0 elsewhere)."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split():
            total += resident(int(child))
    except OSError:
        return total
    return total


def main() -> None:
    goals = Goals()
    began = time.perf_counter()
    calibration()
    print(f"校准循环 {milliseconds(time.perf_counter() - began)} 毫秒")
    with tempfile.TemporaryDirectory() as made:
        linearity(Path(made), goals)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "0").mkdir()
        first = shutil.copy(WORD, folder / "0" / "00000.docx")
        for number in range(1, MEMORY_FILES):
            inside = folder / str(number // 1000)
            inside.mkdir(exist_ok=True)
            os.link(first, inside / f"{number:05}.docx")
        for jobs in (1, 2):
            memory(folder, goals, jobs)
    goals.end()


if __name__ == "__main__":
    main()
