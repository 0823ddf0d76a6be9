"""Recognising a page leaves nothing behind and reports to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.pictures import SCANS

_READ = """
import os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime":
            assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
            print("watched")

sys.meta_path.insert(0, Watch())
from jiheng.formats.registry import read_bytes
assert read_bytes(open(sys.argv[1], "rb").read(), "scan.png").blocks
"""


def test_no_trace_of_a_reading(tmp_path: Path) -> None:
    """Without the switch the library leaves files in both folders as soon as it is loaded."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("XDG_") and name != "ORT_DISABLE_TELEMETRY"
    }
    places = {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _READ, SCANS / "scan.png"],
        env=environment | places,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "watched"), done.stderr
    assert list(home.rglob("*")) == []
    assert list(temporary.rglob("*")) == []
