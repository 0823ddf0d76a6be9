"""A declaration's year in the browser, by keyboard alone: imported, submitted, signed, returned, answered, graded, approved."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from jiheng.formats.libreoffice import find_program
from jiheng.web.records.domain import audit
from jiheng.web.records.domain.intake_reading import read_next
from jiheng.web.records.models import Declaration, OrganisationName, State
from tests.browser.conftest import SignIn
from tests.browser.keyboard import assert_accessible, assert_fits, follow, press, reach, write
from tests.needs import missing
from tests.web.county import FORMS, FULL_SCORES, County

FORM = FORMS / "nanyue-2020-department-overall.docx"
BELOW = "cell => cell.getBoundingClientRect().top > document.activeElement.getBoundingClientRect().top + 1"
UNIT = "衡阳市南岳区祝融街道办事处"


@pytest.fixture
def county_of_the_form(county: County) -> County:
    """The county, whose unit is the one that the form names, in the year of the form."""
    OrganisationName.objects.create(organisation=county.unit, name=UNIT, key=UNIT)
    county.round.fiscal_year = 2020
    county.round.save()
    return county


def looked_at(page: Page) -> None:
    """What holds for every page."""
    assert_accessible(page, sheet=False)  # test_pages looks at it
    assert_fits(page)


def to_the_declaration(page: Page) -> None:
    """From the home page to the one that waits."""
    page.goto(urljoin(page.url, "/"))
    looked_at(page)
    follow(page, Declaration.objects.get().title)
    looked_at(page)


@pytest.mark.usefixtures("county_of_the_form")
def test_the_year(sign_in: SignIn, tmp_path: Path) -> None:
    clerk = sign_in("preparer")
    upload(clerk)
    submit(clerk)

    head = sign_in("head")
    to_the_declaration(head)
    act(head, "签批并报出")
    desk = sign_in("department")
    to_the_declaration(desk)
    act(desk, "审核通过")

    section = sign_in("section")
    return_with_a_remark(section)
    answer_and_resubmit(clerk)
    to_the_declaration(head)
    act(head, "签批并报出")
    to_the_declaration(desk)
    act(desk, "审核通过")
    to_the_declaration(section)
    follow(section, "审核通过")
    write(section, "审核意见", "同意，金额与任务相符。")
    press(section, "审核通过")

    performance = sign_in("performance")
    to_the_declaration(performance)
    follow(performance, "评定")
    looked_at(performance)
    for name, points in FULL_SCORES.items():
        reach(performance, performance.locator(f"[name={name}]"))
        performance.keyboard.press("Control+a")
        performance.keyboard.insert_text(str(points))
    press(performance, "评定")
    assert Declaration.objects.get().grade == "excellent"

    budget = sign_in("budget")
    to_the_declaration(budget)
    follow(budget, "批复")
    write(budget, "批复文号", "云财绩〔2020〕7号")
    press(budget, "批复")
    looked_at(budget)
    approved = Declaration.objects.get()
    assert approved.state == State.APPROVED
    assert not audit.verify().faults
    opens_in_libreoffice(budget, tmp_path)


def upload(page: Page) -> None:
    follow(page, "本单位应报")
    looked_at(page)
    follow(page, "上传填好的表")
    looked_at(page)
    field = page.get_by_label("绩效目标表")
    reach(page, field)
    field.set_input_files(FORM)
    press(page, "上传")
    expect(page.get_by_text("文件已收到")).to_be_visible()
    assert read_next()
    expect(page.get_by_role("button", name="把选中的放进草稿")).to_be_visible()  # the page asks by itself
    looked_at(page)
    press(page, "把选中的放进草稿")
    assert Declaration.objects.get().state == State.DRAFT


def submit(page: Page) -> None:
    to_the_declaration(page)
    act(page, "报送给单位负责人")
    assert Declaration.objects.get().state == State.UNIT_REVIEW


def act(page: Page, name: str) -> None:
    """An act that asks for nothing more."""
    follow(page, name)
    looked_at(page)
    press(page, name)
    expect(page.get_by_role("status").or_(page.get_by_role("alert")).first).to_be_visible()


def return_with_a_remark(page: Page) -> None:
    to_the_declaration(page)
    reach(page, page.locator("[data-path]").first)
    cell = page.locator("[data-path='indicators[0].value_text']").first
    for _ in range(100):
        if cell.evaluate("cell => cell === document.activeElement"):
            break
        page.keyboard.press("ArrowDown" if cell.evaluate(BELOW) else "ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("请写明依据。")
    press(page, "添加意见")
    follow(page, "退回修改")
    looked_at(page)
    write(page, "退回的理由", "第一条指标没有依据。")
    press(page, "退回修改")
    assert Declaration.objects.get().state == State.RETURNED


def answer_and_resubmit(page: Page) -> None:
    to_the_declaration(page)
    expect(page.get_by_text("请写明依据。").first).to_be_visible()
    reach(page, page.get_by_label("怎样改了，或者为什么不改").first)
    page.keyboard.insert_text("依据是上年实际完成数。")
    press(page, "保存全部答复")
    submit(page)


def opens_in_libreoffice(page: Page, folder: Path) -> None:
    """The 批复 is a document that LibreOffice lays out."""
    link = page.get_by_role("link", name="批复文件（.docx）")
    reach(page, link)
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    document = folder / "approval.docx"
    waiting.value.save_as(document)
    program = find_program()
    if program is None:
        missing("没有装 LibreOffice")
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf",
         "--outdir", str(folder), str(document)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (folder / "approval.pdf").read_bytes().startswith(b"%PDF")
