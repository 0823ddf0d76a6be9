"""Reminders 催报: the preparers of units that owe something are told, at most once a day for each phase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiheng.web.records.domain import audit
from jiheng.web.records.domain.errors import NotAllowed
from jiheng.web.records.domain.notices import REMINDER
from jiheng.web.records.domain.owed import Deadlines, UnitOwes, counts
from jiheng.web.records.domain.written import chinese
from jiheng.web.records.models import Membership, Notice, Organisation, Person, Phase, Reminder, Role, Round
from jiheng.web.records.permissions import scope_of

MAY_REMIND = frozenset((Role.ADMIN, Role.DEPARTMENT, Role.SECTION, Role.PERFORMANCE, Role.BUDGET))
"""Roles that remind the units below them."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a call came to."""

    units: tuple[Organisation, ...]
    """Those that were reminded."""
    notices: int
    already: tuple[Organisation, ...]
    """Those that were reminded before, today."""
    nobody: tuple[Organisation, ...]
    """Those that owe something and have no preparer to tell."""


def remind(units: Iterable[Organisation], round: Round, by: Person | None, now: datetime | None = None) -> Reminded:
    """Tell the preparers of the units that owe something.

    :param by: None where the installation reminds by itself.
    :raises NotAllowed: where a unit is outside the person's scope.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round.pk)  # two who remind at once: the second finds it done
        owing = [one for one in counts(units, round, now) if one.open > 0]
        if by is not None and any(not scope_of(by).at(one.unit) & MAY_REMIND for one in owing):
            raise NotAllowed(_("有的单位不在您的管理范围内，不能催报。"))
        deadlines = Deadlines(round)
        preparers = _preparers([one.unit.pk for one in owing])
        sent_before = set(Reminder.objects.filter(round=round, on=today).values_list("organisation", "phase"))
        rows: list[Reminder] = []
        notices: list[Notice] = []
        told: dict[str, list[Organisation]] = {"units": [], "already": [], "nobody": []}
        for one in owing:
            phases = [phase for phase in Phase if one.waiting[phase]]
            due = [phase for phase in phases if (one.unit.pk, phase.value) not in sent_before]
            people = preparers.get(one.unit.pk, [])
            told["nobody" if not people else "units" if due else "already"].append(one.unit)
            if not people:
                continue
            for phase in due:
                rows.append(Reminder(round=round, organisation=one.unit, phase=phase, on=today, by=by))
                text = _words(round, one, phase, deadlines.of(one.unit.pk, phase), now)
                notices += [Notice(person_id=person, text=text[:300], kind=REMINDER, at=now) for person in people]
        Reminder.objects.bulk_create(rows)
        Notice.objects.bulk_create(notices)
        if rows:
            _record(round, by, told["units"], len(notices))
    return Reminded(tuple(told["units"]), len(notices), tuple(told["already"]), tuple(told["nobody"]))


def _preparers(units: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Membership.objects.filter(role=Role.PREPARER, organisation__in=units, person__is_active=True)
    for unit, person in rows.values_list("organisation", "person").order_by("person"):
        found.setdefault(unit, []).append(person)
    return found


def _words(round: Round, one: UnitOwes, phase: Phase, deadline: datetime | None, now: datetime) -> str:
    said = f"{one.unit.name}：{round.name}“{chinese(phase.label)}”还有 {one.waiting[phase]} 份没有报送"
    if deadline is None:
        return f"{said}，请尽快办理。"
    when = date_format(timezone.localtime(deadline), "Y年n月j日 H:i")
    if now > deadline:
        return f"{said}，已于 {when} 截止；确需办理的，请向财政局申请延期。"
    return f"{said}，请在 {when} 前报送。"


def _record(round: Round, by: Person | None, units: list[Organisation], notices: int) -> None:
    audit.record(
        "remind",
        by,
        organisation=units[0] if len(units) == 1 else None,
        details={"round": round.fiscal_year, "units": [unit.code for unit in units], "notices": notices},
    )
