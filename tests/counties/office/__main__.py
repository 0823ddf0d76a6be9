"""Write every file and its gold to a folder: python -m tests.counties.office OUT [NAME...]"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from . import cases


def main() -> None:
    out, only = Path(sys.argv[1]), set(sys.argv[2:])
    out.mkdir(parents=True, exist_ok=True)
    for case in cases():
        if only and case.name not in only:
            continue
        (out / case.filename).write_bytes(case.data)
        text = json.dumps(case.gold, ensure_ascii=False, indent=1)
        (out / f"{case.filename}.gold.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
