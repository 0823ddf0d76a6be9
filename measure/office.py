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

from jiheng.batch.files import Found
from jiheng.batch.many import read_all
from jiheng.formats.libreoffice import PACKAGES, find_program
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.model.declaration import to_json
from measure import Result
from measure.forms import Form, f1_of, forms

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


def results() -> Iterator[Result]:
    """Each form in its own format, then in the old ones."""
    program = find_program()
    if program is None:
        sys.exit(f"测量旧格式要用 LibreOffice，请安装 {PACKAGES}。")
    wanted = os.environ.get("KINDS", "").split(",") if os.environ.get("KINDS") else None
    chosen = list(forms(tuple(_KINDS), _COMPOSED, seed=2))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        originals = folder / "original"
        originals.mkdir()
        for form in chosen:
            (originals / form.name).write_bytes(form.data)
        reached = dict(zip((form.name for form in chosen), _scores(chosen, originals, None), strict=True))
        for form in chosen:
            yield Result(f"{form.group}（原件）", form.name, reached[form.name])
        for suffix, kinds in _KINDS.items():
            some = [form for form in chosen if form.name.endswith(suffix)]
            for kind in kinds:
                if wanted and kind not in wanted:
                    continue
                target = folder / kind
                _make(program, [originals / form.name for form in some], kind, target, folder / "profile")
                for form, f1 in zip(some, _scores(some, target, kind), strict=True):
                    lost = _LOST.get(form.name, "") if f1 < reached[form.name] else ""
                    yield Result(f"{form.group} .{kind}", form.name, f1, 0 if lost else reached[form.name], lost)


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


def _scores(chosen: list[Form], folder: Path, kind: str | None) -> Iterator[float]:
    files = [folder / (form.name if kind is None else f"{Path(form.name).stem}.{kind}") for form in chosen]
    found = [Found(file, file.name) for file in files]
    for form, outcome in zip(chosen, read_all(found, DEFAULT_LIMITS), strict=True):
        reading = json.loads(to_json(outcome.declaration))
        if "error" in reading:
            print(f"{reading['source']}：{reading['error']}", file=sys.stderr)
        yield f1_of(form.gold, {"tables": [], **reading})
