"""What each unit owes in a round: the form of the whole unit, and one form for each project of the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from jiheng.web.records.models import (
    Declaration,
    FormKind,
    Organisation,
    OrganisationKind,
    Phase,
    Project,
    Round,
    State,
    Window,
    WindowException,
)

NOT_SUBMITTED = frozenset((State.DRAFT, State.RETURNED, State.ADJUSTING))
"""States in which the unit still has to hand something in."""
_FEW = 100
"""So many units or fewer are asked for by name; of more, the whole round is counted."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A form that a unit owes, and how far it is."""

    unit: Organisation
    kind: FormKind
    project: Project | None
    declaration: Declaration | None
    phase: Phase
    deadline: datetime | None
    now: datetime

    @property
    def title(self) -> str:
        """The project's name; for the form of the whole unit, the unit's."""
        return self.project.name if self.project is not None else self.unit.name

    @property
    def state(self) -> State | None:
        """None where there is no declaration yet."""
        return State(self.declaration.state) if self.declaration is not None else None

    @property
    def is_submitted(self) -> bool:
        """Whether the unit has done its part for now."""
        return self.state is not None and self.state not in NOT_SUBMITTED

    @property
    def has_begun(self) -> bool:
        """Whether it has gone beyond its first draft."""
        return self.state is not None and self.state is not State.DRAFT

    @property
    def is_late(self) -> bool:
        """Not handed in although the deadline, with its exceptions, has passed."""
        is_over = self.deadline is not None and self.now > self.deadline
        return not self.is_submitted and is_over and self.unit.is_active


@dataclass(slots=True)
class UnitOwes:
    """How many forms a unit owes, and how far they are."""

    unit: Organisation
    deadline: datetime | None
    """Of 一上, with the unit's exception."""
    due: int = 0
    declared: int = 0
    """Forms of which there is a declaration, in whatever state."""
    drafts: int = 0
    returned: int = 0
    adjusting: int = 0
    late: int = 0
    waiting: dict[Phase, int] = field(default_factory=dict)
    """Forms not handed in, by the phase that they belong to."""

    @property
    def missing(self) -> int:
        """Forms of which there is no declaration yet."""
        return self.due - self.declared

    @property
    def submitted(self) -> int:
        """Forms with which the unit has done its part for now."""
        return self.declared - self.drafts - self.returned - self.adjusting

    @property
    def open(self) -> int:
        """Forms not handed in."""
        return self.due - self.submitted


class Deadlines:
    """The deadlines of a round: the ends of its windows, and for some units later by an exception. Two queries."""

    def __init__(self, round: Round, units: Iterable[int] | None = None) -> None:
        self.windows = {Phase(one.phase): one for one in Window.objects.filter(round=round)}
        excepted = WindowException.objects.filter(round=round)
        if units is not None:
            excepted = excepted.filter(organisation__in=list(units))
        rows = excepted.values_list("organisation", "phase").annotate(until=Max("until")).order_by()
        self.exceptions = {(unit, Phase(phase)): until for unit, phase, until in rows}

    def of(self, unit: int, phase: Phase) -> datetime | None:
        """When a unit must be done; None where no time is set."""
        window = self.windows.get(phase)
        ends = (window.closes_at if window is not None else None, self.exceptions.get((unit, phase)))
        return max((end for end in ends if end is not None), default=None)

    def is_over(self, unit: int, phase: Phase, now: datetime) -> bool:
        """Whether a unit's deadline has passed."""
        end = self.of(unit, phase)
        return end is not None and now > end


def owing_units(round: Round) -> QuerySet[Organisation]:
    """The units that owe something: budget units and departments in use, and whoever else has a project."""
    with_project = Q(pk__in=Project.objects.filter(round=round).values("unit"))
    own_form = Q(kind__in=(OrganisationKind.UNIT, OrganisationKind.DEPARTMENT)) if round.overall_due else Q(pk__in=())
    return Organisation.objects.filter(with_project | own_form, is_active=True).order_by("code")


def owed_by(units: Iterable[Organisation], round: Round, now: datetime | None = None) -> list[Owed]:
    """Every form that the units owe, in the order of the units, the form of the whole unit first. Four queries."""
    units, now = list(units), now or timezone.now()
    pks = [unit.pk for unit in units]
    deadlines = Deadlines(round, pks)
    projects: dict[int, list[Project]] = {}
    for project in Project.objects.filter(round=round, unit__in=pks):
        projects.setdefault(project.unit_id, []).append(project)
    declared: dict[object, Declaration] = {}
    for one in _declared(round).filter(unit__in=pks).order_by("pk"):
        declared[one.unit_id if one.project_id is None else ("project", one.project_id)] = one

    def owed(unit: Organisation, kind: FormKind, project: Project | None, one: Declaration | None) -> Owed:
        phase = _phase(one.state, in_force=one.in_force_id is not None) if one is not None else Phase.FIRST_UP
        return Owed(unit, kind, project, one, phase, deadlines.of(unit.pk, phase), now)

    rows: list[Owed] = []
    for unit in units:
        if owes_overall(unit, round):
            rows.append(owed(unit, FormKind.DEPARTMENT_OVERALL, None, declared.get(unit.pk)))
        rows += [
            owed(unit, FormKind.PROJECT, project, declared.get(("project", project.pk)))
            for project in projects.get(unit.pk, ())
        ]
    return rows


def counts(units: Iterable[Organisation], round: Round, now: datetime | None = None) -> list[UnitOwes]:
    """For each unit how many forms it owes and how far they are, in the order of the units. Five queries."""
    units, now = list(units), now or timezone.now()
    deadlines = Deadlines(round)
    found = {unit.pk: UnitOwes(unit, deadlines.of(unit.pk, Phase.FIRST_UP)) for unit in units}
    few = Q(unit__in=list(found)) if len(found) <= _FEW else Q()
    projects = Project.objects.filter(few, round=round).order_by().values_list("unit").annotate(Count("pk"))
    due = dict(projects)
    again = dict.fromkeys(found, 0)
    """Of the forms not handed in, those of an adjustment."""
    for unit, declared, drafts, returned, adjusting, adjusted in _declared_for_projects(round, few):
        if (one := found.get(unit)) is not None:
            one.declared, one.drafts, one.returned, one.adjusting = declared, drafts, returned, adjusting
            again[unit] = adjusted
    for unit, (state, in_force) in _declared_for_units(round, few).items():
        if (one := found.get(unit)) is not None and owes_overall(one.unit, round):
            one.declared += 1
            one.drafts += state == State.DRAFT
            one.returned += state == State.RETURNED
            one.adjusting += state == State.ADJUSTING
            again[unit] += _phase(state, in_force=in_force) is Phase.ADJUSTMENT
    for pk, one in found.items():
        one.due = due.get(pk, 0) + owes_overall(one.unit, round)
        first = one.missing + one.drafts + one.returned - again[pk]
        one.waiting = {Phase.FIRST_UP: first, Phase.SECOND_UP: one.adjusting, Phase.ADJUSTMENT: again[pk]}
        one.late = sum(number for phase, number in one.waiting.items() if number and deadlines.is_over(pk, phase, now))
    return list(found.values())


def owes_overall(unit: Organisation, round: Round) -> bool:
    """Whether a unit owes the form of the whole unit."""
    return round.overall_due and unit.kind in (OrganisationKind.UNIT, OrganisationKind.DEPARTMENT)


def _declared(round: Round) -> QuerySet[Declaration]:
    """The declarations that something owed may be answered by."""
    return Declaration.objects.filter(
        Q(kind=FormKind.PROJECT, project__isnull=False) | Q(kind=FormKind.DEPARTMENT_OVERALL, project__isnull=True),
        round=round,
    )


def _declared_for_projects(round: Round, few: Q) -> Iterable[tuple[int, int, int, int, int, int]]:
    """For each unit: how many declarations, of them drafts, returned, adjusting, and in an adjustment."""
    rows = Declaration.objects.filter(few, round=round, kind=FormKind.PROJECT, project__isnull=False)
    return (
        rows.order_by()
        .values_list("unit")
        .annotate(
            declared=Count("pk"),
            drafts=Count("pk", filter=Q(state=State.DRAFT)),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            adjusting=Count("pk", filter=Q(state=State.ADJUSTING)),
            adjusted=Count("pk", filter=Q(state__in=(State.DRAFT, State.RETURNED), in_force__isnull=False)),
        )
    )


def _declared_for_units(round: Round, few: Q) -> dict[int, tuple[str, bool]]:
    """For each unit the state of its whole form, and whether a version is in force; of two forms the newer one counts."""
    rows = Declaration.objects.filter(few, round=round, kind=FormKind.DEPARTMENT_OVERALL, project=None).order_by("pk")
    return {unit: (state, force is not None) for unit, state, force in rows.values_list("unit", "state", "in_force")}


def _phase(state: str, *, in_force: bool) -> Phase:
    """The phase that a declaration's next submission belongs to."""
    if state == State.ADJUSTING:
        return Phase.SECOND_UP
    return Phase.ADJUSTMENT if in_force and state in NOT_SUBMITTED else Phase.FIRST_UP
