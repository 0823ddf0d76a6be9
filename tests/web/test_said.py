"""What is typed on a declaration's page is kept as a whole, and is never thrown away: not by a neighbour, not by being late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.domain import acts, comments, findings
from jiheng.web.records.models import Comment, Declaration, Explanation, Phase, State, Window
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import at, begun, forward
from tests.web.way import OPEN_ERRORS, seen_of

pytestmark = pytest.mark.django_db


def returned(county: County) -> tuple[Declaration, list[Comment]]:
    remarks = [("indicators[0].value_text", "依据何在"), ("", "金额核对一下"), ("project_name", "名称太长")]
    made = acts.return_(at(county, State.SECTION_REVIEW), county.people["section"], "指标没有依据", remarks=remarks)
    return made, list(Comment.objects.order_by("pk"))


def reasons(said: dict[str, str], code: str = "policy") -> dict[str, str]:
    """Why findings stand, as their form sends it."""
    return {name: value for key, text in said.items() for name, value in ((f"why-{key}", text), (f"code-{key}", code))}


def field(one: Comment) -> str:
    return f"answer-{one.pk}"


# ---- all of a page at once


def test_all_answers_of_a_page_are_saved_at_once(county: County, send: Callable[..., str]) -> None:
    preparer = county.people["preparer"]
    made, (first, second, third) = returned(county)
    page = send(preparer, "declaration-answers", made.pk, **{field(first): "按上年实际", field(second): "已核对"})
    assert "已记下 2 条答复" in page
    assert list(Comment.objects.order_by("pk").values_list("answer", flat=True)) == ["按上年实际", "已核对", ""]
    told = {field(first): "按上年实际", field(second): "已核对", field(third): "照批准的名称"}
    assert "已记下 1 条答复" in send(preparer, "declaration-answers", made.pk, **told), "only what is new"
    assert "什么都没有改" in send(preparer, "declaration-answers", made.pk, **told)


def test_one_answer_that_says_nothing_keeps_no_other_back(county: County, client: Client) -> None:
    preparer = county.people["preparer"]
    made, (first, second, third) = returned(county)
    comments.answer(third.pk, made, preparer, "照批准的名称")
    client.force_login(preparer)
    told = {field(first): ".", field(second): "已核对\r\n另附明细", field(third): ""}
    response = client.post(reverse("declaration-answers", args=[made.pk]), told)
    page = response.content.decode()
    assert response.status_code == 422
    assert "已记下 1 条答复" in page
    assert Comment.objects.get(pk=second.pk).answer == "已核对\n另附明细"
    assert "现在写的是“.”" in page
    assert "请填写答复" in page, "what was said is not taken back by a blank"
    assert f'id="id_{field(first)}"' in page
    assert page.count(".</textarea>") == 1
    again = {field(second): "已核对\r\n另附明细"}
    assert (
        "什么都没有改"
        in client.post(reverse("declaration-answers", args=[made.pk]), again, follow=True).content.decode()
    )


def test_all_reasons_of_a_page_are_saved_at_once(county: County, send: Callable[..., str]) -> None:
    preparer = county.people["preparer"]
    made = begun(county, content(*OPEN_ERRORS))
    keys = [one.key for one in findings.told(made, made.draft.content) if one.is_open_error]
    page = send(preparer, "declaration-explain", made.pk, **reasons({key: f"上级文件{key}" for key in keys}))
    assert f"已记下 {len(keys)} 条理由" in page
    assert dict(Explanation.objects.values_list("key", "text")) == {key: f"上级文件{key}" for key in keys}
    told = reasons({keys[0]: "。", keys[1]: "另一个理由"})
    page = send(preparer, "declaration-explain", made.pk, **told)
    assert "请用文字把不改的理由写清楚" in page
    assert Explanation.objects.get(key=keys[1]).text == "另一个理由"


def test_a_remark_that_says_nothing_is_asked_for_again(county: County, send: Callable[..., str]) -> None:
    made = at(county, State.SECTION_REVIEW)
    page = send(county.people["section"], "declaration-comment", made.pk, text="。", path="budget.total")
    assert "请用文字把意见写清楚" in page
    assert '<option value="budget.total" selected>' in page
    assert not Comment.objects.exists()


# ---- too late


def test_what_comes_too_late_is_shown_again(county: County, send: Callable[..., str]) -> None:
    people = county.people
    made, (first, second, third) = returned(county)
    for one in (first, second, third):
        comments.answer(one.pk, made, people["preparer"], "已核对")
    acts.submit(made, people["preparer"])
    page = send(people["preparer"], "declaration-answers", made.pk, **{field(first): "写了很久的答复"})
    assert "这份申报现在是“待负责人签批”，不能“答复意见”。" in page
    assert "写了很久的答复</textarea>" in page
    assert "对“依据何在”的答复" in page
    key = "0" * 32
    page = send(people["preparer"], "declaration-explain", made.pk, **{f"why-{key}": "写了很久的理由"})
    assert "写了很久的理由</textarea>" in page
    page = send(people["section"], "declaration-comment", made.pk, text="写了很久的意见")
    assert "写了很久的意见</textarea>" in page
    assert Comment.objects.get(pk=first.pk).answer == "已核对"


def test_a_comment_that_was_settled_meanwhile_loses_no_answer(county: County, send: Callable[..., str]) -> None:
    people = county.people
    made, (first, second, _third) = returned(county)
    Comment.objects.filter(pk=first.pk).update(resolved_at=timezone.now(), resolved_by=people["section"])
    told = {field(first): "写了很久的答复", field(second): "已核对"}
    page = send(people["preparer"], "declaration-answers", made.pk, **told)
    assert "要答复或说明的这一条已经没有了" in page
    assert "写了很久的答复</textarea>" in page
    assert "已记下 1 条答复" in page


def test_a_reason_for_an_act_that_came_too_late_is_shown_again(county: County, client: Client) -> None:
    people = county.people
    made = at(county, State.SECTION_REVIEW)
    seen = seen_of(made)
    acts.return_(made, county.person("section", county.bureau), "先退回修改")
    client.force_login(people["section"])
    told = {"seen": seen, "reason": "写了很久的退回理由", "path1": "budget.total", "text1": "写了很久的意见"}
    response = client.post(reverse("declaration-act", args=[made.pk, "return"]), told)
    page = response.content.decode()
    assert response.status_code == 409
    assert "您的操作没有执行" in page
    assert "写了很久的退回理由</textarea>" in page
    assert "写了很久的意见</textarea>" in page


# ---- done already


def test_who_goes_back_and_submits_again_is_told_that_it_is_done(
    county: County, send: Callable[..., str], client: Client
) -> None:
    preparer = county.people["preparer"]
    made = begun(county)
    seen = seen_of(made)
    send(preparer, "declaration-act", made.pk, "submit", seen=seen)
    for page in (
        send(preparer, "declaration-act", made.pk, "submit", seen=seen),
        client.get(reverse("declaration-act", args=[made.pk, "submit"]), follow=True).content.decode(),
    ):
        assert '<div class="message info" role="status">已经报送，现在是“待负责人签批”。</div>' in page
        assert ">待负责人签批</span>" in page, "the badge says the same"
    other = county.person("preparer", county.unit, "colleague")
    client.force_login(other)
    page = client.get(reverse("declaration-act", args=[made.pk, "submit"]), follow=True).content.decode()
    assert "这份申报现在是“待负责人签批”，不能“报送”。" in page


def test_who_grades_twice_is_told_that_it_is_done(county: County, client: Client) -> None:
    made = at(county, State.PERFORMANCE_REVIEW)
    client.force_login(county.people["performance"])
    told = {"seen": seen_of(made), "opinion": "", "grade": "", **FULL_SCORES}
    assert client.post(reverse("grade", args=[made.pk]), told).status_code == 302
    again = client.post(reverse("grade", args=[made.pk]), told)
    assert "已经评定，现在是“已审定”。" in again.content.decode()


# ---- before it is possible


def test_an_adjustment_is_offered_when_it_can_be_asked_for(
    county: County, look: Callable[..., str], client: Client
) -> None:
    preparer = county.people["preparer"]
    made = at(county, State.APPROVED)
    address = reverse("declaration-act", args=[made.pk, "request_adjustment"])
    assert address in look(preparer, "declaration", made.pk)
    now = timezone.now()
    for opens, closes, why in (
        (now + timedelta(days=3), now + timedelta(days=9), "开始，现在还不能办理"),
        (now - timedelta(days=9), now - timedelta(days=3), "截止"),
    ):
        Window.objects.filter(phase=Phase.ADJUSTMENT).update(opens_at=opens, closes_at=closes)
        assert address not in look(preparer, "declaration", made.pk)
        page = client.get(address, follow=True).content.decode()
        assert why in page
        assert "调整的理由" not in page
    assert forward(county, at(county, State.REVIEWED), State.APPROVED).state == State.APPROVED


# ---- undone


def test_what_was_written_to_an_act_that_was_undone_is_there_again(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = at(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "指标值没有依据，\n请逐项写明来源")
    acts.undo(made, people["section"])
    assert "指标值没有依据，\n请逐项写明来源</textarea>" in look(
        people["section"], "declaration-act", made.pk, "return"
    )
    assert "指标值没有依据" not in look(people["section"], "declaration-act", made.pk, "pass")
    colleague = county.person("section", county.bureau)
    assert "指标值没有依据" not in look(colleague, "declaration-act", made.pk, "return")
    acts.pass_on(made, people["section"], opinion="资金测算合理")
    acts.undo(made, people["section"])
    assert "资金测算合理</textarea>" in look(people["section"], "declaration-act", made.pk, "pass")
    assert "指标值没有依据" not in look(people["section"], "declaration-act", made.pk, "return")
