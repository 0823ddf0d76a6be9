"""Runs every benchmark, each in a process of its own: python -m benchmarks [NAME...]"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ONLY_BY_NAME = frozenset(("bench_crowd", "bench_web"))
"""Benchmarks that need servers of their own and minutes: they run where they are asked for."""


def main() -> None:
    wanted = sys.argv[1:]
    failed = []
    for script in sorted(HERE.glob("bench_*.py")):
        if wanted and not any(word in script.stem for word in wanted):
            continue
        if not wanted and script.stem in ONLY_BY_NAME:
            print(f"\n== {script.stem} ==  另外量：make bench ARGS={script.stem.removeprefix('bench_')}", flush=True)
            continue
        print(f"\n== {script.stem} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{script.stem}"], cwd=HERE.parent, check=False).returncode:
            failed.append(script.stem)
    if failed:
        sys.exit(f"没有达到：{'、'.join(failed)}")


if __name__ == "__main__":
    main()
