"""Putting a control figure right that was handed down wrongly."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jiheng.web.declaration.figure_form import FigureForm
from jiheng.web.declaration.frame import breadcrumb
from jiheng.web.pages.fields import long_text
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import register
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale
from jiheng.web.records.models import Role
from jiheng.web.records.permissions import scope_of


class CorrectionForm(FigureForm):
    """The right figure, and why the other was wrong."""

    intro = gettext_lazy("填报单位还没有按控制数确认，可以改正。改正的原因记入历史，并通知填报单位。")
    button = gettext_lazy("改正控制数")

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = long_text(gettext_lazy("改正的原因"))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the right figure and the reason; sent, it is handed down in the place of the other."""
    declaration, person = declaration_for(request, pk), person_of(request)
    if Role.BUDGET not in scope_of(person).at(declaration.unit):
        raise PermissionDenied
    form = CorrectionForm(request.POST or None, initial={"seen": declaration.revision})
    form.compare_with(declaration.amount)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            register.correct_control_figure(declaration, person, said["amount"], said["reason"], seen=said["seen"])
        except (Stale, NotAllowed) as error:
            messages.error(request, str(error))
            return redirect("declaration", pk=pk)
        except ActError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("控制数已改正，填报单位会收到通知。"))
            return redirect("declaration", pk=pk)
    if not register.may_correct_figure(declaration, person):
        messages.error(request, _("只有已经下达、填报单位还没有确认的控制数可以改正。"))
        return redirect("declaration", pk=pk)
    label = _("改正控制数")
    context: dict[str, Any] = {
        "declaration": declaration,
        "form": form,
        "act": {"label": label},
        "breadcrumb": breadcrumb(declaration, label),
    }
    return render(request, "declaration/act.html", context)
