"""What acts require: the control figure, errors mended or explained, the window, the limits of an adjustment, and who
filled a form."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.dependent import weights_of
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.domain.findings import let_stand, told
from jiheng.web.records.domain.windows import must_be_open
from jiheng.web.records.models import (
    Act,
    Adjustment,
    AuditEntry,
    Content,
    Declaration,
    Person,
    Phase,
    Round,
    WindowException,
)

_FILLING = (Act.CREATE, Act.EDIT, Act.SUBMIT, Act.REQUEST_ADJUSTMENT)
"""Acts of whoever fills a form."""


def must_equal_control_figure(declaration: Declaration, content: Content) -> None:
    """:raises NotMet: where the project has a control figure and the form comes to another amount."""
    figure = declaration.project.control_figure if declaration.project is not None else None
    if figure is not None and content.amount != figure:
        printed = _("没有填金额") if content.amount is None else _("是 {amount:,} 元").format(amount=content.amount)
        raise NotMet(
            _("控制数是 {figure:,} 元，表上的总额{printed}；两个数要相等。").format(figure=figure, printed=printed)
        )


def mended_or_explained(declaration: Declaration, content: Content, by: Person, reason_code: str, reason: str) -> None:
    """Let the errors that come with a content stand for a reason, which is kept with each of them.

    :param reason_code: one of `ExplanationReason`.
    :raises NotMet: where there are some, and no reason.
    """
    still = [one for one in told(declaration, content) if one.is_open_error]
    if still and not reason.strip():
        raise NotMet(
            _(
                "改过的表有 {n} 条必须修改的意见，请改好再上传，或者选好不改的理由属于哪一类、写明理由。第一条：{first}"
            ).format(n=len(still), first=still[0].words)
        )
    for one in still:
        let_stand(declaration, by, one, reason_code, reason)


def must_not_have_filled(declaration: Declaration, by: Person) -> None:
    """:raises NotAllowed: where somebody filled the form himself, since it was last approved."""
    entries = AuditEntry.objects.filter(declaration=declaration)
    approved = entries.filter(act=Act.APPROVE).values_list("pk", flat=True).last() or 0
    if entries.filter(pk__gt=approved, act__in=_FILLING, by=by).exists():
        raise NotAllowed(_("这份表是您自己填的，要由另一位单位负责人签批。"))


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
