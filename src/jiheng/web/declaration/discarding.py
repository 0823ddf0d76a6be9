"""Putting aside a draft that was filed by mistake, and taking back an adjustment that was asked for by mistake."""

from __future__ import annotations

from collections.abc import Callable
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
from jiheng.web.records.domain import adjustments, discarding
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale, WrongState
from jiheng.web.records.models import Act, Declaration


class DiscardForm(forms.Form):
    """Why it is put aside."""

    intro = gettext_lazy(
        "作废后这份草稿不再算作应报的表，也不再催报；项目在项目库里的，可以重新申报。草稿和它的历史留作记录，不会删除。"
    )
    button = gettext_lazy("作废草稿")
    is_grave = True

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = long_text(gettext_lazy("作废的原因"), help_text=gettext_lazy("例如选错了项目、选错了单位、多报了一份。"))


class TakeBackForm(DiscardForm):
    """Why it is taken back."""

    intro = gettext_lazy(
        "撤回后调整的草稿不再保留，原来批复的一版照旧有效；要再调整的，可以重新申请。申请和撤回都留在历史里。"
    )
    button = gettext_lazy("撤回调整申请")
    reason = long_text(gettext_lazy("撤回的原因"))


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why; sent, the draft is put aside."""
    declaration = declaration_for(request, pk)
    form = DiscardForm(request.POST or None, initial={"seen": declaration.revision})

    def why_not() -> str:
        may = discarding.may_discard(declaration, person_of(request))
        return "" if may else _("只有从未报出本单位、还在填报人手里的草稿可以作废。")

    done = _("“{title}”的草稿已作废。").format(title=declaration.title)
    return _asked(request, declaration, form, discarding.discard, why_not, done, "unit-owed")


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why; sent, what was approved before counts as approved again."""
    declaration = declaration_for(request, pk)
    form = TakeBackForm(request.POST or None, initial={"seen": declaration.revision})

    def why_not() -> str:
        may = adjustments.may_take_back(declaration, person_of(request))
        return "" if may else _("填报人手里没有可以撤回的调整申请。")

    done = _("调整申请已撤回，原来批复的一版照旧有效。")
    return _asked(request, declaration, form, adjustments.take_back, why_not, done)


def _asked(
    request: HttpRequest,
    declaration: Declaration,
    form: DiscardForm,
    act: Callable[..., object],
    why_not: Callable[[], str],
    done: str,
    there: str = "",
) -> HttpResponse:
    must_have_role_for(Act.EDIT, declaration, person_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(declaration, person_of(request), form.cleaned_data["reason"], seen=form.cleaned_data["seen"])
        except (Stale, WrongState, NotAllowed) as error:
            messages.error(request, str(error))
            return redirect("declaration", pk=declaration.pk)
        except ActError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, done)
            return redirect(there) if there else redirect("declaration", pk=declaration.pk)
    if reason := why_not():
        messages.error(request, reason)
        return redirect("declaration", pk=declaration.pk)
    context: dict[str, Any] = {
        "declaration": declaration,
        "form": form,
        "act": {"label": form.button},
        "breadcrumb": breadcrumb(declaration, str(form.button)),
    }
    return render(request, "declaration/act.html", context)
