"""What was reviewed and waits for its control figure or its 批复."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiheng.web.desk.filters import page_number
from jiheng.web.desk.people import must_have
from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.models import Declaration, Role
from jiheng.web.records.queries.figures import Against, compared, totals
from jiheng.web.records.queries.worklists import PAGE


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The reviewed declarations of the round, with the amount of the form beside the control figure."""
    person = person_of(request)
    must_have(person, frozenset((Role.BUDGET,)))
    round_ = current_round(request)
    show = request.GET.get("show", "")
    show = show if show in Against.values else ""
    found = compared(person, round_, show) if round_ is not None else Declaration.objects.none()
    shown = Paginator(found, PAGE).get_page(page_number(request.GET.get("page", "")))
    numbers = totals(person, round_) if round_ is not None else {}
    tabs = [
        {"url": f"?show={value}", "label": label, "count": numbers.get(value, 0), "current": value == show}
        for value, label in [("", Against.any_label()), *Against.choices]
    ]
    return render(request, "desk/figures.html", {"page": shown, "tabs": tabs, "show": show})
