"""Whose act it is: another person's, the submitter's, the one's who did the last; and what a stale page is told."""

from __future__ import annotations

import pytest

from jiheng.web.records.domain import acts, attachments, audit, comments, people
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale, WrongState
from jiheng.web.records.models import (
    Act,
    AttachmentKind,
    AuditEntry,
    Comment,
    Handover,
    Membership,
    Person,
    Review,
    Role,
    State,
    StoredFile,
)
from jiheng.web.records.permissions import visible_declarations
from jiheng.web.records.queries.declarations import is_possible
from tests.web.county import FULL_SCORES, County
from tests.web.moving import SCORES, at, begun, forward, with_indicator


def also(county: County, person: Person, role: str) -> Person:
    """The person with a further role; read anew, as in the next request."""
    place = {Role.PREPARER: county.unit, Role.HEAD: county.unit, Role.DEPARTMENT: county.department}
    Membership.objects.create(person=person, role=role, organisation=place.get(Role(role), county.bureau))
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize(("first", "second", "state"), [
    ("preparer", "head", "unit_review"),
    ("head", "department", "department_review"),
    ("department", "section", "section_review"),
    ("section", "performance", "performance_review"),
    ("performance", "budget", "reviewed"),
])  # fmt: skip
def test_the_next_act_is_another_persons(county: County, first: str, second: str, state: str) -> None:
    made = at(county, state)
    both = also(county, county.people[first], second)
    length = AuditEntry.objects.count()
    onward = {
        "unit_review": lambda by: acts.sign(made, by),
        "department_review": lambda by: acts.pass_on(made, by),
        "section_review": lambda by: acts.pass_on(made, by, opinion="同意"),
        "performance_review": lambda by: acts.grade(made, by, FULL_SCORES, grade="excellent"),
        "reviewed": lambda by: acts.approve(made, by, "1号"),
    }[state]
    with pytest.raises(NotAllowed, match="要由另一个人办理"):
        onward(both)
    assert AuditEntry.objects.count() == length
    assert onward(county.people[second]).state != state


def test_another_person_after_an_undone_act_is_the_one_before_it(county: County) -> None:
    made = at(county, "section_review")
    both = also(county, county.people["head"], "department")
    acts.undo(made, county.people["department"])
    with pytest.raises(NotAllowed, match="要由另一个人办理"):  # he signed
        acts.pass_on(made, both)
    assert acts.pass_on(made, county.people["department"]).state == State.SECTION_REVIEW


def test_only_who_submitted_withdraws(county: County) -> None:
    made = at(county, "unit_review")
    colleague = county.person("preparer", county.unit, "colleague")
    with pytest.raises(NotAllowed, match="只有报送的人"):
        acts.withdraw(made, colleague)
    made = acts.withdraw(made, county.people["preparer"])
    assert made.state == State.DRAFT
    assert made.last_actor is None
    assert made.current is not None, "the version stays"
    assert acts.submit(made, colleague).current.number == 2


def test_nothing_is_withdrawn_once_the_head_began(county: County) -> None:
    people = county.people
    preparer, head = people["preparer"], people["head"]
    made = at(county, "unit_review")
    scan = StoredFile.objects.create(sha256="0" * 64, name="盖章.pdf", size=1, by=preparer)
    attachments.attach(made, preparer, AttachmentKind.STAMPED_SCAN, scan)
    assert is_possible(Act.WITHDRAW, made, preparer), "the scan is the unit's own"
    comments.comment(made, head, "请核对总额", "budget.total")
    assert not is_possible(Act.WITHDRAW, made, preparer)
    with pytest.raises(WrongState, match="已经对这份表提了意见，不能再撤回"):
        acts.withdraw(made, preparer)
    acts.return_(made, head, "请改后再报")
    comments.answer(Comment.objects.get().pk, made, preparer, "已改")
    made = acts.submit(made, preparer)
    assert acts.withdraw(made, preparer).state == State.DRAFT, "what was said before does not count"
    made = acts.submit(made, preparer)
    comments.resolve(Comment.objects.get().pk, made, head)
    with pytest.raises(WrongState, match="不能再撤回"):
        acts.withdraw(made, preparer)
    acts.return_(made, head, "还是不对")
    acts.undo(made, head)
    with pytest.raises(WrongState, match="不能再撤回"):
        acts.withdraw(made, preparer)


def test_who_took_over_the_work_withdraws_however_many_hands_it_went_through(county: County) -> None:
    made = at(county, "unit_review")
    second, third = (county.person("preparer", county.unit, name) for name in ("second", "third"))
    admin = county.people["admin"]
    Handover.objects.create(before=county.people["preparer"], after=second, by=admin, reason="调动")
    Handover.objects.create(before=second, after=third, by=admin, reason="退休")
    Handover.objects.create(before=third, after=second, by=admin, reason="返聘")  # a ring is no endless walk
    assert acts.withdraw(made, third).state == State.DRAFT


@pytest.mark.parametrize(("state", "by"), [
    ("section_review", "department"), ("performance_review", "section"), ("reviewed", "performance"),
    ("rejected", "performance"), ("returned", "section"),
])  # fmt: skip
def test_who_took_over_the_work_undoes_too(county: County, state: str, by: str) -> None:
    made = at(county, state)
    before = AuditEntry.objects.last().from_state  # type: ignore[union-attr]
    place = county.department if by == "department" else county.bureau
    successor = county.person(by, place, "successor")
    assert not is_possible(Act.UNDO, made, successor)
    people.hand_over(county.people[by], successor, county.people["admin"], "调动", deactivate=True)
    successor = Person.objects.get(pk=successor.pk)
    assert is_possible(Act.UNDO, made, successor)
    made = acts.undo(made, successor)
    assert (made.state, made.grade) == (before, "")
    assert not Review.objects.filter(undone=False).exists()


@pytest.mark.parametrize(("state", "by"), [
    ("section_review", "department"), ("performance_review", "section"), ("reviewed", "performance"),
    ("rejected", "performance"), ("returned", "section"),
])  # fmt: skip
def test_only_who_did_it_undoes(county: County, state: str, by: str) -> None:
    made = at(county, state)
    before = AuditEntry.objects.last().from_state  # type: ignore[union-attr]
    place = county.department if by == "department" else county.bureau
    colleague = county.person(by, place, "colleague")
    with pytest.raises(NotAllowed, match="办理上一步审核的人"):
        acts.undo(made, colleague)
    made = acts.undo(made, county.people[by])
    assert (made.state, made.grade) == (before, "")
    with pytest.raises(ActError):  # not twice, and not what the level before did
        acts.undo(made, county.people[by])


@pytest.mark.parametrize(("state", "by"), [
    ("unit_review", "head"), ("department_review", "department"), ("performance_review", "performance"),
])  # fmt: skip
def test_a_return_is_undone_from_wherever_it_was(county: County, state: str, by: str) -> None:
    made = acts.return_(at(county, state), county.people[by], "请再核对")
    assert acts.undo(made, county.people[by]).state == state


def test_an_undone_grade_leaves_its_sheet_struck_out(county: County) -> None:
    made = at(county, "performance_review")
    performance = county.people["performance"]
    acts.grade(made, performance, SCORES["fair"], grade="fair", opinion="指标不细")
    assert acts.undo(made, performance).state == State.PERFORMANCE_REVIEW
    acts.grade(made, performance, FULL_SCORES, grade="excellent")
    assert list(Review.objects.order_by("pk").values_list("grade", "undone")) == [("fair", True), ("excellent", False)]
    assert not audit.verify().faults


def test_nothing_is_undone_once_the_next_level_began(county: County) -> None:
    people = county.people
    edited = acts.edit(at(county, "returned"), people["preparer"], at(county, "draft").draft.content)
    with pytest.raises(NotAllowed, match="办理上一步审核的人"):
        acts.undo(edited, people["section"])

    answered = at(county, "section_review")
    acts.return_(answered, people["section"], "没有写依据", remarks=[("indicators[0].value_text", "依据何在")])
    comments.answer(Comment.objects.get().pk, answered, people["preparer"], "按上年实际")
    with pytest.raises(NotAllowed):
        acts.undo(answered, people["section"])

    remarked = at(county, "performance_review")
    comments.comment(remarked, people["performance"], "请补充")
    with pytest.raises(NotAllowed):
        acts.undo(remarked, people["section"])

    amended = at(county, "performance_review")
    form = with_indicator(amended.current.content, 0, name="消防安全委员会个数")
    acts.amend(amended, people["performance"], form, scores=SCORES["good"], agreement="与单位商定")
    with pytest.raises(NotAllowed):
        acts.undo(amended, people["section"])

    passed = at(county, "section_review")
    acts.pass_on(passed, people["section"], opinion="同意")
    with pytest.raises(NotAllowed):
        acts.undo(passed, people["department"])


def test_a_scan_handed_in_meanwhile_is_no_act_of_the_next_level(county: County) -> None:
    made = at(county, "performance_review")
    scan = StoredFile.objects.create(sha256="0" * 64, name="盖章.pdf", size=1, by=county.people["preparer"])
    attachments.attach(made, county.people["preparer"], AttachmentKind.STAMPED_SCAN, scan)
    assert acts.undo(made, county.people["section"]).state == State.SECTION_REVIEW


def test_a_stale_page_is_told_who_did_what(county: County) -> None:
    made = at(county, "unit_review")
    seen = made.revision
    acts.sign(made, county.people["head"], seen=seen)
    with pytest.raises(Stale, match="刚由单位负责人201001办理（签批），现在是“主管部门审核”"):
        acts.return_(made, county.person("head", county.unit, "deputy"), "慢了一步", seen=seen)
    with pytest.raises(Stale, match="在您打开之后有了变化"):
        acts.return_(made, county.people["head"], "又点了一次", seen=seen)
    with pytest.raises(WrongState, match="现在是“主管部门审核”，不能“签批”"):
        acts.sign(made, county.people["head"])


def test_a_stale_page_is_told_of_the_act_and_not_of_what_was_said_beside_it(county: County) -> None:
    made = at(county, "department_review")
    seen = made.revision
    acts.return_(made, county.people["department"], "请改后再报", remarks=[("", "全表")], seen=seen)
    comments.answer(Comment.objects.get().pk, made, county.people["preparer"], "已改")
    with pytest.raises(Stale, match="办理（退回）"):
        acts.pass_on(made, county.person("department", county.department, "deputy"), seen=seen)


def test_who_sees_what(county: County) -> None:
    people = county.people
    draft, signed = begun(county), at(county, "department_review")
    rejected = at(county, "rejected")
    everything = {draft.pk, signed.pk, rejected.pk}
    for role, due in {
        "preparer": everything, "head": everything, "auditor": everything, "admin": {rejected.pk},
        "department": everything - {draft.pk}, "section": everything - {draft.pk},
        "performance": everything - {draft.pk}, "budget": everything - {draft.pk},
    }.items():  # fmt: skip
        assert set(visible_declarations(people[role]).values_list("pk", flat=True)) == due, role
    assert not visible_declarations(county.person("preparer", county.other_unit)).exists()
    both = also(county, also(county, people["section"], "auditor"), "admin")
    assert visible_declarations(both).count() == 3
    acts.reopen(rejected, people["admin"], "经研究同意")
    assert not visible_declarations(people["admin"]).exists()
    assert forward(county, rejected, "reviewed").state == State.REVIEWED
