"""Notices: who is told of an act. They are rows of the same transaction; e-mail goes out later, from them."""

from __future__ import annotations

from collections.abc import Iterable

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


def tell_of(entry: AuditEntry, declaration: Declaration) -> None:
    """Tell those whose turn it is, and the unit where it should know."""
    act = Act(entry.act)
    if act in _SILENT:
        return
    state = State(declaration.state)
    roles = set(turn_of(state)) if entry.from_state != entry.to_state else set()
    if act in _TELLS_THE_UNIT:
        roles.add(Role.PREPARER)
    people = {person.pk: person for role in sorted(roles) for person in people_with(role, declaration.unit)}
    people.pop(entry.by_id or 0, None)
    tell(people.values(), _words(entry, declaration, act, state), declaration)


def tell(people: Iterable[Person], text: str, declaration: Declaration | None = None) -> int:
    """Write a notice to each; how many."""
    now = timezone.now()
    made = Notice.objects.bulk_create(
        Notice(person=person, text=text[:300], declaration=declaration, at=now) for person in people
    )
    return len(made)


def _words(entry: AuditEntry, declaration: Declaration, act: Act, state: State) -> str:
    reason = f"：{entry.opinion}" if entry.opinion and act in (Act.RETURN, Act.GRADE, Act.REOPEN) else ""
    return f"{declaration.unit.name}“{declaration.title}”已{chinese(act.label)}，现在是“{chinese(state.label)}”{reason}"


def mark_read(person: Person, one: Notice | None = None) -> None:
    """A person has read one of his notices; without one, all of them."""
    unread = Notice.objects.filter(person=person, read_at=None)
    (unread if one is None else unread.filter(pk=one.pk)).update(read_at=timezone.now())
