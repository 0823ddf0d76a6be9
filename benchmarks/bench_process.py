"""Whole processes, as a person waits for them, beside a calibration loop."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.timing import Goals, calibration, columns, milliseconds, side_by_side

ROOT = Path(__file__).parent.parent
JIHENG = str(Path(sys.executable).with_name("jiheng"))
WORD = str(ROOT / "examples/office/korla-2021-department-overall.docx")
EXCEL = str(ROOT / "examples/office/shifeng-2023-attachments.xlsx")
TEXT = str(ROOT / "examples/text/nanyue-2020-department-overall.txt")


def _run(*command: str) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def _processor_time() -> float:
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


def main() -> None:
    commands = {
        "python -c pass": (sys.executable, "-c", "pass"),
        "jiheng --version": (JIHENG, "--version"),
        "jiheng read（Word，json）": (JIHENG, "read", WORD, "--format", "json"),
        "jiheng read（Word，table）": (JIHENG, "read", WORD),
        "jiheng read（Excel，csv）": (JIHENG, "read", EXCEL, "--format", "csv"),
        "jiheng read（文字，table）": (JIHENG, "read", TEXT),
    }
    tasks = {"校准循环": calibration, **{name: partial(_run, *words) for name, words in commands.items()}}
    spent = side_by_side(tasks, 15, time.perf_counter)
    worked = side_by_side(tasks, 5, _processor_time)
    rows = [("整个进程（毫秒）", "等待", "处理器")]
    columns(rows + [(name, milliseconds(took), milliseconds(worked[name])) for name, took in spent.items()])
    goals = Goals()
    goals.tell("jiheng --version", spent["jiheng --version"] * 1000, 150, "毫秒")
    for name, took in spent.items():
        if name.startswith("jiheng read"):
            goals.tell(name, took * 1000, 500, "毫秒")
    goals.end()


if __name__ == "__main__":
    main()
