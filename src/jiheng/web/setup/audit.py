"""The page of the audit: who did what, when; and whether the chain of entries is unbroken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jiheng.web.pages.fields import Day
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import audit as domain
from jiheng.web.records.domain.people import account_name, is_admin
from jiheng.web.records.models import Person
from jiheng.web.records.queries import audit as queries
from jiheng.web.setup.access import OrganisationField, administrators_and_auditors, audits_all, breadcrumb

_PER_PAGE = 50
MOST_VERIFIED = 20_000
"""Entries that are verified within a page; the whole chain is the command's work."""


class AuditFilter(forms.Form):
    """Which entries are shown."""

    by = forms.CharField(label=gettext_lazy("办理人账号"), required=False, max_length=60)
    act = forms.ChoiceField(
        label=gettext_lazy("操作"), required=False, choices=[("", gettext_lazy("全部")), *queries.ACTS.items()]
    )
    organisation = OrganisationField(label=gettext_lazy("单位（含下级）"), required=False, help_text="")
    since = Day(label=gettext_lazy("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = Day(label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_by(self) -> Person | None:
        """The person."""
        name = account_name(self.cleaned_data["by"])
        if not name:
            return None
        found = Person.objects.filter(username__iexact=name).first()
        if found is None:
            raise forms.ValidationError(_("没有账号“{name}”。").format(name=name))
        return found


@administrators_and_auditors
def listed(request: HttpRequest) -> HttpResponse:
    """The entries, the newest first."""
    return _page(request, None)


@require_POST
def verified(request: HttpRequest) -> HttpResponse:
    """核对: whether the newest entries are as they were written. It changes nothing, so auditors may ask for it."""
    if not is_admin(person_of(request)) and not audits_all(request):
        raise PermissionDenied
    verdict, looked_at = domain.verify_newest(MOST_VERIFIED)
    return _page(request, {"verdict": verdict, "looked_at": looked_at, "whole": looked_at == verdict.length})


def _page(request: HttpRequest, verdict: dict[str, Any] | None) -> HttpResponse:
    form = AuditFilter(request.GET if set(request.GET) - {"below", "round"} else None)
    asked = form.cleaned_data if form.is_valid() else {}
    below = request.GET.get("below", "")
    wrong = form.is_bound and bool(form.errors)
    found = queries.entries(
        by=asked.get("by"),
        act=asked.get("act", ""),
        organisation=asked.get("organisation"),
        since=asked.get("since"),
        until=asked.get("until"),
        below=int(below) if below.isdecimal() and len(below) < 18 else None,
    )
    shown = [] if wrong else list(found[: _PER_PAGE + 1])
    following = ""
    if len(shown) > _PER_PAGE:
        shown = shown[:_PER_PAGE]
        kept = {key: str(value) for key, value in request.GET.items() if key != "below"}
        following = f"?{urlencode({**kept, 'below': str(shown[-1].pk)})}"
    context = {
        "form": form,
        "lines": queries.lines(shown),
        "following": following,
        "is_first": not below,
        "checked": verdict,
        "breadcrumb": breadcrumb({"label": _("操作记录")}),
    }
    return render(request, "setup/audit.html", context)
