"""The register of projects 项目库 of a round: codes, names, amounts, control figures. Administrators keep it.

Each function is one transaction with its audit entry. `by` is None where the command line does it for the installation.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jiheng.model.invisible import as_name, visible
from jiheng.web.records.domain import audit
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.people import must_be_admin
from jiheng.web.records.models import Declaration, Organisation, Person, Project, Round, State

SETTLED = frozenset((State.ADJUSTING, State.APPROVED, State.PUBLISHED))
"""States in which a control figure was handed down: from then on it changes by acts on the declaration only."""
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
        now = Project.objects.select_for_update().get(pk=project.pk)
        before = written(now)
        fault = fault_of_change(now, unit, control_figure)
        if fault:
            raise NotMet(fault)
        _put(now, unit, code, name, amount, control_figure)
        now.save()
        after = written(now)
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


def fault_of_change(project: Project, unit: Organisation, control_figure: Decimal | None) -> str:
    """Why a project that was declared may not be changed so; blank where it may."""
    states = set(Declaration.objects.filter(project=project).values_list("state", flat=True))
    return fault_by_states(project, states, unit, control_figure)


def fault_by_states(project: Project, states: set[str], unit: Organisation, control_figure: Decimal | None) -> str:
    """The same, where the states of the project's declarations are known."""
    if states and project.unit_id != unit.pk:
        return _("“{name}”已经有申报，不能换单位。").format(name=project.name)
    if states & SETTLED and project.control_figure != control_figure:
        return _("“{name}”的控制数已经下达，不能在项目库里改。").format(name=project.name)
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
