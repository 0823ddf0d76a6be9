"""Write every case and its gold to a folder: python -m tests.counties.text OUT"""

import json
import sys
from pathlib import Path

from .suite import cases


def main(out: str) -> None:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for case in cases():
        (folder / case.filename).write_bytes(case.data)
        gold = json.dumps(case.gold, ensure_ascii=False, indent=1)
        (folder / (case.filename + ".gold.json")).write_text(gold + "\n", encoding="utf-8")
        lines.append(f"{case.filename}\t{len(case.gold['tables'])}\t{case.note}")
    (folder / "INDEX.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} cases")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.counties.text OUT")
    main(sys.argv[1])
