"""Pages about people: the list, one person, his roles, handing over his work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import own_account, people
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Handover, Membership, Person, Role
from jiheng.web.records.queries import people as queries
from jiheng.web.setup.access import (
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
    shown,
    told,
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

    def act(given: dict[str, Any]) -> HttpResponse:
        places = [(Role(given["role"]), given["organisation"])] if given["role"] else []
        made, password = people.create(
            person_of(request), username=given["username"], name=given["name"], email=given["email"], places=places
        )
        return _password_page(request, made, password, _("账号已建好"))

    crumbs = [crumb("people", _("人员"))]
    return form_page(request, form, _("新建账号"), act, crumbs=crumbs, button=_("建账号"), organisations=choices())


@administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another account name, name or e-mail."""
    person = get_object_or_404(Person, pk=pk)
    form = PersonForm(
        posted(request), initial={"username": person.username, "name": person.name, "email": person.email}
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        people.edit(person, person_of(request), **given)
        return told(request, _("已保存。"), "person", pk=pk)

    return form_page(request, form, _("修改账号"), act, crumbs=_crumbs(person))


@administrators
@require_POST
def add_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One role more; roles that are too close are told of and need a second yes."""
    person = get_object_or_404(Person, pk=pk)
    form = NewPlaceForm(request.POST)

    def act(given: dict[str, Any]) -> HttpResponse:
        place = (Role(given["role"]), given["organisation"])
        held = _places(person)
        if place in held:
            raise NotMet(_("这个角色已经有了。"))
        warnings = [text for text in people.too_close([*held, place]) if text not in people.too_close(held)]
        if warnings and "confirmed" not in request.POST:
            return _page(request, person, form, warnings)
        people.set_places(person, person_of(request), [*held, place])
        return told(request, _("角色已加上。"), "person", pk=pk)

    return carried_out(request, form, act) or _page(request, person, form)


@administrators
@require_POST
def remove_place(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """One role less."""
    person = get_object_or_404(Person, pk=pk)
    gone = get_object_or_404(Membership, pk=membership, person=person)
    kept = [place for place in _places(person) if place != (gone.role, gone.organisation)]
    by = person_of(request)
    return pressed(request, _("角色已去掉。"), lambda: people.set_places(person, by, kept), "person", pk=pk)


@administrators
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """What is done with one press: an end of waiting, active again."""
    person = get_object_or_404(Person, pk=pk)
    by = person_of(request)
    if act == "lockout":
        return pressed(request, _("已解除登录限制。"), lambda: people.end_lockout(person, by), "person", pk=pk)
    if act == "activate":
        return pressed(request, _("账号已启用。"), lambda: people.set_active(person, by, active=True), "person", pk=pk)
    raise Http404


@administrators
@never_cache
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new initial password: what that means, then it is shown once."""
    person = get_object_or_404(Person, pk=pk)
    form = forms.Form(posted(request))

    def act(_given: dict[str, Any]) -> HttpResponse:
        password = people.reset_password(person, person_of(request))
        return _password_page(request, person, password, _("密码已重设"))

    said = _("重设以后，{name}现在的密码马上作废，正在用的登录都会退出；新的初始密码只显示一次，请先想好怎样告诉本人。")
    return form_page(
        request, form, _("重设密码"), act, crumbs=_crumbs(person), said=said.format(name=person.name),
        button=_("重设密码"), danger=True,
    )  # fmt: skip


@administrators
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """No second factor any more: what that means, then it is done."""
    person = get_object_or_404(Person, pk=pk)
    form = forms.Form(posted(request))

    def act(_given: dict[str, Any]) -> HttpResponse:
        people.reset_second_factor(person, person_of(request))
        return told(request, _("第二重验证已清除。"), "person", pk=pk)

    said = _("清除以后，{name}只用密码就能登录，直到在新手机上重新设好；请先核实是本人丢了手机。")
    return form_page(
        request, form, _("清除第二重验证"), act, crumbs=_crumbs(person), said=said.format(name=person.name),
        button=_("清除"), danger=True,
    )  # fmt: skip


@administrators
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    person = get_object_or_404(Person, pk=pk)
    form = OptionalReasonForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        people.set_active(person, person_of(request), active=False, **given)
        return told(request, _("账号已停用，这个人不能再登录。"), "person", pk=pk)

    said = _("停用以后这个人不能登录，他办过的事都留着；在办的事请先“交接工作”。")
    return form_page(
        request, form, _("停用账号"), act, crumbs=_crumbs(person), said=said, button=_("停用"), danger=True
    )


@administrators
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """His work goes to a successor."""
    person = get_object_or_404(Person, pk=pk)
    form = HandoverForm(posted(request))
    page: dict[str, Any] = {
        "crumbs": _crumbs(person),
        "said": _("{name}的全部角色会转给接手人；只有他能办的事（例如撤回他报送的表），接手人也能办。").format(
            name=person.name
        ),
        "button": _("交接"),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        after = given["after"]
        warnings = people.too_close([*_places(person), *_places(after)])
        if warnings and "confirmed" not in request.POST:
            return shown(request, form, _("交接工作"), warnings=warnings, **page)
        people.hand_over(person, after, person_of(request), given["reason"], deactivate=given["deactivate"])
        said = _("{before}的工作已交给{after}。").format(before=person.name, after=after.name)
        return told(request, said, "person", pk=after.pk)

    return form_page(request, form, _("交接工作"), act, **page)


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
        "organisations": choices() if changes else (),
        "breadcrumb": breadcrumb(crumb("people", _("人员")), {"label": person.name}),
    }
    return render(request, "setup/person.html", context, status=422 if form is not None else 200)


def _password_page(request: HttpRequest, person: Person, password: str, title: str) -> HttpResponse:
    context = {
        "shown": person,
        "password": password,
        "title": title,
        "breadcrumb": breadcrumb(*_crumbs(person), {"label": title}),
    }
    return render(request, "setup/password.html", context)


def _crumbs(person: Person) -> list[dict[str, str]]:
    return [crumb("people", _("人员")), crumb("person", person.name, person.pk)]


def _places(person: Person) -> list[people.Place]:
    held = Membership.objects.filter(person=person).select_related("organisation")
    return [(Role(one.role), one.organisation) for one in held]
