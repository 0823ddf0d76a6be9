"""Shows what rules say of files: `python -m tests.rules ARI,CMP-006 [FILE...]`; by default of the real forms."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from jiheng.forms.reading import read_file
from jiheng.rules.check import File, Settings, check_files
from jiheng.rules.registry import select

ROOT = Path(__file__).parent.parent.parent


def main() -> None:
    rules = select(sys.argv[1:2])
    paths = [Path(name) for name in sys.argv[2:]] or sorted((ROOT / "examples").glob("text/*.txt"))
    counts: Counter[str] = Counter()
    for path in paths:
        reading = read_file(path)
        tables = reading.declaration.tables or ()
        result = check_files([File(path.name, tables, blanks=getattr(reading, "blanks", ()))], Settings(rules=rules))
        print(f"=== {path.name}")
        for one in result.findings:
            counts[one.rule] += 1
            places = "、".join(f"{place.path}@{place.at}" for place in one.where[:4])
            print(
                f"{one.rule} {one.severity:7} {one.message}\n        {places}{' …' if len(one.where) > 4 else ''} {one.fix or ''}"
            )
        for crash in result.crashes:
            print(f"CRASH {crash.rule}\n{crash.detail}")
    print(dict(counts))


if __name__ == "__main__":
    main()
