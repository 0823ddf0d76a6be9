"""What the shell around every page shows: who is signed in, where he can go, how many notices wait.

The number of queries does not depend on what there is: the county, the names of his organisations, the rounds, the notices,
and one for each count in the navigation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiheng.web.pages.rounds import current_round, rounds_of
from jiheng.web.records.domain.names import county_of
from jiheng.web.records.models import OWN_UNIT_ROLES, Notice, Organisation, OrganisationKind, Person, Role, Round
from jiheng.web.records.permissions import REVIEWERS, scope_of
from jiheng.web.records.queries.worklists import waiting_count

_MOST_COUNTED = 999
"""Beyond it a count says "999+": no page waits for a larger one."""
_ADMIN = frozenset((Role.ADMIN,))
_ADMIN_OR_AUDITOR = frozenset((Role.ADMIN, Role.AUDITOR))


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that stands in the navigation, and whose."""

    name: str
    label: Promise | str
    roles: frozenset[Role] | None = None
    """None: everybody's."""
    count: Callable[[Person, Round, int], int] | None = None
    of_county: bool = False
    """Only for those who have the role for the whole county."""


NAVIGATION: tuple[Entry, ...] = (
    Entry("home", _("首页")),
    Entry("worklist", _("办理清单"), OWN_UNIT_ROLES | REVIEWERS | {Role.AUDITOR}, waiting_count),
    Entry("unit-owed", _("本单位应报"), OWN_UNIT_ROLES),
    Entry("intakes", _("上传的文件"), frozenset((Role.PREPARER,))),
    Entry("control-figures", _("控制数与批复"), frozenset((Role.BUDGET,))),
    Entry("late", _("报送情况"), REVIEWERS | _ADMIN_OR_AUDITOR),
    Entry("people", _("人员"), _ADMIN_OR_AUDITOR, of_county=True),
    Entry("organisations", pgettext_lazy("all", "单位"), _ADMIN_OR_AUDITOR, of_county=True),
    Entry("rounds", _("轮次"), _ADMIN_OR_AUDITOR, of_county=True),
    Entry("register", _("项目库"), _ADMIN_OR_AUDITOR, of_county=True),
    Entry("rejected", _("不予安排"), _ADMIN, of_county=True),
    Entry("audit", _("操作记录"), _ADMIN_OR_AUDITOR, of_county=True),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The variables of `base.html`; only the county's name where nobody is signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"county": _county()}
    if getattr(request, "waiting", ""):  # something comes first: nothing of the records is shown yet
        return {"county": _county(), "person": person}
    person.roles_words = str(_("；")).join(roles_in_words(person))
    round_ = current_round(request)
    return {
        "county": _county(),
        "person": person,
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "rounds": rounds_of(request),
        "round": round_,
        "navigation": _navigation(request, person, round_),
        "notice_count": Notice.objects.filter(person=person, read_at=None)[: _MOST_COUNTED + 1].count(),
    }


def roles_in_words(person: Person) -> list[str]:
    """`云溪县养老服务中心：填报人、单位负责人`, one for each organisation."""
    held: dict[int, list[str]] = {}
    order = list(Role)
    for grant in sorted(scope_of(person).grants, key=lambda grant: order.index(grant.role)):
        held.setdefault(grant.organisation, []).append(str(grant.role.label))
    names = dict(Organisation.objects.filter(pk__in=held).order_by("code").values_list("pk", "name"))
    return [_("{unit}：{roles}").format(unit=name, roles=_("、").join(held[pk])) for pk, name in names.items()]


def _county() -> str:
    bureau = Organisation.objects.filter(kind=OrganisationKind.BUREAU).first()
    return (county_of([bureau]) or bureau.name) if bureau is not None else ""


def _navigation(request: HttpRequest, person: Person, round_: Round | None) -> list[dict[str, Any]]:
    scope = scope_of(person)
    made = []
    for entry in NAVIGATION:
        if entry.roles is not None and not entry.roles & (scope.everywhere if entry.of_county else scope.roles):
            continue
        try:
            url = reverse(entry.name)
        except NoReverseMatch:
            continue
        current = request.path == url or (url != reverse("home") and request.path.startswith(url))
        count = entry.count(person, round_, _MOST_COUNTED) if entry.count is not None and round_ is not None else 0
        shown = f"{_MOST_COUNTED}+" if count > _MOST_COUNTED else count
        made.append({"label": entry.label, "url": url, "current": current, "count": shown})
    return made
