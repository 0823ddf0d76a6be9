"""What waits for a person when he comes in: by role, with counts, the first few, and the deadlines of the round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from jiheng.web.records.domain import publication
from jiheng.web.records.domain.owed import Deadlines, owing_units
from jiheng.web.records.models import (
    OWN_UNIT_ROLES,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Phase,
    Role,
    Round,
    State,
    Window,
)
from jiheng.web.records.permissions import REVIEWERS, scope_of
from jiheng.web.records.queries.worklists import (
    Filters,
    Row,
    Tab,
    count_up_to,
    mark,
    tab_of,
)

_FIRST = 8
_READS_ALL = frozenset((Role.AUDITOR,))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many declarations of a state wait for a person."""

    state: State
    number: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """An open phase of a round, and when it ends for the person's units."""

    phase: Phase
    opens_at: datetime | None
    closes_at: datetime
    now: datetime
    is_extended: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return self.now > self.closes_at

    @property
    def is_ahead(self) -> bool:
        """Whether it has not begun."""
        return self.opens_at is not None and self.now < self.opens_at

    @property
    def days_left(self) -> int:
        """Days until the last one; negative afterwards."""
        return (timezone.localdate(self.closes_at) - timezone.localdate(self.now)).days


@dataclass(frozen=True, slots=True)
class SetUp:
    """What is missing in the set-up, for administrators."""

    units_without_preparer: int
    units_without_head: int
    people_without_role: int
    rounds_without_windows: tuple[Round, ...]
    projects: int
    """Projects of the register in this round."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not (
            self.units_without_preparer
            or self.units_without_head
            or self.people_without_role
            or self.rounds_without_windows
        )


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a new county needs, by the name of the page where it is done."""

    page: str
    is_done: bool
    is_needed: bool = True
    """Whether nobody can file without it."""


def first_steps(round: Round | None) -> tuple[Step, ...]:
    """What a new county needs before anybody can file, in the order in which it is done. Four queries."""
    others = Organisation.objects.exclude(kind=OrganisationKind.BUREAU)
    preparers = Membership.objects.filter(role=Role.PREPARER, person__is_active=True)
    has_windows = Window.objects.filter(round=round).exists() if round is not None else False
    return (
        Step("organisations", others.filter(is_active=True).exists()),
        Step("people", preparers.exists()),
        Step("rounds", has_windows),
        Step("register", round is not None and round.projects.exists(), is_needed=False),
    )


def waiting_by_state(person: Person, round: Round) -> list[Waiting]:
    """How many wait for the person, by state, in the order of the cycle. One query."""
    found = Filters(rounds=(round,)).apply(tab_of(person, Tab.WAITING), person)
    numbers = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    return [Waiting(state, numbers[state.value]) for state in State if state.value in numbers]


def pressing_to_publish(person: Person, round: Round) -> int:
    """How many approved ones the person may publish whose term is near or over. One query."""
    moment = publication.pressing_before(round)
    if moment is None:
        return 0
    found = Filters(rounds=(round,), state=State.APPROVED).apply(tab_of(person, Tab.WAITING), person)
    return count_up_to(found.filter(approved_at__lt=moment))


def first_waiting(person: Person, round: Round) -> tuple[Row, ...]:
    """The ones that have waited longest."""
    filters = Filters(rounds=(round,))
    found = filters.apply(tab_of(person, Tab.WAITING), person).order_by("state_since", "pk")
    return mark(person, list(found.select_related("unit", "round", "project")[:_FIRST]), filters)


def returned_count(person: Person, round: Round) -> int:
    """How many were returned, of those that the person sees."""
    return count_up_to(Filters(rounds=(round,)).apply(tab_of(person, Tab.RETURNED), person))


def own_units(person: Person) -> list[Organisation]:
    """The units that a person prepares or signs for."""
    return list(scope_of(person).organisations(OWN_UNIT_ROLES).filter(is_active=True).order_by("code"))


def units_below(person: Person, round: Round) -> QuerySet[Organisation]:
    """The units that owe something and that the person reviews, manages or reads."""
    roles = REVIEWERS | _READS_ALL | {Role.ADMIN}
    covered = scope_of(person).organisations(roles)
    return owing_units(round).filter(pk__in=covered.values("pk"))


def deadlines(round: Round, units: Sequence[Organisation], now: datetime | None = None) -> list[Deadline]:
    """The phases of a round with their ends; for a person of one unit with its exceptions."""
    now = now or timezone.now()
    one = units[0].pk if len(units) == 1 else None
    ends = Deadlines(round, [] if one is None else [one])
    made = []
    for phase in Phase:
        window = ends.windows.get(phase)
        end = ends.of(one or 0, phase)
        if end is not None:
            extended = window is None or end > window.closes_at
            made.append(Deadline(phase, window.opens_at if window is not None else None, end, now, extended))
    return made


def set_up(round: Round | None) -> SetUp:
    """What is missing before the round can run. Six queries."""
    return SetUp(
        units_without_preparer=units_without(Role.PREPARER, round).count(),
        units_without_head=units_without(Role.HEAD, round).count(),
        people_without_role=Person.objects.filter(is_active=True, memberships=None).count(),
        rounds_without_windows=tuple(Round.objects.filter(is_open=True, windows=None)),
        projects=round.projects.count() if round is not None else 0,
    )


def units_without(role: Role, round: Round | None) -> QuerySet[Organisation]:
    """The units that owe something in a round and have nobody with a role; of no round, all that are active."""
    units = owing_units(round) if round is not None else Organisation.objects.filter(is_active=True)
    has = Membership.objects.filter(organisation=OuterRef("pk"), role=role, person__is_active=True)
    return units.exclude(Exists(has))
