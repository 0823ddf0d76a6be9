"""Declarations that got no budget 不予安排: the only ones that administrators see, because they may reopen them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import acts
from jiheng.web.records.models import Declaration, Review, Role, State
from jiheng.web.records.permissions import scope_of
from jiheng.web.setup.access import administrators, breadcrumb, crumb, form_page, posted, told

_PER_PAGE = 50


class ReopenForm(forms.Form):
    """Why it is opened again."""

    reason = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    seen = forms.IntegerField(widget=forms.HiddenInput)


@administrators
def listed(request: HttpRequest) -> HttpResponse:
    """Those of the chosen round, with the reviewer's reason."""
    round_ = current_round(request)
    found = _rejected(request).filter(round=round_).order_by("-state_since", "-id")
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    reviews = Review.objects.filter(declaration__in=shown, undone=False).select_related("by").order_by("id")
    last = {one.declaration_id: one for one in reviews}
    context = {
        "page": page,
        "rows": [{"declaration": one, "review": last.get(one.pk)} for one in shown],
        "breadcrumb": breadcrumb({"label": _("不予安排")}),
    }
    return render(request, "setup/rejected.html", context)


@administrators
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """重新开放, with a reason."""
    declaration = get_object_or_404(_rejected(request), pk=pk)
    form = ReopenForm(posted(request), initial={"seen": declaration.revision})

    def act(given: dict[str, Any]) -> HttpResponse:
        acts.reopen(pk, person_of(request), given["reason"], seen=given["seen"])
        done = _("“{title}”已重新开放，退回给填报单位修改。").format(title=declaration.title)
        return told(request, done, "rejected")

    said = _(
        "{unit}“{title}”被评为“差”、不予安排。重新开放后退回单位修改，再走一遍审核；理由会记入操作记录并通知单位。"
    )
    said = said.format(unit=declaration.unit.name, title=declaration.title)
    crumbs = [crumb("rejected", _("不予安排"))]
    return form_page(request, form, _("重新开放"), act, crumbs=crumbs, said=said, button=_("重新开放"))


def _rejected(request: HttpRequest) -> QuerySet[Declaration]:
    within = scope_of(person_of(request)).covered(frozenset((Role.ADMIN,)))
    return Declaration.objects.filter(within, state=State.REJECTED).select_related("unit", "project")
