"""Uploads: handing files over, watching them being read, and turning the forms that were found into declarations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from jiheng.web.unit import choosing
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
    reads = any(one.status in _UNREAD for one in page)
    files = Role.PREPARER in scope_of(person_of(request)).roles
    return render(request, "unit/intakes.html", {"page": page, "reads": reads, "may_file": files})


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
            one_file = len(made) == 1
            return (
                redirect("intake", made[0].pk)
                if one_file
                else redirect(f"{reverse('intakes-check')}?unit={place.unit.pk}")
            )
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
    messages.success(request, _("这个文件里剩下的表不用了，不会变成申报；文件 60 天后删除。"))
    return redirect("intakes")


def _must_be_usable(request: HttpRequest, intake: Intake) -> None:
    if not intakes.may_use(intake, person_of(request)):
        raise PermissionDenied


# ---- forms that are filed


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All forms of a unit that were read and are not used yet, whatever file they came in: looked at and taken at once."""
    place = place_of(request, frozenset((Role.PREPARER,)))
    if place.round is None:
        return redirect("unit-owed")
    forms = filing.open_forms(place.unit, place.round)
    reading = filing.waiting(place.unit, place.round)
    count = forms.count()
    listed_before = request.GET.get("listed", "")
    if request.headers.get("HX-Request") and listed_before == "0" and (count or not reading):
        return HttpResponse(headers={"HX-Refresh": "true"})  # nothing is lost: there was nothing to tick
    context: dict[str, Any] = {
        "place": place, "reading": reading, "count": count,
        "has_more": listed_before.isdecimal() and listed_before != str(count),
    }  # fmt: skip
    return _choosing(request, forms, context, "unit/intakes_check.html")


def _filing(request: HttpRequest, intake: Intake, context: dict[str, Any]) -> HttpResponse:
    context["twin"] = filing.twin_of(intake)
    if context["may_use"]:
        context["others"] = filing.open_forms(intake.unit, intake.round).exclude(intake=intake).count()
    return _choosing(request, filing.forms_of(intake), context, "unit/intake_filing.html")


def _choosing(
    request: HttpRequest, forms: QuerySet[IntakeForm], context: dict[str, Any], template: str
) -> HttpResponse:
    """The page of a choice; what is refused keeps its tick and says why."""
    asked = request.GET.get("page")
    page = Paginator(forms, _A_PAGE).get_page(asked)
    rows = _rows(page)
    first = rows[0].form.intake if rows else None
    projects = list(Project.objects.filter(round=first.round_id, unit=first.unit_id)) if first is not None else []
    choices, status = choosing.offered(rows), 200
    if request.method == "POST":
        errors = choosing.take(request, rows, projects)
        if errors is not None and not errors:
            return redirect(request.get_full_path())
        page = Paginator(forms.all(), _A_PAGE).get_page(asked)
        choices, status = choosing.kept(_rows(page), request.POST, errors or {}), 422
        context["nothing_ticked"] = errors is None
    context |= {
        "page": page,
        "choices": choices,
        "projects": projects,
        "usable": any(one.row.is_usable for one in choices),
        "wrong": [one for one in choices if one.error],
    }
    return render(request, template, context, status=status)


def _rows(page: Page[IntakeForm]) -> list[filing.Found]:
    forms = list(page)
    return filing.found_forms(forms[0].intake, forms) if forms else []


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
            "findings": filing.changed_findings(present, chosen.form.content) if present is not None else None,
            "refused": filing.refusals(purpose, declaration, present, chosen.form.content),
        }
        if amends:
            context["sheet"] = score_sheet.sheet(form, declaration, chosen.form.content)
    return render(request, "unit/intake_replacing.html", context)
