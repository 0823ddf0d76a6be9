"""Who may see the pages of administrators, and how their forms are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.domain.names import How, Names, called
from jiheng.web.records.domain.people import is_admin
from jiheng.web.records.models import Organisation, Role
from jiheng.web.records.permissions import scope_of

View = Callable[..., HttpResponse]
Carry = Callable[[dict[str, Any]], HttpResponse]
"""Carries an act out with the values of a form, and says where it leads."""


def administrators(view: View) -> View:
    """A page of administrators; nobody else's."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_admin(person_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def administrators_and_auditors(view: View) -> View:
    """A page that auditors read, too; whoever is no administrator may not post to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = request.method in ("GET", "HEAD") and audits_all(request)
        if not reads and not is_admin(person_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def audits_all(request: HttpRequest) -> bool:
    """Whether he is an auditor of the whole county."""
    return Role.AUDITOR in scope_of(person_of(request)).everywhere


def may_change(request: HttpRequest) -> bool:
    """Whether the page shows what administrators can do on it."""
    return is_admin(person_of(request))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def carried_out(request: HttpRequest, form: forms.Form, act: Carry, *, field: str | None = None) -> HttpResponse | None:
    """Carry an act out once its form was sent in order; why it was refused stands on the form.

    :param field: the field at which it stands; none: above them.
    :return: where the act leads; None where the form is still to be filled in.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except ActError as error:
        form.add_error(field, str(error))
        return None


def form_page(
    request: HttpRequest, form: forms.Form, title: str, act: Carry, *, crumbs: list[dict[str, str]], **more: Any
) -> HttpResponse:
    """A page that is one form, and the act that it is for.

    :param crumbs: the pages above it.
    """
    return carried_out(request, form, act) or shown(request, form, title, crumbs=crumbs, **more)


def shown(request: HttpRequest, form: forms.Form, title: str, *, crumbs: list[dict[str, str]], **more: Any) -> HttpResponse:  # fmt: skip
    """The page of a form as it stands."""
    context = {"form": form, "title": title, "breadcrumb": breadcrumb(*crumbs, {"label": title}), **more}
    context.setdefault("back", crumbs[-1]["url"] if crumbs else "")
    template = more.get("template", "setup/form.html")
    return render(request, template, context, status=422 if form.errors else 200)


def told(request: HttpRequest, said: str, there: str, **arguments: Any) -> HttpResponse:
    """On to a page, which says what was done."""
    messages.success(request, said)
    return redirect(reverse(there, kwargs=arguments))


def pressed(request: HttpRequest, said: str, act: Callable[[], object], there: str, **arguments: Any) -> HttpResponse:
    """What is done with one press of a button: the page after it says that it was, or why not."""
    try:
        act()
    except ActError as error:
        messages.error(request, str(error))
        return redirect(reverse(there, kwargs=arguments))
    return told(request, said, there, **arguments)


def breadcrumb(*crumbs: dict[str, str]) -> list[dict[str, str]]:
    """The way from the home page."""
    return [{"label": _("首页"), "url": reverse("home")}, *crumbs]


def crumb(name: str, label: str, *args: Any) -> dict[str, str]:
    """A page on the way."""
    return {"label": label, "url": reverse(name, args=args)}


class OrganisationField(forms.CharField):
    """An organisation, told by its code or by one of its names."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("单位"))
        options.setdefault("help_text", gettext_lazy("填单位编码或名称。"))
        options.setdefault("max_length", 170)
        attributes = {"list": "organisations", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> Organisation | None:
        """The organisation.

        :raises forms.ValidationError: where there is none, or more than one, or the text is but a part of its name.
        """
        text = super().clean(value)
        if not text:
            return None
        found = (
            Organisation.objects.filter(code=text.split()[0]).first()
            or Organisation.objects.filter(code=text).first()
            or called(text)
        )
        if found is not None:
            return found
        match = Names(Organisation.objects.prefetch_related("other_names")).match(text)
        if match.organisation is not None and match.how is How.PART:
            said = _("“{text}”是不是 {code} {name}？是的话，请填编码或全称。")
            one = match.organisation
            raise forms.ValidationError(said.format(text=text[:40], code=one.code, name=one.name))
        if match.organisation is not None:
            return match.organisation
        if match.candidates:
            names = _("、").join(f"{one.code} {one.name}" for one in match.candidates)
            raise forms.ValidationError(_("不能确定是哪个单位，请填编码。相近的有：{names}。").format(names=names))
        raise forms.ValidationError(_("没有找到单位“{text}”，请核对编码或名称。").format(text=text[:40]))


def choices() -> Any:
    """Codes and names that the field suggests."""
    return Organisation.objects.filter(is_active=True).order_by("code").values_list("code", "name")


def written(organisation: Organisation | None) -> str:
    """An organisation as the field shows it."""
    return f"{organisation.code} {organisation.name}" if organisation is not None else ""
