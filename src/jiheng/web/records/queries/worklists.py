"""Worklists: what waits for a person, what he did, what was returned, and all that he sees; filtered, sorted, by pages.

Counts stop at `MOST_COUNTED`: nobody reads further, and counting hundreds of thousands of rows takes longer than the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jiheng.web.records.domain.owed import NOT_SUBMITTED
from jiheng.web.records.domain.search_index import folded
from jiheng.web.records.domain.transitions import TABLE, TURNS, Need, turn_of
from jiheng.web.records.models import (
    OWN_UNIT_ROLES,
    Act,
    AuditEntry,
    Declaration,
    Explanation,
    Organisation,
    OrganisationName,
    Person,
    Phase,
    Role,
    Round,
    State,
    Window,
    WindowException,
)
from jiheng.web.records.permissions import (
    REVIEWERS,
    WITHIN_THE_UNIT,
    Scope,
    scope_of,
    shows_figures,
    visible_declarations,
)
from jiheng.web.records.queries.order import Order
from jiheng.web.records.queries.search import among, matching, matching_often, parts_of

MOST_COUNTED = 10_000
PAGE = 50
MOST_FOUND = 1_000
"""Of a search; where more are found, only the first `LAST_FOUND_PAGE` pages are shown."""
LAST_FOUND_PAGE = 10
_FEW_UNITS = 100
"""So many units or fewer are named in a query: then the database sees how little it has to look at."""
_SEE = OWN_UNIT_ROLES | REVIEWERS | {Role.AUDITOR, Role.ADMIN}
_BACK = frozenset((Act.RETURN, Act.UNDO, Act.WITHDRAW))


class Tab(Enum):
    """The parts of a worklist."""

    WAITING = "waiting"
    DONE = "done"
    RETURNED = "returned"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a person wants to see of a list. A blank one does not narrow it."""

    rounds: tuple[Round, ...] = ()
    """None: those of all years."""
    search: str = ""
    state: str = ""
    unit: str = ""
    """A part of a unit's name or code; of a department, the units below it are found, too."""
    kind: str = ""
    grade: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    has_errors: bool = False
    explained: str = ""
    """The kind of a reason for which the unit lets a finding stand."""
    is_late: bool = False
    now: datetime = field(default_factory=timezone.now)

    @property
    def most_counted(self) -> int:
        """Up to how many are counted."""
        return MOST_FOUND if self.search.strip() else MOST_COUNTED

    def apply(self, found: QuerySet[Declaration], person: Person) -> QuerySet[Declaration]:
        """The declarations that are wanted. By their figures only those are found whose figures the person sees."""
        for name in ("state", "kind", "grade"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        if self.rounds:
            found = found.filter(round__in=[one.pk for one in self.rounds])
        if self.unit:
            found = found.filter(unit__in=organisations_named(self.unit))
        if self.has_errors or self.explained or self.least is not None or self.most is not None:
            found = found.filter(shows_figures(person))
        if self.least is not None:
            found = found.filter(amount__gte=self.least)
        if self.most is not None:
            found = found.filter(amount__lte=self.most)
        if self.has_errors:
            found = found.filter(errors__gt=0)
        if self.explained:
            so = Explanation.objects.filter(declaration=OuterRef("pk"), reason_code=self.explained)
            found = found.filter(Exists(so), explained__gt=0)
        if self.is_late:
            found = found.filter(late(self.rounds, self.now))
        return found


def organisations_named(words: str) -> list[int]:
    """The ids of the organisations whose name, other name or code holds the words, and of all below them."""
    words = words.strip()
    other = OrganisationName.objects.filter(name__icontains=words).values("organisation")
    named = Organisation.objects.filter(Q(name__icontains=words) | Q(code__startswith=words) | Q(pk__in=other))
    paths = list(named.values_list("path", flat=True))
    # A path below another one's adds nothing.
    tops = [path for path in paths if not any(path != top and path.startswith(top) for top in paths)]
    if not tops:
        return []
    below = reduce(or_, (Q(path__startswith=path) for path in tops))
    return list(Organisation.objects.filter(below).values_list("pk", flat=True))


def waiting_for(person: Person) -> Q:
    """The declarations on which it is a person's turn, and that he may act on: another must have done the act before."""
    scope = scope_of(person)
    parts = [Q(pk__in=())]
    for role in Role:
        if role not in scope.roles:
            continue
        turns = [state for state in State if role in turn_of(state)]
        barred = [state for state in turns if _is_barred(state, role)]
        free = [state for state in turns if state not in barred]
        states = Q(pk__in=())
        if free:
            states |= Q(state__in=free)
        if barred:
            states |= Q(state__in=barred) & (Q(last_actor=None) | ~Q(last_actor=person.pk))
        where = scope.covered(frozenset((role,)), acting=True)
        parts.append(states & where if role in OWN_UNIT_ROLES else states & where & Q(left_unit=True))
    return reduce(or_, parts)


def _is_barred(state: State, role: Role) -> bool:
    """Whether every act that leads on from a state wants another person than the one who acted before."""
    on = [row for row in TABLE if state in row.sources and role in row.roles and row.to and row.act not in _BACK]
    return bool(on) and all(Need.OTHER_PERSON in row.needs for row in on)


def late(rounds: Sequence[Round], now: datetime) -> Q:
    """Declarations that the unit should have handed in before now; of no rounds: in the open ones."""
    asked = Q(round__in=[one.pk for one in rounds]) if rounds else Q(round__is_open=True)
    parts = [Q(pk__in=())]
    in_use = ~Q(unit__in=Organisation.objects.filter(is_active=False).values("pk"))
    for window in Window.objects.filter(asked, closes_at__lt=now):
        phase = Phase(window.phase)
        excepted = WindowException.objects.filter(round=window.round_id, phase=phase, until__gte=now)
        part = _in_phase(phase) & Q(round=window.round_id) & ~Q(unit__in=excepted.values("organisation"))
        parts.append(part)
    return reduce(or_, parts) & in_use


def _in_phase(phase: Phase) -> Q:
    if phase is Phase.SECOND_UP:
        return Q(state=State.ADJUSTING)
    return Q(state__in=NOT_SUBMITTED - {State.ADJUSTING}, in_force__isnull=phase is Phase.FIRST_UP)


def few_units(person: Person) -> list[int] | None:
    """The ids of all units of which a person may see something; None where they are many. Asked once a request."""
    held: tuple[list[int] | None] | None = getattr(person, "_few_units", None)
    if held is None:
        pks = list(scope_of(person).organisations(_SEE).values_list("pk", flat=True)[: _FEW_UNITS + 1])
        held = (pks if len(pks) <= _FEW_UNITS else None,)
        person._few_units = held  # type: ignore[attr-defined]
    return held[0]


def tab_of(person: Person, tab: Tab) -> QuerySet[Declaration]:
    """The declarations of a tab."""
    few = few_units(person)
    near = Q(unit__in=few) if few is not None else Q()
    seen = visible_declarations(person).filter(near)
    if tab is Tab.WAITING:
        return Declaration.objects.filter(near, waiting_for(person))
    return seen.filter(_in_tab(person, tab))


def _in_tab(person: Person, tab: Tab) -> Q:
    """Which of the declarations that a person sees a tab shows."""
    if tab is Tab.WAITING:
        return waiting_for(person)
    if tab is Tab.RETURNED:
        return Q(state=State.RETURNED)
    if tab is Tab.DONE:
        mine = AuditEntry.objects.filter(by=person, declaration=OuterRef("pk"), act__in=[act.value for act in TURNS])
        return Q(Exists(mine))
    return Q()


def count_up_to(found: QuerySet[Declaration], most: int = MOST_COUNTED) -> int:
    """How many; one more than `most` where there are more."""
    return found.order_by()[: most + 1].count()


def waiting_count(person: Person, round: Round, most: int = MOST_COUNTED) -> int:
    """How many declarations of a round wait for a person."""
    return count_up_to(tab_of(person, Tab.WAITING).filter(round=round), most)


@dataclass(frozen=True, slots=True)
class Row:
    """A declaration in a list, as the person sees it."""

    declaration: Declaration
    is_waiting: bool
    is_late: bool
    shows_figures: bool
    """Whether amount and findings are for his eyes: not while a unit is working on it again."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `count` is None where there are more than are counted."""

    rows: tuple[Row, ...]
    number: int
    count: int | None
    most: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before."""
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The page after."""
        return self.number + 1

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(-(-(self.count or 0) // PAGE), 1)


class Lists:
    """The tabs of a person under some filters. Their queries do not depend on the number of their rows, and what is
    searched for is looked up once."""

    def __init__(self, person: Person, filters: Filters) -> None:
        self._person, self._filters = person, filters
        self._searches = bool(filters.search.strip())
        self._counted: dict[Tab, int] = {}
        self._matched: dict[Tab, list[int] | None] = {}

    def counts(self, tabs: Iterable[Tab] = Tab, shown: Tab = Tab.ALL) -> dict[Tab, int]:
        """How many declarations each tab has, up to one more than `filters.most_counted`.

        :param shown: where a search finds more than that in all, only this one is counted: each would be searched alone.
        """
        if not self._searches:
            return {tab: self._count(tab) for tab in tabs}
        if (pks := self._matching(Tab.ALL)) is None:
            return {Tab.ALL: MOST_FOUND + 1, shown: self._count(shown)}
        others = {tab.value: Count("pk", filter=_in_tab(self._person, tab)) for tab in tabs if tab is not Tab.ALL}
        counted = Declaration.objects.filter(among(pks)).order_by().aggregate(**others)
        self._counted = {Tab.ALL: len(pks), **{Tab(name): number for name, number in counted.items()}}
        return self._counted

    def page(self, tab: Tab, sort: str = "-time", number: int = 1) -> Page:
        """A page of a tab."""
        count, most = self._count(tab), self._filters.most_counted
        last = LAST_FOUND_PAGE if count > most and self._searches else most // PAGE
        number = max(1, min(number, last, -(-count // PAGE) or 1))
        first = (number - 1) * PAGE
        rows = fetched(Order(sort, self._person).slice_of(self._shown(tab), first, PAGE + 1))
        marked = mark(self._person, rows[:PAGE], self._filters)
        return Page(marked, number, count if count <= most else None, most, len(rows) > PAGE and number < last)

    def after(
        self, tab: Tab, sort: str, before: Declaration | None = None, since: datetime | None = None
    ) -> int | None:
        """The id of the declaration that comes after one in a tab, and after the last the first; None where it has no other.

        :param since: when that one had come into the state in which it stood in the list, where it was acted on since.
        """
        order, shown = Order(sort, self._person), self._shown(tab)
        if before is None:
            return order.first_of(shown)
        is_hidden = since is None and before.state in WITHIN_THE_UNIT and not is_inside(scope_of(self._person), before)
        values = {
            "time": since or before.state_since,
            "amount": None if is_hidden else before.amount,
            "unit": before.unit.code,
        }
        others = shown.exclude(pk=before.pk)
        behind = order.after(others, before.pk, values.get(sort.removeprefix("-"), values["time"]))
        return behind if behind is not None else order.first_of(others)

    def _count(self, tab: Tab) -> int:
        if tab not in self._counted:
            if self._searches:
                pks = self._matching(tab)
                self._counted[tab] = len(pks) if pks is not None else MOST_FOUND + 1
            else:
                self._counted[tab] = count_up_to(self._wanted(tab))
        return self._counted[tab]

    def _shown(self, tab: Tab) -> QuerySet[Declaration]:
        if not self._searches:
            return self._wanted(tab)
        if (pks := self._matched.get(Tab.ALL)) is not None:  # what every tab has of it is among these
            return Declaration.objects.filter(among(pks), _in_tab(self._person, tab))
        if (pks := self._matching(tab)) is not None:
            return Declaration.objects.filter(among(pks))
        return matching_often(self._wanted(tab), self._filters.search)

    def _wanted(self, tab: Tab) -> QuerySet[Declaration]:
        """What a tab has of what is wanted, whatever is searched for."""
        return self._filters.apply(tab_of(self._person, tab), self._person)

    def _matching(self, tab: Tab) -> list[int] | None:
        """The ids of what the search finds in a tab; None where there are more than are counted."""
        if tab not in self._matched:
            rounds, units = [one.pk for one in self._filters.rounds], few_units(self._person) or ()
            wanted, search = self._wanted(tab), self._filters.search
            pks = matching(wanted, search, MOST_FOUND + 1, rounds=rounds, units=units)
            hidden = _hidden(self._person, pks, search) if len(pks) <= MOST_FOUND else None
            self._matched[tab] = [pk for pk in pks if pk not in hidden] if hidden is not None else None
        return self._matched[tab]


def _hidden(person: Person, pks: Sequence[int], search: str) -> set[int]:
    """Those that were found by what only their unit may see yet: others find them by their names alone."""
    inside = scope_of(person).covered(OWN_UNIT_ROLES | {Role.AUDITOR})
    worked_on = Declaration.objects.filter(among(pks), state__in=WITHIN_THE_UNIT).exclude(inside).order_by()
    words = parts_of(search)
    return {
        pk
        for pk, *names in worked_on.values_list("pk", "title", "unit__name", "project__code")
        if any(not any(word in folded(name or "") for name in names) for word in words)
    }


def fetched(pks: Sequence[int]) -> list[Declaration]:
    """The declarations of a page, with what the list shows of them.

    Their ids come first: else the database would join all the rows of the pages before, only to leave them out.
    """
    with_all = Declaration.objects.select_related("unit", "round", "project", "current").in_bulk(pks)
    return [with_all[pk] for pk in pks]


def mark(person: Person, rows: Sequence[Declaration], filters: Filters) -> tuple[Row, ...]:
    """Which of the declarations wait for the person, and which are late. One query for the one, one for the other."""
    if not rows:
        return ()
    pks = [one.pk for one in rows]
    waiting = set(Declaration.objects.filter(waiting_for(person), pk__in=pks).values_list("pk", flat=True))
    rounds = tuple({one.round_id: one.round for one in rows}.values())
    late_ones = set(Declaration.objects.filter(late(rounds, filters.now), pk__in=pks).values_list("pk", flat=True))
    scope = scope_of(person)
    return tuple(
        Row(one, one.pk in waiting, one.pk in late_ones, one.state not in WITHIN_THE_UNIT or is_inside(scope, one))
        for one in rows
    )


def is_inside(scope: Scope, declaration: Declaration) -> bool:
    """Whether a person sees what the unit is working on."""
    return bool(scope.seeing(declaration.unit) & (OWN_UNIT_ROLES | {Role.AUDITOR}))
