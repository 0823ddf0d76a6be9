"""Comments, answers, explanations and review sheets that were changed behind the app's back are found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F

from jiheng.web.records.domain import acts, audit, audit_remarks, comments, findings
from jiheng.web.records.domain.findings import told
from jiheng.web.records.models import AuditEntry, ChainHead, Comment, Declaration, Explanation, Review
from tests.web.county import County, content
from tests.web.moving import FAIR_SCORES, at, begun, forward
from tests.web.test_audit import guards_dropped
from tests.web.way import OPEN_ERRORS

pytestmark = pytest.mark.django_db


def talked_over(county: County) -> Declaration:
    """A declaration with all of it: explained, remarked on, answered twice, settled, graded, undone and graded again."""
    people = county.people
    made = begun(county, content(*OPEN_ERRORS))
    for one in told(made, made.draft.content):
        if one.is_open_error:
            findings.explain(made, people["preparer"], one.key, "evidence", "数字有误，尚待核对")
            findings.explain(made, people["preparer"], one.key, "special_case", "按实际情况填写")
    made = forward(county, made, "section_review")
    first = comments.comment(made, people["section"], "请核对总额")
    comments.comment(made, people["section"], "请补充依据")
    comments.comment(made, people["section"], "请补充依据")
    made = acts.return_(made, people["section"], "请改后再报")
    for one in Comment.objects.filter(declaration=made):
        comments.answer(one.pk, made, people["preparer"], "已改")
    comments.answer(first.pk, made, people["preparer"], "已经核对过")
    made = forward(county, made, "section_review")
    comments.resolve(first.pk, made, people["section"])
    made = forward(county, made, "performance_review")
    acts.grade(made, people["performance"], FAIR_SCORES, grade="fair", opinion="指标不够具体")
    acts.undo(made, people["performance"])
    return forward(county, made, "reviewed")


TAMPERINGS: dict[str, tuple[Callable[[], object], str]] = {
    "a comment's text": (lambda: of(Comment, 0).update(text="同意"), "意见“同意”"),
    "a comment's author": (lambda: of(Comment, 0).update(by=F("answered_by")), "意见“请核对总额”"),
    "a comment is gone": (lambda: of(Comment, 1).delete(), "意见“请补充依据”"),
    "a comment nobody made": (lambda: again(Comment), "意见“请核对总额”"),
    "an answer": (lambda: of(Comment, 0).update(answer="不改"), "对意见的答复“不改”"),
    "an answer is gone": (lambda: of(Comment, 0).update(answer="", answered_by=None), "对意见的答复“已经核对过”"),
    "settled": (lambda: of(Comment, 1).update(resolved_by=F("by")), "意见的办结"),
    "not settled": (lambda: of(Comment, 0).update(resolved_by=None), "意见的办结"),
    "an explanation": (lambda: of(Explanation, 0).update(text="经批准"), "不改的理由“经批准”"),
    "an explanation's rule": (lambda: of(Explanation, 0).update(rule="ARI-999"), "不改的理由“按实际情况填写”"),
    "an explanation's kind": (lambda: of(Explanation, 0).update(reason_code="other"), "不改的理由“按实际情况填写”"),
    "an explanation is gone": (lambda: of(Explanation, 0).delete(), "不改的理由“按实际情况填写”"),
    "a score": (lambda: of(Review, 1).update(scores={"clarity": 1}), "审核表（优，100 分）"),
    "a total": (lambda: of(Review, 1).update(total=99), "审核表（优，99 分）"),
    "a grade": (lambda: of(Review, 1).update(grade="good"), "审核表（良，100 分）"),
    "an opinion": (lambda: of(Review, 0).update(opinion="很好"), "审核表（中，72 分）"),
    "undone": (lambda: of(Review, 1).update(undone=True), "审核表（优，100 分）"),
    "a sheet is gone": (lambda: of(Review, 1).delete(), "审核表（优，100 分）"),
}


def of(model: type, number: int):  # type: ignore[no-untyped-def]
    """One row of a table."""
    rows = model.objects.order_by("pk")  # type: ignore[attr-defined]
    return model.objects.filter(pk=rows[number].pk)  # type: ignore[attr-defined]


def again(model: type) -> None:
    """A row once more, with another number."""
    one = of(model, 0).get()
    one.pk, one.answer, one.answered_by, one.resolved_by = None, "", None, None
    one.save(force_insert=True)


def test_what_the_acts_write_agrees(county: County) -> None:
    made = talked_over(county)
    at(county, "rejected")
    assert audit.verify().faults == ()
    forward(county, made, "approved")
    assert audit.verify().faults == ()


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_change_of_what_was_said_is_found(county: County, what: str) -> None:
    made = talked_over(county)
    other = talked_over(county)
    tamper, named = TAMPERINGS[what]
    tamper()
    found = audit.verify().faults
    assert f"申报 {made.pk} 的{named}：与历史所记的不符，被改动、替换或删除过。" in found
    assert not any(f"申报 {other.pk} " in fault for fault in found)


def test_what_came_without_any_history_is_not_compared(county: County) -> None:
    talked_over(county)
    with guards_dropped():
        AuditEntry.objects.all().delete()
        ChainHead.objects.all().delete()
        assert not list(audit_remarks.faults())


def test_what_is_just_on_its_way_is_no_fault(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    made = at(county, "section_review")
    comments.comment(made, county.people["section"], "请核对总额")
    there = audit_remarks._there
    asked: list[object] = []

    def before_it_was_written(declarations: list[int]) -> list[object]:
        asked.append(declarations)
        return list(there(declarations)) if len(asked) > 1 else []

    monkeypatch.setattr(audit_remarks, "_there", before_it_was_written)
    assert not list(audit_remarks.faults())
    assert len(asked) == 2


def test_many_declarations_are_looked_at_by_and_by(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_remarks, "_AT_ONCE", 2)
    made = [at(county, "section_review") for _ in range(5)]
    for one in made:
        comments.comment(one, county.people["section"], "请核对总额")
    assert not list(audit_remarks.faults())
    Comment.objects.update(text="同意")
    assert len(list(audit_remarks.faults())) == 10
