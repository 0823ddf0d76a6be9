"""Whose act was the last, and who may take it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from jiheng.web.records.domain.transitions import TURNS
from jiheng.web.records.models import Act, AuditEntry, Declaration, Handover, Person, State

_BESIDE = ("explain", "comment", "answer", "resolve", "attach", "detach")
"""What is said and handed in beside the acts."""
_SAID = ("comment", "resolve")
"""Of these, what a reviewer says."""
_UNDONE = frozenset((Act.PASS, Act.GRADE, Act.RETURN))
"""Acts that can be undone."""
_GIVES_BACK = (Act.RETURN, Act.GRADE, Act.REOPEN, Act.UNDO)
"""Acts that lead to 已退回, and the one that leads away from it again."""


def may_withdraw(declaration: Declaration, by: Person) -> bool:
    """Whether somebody submitted it (or took over the work of who did), and the head has not begun."""
    return is_own_submission(declaration, by) and not head_has_begun(declaration)


def is_own_submission(declaration: Declaration, by: Person) -> bool:
    """Whether somebody submitted it himself, or took over the work of who did."""
    return declaration.submitted_by_id in whose_work(by)


def head_has_begun(declaration: Declaration) -> bool:
    """Whether something was said to the form since it was submitted: then its next level has begun, as for an undo."""
    entries = AuditEntry.objects.filter(declaration=declaration)
    submitted = entries.filter(act=Act.SUBMIT).values_list("pk", flat=True).last()
    return submitted is not None and entries.filter(pk__gt=submitted, act__in=_SAID).exists()


def may_undo(declaration: Declaration, by: Person, last: AuditEntry | None = None) -> bool:
    """Whether the last act was his (or that of somebody whose work he took over), and one that can be undone."""
    last = last or last_turn(declaration)
    return last is not None and last.act in _UNDONE and last.by_id in whose_work(by)


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


def returned_at(declaration: Declaration) -> datetime | None:
    """When the form was last given back to the unit, by a return that holds; None where it never was."""
    return next((one.at for one in returns(declaration)), None)


def returns(declaration: Declaration) -> Iterator[AuditEntry]:
    """The acts that gave the form back to the unit and were not undone, the newest first."""
    undone = 0
    entries = AuditEntry.objects.filter(declaration=declaration, act__in=_GIVES_BACK).select_related("by")
    for one in entries.order_by("-pk"):
        if one.act == Act.UNDO:
            undone += one.from_state == State.RETURNED
        elif one.to_state == State.RETURNED:
            if not undone:
                yield one
            undone -= undone > 0


def turn_before(entry: AuditEntry) -> AuditEntry | None:
    """The act whose person may not do the one of this entry: the one before it that counts."""
    undone: set[int] = set()
    earlier = AuditEntry.objects.filter(declaration=entry.declaration, pk__lt=entry.pk).select_related("by")
    for one in earlier.order_by("-pk"):
        if one.act == Act.UNDO:
            undone.add(json.loads(one.details)["undone"])
        elif one.pk not in undone and one.act in TURNS:
            return one
    return None


def whose_work(person: Person) -> set[int]:
    """The ids of those whose work is a person's: he himself, and whose work came to him over however many handovers."""
    found: set[int] = set()
    more = {person.pk}
    while more:
        found |= more
        more = set(Handover.objects.filter(after_id__in=more).values_list("before_id", flat=True)) - found
    return found
