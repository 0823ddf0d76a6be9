"""The pages of the acts, and of the upload of a form that takes the place of the one there is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jiheng.web.declaration.act_forms import FORMS, ActForm, ReturnForm
from jiheng.web.declaration.forms import ReplacementForm
from jiheng.web.declaration.frame import ACTS, breadcrumb, must_have_role_for
from jiheng.web.pages.list_way import Way, way_of
from jiheng.web.pages.refused import refused, typed_in
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import intakes, publication
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale, WrongState
from jiheng.web.records.domain.requirements import open_adjustment
from jiheng.web.records.models import Act, Comment, IntakePurpose, Person
from jiheng.web.records.queries import declarations
from jiheng.web.records.queries.declarations import sight_of


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """What an act asks for; sent, it is carried out."""
    declaration = declaration_for(request, pk)
    person = person_of(request)
    kind = FORMS.get(Act(act)) if act in Act.values else None
    if kind is None:
        raise Http404
    must_have_role_for(kind.act, declaration, person)
    form = kind(request.POST, declaration=declaration, person=person) if request.method == "POST" else None
    since = declaration.state_since
    if form is not None and form.is_valid():
        try:
            form.carry_out()
        except (Stale, WrongState, NotAllowed) as error:
            return refused(request, declaration, error, typed_in(form), act=kind.act)
        except ActError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, str(kind.done))
            # What an administrator reopened is no more his to see.
            there = declarations.existing_for(person).filter(pk=pk).exists()
            return way_of(request, declaration).on("declaration", since) if there else redirect("rejected")
    try:
        declarations.must_be_possible(kind.act, declaration, person)
    except ActError as error:
        return refused(request, declaration, error, typed_in(form) if form is not None else (), act=kind.act)
    form = form or kind(declaration=declaration, person=person)
    return render(request, "declaration/act.html", _act_context(form, person, way_of(request, declaration)))


def _act_context(form: ActForm, person: Person, way: Way) -> dict[str, Any]:
    declaration = form.declaration
    context: dict[str, Any] = {
        "declaration": declaration,
        "form": form,
        "act": form.act,
        "adjustment": open_adjustment(declaration),
        "way": way,
        "breadcrumb": breadcrumb(declaration, str(form.act.label), way=way),
    }
    if form.act == Act.SUBMIT:
        sight = sight_of(declaration, person)
        content = sight.content
        context |= {"sight": sight, "returned": declarations.last_return_of(sight)}
        context["open"] = declarations.open_points(declaration, content) if content is not None else None
    elif form.act in (Act.SIGN, Act.PASS):
        context["unsettled"] = declarations.unsettled(declaration)
        context["explained"] = declarations.explained(declaration) if form.act == Act.SIGN else ()
    elif form.act == Act.PUBLISH:
        assert declaration.in_force is not None
        context["stopped"] = publication.why_unfit(declaration)
        context["masking"] = publication.masking_words(declaration.in_force.content)
        context["to_be_weighed"] = publication.to_be_weighed(declaration.in_force.content, declaration.round)
    elif isinstance(form, ReturnForm):
        context["remarks"] = Comment.objects.filter(declaration=declaration, resolved_at=None).select_related("by")
        context["pairs"] = form.pairs()
    return context


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    """Upload a form that takes the place of the one there is; what it changes is shown before it does."""
    declaration = declaration_for(request, pk)
    person = person_of(request)
    wanted = IntakePurpose(purpose) if purpose in IntakePurpose.values else None
    if wanted is None or wanted not in ACTS:
        raise Http404
    must_have_role_for(ACTS[wanted], declaration, person)
    try:
        declarations.must_be_possible(ACTS[wanted], declaration, person)
    except ActError as error:
        return refused(request, declaration, error, act=ACTS[wanted])
    form = ReplacementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = [form.cleaned_data["file"]]
        try:
            (made,) = intakes.take(files, declaration.unit, declaration.round, person, wanted, declaration)
        except ActError as error:
            form.add_error(None, str(error))
        else:
            return redirect("intake", pk=made.pk)
    way = way_of(request, declaration)
    context = {
        "declaration": declaration,
        "form": form,
        "purpose": wanted,
        "way": way,
        "breadcrumb": breadcrumb(declaration, str(wanted.label), way=way),
    }
    return render(request, "declaration/upload.html", context)
