"""The organisations of a made-up county and who works in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from django.contrib.auth.hashers import make_password

from benchmarks.web_loading import Loading
from benchmarks.web_words import COUNTY, DEPARTMENTS, person_name, unit_names
from jiheng.web.records.models import Membership, Organisation, Person, Role

_SECTIONS = 8
_DEPARTMENT_SIZE = 20
"""Budget units under one department, on the average of the counties."""


@dataclass(slots=True)
class Unit:
    """A budget unit, and the people of its way."""

    id: int
    name: str
    department: int
    department_name: str
    own_department: bool
    preparer: int
    head: int
    reviewer: int
    section: int


class People:
    """Everybody, by their ids."""

    def __init__(self, loading: Loading, units: int) -> None:
        from benchmarks.web_county import PASSWORD

        self._loading = loading
        self._dice = Random(7)
        self._password = make_password(PASSWORD)
        self._names: dict[tuple[int, int], set[str]] = {}
        bureau = self._organisation(f"{COUNTY}财政局", "101", "bureau", None, "")
        self.performance = [self._person(f"performance{n}", Role.PERFORMANCE, bureau) for n in (1, 2)]
        self.budget = [self._person(f"budget{n}", Role.BUDGET, bureau) for n in (1, 2)]
        for role in (Role.ADMIN, Role.AUDITOR):
            self._person(role.value, role, bureau)
        self._person("section", Role.SECTION, bureau)
        sections = [self._nobody(f"section{n}") for n in range(1, _SECTIONS + 1)]
        departments = [
            (self._organisation(f"{COUNTY}{name}", str(201 + n), "department", bureau, f"{bureau}/"), f"{COUNTY}{name}")
            for n, name in enumerate(DEPARTMENTS[: max(units // _DEPARTMENT_SIZE, 1)])
        ]
        reviewers = [self._person(f"department{n}", Role.DEPARTMENT, one) for n, (one, _) in enumerate(departments)]
        for n, (department, _) in enumerate(departments):
            self._member(sections[n % _SECTIONS], Role.SECTION, department)
        self.units = [
            self._unit(n, name, bureau, departments, reviewers, sections) for n, name in enumerate(unit_names(units))
        ]

    def different(self, unit: Unit, year: int, name: str) -> str:
        """A project's name, with a number where the unit has one of this name."""
        taken = self._names.setdefault((unit.id, year), set())
        other, n = name, 1
        while other in taken:
            n += 1
            other = f"{name}（{n}）"
        taken.add(other)
        return other

    def _unit(
        self, n: int, name: str, bureau: int, departments: list[tuple[int, str]], reviewers: list[int],
        sections: list[int],
    ) -> Unit:  # fmt: skip
        own = n % _DEPARTMENT_SIZE == 0
        which = n % len(departments)
        department, department_name = departments[which]
        parent, path = (bureau, f"{bureau}/") if own else (department, f"{bureau}/{department}/")
        code = f"{301 + which}{n:04}"
        pk = self._organisation(name, code, "unit", parent, path)
        section = sections[which % _SECTIONS]
        if own:
            self._member(section, Role.SECTION, pk)
        preparer, head = (self._person(f"{role.value}{n}", role, pk) for role in (Role.PREPARER, Role.HEAD))
        return Unit(
            pk, name, pk if own else department, name if own else department_name, own, preparer, head,
            reviewers[which], section,
        )  # fmt: skip

    def _organisation(self, name: str, code: str, kind: str, parent: int | None, above: str) -> int:
        path = f"{above}{self._loading.next_id(Organisation)}/"
        return self._loading.add(
            Organisation, name=name, code=code, kind=kind, parent_id=parent, path=path, is_active=True
        )

    def _nobody(self, username: str) -> int:
        return self._loading.add(
            Person, password=self._password, last_login=None, username=username, name=person_name(self._dice), email="",
            is_active=True, must_change_password=False, password_changed_at=None, language="",
            created_at=datetime(2016, 9, 1, tzinfo=UTC),
        )  # fmt: skip

    def _person(self, username: str, role: Role, organisation: int) -> int:
        person = self._nobody(username)
        self._member(person, role, organisation)
        return person

    def _member(self, person: int, role: Role, organisation: int) -> None:
        self._loading.add(Membership, person_id=person, organisation_id=organisation, role=role.value)
