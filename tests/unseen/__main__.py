"""`python -m tests.unseen OUTDIR` writes the files, `... evaluate [--show N]` measures the checker, `... read` the reader."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tests.unseen.checking import Answer, Verdict, check, judge, misread, put
from tests.unseen.forms_of import clean, planted
from tests.unseen.writers import ENDS


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.unseen", description=__doc__)
    parser.add_argument("what", help="a folder to write to, or 'evaluate', or 'read'")
    parser.add_argument("--show", type=int, default=1000, help="how many lines of each list")
    parser.add_argument("--only", default="", help="only the batches whose name contains this")
    parser.add_argument("--every-format", action="store_true", help="with 'read': each file in all four formats")
    parser.add_argument("--dump", help="write every finding to this file (JSON lines)")
    chosen = parser.parse_args()
    if chosen.what == "evaluate":
        _evaluate(chosen.show, chosen.only, chosen.dump)
    elif chosen.what == "read":
        _read(chosen.every_format)
    else:
        _write(Path(chosen.what))


def _write(out: Path) -> None:
    lines: list[dict[str, Any]] = []
    for name, batch in clean().items():
        written = put(batch, out / name)
        lines.append({"batch": name, "files": [one.name for one in written.now], "expected": None})
    for name, one in planted().items():
        written = put(one.batch, out / name)
        expected = {"rules": one.rules, "severity": one.severity, "cell": one.cell, "stage": one.stage}
        lines.append({"batch": name, "files": [path.name for path in written.now], "expected": expected})
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (out / "expected.jsonl").write_text(text, encoding="utf-8")
    print(f"{len(lines)} batches in {out}")


def _read(every_format: bool) -> None:
    """Tell where the reading of a clean file is not what its description means."""
    for how in [*ENDS] if every_format else [""]:
        with tempfile.TemporaryDirectory() as folder:
            for name, batch in clean().items():
                for file in [*batch.files, *batch.previous]:
                    file.out = how or file.out
                for said in misread(batch, put(batch, Path(folder) / name)):
                    print(f"{how} {said}".strip())


def _checked(written: Any, stage: str) -> Answer:
    try:
        return check(written, stage)
    except Exception:
        return Answer([], [traceback.format_exc()], [])


def _evaluate(show: int, only: str, dump: str | None) -> None:
    crashes: list[str] = []
    alarms: dict[str, list[dict[str, Any]]] = {}
    verdicts: list[Verdict] = []
    rows: list[dict[str, Any]] = []
    bases = {name: one for name, one in clean().items() if only in name}
    with tempfile.TemporaryDirectory() as folder:
        for name, batch in bases.items():
            answer = _checked(put(batch, Path(folder) / name), "filing")
            crashes += [f"{name}: {one}" for one in [*answer.crashes, *answer.unread]]
            alarms[name] = answer.findings
            rows += [{"batch": name, **one} for one in answer.findings]
        for name, one in planted().items():
            if only not in name:
                continue
            written = put(one.batch, Path(folder) / name)
            answer = _checked(written, one.stage)
            crashes += [f"{name}: {said}" for said in [*answer.crashes, *answer.unread]]
            verdicts.append(judge(name, one, written, answer))
            rows += [{"batch": name, **finding} for finding in answer.findings]
    if dump:
        Path(dump).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    _tell_clean(bases, alarms, show)
    _tell_planted(verdicts, show)
    print(f"\ncrashes and unread: {len(crashes)}")
    for said in crashes[:show]:
        print("  " + said)
    sys.exit(1 if crashes else 0)


def _tell_clean(bases: dict[str, Any], alarms: dict[str, list[dict[str, Any]]], show: int) -> None:
    forms = sum(len(batch.forms()) for batch in bases.values())
    weight = {name: Counter(one["severity"] for one in found) for name, found in alarms.items()}
    errors = [name for name in bases if weight[name]["error"]]
    many = [name for name in bases if weight[name]["warning"] > 1]
    total = Counter(one["severity"] for found in alarms.values() for one in found)
    print(f"clean: {len(bases)} batches, {forms} forms; {dict(total)}")
    print(f"  with an error: {len(errors)}; with more than one warning: {len(many)}")
    print(
        f"  warnings per form: {total['warning'] / max(forms, 1):.2f}; advice per form: {total['advice'] / max(forms, 1):.2f}"
    )
    lines = [
        f"  {one['severity']:7} {one['rule']} {name}: {one['message']}"
        for name, found in alarms.items()
        for one in found
        if one["severity"] != "advice"
    ]
    print("\n".join(sorted(lines)[:show]))
    advice = Counter(one["rule"] for found in alarms.values() for one in found if one["severity"] == "advice")
    print("  advice by rule:", dict(advice.most_common()))


def _tell_planted(verdicts: list[Verdict], show: int) -> None:
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for one in verdicts:
        families[one.planted.rules[0][:3]][one.outcome] += 1
    found = sum(count["found"] for count in families.values())
    print(f"\nplanted: {len(verdicts)}; found {found} ({100 * found / max(len(verdicts), 1):.1f} %)")
    for family, count in sorted(families.items()):
        print(f"  {family}: {count['found']}/{count.total()}  elsewhere {count['elsewhere']}  missed {count['missed']}")
    for outcome in ("missed", "elsewhere"):
        lines = [
            f"  {one.name} {'/'.join(one.planted.rules)} {one.planted.severity} {one.planted.cell!r}"
            f"  said instead: {sorted({f['rule'] for f in one.others if f['severity'] != 'advice'})}"
            for one in verdicts
            if one.outcome == outcome
        ]
        print(f"{outcome}: {len(lines)}")
        print("\n".join(lines[:show]))
    wrong = [one for one in verdicts if one.severities and one.planted.severity not in one.severities]
    print(f"severity differs: {len(wrong)}")
    for one in wrong[:show]:
        print(f"  {one.name} {'/'.join(one.planted.rules)}: {one.planted.severity} expected, {one.severities} said")


main()
