"""Whether a unit may work now: the windows of the round, and the exceptions from them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Organisation, Phase, Round, Window, WindowException


def not_in_use(unit: Organisation) -> str:
    """What is told to whoever wants to act for an organisation that is no longer in use."""
    return _("{unit}已停用，原来的申报只能查看，不能办理；确需办理的，请系统管理员重新启用这个单位。").format(
        unit=unit.name
    )


def exception_of(round: Round, unit: Organisation, phase: Phase, now: datetime) -> WindowException | None:
    """The exception by which a unit may work now."""
    found = WindowException.objects.filter(round=round, organisation=unit, phase=phase, until__gte=now)
    return found.order_by("-until").first()


def must_be_open(round: Round, unit: Organisation, phase: Phase, now: datetime | None = None) -> WindowException | None:
    """The exception that is used, None where the window itself is open.

    :raises NotMet: where neither is.
    """
    now = now or timezone.now()
    if not unit.is_active:
        raise NotMet(not_in_use(unit))
    if not round.is_open:
        raise NotMet(_("{round}已经结束，不能再办理。").format(round=round.name))
    window = Window.objects.filter(round=round, phase=phase).first()
    if window is not None and window.opens_at <= now <= window.closes_at:
        return None
    found = exception_of(round, unit, phase, now)
    if found is not None:
        return found
    if window is None:
        raise NotMet(_("“{phase}”还没有安排时间，请联系财政局。").format(phase=phase.label))
    when = _local(window.opens_at) if now < window.opens_at else _local(window.closes_at)
    raise NotMet(
        (_("“{phase}”从 {when} 开始，现在还不能办理。") if now < window.opens_at else
         _("“{phase}”已于 {when} 截止；确需办理的，请财政局批准延期。")).format(phase=phase.label, when=when)
    )  # fmt: skip


def _local(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), _("Y年n月j日 H:i"))
