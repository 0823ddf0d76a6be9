"""Pages about the register of projects of the chosen round."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import discarding, import_projects, workbooks
from jiheng.web.records.domain import register as domain
from jiheng.web.records.domain.workbooks import Column
from jiheng.web.records.models import Declaration, Project, Round
from jiheng.web.setup.access import (
    OrganisationField,
    administrators,
    administrators_and_auditors,
    breadcrumb,
    choices,
    crumb,
    form_page,
    may_change,
    posted,
    pressed,
    told,
    written,
)
from jiheng.web.setup.downloads import XLSX, download

_PER_PAGE = 50
_DECLARED = [
    ("", gettext_lazy("全部")),
    ("yes", gettext_lazy("已申报")),
    ("no", gettext_lazy("未申报")),
    ("new", gettext_lazy("不在项目库")),
]


class RegisterFilter(forms.Form):
    """Which projects are shown."""

    q = forms.CharField(label=gettext_lazy("项目编码或名称"), required=False, max_length=80, widget=forms.SearchInput)
    unit = OrganisationField(label=gettext_lazy("单位（含下级）"), required=False, help_text="")
    declared = forms.ChoiceField(label=gettext_lazy("申报"), choices=_DECLARED, required=False)


class ProjectForm(forms.Form):
    """A project."""

    code = forms.CharField(label=gettext_lazy("项目编码"), max_length=60)
    name = forms.CharField(label=gettext_lazy("项目名称"), max_length=200)
    unit = OrganisationField(label=gettext_lazy("项目单位"))
    amount = forms.DecimalField(
        label=gettext_lazy("申报金额（元）"), required=False, min_value=Decimal(0), max_digits=17, decimal_places=4
    )
    control_figure = forms.DecimalField(
        label=gettext_lazy("控制数（元）"), required=False, min_value=Decimal(0), max_digits=17, decimal_places=4
    )


class TakeOutForm(forms.Form):
    """Why a project goes out of the round."""

    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写给填报单位看。"),
    )  # fmt: skip


@administrators_and_auditors
def listed(request: HttpRequest) -> HttpResponse:
    """The projects of the round."""
    round_ = current_round(request)
    form = RegisterFilter(request.GET if set(request.GET) & {"q", "unit", "declared"} else None)
    page = None
    if round_ is not None:
        page = Paginator(_found(round_, form), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "may_change": may_change(request),
        "breadcrumb": breadcrumb({"label": _("项目库")}),
    }
    return render(request, "setup/register.html", context)


@administrators_and_auditors
def export(request: HttpRequest) -> HttpResponse:
    """The projects that the list shows, as a spreadsheet that can be taken in again."""
    round_ = _round(request)
    form = RegisterFilter(request.GET)
    columns = (
        Column(import_projects.CODE, 26, ""), Column(import_projects.NAME, 44, ""), Column(import_projects.UNIT, 16, ""),
        Column("单位名称", 36, ""), Column(f"{import_projects.AMOUNT}（元）", 18, ""),
        Column(f"{import_projects.CONTROL}（元）", 18, ""),
    )  # fmt: skip
    rows = (
        (one.code, one.name, one.unit.code, one.unit.name, one.amount, one.control_figure)
        for one in _found(round_, form).iterator(chunk_size=2000)
    )
    return download(
        workbooks.workbook(_("项目库"), columns, rows), _("项目库-{year}.xlsx").format(year=round_.fiscal_year), XLSX
    )


@administrators
def new(request: HttpRequest) -> HttpResponse:
    """A project more."""
    round_ = _round(request)
    form = ProjectForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        domain.add(round_, person_of(request), **given)
        return told(request, _("项目已加入项目库。"), "register")

    return form_page(request, form, _("新增项目"), act, crumbs=_crumbs(), organisations=choices(), said=round_.name)


@administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other values of a project."""
    project = get_object_or_404(Project.objects.select_related("unit", "round"), pk=pk)
    initial = {
        "code": project.code,
        "name": project.name,
        "unit": written(project.unit),
        "amount": project.amount,
        "control_figure": project.control_figure,
    }
    form = ProjectForm(posted(request), initial=initial)

    def act(given: dict[str, Any]) -> HttpResponse:
        domain.edit(project, person_of(request), **given)
        return told(request, _("已保存。"), "register")

    more: dict[str, Any] = {"organisations": choices(), "said": project.round.name}
    if not project.code:
        more["takes_out"] = project
    elif not Declaration.objects.filter(project=project).exists():
        more["removes"] = project
    return form_page(request, form, _("修改项目"), act, crumbs=_crumbs(), template="setup/project_form.html", **more)


@administrators
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A project that was entered by mistake."""
    project = get_object_or_404(Project, pk=pk)
    said = _("项目“{name}”已删除。").format(name=project.name)
    by = person_of(request)
    return pressed(request, said, lambda: domain.remove(project, by), "register")


@administrators
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """A project that a unit declared by mistake, and that the register does not hold."""
    project = get_object_or_404(Project.objects.select_related("unit", "round"), pk=pk)
    form = TakeOutForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        discarding.take_out(project, person_of(request), given["reason"])
        return told(request, _("项目“{name}”已移出本轮。").format(name=project.name), "register")

    said = _("{unit}的“{name}”不在项目库里。移出本轮后，它的草稿作废，不再算作应报的表，也不再催报；单位会收到通知。")
    said = said.format(unit=project.unit.name, name=project.name)
    label = _("移出本轮")
    return form_page(request, form, label, act, crumbs=_crumbs(), said=said, button=label, danger=True)


def _found(round_: Round, form: RegisterFilter) -> QuerySet[Project]:
    asked = form.cleaned_data if form.is_valid() else {}
    declared = Declaration.objects.filter(project=OuterRef("pk"))
    found = Project.objects.filter(round=round_).select_related("unit").annotate(is_declared=Exists(declared))
    if text := asked.get("q", ""):
        found = found.filter(Q(code__icontains=text) | Q(name__icontains=text))
    if unit := asked.get("unit"):
        found = found.filter(unit__path__startswith=unit.path)
    if asked.get("declared") == "new":
        found = found.filter(code="")
    elif asked.get("declared"):
        found = found.filter(is_declared=asked["declared"] == "yes")
    return found.order_by("code", "id")


def _round(request: HttpRequest) -> Round:
    round_ = current_round(request)
    if round_ is None:
        raise Http404
    return round_


def _crumbs() -> list[dict[str, str]]:
    return [crumb("register", _("项目库"))]
