"""Declarations that got no budget 不予安排: the only ones that administrators see, because they may reopen them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.models import Declaration, Review, Role, State
from jiheng.web.records.permissions import scope_of
from jiheng.web.setup.access import administrators, breadcrumb

_PER_PAGE = 50


@administrators
def listed(request: HttpRequest) -> HttpResponse:
    """Those of the chosen round, with the reviewer's reason."""
    round_ = current_round(request)
    within = scope_of(person_of(request)).covered(frozenset((Role.ADMIN,)))
    rejected = Declaration.objects.filter(within, state=State.REJECTED, round=round_)
    found = rejected.select_related("unit", "project").order_by("-state_since", "-id")
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
