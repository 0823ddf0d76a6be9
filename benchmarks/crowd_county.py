"""A county whose people all have something to do at the same moment: `python -m benchmarks.crowd_county` in an empty database.

Each of the units has a preparer, a head, a reviewer of its department and one of the section; for each of them so many
forms wait, each a real one, brought there by the acts themselves.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

FORM = Path(__file__).parent.parent / "examples" / "office" / "yongning-2024-projects.docx"
TABLE = 3
"""The form's table without an error among its findings."""
PASSWORD = "Ceshi-2026-mima"
STEPS = ("submit", "sign", "pass", "opinion")
"""What the people of a unit do, in the order of the cycle; the section passes with an opinion."""


def name(step: str, unit: int) -> str:
    """The account of who does a step for a unit."""
    return f"{step}{unit}"


def main(units: int, forms: int, alone: int) -> None:
    """Make it; the ids of the declarations on standard output, a line for each person.

    :param alone: how many more forms wait for the people of the first unit.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
    from jiheng.web.starting import migrate, set_up

    set_up()
    migrate()
    from django.utils import timezone

    from jiheng.web.records.models import OrganisationKind, Phase, Role, Round, Window

    year = timezone.localdate().year
    round_ = Round.objects.create(fiscal_year=year, name=f"{year}年度预算绩效目标")
    now = timezone.now()
    for phase in Phase:
        Window.objects.create(
            round=round_, phase=phase, opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=9)
        )
    bureau = _organisation("云溪县财政局", "101", OrganisationKind.BUREAU, None)
    form = _form(year)
    for unit in range(units):
        department = _organisation(f"第{unit}局", f"{201 + unit}", OrganisationKind.DEPARTMENT, bureau)
        below = _organisation(f"第{unit}站", f"{201 + unit}001", OrganisationKind.UNIT, department)
        places = ((Role.PREPARER, below), (Role.HEAD, below), (Role.DEPARTMENT, department), (Role.SECTION, department))
        people = [_person(name(step, unit), *place) for step, place in zip(STEPS, places, strict=True)]
        for number, step in enumerate(STEPS):
            many = forms + (0 if unit else alone)
            made = [_brought(round_, below, form, people, number, f"{step}{n}") for n in range(many)]
            print(name(step, unit), *made, flush=True)


def _organisation(name: str, code: str, kind: Any, parent: Any) -> Any:
    from jiheng.web.records.models import Organisation

    made = Organisation.objects.create(name=name, code=code, kind=kind, parent=parent, path="")
    made.path = f"{parent.path if parent is not None else ''}{made.pk}/"
    made.save()
    return made


def _person(username: str, role: Any, organisation: Any) -> Any:
    from jiheng.web.records.models import Membership, Person

    made = Person.objects.create_user(username, PASSWORD, name=username)
    Membership.objects.create(person=made, role=role, organisation=organisation)
    return made


def _form(year: int) -> Any:
    from jiheng.forms.reading import read_file
    from jiheng.report.page import page_of
    from jiheng.rules.check import Settings, check_files
    from jiheng.rules.form import File
    from jiheng.web.records.domain import contents

    read = read_file(FORM)
    assert read.declaration.tables is not None
    assert read.document is not None
    table, blanks = read.declaration.tables[TABLE], dict(read.blanks[TABLE])
    file = File(FORM.name, [table], blanks=[blanks])
    findings = tuple(check_files([file], Settings(region="国家", year=year)).findings)
    return contents.store(table, page_of(read.document), blanks, findings, number=TABLE)


def _brought(round_: Any, unit: Any, form: Any, people: list[Any], steps: int, title: str) -> int:
    from jiheng.web.records.domain import acts
    from jiheng.web.records.models import Project

    project = Project.objects.create(round=round_, unit=unit, code=f"{unit.code}{title}", name=f"{title}项目")
    made = acts.create(round_, unit, "project", form, people[0], project=project)
    ways = (acts.submit, acts.sign, acts.pass_on)
    for way, person in zip(ways[:steps], people, strict=False):
        way(made, person)
    return made.pk


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
