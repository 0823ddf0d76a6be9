"""The unit's pages: what it owes in the round, and the blank forms to begin with."""

from __future__ import annotations

from pathlib import PurePath

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from jiheng.web.pages.rounds import current_round
from jiheng.web.records.domain import owed as owing
from jiheng.web.records.models import OWN_UNIT_ROLES
from jiheng.web.records.queries.filing import blank_for, blanks_of, starts_of
from jiheng.web.unit.access import place_of

_A_PAGE = 50


@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """What my unit owes: the form of the whole unit and one for each project, how far each is, and from what to start."""
    place = place_of(request)
    rows = owing.owed_by([place.unit], place.round) if place.round is not None else []
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    starts = starts_of(list(page), place.round) if place.round is not None else {}
    blanks = blanks_of(place.round) if place.round is not None else ()
    context = {
        "place": place,
        "page": page,
        "rows": [(row, starts.get((row.kind, row.title)), blank_for(row.kind, blanks)) for row in page],
        "open": sum(not row.is_submitted for row in rows),
        "late": sum(row.is_late for row in rows),
        "total": len(rows),
        "layouts": blanks,
    }
    return render(request, "unit/owed.html", context)


@require_safe
def blank(request: HttpRequest, layout: str) -> HttpResponse:
    """The blank form of a layout that the round hands out."""
    place_of(request, OWN_UNIT_ROLES)
    round_ = current_round(request)
    known = next((one for one in blanks_of(round_) if one.layout.name == layout), None) if round_ else None
    if known is None:
        raise Http404
    response = HttpResponse(known.blank(), content_type="application/octet-stream")
    name = f"{known.layout.title}{PurePath(known.layout.blank).suffix}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
