"""After a list of people was taken in: what came of it, and the file with the initial passwords, as often as it is needed for
half an hour.

The passwords stand nowhere. They are derived from a secret that only the browser keeps, in a cookie that goes to these two
pages alone; whom they are for stands in the session, with the time until which it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jiheng.web.records.domain import import_people, people, workbooks
from jiheng.web.records.domain.workbooks import Column
from jiheng.web.records.models import Membership, Person, Role
from jiheng.web.setup.access import administrators, breadcrumb, crumb
from jiheng.web.setup.downloads import XLSX, download

COOKIE = "jiheng_handed_out"
_SESSION = "handed_out"
HOLDS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class _HandedOut:
    people: list[int]
    new: int
    changed: int
    until: datetime

    @property
    def holds(self) -> bool:
        return timezone.now() < self.until


def begin(request: HttpRequest, made: import_people.Plan, secret: bytes) -> HttpResponse:
    """On to the page that says what came of a list."""
    until = timezone.now() + HOLDS
    request.session[_SESSION] = {
        "people": [one.before.pk for one in made.new if one.before is not None],
        "new": len(made.new), "changed": len(made.changed), "until": until.isoformat(),
    }  # fmt: skip
    response = redirect("people-imported")
    response.set_cookie(
        COOKIE, secret.hex(), max_age=HOLDS, path=reverse("people-imported"), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@administrators
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """What came of the list, and the way to the passwords."""
    handed = _handed_out(request)
    if handed is None:
        return _gone(request)
    context = {
        "handed": handed,
        "breadcrumb": breadcrumb(crumb("people", _("人员")), {"label": _("导入完成")}),
    }
    return render(request, "setup/people_imported.html", context)


@administrators
@never_cache
def passwords(request: HttpRequest) -> HttpResponse:
    """The initial passwords: one file to be handed out and deleted."""
    handed, secret = _handed_out(request), _secret(request)
    if handed is None or not handed.holds or secret is None:
        return _gone(request)
    columns = (
        Column(_("单位"), 36, ""), Column(_("姓名"), 14, ""), Column(_("账号"), 18, ""), Column(_("初始密码"), 24, ""),
        Column(_("角色"), 50, ""),
    )  # fmt: skip
    held: dict[int, list[Membership]] = {}
    for one in Membership.objects.filter(person__in=handed.people).select_related("organisation"):
        held.setdefault(one.person_id, []).append(one)
    rows = [
        (*_places(held.get(person.pk, [])), person, _password(person, secret))
        for person in Person.objects.filter(pk__in=handed.people).order_by("pk")
    ]
    lines = [(units, person.name, person.username, password, roles) for units, roles, person, password in rows]
    name = _("初始密码-{when}.xlsx").format(when=f"{timezone.localtime():%Y%m%d-%H%M}")
    return download(workbooks.workbook(_("初始密码"), columns, lines), name, XLSX)


def _password(person: Person, secret: bytes) -> str:
    """What somebody was given, as long as it is still his."""
    password = people.derived_password(secret, person.username)
    if person.last_login is None and check_password(
        password, person.password
    ):  # not `person.check_…`: that hashes anew
        return password
    return _("（已登录过，或者另设了密码）")


def _places(held: list[Membership]) -> tuple[str, str]:
    units = "；".join(dict.fromkeys(one.organisation.name for one in held))
    return units, "；".join(f"{one.organisation.name} {Role(one.role).label}" for one in held)


def _handed_out(request: HttpRequest) -> _HandedOut | None:
    said = request.session.get(_SESSION)
    if said is None:
        return None
    return _HandedOut(said["people"], said["new"], said["changed"], datetime.fromisoformat(said["until"]))


def _secret(request: HttpRequest) -> bytes | None:
    try:
        return bytes.fromhex(request.COOKIES.get(COOKIE, "")) or None
    except ValueError:
        return None


def _gone(request: HttpRequest) -> HttpResponse:
    said = _("初始密码只能在导入以后 30 分钟内、用导入时的浏览器下载；没有拿到的，请在“人员”里打开他的账号，重设密码。")
    messages.warning(request, said)
    return redirect("people")
