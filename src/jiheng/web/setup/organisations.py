"""Pages about the tree of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import organisations as domain
from jiheng.web.records.models import Membership, Organisation, OrganisationKind, OrganisationName, Role
from jiheng.web.records.queries import unfinished
from jiheng.web.records.queries.home import units_without
from jiheng.web.setup.access import (
    OrganisationField,
    administrators,
    administrators_and_auditors,
    breadcrumb,
    carried_out,
    choices,
    crumb,
    form_page,
    may_change,
    posted,
    pressed,
    told,
    written,
)

_PER_PAGE = 50
_DEEPEST_SHOWN = 3


class OrganisationFilter(forms.Form):
    """Which organisations are shown."""

    q = forms.CharField(label=gettext_lazy("编码或名称"), required=False, max_length=60, widget=forms.SearchInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=[("", gettext_lazy("全部")), *OrganisationKind.choices], required=False
    )
    active = forms.ChoiceField(
        label=gettext_lazy("状态"),
        choices=[("", gettext_lazy("在用")), ("no", gettext_lazy("已停用")), ("all", gettext_lazy("全部"))],
        required=False,
    )

    missing = forms.ChoiceField(
        label=gettext_lazy("缺少人员"),
        choices=[
            ("", gettext_lazy("不限")), (Role.PREPARER, gettext_lazy("缺填报人")), (Role.HEAD, gettext_lazy("缺负责人")),
        ],
        required=False,
    )  # fmt: skip


class OrganisationForm(forms.Form):
    """Name and code."""

    code = forms.CharField(label=gettext_lazy("单位编码"), max_length=40)
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=120,
        help_text=gettext_lazy("单位全称，与公章一致。改名后旧名称自动记为别名。"),
    )


class PlaceForm(forms.Form):
    """Kind and parent."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=OrganisationKind.choices)
    parent = OrganisationField(
        label=gettext_lazy("上级单位"), required=False, help_text=gettext_lazy("填编码或名称；财政局留空。")
    )


class NewOrganisationForm(OrganisationForm, PlaceForm):
    """All of a new organisation."""

    field_order = ("code", "name", "kind", "parent")


class NameForm(forms.Form):
    """A further name."""

    name = forms.CharField(label=gettext_lazy("别名"), max_length=120)


@administrators_and_auditors
def listed(request: HttpRequest) -> HttpResponse:
    """The tree as a list in the order of codes, indented."""
    form = OrganisationFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = Organisation.objects.select_related("parent").annotate(people=Count("memberships__person", distinct=True))
    if text := asked.get("q", ""):
        in_other = OrganisationName.objects.filter(name__icontains=text).values("organisation")
        found = found.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(pk__in=in_other))
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("active") != "all":
        found = found.filter(is_active=asked.get("active") != "no")
    if asked.get("missing"):
        without = units_without(Role(asked["missing"]), current_round(request))
        found = found.filter(pk__in=without.values("pk"))
    page = Paginator(found.order_by("code"), _PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, min(one.path.count("/") - 1, _DEEPEST_SHOWN)) for one in page.object_list]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "may_change": may_change(request),
        "breadcrumb": breadcrumb({"label": pgettext("all", "单位")}),
    }
    return render(request, "setup/organisations.html", context)


@administrators_and_auditors
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: where it stands, what is below it, who works there, its names."""
    return _page(request, get_object_or_404(Organisation.objects.select_related("parent"), pk=pk))


@administrators
def new(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    under = request.GET.get("under", "")
    above = Organisation.objects.filter(pk=under).first() if under.isdecimal() and len(under) < 18 else None
    initial = {"parent": written(above), "kind": OrganisationKind.UNIT}
    form = NewOrganisationForm(posted(request), initial=initial)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = domain.create(person_of(request), **given)
        return told(request, _("{name}已建好。").format(name=made.name), "organisation", pk=made.pk)

    crumbs = [crumb("organisations", pgettext("all", "单位"))]
    return form_page(request, form, _("新建单位"), act, crumbs=crumbs, organisations=choices())


@administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or code."""
    organisation = get_object_or_404(Organisation, pk=pk)
    form = OrganisationForm(posted(request), initial={"name": organisation.name, "code": organisation.code})

    def act(given: dict[str, Any]) -> HttpResponse:
        domain.edit(organisation, person_of(request), **given)
        return told(request, _("已保存。"), "organisation", pk=pk)

    return form_page(request, form, _("改名或改编码"), act, crumbs=_crumbs(organisation))


@administrators
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Under another organisation, with everything below it."""
    organisation = get_object_or_404(Organisation.objects.select_related("parent"), pk=pk)
    initial = {"kind": organisation.kind, "parent": written(organisation.parent)}
    form = PlaceForm(posted(request), initial=initial)

    def act(given: dict[str, Any]) -> HttpResponse:
        domain.move(organisation, person_of(request), **given)
        return told(request, _("已移到新的位置，下级单位一起移过去了。"), "organisation", pk=pk)

    said = _("{name}和它的全部下级单位会一起移动；上级单位的审核人从此能看到并审核它们的申报。").format(
        name=organisation.name
    )
    crumbs = _crumbs(organisation)
    return form_page(request, form, _("移动或改类别"), act, crumbs=crumbs, said=said, organisations=choices())


@administrators
@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    organisation, by = get_object_or_404(Organisation, pk=pk), person_of(request)
    return pressed(
        request, _("单位已启用。"), lambda: domain.set_active(organisation, by, active=True), "organisation", pk=pk
    )


@administrators
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it: what that means, then it is done."""
    organisation = get_object_or_404(Organisation, pk=pk)
    form = forms.Form(posted(request))

    def act(_given: dict[str, Any]) -> HttpResponse:
        domain.set_active(organisation, person_of(request), active=False)
        return told(request, _("单位已停用，它以前的申报都留着。"), "organisation", pk=pk)

    left = unfinished.of_unit(organisation)
    people = Membership.objects.filter(organisation=organisation, person__is_active=True).values("person").distinct()
    said = _(
        "停用以后，{name}不再列入应报和催报，不能再给人设它的角色；它的人还能查看以前的申报，不能填报、报送、签批、审核，已经报到上级的照常审核。随时可以重新启用。"
    )
    warned = []
    if left.with_the_unit:
        warned.append(
            _(
                "它还有 {n} 份没有报送的表（草稿 {drafts} 份，被退回 {returned} 份，二上 {adjusting} 份），请先办完或交给接手的单位。"
            ).format(n=left.with_the_unit, drafts=left.drafts, returned=left.returned, adjusting=left.adjusting)
        )
    if left.to_sign:
        warned.append(_("它还有 {n} 份等单位负责人签批，停用以后签不了，请先签批或退回。").format(n=left.to_sign))
    if left.in_review:
        warned.append(_("它还有 {n} 份正在审核，会照常审核下去。").format(n=left.in_review))
    if count := people.count():
        warned.append(_("它有 {n} 个人员账号，停用单位不停用账号。").format(n=count))
    return form_page(
        request, form, _("停用单位"), act, crumbs=_crumbs(organisation), said=said.format(name=organisation.name),
        warned="".join(warned), button=_("停用"), danger=True,
    )  # fmt: skip


@administrators
@require_POST
def add_name(request: HttpRequest, pk: int) -> HttpResponse:
    """A further name."""
    organisation = get_object_or_404(Organisation.objects.select_related("parent"), pk=pk)
    form = NameForm(request.POST)

    def act(given: dict[str, Any]) -> HttpResponse:
        domain.add_name(organisation, person_of(request), given["name"])
        return told(request, _("别名已加上，表上印这个名称的会认成这个单位。"), "organisation", pk=pk)

    return carried_out(request, form, act, field="name") or _page(request, organisation, form)


@administrators
@require_POST
def remove_name(request: HttpRequest, pk: int, name: int) -> HttpResponse:
    """A name less."""
    domain.remove_name(get_object_or_404(OrganisationName, pk=name, organisation_id=pk), person_of(request))
    return told(request, _("别名已删除。"), "organisation", pk=pk)


def _page(request: HttpRequest, organisation: Organisation, form: NameForm | None = None) -> HttpResponse:
    below = Organisation.objects.filter(parent=organisation).order_by("code")
    members = Membership.objects.filter(organisation=organisation, person__is_active=True).select_related("person")
    context = {
        "shown": organisation,
        "may_change": may_change(request),
        "page": Paginator(below, _PER_PAGE).get_page(request.GET.get("page")),
        "members": members.order_by("role", "person__username")[:200],
        "names": organisation.other_names.all(),
        "form": form or NameForm(),
        "breadcrumb": breadcrumb(
            crumb("organisations", pgettext("all", "单位")), *_above(organisation), {"label": organisation.name}
        ),
    }
    return render(request, "setup/organisation.html", context, status=422 if form is not None else 200)


def _above(organisation: Organisation) -> list[dict[str, str]]:
    way = [int(part) for part in organisation.path.split("/") if part][:-1]
    names = dict(Organisation.objects.filter(pk__in=way).values_list("pk", "name"))
    return [crumb("organisation", names[pk], pk) for pk in way]


def _crumbs(organisation: Organisation) -> list[dict[str, str]]:
    return [crumb("organisations", pgettext("all", "单位")), crumb("organisation", organisation.name, organisation.pk)]
