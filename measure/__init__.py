"""How well forms are read in formats that no hand-made file has: F1 against the readings that people made.

A suite is a module of this package with a function `results() -> Iterator[Result]`; its name goes into `SUITES`.
"""

from __future__ import annotations

from typing import NamedTuple

SUITES = ("office", "pdf", "scans")


class Result(NamedTuple):
    """The score of one file: `group` is what it is averaged with, `least` what it ought to reach."""

    group: str
    file: str
    f1: float
    least: float = 0.0
    note: str = ""
