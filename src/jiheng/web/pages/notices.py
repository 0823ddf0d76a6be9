"""A person's notices: the unread ones gathered by what they are about, and all of them one by one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import notices as domain
from jiheng.web.records.models import Notice
from jiheng.web.records.permissions import visible_declarations
from jiheng.web.records.queries import notices as queries

_PER_PAGE = 50
_LONGEST_NUMBER = 17


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The unread ones in groups, the newest first; one by one all of them, or the unread ones of a group."""
    person = person_of(request)
    groups = queries.groups(person, queries.unread(person))
    shows_all = request.GET.get("show") == "all"
    context: dict[str, Any] = {
        "tabs": [
            {"label": _("未读"), "url": "?", "current": not shows_all, "count": sum(one.number for one in groups)},
            {"label": _("全部"), "url": "?show=all", "current": shows_all},
        ],
        "none": _("没有通知") if shows_all else _("没有未读的通知"),
        "newest": max((one.newest for one in groups), default=0),
        "breadcrumb": [{"label": _("首页"), "url": reverse("home")}, {"label": _("通知")}],
    }
    if shows_all:
        context |= _page(request, Notice.objects.filter(person=person))
    elif "kind" in request.GET:
        key = _key(request.GET)
        context["chosen"] = next((one for one in groups if (one.kind, one.year) == key), None)
        context |= _page(request, queries.of_group(queries.unread(person), *key))
    else:
        context["groups"] = groups
    return render(request, "account/notices.html", context)


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """One notice (`notice`), those of a group (`kind`, `round`) or all are read, up to the newest that was shown (`newest`);
    with `open` on to what they are about."""
    person = person_of(request)
    asked = _number(request.POST, "notice")
    if asked is not None:
        one = get_object_or_404(Notice, person=person, pk=asked)
        domain.mark_read(Notice.objects.filter(pk=one.pk))
        seen = "open" in request.POST and visible_declarations(person).filter(pk=one.declaration_id or 0).exists()
        return redirect("declaration", pk=one.declaration_id) if seen else redirect("notices")
    found = queries.unread(person)
    newest = _number(request.POST, "newest")
    if newest is not None:
        found = found.filter(pk__lte=newest)
    there = ""
    if "kind" in request.POST:
        key = _key(request.POST)
        found = queries.of_group(found, *key)
        there = queries.list_of(*key) if "open" in request.POST else ""
    domain.mark_read(found)
    return redirect(there or "notices")


def _page(request: HttpRequest, found: QuerySet[Notice]) -> dict[str, Any]:
    """Notices one by one, each with whether it leads on to a declaration."""
    page = Paginator(found.order_by("-id"), _PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    wanted = [one.declaration_id for one in shown if one.declaration_id]
    seen = set(visible_declarations(person_of(request)).filter(pk__in=wanted).values_list("pk", flat=True))
    return {"page": page, "rows": [{"notice": one, "leads_on": one.declaration_id in seen} for one in shown]}


def _key(asked: QueryDict) -> tuple[str, int | None]:
    """The kind and the year of a group."""
    return asked.get("kind", ""), _number(asked, "round")


def _number(asked: QueryDict, name: str) -> int | None:
    """:raises Http404: where it is none."""
    given = asked.get(name, "")
    if given and not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_NUMBER):
        raise Http404
    return int(given) if given else None
