"""What was filed by mistake is put aside: by the unit as long as it never left it, and for a project that is not in the
register by an administrator, too.

Like taking a form in, it is an act of filing and not of the transition table. Nothing is destroyed: contents, versions and
history stay, and so does the page for whoever saw it; no list, search or deadline knows of it any more.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import audit, notices, register
from jiheng.web.records.domain.acting import allowed, locked, must_be_preparer, required
from jiheng.web.records.domain.errors import NotMet, WrongState
from jiheng.web.records.domain.people import must_be_admin
from jiheng.web.records.domain.transitions import WITH_THE_PREPARER
from jiheng.web.records.models import (
    Act,
    Declaration,
    Intake,
    IntakeForm,
    IntakePurpose,
    IntakeStatus,
    Person,
    Project,
    Role,
    State,
)
from jiheng.web.records.permissions import people_with, scope_of

DISCARD = "discard"
"""The act of its entry."""


def may_discard(declaration: Declaration, by: Person) -> bool:
    """Whether somebody may put a draft aside: a preparer of the unit, one that never left it and that he has in hands."""
    is_draft = declaration.state in WITH_THE_PREPARER and not declaration.left_unit and declaration.discarded_at is None
    return is_draft and Role.PREPARER in scope_of(by).at(declaration.unit)


def discard(declaration: Declaration | int, by: Person, reason: str, *, seen: int | None = None) -> Declaration:
    """作废草稿: the wrong project, the wrong unit, a form too many.

    :raises ActError: where he may not; then nothing was changed.
    """
    with transaction.atomic():
        now = locked(declaration)
        must_be_preparer(now.unit, by, _("只有填报单位的填报人可以作废草稿。"))
        if now.left_unit or now.state not in WITH_THE_PREPARER:
            said = _("这份申报现在是“{state}”，不能作废；只有从未报出本单位、还在填报人手里的草稿可以作废。")
            raise WrongState(said.format(state=State(now.state).label))
        allowed(Act.EDIT, now, by, seen)
        _discard(now, by, required(reason, _("作废的原因")))
        return now


def take_out(project: Project, by: Person | None, reason: str) -> None:
    """A project that a unit declared and the register does not hold goes out of the round, with what was declared of it.

    :raises ActError: where it is in the register, or what was declared is not in the unit's hands.
    """
    must_be_admin(by)
    with transaction.atomic():
        found = [locked(pk) for pk in Declaration.objects.filter(project=project).values_list("pk", flat=True)]
        now = Project.objects.get(pk=project.pk)
        if now.code:
            raise NotMet(
                _("“{name}”在项目库里有编码，不能这样移出；没有申报的，请从项目库删除。").format(name=now.name)
            )
        for one in found:
            if one.in_force_id is not None or one.state not in WITH_THE_PREPARER:
                said = _("“{name}”的申报现在是“{state}”，不能移出本轮；还在审核的，请先由审核人退回。")
                raise WrongState(said.format(name=now.name, state=State(one.state).label))
        reason = required(reason, _("移出的原因"), most=200)
        for one in found:
            _discard(one, by, reason)
            said = _("{unit}“{title}”已由系统管理员移出本轮：{reason}")
            text = said.format(unit=one.unit.name, title=one.title, reason=reason)
            notices.tell(people_with(Role.PREPARER, one.unit), text, one)
        if not found:
            register.drop(now, by)


def _discard(declaration: Declaration, by: Person | None, reason: str) -> None:
    project = declaration.project
    details = {"project": project.pk, "name": project.name} if project is not None else {}
    declaration.discarded_at = timezone.now()
    declaration.revision += 1
    declaration.save(update_fields=["discarded_at", "revision"])
    # What was uploaded can be used for what it was meant for; uploads that were to replace the form have nothing to replace.
    taken = IntakeForm.objects.filter(taken=declaration, intake__purpose=IntakePurpose.FILE)
    Intake.objects.filter(pk__in=taken.values("intake"), status=IntakeStatus.DONE).update(status=IntakeStatus.READY)
    taken.update(taken=None)
    Intake.objects.filter(declaration=declaration).update(status=IntakeStatus.DONE)
    # An unregistered project is in the round only because it was declared.
    if project is not None and not project.code and not Declaration.objects.filter(project=project).exists():
        register.drop(project, by)
        declaration.project = None
    audit.record(DISCARD, by, declaration=declaration, version=declaration.current, opinion=reason, details=details)
