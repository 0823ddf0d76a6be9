"""Last year's approved form as a draft for this year: what became of it, and the file."""

from __future__ import annotations

import hashlib

import msgspec
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiheng import __version__
from jiheng.batch.drafting import NextDraft, next_draft
from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.files import bare_name
from jiheng.web.records.models import OWN_UNIT_ROLES, Declaration, Project, Round
from jiheng.web.records.permissions import scope_of
from jiheng.web.records.queries.filing import layouts_of

_KEPT = 600
"""Seconds for which a draft is kept between its page and its file."""


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft is like, and what has no place in it."""
    before, round_ = _found(request, pk)
    context = {"before": before, "round": round_, "draft": _draft(before, round_)}
    return render(request, "unit/draft.html", context)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a file."""
    before, round_ = _found(request, pk)
    draft = _draft(before, round_)
    if draft.error:
        raise Http404
    response = HttpResponse(draft.data, content_type="application/octet-stream")
    name = bare_name(
        _("{title}-{year}草稿{suffix}").format(title=before.title, year=round_.fiscal_year, suffix=draft.suffix)
    )
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(request: HttpRequest, pk: int) -> tuple[Declaration, Round]:
    """A declaration of the person's own unit that was approved for the year before.

    :raises Http404: where there is none.
    """
    round_ = current_round(request)
    if round_ is None:
        raise Http404
    units = scope_of(person_of(request)).organisations(OWN_UNIT_ROLES)
    found = Declaration.objects.filter(
        unit__in=units, round__fiscal_year=round_.fiscal_year - 1, in_force__isnull=False
    ).select_related("round", "unit", "in_force__content")
    return get_object_or_404(found, pk=pk), round_


def _draft(before: Declaration, round_: Round) -> NextDraft:
    assert before.in_force is not None
    content = before.in_force.content
    wanted = [known.layout.name for known in layouts_of(round_)]
    code = _code(before, round_)
    key = hashlib.sha256("\n".join((__version__, content.sha256, str(round_.fiscal_year), code, *wanted)).encode())
    name = f"next-draft-{key.hexdigest()}"
    held = cache.get(name)
    if held is not None:
        return msgspec.msgpack.decode(held, type=NextDraft)
    table = table_of(content)
    if code and table.project_code is not msgspec.UNSET:
        table = msgspec.structs.replace(table, project_code=code)
    made = next_draft(table, round_.fiscal_year, wanted)
    if not made.error:
        cache.set(name, msgspec.msgpack.encode(made), _KEPT)
    return made


def _code(before: Declaration, round_: Round) -> str:
    """What the register calls the project this year; blank where it does not hold it."""
    same = Project.objects.filter(round=round_, unit=before.unit, name=before.title)
    return same.values_list("code", flat=True).first() or ""
