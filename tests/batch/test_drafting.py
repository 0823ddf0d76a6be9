"""Last year's form as a draft for the next: one form, in a layout that takes it, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiheng.batch.drafting import form_alone, next_draft
from jiheng.forms.reading import read_file
from jiheng.model.declaration import Kind, Table

EXAMPLES = Path(__file__).parents[2] / "examples" / "office"


def form(name: str, number: int = 0) -> Table:
    tables = read_file(EXAMPLES / name).declaration.tables
    assert tables
    return tables[number]


@pytest.mark.parametrize(("name", "number", "layout"), [
    ("yongning-2024-projects.docx", 3, "yongning-2024-projects"), ("korla-2021-department-overall.docx", 0, "korla-2021-department-overall"),
])  # fmt: skip
def test_the_form_alone_with_the_year_moved(name: str, number: int, layout: str, tmp_path: Path) -> None:
    before = form(name, number)
    made = next_draft(before, 2030, [layout])
    assert (made.error, made.lost) == ("", ())
    file = tmp_path / f"草稿{made.suffix}"
    file.write_bytes(made.data)
    (after,) = read_file(file).declaration.tables or ()
    assert after.fiscal_year == 2030
    assert after.kind == before.kind
    assert not any((after.budget or {}).values())
    assert [one.name for one in after.indicators or ()] == [one.name for one in before.indicators or ()]


def test_a_layout_that_does_not_fit_is_passed_over() -> None:
    made = next_draft(form("yongning-2024-projects.docx", 3), 2025, ["national-department-overall"])
    assert made.error == ""
    assert made.data


def test_a_form_that_no_layout_takes_is_a_sentence() -> None:
    made = next_draft(Table(kind=Kind.NARRATIVE), 2025)
    assert made.data == b""
    assert made.error.startswith("没有放得下这类表的版式")


def test_one_that_takes_too_long_is_stopped() -> None:
    made = next_draft(form("yongning-2024-projects.docx", 3), 2025, seconds=0.001)
    assert made.data == b""
    assert made.error
    assert "--" not in made.error


def test_the_form_alone_as_it_is(tmp_path: Path) -> None:
    before = form("yongning-2024-projects.docx", 3)
    made = form_alone(before, ["yongning-2024-projects"])
    assert (made.error, made.lost) == ("", ())
    file = tmp_path / f"一张{made.suffix}"
    file.write_bytes(made.data)
    (after,) = read_file(file).declaration.tables or ()
    assert (after.fiscal_year, after.budget) == (before.fiscal_year, before.budget)
    assert form_alone(Table(kind=Kind.NARRATIVE)).error.startswith("没有放得下这类表的版式，请在网页上看")
