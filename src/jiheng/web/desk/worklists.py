"""The pages of the worklists and of the search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.desk.filters import ALL_YEARS, FilterForm, page_number, sort_of
from jiheng.web.pages.list_way import AFTER, LIST, SINCE
from jiheng.web.pages.rounds import current_round, rounds_of
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.models import OWN_UNIT_ROLES, Organisation, OrganisationKind, Person, Role
from jiheng.web.records.permissions import REVIEWERS, WITHIN_THE_UNIT, scope_of
from jiheng.web.records.queries import declarations, snippets
from jiheng.web.records.queries.worklists import Lists, Page, Row, Tab

_TABS = {
    Tab.WAITING: gettext_lazy("待办"),
    Tab.DONE: gettext_lazy("已办"),
    Tab.RETURNED: gettext_lazy("被退回"),
    Tab.ALL: gettext_lazy("全部"),
}
_ACTING = OWN_UNIT_ROLES | REVIEWERS


def worklist(request: HttpRequest) -> HttpResponse:
    """待办, 已办, 被退回 or 全部 of the signed-in person."""
    person = person_of(request)
    tabs = _tabs(person)
    tab, sort = _tab_and_sort(request, tabs)
    form = _filter_form(request)
    asked = form.filters
    lists = Lists(person, asked)
    counts = lists.counts(tabs, tab)
    page = lists.page(tab, sort, page_number(request.GET.get("page", "")))
    return render(
        request,
        "desk/worklist.html",
        {
            **_list(request, form, page, sort),
            "list_suffix": _list_suffix(request, form, tab),
            "tab": tab.value,
            "tabs": [
                {
                    "url": _tab_url(request, form, tab_),
                    "label": _TABS[tab_],
                    "count": in_words(counts.get(tab_), asked.most_counted),
                    "current": tab_ is tab,
                }
                for tab_ in tabs
            ],
            "title": _TABS[tab],
        },
    )


def next_one(request: HttpRequest) -> HttpResponse:
    """On to the declaration after one (`after`) in a list, filtered and sorted as that is; back to the list where it has no
    other."""
    person = person_of(request)
    tab, sort = _tab_and_sort(request, _tabs(person))
    form = _filter_form(request)
    asked = request.GET.get(AFTER, "")
    before = declarations.existing_for(person).filter(pk=page_number(asked)).first() if asked else None
    found = Lists(person, form.filters).after(tab, sort, before, _moment(request.GET.get(SINCE, "")))
    if found is not None:
        return redirect(f"{reverse('declaration', args=[found])}{_list_suffix(request, form, tab)}")
    messages.info(request, _("清单里没有别的了。"))
    return redirect(_tab_url(request, form, tab))


def _moment(asked: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(asked)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _tabs(person: Person) -> list[Tab]:
    return [tab for tab in Tab if tab is Tab.ALL or scope_of(person).roles & _ACTING]


def _tab_and_sort(request: HttpRequest, tabs: Sequence[Tab]) -> tuple[Tab, str]:
    """The tab that was asked for, and its order: what waits, the longest first, as on the home page; else the newest."""
    tab = next((tab for tab in tabs if tab.value == request.GET.get("tab")), tabs[0])
    return tab, sort_of(request.GET.get("sort", ""), "time" if tab is Tab.WAITING else "-time")


def _list_suffix(request: HttpRequest, form: FilterForm, tab: Tab | None) -> str:
    """What the addresses of the declarations of a list carry along, so that one finds back to it."""
    kept = _kept(request, form, tab)
    if request.GET.get("page"):
        kept["page"] = str(page_number(request.GET["page"]))
    return f"?{urlencode({LIST: kept.urlencode()})}"


def search(request: HttpRequest) -> HttpResponse:
    """What the box in the head of every page finds: over all rounds, unless one is chosen."""
    person = person_of(request)
    form = _filter_form(request, everywhere=True)
    sort = sort_of(request.GET.get("sort", ""))
    asked = form.filters
    page = (
        Lists(person, asked).page(Tab.ALL, sort, page_number(request.GET.get("page", "")))
        if form.narrows
        else Page((), 1, 0, 0, has_next=False)
    )
    context = _list(request, form, page, sort) | {"list_suffix": _list_suffix(request, form, None)}
    return render(request, "desk/search.html", {**context, "search_query": asked.search, "asked": form.narrows})


def _filter_form(request: HttpRequest, *, everywhere: bool = False) -> FilterForm:
    given = request.GET.copy()
    if everywhere and not given.get("round"):
        given["round"] = ALL_YEARS
    roles = scope_of(person_of(request)).roles
    departments: list[Organisation] = []
    if roles & (REVIEWERS | {Role.AUDITOR}):
        scope = scope_of(person_of(request)).organisations(REVIEWERS | {Role.AUDITOR})
        departments = list(scope.filter(kind=OrganisationKind.DEPARTMENT))
    return FilterForm(given, rounds=rounds_of(request), current=current_round(request), departments=departments)


def _list(request: HttpRequest, form: FilterForm, page: Page, sort: str) -> dict[str, Any]:
    """What both pages show: the rows with what was found in them."""
    person = person_of(request)
    query = form.filters.search
    found = snippets.found_in(person, [row.declaration for row in page.rows], query) if query.strip() else {}
    rows = [
        {"row": row, "declaration": row.declaration, "found": found.get(row.declaration.pk)}
        for row in page.rows
        if not _is_hidden(row, found.get(row.declaration.pk))
    ]
    return {
        "form": form,
        "departments": form.departments,
        "page": page,
        "rows": rows,
        "sort": sort,
        "several_units": len({row.declaration.unit_id for row in page.rows}) > 1 or page.has_next,
        "all_years": not form.chosen,
    }


def _is_hidden(row: Row, found: snippets.Found | None) -> bool:
    """Whether a row was found by what only its unit may see yet."""
    hidden = row.declaration.state in WITHIN_THE_UNIT and not row.shows_figures
    return hidden and found is not None and not found.is_complete


def _tab_url(request: HttpRequest, form: FilterForm, tab: Tab) -> str:
    """Another tab, narrowed down and sorted as this one is; its count says what is there."""
    return f"{reverse('worklist')}?{_kept(request, form, tab).urlencode()}"


def _kept(request: HttpRequest, form: FilterForm, tab: Tab | None) -> QueryDict:
    """What a list was asked for, as far as it was understood."""
    kept = QueryDict(mutable=True)
    if tab is not None:
        kept["tab"] = tab.value
    for name in (*form.fields, "sort"):
        if request.GET.get(name) and name not in form.errors:
            kept[name] = request.GET[name]
    return kept


def in_words(count: int | None, most: int) -> str:
    """A count as it is shown: where there are more than are counted, how many at least; blank where it is not known."""
    if count is None:
        return ""
    return _("{most}+").format(most=most) if count > most else str(count)
