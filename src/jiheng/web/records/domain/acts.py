"""One function per act of the transition table. Each is one transaction: permission, state, requirements, change, audit entry.

All take the person who acts (`by`) and the revision of the declaration that he looked at (`seen`), and raise an `ActError`
with one sentence for the user; then nothing was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import adjustments, approvals, audit, comments, public_copies, publication
from jiheng.web.records.domain.acting import (
    OPINION,
    Acting,
    acting,
    coded,
    in_words,
    must_be_preparer,
    opinion_of,
    required,
    show,
)
from jiheng.web.records.domain.attachments import must_have_attachments
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.dependent import beyond_amounts, differences_of, listed
from jiheng.web.records.domain.errors import NotAllowed, NotMet, WrongState
from jiheng.web.records.domain.findings import must_have_no_open_errors
from jiheng.web.records.domain.requirements import (
    mended_or_explained,
    must_be_before_year_end,
    must_equal_control_figure,
    must_keep_weights,
    must_not_have_filled,
    open_adjustment,
    said_of,
    window_of,
)
from jiheng.web.records.domain.review_sheet import Scores, grade_of, must_allow_amending
from jiheng.web.records.domain.turns import head_has_begun, is_own_submission, last_turn, may_undo, turn_before
from jiheng.web.records.domain.windows import must_be_open
from jiheng.web.records.models import (
    Act,
    Adjustment,
    AdjustmentReason,
    Content,
    Declaration,
    Draft,
    FormKind,
    Grade,
    Organisation,
    Person,
    Phase,
    Project,
    Review,
    Round,
    State,
    VersionReason,
)
from jiheng.web.records.permissions import is_own_department

Seen = int | None
_MOST = Decimal(10) ** 14
"""Yuan: more than any county spends, and less than the database holds."""
_FINEST = Decimal("0.0001")
"""Yuan, as the database holds them."""


def create(
    round: Round,
    unit: Organisation,
    kind: FormKind,
    content: Content,
    by: Person,
    *,
    project: Project | None = None,
    title: str = "",
) -> Declaration:
    """Begin a unit's declaration with its first draft."""
    with transaction.atomic():
        must_be_preparer(unit, by, _("您不是{unit}的填报人。").format(unit=unit.name))
        exception = must_be_open(round, unit, Phase.FIRST_UP)
        if project is not None and (project.unit_id, project.round_id) != (unit.pk, round.pk):
            raise NotMet(_("项目“{project}”不是{unit}在这一轮里的项目。").format(project=project.name, unit=unit.name))
        now = timezone.now()
        title = (project.name if project is not None else title or unit.name)[:200]
        made = Declaration(
            round=round, unit=unit, kind=kind, project=project, title=title, state=State.DRAFT, state_since=now
        )
        try:
            with transaction.atomic():  # two who begin the same at once: the database lets one in
                made.save(force_insert=True)
        except IntegrityError as error:
            raise WrongState(
                _("“{title}”在这一轮里已经有一份申报了，请打开那一份修改。").format(title=title)
            ) from error
        Draft.objects.create(declaration=made, content=content, saved_at=now, saved_by=by)
        show(made, content)
        made.save()
        audit.record(
            Act.CREATE,
            by,
            declaration=made,
            states=("", State.DRAFT),
            details={"content": content.sha256, **said_of(exception)},
        )
        return made


def edit(declaration: Declaration | int, by: Person, content: Content, *, seen: Seen = None) -> Declaration:
    """Put another content into the draft."""
    with acting(Act.EDIT, declaration, by, seen) as one:
        exception = window_of(one.declaration)
        Draft.objects.update_or_create(
            declaration=one.declaration,
            defaults={"content": content, "saved_at": timezone.now(), "saved_by": by},
        )
        show(one.declaration, content)
        one.details = {"content": content.sha256, **exception}
    return one.declaration


def submit(declaration: Declaration | int, by: Person, *, seen: Seen = None) -> Declaration:
    """报送: freeze the draft as the next version and hand it to the head of the unit."""
    with acting(Act.SUBMIT, declaration, by, seen) as one:
        one.details = window_of(one.declaration)
        content = one.content
        must_have_no_open_errors(one.declaration, content)
        comments.must_be_answered(one.declaration)
        must_have_attachments(one.declaration)
        must_keep_weights(one.declaration, content)
        one.freeze(content, VersionReason.SUBMITTED)
        one.declaration.submitted_by, one.declaration.submitted_at = by, timezone.now()
        one.declaration.grade = ""
    return one.declaration


def withdraw(declaration: Declaration | int, by: Person, *, seen: Seen = None) -> Declaration:
    """撤回 what one submitted oneself (or whose submitter's work one took over), before anybody acted on it."""
    with acting(Act.WITHDRAW, declaration, by, seen) as one:
        if not is_own_submission(one.declaration, by):
            raise NotAllowed(_("只有报送的人可以撤回。"))
        if head_has_begun(one.declaration):
            raise WrongState(_("单位负责人已经对这份表提了意见，不能再撤回；要修改的，请单位负责人退回。"))
        one.declaration.last_actor = None
    return one.declaration


def sign(declaration: Declaration | int, by: Person, *, opinion: str = "", seen: Seen = None) -> Declaration:
    """签批: the head answers for it. Where the unit is its own 主管部门, that review is skipped with a record."""
    with acting(Act.SIGN, declaration, by, seen) as one:
        must_not_have_filled(one.declaration, by)
        one.opinion = opinion_of(opinion, _("签批意见"))
        one.declaration.left_unit = True
        if is_own_department(one.declaration.unit):
            one.skips = (State.SECTION_REVIEW, "主管部门就是填报单位")
    return one.declaration


def pass_on(declaration: Declaration | int, by: Person, *, opinion: str = "", seen: Seen = None) -> Declaration:
    """审核通过, by the department or by the section; the section gives an opinion."""
    with acting(Act.PASS, declaration, by, seen) as one:
        if one.declaration.state == State.SECTION_REVIEW:
            one.opinion = in_words(opinion, _("业务股室审核意见"), least=OPINION)
        else:
            one.opinion = opinion_of(opinion, _("审核意见"))
    return one.declaration


def grade(
    declaration: Declaration | int,
    by: Person,
    scores: Mapping[str, object],
    *,
    grade: Grade | str,
    opinion: str = "",
    seen: Seen = None,
) -> Declaration:
    """评定: the review sheet with its scores. 优 and 良 go on, 中 is returned, 差 gets no budget."""
    with acting(Act.GRADE, declaration, by, seen, grade=Grade(grade)) as one:
        points = Scores.parse(scores)
        due = grade_of(points.total, one.declaration.round)
        if due != grade:
            raise NotMet(
                _("得分 {total} 对应“{due}”，与评定的“{grade}”不一致。").format(
                    total=points.total, due=due.label, grade=Grade(grade).label
                )
            )
        bad = due in (Grade.FAIR, Grade.POOR)
        one.opinion = in_words(opinion, _("理由")) if bad else opinion_of(opinion, _("绩效股审核意见"))
        assert one.declaration.current is not None
        Review.objects.create(
            declaration=one.declaration,
            version=one.declaration.current,
            scores=dict(points.items),
            total=points.total,
            grade=due,
            opinion=one.opinion,
            by=by,
            at=timezone.now(),
        )
        one.declaration.grade = due
        if due is Grade.POOR:
            _refuse_adjustment(one)
        one.details = {"scores": dict(points.items), "total": points.total, "grade": due}
    return one.declaration


def _refuse_adjustment(one: Acting) -> None:
    """An adjustment that is rejected leaves what was approved before as it was."""
    now = one.declaration
    adjustment = open_adjustment(now)
    if adjustment is None:
        return
    one.back_to = adjustment.base
    one.skips = (adjustments.end(now, adjustment), "调整没有通过，原来批复的一版继续有效")


def amend(
    declaration: Declaration | int,
    by: Person,
    content: Content,
    *,
    scores: Mapping[str, object],
    agreement: str,
    reason_code: str = "",
    reason: str = "",
    seen: Seen = None,
) -> Declaration:
    """代改: with the scores at 良 and the unit's agreement recorded, small edits by the reviewer; kept as a difference.

    :param reason_code: why errors stand that come with the edits, one of `ExplanationReason`; `reason`: in words.
    """
    with acting(Act.AMEND, declaration, by, seen) as one:
        points = Scores.parse(scores)
        must_allow_amending(points, one.declaration.round)
        one.opinion = in_words(agreement, _("与单位商定的情况（与谁、何时、怎样商定）"))
        one.details = {"scores": dict(points.items), **_changes(one.content, content)}
        if not one.details["changes"]:
            raise NotMet(_("这份表与现在的版本没有差别。"))
        must_keep_weights(one.declaration, content)
        mended_or_explained(one.declaration, content, by, reason_code, reason)
        one.freeze(content, VersionReason.AMENDED, one.opinion)
    return one.declaration


def _changes(before: Content, after: Content) -> dict[str, Any]:
    """What the audit keeps of a change: what it was before, and each value that is another now."""
    changes = differences_of(table_of(before), table_of(after))
    return {
        "before": before.sha256,
        "changes": len(changes),
        "differences": [[one.path_before, one.path_after, one.value_before, one.value_after] for one in changes],
    }


def return_(
    declaration: Declaration | int,
    by: Person,
    reason: str,
    *,
    remarks: Iterable[tuple[str, str]] = (),
    seen: Seen = None,
) -> Declaration:
    """退回, with a reason.

    :param remarks: comments on cells, as (path, text), besides those already made.
    """
    with acting(Act.RETURN, declaration, by, seen) as one:
        one.opinion = in_words(reason, _("退回的理由"))
        for path, text in remarks:
            comments.comment(one.declaration, by, text, path)
    return one.declaration


def undo(declaration: Declaration | int, by: Person, *, seen: Seen = None) -> Declaration:
    """撤销 the last pass, grade or return (one's own, or whose work one took over), as long as nobody acted since."""
    with acting(Act.UNDO, declaration, by, seen) as one:
        last = last_turn(one.declaration)
        if last is None or not may_undo(one.declaration, by, last):
            raise NotAllowed(_("只有办理上一步审核的人，在下一步办理之前可以撤销。"))
        one.to = State(last.from_state)
        one.details = {"undone": last.pk}
        if last.act == Act.GRADE:
            Review.objects.filter(declaration=one.declaration, undone=False, by=last.by, at__lte=last.at).filter(
                version=one.declaration.current
            ).update(undone=True)
            one.declaration.grade = ""
        before = turn_before(last)
        one.declaration.last_actor = before.by if before is not None else None
    return one.declaration


def set_control_figure(
    declaration: Declaration | int, by: Person, amount: Decimal | None, *, seen: Seen = None
) -> Declaration:
    """下达控制数: the amount that the declaration must come to; the unit adapts its form (二上)."""
    with acting(Act.SET_CONTROL_FIGURE, declaration, by, seen) as one:
        project = one.declaration.project
        if project is None:
            raise NotMet(_("控制数下达到项目；这份申报没有对应的项目。"))
        if amount is None:
            amount = project.control_figure
        if amount is None or not amount.is_finite() or amount < 0:
            raise NotMet(_("请填写控制数（元，不小于 0）。"))
        if amount >= _MOST or amount != amount.quantize(_FINEST):
            raise NotMet(_("控制数 {amount} 写得不对：以元为单位，最多四位小数。").format(amount=amount))
        one.details = {"before": project.control_figure, "control_figure": amount}
        project.control_figure = amount
        project.save(update_fields=["control_figure"])
    return one.declaration


def confirm(
    declaration: Declaration | int,
    by: Person,
    content: Content | None = None,
    *,
    reason_code: str = "",
    reason: str = "",
    seen: Seen = None,
) -> Declaration:
    """二上确认: the form adapted to the control figure.

    :param content: the adapted form; None where the form as it is already comes to the control figure.
    :param reason_code: why errors stand that come with the other amounts, one of `ExplanationReason`; `reason`: in words.
    """
    with acting(Act.CONFIRM, declaration, by, seen) as one:
        one.details = window_of(one.declaration, Phase.SECOND_UP)
        before = one.content
        after = content or before
        must_equal_control_figure(one.declaration, after)
        others = beyond_amounts(table_of(before), table_of(after))
        if others:
            raise NotMet(
                _("二上只能改金额和随金额变化的值，其他内容要照审定的样子。请改回：{what}").format(what=listed(others))
            )
        mended_or_explained(one.declaration, after, by, reason_code, reason)
        one.freeze(after, VersionReason.CONFIRMED)
    return one.declaration


def approve(
    declaration: Declaration | int,
    by: Person,
    number: str,
    *,
    opinion: str = "",
    approving_document: str = "",
    seen: Seen = None,
) -> Declaration:
    """批复: bound to the hash of the current version, which is in force from now.

    :param number: 批复文号.
    :param approving_document: of an adjustment: the document by which the budget adjustment was approved.
    """
    with acting(Act.APPROVE, declaration, by, seen) as one:
        now = one.declaration
        number = required(number, _("批复文号"), most=60)
        must_equal_control_figure(now, one.content)
        adjustment = open_adjustment(now)
        if adjustment is not None:
            if adjustment.by_id == by.pk:
                raise NotAllowed(_("申请调整的人不能批复这次调整。"))
            must_be_before_year_end(now.round)
            adjustment.approving_document = required(approving_document, _("批准调整的文号"), most=120)
            adjustment.closed_at = timezone.now()
            adjustment.save(update_fields=["approving_document", "closed_at"])
            one.details = _changes(adjustment.base.content, one.content)
        one.opinion = opinion_of(opinion, _("批复意见"))
        now.in_force = now.current
        now.approval_number, now.approved_at = number, timezone.now()
        now.published_at, now.published_url = None, ""
        one.details |= {"number": number, "approving_document": approving_document.strip(), **approvals.said_of(now)}
    return one.declaration


def publish(
    declaration: Declaration | int, by: Person, *, url: str, secrecy_review: str, seen: Seen = None
) -> Declaration:
    """公开, after the check before publication; late is recorded as late.

    :param secrecy_review: who looked, and when, whether anything in it must stay secret (保密审查).
    """
    with acting(Act.PUBLISH, declaration, by, seen) as one:
        now = one.declaration
        publication.must_be_fit(now)
        now.published_url = publication.address(url)
        _release(one, secrecy_review)
        one.details["days_late"] = publication.days_late(now)
    return one.declaration


def _release(one: Acting, secrecy_review: str) -> None:
    """What is kept of a release: when and where, who reviewed it for secrets, and which copy it was."""
    now = one.declaration
    assert now.in_force is not None
    one.details["secrecy_review"] = in_words(secrecy_review, _("保密审查情况（谁、何时审查）"))
    now.published_at, one.details["url"] = timezone.now(), now.published_url
    copy = public_copies.kept_copy(now.in_force.content)
    if copy is not None:
        one.details["public_copy_sha256"] = copy.sha256


def correct(
    declaration: Declaration | int,
    by: Person,
    content: Content,
    reason: str,
    *,
    secrecy_review: str,
    seen: Seen = None,
) -> Declaration:
    """更正: a new version of what is published, with 更正说明; the old one stays readable. The amount stays what it is:
    another amount is an adjustment."""
    with acting(Act.CORRECT, declaration, by, seen) as one:
        one.opinion = in_words(reason, _("更正说明"))
        if not differences_of(table_of(one.content), table_of(content)):
            raise NotMet(_("这份表与现在的版本没有差别，不用更正。"))
        must_equal_control_figure(one.declaration, content)
        publication.must_be_fit(one.declaration, content)
        one.declaration.in_force = one.freeze(content, VersionReason.CORRECTED, one.opinion)
        _release(one, secrecy_review)
    return one.declaration


def request_adjustment(
    declaration: Declaration | int, by: Person, reason_code: str, reason: str, *, seen: Seen = None
) -> Declaration:
    """申请调整: a draft of the next version; the approved one stays in force until the adjustment is approved.

    :param reason_code: one of `AdjustmentReason`.
    """
    with acting(Act.REQUEST_ADJUSTMENT, declaration, by, seen) as one:
        now = one.declaration
        what = _("调整的理由")
        one.details = window_of(now, Phase.ADJUSTMENT)
        one.details["reason_code"] = code = coded(reason_code, AdjustmentReason, what)
        one.opinion = in_words(reason, what)
        base = now.in_force
        assert base is not None
        Adjustment.objects.create(
            declaration=now, base=base, reason_code=code, reason=one.opinion, by=by, at=timezone.now()
        )
        Draft.objects.create(declaration=now, content=base.content, saved_at=timezone.now(), saved_by=by)
        show(now, base.content)
        now.grade = ""
    return one.declaration


def reopen(declaration: Declaration | int, by: Person, reason: str, *, seen: Seen = None) -> Declaration:
    """重新开放 a declaration that was rejected: final for the round, unless an administrator says why not."""
    with acting(Act.REOPEN, declaration, by, seen) as one:
        one.opinion = in_words(reason, _("理由"))
        one.declaration.grade = ""
    return one.declaration
