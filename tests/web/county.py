"""A small county for tests: a bureau, a department with two units, a subdistrict office that is its own department."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from jiheng.forms.reading import Reading, read_file
from jiheng.model.declaration import Table
from jiheng.model.finding import Stage
from jiheng.report.page import page_of
from jiheng.web.records.domain import contents
from jiheng.web.records.domain.publication import check
from jiheng.web.records.models import (
    Content,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Phase,
    Project,
    Role,
    Round,
    StoredFile,
    Window,
)

FORMS = Path(__file__).parents[2] / "examples" / "office"
PASSWORD = "Ceshi-2026-mima"
FULL_SCORES = {
    "standard_completeness": 10, "clarity": 10, "goal_relevance": 15, "indicator_soundness": 15,
    "goal_reasonableness": 15, "fund_matching": 15, "attainability": 10, "conditions": 10,
}  # fmt: skip


@dataclass
class County:
    """The organisations, one person for each role (`people["head"]`), and this year's round."""

    bureau: Organisation
    department: Organisation
    unit: Organisation
    other_unit: Organisation
    office: Organisation
    round: Round
    people: dict[str, Person] = field(default_factory=dict)
    _projects: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def person(self, role: str, organisation: Organisation, username: str = "") -> Person:
        """Somebody new with a role."""
        username = username or f"{role}-{organisation.code}"
        person = Person.objects.create_user(username, PASSWORD, name=f"{Role(role).label}{organisation.code}")
        Membership.objects.create(person=person, role=role, organisation=organisation)
        return person

    def project(self, unit: Organisation | None = None, **values: Any) -> Project:
        """A project of the register."""
        number = next(self._projects)
        values = {"code": f"P{number:04}", "name": f"项目{number}", **values}
        return Project.objects.create(round=self.round, unit=unit or self.unit, **values)


def organisation(name: str, code: str, kind: OrganisationKind, parent: Organisation | None = None) -> Organisation:
    """A node of the tree."""
    made = Organisation.objects.create(name=name, code=code, kind=kind, parent=parent, path="")
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    made.save()
    return made


def build() -> County:
    """The county."""
    bureau = organisation("云溪县财政局", "101", OrganisationKind.BUREAU)
    department = organisation("云溪县民政局", "201", OrganisationKind.DEPARTMENT, bureau)
    unit = organisation("云溪县养老服务中心", "201001", OrganisationKind.UNIT, department)
    other = organisation("云溪县救助管理站", "201002", OrganisationKind.UNIT, department)
    office = organisation("云溪县城关街道办事处", "301", OrganisationKind.UNIT, bureau)
    year = timezone.localdate().year
    round_ = Round.objects.create(fiscal_year=year, name=f"{year}年度预算绩效目标")
    now = timezone.now()
    for phase in Phase:
        Window.objects.create(
            round=round_, phase=phase, opens_at=now - timedelta(days=10), closes_at=now + timedelta(days=10)
        )
    county = County(bureau, department, unit, other, office, round_)
    for role in Role:
        place = {Role.PREPARER: unit, Role.HEAD: unit, Role.DEPARTMENT: department}.get(role, bureau)
        county.people[role.value] = county.person(role.value, place, username=role.value)
    return county


@cache
def reading(name: str) -> Reading:
    """A real form, read once."""
    return read_file(FORMS / name)


CLEAN = ("yongning-2024-projects.docx", 3)
"""A real form, and one of its tables, without an error among its findings."""


def content(
    name: str = CLEAN[0],
    number: int = CLEAN[1],
    *,
    year: int = 2024,
    source: StoredFile | None = None,
    **changes: Any,
) -> Content:
    """A table of a real form as content, with its real findings; `changes` replaces keys of the table."""
    import msgspec

    read = reading(name)
    assert read.declaration.tables
    assert read.document is not None
    table: Table = read.declaration.tables[number]
    if changes:
        table = msgspec.structs.replace(table, **changes)
    made = contents.store(table, page_of(read.document), dict(read.blanks[number]), ())
    found = check(made, Round(fiscal_year=year, region="国家"), Stage.FILING)
    return contents.store(table, page_of(read.document), dict(read.blanks[number]), found, number=number, source=source)
