"""What acts require before the approval: errors explained, remarks answered, attachments, windows, scores, control figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jiheng.model.declaration import Table
from jiheng.model.finding import Severity
from jiheng.web.records.domain import acts, attachments, comments, contents, findings
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.errors import NotAllowed, NotMet, WrongState
from jiheng.web.records.models import (
    Attachment,
    AttachmentKind,
    AuditEntry,
    Comment,
    Declaration,
    Explanation,
    Membership,
    Notice,
    Person,
    Phase,
    Review,
    Round,
    State,
    StoredFile,
    Window,
    WindowException,
)
from jiheng.web.records.queries.declarations import open_points
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import GOOD_SCORES, SCORES, altered, at, begun, changed, forward, with_indicator

WITH_ERRORS = ("korla-2021-department-overall.docx", 0)


def refused(county: County, made: Declaration, saying: str) -> None:
    """The submission is refused, and nothing changed."""
    length = AuditEntry.objects.count()
    with pytest.raises(NotMet, match=saying):
        acts.submit(made, county.people["preparer"])
    made.refresh_from_db()
    assert made.state in (State.DRAFT, State.RETURNED)
    assert AuditEntry.objects.count() == length


# ---- submitting


def test_errors_are_mended_or_explained(county: County) -> None:
    people = county.people
    made = begun(county, content(*WITH_ERRORS))
    open_ones = [one for one in findings.told(made, made.draft.content) if one.is_open_error]
    assert open_ones
    refused(county, made, f"还有 {len(open_ones)} 条必须修改的意见")
    for one in open_ones:
        with pytest.raises(NotMet, match="请填写不改的理由"):
            findings.explain(made, people["preparer"], one.key, "policy", " ")
        findings.explain(made, people["preparer"], one.key, "policy", "经县政府批准")
    with pytest.raises(NotMet, match="已经没有了"):
        findings.explain(made, people["preparer"], "no-such-key", "policy", "经县政府批准")
    with pytest.raises(NotAllowed):
        findings.explain(made, people["head"], open_ones[0].key, "policy", "经县政府批准")
    assert acts.submit(made, people["preparer"]).state == State.UNIT_REVIEW
    with pytest.raises(WrongState):
        findings.explain(made, people["preparer"], open_ones[0].key, "policy", "后来的理由")


def test_an_explanation_goes_with_what_stood_there(county: County) -> None:
    made = begun(county, content(*WITH_ERRORS))
    told = next(one for one in findings.told(made, made.draft.content) if one.is_open_error)
    findings.explain(made, county.people["preparer"], told.key, "policy", "已经批准")
    row, _, key = told.finding.where[0].path.partition(".")

    def other(table: Table) -> Table:
        tasks = list(table.tasks or ())
        n = int(row.removeprefix("tasks[").removesuffix("]"))
        tasks[n] = msgspec.structs.replace(tasks[n], **{key: Decimal(1)})
        return msgspec.structs.replace(table, tasks=tuple(tasks))

    made = acts.edit(made, county.people["preparer"], altered(made.draft.content, other))
    again = findings.told(made, made.draft.content)
    assert told.key not in {one.key for one in again}


def test_remarks_of_a_return_are_answered_one_by_one(county: County) -> None:
    people = county.people
    made = at(county, "section_review")
    remarks = [("indicators[0].value_text", "依据何在"), ("", "全表金额单位请核对")]
    made = acts.return_(made, people["section"], "两处请改", remarks=remarks)
    assert [entry.act for entry in AuditEntry.objects.order_by("-pk")[:3]] == ["return", "comment", "comment"]
    refused(county, made, "还有 2 条退回意见没有答复")
    first, second = Comment.objects.order_by("pk")
    comments.answer(first.pk, made, people["preparer"], "按上年实际")
    refused(county, made, "还有 1 条退回意见没有答复")
    with pytest.raises(NotMet, match="请填写答复"):
        comments.answer(second.pk, made, people["preparer"], "")
    with pytest.raises(NotMet, match="最多 2000 个字，现在有 2001 个"):
        comments.answer(second.pk, made, people["preparer"], "字" * 2001)
    with pytest.raises(NotMet, match="已经办结或不存在"):
        comments.answer(second.pk, at(county, "returned"), people["preparer"], "另一份的")
    comments.answer(second.pk, made, people["preparer"], "已核对")
    assert acts.submit(made, people["preparer"]).state == State.UNIT_REVIEW
    assert acts.sign(made, people["head"]).state == State.DEPARTMENT_REVIEW
    with pytest.raises(NotAllowed, match="由本人，或者同一步、后面几步"):
        comments.resolve(first.pk, made, people["department"])
    with pytest.raises(NotAllowed, match="不由您审核"):
        comments.resolve(second.pk, made, people["section"])


def test_what_is_returned_once_more_is_answered_once_more(county: County) -> None:
    people = county.people
    made = at(county, "section_review")
    acts.return_(made, people["section"], "请改后再报", remarks=[("goals[0].text", "目标太笼统"), ("", "请写依据")])
    first, second = Comment.objects.order_by("pk")
    for one in (first, second):
        comments.answer(one.pk, made, people["preparer"], "已改")
    made = forward(county, made, "section_review")
    comments.resolve(second.pk, made, people["section"])
    acts.return_(made, people["section"], "还是笼统", remarks=[("", "另请补充测算")])
    third = Comment.objects.latest("pk")
    refused(county, made, "还有 2 条退回意见没有答复")
    assert {one.pk for one in open_points(made, made.current.content).comments} == {first.pk, third.pk}  # type: ignore[union-attr]
    for one in (first, third):
        comments.answer(one.pk, made, people["preparer"], "改成三项")
    made = acts.submit(made, people["preparer"])
    assert acts.submit(acts.withdraw(made, people["preparer"]), people["preparer"]).state == State.UNIT_REVIEW
    assert Comment.objects.filter(resolved_at=None).count() == 2, "it is the reviewer who settles them"


def test_a_bad_grade_and_a_reopening_ask_for_answers_too_and_an_undone_return_does_not(county: County) -> None:
    people = county.people
    made = at(county, "section_review")
    acts.return_(made, people["section"], "请改后再报", remarks=[("goals[0].text", "目标太笼统")])
    (one,) = Comment.objects.all()
    comments.answer(one.pk, made, people["preparer"], "已改")
    made = forward(county, made, "performance_review")
    acts.return_(made, people["performance"], "请再核对")
    acts.undo(made, people["performance"])
    made = forward(county, made, "published")
    made = acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    assert acts.submit(made, people["preparer"]).state == State.UNIT_REVIEW
    made = forward(county, made, "performance_review")
    acts.grade(made, people["performance"], SCORES["fair"], grade="fair", opinion="指标不细")
    refused(county, made, "还有 1 条退回意见没有答复")
    made = at(county, "section_review")
    acts.return_(made, people["section"], "请改后再报", remarks=[("goals[0].text", "目标太笼统")])
    comments.answer(Comment.objects.latest("pk").pk, made, people["preparer"], "再改")
    made = forward(county, made, "performance_review")
    acts.grade(made, people["performance"], SCORES["poor"], grade="poor", opinion="没有依据")
    acts.reopen(made, people["admin"], "经研究同意")
    refused(county, made, "还有 1 条退回意见没有答复")


def test_who_may_remark_is_whose_turn_it_is(county: County) -> None:
    made = at(county, "section_review")
    for role, person in county.people.items():
        if role != "section":
            with pytest.raises(NotAllowed, match="不由您审核"):
                comments.comment(made, person, "意见")
    with pytest.raises(NotMet, match="请填写意见"):
        comments.comment(made, county.people["section"], "  ")
    assert comments.comment(made, county.people["section"], "意见").version == made.current


def test_remarks_go_with_their_rows(county: County) -> None:
    people = county.people
    form = content()
    made = at(county, "section_review", form)
    rows = [f"indicators[{n}].value_text" for n in range(3)]
    remarks = [*((path, path) for path in rows), ("project_name", "名称"), ("", "全表")]
    acts.return_(made, people["section"], "请改后再报", remarks=remarks)
    for one in Comment.objects.all():
        comments.answer(one.pk, made, people["preparer"], "已改")
    moved = altered(form, lambda table: msgspec.structs.replace(
        table, indicators=(*table.indicators[3:], table.indicators[2], table.indicators[0])
    ))  # fmt: skip
    last = len(table_of(moved).indicators) - 1  # type: ignore[arg-type]
    acts.edit(made, people["preparer"], moved)
    acts.submit(made, people["preparer"])
    there = dict(Comment.objects.values_list("text", "path"))
    assert there == {
        rows[0]: f"indicators[{last}].value_text",
        rows[1]: "",  # its row is gone: it hangs on the form
        rows[2]: f"indicators[{last - 1}].value_text",
        "名称": "project_name",
        "全表": "",
    }


def test_attachments_that_the_round_asks_for(county: County) -> None:
    people = county.people
    Round.objects.update(required_attachments=[AttachmentKind.CALCULATION, AttachmentKind.LEGAL_BASIS])
    made = begun(county)
    refused(county, made, "还缺必附的材料：测算依据、立项依据")
    file = StoredFile.objects.create(sha256="0" * 64, name="依据.pdf", size=1, by=people["preparer"])
    attachments.attach(made, people["preparer"], AttachmentKind.CALCULATION, file)
    refused(county, made, "还缺必附的材料：立项依据")
    with pytest.raises(NotAllowed):
        attachments.attach(made, people["head"], AttachmentKind.LEGAL_BASIS, file)
    attachments.attach(made, people["preparer"], AttachmentKind.LEGAL_BASIS, file, title="会议纪要")
    again = attachments.attach(made, people["preparer"], AttachmentKind.LEGAL_BASIS, file, title="会议纪要")
    assert (again.title, again.number) == ("会议纪要（2）", 1)
    made = acts.submit(made, people["preparer"])
    with pytest.raises(WrongState, match="不能再添加"):
        attachments.attach(made, people["preparer"], AttachmentKind.LEGAL_BASIS, file)
    attachments.attach(made, people["preparer"], AttachmentKind.STAMPED_SCAN, file)


# ---- windows


def test_attachments_have_their_limits(county: County, settings: Any) -> None:
    by, made = county.people["preparer"], at(county, "draft")

    def file(size: int) -> StoredFile:
        return StoredFile.objects.create(sha256="0" * 64, name="测算.xlsx", size=size, by=by)

    settings.MOST_ATTACHMENTS, settings.LARGEST_ATTACHMENTS = 3, 10_000_000
    for _ in range(2):  # the second replaces the first, which stays and counts
        attachments.attach(made, by, AttachmentKind.CALCULATION, file(4_000_000))
    with pytest.raises(NotMet, match=r"合计最多 10 MB，已有 8\.0 MB，放不下这个文件"):
        attachments.attach(made, by, AttachmentKind.LEGAL_BASIS, file(2_000_001))
    attachments.attach(made, by, AttachmentKind.LEGAL_BASIS, file(2_000_000))
    with pytest.raises(NotMet, match=r"最多有 3 个附件（含被替换的），这一份已经有了 3 个"):
        attachments.attach(made, by, AttachmentKind.OTHER, file(1))
    other = begun(county)
    settings.ATTACHMENTS_AN_HOUR = 3
    with pytest.raises(NotMet, match="一小时内已经上传了 3 个附件"):
        attachments.attach(other, by, AttachmentKind.OTHER, file(1))
    attachments.attach(other, county.person("preparer", county.unit, "colleague"), AttachmentKind.OTHER, file(1))
    Attachment.objects.update(at=timezone.now() - timedelta(minutes=61))
    attachments.attach(other, by, AttachmentKind.OTHER, file(1))


def test_a_file_beyond_the_limits_never_comes_to_the_disk(
    county: County, send: Callable[..., str], settings: Any
) -> None:
    by, made = county.people["preparer"], at(county, "draft")
    settings.LARGEST_ATTACHMENTS = 10
    before = StoredFile.objects.count()
    upload = SimpleUploadedFile("测算.xlsx", b"a" * 11)
    said = send(by, "declaration-attachments", made.pk, kind="calculation", title="", file=upload)
    assert "一份申报的附件合计最多 0 MB" in said
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (0, before)
    upload = SimpleUploadedFile("测算.xlsx", b"a" * 10)
    assert "附件已上传" in send(by, "declaration-attachments", made.pk, kind="calculation", title="", file=upload)


def test_a_window_that_is_closed_and_the_exception_from_it(county: County) -> None:
    people, now = county.people, timezone.now()
    made = begun(county)
    Window.objects.filter(phase=Phase.FIRST_UP).update(closes_at=now - timedelta(hours=1))
    refused(county, made, "“一上：申报”已于 .* 截止")
    with pytest.raises(NotMet, match="截止"):
        acts.edit(made, people["preparer"], content())
    with pytest.raises(NotMet, match="截止"):
        begun(county)
    grant = WindowException(
        round=county.round, phase=Phase.FIRST_UP, until=now + timedelta(days=1), reason="负责人外出", by=people["admin"]
    )
    grant.organisation = county.other_unit
    grant.save()
    refused(county, made, "截止")
    grant.organisation = county.unit
    grant.save()
    assert acts.submit(made, people["preparer"]).state == State.UNIT_REVIEW
    said = json.loads(AuditEntry.objects.filter(act="submit").get().details)
    assert (said["exception"], said["exception_reason"]) == (grant.pk, "负责人外出")
    grant.until = now - timedelta(minutes=1)
    grant.save()
    refused(county, acts.withdraw(made, people["preparer"]), "截止")


def test_a_window_that_is_not_yet_open_or_not_there_and_a_round_that_is_over(county: County) -> None:
    made = begun(county)
    Window.objects.filter(phase=Phase.FIRST_UP).update(opens_at=timezone.now() + timedelta(days=1))
    refused(county, made, "开始，现在还不能办理")
    Window.objects.filter(phase=Phase.FIRST_UP).delete()
    refused(county, made, "还没有安排时间")
    Round.objects.update(is_open=False)
    refused(county, made, "已经结束")


# ---- reviewing


@pytest.mark.parametrize(("total", "grade"), [
    (100, "excellent"), (90, "excellent"), (89, "good"), (80, "good"), (79, "fair"), (60, "fair"), (59, "poor"), (0, "poor"),
])  # fmt: skip
def test_the_scores_give_the_grade(county: County, total: int, grade: str) -> None:
    made = at(county, "performance_review")
    scores, left = {}, total
    for item, most in FULL_SCORES.items():
        scores[item] = min(most, left)
        left -= scores[item]
    for other in {"excellent", "good", "fair", "poor"} - {grade}:
        with pytest.raises(NotMet, match=f"得分 {total} 对应“.”，与评定的“.”不一致"):
            acts.grade(made, county.people["performance"], scores, grade=other, opinion="意见如下")
    if grade in ("fair", "poor"):
        with pytest.raises(NotMet, match="请填写理由"):
            acts.grade(made, county.people["performance"], scores, grade=grade)
    made = acts.grade(made, county.people["performance"], scores, grade=grade, opinion="意见如下")
    sheet = Review.objects.get()
    assert (made.grade, sheet.total, sheet.version) == (grade, total, made.current)
    assert Notice.objects.filter(person=county.people["preparer"], text__contains="评定").exists()


@pytest.mark.parametrize("score", ["", None, "11", "-1", "9.5", "九"])
def test_each_score_is_a_whole_number_in_its_range(county: County, score: object) -> None:
    made = at(county, "performance_review")
    with pytest.raises(NotMet, match="“规范完整性”要打分，是 0 到 10 的整数"):
        acts.grade(
            made, county.people["performance"], {**FULL_SCORES, "standard_completeness": score}, grade="excellent"
        )
    assert not Review.objects.exists()


def test_an_amendment_needs_a_good_and_the_units_agreement_and_is_kept_as_a_difference(county: County) -> None:
    performance: Person = county.people["performance"]
    made = at(county, "performance_review")
    form = made.current.content
    other = with_indicator(form, 0, name="消防安全委员会个数")
    with pytest.raises(NotMet, match="只有评为“良”的可以代改；现在的得分 100 对应“优”"):
        acts.amend(made, performance, other, scores=FULL_SCORES, agreement="与王某商定")
    with pytest.raises(NotMet, match="请填写与单位商定的情况"):
        acts.amend(made, performance, other, scores=GOOD_SCORES, agreement=" ")
    with pytest.raises(NotMet, match="没有差别"):
        acts.amend(made, performance, form, scores=GOOD_SCORES, agreement="与王某商定")
    made = acts.amend(made, performance, other, scores=GOOD_SCORES, agreement="与王某商定")
    assert (made.state, made.current.number, made.current.reason) == (State.PERFORMANCE_REVIEW, 2, "amended")
    said = json.loads(AuditEntry.objects.filter(act="amend").get().details)
    path = "indicators[0].name"
    assert said["differences"] == [[path, path, "消防安全委员会数量", "消防安全委员会个数"]]
    assert (said["before"], said["changes"]) == (form.sha256, 1)
    assert acts.grade(made, performance, GOOD_SCORES, grade="good").state == State.REVIEWED


# ---- the control figure


def test_the_amounts_equal_the_control_figure(county: County) -> None:
    people = county.people
    made = at(county, "reviewed")
    for wrong in (Decimal(-1), Decimal("NaN"), Decimal("Infinity"), Decimal("1.00001"), Decimal("1e30"), None):
        with pytest.raises(NotMet, match="控制数"):
            acts.set_control_figure(made, people["budget"], wrong)
    made = acts.set_control_figure(made, people["budget"], Decimal("40000.00"))
    with pytest.raises(NotMet, match=r"控制数是 40,000.00 元，表上的总额是 50,000.00 元；两个数要相等"):
        acts.confirm(made, people["preparer"])
    form = made.current.content
    budget = table_of(form).budget
    assert isinstance(budget, dict)
    cut = {key: Decimal(40000) if value == 50000 else value for key, value in budget.items()}
    other = changed(form, budget=cut)
    with pytest.raises(NotMet, match=r"二上只能改金额和随金额变化的值.*三级指标.*改成了"):
        acts.confirm(made, people["preparer"], with_indicator(other, 0, name="另一个指标"))
    Window.objects.filter(phase=Phase.SECOND_UP).update(closes_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotMet, match="“二上：按控制数调整”已于"):
        acts.confirm(made, people["preparer"], other)
    Window.objects.update(closes_at=timezone.now() + timedelta(days=1))
    made = acts.confirm(made, people["preparer"], with_indicator(other, 0, value_text="2个", number=Decimal(2)))
    assert (made.state, made.amount, made.current.reason) == (State.REVIEWED, Decimal(40000), "confirmed")
    made.project.control_figure = Decimal(39999)
    made.project.save()
    with pytest.raises(NotMet, match="两个数要相等"):
        acts.approve(made, people["budget"], "1号")
    made = acts.set_control_figure(made, people["budget"], Decimal(40000))
    made = acts.confirm(made, people["preparer"])
    assert acts.approve(made, people["budget"], "1号").state == State.APPROVED


def test_a_form_without_a_project_has_no_control_figure(county: County) -> None:
    made = acts.create(county.round, county.unit, "department_overall", content(), county.people["preparer"])
    made = forward(county, made, "reviewed")
    with pytest.raises(NotMet, match="没有对应的项目"):
        acts.set_control_figure(made, county.people["budget"], Decimal(1))
    assert forward(county, made, "approved").in_force is not None


# ---- two sides


def test_whoever_filled_a_form_does_not_sign_it(county: County) -> None:
    """Even where a colleague reported it."""
    people = county.people
    both = county.person("preparer", county.unit, "both")
    Membership.objects.create(person=both, organisation=county.unit, role="head")
    made = acts.submit(begun(county, by=both), people["preparer"])
    with pytest.raises(NotAllowed, match="这份表是您自己填的，要由另一位单位负责人签批"):
        acts.sign(made, both)
    assert acts.sign(made, people["head"]).state == State.DEPARTMENT_REVIEW
    made = acts.request_adjustment(forward(county, made, "approved"), people["preparer"], "policy_change", "政策变化")
    made = acts.submit(made, people["preparer"])
    assert acts.sign(made, both).state == State.DEPARTMENT_REVIEW, "he did not fill this one"


# ---- errors that come later


def test_errors_that_come_with_the_control_figure_are_mended_or_explained(county: County) -> None:
    people = county.people
    made = at(county, "adjusting")
    now = made.current.content  # type: ignore[union-attr]
    wrong = contents.findings_of(content(*WITH_ERRORS))
    bad = contents.store(table_of(now), contents.page_of(now), contents.blanks_of(now), wrong)
    still = len([one for one in wrong if one.severity is Severity.ERROR])
    with pytest.raises(NotMet, match=f"改过的表有 {still} 条必须修改的意见，请改好再上传，或者选好不改的理由"):
        acts.confirm(made, people["preparer"], bad)
    with pytest.raises(NotMet, match="请选择不改的理由属于哪一类"):
        acts.confirm(made, people["preparer"], bad, reason="上级下达的数就是这样")
    with pytest.raises(NotMet, match="请用文字把不改的理由写清楚"):
        acts.confirm(made, people["preparer"], bad, reason_code="policy", reason="。")
    made = acts.confirm(made, people["preparer"], bad, reason_code="policy", reason="上级下达的数就是这样")
    assert (made.state, made.errors) == (State.REVIEWED, 0)
    kept = set(Explanation.objects.filter(declaration=made).values_list("reason_code", "text"))
    assert kept == {("policy", "上级下达的数就是这样")}
