"""The register of projects 项目库 of a round: codes, names, amounts, control figures. Administrators keep it.

Each function is one transaction with its audit entry. `by` is None where the command line does it for the installation.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from jiheng.model.invisible import as_name, visible
from jiheng.web.records.domain import audit, renaming
from jiheng.web.records.domain.acting import in_words, locked
from jiheng.web.records.domain.errors import NotAllowed, NotMet, Stale
from jiheng.web.records.domain.notices import tell
from jiheng.web.records.domain.people import must_be_admin
from jiheng.web.records.models import Act, AuditEntry, Declaration, Organisation, Person, Project, Role, Round, State
from jiheng.web.records.permissions import people_with, scope_of

CORRECT_FIGURE = "correct_control_figure"

LARGEST = Decimal("1e13")
SMALLEST_PART = Decimal("0.0001")


def add(
    round: Round,
    by: Person | None,
    *,
    unit: Organisation,
    code: str,
    name: str,
    amount: Decimal | None = None,
    control_figure: Decimal | None = None,
) -> Project:
    """A project more."""
    must_be_admin(by)
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round.pk)
        made = Project(round=round)
        _put(made, unit, code, name, amount, control_figure)
        made.save(force_insert=True)
        audit.record("add_project", by, organisation=unit, details={"project": made.pk, **written(made)})
        return made


def edit(
    project: Project,
    by: Person | None,
    *,
    unit: Organisation,
    code: str,
    name: str,
    amount: Decimal | None = None,
    control_figure: Decimal | None = None,
) -> Project:
    """Other values of a project."""
    must_be_admin(by)
    with transaction.atomic():
        concerned = renaming.lock_of_projects([project.pk])
        now = Project.objects.select_for_update().get(pk=project.pk)
        before = written(now)
        fault = fault_of_change(now, unit, control_figure)
        if fault:
            raise NotMet(fault)
        _put(now, unit, code, name, amount, control_figure)
        now.save()
        after = written(now)
        if (after["name"], after["code"]) != (before["name"], before["code"]):
            renaming.follow_projects([now], concerned)
        if after != before:
            details = {"project": now.pk, "before": before, "after": after}
            audit.record("edit_project", by, organisation=now.unit, details=details)
        return now


def remove(project: Project, by: Person | None) -> None:
    """A project that was entered by mistake; one that was declared stays."""
    must_be_admin(by)
    with transaction.atomic():
        now = Project.objects.select_for_update().get(pk=project.pk)
        if Declaration.objects.filter(project=now).exists():
            raise NotMet(_("“{name}”已经有申报，不能从项目库里删除。").format(name=now.name))
        drop(now, by)


def drop(project: Project, by: Person | None) -> None:
    """A project goes, within a transaction; what was put aside of it stays, without it."""
    now = Project.objects.select_for_update().get(pk=project.pk)
    Declaration.everything.filter(project=now).update(project=None)
    audit.record("remove_project", by, organisation=now.unit, details={"project": now.pk, **written(now)})
    now.delete()


def correct_control_figure(
    declaration: Declaration | int, by: Person, amount: Decimal, reason: str, *, seen: int | None = None
) -> Declaration:
    """改正 a control figure that was handed down wrongly, before the unit has confirmed it. Its unit is told.

    :raises ActError: where somebody else acts, or it is confirmed, or nothing would be different.
    """
    with transaction.atomic():
        now = locked(declaration)
        if not may_correct_figure(now, by):
            raise NotAllowed(_("控制数由预算股改正，而且要在填报单位确认之前。"))
        if seen is not None and seen != now.revision:
            raise Stale(_("这份申报在您打开之后有了变化，请看过现在的样子再办理。"))
        said = in_words(reason, _("改正的原因"))
        project = now.project
        assert project is not None
        fault = fault_of_amount(amount)
        if fault:
            raise NotMet(fault)
        if amount == project.control_figure:
            raise NotMet(_("控制数已经是 {figure:,} 元。").format(figure=amount))
        details = {"before": project.control_figure, "control_figure": amount}
        project.control_figure = amount
        project.save(update_fields=["control_figure"])
        now.revision += 1
        now.save(update_fields=["revision"])
        audit.record(CORRECT_FIGURE, by, declaration=now, opinion=said, details=details)
        words = _("{unit}“{title}”的控制数改正为 {figure:,} 元：{reason}")
        told = words.format(unit=now.unit.name, title=now.title, figure=amount, reason=said)
        tell(people_with(Role.PREPARER, now.unit), told, now, State.ADJUSTING)
        return now


def may_correct_figure(declaration: Declaration, by: Person) -> bool:
    """Whether somebody may correct the control figure of a declaration now."""
    return declaration.state == State.ADJUSTING and Role.BUDGET in scope_of(by).at(declaration.unit)


def must_set_figures(by: Person) -> None:
    """:raises NotAllowed: where somebody is neither of the budget section of the bureau nor an administrator."""
    if not may_set_figures(by):
        raise NotAllowed(_("控制数由财政局预算股或系统管理员导入。"))


def may_set_figures(by: Person) -> bool:
    """Whether somebody sets the control figures of the whole county."""
    return bool({Role.BUDGET, Role.ADMIN} & scope_of(by).everywhere)


def with_handed_down(declarations: QuerySet[Declaration]) -> QuerySet[Any]:
    """Declarations with `handed_down`: whether their control figure was handed down, whatever came of it."""
    acts = AuditEntry.objects.filter(declaration=OuterRef("pk"), act=Act.SET_CONTROL_FIGURE)
    bound = Q(state__in=(State.ADJUSTING, State.APPROVED, State.PUBLISHED)) | Q(in_force__isnull=False)
    return declarations.annotate(handed_down=Exists(acts) | Q(bound))


def fault_of_change(project: Project, unit: Organisation, control_figure: Decimal | None) -> str:
    """Why a project that was declared may not be changed so; blank where it may."""
    declared = with_handed_down(Declaration.objects.filter(project=project))
    return fault_of(project, unit, control_figure, handed_down=declared.values_list("handed_down", flat=True).first())


def fault_of(project: Project, unit: Organisation, control_figure: Decimal | None, *, handed_down: bool | None) -> str:
    """The same, where it is known whether its control figure was handed down; None where it was not declared."""
    if handed_down is not None and project.unit_id != unit.pk:
        return _("“{name}”已经有申报，不能换单位。").format(name=project.name)
    if handed_down and project.control_figure != control_figure:
        return _("“{name}”的控制数已经下达，不能在项目库里改；要改的，请预算股在申报的页面上办理。").format(
            name=project.name
        )
    return ""


def fault_of_amount(amount: Decimal | None) -> str:
    """Why a number is no amount of a project; blank where it is one."""
    if amount is None:
        return ""
    if amount < 0:
        return _("金额不能小于 0。")
    if amount >= LARGEST:
        return _("金额大得不像真的，请核对单位是元还是万元。")
    if amount % SMALLEST_PART:
        return _("金额最多到小数点后 4 位（元）。")
    return ""


def written(project: Project) -> dict[str, Any]:
    """The values of a project, for the audit."""
    return {
        "unit": project.unit_id,
        "code": project.code,
        "name": project.name,
        "amount": project.amount,
        "control_figure": project.control_figure,
    }


def _put(
    project: Project, unit: Organisation, code: str, name: str, amount: Decimal | None, control_figure: Decimal | None
) -> None:
    code, name = "".join(visible(code).split()), as_name(name)
    if not name or len(name) > 200:
        raise NotMet(_("项目名称要有 1 到 200 个字。"))
    if not code or len(code) > 60:
        raise NotMet(_("项目编码要有 1 到 60 个字。"))
    for value in (amount, control_figure):
        fault = fault_of_amount(value)
        if fault:
            raise NotMet(fault)
    others = Project.objects.filter(round=project.round).exclude(pk=project.pk)
    same = others.filter(code=code).first()
    if same is not None:
        raise NotMet(_("项目编码“{code}”已经是“{name}”的。").format(code=code, name=same.name))
    if others.filter(unit=unit, name=name).exists():
        raise NotMet(_("{unit}在这一轮里已经有项目“{name}”。").format(unit=unit.name, name=name))
    project.unit, project.code, project.name = unit, code, name
    project.amount, project.control_figure = amount, control_figure
