"""The page of the audit, and declarations without a budget."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.domain import acts, audit, organisations, people, register, rounds
from jiheng.web.records.models import ChainHead, Declaration, Notice, Person, Role, State
from jiheng.web.records.queries import audit as queries
from tests.web.county import County, content
from tests.web.test_setup_organisations import admin
from tests.web.test_setup_people import as_


def fill(county: County, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            who = county.people["head" if number % 2 else "budget"]
            audit.record("edit_person", who, organisation=county.unit, details={"person": who.pk})


def test_filters(county: County) -> None:
    fill(county, 6)
    people.set_active(county.people["head"], county.people["admin"], active=False, reason="调离")
    client = admin(county)
    for asked, count in (
        ({}, 7), ({"by": "budget"}, 3), ({"act": "deactivate_person"}, 1), ({"organisation": "201"}, 6),
        ({"organisation": "301"}, 0), ({"since": "2020-01-01"}, 7), ({"until": "2020-01-01"}, 0), ({"since": "2090-01-01"}, 0),
        ({"by": "nobody"}, 0),
    ):  # fmt: skip
        page = client.get(reverse("audit"), asked).content.decode()
        assert page.count("<tr>") - 1 == count or (count == 0 and "没有符合条件" in page), asked
    for key in ("since", "until"):
        assert "年份应在 2000 至 2099 之间" in client.get(reverse("audit"), {key: "9999-12-31"}).content.decode()
    page = client.get(reverse("audit")).content.decode()
    assert "停用账号" in page
    assert "调离" in page
    assert "单位负责人201001" in page
    assert as_(county, "auditor").get(reverse("audit")).status_code == 200


def test_what_changed_is_told(county: County) -> None:
    by = county.people["admin"]
    people.create(by, username="wf", name="王芳", places=[(Role.PREPARER, county.unit)])
    people.set_places(Person.objects.get(username="wf"), by, [(Role.HEAD, county.office)])
    organisations.edit(county.office, by, name="云溪县河东街道办事处", code="301")
    organisations.move(county.other_unit, by, kind="unit", parent=county.office)
    project = county.project()
    register.edit(project, by, unit=county.unit, code=project.code, name=project.name, control_figure=Decimal("900.50"))
    rounds.edit(county.round, by, rounds.SetUp(name="新名称", region="国家"), {})
    rounds.except_unit(county.round, by, county.unit, "first_up", timezone.now() + timedelta(days=1), "停电")
    page = admin(county).get(reverse("audit")).content.decode()
    for said in (
        "＋云溪县养老服务中心 填报人",
        "＋云溪县河东街道办事处 单位负责人；－云溪县养老服务中心 填报人",
        "名称：云溪县城关街道办事处 → 云溪县河东街道办事处",
        "上级单位：云溪县民政局 → 云溪县河东街道办事处",
        "控制数：（空） → 900.50",
        "名称、各阶段的时间",
        "一上：申报",
    ):
        assert said in page, said


def test_days(county: County) -> None:
    fill(county, 9)
    today = timezone.localdate()
    assert queries.entries(since=today, until=today).count() == 9
    assert queries.entries(since=today + timedelta(days=1)).count() == 0
    assert queries.entries(until=today - timedelta(days=1)).count() == 0


def test_pages_go_on_below_the_last_entry(county: County) -> None:
    fill(county, 120)
    client = admin(county)
    page = client.get(reverse("audit"), {"act": "edit_person"}).content.decode()
    assert "act=edit_person&amp;below=71" in page
    page = client.get(reverse("audit"), {"act": "edit_person", "below": "71"}).content.decode()
    assert ">70</abbr>" in page
    assert ">71</abbr>" not in page
    assert ">21</abbr>" in page
    last = client.get(reverse("audit"), {"below": "21"}).content.decode()
    assert "更早的" not in last
    assert client.get(reverse("audit"), {"below": "x"}).status_code == 200
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("audit"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("audit"), {"below": "3"})
    assert len(many) == len(few)


def test_verifying(county: County) -> None:
    fill(county, 30)
    for role, status in (("admin", 200), ("auditor", 200), ("budget", 403)):
        response = as_(county, role).post(reverse("audit-verify"))
        assert response.status_code == status
    assert "全部 30 条都与写下时一样" in admin(county).post(reverse("audit-verify")).content.decode()
    assert admin(county).get(reverse("audit-verify")).status_code == 405
    verdict, looked_at = audit.verify_newest(10)
    assert (verdict.length, looked_at, verdict.faults) == (30, 10, ())
    ChainHead.objects.update(length=31)
    assert "第 31 条" in admin(county).post(reverse("audit-verify")).content.decode()


def test_reopening(county: County) -> None:
    by = county.people
    made = acts.create(county.round, county.unit, "project", content(), by["preparer"], project=county.project())
    acts.submit(made, by["preparer"])
    acts.sign(made, by["head"])
    acts.pass_on(made, by["department"])
    acts.pass_on(made, by["section"], opinion="同意")
    low = dict.fromkeys(
        ("standard_completeness", "clarity", "goal_relevance", "indicator_soundness", "goal_reasonableness",
         "fund_matching", "attainability", "conditions"), 2,
    )  # fmt: skip
    acts.grade(made, by["performance"], low, grade="poor", opinion="目标与资金不匹配")
    client: Client = admin(county)
    page = client.get(reverse("rejected")).content.decode()
    assert "目标与资金不匹配" in page
    assert "16 分" in page
    address = reverse("declaration-act", args=[made.pk, "reopen"])
    assert address in page
    assert "再走一遍审核" in client.get(address).content.decode()
    for reason, seen, said in (("", "1", "理由"), ("县政府会议纪要", "1", "您的操作没有执行")):
        refused = client.post(address, {"reason": reason, "seen": seen}, follow=True)
        assert said in refused.content.decode()
        assert Declaration.objects.get(pk=made.pk).state == State.REJECTED
    seen = Declaration.objects.get(pk=made.pk).revision
    assert client.post(address, {"reason": "县政府会议纪要", "seen": seen}).url == reverse("rejected")  # type: ignore[attr-defined]
    assert Declaration.objects.get(pk=made.pk).state == State.RETURNED
    assert Notice.objects.filter(person=by["preparer"], text__contains="县政府会议纪要").exists()
    assert client.get(address).status_code == 404
    assert as_(county, "performance").get(address).status_code == 403
