"""What some tests need and not every machine has: without it they are left out, and the end of the run says so in a line.

Where JIHENG_TESTS_NEED_ALL is set nothing may be missing: then they fail instead.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import NoReturn

import pytest

ALL = os.environ.get("JIHENG_TESTS_NEED_ALL", "") not in ("", "0")


def needs(present: object, reason: str) -> pytest.MarkDecorator:
    """Marks a test that needs something; `reason` says what is missing where it is not present."""
    return pytest.mark.needs(bool(present), reason)


def missing(reason: str) -> NoReturn:
    """Ends a test, or all that ask for a fixture, for want of something."""
    if ALL:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


# ---- what tests/conftest.py hands to pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(present, reason): what the test needs, see tests/needs.py")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        present, reason = mark.args
        if not present:
            missing(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(one.longrepr[2]).removeprefix("Skipped: ") for one in skipped)
    if reasons:
        told = "；".join(f"{reason}（{number} 项）" for reason, number in reasons.most_common())
        terminalreporter.write_line(f"略过 {sum(reasons.values())} 项：{told}")
