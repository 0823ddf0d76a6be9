"""What is in force: approving, publishing, correcting, adjusting, rejecting and reopening."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from django.utils import timezone

from jiheng.model.declaration import Table
from jiheng.model.finding import Severity
from jiheng.web.records.domain import acts, audit, comments, findings, publication
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.models import (
    Adjustment,
    AuditEntry,
    Content,
    Declaration,
    Membership,
    Notice,
    Person,
    Phase,
    Round,
    State,
    Window,
    WindowException,
)
from tests.web.county import County, content
from tests.web.moving import (
    NUMBER,
    POOR_SCORES,
    RELEASE,
    SECRECY_REVIEW,
    altered,
    at,
    begun,
    changed,
    forward,
    with_indicator,
)

DOCUMENT = "云政办〔2026〕8号"
BANK_ACCOUNT = "补助发放账号：6222021234567890"
"""What nothing masks, invented."""


def last_details() -> dict[str, object]:
    return json.loads(AuditEntry.objects.last().details)  # type: ignore[no-any-return, union-attr]


def reweighted(form: Content, *points: int) -> Content:
    """The same form with weights."""

    def change(table: Table) -> Table:
        rows = [
            msgspec.structs.replace(row, weight=Decimal(weight))
            for row, weight in zip(table.indicators or (), points, strict=False)
        ]
        return msgspec.structs.replace(table, indicators=(*rows, *(table.indicators or ())[len(rows) :]))

    return altered(form, change)


# ---- approving


def test_an_approval_is_bound_to_the_hash_of_its_version(county: County) -> None:
    made = at(county, "reviewed")
    with pytest.raises(NotMet, match="请填写批复文号"):
        acts.approve(made, county.people["budget"], " ")
    with pytest.raises(NotMet, match="批复文号最多 60 个字，现在有 61 个"):
        acts.approve(made, county.people["budget"], "字" * 61)
    made = acts.approve(made, county.people["budget"], f" {NUMBER} ", opinion="同意")
    entry = AuditEntry.objects.last()
    assert entry is not None
    assert made.in_force is not None
    assert entry.version_sha256 == made.in_force.sha256 == made.in_force.content.sha256
    assert (made.approval_number, last_details()["number"]) == (NUMBER, NUMBER)
    assert Notice.objects.filter(person=county.people["preparer"], text__contains="已批复").exists()


# ---- publishing and correcting


def test_what_is_not_fit_for_the_public_is_not_published(county: County) -> None:
    form = changed(content(), notes=BANK_ACCOUNT)
    assert any(one.severity is Severity.ERROR for one in publication.check(form, county.round))
    made = at(county, "approved", form)
    with pytest.raises(NotMet, match=r"公开前检查有 \d+ 处不能公开"):
        acts.publish(made, county.people["budget"], **RELEASE)
    made.refresh_from_db()
    assert made.state == State.APPROVED


@pytest.mark.parametrize(("days", "late"), [(0, 0), (20, 0), (21, 1), (45, 25)])
def test_a_late_publication_is_recorded_as_late(county: County, days: int, late: int) -> None:
    made = at(county, "approved")
    Declaration.objects.update(approved_at=timezone.now() - timedelta(days=days))
    made = acts.publish(made, county.people["performance"], **RELEASE)
    assert last_details() == {"days_late": late, **RELEASE}
    assert made.published_at is not None


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "www.example.gov.cn", "ftp://a.cn/1", "https://a.cn/" + "1" * 300]
)
def test_the_address_is_one_of_the_web(county: County, url: str) -> None:
    made = at(county, "approved")
    with pytest.raises(NotMet, match="公开网址"):
        acts.publish(made, county.people["budget"], url=url, secrecy_review=SECRECY_REVIEW)
    assert acts.publish(made, county.people["budget"], **RELEASE).published_url == RELEASE["url"]


def test_somebody_has_looked_for_secrets_before_anything_is_published(county: County) -> None:
    made = at(county, "approved")
    budget = county.people["budget"]
    with pytest.raises(NotMet, match="请填写保密审查情况"):
        acts.publish(made, budget, url=RELEASE["url"], secrecy_review="")
    made = acts.publish(made, budget, **RELEASE)
    assert last_details()["secrecy_review"] == SECRECY_REVIEW
    other = with_indicator(made.in_force.content, 0, name="消防安全委员会个数")
    with pytest.raises(NotMet, match="请填写保密审查情况"):
        acts.correct(made, budget, other, "指标名称印错", secrecy_review=" ")
    acts.correct(made, budget, other, "指标名称印错", secrecy_review="保密办四月二日已审查")
    assert last_details()["secrecy_review"] == "保密办四月二日已审查"
    assert last_details()["url"] == RELEASE["url"]


def test_a_correction_is_a_new_version(county: County) -> None:
    budget: Person = county.people["budget"]
    made = at(county, "published")
    form = made.in_force.content
    with pytest.raises(NotMet, match="没有差别"):
        acts.correct(made, budget, form, "指标印错", secrecy_review=SECRECY_REVIEW)
    other = with_indicator(form, 0, name="消防安全委员会个数")
    with pytest.raises(NotMet, match="请填写更正说明"):
        acts.correct(made, budget, other, "", secrecy_review=SECRECY_REVIEW)
    with pytest.raises(NotMet, match="公开前检查"):
        acts.correct(made, budget, changed(other, notes=BANK_ACCOUNT), "指标印错", secrecy_review=SECRECY_REVIEW)
    project = made.project
    assert project is not None
    project.control_figure = form.amount
    project.save()
    with pytest.raises(NotMet, match="两个数要相等"):
        acts.correct(made, budget, more_money(other), "金额印错", secrecy_review=SECRECY_REVIEW)
    made = acts.correct(made, budget, other, "指标名称印错", secrecy_review=SECRECY_REVIEW)
    assert (made.state, made.in_force, made.current.number) == (State.PUBLISHED, made.current, 2)
    assert (made.current.reason, made.current.note) == ("corrected", "指标名称印错")
    assert made.versions.get(number=1).content == form
    assert not audit.verify().faults


def more_money(form: Content) -> Content:
    """The same form with twice the money."""
    assert form.amount is not None
    made = changed(form, budget={**table_of(form).budget, "total": form.amount * 2})  # type: ignore[dict-item]
    assert made.amount == form.amount * 2
    return made


# ---- adjusting


def test_an_adjustment_that_is_refused_leaves_the_approval_as_it_was(county: County) -> None:
    people = county.people
    for state in (State.APPROVED, State.PUBLISHED):
        made = at(county, state)
        approved = made.in_force
        made = acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
        acts.edit(made, people["preparer"], with_indicator(approved.content, 0, name="消防安全委员会个数"))
        made = forward(county, made, "performance_review")
        made = acts.grade(made, people["performance"], POOR_SCORES, grade="poor", opinion="调整没有依据")
        assert (made.state, made.in_force, made.current) == (state, approved, approved)
        assert (made.amount, made.errors) == (approved.content.amount, approved.content.errors)
        last = AuditEntry.objects.last()
        assert last is not None
        assert (last.act, last.from_state, last.to_state) == ("skip", State.REJECTED, state)
        assert "原来批复的一版继续有效" in last.opinion
        assert not audit.verify().faults
        graded = AuditEntry.objects.filter(declaration=made, act="grade").last()
        assert graded is not None
        assert graded.version_sha256 == made.versions.get(number=2).sha256, "the sheet was of the form that was refused"
        assert last.version_sha256 == approved.sha256
        made = acts.request_adjustment(made, people["preparer"], "policy_change", "另有依据")
        assert (made.state, made.draft.content) == (State.DRAFT, approved.content)
        made = forward(county, made, "approved")
        assert (made.in_force, made.current.number) == (made.current, 3)
        assert not audit.verify().faults


def test_what_was_remarked_on_an_adjustment_that_is_refused_hangs_where_its_row_was(county: County) -> None:
    people = county.people
    made = at(county, "approved")
    form = made.in_force.content
    made = acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    turned = altered(form, lambda table: msgspec.structs.replace(table, indicators=table.indicators[::-1]))
    acts.edit(made, people["preparer"], turned)
    made = forward(county, made, "performance_review")
    last = len(table_of(form).indicators or ()) - 1
    remark = comments.comment(made, people["performance"], "依据何在", f"indicators[{last}].name")
    acts.grade(made, people["performance"], POOR_SCORES, grade="poor", opinion="调整没有依据")
    remark.refresh_from_db()
    assert remark.path == "indicators[0].name"


def test_the_approved_version_stays_in_force_until_the_adjustment_is_approved(county: County) -> None:
    people = county.people
    made = at(county, "published")
    with pytest.raises(NotMet, match="请填写调整的理由"):
        acts.request_adjustment(made, people["preparer"], "policy_change", " ")
    made = acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    approved = made.in_force
    assert (made.state, approved.number, made.draft.content) == (State.DRAFT, 1, approved.content)
    acts.edit(made, people["preparer"], with_indicator(approved.content, 0, name="消防安全委员会个数"))
    made = forward(county, made, "reviewed")
    assert (made.in_force, made.current.number) == (approved, 2)
    with pytest.raises(NotMet, match="请填写批准调整的文号"):
        acts.approve(made, people["budget"], NUMBER)
    with pytest.raises(NotMet, match="批准调整的文号最多 120 个字"):
        acts.approve(made, people["budget"], NUMBER, approving_document="字" * 121)
    made = acts.approve(made, people["budget"], NUMBER, approving_document=DOCUMENT)
    assert (made.in_force, made.published_at) == (made.current, None)
    request = Adjustment.objects.get()
    assert (request.base, request.approving_document) == (approved, DOCUMENT)
    assert request.closed_at is not None
    assert last_details()["approving_document"] == DOCUMENT
    assert last_details()["before"] == approved.sha256
    assert [path for path, *_ in last_details()["differences"]] == ["indicators[0].name"]
    assert acts.publish(made, people["budget"], **RELEASE).state == State.PUBLISHED
    assert acts.request_adjustment(made, people["preparer"], "policy_change", "又一次调整").state == State.DRAFT


def test_who_asked_for_an_adjustment_does_not_approve_it(county: County) -> None:
    made = at(county, "approved")
    Membership.objects.create(person=county.people["preparer"], role="budget", organisation=county.bureau)
    both = Person.objects.get(pk=county.people["preparer"].pk)
    acts.request_adjustment(made, both, "policy_change", "政策变化")
    made = forward(county, made, "reviewed")
    with pytest.raises(NotAllowed, match="申请调整的人不能批复"):
        acts.approve(made, both, NUMBER, approving_document=DOCUMENT)
    assert acts.approve(made, county.people["budget"], NUMBER, approving_document=DOCUMENT).state == State.APPROVED


def test_an_adjustment_keeps_to_its_own_window(county: County) -> None:
    people = county.people
    made = at(county, "approved")
    Window.objects.exclude(phase=Phase.ADJUSTMENT).delete()
    made = acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    made = forward(county, made, "reviewed")
    made = acts.set_control_figure(made, people["budget"], made.amount)
    assert acts.confirm(made, people["preparer"]).state == State.REVIEWED
    made = at_approved_again(county, made)
    Window.objects.all().delete()
    with pytest.raises(NotMet, match="“年中调整”还没有安排时间"):
        acts.request_adjustment(made, people["preparer"], "policy_change", "又一次调整")
    WindowException.objects.create(
        round=county.round, organisation=county.unit, phase=Phase.ADJUSTMENT,
        until=timezone.now() + timedelta(days=1), reason="应急", by=people["admin"],
    )  # fmt: skip
    acts.request_adjustment(made, people["preparer"], "policy_change", "又一次调整")
    assert last_details()["exception_reason"] == "应急"


def at_approved_again(county: County, made: Declaration) -> Declaration:
    return acts.approve(made, county.people["budget"], NUMBER, approving_document=DOCUMENT)


def test_nothing_is_adjusted_after_the_year(county: County) -> None:
    people = county.people
    fresh, drafted, reviewed = (at(county, "approved") for _ in range(3))
    for one in (drafted, reviewed):
        acts.request_adjustment(one, people["preparer"], "policy_change", "政策变化")
    reviewed = forward(county, reviewed, "reviewed")
    Round.objects.update(fiscal_year=county.round.fiscal_year - 1)
    said = "12 月 31 日以后不能再调整"
    with pytest.raises(NotMet, match=said):
        acts.request_adjustment(fresh, people["preparer"], "policy_change", "政策变化")
    with pytest.raises(NotMet, match=said):
        acts.submit(drafted, people["preparer"])
    with pytest.raises(NotMet, match=said):
        at_approved_again(county, reviewed)
    reviewed.refresh_from_db()
    assert reviewed.in_force.number == 1


def test_an_adjustment_keeps_the_sum_of_the_weights(county: County) -> None:
    people = county.people
    form = reweighted(content(), 30, 30, 40)
    made = acts.request_adjustment(at(county, "approved", form), people["preparer"], "policy_change", "政策变化")
    acts.edit(made, people["preparer"], reweighted(form, 30, 30, 30))
    with pytest.raises(NotMet, match="分值合计是 100，现在是 90；调整目标时合计不能变"):
        acts.submit(made, people["preparer"])
    acts.edit(made, people["preparer"], reweighted(form, 20, 20, 60))
    assert acts.submit(made, people["preparer"]).state == State.UNIT_REVIEW


# ---- rejecting and reopening


def test_a_rejection_is_final_unless_an_administrator_says_why_not(county: County) -> None:
    people = county.people
    made = at(county, "rejected")
    assert Notice.objects.filter(person=people["preparer"], text__contains="不予安排").exists()
    with pytest.raises(NotMet, match="请填写理由"):
        acts.reopen(made, people["admin"], "")
    made = acts.reopen(made, people["admin"], "县政府会议决定重新申报")
    assert (made.state, made.grade) == (State.RETURNED, "")
    entry = AuditEntry.objects.last()
    assert entry is not None
    assert (entry.act, entry.opinion, entry.by) == ("reopen", "县政府会议决定重新申报", people["admin"])
    assert at_approved_first(county, made).state == State.APPROVED


def at_approved_first(county: County, made: Declaration) -> Declaration:
    return acts.approve(forward(county, made, "reviewed"), county.people["budget"], NUMBER)


def test_an_explained_error_may_be_published_and_personal_data_never(county: County) -> None:
    people = county.people

    def explained(form: Content) -> Declaration:
        made = begun(county, form)
        found = publication.check(form, county.round)
        for one, key in zip(found, findings.keys_of(form, found), strict=True):
            values = {"rule": one.rule, "text": "经批准", "by": people["preparer"], "at": timezone.now()}
            made.explanations.update_or_create(key=key, defaults=values)
        return forward(county, made, "approved")

    form = content("korla-2021-department-overall.docx", 0)
    assert any(one.severity is Severity.ERROR for one in publication.check(form, county.round))
    made = explained(form)
    assert acts.publish(made, people["budget"], **RELEASE).state == State.PUBLISHED
    made = explained(changed(form, notes=BANK_ACCOUNT))
    with pytest.raises(NotMet, match="公开前检查有 1 处不能公开"):
        acts.publish(made, people["budget"], **RELEASE)
