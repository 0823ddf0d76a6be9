"""LibreOffice for tests: the real one where it is installed, and stand-ins that fail in every way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from jiheng.formats.libreoffice import PACKAGES, VARIABLE, find_program
from tests.needs import needs

needs_libreoffice = needs(find_program(), f"没有装 LibreOffice（{PACKAGES}）")

_STAND_IN = """#!{python} -IS
import os, shutil, signal, sys, time
words = sys.argv[1:]
target, out = words[words.index("--convert-to") + 1], words[words.index("--outdir") + 1]
files = words[words.index("--outdir") + 2 :]
with open({log!r}, "a") as log:
    log.write(str(len(files)) + "\\n")
for file in files:
    with open(file, "rb") as stream:
        text = stream.read()
    made = os.path.join(out, os.path.splitext(os.path.basename(file))[0] + "." + target)
    if b"hang" in text:
        if os.fork() == 0:
            time.sleep(3600)
        time.sleep(3600)
    if b"crash" in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"rubbish" in text:
        open(made, "w").write("no zip")
    if b"flaky" in text and len(files) > 1:
        continue
    if b"refuse" not in text and b"rubbish" not in text:
        shutil.copy({document!r}, made)
"""


def stand_in(folder: Path, document: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of LibreOffice: what a file holds says what becomes of it. Gives back its log, a line per start
    with the number of files."""
    program, log = folder / "soffice", folder / "starts.log"
    program.write_text(_STAND_IN.format(python=sys.executable, log=str(log), document=str(document)), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(program))
    return log


def starts(log: Path) -> list[int]:
    """How many files each start was given."""
    return [int(line) for line in log.read_text(encoding="utf-8").split()] if log.exists() else []


def left_behind(before: set[str]) -> set[str]:
    """Temporary folders of ours that were not there before."""
    return ours() - before


def ours() -> set[str]:
    """Our temporary folders."""
    import tempfile

    return {name for name in os.listdir(tempfile.gettempdir()) if name.startswith("jiheng-")}
