"""Forms composed at random from what counties really vary, each with the reading it must give.

Every choice (kind, labels, layout of each part, spelling of values, file format) is independent of the others, and the
gold is written down while the cells are made. The same seed gives the same cases.

    from tests.counties.composed import cases
    for case in cases(200, seed=7): ...
"""

from __future__ import annotations

from collections.abc import Iterator

from ..office.model import Case
from .chance import Chance
from .kinds import KINDS, form
from .output import printed

FORMATS = {
    "docx": 20,
    "xlsx": 17,
    "html": 13,
    "tabs": 9,
    "cells": 8,
    "pipes": 6,
    "aligned": 8,
    "bare": 6,
    "csv": 8,
    "md": 5,
}
OFFICE = ("docx", "xlsx", "html")


def case(seed: int, n: int) -> Case:
    """The n-th case of a seed, independent of all others."""
    ch = Chance(f"{seed}/{n}")
    fmt = ch.weighted(FORMATS)
    style = "office" if fmt in OFFICE else fmt
    kinds = [ch.weighted(KINDS)]
    while len(kinds) < 3 and ch.maybe(0.18):
        kinds.append(kinds[0] if ch.maybe(0.5) else ch.weighted(KINDS))
    year = ch.randint(2020, 2025)
    forms = [form(ch, style, kind, year) for kind in kinds]
    extension, data, shape = printed(ch, fmt, forms)
    name = f"composed-{seed}-{n:04d}"
    filename = f"{name}.{extension}"
    gold = {"source": filename, "tables": [f.gold for f in forms]}
    return Case(name, filename, data, gold, f"{shape}: {'、'.join(kinds)}")


def cases(count: int = 60, seed: int = 1) -> Iterator[Case]:
    """So many cases, the same for the same seed."""
    for n in range(1, count + 1):
        yield case(seed, n)
