"""Office files in their old formats: the real forms and those of other counties, converted by LibreOffice.

A file ought to score what its original scores. Set KINDS (doc,rtf,xls ...) to measure some formats only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests import scoring
from tests.counties import composed, office
from tests.golden.cases import all_cases

from jiheng.batch.files import Found
from jiheng.batch.many import read_all
from jiheng.formats.libreoffice import PACKAGES, find_program
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.model.declaration import to_json
from measure import Result

_KINDS = {".docx": ("doc", "wps", "rtf", "odt"), ".xlsx": ("xls", "et", "ods")}
_MADE_AS = {"wps": "doc", "et": "xls"}
"""What many files of these kinds are: another one's content under their name."""
_AT_A_TIME = 40
_COMPOSED = 200
"""Forms composed at random; about half of them are office files."""
_LOST = {
    "word-controls.docx": "写旧格式时 LibreOffice 把内容控件的字重复写了几遍",
    "word-hidden-row.docx": "写旧格式时 LibreOffice 丢了“行隐藏”",
    "sheet-number-formats.xlsx": "写 .ods 时 LibreOffice 重算了公式",
}
"""Forms that the making of the old file changes: what is read is what stands in it."""


class Form(NamedTuple):
    """A form with the reading that a person made of it."""

    group: str
    name: str
    data: bytes
    gold: dict[str, Any]


def results() -> Iterator[Result]:
    """Each form in its own format, then in the old ones."""
    program = find_program()
    if program is None:
        sys.exit(f"测量旧格式要用 LibreOffice，请安装 {PACKAGES}。")
    wanted = os.environ.get("KINDS", "").split(",") if os.environ.get("KINDS") else None
    forms = [form for form in _forms() if Path(form.name).suffix in _KINDS]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        originals = folder / "original"
        originals.mkdir()
        for form in forms:
            (originals / form.name).write_bytes(form.data)
        reached = dict(zip((form.name for form in forms), _scores(forms, originals, None), strict=True))
        for form in forms:
            yield Result(f"{form.group}（原件）", form.name, reached[form.name])
        for suffix, kinds in _KINDS.items():
            some = [form for form in forms if form.name.endswith(suffix)]
            for kind in kinds:
                if wanted and kind not in wanted:
                    continue
                target = folder / kind
                _make(program, [originals / form.name for form in some], kind, target, folder / "profile")
                for form, f1 in zip(some, _scores(some, target, kind), strict=True):
                    lost = _LOST.get(form.name, "") if f1 < reached[form.name] else ""
                    yield Result(f"{form.group} .{kind}", form.name, f1, 0 if lost else reached[form.name], lost)


def _forms() -> Iterator[Form]:
    for case in all_cases():
        if case.f1 is not None and not case.waits_for:
            yield Form("examples/office", case.source.name, case.source.read_bytes(), case.gold)
    for county in office.cases():
        yield Form("tests/counties", county.filename, county.data, county.gold)
    for made in composed.cases(_COMPOSED, seed=2):
        yield Form("随机组成的表", f"composed-{made.filename}", made.data, made.gold)


def _make(program: str, files: list[Path], kind: str, target: Path, profile: Path) -> None:
    """Write each file in another format."""
    made = _MADE_AS.get(kind, kind)
    for start in range(0, len(files), _AT_A_TIME):
        subprocess.run(
            [
                *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", made),
                *("--outdir", str(target), *map(str, files[start : start + _AT_A_TIME])),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    if made != kind:
        for file in target.glob(f"*.{made}"):
            shutil.move(file, file.with_suffix(f".{kind}"))


def _scores(forms: list[Form], folder: Path, kind: str | None) -> Iterator[float]:
    files = [folder / (form.name if kind is None else f"{Path(form.name).stem}.{kind}") for form in forms]
    found = [Found(file, file.name) for file in files]
    for form, outcome in zip(forms, read_all(found, DEFAULT_LIMITS), strict=True):
        reading = json.loads(to_json(outcome.declaration))
        if "error" in reading:
            print(f"{reading['source']}：{reading['error']}", file=sys.stderr)
        yield _f1(form.gold, {"tables": [], **reading})


def _f1(gold: dict[str, Any], reading: dict[str, Any]) -> float:
    hit, want, got, _, _ = scoring.compare(gold, reading)
    total = sum(want.values()) + sum(got.values())
    return 2 * sum(hit.values()) / total if total else 1.0
