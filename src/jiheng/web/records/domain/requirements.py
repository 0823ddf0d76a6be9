"""What several acts require: the control figure, the window, and the limits of an adjustment."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.dependent import weights_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.windows import must_be_open
from jiheng.web.records.models import Adjustment, Content, Declaration, Phase, Round, WindowException


def must_equal_control_figure(declaration: Declaration, content: Content) -> None:
    """:raises NotMet: where the project has a control figure and the form comes to another amount."""
    figure = declaration.project.control_figure if declaration.project is not None else None
    if figure is not None and content.amount != figure:
        printed = _("没有填金额") if content.amount is None else _("是 {amount:,} 元").format(amount=content.amount)
        raise NotMet(
            _("控制数是 {figure:,} 元，表上的总额{printed}；两个数要相等。").format(figure=figure, printed=printed)
        )


def open_adjustment(declaration: Declaration) -> Adjustment | None:
    """The adjustment that is on its way, from its request to its approval."""
    return Adjustment.objects.filter(declaration=declaration, closed_at=None).select_related("base__content").last()


def must_be_before_year_end(round: Round) -> None:
    """:raises NotMet: where the fiscal year is over: its targets are not adjusted any more."""
    if timezone.localdate().year > round.fiscal_year:
        raise NotMet(_("{year} 年 12 月 31 日以后不能再调整当年的目标。").format(year=round.fiscal_year))


def must_keep_weights(declaration: Declaration, content: Content) -> None:
    """:raises NotMet: where an adjustment changes what the weights of the indicators add up to."""
    adjustment = open_adjustment(declaration)
    if adjustment is None:
        return
    before, after = weights_of(table_of(adjustment.base.content)), weights_of(table_of(content))
    if before is not None and before != after:
        found = _("没有填") if after is None else _("是 {points}").format(points=after)
        raise NotMet(
            _("调整前各指标的分值合计是 {due}，现在{found}；调整目标时合计不能变，请重新分配分值。").format(
                due=before, found=found
            )
        )


def window_of(declaration: Declaration, phase: Phase = Phase.FIRST_UP) -> dict[str, object]:
    """What the audit entry says of the window: nothing, or by which exception. An adjustment has a window of its own."""
    if phase is Phase.ADJUSTMENT or open_adjustment(declaration) is not None:
        phase = Phase.ADJUSTMENT
        must_be_before_year_end(declaration.round)
    return said_of(must_be_open(declaration.round, declaration.unit, phase))


def said_of(used: WindowException | None) -> dict[str, object]:
    """What the audit entry says of an exception that was used."""
    return {} if used is None else {"exception": used.pk, "exception_reason": used.reason}
