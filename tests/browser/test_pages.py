"""Every page in the browser: nothing serious by axe, nothing wider than the screen, at a desk and on a phone."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Locator, expect

from jiheng.web.records.domain import acts
from jiheng.web.records.models import State
from tests.browser.conftest import SignIn
from tests.browser.keyboard import assert_accessible, assert_fits
from tests.web.county import County
from tests.web.test_urls import COLUMNS, ROWS, one_of_everything
from tests.web.test_worklists import bare
from tests.web.way import brought_to, declared, table_with

_DOWNLOADS = frozenset((
    "declaration-file", "declaration-json", "declaration-attachment", "review-sheet-document", "approval-document",
    "declaration-public-copy-file", "late-export", "unit-blank", "register-export", "import-template", "second-factor-picture", "health",
))  # fmt: skip


def test_pages(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    """Each page with the first role that may see it, the home page with every role."""
    things = one_of_everything(county)
    for role in COLUMNS[:8]:
        page = sign_in(role)
        for row in ROWS:
            if row.method != "get" or row.name in _DOWNLOADS or (row.name != "home" and first(row.expected) != role):
                continue
            page.set_viewport_size({"width": 1366, "height": 768})
            response = page.goto(live_server.url + reverse(row.name, args=row.arguments(things)))
            assert response is not None
            assert response.status == 200, page.url
            assert_accessible(page)
            assert_fits(page)
            page.set_viewport_size({"width": 390, "height": 844})
            assert_fits(page)


def test_the_tabs_of_a_worklist_follow_its_filters(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    """The filters swap the list alone; counts and addresses of the tabs, and the way back, come along."""
    for title, state in (
        ("巷道整治", State.SECTION_REVIEW),
        ("广场维修", State.SECTION_REVIEW),
        ("绿地", State.RETURNED),
    ):
        bare(county, state, title=title)
    page = sign_in("section")
    page.goto(live_server.url + reverse("worklist"))
    tabs = page.get_by_role("navigation", name="分类")
    expect(tabs.get_by_role("link")).to_have_text(["待办2", "已办0", "被退回1", "全部3"])
    page.evaluate("window.same = true")
    page.get_by_label("状态", exact=True).select_option("已退回")
    expect(tabs.get_by_role("link")).to_have_text(["待办0", "已办0", "被退回1", "全部1"])
    assert page.evaluate("window.same"), "the page was loaded again"
    assert page.evaluate("sessionStorage.getItem('htmx-history-cache')") is None, "lists stay in the browser"
    page.go_back()
    expect(tabs.get_by_role("link")).to_have_text(["待办2", "已办0", "被退回1", "全部3"])
    page.go_forward()
    expect(tabs.get_by_role("link")).to_have_text(["待办0", "已办0", "被退回1", "全部1"])
    tabs.get_by_role("link", name="全部").click()
    expect(page.get_by_role("rowheader")).to_have_text([re.compile("绿地")])
    page.get_by_role("link", name="清除").click()
    expect(tabs.get_by_role("link")).to_have_text(["待办2", "已办0", "被退回1", "全部3"])


def test_the_differences_of_two_versions_come_first(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    """On a phone above both forms, at a desk beside them."""
    people = county.people
    made = brought_to(county, State.DEPARTMENT_REVIEW, declared(county, table_with("原来的名称")))
    acts.return_(made, people["department"], "请改名称")
    acts.edit(made, people["preparer"], table_with("改过的名称"))
    page = sign_in("preparer", width=390, height=844)
    page.goto(live_server.url + reverse("declaration-difference", args=[made.pk]))
    differences, form = page.get_by_role("region", name="差别"), page.get_by_role("region", name="原来：")
    assert top_and_left(differences)[0] < top_and_left(form)[0]
    page.set_viewport_size({"width": 1366, "height": 768})
    assert abs(top_and_left(differences)[0] - top_and_left(form)[0]) < 60
    assert top_and_left(differences)[1] > top_and_left(form)[1]


def top_and_left(part: Locator) -> tuple[float, float]:
    """Where a part of a page begins."""
    box = part.bounding_box()
    assert box is not None
    return box["y"], box["x"]


def first(expected: str) -> str:
    """The first role that is allowed."""
    return next((column for column, letter in zip(COLUMNS, expected, strict=True) if letter == "+"), "")
