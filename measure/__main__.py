"""python -m measure [NAME...]: F1 of every file of the suites, and the mean of every group.

Files of large groups are listed only where they fall below what they ought to reach (ALL=1 lists all).
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from importlib import import_module

from benchmarks.timing import columns

from measure import SUITES, Result

_MANY = 30


def main() -> None:
    wanted = sys.argv[1:]
    low = False
    for suite in SUITES:
        if wanted and suite not in wanted:
            continue
        groups: dict[str, list[Result]] = defaultdict(list)
        for result in import_module(f"measure.{suite}").results():
            groups[result.group].append(result)
        print(f"\n== {suite} ==")
        for name, results in groups.items():
            low |= _print(name, results)
    sys.exit(low)


def _print(name: str, results: list[Result]) -> bool:
    """Print a group; whether a file of it falls below what it ought to reach."""
    mean = sum(result.f1 for result in results) / len(results)
    below = [result for result in results if result.f1 < result.least]
    told = [result for result in results if result.f1 < result.least or result.note]
    listed = results if len(results) <= _MANY or os.environ.get("ALL") else told
    print(f"\n{name}：{len(results)} 个文件，F1 平均 {mean:.4f}，最低 {min(result.f1 for result in results):.4f}")
    if listed:
        rows = [(r.file, f"{r.f1:.4f}", f"低于 {r.least:.4f}" if r.f1 < r.least else "", r.note) for r in listed]
        columns([("文件", "F1", "", ""), *rows])
    return bool(below)


if __name__ == "__main__":
    main()
