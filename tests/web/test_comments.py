"""Comments: who may settle them, where they hang after a form was rewritten, what is said of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape
from msgspec.structs import replace

from jiheng.report.words import path_words
from jiheng.rules.registry import get_rule
from jiheng.web.records.domain import acts, audit, comments, contents, findings
from jiheng.web.records.domain.errors import NotAllowed
from jiheng.web.records.models import Comment, Declaration, Handover, State
from tests.web.county import County, content
from tests.web.moving import at, begun, changed, forward, with_indicator
from tests.web.way import OPEN_ERRORS

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


# ---- what is said of them


def test_history_names_what_was_answered_settled_and_explained(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = begun(county, content(*OPEN_ERRORS))
    told = [one for one in findings.told(made, made.draft.content) if one.is_open_error]
    for one in told:
        findings.explain(made, people["preparer"], one.key, "policy", "上级文件这样规定")
    made = forward(county, made, State.SECTION_REVIEW)
    long = "请写明这个数是怎么测算出来的，" * 5
    acts.return_(made, people["section"], "指标没有依据", remarks=[("budget.total", "金额核对一下"), ("", long)])
    first, second = Comment.objects.order_by("pk")
    for each in (first, second):
        comments.answer(each.pk, made, people["preparer"], "已经核对")
    comments.resolve(first.pk, forward(county, made, State.SECTION_REVIEW), people["section"])
    page = look(people["auditor"], "declaration-history", made.pk)
    where = path_words(["budget.total"])
    assert f"答复了对“{where}”的意见“金额核对一下”" in page
    assert f"办结了对“{where}”的意见“金额核对一下”" in page
    assert f"答复了对整份表的意见“{long[:39]}…”" in page
    for one in told:
        words = one.words if len(one.words) <= 40 else f"{one.words[:39]}…"
        assert f"说明了为什么不改（政策或上级文件如此规定）：“{escape(words)}”" in page
    outside = look(people["section"], "declaration-history", made.pk)
    assert f"办结了对“{where}”的意见“金额核对一下”" in outside
    assert "答复了" not in outside


def test_history_from_before_names_the_rule(county: County, look: Callable[..., str]) -> None:
    made = begun(county)
    with transaction.atomic():
        audit.record("explain", county.people["preparer"], declaration=made, details={"rule": "ARI-004", "key": "1"})
        audit.record("explain", county.people["preparer"], declaration=made, details={"rule": "OLD-001", "key": "2"})
    page = look(county.people["preparer"], "declaration-history", made.pk)
    assert f"说明了为什么不改（未分类）：“{escape(get_rule('ARI-004').title)}”" in page
    assert "说明了为什么不改（未分类）：“OLD-001”" in page


def test_what_is_said_within_the_unit_is_named_to_nobody_else(county: County, look: Callable[..., str]) -> None:
    """The head's remark on a version that never left."""
    people = county.people
    made = at(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "指标没有依据")
    acts.edit(made, people["preparer"], changed(content(), notes="没有写完"))
    acts.submit(made, people["preparer"])
    one = comments.comment(made, people["head"], "内部先核对一遍")
    comments.resolve(one.pk, made, people["head"])
    acts.return_(made, people["head"], "内部再改一遍")
    acts.edit(made, people["preparer"], content())
    made = forward(county, made, State.SECTION_REVIEW)
    assert "内部先核对一遍" in look(people["preparer"], "declaration-history", made.pk)
    page = look(people["section"], "declaration-history", made.pk)
    assert "内部先核对一遍" not in page
    assert "办结了一条意见" in page


def test_who_passes_it_on_is_told_what_waits_for_an_answer(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = acts.return_(at(county, State.SECTION_REVIEW), people["section"], "指标没有依据", remarks=[("", "依据何在")])
    comments.answer(Comment.objects.get().pk, made, people["preparer"], "已写明依据")
    made = forward(county, made, State.DEPARTMENT_REVIEW)
    page = look(people["department"], "declaration-act", made.pk, "pass")
    assert "还有 1 条意见没有办结</b>" in page
    assert ">审核通过</button>" in page
    comments.comment(made, people["department"], "金额核对一下")
    page = look(people["department"], "declaration-act", made.pk, "pass")
    assert "还有 2 条意见没有办结，其中 1 条单位没有答复</b>" in page
    assert "要单位答复的，请退回" in page
    assert ">仍然审核通过</button>" in page
    made = forward(county, made, State.PERFORMANCE_REVIEW)
    assert "其中 1 条单位没有答复</b>" in look(people["performance"], "grade", made.pk)
    for one in Comment.objects.all():
        comments.resolve(one.pk, made, people["performance"])
    assert "没有办结" not in look(people["performance"], "grade", made.pk)
    signing = at(county, State.UNIT_REVIEW)
    assert ">签批并报出</button>" in look(people["head"], "declaration-act", signing.pk, "sign")
    comments.comment(signing, people["head"], "金额核对一下")
    assert ">仍然签批并报出</button>" in look(people["head"], "declaration-act", signing.pk, "sign")
