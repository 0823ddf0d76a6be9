"""The fonts of this machine, and which of them stands in for one that it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

from jiheng.formats.libreoffice import FONTS

CHINESE_FONTS = "fonts-noto-cjk"
"""The package of Debian and Ubuntu that has fonts for all Chinese texts."""
_SECONDS = 20
_SPECIAL = str.maketrans({character: "\\" + character for character in "\\-:,="})


@cache
def families() -> frozenset[str] | None:
    """All names of the installed families, in small letters; None where fontconfig cannot be asked."""
    listed = _ask("fc-list", ":", "family")
    return None if listed is None else _names(listed)


@cache
def has_chinese() -> bool | None:
    """Whether any font has Chinese characters; None where nobody can be asked."""
    listed = _ask("fc-list", ":lang=zh-cn", "family")
    return None if listed is None else bool(_names(listed))


@cache
def stand_in(family: str) -> str:
    """The family that is taken for one that is missing; blank where nobody can be asked."""
    found = _ask("fc-match", "-f", "%{family}", family.translate(_SPECIAL)) or ""
    return found.partition(",")[0].strip()


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.strip().lower() for line in listed.splitlines() for name in line.split(",") if name.strip())


def _ask(program: str, *words: str) -> str | None:
    """What a program of fontconfig says, under the same configuration as LibreOffice."""
    found = shutil.which(program)
    if found is None:
        return None
    command: Sequence[str] = (found, *words)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/"),
        "LC_ALL": "C.UTF-8",
        "FONTCONFIG_FILE": str(FONTS),
    }
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_SECONDS, env=environment, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode(errors="replace") if answer.returncode == 0 else None
