"""Options and helpers that all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite expected.json of the golden cases")


@pytest.fixture
def examples() -> Path:
    """The real forms."""
    return ROOT / "examples"
