"""Last year's approved form as a draft for this year: what became of it, and the file."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiheng.batch.drafting import OneForm, next_draft
from jiheng.web.pages import one_form
from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.models import OWN_UNIT_ROLES, Declaration, Project, Round
from jiheng.web.records.permissions import scope_of
from jiheng.web.records.queries.filing import layouts_of


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
    return one_form.as_file(draft, _("{title}-{year}草稿").format(title=before.title, year=round_.fiscal_year))


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


def _draft(before: Declaration, round_: Round) -> OneForm:
    assert before.in_force is not None
    content = before.in_force.content
    wanted = [known.layout.name for known in layouts_of(round_)]
    code = _code(before, round_)

    def make() -> OneForm:
        table = table_of(content)
        if code and table.project_code is not msgspec.UNSET:
            table = msgspec.structs.replace(table, project_code=code)
        return next_draft(table, round_.fiscal_year, wanted)

    return one_form.kept(("next", content.sha256, str(round_.fiscal_year), code, *wanted), make)


def _code(before: Declaration, round_: Round) -> str:
    """What the register calls the project this year; blank where it does not hold it."""
    same = Project.objects.filter(round=round_, unit=before.unit, name=before.title)
    return same.values_list("code", flat=True).first() or ""
