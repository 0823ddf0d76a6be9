"""Comments: who may settle them, where they hang after a form was rewritten, what is said of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from msgspec.structs import replace

from jiheng.web.records.domain import acts, comments, contents
from jiheng.web.records.domain.errors import NotAllowed
from jiheng.web.records.models import Comment, Declaration, Handover, State
from tests.web.county import County, content
from tests.web.moving import at, changed, forward, with_indicator

pytestmark = pytest.mark.django_db


def settle_button(page: str, one: Comment) -> bool:
    """Whether a page offers to settle a comment."""
    return reverse("declaration-resolve", args=[one.declaration_id, one.pk]) in page


def back_with_a_remark(county: County, state: State, by: str) -> tuple[Declaration, Comment]:
    """Returned with a remark by who reviews in a state, answered, and before the head again."""
    made = acts.return_(at(county, state), county.people[by], "指标没有依据", remarks=[("goals[0].text", "依据何在")])
    one = Comment.objects.get()
    comments.answer(one.pk, made, county.people["preparer"], "已写明依据")
    return acts.submit(made, county.people["preparer"]), one


def test_an_earlier_level_settles_nothing_of_a_later_one(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made, one = back_with_a_remark(county, State.SECTION_REVIEW, "section")
    for who in ("head", "department"):
        made = forward(county, made, State.UNIT_REVIEW if who == "head" else State.DEPARTMENT_REVIEW)
        assert not settle_button(look(people[who], "declaration", made.pk), one), who
        with pytest.raises(NotAllowed, match="由本人，或者同一步、后面几步的审核人办结"):
            comments.resolve(one.pk, made, people[who])
    made = forward(county, made, State.SECTION_REVIEW)
    other = county.person("section", county.bureau)
    assert settle_button(look(other, "declaration", made.pk), one)
    assert comments.resolve(one.pk, made, other).resolved_by == other


def test_a_later_level_settles_what_an_earlier_one_said(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made, one = back_with_a_remark(county, State.DEPARTMENT_REVIEW, "department")
    made = forward(county, made, State.PERFORMANCE_REVIEW)
    assert settle_button(look(people["performance"], "declaration", made.pk), one)
    assert comments.resolve(one.pk, made, people["performance"]).resolved_at is not None


def test_the_author_settles_his_own_at_an_earlier_level_and_so_does_his_successor(county: County) -> None:
    """Somebody who reviews for the department and for the section."""
    people = county.people
    both, after = county.person("section", county.bureau), county.person("department", county.department, "after")
    both.memberships.create(role="department", organisation=county.department)
    made = at(county, State.SECTION_REVIEW)
    acts.return_(made, both, "指标没有依据", remarks=[("", "依据何在"), ("", "金额核对一下")])
    first, second = Comment.objects.order_by("pk")
    for one in (first, second):
        comments.answer(one.pk, made, people["preparer"], "已写明依据")
    made = forward(county, made, State.DEPARTMENT_REVIEW)
    assert comments.resolve(first.pk, made, both).resolved_by == both
    assert comments.to_settle(made, after, [second]) == set()
    Handover.objects.create(before=both, after=after, by=people["admin"], reason="调动")
    assert comments.resolve(second.pk, made, after).resolved_by == after


# ---- where they hang


def test_a_remark_on_a_rewritten_goal_stays_on_the_goal(county: County, look: Callable[..., str]) -> None:
    people = county.people
    form = content()
    goals = contents.table_of(form).goals or ()
    assert len({one.scope for one in goals}) == len(goals) == 2
    made = acts.return_(
        at(county, State.SECTION_REVIEW, form), people["section"], "目标太笼统",
        remarks=[("goals[1].text", "没有写数量"), ("indicators[2].value_text", "依据何在")],
    )  # fmt: skip
    for one in Comment.objects.all():
        comments.answer(one.pk, made, people["preparer"], "已改")
    rewritten = [replace(one, text=text) for one, text in zip(goals, ("完成旧楼加装电梯", "改造燃气管道"), strict=True)]
    other = changed(with_indicator(form, 2, name="防汛物资", value_text="齐备", weight=None), goals=tuple(rewritten))
    acts.edit(made, people["preparer"], other)
    page = look(people["preparer"], "declaration-difference", made.pk, before="1", after="draft")
    told = re.findall(r'<li class="(\w+)" data-cells.*?<p class="finding-text">(.*?)</p>', page, re.DOTALL)
    assert [kind for kind, words in told if "目标" in words] == ["changed", "changed"]
    acts.submit(made, people["preparer"])
    assert list(Comment.objects.order_by("pk").values_list("path", flat=True)) == [
        "goals[1].text",
        "indicators[2].value_text",
    ]
    assert "整份表</span>" not in look(people["head"], "declaration", made.pk)
