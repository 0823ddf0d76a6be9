"""Notices: who is told of an act. They are rows of the same transaction; e-mail goes out later, from them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from jiheng.web.records.domain.transitions import turn_of
from jiheng.web.records.domain.written import chinese
from jiheng.web.records.models import Act, AuditEntry, Declaration, Notice, Person, Role, State
from jiheng.web.records.permissions import people_with

_TELLS_THE_UNIT = frozenset(
    (
        Act.RETURN,
        Act.GRADE,
        Act.AMEND,
        Act.SET_CONTROL_FIGURE,
        Act.APPROVE,
        Act.PUBLISH,
        Act.CORRECT,
        Act.UNDO,
        Act.REOPEN,
    )
)
"""Acts that the preparers of the unit are told of, whoever's turn it is."""
_SILENT = frozenset((Act.CREATE, Act.EDIT, Act.SKIP))
REMINDER = "reminder"
"""The kind of the notices that units are reminded by."""


def tell_of(entry: AuditEntry, declaration: Declaration) -> None:
    """Tell those whose turn it is, and the unit where it should know."""
    act = Act(entry.act)
    if act in _SILENT:
        return
    state = State(declaration.state)
    _overtake(declaration, state)
    waiting = _people(turn_of(state), declaration, entry) if entry.from_state != entry.to_state else {}
    told = _people((Role.PREPARER,), declaration, entry) if act in _TELLS_THE_UNIT else {}
    words = _words(entry, declaration, act, state)
    tell(waiting.values(), words, declaration, state)
    kind = state if state is State.REJECTED else act
    tell((person for pk, person in told.items() if pk not in waiting), words, declaration, kind)


def _people(roles: Iterable[Role], declaration: Declaration, entry: AuditEntry) -> dict[int, Person]:
    """Who has one of the roles for the declaration; whoever acted knows already."""
    people = {person.pk: person for role in sorted(roles) for person in people_with(role, declaration.unit)}
    people.pop(entry.by_id or 0, None)
    return people


def _overtake(declaration: Declaration, state: State) -> None:
    """That it was somebody's turn before need not be read any more."""
    gone = [before.value for before in State if before is not state]
    Notice.objects.filter(declaration=declaration, read_at=None, kind__in=gone).update(read_at=timezone.now())


def tell(people: Iterable[Person], text: str, declaration: Declaration | None = None, kind: str = "") -> int:
    """Write a notice to each; how many."""
    now = timezone.now()
    made = Notice.objects.bulk_create(
        Notice(person=person, text=text[:300], kind=kind, declaration=declaration, at=now) for person in people
    )
    return len(made)


def _words(entry: AuditEntry, declaration: Declaration, act: Act, state: State) -> str:
    reason = f"：{entry.opinion}" if entry.opinion and act in (Act.RETURN, Act.GRADE, Act.REOPEN) else ""
    return f"{declaration.unit.name}“{declaration.title}”已{chinese(act.label)}，现在是“{chinese(state.label)}”{reason}"


def mark_read(notices: QuerySet[Notice]) -> None:
    """Notices have been read; those that were before stay read when they were."""
    notices.filter(read_at=None).update(read_at=timezone.now())
