"""Filling a form beside reading it, and many forms from one list as a whole process.

WRITE_FORMS (1000) says how many forms the list has.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.timing import Goals, calibration, columns, milliseconds, side_by_side
from jiheng.batch.writing import fill, open_form
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms.reading import read_file
from jiheng.model.declaration import Table, to_json

ROOT = Path(__file__).parent.parent
JIHENG = str(Path(sys.executable).with_name("jiheng"))
FORMS = int(os.environ.get("WRITE_FORMS", "1000"))
PAIRS = (
    ("korla-2021-department-overall.docx", "korla-2021-department-overall-blank.docx"),
    ("korla-2019-department-overall.docx", "korla-2019-department-overall-blank.docx"),
    ("shifeng-2023-attachments.xlsx", "shifeng-2023-attachments-blank.xlsx"),
)


def _of_kinds(tables: tuple[Table, ...], count: int) -> list[Table]:
    return list(tables[:count])


def one_by_one(goals: Goals) -> None:
    """Each example read, and its blank form filled with what was read; the blank form is opened once, as for many."""
    rows = [("（毫秒）", "读填好的表", "填空白表", "倍数")]
    for filled, blank in PAIRS:
        source = ROOT / "examples/office" / filled
        form = ROOT / "examples/blank" / blank
        opened = open_form(form.read_bytes(), form.name, DEFAULT_LIMITS)
        tables = _of_kinds(read_file(source).declaration.tables or (), len(opened.bindings))
        spent = side_by_side(
            {"校准": calibration, "读": partial(read_file, source), "填": partial(fill, opened, tables)}, 9
        )
        factor = spent["填"] / spent["读"]
        rows.append((filled, milliseconds(spent["读"]), milliseconds(spent["填"]), f"{factor:.2f}"))
        goals.tell(f"{filled}：填 / 读", factor, 2)
    columns(rows)


def many(goals: Goals) -> None:
    """A list of declarations into a folder, as a whole process, beside reading the folder that came of it."""
    source = ROOT / "examples/office" / PAIRS[0][0]
    declaration = read_file(source).declaration
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        given = folder / "全县.jsonl"
        with given.open("wb") as out:
            for number in range(FORMS):
                out.write(to_json(msgspec.structs.replace(declaration, source=f"{number:05}.docx")) + b"\n")
        began = time.perf_counter()
        command = [
            JIHENG,
            "fill",
            str(ROOT / "examples/blank" / PAIRS[0][1]),
            "--with",
            str(given),
            "-o",
            f"{folder}/写",
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        filling = time.perf_counter() - began
        began = time.perf_counter()
        subprocess.run(
            [JIHENG, "read", f"{folder}/写", "--format", "json", "--jobs", "1"], check=True, stdout=subprocess.DEVNULL
        )
        reading = time.perf_counter() - began
    print(f"  {FORMS} 份：填 {filling:.1f} 秒，每秒 {FORMS / filling:.0f} 份；再读一遍 {reading:.1f} 秒")
    goals.tell("许多份，一个进程：填 / 读", filling / reading, 2)


def main() -> None:
    goals = Goals()
    began = time.perf_counter()
    calibration()
    print(f"  校准循环 {milliseconds(time.perf_counter() - began)} 毫秒")
    one_by_one(goals)
    many(goals)
    goals.end()


if __name__ == "__main__":
    main()
