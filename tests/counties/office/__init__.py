"""An independent corpus of office forms: each case is a generated file and the reading it must give."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from .model import Case

MODULES = (
    "central",
    "central_more",
    "provinces",
    "provinces_more",
    "department",
    "funds",
    "word_features",
    "sheets",
    "lists",
    "pages",
    "odd",
    "mixed",
)


def cases() -> Iterator[Case]:
    """All cases, in a fixed order."""
    for name in MODULES:
        yield from import_module(f".cases.{name}", __name__).cases()
