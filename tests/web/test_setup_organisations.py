"""The tree of organisations: changed by hand and taken in from a list."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jiheng.batch.lists import Sheets
from jiheng.batch.workers import WorkersUnavailableError
from jiheng.web.records.domain import import_organisations, organisations, sheets
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.models import AuditEntry, Organisation, OrganisationKind, OrganisationName, State
from jiheng.web.records.permissions import scope_of
from tests.web.county import County
from tests.web.lists import comma_separated, given, xlsx
from tests.web.moving import at

HEAD = ["单位编码", "单位名称", "类别", "上级单位编码", "其他名称"]
TREE = [
    HEAD,
    ["201001", "云溪县养老服务中心", "预算单位", "201", ""],
    ["101", "云溪县财政局", "财政局", "", ""],
    ["201", "云溪县民政局", "主管部门", "101", "县民政局；民政"],
]


def upload(client: Client, kind: str, data: bytes, name: str) -> str:
    """Upload a list; the address of its preview."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = client.post(reverse("import", args=[kind]), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()
    return response.url  # type: ignore[attr-defined,no-any-return]


def admin(county: County) -> Client:
    client = Client()
    client.force_login(county.people["admin"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def problems(data: bytes, name: str = "a.xlsx") -> list[str]:
    return [str(one) for one in import_organisations.plan(given(data, name)).problems]


@pytest.mark.django_db
def test_a_tree_from_nothing() -> None:
    made = import_organisations.take_in(None, given(xlsx(TREE)))
    assert len(made.new) == 3
    unit = Organisation.objects.get(code="201001")
    assert unit.parent is not None
    assert unit.parent.parent is not None
    assert unit.path == f"{unit.parent.parent.pk}/{unit.parent.pk}/{unit.pk}/"
    assert set(OrganisationName.objects.values_list("name", flat=True)) == {"县民政局", "民政"}
    again = import_organisations.take_in(None, given(comma_separated(TREE, "gbk"), "树.csv"))
    assert not again.new
    assert not again.changed
    assert AuditEntry.objects.filter(act="import_organisations").count() == 1


@pytest.mark.django_db
def test_a_list_updates_what_it_names() -> None:
    import_organisations.take_in(None, given(xlsx(TREE)))
    rows = [
        HEAD,
        ["202", "云溪县教育局", "主管部门", "101"],
        ["201001", "云溪县敬老院", "预算单位", "202"],
    ]
    made = import_organisations.take_in(None, given(xlsx(rows)))
    assert [one.code for one in made.new] == ["202"]
    assert [one.changes for one in made.changed] == [("name", "parent")]
    unit, education = Organisation.objects.get(code="201001"), Organisation.objects.get(code="202")
    assert unit.name == "云溪县敬老院"
    assert unit.path == f"{education.path}{unit.pk}/"
    assert OrganisationName.objects.get(organisation=unit).name == "云溪县养老服务中心"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["201", "民政局", "主管部门", "999"]], "第 2 行：上级单位编码“999”没有找到。"),
        ([["0101", "财政局", "财政局", ""], ["201", "民政局", "主管部门", "101"]], "第 3 行：上级单位编码“101”没有找到；有“0101”，是不是前面的 0 丢了？"),
        ([["201", "民政局", "主管部门", ""]], "第 2 行：没有填上级单位编码；只有财政局可以留空。"),
        ([["201", "民政局", "部委", "101"]], "第 2 行：类别“部委”不认识，请填财政局、主管部门或预算单位。"),
        ([["101", "财政局", "财政局", ""], ["102", "财政二局", "财政局", ""]], "第 2 行：财政局只能有一个，另有“财政二局”。"),
        ([["", "民政局", "主管部门", "101"]], "第 2 行：没有填单位编码。"),
        ([["201", "", "主管部门", "101"]], "第 2 行：没有填单位名称。"),
        ([["2.01E+05", "民政局", "主管部门", "101"]], "第 2 行：“2.01E+05”是被表格软件改成数字的编码，请把这一列设为文本后重新填写。"),
        ([["101", "财政局", "财政局", ""], ["201", "甲", "预算单位", "202"], ["202", "乙", "预算单位", "201"]], "第 3 行：上下级绕成了圈：201 → 202 → 201。"),
        ([["101", "财政局", "财政局", ""], ["201", "甲", "预算单位", "201"]], "第 3 行：上级单位编码就是自己的编码。"),
        ([["101", "财政局", "财政局", ""], ["101", "财政局", "财政局", ""]], "第 3 行：单位编码“101”与第 2 行重复。"),
        ([["101", "财政局", "财政局", ""], ["201", "甲（中心）", "预算单位", "101"], ["202", "甲 中心", "预算单位", "101"]], "第 4 行：“甲 中心”与 201 甲（中心）的名称或别名分不开。"),
        ([["101", "财政局", "财政局", ""], ["201", "甲", "预算单位", "101"], ["202", "乙", "主管部门", "201"]], "第 4 行：“主管部门”不能放在甲（预算单位）下面。"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_problems(rows: list[list[str]], said: str) -> None:
    assert said in problems(xlsx([HEAD, *rows]))
    with pytest.raises(NotMet, match="没有导入"):
        import_organisations.take_in(None, given(xlsx([HEAD, *rows])))
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_merged_and_blank_rows() -> None:
    rows = [
        ["某某县单位表"],
        HEAD,
        ["101", "财政局", "财政局"],
        [],
        ["201", "甲", "预算单位"],
        ["202", "乙", "预算单位"],
    ]
    found = problems(xlsx(rows, merged=[(4, 5, 3, "101")]))
    assert "第 5 行：到第 6 行是合并的单元格“101”，请取消合并，每行都填上。" in found
    assert not any("第 4 行" in one for one in found)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.7 x", "a.xlsx", "不是表格"),
        (b"x", "a.docx", ".xlsx 或 .csv"),
        (b"", "a.xlsx", "文件读不出来"),
        (b"PK\x03\x04broken", "a.xlsx", "文件读不出来"),
        (comma_separated([["名称", "金额"], ["甲", "1"]]), "a.csv", "没有找到表头"),
        (xlsx([["单位编码", "单位编码", "单位名称", "类别", "上级单位编码"]]), "a.xlsx", "出现了两次"),
    ],
)
@pytest.mark.django_db
def test_no_such_list(data: bytes, name: str, said: str) -> None:
    with pytest.raises(NotMet, match=said):
        import_organisations.plan(given(data, name))


def test_by_hand(county: County) -> None:
    by = county.people["admin"]
    office = organisations.create(by, name="云溪县河东街道办事处", code="302", kind="unit", parent=county.bureau)
    assert office.path == f"{county.bureau.pk}/{office.pk}/"
    for values, said in (
        ({"name": "云溪县 河东 街道", "code": "303"}, "分不开"),
        ({"name": "云溪县河西街道", "code": "302"}, "已经是"),
        ({"name": "", "code": "304"}, "名称要有"),
    ):
        with pytest.raises(NotMet, match=said):
            organisations.create(by, kind="unit", parent=county.bureau, **values)
    with pytest.raises(NotMet, match="只能有一个"):
        organisations.create(by, name="二局", code="1", kind="bureau", parent=None)
    with pytest.raises(NotAllowed):
        organisations.create(county.people["budget"], name="丙", code="9", kind="unit", parent=county.bureau)


def test_a_new_name_keeps_the_old_one(county: County) -> None:
    by = county.people["admin"]
    organisations.edit(county.unit, by, name="云溪县敬老院", code="201001")
    assert county.unit.other_names.get().name == "云溪县养老服务中心"
    with pytest.raises(NotMet, match="分不开"):
        organisations.edit(county.other_unit, by, name="云溪县养老服务中心", code="201002")
    organisations.edit(county.unit, by, name="云溪县养老服务中心", code="201001")
    assert [one.name for one in county.unit.other_names.all()] == ["云溪县敬老院"]


def test_moving_rewrites_the_paths_below(county: County) -> None:
    by = county.people["admin"]
    section = county.people["section"]
    group = organisations.create(by, name="云溪县教育局", code="202", kind="department", parent=county.bureau)
    below = organisations.create(by, name="云溪县养老中心食堂", code="201001001", kind="unit", parent=county.unit)
    organisations.move(county.department, by, kind="department", parent=group)
    below.refresh_from_db()
    ids = [county.bureau.pk, group.pk, county.department.pk, county.unit.pk, below.pk]
    assert below.path == "".join(f"{pk}/" for pk in ids)
    assert scope_of(county.person("department", group)).at(below)
    assert scope_of(section).at(below)
    with pytest.raises(NotMet, match="自己"):
        organisations.move(group, by, kind="department", parent=county.department)
    with pytest.raises(NotMet, match="只能有一个"):
        organisations.move(county.department, by, kind="bureau", parent=None)
    with pytest.raises(NotMet, match="不能放在"):
        organisations.move(group, by, kind="department", parent=county.office)


def test_closing(county: County) -> None:
    by = county.people["admin"]
    with pytest.raises(NotMet, match="还在用"):
        organisations.set_active(county.department, by, active=False)
    organisations.set_active(county.office, by, active=False)
    assert AuditEntry.objects.latest("id").organisation == county.office
    with pytest.raises(NotMet, match="已停用"):
        organisations.create(by, name="甲", code="9", kind="unit", parent=county.office)


def test_before_a_unit_is_disabled_it_is_told_what_stops_then(county: County) -> None:
    at(county, State.UNIT_REVIEW)
    at(county, State.SECTION_REVIEW)
    page = admin(county).get(reverse("organisation-deactivate", args=[county.unit.pk])).content.decode()
    assert "1 份等单位负责人签批，停用以后签不了" in page
    assert "1 份正在审核，会照常审核下去" in page


def test_pages(county: County) -> None:
    client = admin(county)
    page = client.get(reverse("organisations")).content.decode()
    assert "云溪县城关街道办事处" in page
    assert (
        client.get(reverse("organisations"), {"q": "城关", "kind": "unit"}).content.decode().count('<th scope="row"')
        == 1
    )
    new = {"code": "302", "name": "云溪县河东街道办事处", "kind": "unit", "parent": "财政局"}
    assert client.post(reverse("organisation-new"), new).status_code == 302
    made = Organisation.objects.get(code="302")
    assert client.post(reverse("organisation-new"), {**new, "parent": "没有这个"}).status_code == 422
    assert (
        client.post(
            reverse("organisation-edit", args=[made.pk]), {"code": "302", "name": "云溪县河西街道办事处"}
        ).status_code
        == 302
    )
    assert "云溪县河东街道办事处" in client.get(reverse("organisation", args=[made.pk])).content.decode()
    client.post(reverse("organisation-name-add", args=[made.pk]), {"name": "河西办"})
    other = OrganisationName.objects.get(name="河西办")
    client.post(reverse("organisation-name-remove", args=[made.pk, other.pk]))
    assert not OrganisationName.objects.filter(name="河西办").exists()
    response = client.post(reverse("organisation-move", args=[made.pk]), {"kind": "unit", "parent": "201 云溪县民政局"})
    assert response.status_code == 302
    made.refresh_from_db()
    assert made.parent == county.department
    client.post(reverse("organisation-deactivate", args=[made.pk]))
    made.refresh_from_db()
    assert not made.is_active
    client.post(reverse("organisation-activate", args=[made.pk]))
    made.refresh_from_db()
    assert made.is_active


def test_import_pages(county: County) -> None:
    client = admin(county)
    rows = [HEAD, ["401", "云溪县河东街道办事处", "预算单位", "101"], ["402", "丙", "预算单位", "0301"]]
    address = upload(client, "organisations", xlsx(rows), "树.xlsx")
    page = client.get(address).content.decode()
    assert "第 3 行：上级单位编码“0301”没有找到；有“301”，是不是前面的 0 丢了？" in page
    assert client.post(address).status_code == 302
    assert not Organisation.objects.filter(code="401").exists()
    address = upload(client, "organisations", xlsx(rows[:2]), "树.xlsx")
    assert "将新增 1 个" in client.get(address).content.decode()
    assert client.post(address).url == reverse("organisations")  # type: ignore[attr-defined]
    assert Organisation.objects.get(code="401").kind == OrganisationKind.UNIT
    address = upload(client, "organisations", xlsx(rows[:2]), "树.xlsx")
    assert "没有要改的" in client.get(address).content.decode()
    other = Client()
    other.force_login(
        county.person("admin", county.bureau, "admin2"), backend="django.contrib.auth.backends.ModelBackend"
    )
    for one in (address, reverse("import-preview", args=["organisations", 999])):
        refused = other.get(one)
        assert refused.url == reverse("import", args=["organisations"]), "another's upload is as one that is not there"  # type: ignore[attr-defined]
    for suffix in ("xlsx", "csv"):
        blank = client.get(reverse("import-template", args=["organisations", suffix])).content
        assert [str(one) for one in import_organisations.plan(given(blank, f"a.{suffix}")).problems] == [
            "表头下面没有内容。"
        ]


def test_an_uploaded_list_is_opened_in_another_process(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    client = admin(county)
    address = upload(
        client, "organisations", xlsx([HEAD, ["401", "云溪县河东街道办事处", "预算单位", "101"]]), "树.xlsx"
    )

    def opened(*_given: object) -> None:
        raise AssertionError("the file was opened in the process that answers")

    monkeypatch.setattr("jiheng.batch.lists.read_bytes", opened)
    assert "将新增 1 个" in client.get(address).content.decode()
    monkeypatch.setattr(sheets, "read_apart", lambda *_given: Sheets(error="超过 30 秒仍未读完，已停止。"))
    assert "文件读不出来：超过 30 秒仍未读完，已停止。" in client.get(address, follow=True).content.decode()

    def none(*_given: object) -> None:
        raise WorkersUnavailableError("no process can be started")

    monkeypatch.setattr(sheets, "read_apart", none)
    assert "现在读不了表格" in client.get(address, follow=True).content.decode()


def test_lists_ask_no_more_for_more_rows(county: County) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = admin(county)
    client.get(reverse("organisations"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("organisations"))
    rows = [HEAD, *([f"9{number:03}", f"云溪县第{number}小学", "预算单位", "201"] for number in range(120))]
    import_organisations.take_in(county.people["admin"], given(xlsx(rows)))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("organisations"))
    assert len(many) == len(few)


@pytest.mark.parametrize("role", ["preparer", "head"])
def test_home_leads_to_the_units_that_have_nobody(county: County, role: str) -> None:
    client = admin(county)
    home = client.get(reverse("home")).content.decode()
    address = f"{reverse('organisations')}?missing={role}"
    assert f'href="{address}"' in home
    shown = {one.code for one, _level in client.get(address).context["rows"]}
    assert shown == {county.department.code, county.other_unit.code, county.office.code}
    assert f'href="{address}">{len(shown)} 个单位</a>' in home
    county.person(role, county.office)
    assert county.office.code not in client.get(address).content.decode()
    assert len(client.get(reverse("organisations"), {"missing": "x"}).context["rows"]) == 5
