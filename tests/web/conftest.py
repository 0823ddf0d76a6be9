"""Fixtures of the web tests."""

from __future__ import annotations

import pytest

from tests.web.county import County, build
from tests.web.flushing import flushing_past_the_guards  # noqa: F401


@pytest.fixture
def county(db: None) -> County:  # noqa: ARG001
    """A small county."""
    return build()
