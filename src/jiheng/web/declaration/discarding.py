"""Putting a draft aside that was filed by mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jiheng.web.declaration.frame import breadcrumb, must_have_role_for
from jiheng.web.pages.fields import long_text
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import discarding
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale, WrongState
from jiheng.web.records.models import Act


class DiscardForm(forms.Form):
    """Why it is put aside."""

    intro = gettext_lazy(
        "作废后这份草稿不再算作应报的表，也不再催报；项目在项目库里的，可以重新申报。草稿和它的历史留作记录，不会删除。"
    )
    button = gettext_lazy("作废草稿")
    is_grave = True

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = long_text(gettext_lazy("作废的原因"), help_text=gettext_lazy("例如选错了项目、选错了单位、多报了一份。"))


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why; sent, the draft is put aside."""
    declaration, person = declaration_for(request, pk), person_of(request)
    must_have_role_for(Act.EDIT, declaration, person)
    form = DiscardForm(request.POST or None, initial={"seen": declaration.revision})
    if request.method == "POST" and form.is_valid():
        try:
            discarding.discard(declaration, person, form.cleaned_data["reason"], seen=form.cleaned_data["seen"])
        except (Stale, WrongState, NotAllowed) as error:
            messages.error(request, str(error))
            return redirect("declaration", pk=pk)
        except ActError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("“{title}”的草稿已作废。").format(title=declaration.title))
            return redirect("unit-owed")
    if not discarding.may_discard(declaration, person):
        messages.error(request, _("只有从未报出本单位、还在填报人手里的草稿可以作废。"))
        return redirect("declaration", pk=pk)
    label = _("作废草稿")
    context: dict[str, Any] = {
        "declaration": declaration,
        "form": form,
        "act": {"label": label},
        "breadcrumb": breadcrumb(declaration, label),
    }
    return render(request, "declaration/act.html", context)
