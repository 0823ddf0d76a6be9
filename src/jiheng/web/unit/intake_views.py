"""Uploads: handing files over, watching them being read, and turning the forms that were found into declarations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiheng.web.pages import score_sheet
from jiheng.web.pages.refused import refused, typed_in
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import intakes
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale, WrongState
from jiheng.web.records.models import OWN_UNIT_ROLES, Intake, IntakeForm, IntakePurpose, IntakeStatus, Project, Role
from jiheng.web.records.permissions import scope_of
from jiheng.web.records.queries import filing, form_view
from jiheng.web.records.queries.declarations import existing_for, sight_of
from jiheng.web.unit.access import place_of
from jiheng.web.unit.forms import ClaimForm, FilingForm

_A_PAGE = 50
_UPLOADERS = frozenset((*OWN_UNIT_ROLES, Role.PERFORMANCE, Role.BUDGET))
_UNREAD = (IntakeStatus.WAITING, IntakeStatus.READING)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The uploads that exist for me, the newest first."""
    if not scope_of(person_of(request)).roles & _UPLOADERS:
        raise PermissionDenied
    found = intakes.visible_intakes(person_of(request)).select_related("file", "unit", "by", "declaration")
    page = Paginator(filing.with_counts(found), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "unit/intakes.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Hand over files with forms for this round."""
    place = place_of(request, frozenset((Role.PREPARER,)))
    form = FilingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and place.round is not None and form.is_valid():
        try:
            made = intakes.take(form.cleaned_data["uploads"], place.unit, place.round, person_of(request))
        except ActError as error:
            form.add_error(None, str(error))
        else:
            return redirect("intake", made[0].pk) if len(made) == 1 else redirect("intakes")
    closed = filing.why_closed(place.round, place.unit) if place.round is not None else ""
    context = {"place": place, "form": form, "closed": closed}
    return render(request, "unit/intake_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """An upload: how far the reading is, then the forms that were found, and what becomes of them."""
    found = intakes.visible_intakes(person_of(request)).select_related("file", "unit", "by", "round")
    intake = get_object_or_404(found, pk=pk)
    waiting = intake.status in _UNREAD
    if not waiting and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})  # read by now: the page as a whole is another one
    context: dict[str, Any] = {
        "intake": intake,
        "waiting": waiting,
        "lines": intake.message.splitlines(),
        "may_use": intakes.may_use(intake, person_of(request)),
    }
    if request.method == "POST":
        _must_be_usable(request, intake)
    if waiting:
        return render(request, "unit/intake.html", context)
    if intake.purpose == IntakePurpose.FILE:
        return _filing(request, intake, context)
    return _replacing(request, intake, context)


@require_safe
def form(request: HttpRequest, pk: int, form: int) -> HttpResponse:
    """A form of an upload as it looks, with what was found in it."""
    found = intakes.visible_intakes(person_of(request)).select_related("file")
    intake = get_object_or_404(found, pk=pk)
    one_form = get_object_or_404(intake.forms.select_related("content"), pk=form)
    context = {"intake": intake, "form": one_form, "shown": form_view.previewed(one_form.content)}
    return render(request, "unit/intake_form.html", context)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an upload aside."""
    person = person_of(request)
    intake = get_object_or_404(intakes.visible_intakes(person).select_related("unit"), pk=pk)
    _must_be_usable(request, intake)
    intakes.close(intake, person)
    messages.success(request, _("已放在一边，没有用的表不会变成申报。"))
    return redirect("intakes")


def _must_be_usable(request: HttpRequest, intake: Intake) -> None:
    if not intakes.may_use(intake, person_of(request)):
        raise PermissionDenied


# ---- forms that are filed


def _filing(request: HttpRequest, intake: Intake, context: dict[str, Any]) -> HttpResponse:
    page = Paginator(filing.forms_of(intake), _A_PAGE).get_page(request.GET.get("page"))
    rows = filing.found_forms(intake, page)
    projects = list(Project.objects.filter(round=intake.round, unit=intake.unit))
    if request.method == "POST":
        said = request.POST
        chosen = [row.form for row in rows if said.get(f"take-{row.form.pk}") or said.get(f"sure-{row.form.pk}")]
        if not chosen:
            messages.error(request, _("请先选中要用的表。"))
        for form in chosen:
            _claim(request, form, {str(project.pk): project for project in projects})
        return redirect(request.get_full_path())
    context |= {"page": page, "rows": rows, "projects": projects, "usable": any(row.is_usable for row in rows)}
    return render(request, "unit/intake_filing.html", context)


def _claim(request: HttpRequest, form: IntakeForm, projects: dict[str, Project]) -> None:
    """Turn one form into a declaration, and say how it went."""
    project = projects.get(request.POST.get(f"project-{form.pk}", ""))
    try:
        made = intakes.claim(form, person_of(request), sure=bool(request.POST.get(f"sure-{form.pk}")), project=project)
    except ActError as error:
        messages.error(request, _("“{title}”没有办成：{why}").format(title=form.title, why=error))
    else:
        messages.success(request, _("“{title}”已放进草稿。").format(title=made.title))


# ---- a form that takes the place of another


def _replacing(request: HttpRequest, intake: Intake, context: dict[str, Any]) -> HttpResponse:
    person = person_of(request)
    declaration = get_object_or_404(existing_for(person), pk=intake.declaration_id)
    rows = filing.found_forms(intake, filing.forms_of(intake))
    usable = [row for row in rows if row.is_usable]
    asked = request.POST.get("form") or request.GET.get("form", "")
    chosen = next((row for row in usable if str(row.form.pk) == asked), None)
    if chosen is None and request.method == "POST" and asked:
        messages.error(request, _("这张表已经用过了，或不在这个文件里，请重新选一张。"))
        return redirect("intake", intake.pk)
    chosen = chosen or filing.likeliest(usable, declaration)
    context |= {"declaration": declaration, "rows": rows, "usable": usable, "chosen": chosen}
    if chosen is not None:
        purpose = IntakePurpose(intake.purpose)
        amends = purpose == IntakePurpose.AMEND
        form = ClaimForm(
            request.POST or None, purpose=purpose, declaration=declaration, chosen=chosen.form,
            initial=dict(score_sheet.filled_in(request, declaration)) if amends else {},
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            try:
                intakes.claim(chosen.form, person, **form.what())
            except (Stale, WrongState, NotAllowed) as error:
                return refused(request, declaration, error, typed_in(form), act=form.act)
            except ActError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("已办好：{act}。").format(act=purpose.label))
                return redirect("grade" if amends else "declaration", declaration.pk)
        present = sight_of(declaration, person).content
        context |= {
            "form": form,
            "labels": (_("现在的表"), chosen.form.source),
            "compared": form_view.compared(present, chosen.form.content) if present is not None else None,
            "refused": filing.refusals(purpose, declaration, present, chosen.form.content),
        }
        if amends:
            context["sheet"] = score_sheet.sheet(form, declaration, chosen.form.content)
    return render(request, "unit/intake_replacing.html", context)
