"""Options and helpers that all tests share."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.needs import pytest_configure, pytest_runtest_setup, pytest_terminal_summary  # noqa: F401

settings.register_profile("project", derandomize=True, deadline=None)
settings.load_profile("project")  # the same examples in every run; `--hypothesis-profile default` looks for new ones

os.environ["JIHENG_LAYOUTS"] = os.devnull  # layouts that somebody has at home do not change what tests read

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite expected.json of the golden cases")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture
def examples() -> Path:
    """The real forms."""
    return ROOT / "examples"
