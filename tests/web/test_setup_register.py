"""The register of projects: by hand, from a list, as a spreadsheet."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiheng.web.records.domain import acts, audit, import_projects, register
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.models import AuditEntry, Declaration, Notice, Project, State
from tests.web.county import County, content
from tests.web.lists import comma_separated, given, xlsx
from tests.web.moving import begun, forward
from tests.web.test_setup_organisations import admin, upload

HEAD = ["项目编码", "项目名称", "单位编码", "申报金额（万元）", "控制数（元）"]


def problems(county: County, rows: list[list[object]]) -> list[str]:
    return [str(one) for one in import_projects.plan(county.round, given(xlsx(rows))).problems]


def test_a_list_of_projects(county: County) -> None:
    client = admin(county)
    rows = [
        HEAD,
        ["P1", "养老服务补助", "201001", 12.5, 120000],
        ["P2", "=4个社区", "201002", "1,000", None],
    ]
    address = upload(client, "projects", xlsx(rows), "项目.xlsx")
    page = client.get(address).content.decode()
    assert "将新增 2 个" in page
    assert "120,000.00" in page
    assert client.post(address).status_code == 302, "without the round that was looked at"
    assert not Project.objects.exists()
    assert client.post(address, {"round": county.round.pk}).url == reverse("register")  # type: ignore[attr-defined]
    one, other = Project.objects.order_by("code")
    assert (one.amount, one.control_figure, one.unit) == (Decimal("125000"), Decimal("120000"), county.unit)
    assert (other.name, other.amount, other.control_figure) == ("=4个社区", Decimal("10000000"), None)

    figures = comma_separated([["项目编码", "控制数（万元）"], ["P2", "900.5"], ["P1", ""]], "gbk")
    made = import_projects.take_in(county.round, county.people["admin"], given(figures, "控制数.csv"))
    assert [(row.code, row.changes) for row in made.changed] == [("P2", ("control_figure",))]
    other.refresh_from_db()
    one.refresh_from_db()
    assert (other.control_figure, other.name, other.amount) == (Decimal("9005000"), "=4个社区", Decimal("10000000"))
    assert one.control_figure == Decimal("120000"), "a blank is no zero"
    assert '"P2": "9005000' in AuditEntry.objects.latest("id").details
    assert not import_projects.take_in(county.round, None, given(figures, "控制数.csv")).changed


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "甲", "201001"], "第 2 行：没有填项目编码。"),
        (["P1", "", "201001"], "第 2 行：新项目没有填项目名称。"),
        (["P1", "甲", ""], "第 2 行：新项目没有填单位编码。"),
        (["P1", "甲", "0201001"], "第 2 行：单位编码“0201001”没有找到；有“201001”，是不是前面的 0 丢了？"),
        (["P1", "甲", "201001", "十万"], "第 2 行：申报金额“十万”不是数字。"),
        (["P1", "甲", "201001", "-1"], "第 2 行：申报金额“-1”：金额不能小于 0。"),
        (["P1", "甲", "201001", "0.000000001"], "第 2 行：申报金额“0.000000001”：金额最多到小数点后 4 位（元）。"),
        (["P1", "甲", "201001", "1e30"], "第 2 行：申报金额“1e30”：金额大得不像真的，请核对单位是元还是万元。"),
        (["P1", "甲", "201001", "NaN"], "第 2 行：申报金额“NaN”：不是数字。"),
        (["1.2E+15", "甲", "201001"], "第 2 行：“1.2E+15”是被表格软件改成数字的编码，请把这一列设为文本后重新填写。"),
        (["P9", "项目1", "201001"], "第 2 行：云溪县养老服务中心已经有项目“项目1”，编码是“P0001”。"),
    ],
)  # fmt: skip
def test_problems(county: County, row: list[object], said: str) -> None:
    county.project()
    assert problems(county, [HEAD, row]) == [said]
    with pytest.raises(NotMet):
        import_projects.take_in(county.round, None, given(xlsx([HEAD, row])))
    assert Project.objects.count() == 1


def test_the_unit_of_money_is_never_guessed(county: County) -> None:
    head = ["项目编码", "项目名称", "单位编码", "申报金额"]
    said = "列名“申报金额”没有写明金额单位，请写成“申报金额（元）”或“申报金额（万元）”。"
    assert problems(county, [head, ["P1", "甲", "201001", "5"]]) == [said]
    with pytest.raises(NotMet, match="除了项目编码"):
        problems(county, [["项目编码"], ["P1"]])


def test_a_rounded_number_is_told(county: County) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, two = book.add_worksheet(), book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, HEAD)
        for row, amount in enumerate((12.3456, 1234.5, 0.1 + 0.2), 1):
            sheet.write_row(row, 0, [f"P{row}", f"甲{row}", "201001"])
            sheet.write_number(row, 3, amount, two if row < 3 else None)
        sheet.write_row(4, 1, ["乙", "201001"])
        sheet.write_number(4, 0, 123456, book.add_format({"num_format": "#,##0"}))
    said = [str(one) for one in import_projects.plan(county.round, given(buffer.getvalue())).problems]
    assert said == [
        "第 2 行：“申报金额”显示的是“12.35”，单元格里存的是 12.3456；请显示全部数字，或把数改成显示的样子。",
        "第 5 行：“123,456”是被表格软件改成数字的编码，请把这一列设为文本后重新填写。",
    ]


def test_twice_the_same_code(county: County) -> None:
    rows = [HEAD, ["P1", "甲", "201001"], ["P1", "乙", "201001"]]
    assert problems(county, rows) == ["第 3 行：项目编码“P1”与第 2 行重复。"]


def test_what_was_handed_down_stays(county: County) -> None:
    by, project = county.people["admin"], county.project(control_figure=Decimal(100))
    made = acts.create(county.round, county.unit, "project", content(), county.people["preparer"], project=project)
    values = {"code": project.code, "name": project.name, "amount": None, "control_figure": Decimal(100)}
    with pytest.raises(NotMet, match="换单位"):
        register.edit(project, by, unit=county.other_unit, **values)
    register.edit(project, by, unit=county.unit, **{**values, "control_figure": Decimal(200)})
    Declaration.objects.filter(pk=made.pk).update(state=State.ADJUSTING)
    with pytest.raises(NotMet, match="已经下达"):
        register.edit(project, by, unit=county.unit, **values)
    rows = [["项目编码", "控制数（元）"], [project.code, "300"]]
    assert problems(county, rows) == [
        f"第 2 行：“{project.name}”的控制数已经下达，不能在项目库里改；要改的，请预算股在申报的页面上办理。"
    ]
    with pytest.raises(NotMet, match="已经有申报"):
        register.remove(project, by)
    with pytest.raises(NotAllowed):
        register.remove(project, county.people["budget"])


def test_pages(county: County) -> None:
    client = admin(county)
    values = {"code": "P77", "name": "道路养护", "unit": "城关街道", "amount": "1000.5", "control_figure": ""}
    assert client.post(reverse("project-new"), values).url == reverse("register")  # type: ignore[attr-defined]
    made = Project.objects.get(code="P77")
    assert made.unit == county.office
    assert made.amount == Decimal("1000.50")
    assert client.post(reverse("project-new"), values).status_code == 422
    address = reverse("project-edit", args=[made.pk])
    assert "301 云溪县城关街道办事处" in client.get(address).content.decode()
    assert client.post(address, {**values, "control_figure": "900"}).status_code == 302
    county.project()
    for asked, count in (({"q": "道路"}, 1), ({"unit": "201"}, 1), ({"declared": "no"}, 2), ({"declared": "yes"}, 0)):
        assert client.get(reverse("register"), asked).content.decode().count('<th scope="row">') == count, asked
    assert client.post(reverse("project-remove", args=[made.pk])).status_code == 302
    assert not Project.objects.filter(code="P77").exists()


def test_export_is_text_and_can_be_taken_in_again(county: County) -> None:
    county.project(name="=HYPERLINK(1)", amount=Decimal("12.3456"), control_figure=Decimal(10))
    client = admin(county)
    data = client.get(reverse("register-export")).content
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet["B2"].value == "=HYPERLINK(1)"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert sheet["E2"].value == 12.3456
    plan = import_projects.plan(county.round, given(data))
    assert not plan.problems
    assert not plan.changed
    assert not plan.new


def test_the_list_asks_no_more_for_more_projects(county: County) -> None:
    client = admin(county)
    county.project()
    client.get(reverse("register"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("register"))
    rows = [HEAD, *([f"A{number:04}", f"项目A{number}", "201002", 1, None] for number in range(70))]
    import_projects.take_in(county.round, county.people["admin"], given(xlsx(rows)))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("register"))
    assert len(many) == len(few)


# ---- control figures


def test_the_budget_section_takes_control_figures_in_and_nothing_else(county: County, client: Client) -> None:
    project = county.project(code="P1")
    client.force_login(county.people["budget"])
    page = client.get(reverse("control-figures")).content.decode()
    assert reverse("import", args=["figures"]) in page
    data = xlsx([["项目编码", "项目名称", "控制数（万元）"], ["P1", "另一个名字", "90.5"]])
    address = upload(client, "figures", data, "控制数.xlsx")
    assert "将新增 0 个，更新 1 个" in client.get(address).content.decode()
    assert client.post(address, {"round": county.round.pk}).url == reverse("control-figures")  # type: ignore[attr-defined]
    before = project.name
    project.refresh_from_db()
    assert (project.name, project.control_figure) == (before, Decimal(905000))
    unknown = given(comma_separated([["项目编码", "控制数（元）"], ["P9", "1"]], "utf-8"), "控制数.csv")
    made = import_projects.plan_figures(county.round, unknown)
    assert [str(one) for one in made.problems] == ["第 2 行：项目库里没有编码“P9”。"]
    for role in ("section", "performance", "preparer"):
        with pytest.raises(NotAllowed, match="控制数由财政局预算股或系统管理员导入"):
            import_projects.take_in_figures(county.round, county.people[role], unknown)


def test_a_figure_that_was_handed_down_is_no_more_the_registers(county: County) -> None:
    people = county.people
    made = forward(county, begun(county, code="P1"), "reviewed")
    project = made.project
    assert project is not None

    def change() -> str:
        now = Project.objects.get(pk=project.pk)
        return register.fault_of_change(now, now.unit, Decimal(1))

    assert change() == ""
    acts.set_control_figure(made, people["budget"], made.amount)
    assert "已经下达" in change()
    acts.confirm(made, people["preparer"])
    assert "已经下达" in change(), "confirmed, it still stands"
    figures = given(comma_separated([["项目编码", "控制数（元）"], ["P1", "1"]], "utf-8"), "控制数.csv")
    assert "已经下达" in str(import_projects.plan_figures(county.round, figures).problems[0])


def test_a_wrong_figure_is_put_right_before_the_unit_confirms(county: County, client: Client) -> None:
    people = county.people
    made = forward(county, begun(county), "reviewed")
    due = made.amount
    assert due is not None
    client.force_login(people["budget"])
    act = reverse("declaration-act", args=[made.pk, "set_control_figure"])
    wrong = {"amount": str(due / 10_000), "seen": made.revision}
    assert "是不是单位写错了" in client.post(act, wrong).content.decode()
    assert client.post(act, {**wrong, "sure": "on"}).status_code == 302
    made.refresh_from_db()
    assert made.state == State.ADJUSTING
    with pytest.raises(NotMet, match="两个数要相等"):
        acts.confirm(made, people["preparer"])
    with pytest.raises(NotAllowed, match="由预算股改正"):
        register.correct_control_figure(made, people["admin"], due, "写成了万元")
    with pytest.raises(NotMet, match="请填写改正的原因"):
        register.correct_control_figure(made, people["budget"], due, " ")
    there = reverse("declaration-control-figure", args=[made.pk])
    assert there in client.get(reverse("declaration", args=[made.pk])).content.decode()
    right = {"amount": str(due), "seen": made.revision, "reason": "上次写成了万元"}
    assert client.post(there, right).status_code == 302
    assert client.post(there, right).status_code == 302
    assert AuditEntry.objects.filter(act="correct_control_figure").count() == 1, "pressed twice"
    assert Notice.objects.filter(person=people["preparer"], text__contains="控制数改正为").exists()
    history = client.get(reverse("declaration-history", args=[made.pk])).content.decode()
    assert "改正控制数" in history
    assert acts.confirm(made, people["preparer"]).state == State.REVIEWED
    with pytest.raises(NotAllowed, match="在填报单位确认之前"):
        register.correct_control_figure(made, people["budget"], Decimal(1), "后来又变了")
    assert not audit.verify().faults
