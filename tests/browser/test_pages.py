"""Every page in the browser: nothing serious by axe, nothing wider than the screen, at a desk and on a phone."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Locator, Page, expect

from jiheng.web.records.domain import acts, findings
from jiheng.web.records.models import Intake, IntakeStatus, State
from tests.browser.conftest import SignIn
from tests.browser.keyboard import assert_accessible, assert_fits
from tests.web.county import County, content
from tests.web.lists import xlsx
from tests.web.moving import at
from tests.web.test_account import code_of
from tests.web.test_unit_pages import uploaded
from tests.web.test_urls import COLUMNS, ROWS, one_of_everything
from tests.web.test_worklists import bare
from tests.web.way import OPEN_ERRORS, brought_to, declared, table_with

_DOWNLOADS = frozenset((
    "declaration-file", "declaration-json", "declaration-attachment", "review-sheet-document", "approval-document",
    "declaration-public-copy-file", "late-export", "unit-blank", "register-export", "import-template", "second-factor-picture", "health",
    "unit-draft-file", "people-imported-passwords", "declaration-alone-file",
))  # fmt: skip
_ON_A_PHONE = frozenset(
    ("home", "worklist", "unit-owed", "intake-new", "intakes-check", "declaration", "declaration-act")
)
"""What axe looks at there, too: the pages of every day, with all that only a narrow screen shows."""


def test_pages(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    """Each page with the first role that may see it, the home page with every role."""
    things = one_of_everything(county)
    seen: set[str] = set()
    for role in COLUMNS[:8]:
        page = sign_in(role)
        for row in ROWS:
            if row.method != "get" or row.name in _DOWNLOADS or (row.name != "home" and first(row.expected) != role):
                continue
            if row.name.startswith("declaration-") and things.rejected.pk in row.arguments(things):
                continue  # as those of the others
            page.set_viewport_size({"width": 1366, "height": 768})
            response = page.goto(live_server.url + reverse(row.name, args=row.arguments(things)))
            assert response is not None
            assert response.status == 200, page.url
            is_first = row.name not in seen
            seen.add(row.name)
            assert_accessible(page, sheet=is_first)
            assert_fits(page)
            page.set_viewport_size({"width": 390, "height": 844})
            assert_fits(page)
            if row.name in _ON_A_PHONE:
                assert_accessible(page, sheet=is_first)


def test_pages_that_come_of_what_somebody_did(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    """Declarations on their way, a list that is taken in, faults at their fields, backup codes; some of them in English."""
    page = sign_in("preparer")
    for state, language in ((State.RETURNED, "zh-hans"), (State.ADJUSTING, "en"), (State.PUBLISHED, "zh-hans")):
        in_language(page, language)
        page.goto(live_server.url + reverse("declaration", args=[at(county, state).pk]))
        looked_at(page, language)
    page.goto(live_server.url + reverse("second-factor-setup"))
    page.get_by_label("验证码").fill(code_of(TOTPDevice.objects.get()))
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()
    looked_at(page)

    page = sign_in("admin")
    rows = [
        ["单位编码", "单位名称", "类别", "上级单位编码"],
        ["401", "云溪县河东街道办事处", "预算单位", "101"],
        ["402", "丙", "预算单位", "999"],
    ]
    page.goto(live_server.url + reverse("import", args=["organisations"]))
    page.locator("input[type=file]").set_input_files(
        {"name": "单位.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(rows)}
    )
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("第 3 行")).to_be_visible()
    looked_at(page)
    in_language(page, "en")
    page.goto(live_server.url + reverse("organisation-new"))
    page.locator("main form").evaluate("form => form.noValidate = true")
    with page.expect_response(lambda response: response.status == 422):
        page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    looked_at(page, "en")


def test_reasons_and_their_kinds(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    """Asked for, refused without a kind, and shown; on a phone, too, and with the longer words of English."""
    made = declared(county, content(*OPEN_ERRORS))
    first, second = [one.key for one in findings.told(made, made.draft.content) if one.is_open_error][:2]
    page = sign_in("preparer")
    there = live_server.url + reverse("declaration", args=[made.pk])
    page.goto(there)
    for key, code in ((first, "evidence"), (second, "")):
        page.locator(f"details:has([name=code-{key}]) summary").click()
        page.locator(f"[name=code-{key}]").select_option(code)
        page.locator(f"[name=why-{key}]").fill("按上年决算和今年任务量测算")
    page.get_by_role("button", name="保存全部理由").click()
    expect(page.get_by_text("请选择不改的理由属于哪一类")).to_be_visible()
    looked_at(page)
    findings.explain(made, county.people["preparer"], second, "false_alarm", "本表没有这一项")
    in_language(page, "en")
    page.goto(there)
    expect(page.locator(".findings .tag")).to_have_count(2)
    looked_at(page, "en")
    page.goto(live_server.url + reverse("declaration-act", args=[at(county, State.APPROVED).pk, "request_adjustment"]))
    looked_at(page, "en")


def in_language(page: Page, language: str) -> None:
    """What follows is seen in a language."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": urljoin(page.url, "/")}])


def looked_at(page: Page, language: str = "zh-hans") -> None:
    """At a desk by axe, and by its width on a phone, too."""
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
    assert_fits(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)
    page.set_viewport_size({"width": 1366, "height": 768})


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


def test_too_many_files_are_told_before_they_are_sent(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG001
    page = sign_in("preparer")
    page.goto(live_server.url + reverse("intake-new"))
    files = [{"name": f"{number}.docx", "mimeType": "", "buffer": b"PK"} for number in range(30)]
    field = page.get_by_label("绩效目标表")
    field.set_input_files(files)  # type: ignore[arg-type]
    told = "一次最多 10 个文件，您选了 30 个，请打成 zip 一次上传。"
    assert field.evaluate("field => field.validationMessage") == told
    page.get_by_role("button", name="上传").click()
    assert page.url.endswith(reverse("intake-new"))
    field.set_input_files(files[:2])  # type: ignore[arg-type]
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("heading", name="核对读到的表")).to_be_visible()


def test_all_that_nothing_speaks_against_is_ticked_at_once(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    uploaded(county, table_with("项目甲"), table_with("项目乙"))
    uploaded(county, table_with("项目丙"), problem="表上是 2019 年度，请核对。", body=b"PK 2")
    page = sign_in("preparer")
    page.goto(live_server.url + reverse("intakes-check"))
    every, ticks = page.get_by_label("全选（不含要核对的）"), page.locator("input[name^=take-]")
    assert [ticks.nth(number).is_checked() for number in range(3)] == [True, True, False]
    assert every.is_checked()
    every.uncheck()
    assert not ticks.nth(0).is_checked()
    ticks.nth(0).check()
    assert every.evaluate("box => box.indeterminate")
    every.check()
    assert [ticks.nth(number).is_checked() for number in range(3)] == [True, True, False]


def test_the_list_of_uploads_tells_when_one_is_read(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    intake = uploaded(county, table_with("项目甲"))
    Intake.objects.update(status=IntakeStatus.WAITING)
    page = sign_in("preparer")
    page.goto(live_server.url + reverse("intakes"))
    expect(page.get_by_text("等待读取")).to_be_visible()
    Intake.objects.filter(pk=intake.pk).update(status=IntakeStatus.READY)
    expect(page.get_by_text("读好了", exact=True)).to_be_visible()
    assert page.locator("[hx-trigger]").count() == 0, "it asks no more"
