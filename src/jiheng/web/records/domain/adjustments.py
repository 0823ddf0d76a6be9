"""How an adjustment ends without an approval: what was approved before stays in force, and counts as approved again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import audit, comments
from jiheng.web.records.domain.acting import allowed, in_words, locked, must_be_preparer, show
from jiheng.web.records.domain.errors import WrongState
from jiheng.web.records.domain.requirements import open_adjustment
from jiheng.web.records.domain.transitions import WITH_THE_PREPARER
from jiheng.web.records.models import Act, Adjustment, Declaration, Draft, Intake, IntakeStatus, Person, Role, State
from jiheng.web.records.permissions import scope_of

TAKE_BACK = "take_back_adjustment"
"""The act of its entry."""


def may_take_back(declaration: Declaration, by: Person) -> bool:
    """Whether somebody may take back an adjustment: a preparer of the unit that has it in hands."""
    is_here = declaration.state in WITH_THE_PREPARER and declaration.in_force_id is not None
    return is_here and Role.PREPARER in scope_of(by).at(declaration.unit) and open_adjustment(declaration) is not None


def take_back(declaration: Declaration | int, by: Person, reason: str, *, seen: int | None = None) -> Declaration:
    """撤回调整申请: it was asked for by mistake, or is not wanted any more.

    Like putting a draft aside, it is an act of filing and not of the transition table, and needs no open window.

    :raises ActError: where he may not; then nothing was changed.
    """
    with transaction.atomic():
        now = locked(declaration)
        must_be_preparer(now.unit, by, _("只有填报单位的填报人可以撤回调整申请。"))
        adjustment, before = open_adjustment(now), State(now.state)
        if adjustment is None or before not in WITH_THE_PREPARER:
            said = _(
                "这份申报现在是“{state}”，填报人手里没有可以撤回的调整申请；已经报送的，请先撤回报送，或请审核人退回。"
            )
            raise WrongState(said.format(state=before.label))
        allowed(Act.EDIT, now, by, seen)
        reason = in_words(reason, _("撤回的原因"))
        Draft.objects.filter(declaration=now).delete()
        Intake.objects.filter(declaration=now).update(status=IntakeStatus.DONE)
        now.state = end(now, adjustment)
        now.current, now.state_since = adjustment.base, timezone.now()
        now.revision += 1
        now.save()
        states = (before, State(now.state))
        audit.record(TAKE_BACK, by, declaration=now, states=states, version=now.current, opinion=reason)
        return now


def end(declaration: Declaration, adjustment: Adjustment) -> State:
    """Close an adjustment, and show what was approved before; the state that the declaration goes back to."""
    adjustment.closed_at = timezone.now()
    adjustment.save(update_fields=["closed_at"])
    assert declaration.current is not None
    comments.carry(declaration, declaration.current.content, adjustment.base.content)
    declaration.grade = ""
    show(declaration, adjustment.base.content)
    return State.APPROVED if declaration.published_at is None else State.PUBLISHED
