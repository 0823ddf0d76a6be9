"""The list of a person's notices."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import notices as domain
from jiheng.web.records.models import Notice
from jiheng.web.records.permissions import visible_declarations

_PER_PAGE = 50


def notices(request: HttpRequest) -> HttpResponse:
    """What somebody was told, the newest first; all or the unread ones."""
    only_unread = request.GET.get("show") == "unread"
    found = Notice.objects.filter(person=person_of(request)).order_by("-id")
    if only_unread:
        found = found.filter(read_at=None)
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    wanted = [one.declaration_id for one in shown if one.declaration_id]
    seen = set(visible_declarations(person_of(request)).filter(pk__in=wanted).values_list("pk", flat=True))
    rows = [
        {"notice": one, "url": _declaration(one.declaration_id) if one.declaration_id in seen else ""} for one in shown
    ]
    context = {
        "page": page,
        "rows": rows,
        "only_unread": only_unread,
        "tabs": [
            {"label": _("全部"), "url": "?", "current": not only_unread},
            {"label": _("未读"), "url": "?show=unread", "current": only_unread},
        ],
        "breadcrumb": [{"label": _("首页"), "url": reverse("home")}, {"label": _("通知")}],
    }
    return render(request, "account/notices.html", context)


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """One notice (`notice`) or all of them are read; with `open` on to its declaration."""
    asked = request.POST.get("notice", "")
    if asked and not (asked.isdecimal() and len(asked) < 18):
        raise Http404
    person = person_of(request)
    one = get_object_or_404(Notice, person=person, pk=asked) if asked else None
    domain.mark_read(person, one)
    if one is not None and "open" in request.POST and one.declaration_id:
        address = _declaration(one.declaration_id)
        if address:
            return redirect(address)
    return redirect("notices")


def _declaration(pk: int | None) -> str:
    try:
        return reverse("declaration", args=[pk])
    except NoReverseMatch:
        return ""
