"""The whole rule set on one form, on 1,000 and 10,000 forms as one batch, and as a whole process.

CHECK_FORMS (10000) says how many forms the large batch has.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.timing import Goals, calibration, columns, milliseconds, side_by_side
from jiheng.forms.reading import read_file
from jiheng.model.declaration import Table
from jiheng.rules.check import Settings, check_files
from jiheng.rules.form import File
from jiheng.rules.registry import all_rules

ROOT = Path(__file__).parent.parent
WORD = ROOT / "examples/office/korla-2021-department-overall.docx"
JIHENG = str(Path(sys.executable).with_name("jiheng"))
FORMS = int(os.environ.get("CHECK_FORMS", "10000"))
_SMALL = 1000


def examples() -> list[tuple[str, Table]]:
    """Every form of the examples with its file."""
    files = sorted((ROOT / "examples/office").glob("*.docx"))
    return [(file.name, table) for file in files for table in read_file(file).declaration.tables or ()]


def batch(forms: list[tuple[str, Table]], count: int) -> list[File]:
    """So many forms, each of a unit of its own with its own names and numbers, one per file."""
    made = []
    for number in range(count):
        _, table = forms[number % len(forms)]
        unit = f"第{number // 20}街道办事处"
        indicators = tuple(
            msgspec.structs.replace(one, name=f"{one.name or ''}{number % 977}") if n % 3 == 0 else one
            for n, one in enumerate(table.indicators or ())
        )
        table = msgspec.structs.replace(
            table,
            budget_unit=unit,
            project_name=f"{table.project_name}{number}" if table.project_name else table.project_name,
            indicators=indicators,
            cells={},
        )
        made.append(File(f"{number:06}.docx", (table,)))
    return made


def _checked(files: list[File]) -> None:
    result = check_files(files, Settings())
    assert not result.crashes, result.crashes[0].detail


def one_form(forms: list[tuple[str, Table]], goals: Goals) -> None:
    """Each example form by itself; the median over the forms."""
    tasks = {
        "校准循环": calibration,
        **{f"{n}": partial(_checked, [File(name, (table,))]) for n, (name, table) in enumerate(forms)},
    }
    spent = side_by_side(tasks, 7)
    loop = spent.pop("校准循环")
    times = sorted(spent.values())
    print(
        f"  校准循环 {milliseconds(loop)} 毫秒；{len(all_rules())} 条规则，{len(times)} 张表：最快 {milliseconds(times[0])}、最慢 {milliseconds(times[-1])} 毫秒"
    )
    goals.tell("一张表，全部规则，中位数", statistics.median(times) * 1000, 5, "毫秒")


def linearity(forms: list[tuple[str, Table]], goals: Goals) -> None:
    """Ten times the forms in one batch cost about ten times the time."""
    spent = {}
    for count in (_SMALL, FORMS):
        files = batch(forms, count)
        began = time.process_time()
        _checked(files)
        spent[count] = time.process_time() - began
    columns(
        [("一批", "秒", "每张毫秒")]
        + [(f"{count} 张表", f"{took:.1f}", milliseconds(took / count)) for count, took in spent.items()]
    )
    goals.tell(f"{FORMS} 张与 {_SMALL} 张，每张的时间", spent[FORMS] / FORMS / (spent[_SMALL] / _SMALL), 1.5)


def process(goals: Goals) -> None:
    """Reading and checking one Word form as a whole process."""
    command = partial(
        subprocess.run, [JIHENG, "check", str(WORD)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    spent = side_by_side({"校准循环": calibration, "jiheng check": command}, 9, time.perf_counter)
    print(f"  校准循环 {milliseconds(spent['校准循环'])} 毫秒")
    goals.tell("jiheng check 一份 Word 表，整个进程", spent["jiheng check"] * 1000, 700, "毫秒")


def main() -> None:
    goals = Goals()
    forms = examples()
    one_form(forms, goals)
    process(goals)
    linearity(forms, goals)
    goals.end()


if __name__ == "__main__":
    main()
