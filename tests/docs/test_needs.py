"""What a test needs and a machine does not have is told at the end of the run, or fails where nothing may be missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest
from tests.needs import missing, needs

@pytest.fixture
def drawer():
    missing("no drawer")

@needs(False, "no hammer")
def test_nails():
    raise AssertionError("it was run")

@needs(True, "no table")
def test_table():
    pass

@pytest.mark.parametrize("number", (1, 2))
def test_drawer(drawer, number):
    raise AssertionError("it was run")
"""


@pytest.mark.parametrize(("all_", "jobs"), [("", ()), ("", ("-n", "2")), ("0", ()), ("1", ())])
def test_what_is_missing(tmp_path: Path, all_: str, jobs: tuple[str, ...]) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", tmp_path, "-p", "no:django", "-p", "no:cacheprovider",
         "-p", "tests.needs", *jobs, tmp_path],
        cwd=ROOT, env={**os.environ, "JIHENG_TESTS_NEED_ALL": all_}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "it was run" not in run.stdout
    if all_ == "1":
        assert run.returncode == 1
        assert "1 passed" in run.stdout
        assert "略过" not in run.stdout
        assert "no hammer" in run.stdout
    else:
        assert run.returncode == 0, run.stdout
        assert "略过 3 项：no drawer（2 项）；no hammer（1 项）\n" in run.stdout
