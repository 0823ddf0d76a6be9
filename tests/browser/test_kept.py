"""What is typed stays: past a session that ended, past leaving the page; never sent by itself, and gone after signing out."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from jiheng.web.records.domain import acts
from jiheng.web.records.models import Comment, Declaration, Explanation, State
from tests.browser.conftest import SignIn
from tests.web.county import PASSWORD, County, content
from tests.web.way import OPEN_ERRORS, brought_to, declared

LONG = "指标值没有依据，请逐项写明来源"


def kept(page: Page) -> list[str]:
    """The texts that the window holds."""
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('jiheng-kept:'))")


def sign_in_again(page: Page) -> None:
    page.get_by_label("账号").fill("section")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_reason_outlives_the_session(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    made = brought_to(county, State.SECTION_REVIEW)
    there = live_server.url + reverse("declaration-act", args=[made.pk, "return"])
    page = sign_in("section")
    page.goto(there)
    page.get_by_label("退回的理由").fill(LONG)
    Session.objects.all().delete()
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("登录已过期，刚才提交的没有保存。")).to_be_visible()
    expect(page.get_by_text("写了的文字还留在这个窗口里")).to_be_visible()
    sign_in_again(page)
    assert page.url == there
    expect(page.get_by_label("退回的理由")).to_have_value(LONG)
    expect(page.get_by_text("已经填回来了")).to_be_visible()
    assert Declaration.objects.get(pk=made.pk).state == State.SECTION_REVIEW, "nothing is sent by itself"
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回，填报单位会收到通知。")).to_be_visible()
    assert kept(page) == []


def test_answers_and_remarks_are_put_back_and_signing_out_forgets(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    made = brought_to(county, State.SECTION_REVIEW)
    acts.return_(made, county.people["section"], LONG, remarks=[("", "依据何在"), ("", "金额核对一下")])
    page = sign_in("preparer")
    there = live_server.url + reverse("declaration", args=[made.pk])
    page.goto(there)
    first, second = page.get_by_label("怎样改了，或者为什么不改").all()
    first.fill("已写明依据")
    second.fill("已核对")
    page.get_by_role("button", name="保存全部答复").click()
    expect(page.get_by_text("已记下 2 条答复。")).to_be_visible()
    assert set(Comment.objects.values_list("answer", flat=True)) == {"已写明依据", "已核对"}
    assert kept(page) == []
    page.locator("details", has_text="改写答复").first.click()
    page.get_by_label("怎样改了，或者为什么不改").first.fill("另外再写一遍")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="首页").first.click()
    page.wait_for_timeout(300)
    assert (asked, page.url.split("#")[0]) == (["beforeunload"], there)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + "/")
    assert len(kept(page)) == 1
    page.goto(there)
    expect(page.get_by_label("怎样改了，或者为什么不改").first).to_have_value("另外再写一遍")
    page.get_by_role("button", name="不要了").click()
    expect(page.get_by_label("怎样改了，或者为什么不改").first).to_have_value(re.compile("已写明依据|已核对"))
    assert kept(page) == []
    page.get_by_label("怎样改了，或者为什么不改").first.fill("又写了一遍")
    page.locator("details.person summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_label("账号")).to_be_visible()
    assert kept(page) == []


def test_a_chosen_kind_of_reason_is_put_back_beside_its_text(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    made = declared(county, content(*OPEN_ERRORS))
    page = sign_in("preparer")
    there = live_server.url + reverse("declaration", args=[made.pk])
    page.goto(there)
    page.locator("details", has_text="不改，说明理由").first.click()
    page.get_by_label("理由属于哪一类").first.select_option("审核意见不适用于本表（误报）")
    page.get_by_label("为什么可以这样填").first.fill("本表没有这一项")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + "/")
    page.goto(there)
    expect(page.get_by_label("理由属于哪一类").first).to_have_value("false_alarm")
    page.get_by_role("button", name="保存全部理由").click()
    expect(page.get_by_text("已记下 1 条理由。")).to_be_visible()
    expect(page.locator(".findings .tag")).to_have_text(["审核意见不适用于本表（误报）"])
    assert list(Explanation.objects.values_list("reason_code", "text")) == [("false_alarm", "本表没有这一项")]
    assert kept(page) == []


def test_a_page_on_which_nothing_was_typed_is_left_without_a_word(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    made = brought_to(county, State.SECTION_REVIEW)
    page = sign_in("section")
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.goto(live_server.url + reverse("declaration-act", args=[made.pk, "return"]))
    page.get_by_label("退回的理由").click()
    page.get_by_role("link", name="首页").first.click()
    page.wait_for_url(live_server.url + "/")


@pytest.mark.usefixtures("county")
def test_before_the_session_ends_a_bar_asks_who_is_there(sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    page = sign_in("section")
    page.clock.install()
    page.goto(live_server.url + reverse("worklist"))
    bar = page.locator("#session-bar")
    expect(bar).to_be_hidden()
    seconds = int(page.evaluate("document.body.dataset.session"))
    page.clock.fast_forward((seconds - 200) * 1000)
    expect(bar.get_by_role("button", name="继续使用")).to_be_visible()
    bar.get_by_role("button", name="继续使用").click()
    expect(bar).to_be_hidden()
    page.clock.fast_forward((seconds + 10) * 1000)
    expect(bar.get_by_text("登录已过期。")).to_be_visible()
    expect(bar.get_by_role("link", name="重新登录")).to_be_visible()
    expect(bar.get_by_role("button", name="继续使用")).to_be_hidden()
