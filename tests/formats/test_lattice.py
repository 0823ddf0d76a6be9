"""Ruling lines become cells with their spans."""

from __future__ import annotations

import pytest
from tests.formats.pages_drawn import box, ruled

from jiheng.formats.lattice import find_lattices
from jiheng.formats.page import Rule


def spans(rules: list[Rule]) -> list[tuple[int, int, int, int]]:
    (lattice,) = find_lattices(rules)
    return [(cell.r0, cell.c0, cell.r1 - cell.r0, cell.c1 - cell.c0) for cell in lattice.cells]


def test_a_plain_table() -> None:
    _, rules = ruled([["a", "b"], ["c", "d"]])
    assert spans(rules) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_merged_cells_are_where_lines_stop() -> None:
    rules = [*box(0, 0, 300, 60), Rule(100, 0, 100, 60), Rule(100, 20, 300, 20), Rule(100, 40, 300, 40)]
    rules.append(Rule(200, 20, 200, 60))
    assert spans(rules) == [(0, 0, 3, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]


@pytest.mark.parametrize("off", [0.4, 1.2, 2.4])
def test_lines_that_miss_each_other_a_little(off: float) -> None:
    rules = [*box(0, 0, 200, 40), Rule(off, 20 + off, 200 - off, 20 + off), Rule(100, off, 100, 20)]
    assert spans(rules) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2)]


def test_a_double_line_is_one() -> None:
    rules = [*box(0, 0, 200, 40), *box(-2, -2, 202, 42), Rule(0, 20, 200, 20), Rule(0, 22, 200, 22)]
    assert spans(rules) == [(0, 0, 1, 1), (1, 0, 1, 1)]


def test_dashed_lines() -> None:
    dashes = [Rule(x, 20, x + 3, 20) for x in range(0, 200, 5)]
    assert spans([*box(0, 0, 200, 40), *dashes]) == [(0, 0, 1, 1), (1, 0, 1, 1)]


def test_a_table_that_is_open_at_its_sides() -> None:
    rules = [Rule(0, y, 300, y) for y in (0, 20, 40)] + [Rule(100, 0, 100, 40), Rule(200, 0, 200, 40)]
    assert [(r, c) for r, c, _, _ in spans(rules)] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


def test_a_table_that_is_open_below_says_so() -> None:
    rules = [Rule(0, 0, 200, 0), Rule(0, 20, 200, 20), *(Rule(x, 0, x, 60) for x in (0, 100, 200))]
    (lattice,) = find_lattices(rules)
    assert [cell.closed_below for cell in lattice.cells] == [True, True, False, False]
    assert lattice.ys == [0, 20, 60]


def test_two_tables_of_a_page_are_two() -> None:
    _, upper = ruled([["a", "b"]], y=50)
    _, lower = ruled([["c", "d", "e"]], y=200)
    assert [len(lattice.cells) for lattice in find_lattices([*lower, *upper])] == [2, 3]


def test_lines_alone_are_no_table() -> None:
    assert find_lattices([Rule(0, 10, 200, 10), Rule(0, 50, 200, 50)]) == []
    assert find_lattices([Rule(0, 10, 200, 10), Rule(300, 50, 300, 90)]) == []
    assert find_lattices([]) == []
