"""The command line as a user runs it: a process of its own for each call.

Starting Python and importing takes most of a call's time. So a call is a fork of a process that has already imported
everything (`ready.py`); where there is no fork, or the way Python starts is the point, it is `jiheng` itself.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

JIHENG = Path(sys.executable).with_name("jiheng")
_LONGEST = 120
"""Seconds that a call may take."""


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `jiheng` and wait for it."""
    variables = {**os.environ, **environment}
    if hasattr(os, "fork") and not any(name.startswith("PYTHON") for name in environment):
        return _forked([str(one) for one in arguments], str(cwd or Path.cwd()), variables)
    return subprocess.run(
        [JIHENG, *arguments],
        cwd=cwd,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        timeout=_LONGEST,
        check=False,
    )


def _forked(arguments: list[str], cwd: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    with (
        tempfile.NamedTemporaryFile("r", encoding="utf-8") as out,
        tempfile.NamedTemporaryFile("r", encoding="utf-8") as err,
    ):
        call = {
            "arguments": arguments,
            "cwd": cwd,
            "environment": environment,
            "out": out.name,
            "err": err.name,
            "seconds": _LONGEST,
        }
        ready = _ready()
        assert ready.stdin is not None
        assert ready.stdout is not None
        ready.stdin.write(json.dumps(call) + "\n")
        ready.stdin.flush()
        code = int(ready.stdout.readline())
        return subprocess.CompletedProcess([str(JIHENG), *arguments], code, out.read(), err.read())


@cache
def _ready() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.ready"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )
    atexit.register(process.kill)
    return process
