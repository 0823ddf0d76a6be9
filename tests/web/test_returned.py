"""Why a form came back stands where the unit mends it, and where it is reviewed again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from jiheng.web.records.domain import acts, comments
from jiheng.web.records.models import Comment, Declaration, State
from tests.web.county import County, content
from tests.web.moving import FAIR_SCORES, at, changed, forward

pytestmark = pytest.mark.django_db

REASON = "指标值没有依据，\n请逐项写明来源"


def note(page: str) -> str:
    """What stands at the top of a page of the last return; blank where nothing does."""
    found = re.search(r'<div class="message \w+ returned.*?</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()) if found is not None else ""


def returned(county: County) -> Declaration:
    remarks = [("indicators[0].value_text", "依据何在"), ("", "金额核对一下")]
    return acts.return_(at(county, State.SECTION_REVIEW), county.people["section"], REASON, remarks=remarks)


def test_the_reason_stands_at_the_top_of_the_page_and_of_the_submission(
    county: County, look: Callable[..., str]
) -> None:
    people = county.people
    made = returned(county)
    for name, *args in (("declaration",), ("declaration-act", "submit")):
        said = note(look(people["preparer"], name, made.pk, *args))
        assert said.startswith(f"退回修改： {people['section'].name}于 ")
        assert "指标值没有依据， 请逐项写明来源" in said
        assert said.endswith("没有办结的意见 2 条 ，其中 2 条还要答复")
    comments.answer(Comment.objects.order_by("pk")[0].pk, made, people["preparer"], "已写明依据")
    assert note(look(people["preparer"], "declaration", made.pk)).endswith("，其中 1 条还要答复")
    comments.answer(Comment.objects.order_by("pk")[1].pk, made, people["preparer"], "已核对")
    assert note(look(people["head"], "declaration", made.pk)).endswith("2 条 ，都已答复")
    outside = note(look(people["section"], "declaration", made.pk))
    assert outside.endswith("没有办结的意见 2 条"), "what the unit does within, others do not see"


def test_it_stays_until_the_form_is_through(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = returned(county)
    for one in Comment.objects.all():
        comments.answer(one.pk, made, people["preparer"], "已写明依据")
    for state, who in (
        (State.UNIT_REVIEW, "head"), (State.SECTION_REVIEW, "section"), (State.PERFORMANCE_REVIEW, "performance"),
    ):  # fmt: skip
        made = forward(county, made, state)
        assert "指标值没有依据" in note(look(people[who], "declaration", made.pk)), state
    made = forward(county, made, State.REVIEWED)
    assert note(look(people["preparer"], "declaration", made.pk)) == ""
    made = acts.request_adjustment(
        forward(county, made, State.APPROVED), people["preparer"], "policy_change", "政策变化"
    )
    assert made.state == State.DRAFT
    assert note(look(people["preparer"], "declaration", made.pk)) == "", "that was another round"


def test_a_bad_grade_is_a_return_and_an_undone_one_is_none(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = at(county, State.PERFORMANCE_REVIEW)
    acts.grade(made, people["performance"], FAIR_SCORES, grade="fair", opinion="指标不能核对")
    assert note(look(people["preparer"], "declaration", made.pk)).startswith("评定为“中”，退回修改：")
    acts.undo(made, people["performance"])
    assert note(look(people["performance"], "declaration", made.pk)) == ""


def test_what_the_head_wrote_stays_within_the_unit(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = at(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "指标没有依据")
    acts.edit(made, people["preparer"], changed(content(), notes="没有写完"))
    acts.submit(made, people["preparer"])
    acts.return_(made, people["head"], "内部意见：重写")
    assert "内部意见：重写" in note(look(people["preparer"], "declaration", made.pk))
    page = look(people["section"], "declaration", made.pk)
    assert "内部意见" not in page
    assert "指标没有依据" in note(page), "what it wrote itself"
    acts.edit(made, people["preparer"], changed(content(), notes="写完了"))
    made = forward(county, made, State.SECTION_REVIEW)
    assert "内部意见" not in look(people["section"], "declaration", made.pk)
