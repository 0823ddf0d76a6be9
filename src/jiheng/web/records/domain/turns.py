"""Whose act was the last, and who may take it back."""

from __future__ import annotations

import json

from jiheng.web.records.models import Act, AuditEntry, Declaration, Handover, Person, State

_BESIDE = ("explain", "comment", "answer", "resolve", "attach")
"""What is said and handed in beside the acts."""
_UNDONE = frozenset((Act.PASS, Act.GRADE, Act.RETURN))
"""Acts that can be undone."""
_TURNS = frozenset((Act.SIGN, Act.PASS, Act.GRADE, Act.RETURN, Act.SET_CONTROL_FIGURE, Act.CONFIRM))
"""Acts of a round, after its submission, that the next must be another person's after."""


def may_withdraw(declaration: Declaration, by: Person) -> bool:
    """Whether somebody submitted it himself, or took over the work of who did."""
    return declaration.submitted_by_id == by.pk or _took_over(declaration.submitted_by_id, by)


def may_undo(declaration: Declaration, by: Person, last: AuditEntry | None = None) -> bool:
    """Whether the last act was his, and one that can be undone."""
    last = last or last_turn(declaration)
    return last is not None and last.by_id == by.pk and last.act in _UNDONE


def last_turn(declaration: Declaration) -> AuditEntry | None:
    """The last act on a declaration, as long as the next level has not begun: has said or handed in nothing since.

    A scan of the stamped form is handed in at any time; only where the form is back with the unit does it say something.
    """
    entries = AuditEntry.objects.filter(declaration=declaration)
    last = entries.exclude(act__in=(*_BESIDE, Act.SKIP)).select_related("by").last()
    if last is None:
        return None
    beside = entries.filter(act__in=_BESIDE, pk__gt=last.pk)
    if last.to_state != State.RETURNED:
        beside = beside.exclude(act="attach")
    return None if beside.exists() else last


def turn_before(entry: AuditEntry) -> AuditEntry | None:
    """The act whose person may not do the one of this entry: the one before it that counts."""
    undone: set[int] = set()
    earlier = AuditEntry.objects.filter(declaration=entry.declaration, pk__lt=entry.pk).select_related("by")
    for one in earlier.order_by("-pk"):
        if one.act == Act.UNDO:
            undone.add(json.loads(one.details)["undone"])
        elif one.act == Act.SUBMIT or (one.pk not in undone and one.act in _TURNS):
            return one
    return None


def _took_over(before: int | None, after: Person) -> bool:
    """Whether somebody's work came to a person, over however many handovers."""
    seen: set[int] = set()
    waiting = {before} if before is not None else set()
    while waiting:
        seen |= waiting
        waiting = set(Handover.objects.filter(before_id__in=waiting).values_list("after_id", flat=True)) - seen
    return after.pk in seen
