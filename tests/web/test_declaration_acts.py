"""The acts of the cycle through their pages: each by its role and state, who looked at something else is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from jiheng.web.records.domain import acts
from jiheng.web.records.models import (
    Comment,
    Declaration,
    Explanation,
    State,
)
from jiheng.web.records.queries.declarations import existing_for, next_approval_number, possible_acts
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import RELEASE
from tests.web.way import OPEN_ERRORS, brought_to, declared, seen_of

pytestmark = pytest.mark.django_db


def test_the_whole_way_through_the_pages(county: County, look: Callable[..., str], send: Callable[..., str]) -> None:
    people = county.people
    made = declared(county)
    way = (
        ("preparer", "submit", {}, State.UNIT_REVIEW),
        ("preparer", "withdraw", {}, State.DRAFT),
        ("preparer", "submit", {}, State.UNIT_REVIEW),
        ("head", "sign", {"opinion": "情况属实"}, State.DEPARTMENT_REVIEW),
        ("department", "pass", {}, State.SECTION_REVIEW),
        ("department", "undo", {}, State.DEPARTMENT_REVIEW),
        ("department", "pass", {}, State.SECTION_REVIEW),
        ("section", "pass", {"opinion": "同意"}, State.PERFORMANCE_REVIEW),
    )
    for who, act, data, state in way:
        assert act in {one.value for one in possible_acts(existing_for(people[who]).get(pk=made.pk), people[who])}
        look(people[who], "declaration-act", made.pk, act)
        send(people[who], "declaration-act", made.pk, act, seen=seen_of(made), **data)
        assert Declaration.objects.get(pk=made.pk).state == state, act
    acts.grade(made, people["performance"], FULL_SCORES, grade="excellent")
    amount = Declaration.objects.get(pk=made.pk).amount
    way = (
        ("budget", "set_control_figure", {"amount": str(amount)}, State.ADJUSTING),
        ("preparer", "confirm", {}, State.REVIEWED),
        ("budget", "approve", {"number": "云财绩〔2026〕7号"}, State.APPROVED),
        ("budget", "publish", RELEASE, State.PUBLISHED),
        ("preparer", "request_adjustment", {"reason_code": "policy_change", "reason": "政策变化"}, State.DRAFT),
    )
    for who, act, data, state in way:
        send(people[who], "declaration-act", made.pk, act, seen=seen_of(made), **data)
        assert Declaration.objects.get(pk=made.pk).state == state, act
    assert "批复，文号 云财绩〔2026〕7号" in look(people["preparer"], "declaration-history", made.pk)


def test_a_return_with_remarks_from_the_list_of_cells(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    assert "indicators[0].value_text" in look(people["section"], "declaration-act", made.pk, "return")
    said = {"reason": "指标值没有依据", "path1": "indicators[0].value_text", "text1": "依据何在"}
    assert "依据何在" in send(people["section"], "declaration-act", made.pk, "return", seen=seen_of(made), **said)
    one = Comment.objects.get()
    assert (one.path, one.text) == ("indicators[0].value_text", "依据何在")
    text = look(people["preparer"], "declaration", made.pk)
    assert "comment" in text
    assert "依据何在" in look(people["preparer"], "declaration-act", made.pk, "submit")
    send(people["preparer"], "declaration-act", made.pk, "submit", seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.RETURNED
    send(people["preparer"], "declaration-answers", made.pk, **{f"answer-{one.pk}": "按上年实际"})
    send(people["preparer"], "declaration-act", made.pk, "submit", seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.UNIT_REVIEW


def test_an_old_answer_is_shown_and_a_new_one_asked_for(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "请改后再报", remarks=[("", "依据何在")])
    one = Comment.objects.get()
    send(people["preparer"], "declaration-answers", made.pk, **{f"answer-{one.pk}": "按上年实际"})
    assert "按上年实际</textarea>" in look(people["preparer"], "declaration", made.pk)
    made = brought_to(county, State.SECTION_REVIEW, made)
    page = look(people["section"], "declaration-act", made.pk, "return")
    assert "单位要再逐条答复；已经改好的，请先回到申报的页面办结。" in page
    acts.return_(made, people["section"], "还是没有依据")
    page = look(people["preparer"], "declaration", made.pk)
    assert "按上年实际</blockquote>" in page
    assert "这条意见又退回了，请再答复" in page
    assert "按上年实际</textarea>" not in page
    assert "没有答复的意见 1 条" in look(people["preparer"], "declaration-act", made.pk, "submit")


def test_comments_are_made_answered_and_resolved(county: County, send: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    assert "请写依据" in send(people["section"], "declaration-comment", made.pk, text="请写依据", path="project_name")
    one = Comment.objects.get()
    assert "意见已办结" in send(people["section"], "declaration-resolve", made.pk, one.pk)
    assert "不由您审核" in send(people["department"], "declaration-comment", made.pk, text="我也说", path="")
    assert Comment.objects.count() == 1


def test_an_error_is_explained_and_then_lets_the_form_go(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    preparer = county.people["preparer"]
    made = declared(county, content(*OPEN_ERRORS, year=2021))
    text = look(preparer, "declaration-act", made.pk, "submit")
    assert "还不能报送" in text
    assert "报送给单位负责人" not in text
    for told in declared_errors(made):
        send(preparer, "declaration-explain", made.pk, **{f"code-{told}": "policy", f"why-{told}": "上级口径如此"})
    assert Explanation.objects.count() == len(declared_errors(made))
    assert "单位说明" in look(preparer, "declaration", made.pk)
    send(preparer, "declaration-act", made.pk, "submit", seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.UNIT_REVIEW


def declared_errors(made: Declaration) -> list[str]:
    """The keys of the findings that must be mended or explained."""
    from jiheng.web.records.domain.findings import told

    form = made.draft.content
    return [one.key for one in told(made, form) if one.finding.severity == "error"]


def test_who_looked_at_something_else_is_told(county: County, send: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    seen = seen_of(made)
    other = county.person("section", county.bureau)
    acts.return_(made, other, "先退回修改")
    text = send(people["section"], "declaration-act", made.pk, "pass", seen=seen, opinion="同意")
    assert f"刚由{other.name}办理（退回）" in text
    assert Declaration.objects.get(pk=made.pk).state == State.RETURNED


def test_an_act_of_another_role_is_refused(county: County, look: Callable[..., str], client: Client) -> None:
    made = brought_to(county, State.SECTION_REVIEW)
    for who, act in (("head", "pass"), ("auditor", "pass"), ("section", "sign"), ("preparer", "approve")):
        look(county.people[who], "declaration-act", made.pk, act, status=403)
        client.force_login(county.people[who])
        address = reverse("declaration-act", args=[made.pk, act])
        assert client.post(address, {"seen": seen_of(made), "opinion": "同意"}).status_code == 403
    look(county.people["section"], "declaration-act", made.pk, "no-such-act", status=404)
    for who, name, *args in (
        ("preparer", "declaration-comment"), ("auditor", "declaration-resolve", 1), ("section", "declaration-answers"),
        ("head", "declaration-explain"), ("section", "declaration-attachments"),
    ):  # fmt: skip
        client.force_login(county.people[who])
        assert client.post(reverse(name, args=[made.pk, *args]), {"text": "a"}).status_code == 403, name
    assert Declaration.objects.get(pk=made.pk).state == State.SECTION_REVIEW


def test_a_form_sent_in_another_state_shows_nothing_of_the_draft(county: County, send: Callable[..., str]) -> None:
    """A page that is not offered any more: neither the amount of what the unit works on, nor a fault."""
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "请重新测算")
    acts.edit(made, people["preparer"], content(*OPEN_ERRORS, year=2021))
    amount = Declaration.objects.get(pk=made.pk).amount
    assert amount is not None
    for who, act, data in (
        ("section", "return", {"reason": ""}), ("section", "pass", {"opinion": ""}), ("budget", "publish", {"url": "x"}),
        ("budget", "approve", {"number": ""}), ("budget", "set_control_figure", {"amount": ""}),
    ):  # fmt: skip
        text = send(people[who], "declaration-act", made.pk, act, seen=seen_of(made), **data)
        assert f"{amount:,.2f}" not in text, act
        assert "现在是“已退回”" in text, act


def test_what_a_page_offers_is_what_the_table_allows(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    assert "/acts/pass/" in look(people["section"], "declaration", made.pk)
    assert "/acts/undo/" in look(people["department"], "declaration", made.pk)
    graded = brought_to(county, State.PERFORMANCE_REVIEW)
    text = look(people["performance"], "declaration", graded.pk)
    for address in (reverse("grade", args=[graded.pk]), "/upload/amend/", "/acts/return/"):
        assert address in text
    for who in ("preparer", "head", "budget", "auditor"):
        assert "/acts/" not in look(people[who], "declaration", made.pk), who


def test_an_administrator_reopens_what_was_rejected(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    people = county.people
    made = brought_to(county, State.PERFORMANCE_REVIEW)
    look(people["admin"], "declaration", made.pk, status=404)
    acts.grade(made, people["performance"], dict.fromkeys(FULL_SCORES, 1), grade="poor", opinion="没有依据")
    assert "/acts/reopen/" in look(people["admin"], "declaration", made.pk)
    assert "理由" in look(people["admin"], "declaration-act", made.pk, "reopen")
    said = {"seen": seen_of(made), "reason": "复核后准予重报"}
    assert "已重新开放" in send(people["admin"], "declaration-act", made.pk, "reopen", **said)
    look(people["admin"], "declaration", made.pk, status=404)
    assert Declaration.objects.get(pk=made.pk).state == State.RETURNED


def test_the_next_number_follows_the_last(county: County, look: Callable[..., str]) -> None:
    assert next_approval_number(county.round) == ""
    brought_to(county, State.APPROVED)
    assert next_approval_number(county.round) == "云财绩〔2026〕2号"
    made = brought_to(county, State.REVIEWED)
    assert 'value="云财绩〔2026〕2号"' in look(county.people["budget"], "declaration-act", made.pk, "approve")
