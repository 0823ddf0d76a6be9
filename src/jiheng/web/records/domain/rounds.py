"""A year's round: its set-up, its windows, exceptions for a unit, and next year's round from it. Administrators' work.

Each function is one transaction with its audit entry. `by` is None where the command line does it for the installation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.forms.layouts.layout import LayoutError, all_layouts
from jiheng.law.profiles import UnknownProfileError, profile_of, regions
from jiheng.model.invisible import as_name
from jiheng.web.records.domain import audit
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.locking import lock_set_up
from jiheng.web.records.domain.people import must_be_admin
from jiheng.web.records.models import (
    AttachmentKind,
    Organisation,
    Person,
    Phase,
    Project,
    Round,
    Window,
    WindowException,
)

YEARS = range(2000, 2100)
"""Those that the app knows."""
Span = tuple[datetime, datetime]
"""From when to when; the minute that is named as the end belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What a round is like."""

    name: str
    region: str
    layouts: tuple[str, ...] = ()
    overall_due: bool = True
    required_attachments: tuple[str, ...] = ()
    remind_days: int = 3


def create(by: Person | None, fiscal_year: int, set_up: SetUp, windows: Mapping[Phase, Span]) -> Round:
    """A new round."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        _must_be_new(fiscal_year)
        made = Round(fiscal_year=fiscal_year)
        _put(made, set_up)
        made.save(force_insert=True)
        _put_windows(made, windows)
        audit.record("create_round", by, details={"round": made.pk, **_written(made)})
        return made


def edit(round: Round, by: Person | None, set_up: SetUp, windows: Mapping[Phase, Span]) -> Round:
    """Another set-up, other windows; a phase that is not named has no window any more."""
    must_be_admin(by)
    with transaction.atomic():
        now = Round.objects.select_for_update().get(pk=round.pk)
        before = _written(now)
        _put(now, set_up)
        now.save()
        Window.objects.filter(round=now).exclude(phase__in=list(windows)).delete()
        _put_windows(now, windows)
        after = _written(now)
        if after != before:
            changed = {key: {"before": before[key], "after": after[key]} for key in after if after[key] != before[key]}
            audit.record("edit_round", by, details={"round": now.pk, "changed": changed})
        return now


def set_open(round: Round, by: Person | None, *, is_open: bool) -> Round:
    """Close a round: nobody files or confirms in it any more; or open it again."""
    must_be_admin(by)
    with transaction.atomic():
        now = Round.objects.select_for_update().get(pk=round.pk)
        if now.is_open != is_open:
            now.is_open = is_open
            now.save(update_fields=["is_open"])
            audit.record("open_round" if is_open else "close_round", by, details={"round": now.pk})
        return now


def except_unit(
    round: Round, by: Person, unit: Organisation, phase: Phase | str, until: datetime, reason: str
) -> WindowException:
    """A unit may work outside the window, for a reason that every act by it repeats.

    :param until: the last minute in which it may.
    """
    must_be_admin(by)
    with transaction.atomic():
        if not reason.strip():
            raise NotMet(_("请填写延期的原因。"))
        if until <= timezone.now():
            raise NotMet(_("延至的时间已经过去了，请填将来的时间。"))
        window = Window.objects.filter(round=round, phase=Phase(phase)).first()
        if window is not None and until <= window.closes_at:
            due = f"{timezone.localtime(window.closes_at):%Y-%m-%d %H:%M}"
            raise NotMet(_("这一阶段本来到 {due} 截止，延至的时间要比它晚。").format(due=due))
        until = last_moment(until)
        lock_set_up()
        made, is_new = WindowException.objects.get_or_create(
            round=round, organisation=unit, phase=Phase(phase), until=until, reason=reason.strip()[:200], by=by
        )
        if not is_new:  # pressed twice
            return made
        details = {"round": round.pk, "phase": made.phase, "until": until.isoformat()}
        audit.record("except_unit", by, organisation=unit, opinion=made.reason, details=details)
        return made


def end_exception(exception: WindowException, by: Person) -> None:
    """An exception ends now; the row stays, as acts refer to it."""
    must_be_admin(by)
    with transaction.atomic():
        now = WindowException.objects.select_for_update().get(pk=exception.pk)
        if now.until > timezone.now():
            now.until = timezone.now()
            now.save(update_fields=["until"])
            details = {"round": now.round_id, "phase": now.phase, "exception": now.pk}
            audit.record("end_exception", by, organisation=now.organisation, details=details)


def open_next(round: Round, by: Person | None, *, with_projects: bool) -> Round:
    """Next year's round: the same set-up, the windows a year later, where wanted the projects without their amounts."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        year = round.fiscal_year + 1
        _must_be_new(year)
        made = Round.objects.create(
            fiscal_year=year,
            name=round.name.replace(str(round.fiscal_year), str(year)),
            region=round.region,
            layouts=round.layouts,
            overall_due=round.overall_due,
            required_attachments=round.required_attachments,
            remind_days=round.remind_days,
            copied_from=round,
        )
        Window.objects.bulk_create(
            Window(
                round=made,
                phase=one.phase,
                opens_at=_a_year_later(one.opens_at),
                closes_at=last_moment(_a_year_later(one.closes_at)),
            )
            for one in Window.objects.filter(round=round)
        )
        projects = _continuing(round, made) if with_projects else 0
        details = {"round": made.pk, "copied_from": round.pk, "projects": projects, **_written(made)}
        audit.record("create_round", by, details=details)
        return made


def last_moment(deadline: datetime) -> datetime:
    """The last moment of a deadline that is said by its minute: 23:59 ends with the day."""
    return deadline.replace(second=59, microsecond=999_999)


def region_choices(present: str = "") -> list[str]:
    """Regions whose profile a round may be judged by; the one it has now stays a choice."""
    return list(dict.fromkeys((*regions(), *((present,) if present else ()))))


def layout_choices() -> list[tuple[str, str]]:
    """Names of the layouts with what to call them; the bureau's own first."""
    try:
        return [
            (
                one.layout.name,
                _("{title}（{name}，.{format}）").format(
                    title=one.layout.title, name=one.layout.name, format=one.layout.format
                ),
            )
            for one in all_layouts()
        ]
    except LayoutError as error:
        raise NotMet(str(error)) from error


def _must_be_new(year: int) -> None:
    if year not in YEARS:
        raise NotMet(_("预算年度要在 2000 到 2099 之间。"))
    if Round.objects.filter(fiscal_year=year).exists():
        raise NotMet(_("{year} 年度的轮次已经有了。").format(year=year))


def _put(round: Round, set_up: SetUp) -> None:
    name = as_name(set_up.name)
    if not name or len(name) > 80:
        raise NotMet(_("名称要有 1 到 80 个字。"))
    try:
        profile_of(set_up.region, round.fiscal_year)
    except UnknownProfileError as error:
        raise NotMet(str(error)) from error
    known = {name for name, _title in layout_choices()}
    unknown = [one for one in set_up.layouts if one not in known]
    if unknown:
        raise NotMet(_("没有版式“{name}”。").format(name=unknown[0]))
    if any(one not in AttachmentKind.values for one in set_up.required_attachments):
        raise NotMet(_("必附材料里有不认识的类别。"))
    if not 0 <= set_up.remind_days <= 60:
        raise NotMet(_("提醒的天数要在 0 到 60 之间。"))
    round.name, round.region = name, set_up.region
    round.layouts, round.required_attachments = list(set_up.layouts), list(set_up.required_attachments)
    round.overall_due, round.remind_days = set_up.overall_due, set_up.remind_days


def _put_windows(round: Round, windows: Mapping[Phase, Span]) -> None:
    for phase, (opens_at, closes_at) in windows.items():
        if closes_at <= opens_at:
            raise NotMet(_("“{phase}”的截止时间要晚于开始时间。").format(phase=phase.label))
        Window.objects.update_or_create(
            round=round, phase=phase, defaults={"opens_at": opens_at, "closes_at": last_moment(closes_at)}
        )


def _continuing(before: Round, after: Round) -> int:
    """The register of the year before, without amounts: they belong to a year."""
    projects = Project.objects.filter(round=before, unit__is_active=True).exclude(code="")
    made = Project.objects.bulk_create(
        [Project(round=after, unit_id=one.unit_id, code=one.code, name=one.name) for one in projects.iterator(2000)],
        batch_size=1000,
    )
    return len(made)


def _a_year_later(moment: datetime) -> datetime:
    """The same day and time by the local clock; 29 February becomes the 28th."""
    local = timezone.localtime(moment)
    try:
        return local.replace(year=local.year + 1)
    except ValueError:
        return local.replace(year=local.year + 1, day=28)


def _written(round: Round) -> dict[str, object]:
    windows = Window.objects.filter(round=round).order_by("phase")
    return {
        "fiscal_year": round.fiscal_year,
        "name": round.name,
        "region": round.region,
        "layouts": list(round.layouts),
        "overall_due": round.overall_due,
        "required_attachments": list(round.required_attachments),
        "remind_days": round.remind_days,
        "windows": {one.phase: [one.opens_at.isoformat(), one.closes_at.isoformat()] for one in windows},
    }
