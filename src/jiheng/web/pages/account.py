"""Signing in and out, the own account, the password."""

from __future__ import annotations

import time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import user_has_device

from jiheng.web.pages import faults, language
from jiheng.web.pages.context import roles_in_words
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import own_account
from jiheng.web.records.domain.errors import ActError, NotMet
from jiheng.web.records.domain.people import account_name


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label=gettext_lazy("账号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """The old password and the new one twice."""

    old = forms.CharField(
        label=gettext_lazy("现在的密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一次新密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any] | None:
        """Both times the same."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return cleaned


class LanguageForm(forms.Form):
    """The language of the pages."""

    language = forms.ChoiceField(label=gettext_lazy("界面语言"), choices=settings.LANGUAGES)


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. What it says tells nobody whether an account exists."""
    there = safe_next(request)
    if request.user.is_authenticated:
        return redirect(there)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = account_name(form.cleaned_data["username"])
        person = authenticate(request, username=name, password=form.cleaned_data["password"])
        if person is not None:
            login(request, person)
            if settings.SECOND_FACTOR != "off" and user_has_device(person):
                there = f"{reverse('second-factor')}?{urlencode({'next': there})}"
            response = redirect(there)
            language.take_along(request, response, person)
            return response
        form.add_error(None, _("账号或密码不对，请检查后再输一次。连续输错 5 次要等 15 分钟。"))
    status = 200 if request.method != "POST" else 422
    context = {"form": form, "next": there, "expired": request.GET.get("expired", "")}
    return render(request, "account/sign_in.html", context, status=status)


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Somebody is still there: his session begins anew."""
    request.session["used"] = int(time.time())
    return HttpResponse()


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("sign-in")


@never_cache
@sensitive_post_parameters("old", "new", "again")
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password; whoever must change his comes here before anything else."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        try:
            must_know_password(request, form.cleaned_data["old"])
            changed = own_account.change_password(person, form.cleaned_data["old"], form.cleaned_data["new"])
        except ActError as error:
            form.add_error(None, str(error))
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("密码已更改，其他设备上的登录都已退出。"))
            return redirect("home" if person.must_change_password else "account")
    context = {"form": form, "rules": password_validators_help_texts()}
    return render(request, "account/change_password.html", context, status=422 if form.errors else 200)


def account(request: HttpRequest) -> HttpResponse:
    """The own account: roles, language, second factor, password."""
    person = person_of(request)
    form = LanguageForm(request.POST or None, initial={"language": person.language or request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        own_account.set_language(person, chosen)
        with override(chosen):
            messages.success(request, _("界面语言已更改。"))
        response = redirect("account")
        language.remember(response, chosen)
        return response
    context = {
        "form": form,
        "roles": roles_in_words(person),
        "factor": own_account.second_factor_of(person),
        "factor_setting": settings.SECOND_FACTOR,
        "breadcrumb": [{"label": _("首页"), "url": reverse("home")}, {"label": _("我的账号")}],
    }
    return render(request, "account/account.html", context)


def locked_out(request: HttpRequest, credentials: Any = None, *_args: Any) -> HttpResponse:  # noqa: ARG001
    """Too many wrong passwords."""
    if getattr(request, "address_is_locked", False):
        said = _("从您所在的网络地址登录，密码输错的次数太多（也可能是与您共用地址的人输错的），请 15 分钟后再试。")
    else:
        said = _("密码多次输错，请 15 分钟后再试，或请管理员重设密码。")
    return faults.page(request, 429, _("登录已暂停"), said)


def must_know_password(request: HttpRequest, password: str) -> None:
    """Wrong passwords count here as they do at the door: an open session is no place to guess them.

    :raises NotMet: where it is wrong.
    """
    if authenticate(request, username=person_of(request).username, password=password) is None:
        raise NotMet(_("现在的密码不对。"))


def safe_next(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is a page of this app."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    if there.startswith("/") and url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=secure):
        return there
    return reverse("home")
