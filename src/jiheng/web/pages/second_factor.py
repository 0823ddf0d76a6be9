"""The second factor: a code of the telephone at sign-in, setting it up, backup codes, giving it up."""

from __future__ import annotations

import io

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as verified

from jiheng.web.pages.account import must_know_password, safe_next
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import own_account
from jiheng.web.records.domain.errors import ActError


class CodeForm(forms.Form):
    """A code of the telephone, or a backup code."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True, "class": "short"}
        ),
    )


class KnownPasswordForm(forms.Form):
    """The password, once more."""

    password = forms.CharField(
        label=gettext_lazy("现在的密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ReplacingForm(KnownPasswordForm, CodeForm):
    """A code of the new telephone, and the password: an open session is not enough to put another in place of the old one."""

    field_order = ("code", "password")


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """At sign-in: the code."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    there = safe_next(request)
    if request.user.is_verified():  # type: ignore[attr-defined]
        return redirect(there)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = own_account.verify_second_factor(person_of(request), form.cleaned_data["code"])
        except ActError as error:
            form.add_error("code", str(error))
        else:
            verified(request, device)
            request.session.cycle_key()
            return redirect(there)
    context = {"form": form, "next": there}
    return render(request, "account/second_factor.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password")
def set_up(request: HttpRequest) -> HttpResponse:
    """A telephone is coupled by its first right code."""
    if settings.SECOND_FACTOR == "off":
        raise Http404
    person = person_of(request)
    replaces = own_account.second_factor_of(person).device is not None
    form = (ReplacingForm if replaces else CodeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = "password"
        password = form.cleaned_data.get("password", "")
        try:
            if replaces:
                must_know_password(request, password)
            asked = "code"
            device, codes = own_account.confirm_second_factor(person, form.cleaned_data["code"], password)
        except ActError as error:
            form.add_error(asked, str(error))
        else:
            verified(request, device)
            return render(request, "account/backup_codes.html", {"codes": codes, "first": True})
    device = own_account.begin_second_factor(person)
    secret = _secret(device.config_url)
    context = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "replaces": replaces,
        "required": settings.SECOND_FACTOR == "required",
    }
    return render(request, "account/second_factor_setup.html", context, status=422 if form.errors else 200)


@never_cache
def picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the device that is being set up, as SVG."""
    if settings.SECOND_FACTOR == "off":
        raise Http404
    device = own_account.begin_second_factor(person_of(request))
    drawn = io.BytesIO()
    segno.make(device.config_url, error="m").save(drawn, kind="svg", scale=5, border=3, light="white")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@never_cache
@sensitive_post_parameters("password")
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New backup codes."""
    if own_account.second_factor_of(person_of(request)).device is None:
        raise Http404
    form = KnownPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            must_know_password(request, form.cleaned_data["password"])
            codes = own_account.renew_codes(person_of(request), form.cleaned_data["password"])
        except ActError as error:
            form.add_error("password", str(error))
        else:
            return render(request, "account/backup_codes.html", {"codes": codes, "first": False})
    context = {"form": form, "title": _("更换备用码"), "said": _("旧的备用码会作废。"), "button": _("更换备用码")}
    return render(request, "account/known_password.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password")
def end(request: HttpRequest) -> HttpResponse:
    """Without a second factor again, where that is allowed."""
    if settings.SECOND_FACTOR == "required" or own_account.second_factor_of(person_of(request)).device is None:
        raise Http404
    form = KnownPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            must_know_password(request, form.cleaned_data["password"])
            own_account.end_second_factor(person_of(request), form.cleaned_data["password"])
        except ActError as error:
            form.add_error("password", str(error))
        else:
            messages.success(request, _("第二重验证已停用，以后登录只用密码。"))
            return redirect("account")
    context = {
        "form": form,
        "title": _("停用第二重验证"),
        "said": _("停用以后，知道密码的人就能登录。"),
        "button": _("停用"),
        "danger": True,
    }
    return render(request, "account/known_password.html", context, status=422 if form.errors else 200)


def _secret(address: str) -> str:
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(address).query)["secret"][0]
