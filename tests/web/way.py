"""Declarations brought to a state, by the acts that lead there."""

from __future__ import annotations

from msgspec.structs import replace

from jiheng.report.page import Page
from jiheng.web.records.domain import acts, contents
from jiheng.web.records.models import Content, Declaration, State
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import RELEASE

OPEN_ERRORS = ("korla-2021-department-overall.docx", 0)
"""A real form with errors among its findings."""


def declared(county: County, form: Content | None = None) -> Declaration:
    """A draft."""
    project = county.project()
    return acts.create(
        county.round, county.unit, "project", form or content(), county.people["preparer"], project=project
    )


def brought_to(county: County, state: str, made: Declaration | None = None) -> Declaration:
    """A declaration in a state, by the acts that lead there."""
    people = county.people
    made = made or declared(county)
    steps = {
        State.UNIT_REVIEW: lambda: acts.submit(made, people["preparer"]),
        State.DEPARTMENT_REVIEW: lambda: acts.sign(made, people["head"]),
        State.SECTION_REVIEW: lambda: acts.pass_on(made, people["department"]),
        State.PERFORMANCE_REVIEW: lambda: acts.pass_on(made, people["section"], opinion="同意"),
        State.REVIEWED: lambda: acts.grade(made, people["performance"], FULL_SCORES, grade="excellent"),
        State.APPROVED: lambda: acts.approve(made, people["budget"], "云财绩〔2026〕1号"),
        State.PUBLISHED: lambda: acts.publish(made, people["budget"], **RELEASE),
    }
    for step, carry_out in steps.items():
        if Declaration.objects.get(pk=made.pk).state != state:
            carry_out()
        if step == state:
            break
    return Declaration.objects.get(pk=made.pk)


def seen_of(made: Declaration) -> int:
    """The revision as it is now."""
    return Declaration.objects.get(pk=made.pk).revision


def table_with(name: str) -> Content:
    """A real form with another project name, printed in its cell, too."""
    form = content(project_name=name)
    table, blanks, page = contents.table_of(form), contents.blanks_of(form), contents.page_of(form)
    assert table.cells
    at = table.cells["project_name"]
    blocks = [
        replace(block, cells=tuple(replace(cell, text=name) if cell.at == at else cell for cell in block.cells))
        for block in page.blocks
    ]
    return contents.store(table, Page(tuple(blocks)), blanks, contents.findings_of(form))
