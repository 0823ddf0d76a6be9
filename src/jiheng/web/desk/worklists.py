"""The pages of the worklists and of the search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.desk.filters import ALL_YEARS, FilterForm, page_number, sort_of
from jiheng.web.pages.rounds import current_round, rounds_of
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.models import OWN_UNIT_ROLES, Organisation, OrganisationKind, Role
from jiheng.web.records.permissions import REVIEWERS, WITHIN_THE_UNIT, scope_of
from jiheng.web.records.queries import snippets
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
    tabs = [tab for tab in Tab if tab is Tab.ALL or scope_of(person).roles & _ACTING]
    tab = next((tab for tab in tabs if tab.value == request.GET.get("tab")), tabs[0])
    form = _filter_form(request)
    sort = sort_of(request.GET.get("sort", ""))
    asked = form.filters
    lists = Lists(person, asked)
    counts = lists.counts(tabs)
    page = lists.page(tab, sort, page_number(request.GET.get("page", "")))
    return render(
        request,
        "desk/worklist.html",
        {
            **_list(request, form, page, sort),
            "tab": tab.value,
            "tabs": [
                {
                    "url": _tab_url(request, form, tab_),
                    "label": _TABS[tab_],
                    "count": in_words(counts[tab_], asked.most_counted),
                    "current": tab_ is tab,
                }
                for tab_ in tabs
            ],
            "title": _TABS[tab],
        },
    )


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
    context = _list(request, form, page, sort)
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
    kept = QueryDict(mutable=True)
    kept["tab"] = tab.value
    for name in (*form.fields, "sort"):
        if request.GET.get(name) and name not in form.errors:
            kept[name] = request.GET[name]
    return f"{reverse('worklist')}?{kept.urlencode()}"


def in_words(count: int, most: int) -> str:
    """A count as it is shown: where there are more than are counted, how many at least."""
    return _("{most}+").format(most=most) if count > most else str(count)
