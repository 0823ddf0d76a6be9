"""The home page: what waits for whoever comes in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.owed import UnitOwes, counts
from jiheng.web.records.models import OWN_UNIT_ROLES, Person, Role, Round, State
from jiheng.web.records.permissions import REVIEWERS, scope_of
from jiheng.web.records.queries import home, notices

_CONCERNED = frozenset((State.RETURNED, State.ADJUSTING))
"""States that are shown as pressing."""
_MOST_NOTICES = 8
Tile = dict[str, Any]


def page(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    person = person_of(request)
    round_ = current_round(request)
    roles = scope_of(person).roles
    context: dict[str, Any] = {"notices": notices.groups(person, notices.unread(person))[:_MOST_NOTICES]}
    if round_ is not None:
        units = home.own_units(person) if roles & OWN_UNIT_ROLES else []
        owing = counts(units, round_) if units else []
        context |= {
            "tiles": _tiles(person, round_, owing),
            "rows": home.first_waiting(person, round_) if roles & (OWN_UNIT_ROLES | REVIEWERS) else (),
            "may_act": bool(roles & (OWN_UNIT_ROLES | REVIEWERS)),
            "deadlines": home.deadlines(round_, units),
            "owing": owing if Role.PREPARER in roles or Role.HEAD in roles else [],
        }
        if Role.PREPARER in roles and (first := next((one for one in owing if one.missing), None)) is not None:
            context["missing"] = sum(one.missing for one in owing)
            context["missing_url"] = f"{reverse('unit-owed')}?unit={first.unit.pk}"
    if Role.ADMIN in roles:
        context["set_up"] = home.set_up(round_)
        steps = home.first_steps(round_)
        context["first_steps"] = () if all(step.is_done or not step.is_needed for step in steps) else steps
    return render(request, "desk/home.html", context)


def _tiles(person: Person, round: Round, owing: list[UnitOwes]) -> list[Tile]:
    """Counts that lead to their lists."""
    roles = scope_of(person).roles
    tiles: list[Tile] = []
    if roles & (OWN_UNIT_ROLES | REVIEWERS):
        tiles += [
            _tile(_of(waiting.state), waiting.number, "waiting", state=waiting.state, due=waiting.state in _CONCERNED)
            for waiting in home.waiting_by_state(person, round)
        ]
        to_publish = next((tile for tile in tiles if tile["label"] == _of(State.APPROVED)), None)
        pressing = home.pressing_to_publish(person, round) if to_publish is not None else 0
        if to_publish is not None and pressing:
            to_publish |= {"due": True, "note": _("其中 {n} 份公开期限将到或已过").format(n=pressing)}
    if Role.PREPARER in roles and owing:
        missing = sum(one.missing for one in owing)
        late = sum(one.late for one in owing)
        tiles.append(
            {
                "label": _("还没有建立的申报"),
                "number": missing,
                "unit": ngettext("份", "份", missing),
                "url": f"{reverse('unit-owed')}?unit={owing[0].unit.pk}",
                "note": _("没有报送的有 {n} 份逾期").format(n=late) if late else "",
                "due": bool(late),
            }
        )
    if roles & (REVIEWERS | {Role.ADMIN, Role.AUDITOR}):
        tiles += _tiles_of_the_desk(person, round)
    return tiles


def _tiles_of_the_desk(person: Person, round: Round) -> list[Tile]:
    below = counts(home.units_below(person, round), round)
    late = [one for one in below if one.late]
    due, done = sum(one.due for one in below), sum(one.submitted for one in below)
    tiles: list[Tile] = []
    if below:
        tiles.append(
            {
                "label": _("逾期未报的单位"), "number": len(late), "unit": ngettext("个", "个", len(late)), "url": reverse("late"),
                "due": bool(late), "note": _("应报 {due} 份，已报 {done} 份").format(due=due, done=done),
            }
        )  # fmt: skip
    if scope_of(person).roles & (REVIEWERS | {Role.AUDITOR}):
        tiles.append(_tile(_("被退回"), home.returned_count(person, round), "returned"))
    return tiles


def _tile(label: str, number: int, tab: str, *, state: State | None = None, due: bool = False) -> Tile:
    query = {"tab": tab, **({"state": state.value} if state is not None else {})}
    return {
        "label": label, "number": number, "unit": ngettext("份", "份", number), "url": f"{reverse('worklist')}?{urlencode(query)}", "due": due,
    }  # fmt: skip


def _of(state: State) -> str:
    """What waits, in the words of whoever has to do it."""
    return {
        State.DRAFT: _("草稿，待报送"),
        State.RETURNED: _("被退回，待修改"),
        State.UNIT_REVIEW: _("待签批"),
        State.DEPARTMENT_REVIEW: _("待主管部门审核"),
        State.SECTION_REVIEW: _("待业务股室审核"),
        State.PERFORMANCE_REVIEW: _("待评定"),
        State.REVIEWED: _("待下达控制数或批复"),
        State.ADJUSTING: _("待二上确认"),
        State.APPROVED: _("待公开"),
    }.get(state, str(state.label))
