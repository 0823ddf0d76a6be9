"""Who owes what: all units with their counts, one unit with its forms, reminders, and the list as .xlsx."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jiheng.web.desk.filters import page_number
from jiheng.web.desk.people import must_have
from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.domain.owed import UnitOwes, counts, owed_by
from jiheng.web.records.domain.reminders import MAY_REMIND, Reminded, remind
from jiheng.web.records.domain.workbooks import Column, workbook
from jiheng.web.records.models import OWN_UNIT_ROLES, Role, Round
from jiheng.web.records.permissions import REVIEWERS, scope_of
from jiheng.web.records.queries import home
from jiheng.web.records.queries.worklists import PAGE, organisations_named

_READERS = REVIEWERS | {Role.ADMIN, Role.AUDITOR}
_SHOWS = {"late": gettext_lazy("逾期未报"), "open": gettext_lazy("没有报齐"), "all": gettext_lazy("全部单位")}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The units and what they owe."""
    person = person_of(request)
    must_have(person, _READERS)
    round_ = current_round(request)
    asked = _asked(request)
    every = _counts(request, round_) if round_ is not None else []
    found = [one for one in every if _is_shown(one, asked["show"])]
    paginator = Paginator(found, PAGE)
    shown = paginator.get_page(page_number(request.GET.get("page", "")))
    numbers = {show: sum(_is_shown(one, show) for one in every) for show in _SHOWS}
    context = {
        "page": shown,
        "rows": shown.object_list,
        "asked": asked,
        "query": urlencode(asked),
        "tabs": [
            {
                "url": f"{reverse('late')}?{urlencode({**asked, 'show': show})}", "label": label,
                "count": numbers[show], "current": show == asked["show"],
            }
            for show, label in _SHOWS.items()
        ],
        "may_remind": bool(scope_of(person).roles & MAY_REMIND) and round_ is not None and round_.is_open,
        "exceptions_url": _exceptions_url(round_) if Role.ADMIN in scope_of(person).roles else "",
        "total": {
            "due": sum(one.due for one in found), "submitted": sum(one.submitted for one in found),
            "missing": sum(one.missing for one in found), "late": sum(one.late for one in found),
        },
    }  # fmt: skip
    return render(request, "desk/late.html", context)


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What one unit owes, form by form."""
    person = person_of(request)
    scope = scope_of(person)
    covered = scope.organisations(_READERS | OWN_UNIT_ROLES)
    one = get_object_or_404(covered, pk=pk)
    round_ = current_round(request)
    if round_ is None:
        raise Http404
    rows = owed_by([one], round_)
    seen = scope.seeing(one) & (OWN_UNIT_ROLES | {Role.AUDITOR})
    return render(
        request,
        "desk/late_unit.html",
        {
            "unit": one,
            "rows": [{"owed": row, "is_open_to_me": row.declaration is not None and (seen or row.declaration.left_unit)} for row in rows],
            "counts": counts([one], round_)[0],
            "may_remind": bool(scope.at(one) & MAY_REMIND) and round_.is_open,
            "breadcrumb": [
                {"url": reverse("home"), "label": _("首页")},
                *([{"url": reverse("late"), "label": _("报送情况")}] if scope.roles & _READERS else []),
                {"url": "", "label": one.name},
            ],
        },
    )  # fmt: skip


@require_POST
def send_reminders(request: HttpRequest) -> HttpResponse:
    """Remind the chosen units, or all that the list shows."""
    person = person_of(request)
    must_have(person, MAY_REMIND)
    round_ = current_round(request)
    if round_ is None:
        raise Http404
    chosen = [int(one) for one in request.POST.getlist("unit") if one.isascii() and one.isdecimal() and len(one) < 10]
    back = reverse("late")
    asked = {name: request.POST.get(name, "") for name in ("show", "q")}
    if "all" in request.POST:
        show = asked["show"] if asked["show"] in _SHOWS else "late"
        units = [one.unit for one in _counts(request, round_, asked["q"]) if _is_shown(one, show)]
    else:
        units = list(home.units_below(person, round_).filter(pk__in=chosen))
    if not units:
        messages.error(request, _("请先勾选要催报的单位。"))
        return redirect(f"{back}?{urlencode(asked)}")
    try:
        done = remind(units, round_, person)
    except ActError as error:
        messages.error(request, str(error))
    else:
        _tell(request, done)
    return redirect(f"{back}?{urlencode(asked)}")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as .xlsx."""
    person = person_of(request)
    must_have(person, _READERS)
    round_ = current_round(request)
    if round_ is None:
        raise Http404
    asked = _asked(request)
    rows = [
        (
            one.unit.code, one.unit.name, one.due, one.submitted, one.missing, one.drafts,
            one.returned, one.adjusting, one.late,
            date_format(timezone.localtime(one.deadline), "Y-m-d H:i") if one.deadline is not None else "",
        )
        for one in _counts(request, round_)
        if _is_shown(one, asked["show"])
    ]  # fmt: skip
    columns = [
        Column(_("单位编码"), 14, ""), Column(_("单位名称"), 36, ""), Column(_("应报"), 8, ""), Column(_("已报"), 8, ""),
        Column(_("未建立"), 8, ""), Column(_("草稿"), 8, ""), Column(_("被退回"), 8, ""), Column(_("二上待确认"), 10, ""),
        Column(_("逾期"), 8, ""), Column(_("截止时间"), 18, ""),
    ]  # fmt: skip
    response = HttpResponse(workbook(_("报送情况"), columns, rows), content_type=_XLSX)
    name = _("报送情况-{year}.xlsx").format(year=round_.fiscal_year)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    show = request.GET.get("show", "late")
    return {"show": show if show in _SHOWS else "late", "q": request.GET.get("q", "").strip()[:60]}


def _counts(request: HttpRequest, round: Round, words: str | None = None) -> list[UnitOwes]:
    """The units in the person's scope, those with the words in their names."""
    words = _asked(request)["q"] if words is None else words.strip()[:60]
    units = home.units_below(person_of(request), round)
    if words:
        units = units.filter(pk__in=organisations_named(words))
    return counts(units, round)


def _is_shown(one: UnitOwes, show: str) -> bool:
    return show == "all" or (one.late > 0 if show == "late" else one.open > 0)


def _exceptions_url(round: Round | None) -> str:
    """The page on which administrators extend a deadline."""
    if round is None:
        return ""
    try:
        return reverse("round", args=[round.pk])
    except NoReverseMatch:
        return ""


def _tell(request: HttpRequest, done: Reminded) -> None:
    said: list[Any] = []
    if done.units:
        said.append(_("已催报 {n} 个单位，发出 {m} 条通知。").format(n=len(done.units), m=done.notices))
    if done.already:
        said.append(_("{n} 个单位今天已经催过，没有重复发。").format(n=len(done.already)))
    if done.nobody:
        said.append(
            _("{n} 个单位没有填报人，通知不到：{names}。").format(
                n=len(done.nobody), names=_("、").join(one.name for one in done.nobody[:5])
            )
        )
    if not said:
        said.append(_("这些单位没有欠报，不用催。"))
    level = messages.success if done.units and not done.nobody else messages.warning
    level(request, "".join(said))
