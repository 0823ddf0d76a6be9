"""Reasons, opinions, remarks and answers say something: a dot is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiheng.web.records.domain import acts, comments, findings
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import AuditEntry, Comment, Declaration, Person, State
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import FAIR_SCORES, SECRECY_REVIEW, at, begun, changed
from tests.web.way import OPEN_ERRORS, seen_of

pytestmark = pytest.mark.django_db

Saying = Callable[[Declaration, dict[str, Person], str], object]
REASONS: dict[str, tuple[State, Saying]] = {
    "退回的理由": (State.SECTION_REVIEW, lambda one, people, text: acts.return_(one, people["section"], text)),
    "理由": (
        State.PERFORMANCE_REVIEW,
        lambda one, people, text: acts.grade(one, people["performance"], FAIR_SCORES, grade="fair", opinion=text),
    ),
    "更正说明": (
        State.PUBLISHED,
        lambda one, people, text: acts.correct(
            one, people["budget"], changed(one.in_force.content, notes="另写"), text, secrecy_review=SECRECY_REVIEW
        ),
    ),
    "调整的理由": (
        State.APPROVED,
        lambda one, people, text: acts.request_adjustment(one, people["preparer"], "policy_change", text),
    ),
}
OPINIONS: dict[str, tuple[State, Saying]] = {
    "签批意见": (State.UNIT_REVIEW, lambda one, people, text: acts.sign(one, people["head"], opinion=text)),
    "审核意见": (
        State.DEPARTMENT_REVIEW,
        lambda one, people, text: acts.pass_on(one, people["department"], opinion=text),
    ),
    "业务股室审核意见": (
        State.SECTION_REVIEW,
        lambda one, people, text: acts.pass_on(one, people["section"], opinion=text),
    ),
    "绩效股审核意见": (
        State.PERFORMANCE_REVIEW,
        lambda one, people, text: acts.grade(one, people["performance"], FULL_SCORES, grade="excellent", opinion=text),
    ),
    "批复意见": (State.REVIEWED, lambda one, people, text: acts.approve(one, people["budget"], "1号", opinion=text)),
    "意见": (State.SECTION_REVIEW, lambda one, people, text: comments.comment(one, people["section"], text)),
}


@pytest.mark.parametrize("what", REASONS)
def test_a_reason_is_in_words(county: County, what: str) -> None:
    state, say = REASONS[what]
    made = at(county, state)
    length = AuditEntry.objects.count()
    for text in (".", "……", "123456", "11 月", "aaaaa", "不行"):
        with pytest.raises(NotMet, match=f"请用文字把{what}写清楚，至少 4 个字；现在写的是“{text}”"):
            say(made, county.people, text)
    assert AuditEntry.objects.count() == length
    say(made, county.people, "与去年不符")


@pytest.mark.parametrize("what", OPINIONS)
def test_an_opinion_is_in_words_however_few(county: County, what: str) -> None:
    state, say = OPINIONS[what]
    made = at(county, state)
    for text in (".", "。", "1", "好"):
        with pytest.raises(NotMet, match=f"请用文字把{what}写清楚，至少 2 个字"):
            say(made, county.people, text)
    say(made, county.people, "同意")


def test_an_answer_and_a_reason_for_not_mending_are_in_words(county: County) -> None:
    people = county.people
    made = acts.return_(at(county, State.SECTION_REVIEW), people["section"], "没有依据", remarks=[("", "依据何在")])
    one = Comment.objects.get()
    with pytest.raises(NotMet, match=r"请用文字把答复写清楚，至少 2 个字；现在写的是“\."):
        comments.answer(one.pk, made, people["preparer"], ".")
    comments.answer(one.pk, made, people["preparer"], "已改")
    draft = begun(county, content(*OPEN_ERRORS))
    told = next(one for one in findings.told(draft, draft.draft.content) if one.is_open_error)
    with pytest.raises(NotMet, match=r"请用文字把不改的理由写清楚，至少 4 个字；现在写的是“\."):
        findings.explain(draft, people["preparer"], told.key, "policy", ".")


def test_the_page_says_it_and_keeps_what_was_typed(county: County, send: Callable[..., str]) -> None:
    made = at(county, State.SECTION_REVIEW)
    page = send(county.people["section"], "declaration-act", made.pk, "return", seen=seen_of(made), reason="。")
    assert "请用文字把退回的理由写清楚，至少 4 个字；现在写的是“。”。" in page
    assert Declaration.objects.get(pk=made.pk).state == State.SECTION_REVIEW


def test_the_head_sees_what_was_explained_before_he_signs(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = begun(county, content(*OPEN_ERRORS))
    open_ones = [one for one in findings.told(made, made.draft.content) if one.is_open_error]
    for number, one in enumerate(open_ones):
        findings.explain(made, people["preparer"], one.key, "policy", f"上级文件这样规定，第{number}处")
    acts.submit(made, people["preparer"])
    page = look(people["head"], "declaration-act", made.pk, "sign")
    assert f"没有改、说明了理由的 {len(open_ones)} 处" in page
    for number, one in enumerate(open_ones):
        assert one.words.replace('"', "&quot;") in page
        assert f"上级文件这样规定，第{number}处" in page
    assert "没有改、说明了理由的" not in look(
        people["head"], "declaration-act", at(county, State.UNIT_REVIEW).pk, "sign"
    )
