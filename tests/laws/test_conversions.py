"""Every real form into every other layout of its kind, and back: what both can hold survives, the rest is told."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from jiheng.batch.writing import fill, open_form, paired
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms.binding import Path as ValuePath
from jiheng.forms.flat import flat, flat_beside
from jiheng.forms.get import path_name
from jiheng.forms.layouts.layout import bundled
from jiheng.forms.lens import Opened
from tests.conftest import ROOT

OFFICE = sorted((ROOT / "examples/office").glob("*.*"))
BLANKS = {path.name: path for path in sorted((ROOT / "examples/blank").glob("*.*"))}
LAYOUTS = {f"{one.layout.name}.{one.layout.format}": one for one in bundled()}
_OWN = ("title", "attachment", "fiscal_year")
"""What a layout prints of itself."""
_BY_LAYOUT = ("level1", "goal", "operator", "unit", "scope", "number", "label", "value_text")
"""What each layout spells its own way; a value is compared by its number and its unit together, see below."""


@cache
def target(name: str) -> Opened:
    if name in BLANKS:
        return open_form(BLANKS[name].read_bytes(), name, DEFAULT_LIMITS)
    one = LAYOUTS[name]
    return open_form(one.blank(), one.layout.blank, DEFAULT_LIMITS)


@cache
def source(path: Path) -> Opened:
    return Opened(path.read_bytes(), path.name)


def cases() -> list[tuple[str, int, str]]:
    found = []
    for path in OFFICE:
        for number, table in enumerate(source(path).tables[:3]):
            found += [
                (path.name, number, name) for name in (*BLANKS, *LAYOUTS) if paired(target(name), [table]) is not None
            ]
    return found


def meaning(values: dict[ValuePath, object]) -> dict[ValuePath, object]:
    """The values that a conversion must keep; what stood in three cells or one is put together."""
    kept = {path: value for path, value in values.items() if path[0] not in _OWN and path[-1] not in _BY_LAYOUT}
    for path, value in values.items():
        if path[-1] == "value_text":
            parts = [str(values.get((*path[:-1], key)) or "") for key in ("operator", "number", "unit")]
            kept[path] = "".join(parts) if parts[1] else value
    return kept


@pytest.mark.parametrize(("name", "number", "layout"), cases())
def test_there_and_back(name: str, number: int, layout: str) -> None:
    path = next(path for path in OFFICE if path.name == name)
    table = source(path).tables[number]
    there = fill(target(layout), [table], to_layout=True).written
    wanted = paired(target(layout), [table])
    assert wanted is not None
    place = next(n for n, want in enumerate(wanted) if want is not None)
    made = there.tables[place]
    told = {one.path for one in there.lost}
    before, after = meaning(dict(flat(table))), meaning(flat_beside(made, table))
    goals = {goal.text for goal in made.goals or ()}  # two levels of a goal may be one in the target
    changed = [
        path_name(at)
        for at, value in before.items()
        if after.get(at) != value and not (at[0] == "goals" and value in goals) and not is_told(path_name(at), told)
    ]
    assert changed == []
    own = meaning(dict(flat(target(layout).tables[place])))
    new = [path_name(at) for at in after if at not in before and at not in own and not is_told(path_name(at), told)]
    assert new == []
    home = fill(Opened(path.read_bytes(), name), [made], to_layout=True) if _has_one_form(path) else None
    if home is not None:
        back = meaning(flat_beside(home.written.tables[number], table))
        survived = {at: value for at, value in before.items() if after.get(at) == value and at[0] != "goals"}
        assert {at: back.get(at) for at in survived} == survived


def _has_one_form(path: Path) -> bool:
    """Whether a file has one form only, so that a table goes back to where it came from."""
    return len(source(path).tables) == 1


def is_told(path: str, told: set[str]) -> bool:
    while path:
        if path in told:
            return True
        path = path.rpartition(".")[0] if "." in path else path.rpartition("[")[0] if "[" in path else ""
    return False
