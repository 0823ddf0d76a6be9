"""Pages about people: the list, one person, his roles, handing over his work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import own_account, people
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.models import Handover, Membership, Organisation, Person, Role
from jiheng.web.records.queries import people as queries
from jiheng.web.setup.access import (
    administrators,
    administrators_and_auditors,
    breadcrumb,
    crumb,
    form_page,
    may_change,
    posted,
)
from jiheng.web.setup.people_forms import (
    HandoverForm,
    NewPersonForm,
    NewPlaceForm,
    OptionalReasonForm,
    PeopleFilter,
    PersonForm,
)

_PER_PAGE = 50


@administrators_and_auditors
def listed(request: HttpRequest) -> HttpResponse:
    """All people, searched and filtered."""
    form = PeopleFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.people(
        text=asked.get("q", ""),
        organisation=asked.get("organisation"),
        role=asked.get("role", ""),
        active=asked.get("active", ""),
    )
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "locked": queries.locked_out(page.object_list),
        "may_change": may_change(request),
        "breadcrumb": breadcrumb({"label": _("人员")}),
    }
    return render(request, "setup/people.html", context)


@administrators_and_auditors
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, state of the account, what can be done about it."""
    return _page(request, get_object_or_404(Person, pk=pk))


@administrators
def new(request: HttpRequest) -> HttpResponse:
    """A new account; the initial password is shown once."""
    form = NewPersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        places = [(Role(given["role"]), given["organisation"])] if given["role"] else []
        try:
            made, password = people.create(
                person_of(request), username=given["username"], name=given["name"], email=given["email"], places=places
            )
        except ActError as error:
            form.add_error(None, str(error))
        else:
            return _password_page(request, made, password, _("账号已建好"))
    crumbs = [crumb("people", _("人员"))]
    return form_page(request, form, _("新建账号"), crumbs=crumbs, button=_("建账号"), organisations=_organisations())


@administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another account name, name or e-mail."""
    person = get_object_or_404(Person, pk=pk)
    form = PersonForm(
        posted(request), initial={"username": person.username, "name": person.name, "email": person.email}
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.edit(person, person_of(request), **form.cleaned_data)
        except ActError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("person", pk=pk)
    crumbs = [crumb("people", _("人员")), crumb("person", person.name, pk)]
    return form_page(request, form, _("修改账号"), crumbs=crumbs)


@administrators
@require_POST
def add_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One role more; roles that are too close are told of and need a second yes."""
    person = get_object_or_404(Person, pk=pk)
    form = NewPlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form)
    place = (Role(form.cleaned_data["role"]), form.cleaned_data["organisation"])
    held = _places(person)
    if place in held:
        form.add_error(None, _("这个角色已经有了。"))
        return _page(request, person, form)
    warnings = [text for text in people.too_close([*held, place]) if text not in people.too_close(held)]
    if warnings and "confirmed" not in request.POST:
        return _page(request, person, form, warnings)
    try:
        people.set_places(person, person_of(request), [*held, place])
    except ActError as error:
        form.add_error(None, str(error))
        return _page(request, person, form)
    messages.success(request, _("角色已加上。"))
    return redirect("person", pk=pk)


@administrators
@require_POST
def remove_place(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """One role less."""
    person = get_object_or_404(Person, pk=pk)
    gone = get_object_or_404(Membership, pk=membership, person=person)
    kept = [place for place in _places(person) if place != (gone.role, gone.organisation)]
    return _done(request, pk, _("角色已去掉。"), lambda: people.set_places(person, person_of(request), kept))


@administrators
@never_cache
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """What is done with one press: a new password, an end of waiting, no second factor, active again."""
    person = get_object_or_404(Person, pk=pk)
    by = person_of(request)
    if act == "password":
        return _password_page(request, person, people.reset_password(person, by), _("密码已重设"))
    if act == "lockout":
        return _done(request, pk, _("已解除登录限制。"), lambda: people.end_lockout(person, by))
    if act == "second-factor":
        return _done(request, pk, _("第二重验证已清除。"), lambda: people.reset_second_factor(person, by))
    if act == "activate":
        return _done(request, pk, _("账号已启用。"), lambda: people.set_active(person, by, active=True))
    raise Http404


@administrators
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    person = get_object_or_404(Person, pk=pk)
    form = OptionalReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            people.set_active(person, person_of(request), active=False, reason=form.cleaned_data["reason"])
        except ActError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("账号已停用，这个人不能再登录。"))
            return redirect("person", pk=pk)
    crumbs = [crumb("people", _("人员")), crumb("person", person.name, pk)]
    said = _("停用以后这个人不能登录，他办过的事都留着；在办的事请先“交接工作”。")
    return form_page(request, form, _("停用账号"), crumbs=crumbs, said=said, button=_("停用"), danger=True)


@administrators
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """His work goes to a successor."""
    person = get_object_or_404(Person, pk=pk)
    form = HandoverForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        held = [*_places(person), *_places(given["after"])]
        warnings = people.too_close(held)
        if warnings and "confirmed" not in request.POST:
            return _hand_over_page(request, person, form, warnings)
        try:
            people.hand_over(
                person, given["after"], person_of(request), given["reason"], deactivate=given["deactivate"]
            )
        except ActError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("{before}的工作已交给{after}。").format(before=person.name, after=given["after"].name)
            )
            return redirect("person", pk=given["after"].pk)
    return _hand_over_page(request, person, form)


def _hand_over_page(
    request: HttpRequest, person: Person, form: HandoverForm, warnings: list[str] | None = None
) -> HttpResponse:
    crumbs = [crumb("people", _("人员")), crumb("person", person.name, person.pk)]
    said = _("{name}的全部角色会转给接手人；只有他能办的事（例如撤回他报送的表），接手人也能办。").format(
        name=person.name
    )
    return form_page(request, form, _("交接工作"), crumbs=crumbs, said=said, button=_("交接"), warnings=warnings)


def _page(
    request: HttpRequest, person: Person, form: NewPlaceForm | None = None, warnings: list[str] | None = None
) -> HttpResponse:
    handovers = Handover.objects.filter(before=person) | Handover.objects.filter(after=person)
    changes = may_change(request)
    context: dict[str, Any] = {
        "shown": person,
        "memberships": Membership.objects.filter(person=person).select_related("organisation"),
        "close": people.too_close(_places(person)),
        "handovers": handovers.select_related("before", "after", "by").order_by("-id"),
        "factor": own_account.second_factor_of(person),
        "is_locked": bool(queries.locked_out([person])),
        "may_change": changes,
        "form": form or NewPlaceForm(),
        "warnings": warnings,
        "organisations": _organisations() if changes else (),
        "breadcrumb": breadcrumb(crumb("people", _("人员")), {"label": person.name}),
    }
    return render(request, "setup/person.html", context, status=422 if form is not None else 200)


def _password_page(request: HttpRequest, person: Person, password: str, title: str) -> HttpResponse:
    context = {
        "shown": person,
        "password": password,
        "title": title,
        "breadcrumb": breadcrumb(crumb("people", _("人员")), crumb("person", person.name, person.pk), {"label": title}),
    }
    return render(request, "setup/password.html", context)


def _done(request: HttpRequest, pk: int, said: str, do: Any) -> HttpResponse:
    try:
        do()
    except ActError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("person", pk=pk)


def _places(person: Person) -> list[people.Place]:
    held = Membership.objects.filter(person=person).select_related("organisation")
    return [(Role(one.role), one.organisation) for one in held]


def _organisations() -> Any:
    return Organisation.objects.filter(is_active=True).order_by("code").values_list("code", "name")
