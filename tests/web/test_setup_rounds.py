"""Rounds, exceptions, next year's round."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.domain import owed, rounds, windows
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.models import (
    AttachmentKind,
    AuditEntry,
    Declaration,
    Phase,
    Project,
    Round,
    State,
    Window,
    WindowException,
)
from jiheng.web.records.queries import worklists
from tests.web.county import County
from tests.web.moving import begun
from tests.web.test_setup_organisations import admin

HERE = ZoneInfo("Asia/Shanghai")


def test_next_year(county: County) -> None:
    before, by = county.round, county.people["admin"]
    county.project(amount="1000", control_figure="900")
    county.project(county.office, code="")
    before.layouts, before.required_attachments, before.region = ["national-project"], ["calculation"], "新疆"
    before.save()
    Window.objects.filter(round=before, phase=Phase.ADJUSTMENT).update(
        opens_at=datetime(2028, 2, 29, 9, tzinfo=HERE), closes_at=datetime(2028, 9, 30, 18, tzinfo=HERE)
    )
    made = rounds.open_next(before, by, with_projects=True)
    assert made.fiscal_year == before.fiscal_year + 1
    assert str(made.fiscal_year) in made.name
    assert (made.layouts, made.required_attachments, made.region) == (["national-project"], ["calculation"], "新疆")
    window = Window.objects.get(round=made, phase=Phase.ADJUSTMENT)
    assert timezone.localtime(window.opens_at).isoformat() == "2029-02-28T09:00:00+08:00"
    assert timezone.localtime(window.closes_at).isoformat() == "2029-09-30T18:00:59.999999+08:00"
    project = Project.objects.get(round=made)
    assert (project.code, project.amount, project.control_figure) == ("P0001", None, None)
    assert AuditEntry.objects.latest("id").act == "create_round"
    with pytest.raises(NotMet, match="已经有了"):
        rounds.open_next(before, by, with_projects=False)
    assert not Project.objects.filter(round=rounds.open_next(made, by, with_projects=False)).exists()


def test_the_minute_that_is_named_belongs_to_the_window(county: County) -> None:
    by, round_ = county.people["admin"], county.round
    due = datetime(round_.fiscal_year, 10, 31, 23, 59, tzinfo=HERE)
    made = begun(county)
    rounds.edit(round_, by, rounds.SetUp(name=round_.name, region="国家"), {Phase.FIRST_UP: (due - timedelta(9), due)})

    def is_late(now: datetime) -> set[bool]:
        """As the acts, the list of what is owed, its counts and the worklists say it."""
        unit = county.unit
        listed = Declaration.objects.filter(worklists.late((round_,), now)).exists()
        found = {listed, bool(owed.counts([unit], round_, now)[0].late), owed.owed_by([unit], round_, now)[0].is_late}
        try:
            windows.must_be_open(round_, unit, Phase.FIRST_UP, now)
        except NotMet:
            return found | {True}
        return found | {False}

    assert is_late(due + timedelta(seconds=59)) == {False}
    assert is_late(due + timedelta(seconds=60)) == {True}
    until = datetime(2099, 11, 2, 12, 0, tzinfo=HERE)
    rounds.except_unit(round_, by, county.unit, Phase.FIRST_UP, until, "停电")
    assert is_late(until + timedelta(seconds=59)) == {False}
    assert is_late(until + timedelta(seconds=60)) == {True}
    assert made.state == State.DRAFT


def test_an_unchanged_set_up_is_no_change(county: County) -> None:
    client, round_ = admin(county), county.round
    rounds.edit(round_, None, rounds.SetUp(name=round_.name, region="国家"), {
        Phase.FIRST_UP: (datetime(2026, 9, 1, 8, 30, tzinfo=HERE), datetime(2026, 10, 31, 23, 59, tzinfo=HERE)),
    })  # fmt: skip
    before = AuditEntry.objects.count()
    said = {
        "name": round_.name, "region": "国家", "remind_days": "3", "overall_due": "on",
        "first_up_opens": "2026-09-01T08:30", "first_up_closes": "2026-10-31T23:59",
    }  # fmt: skip
    assert 'value="2026-10-31T23:59"' in client.get(reverse("round-edit", args=[round_.pk])).content.decode()
    assert client.post(reverse("round-edit", args=[round_.pk]), said).status_code == 302
    assert AuditEntry.objects.count() == before


def test_exceptions(county: County) -> None:
    by, round_ = county.people["admin"], county.round
    Window.objects.filter(round=round_).update(closes_at=timezone.now() - timedelta(days=1))
    with pytest.raises(NotMet, match="截止"):
        windows.must_be_open(round_, county.unit, Phase.FIRST_UP)
    later = timezone.now() + timedelta(days=2)
    for until, reason, said in ((later, " ", "原因"), (timezone.now() - timedelta(days=1), "停电", "过去")):
        with pytest.raises(NotMet, match=said):
            rounds.except_unit(round_, by, county.unit, Phase.FIRST_UP, until, reason)
    Window.objects.filter(round=round_).update(closes_at=later)
    with pytest.raises(NotMet, match=f"本来到 {timezone.localtime(later):%Y-%m-%d %H:%M} 截止"):
        rounds.except_unit(round_, by, county.unit, Phase.FIRST_UP, later, "停电")
    Window.objects.filter(round=round_).update(closes_at=timezone.now() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        rounds.except_unit(round_, county.people["budget"], county.unit, Phase.FIRST_UP, later, "停电")
    made = rounds.except_unit(round_, by, county.unit, Phase.FIRST_UP, later, "停电")
    assert windows.must_be_open(round_, county.unit, Phase.FIRST_UP) == made
    rounds.end_exception(made, by)
    with pytest.raises(NotMet):
        windows.must_be_open(round_, county.unit, Phase.FIRST_UP, timezone.now() + timedelta(seconds=1))
    assert WindowException.objects.filter(pk=made.pk).exists(), "acts refer to it"


def test_what_a_round_may_be(county: County) -> None:
    by = county.people["admin"]
    good = {"name": "甲", "region": "国家"}
    for changes, said in (
        ({"name": " "}, "名称"),
        ({"region": "月球"}, "没有地区口径"),
        ({"layouts": ("没有的",)}, "没有版式"),
        ({"required_attachments": ("x",)}, "必附材料"),
        ({"remind_days": 99}, "提醒"),
    ):
        with pytest.raises(NotMet, match=said):
            rounds.create(by, 2040, rounds.SetUp(**{**good, **changes}), {})  # type: ignore[arg-type]
    with pytest.raises(NotMet, match="2000 到 2099"):
        rounds.create(by, 1999, rounds.SetUp(**good), {})
    now = timezone.now()
    with pytest.raises(NotMet, match="晚于"):
        rounds.create(by, 2040, rounds.SetUp(**good), {Phase.FIRST_UP: (now, now)})
    assert not Round.objects.filter(fiscal_year=2040).exists()


def _values(round_: Round) -> dict[str, object]:
    return {
        "fiscal_year": round_.fiscal_year + 1, "name": "下一年", "region": "国家", "overall_due": "on", "remind_days": "5",
        "required_attachments": ["calculation"], "layouts": ["national-project"],
        "first_up_opens": "2027-09-01T08:30", "first_up_closes": "2027-10-15T18:00",
    }  # fmt: skip


def test_pages(county: County) -> None:
    client = admin(county)
    assert county.round.name in client.get(reverse("rounds")).content.decode()
    Round.objects.create(fiscal_year=county.round.fiscal_year + 1, name="已有的一年")
    page = client.get(reverse("round-new")).content.decode()
    assert f'value="{county.round.fiscal_year + 2}年度预算绩效目标"' in page, "a year that has none yet"
    Round.objects.get(name="已有的一年").delete()
    ticked = re.findall(r'name="required_attachments" value="(\w+)"[^>]* checked', page)
    assert ticked == [AttachmentKind.CALCULATION, AttachmentKind.LEGAL_BASIS]
    for year in ("0001-01-01T00:00", "9999-12-31T23:59"):
        response = client.post(reverse("round-new"), {**_values(county.round), "first_up_opens": year})
        assert response.status_code == 422
        assert "年份应在 2000 至 2099 之间" in response.content.decode()
    response = client.post(reverse("round-new"), _values(county.round))
    assert response.status_code == 302, response.content.decode()
    made = Round.objects.get(name="下一年")
    window = made.windows.get()
    assert window.opens_at == datetime(2027, 9, 1, 8, 30, tzinfo=HERE)
    page = client.get(reverse("round-edit", args=[made.pk])).content.decode()
    assert 'value="2027-09-01T08:30"' in page
    changed = {
        **_values(county.round),
        "first_up_closes": "",
        "first_up_opens": "",
        "second_up_opens": "2027-12-01T08:00",
    }
    response = client.post(reverse("round-edit", args=[made.pk]), changed)
    assert response.status_code == 422
    assert "要么都填" in response.content.decode()
    changed["second_up_closes"] = "2027-12-20T18:00"
    assert client.post(reverse("round-edit", args=[made.pk]), changed).status_code == 302
    assert made.windows.get().phase == Phase.SECOND_UP
    assert "second_up" in AuditEntry.objects.latest("id").details
    one = reverse("round", args=[made.pk])
    values = {"organisation": "201001", "phase": "first_up", "until": "2099-01-01T12:00", "reason": "停电"}
    assert client.post(reverse("exception-add", args=[made.pk]), values).url == one  # type: ignore[attr-defined]
    page = client.get(one).content.decode()
    assert "2099-01-01 12:00" in page
    assert client.post(reverse("exception-add", args=[made.pk]), {**values, "organisation": "?"}).status_code == 422
    client.post(reverse("exception-end", args=[made.pk, WindowException.objects.get().pk]))
    assert "已结束" in client.get(one).content.decode()
    client.post(reverse("round-close", args=[made.pk]))
    made.refresh_from_db()
    assert not made.is_open
    assert client.post(reverse("round-next", args=[made.pk]), {"with_projects": "on"}).status_code == 302
    assert client.post(reverse("round-next", args=[made.pk]), {}).status_code == 422
    assert Round.objects.filter(copied_from=made).count() == 1


def test_a_part_of_a_name_is_asked_back(county: County) -> None:
    client = admin(county)
    values = {"organisation": "养老服务", "phase": "first_up", "until": "2099-01-01T12:00", "reason": "停电"}
    address = reverse("exception-add", args=[county.round.pk])
    refused = client.post(address, values)
    assert refused.status_code == 422
    assert "“养老服务”是不是 201001 云溪县养老服务中心？是的话，请填编码或全称。" in refused.content.decode()
    assert not WindowException.objects.exists()
    for name in ("养老服务中心", "201001"):
        assert client.post(address, {**values, "organisation": name, "reason": name}).status_code == 302
    assert WindowException.objects.filter(organisation=county.unit).count() == 2
    page = client.get(reverse("register"), {"unit": "养老服务"}).content.decode()
    assert "是不是 201001" in page
    assert "没有符合条件的项目" in page


def test_the_chosen_round_stays_chosen(county: County) -> None:
    other = rounds.open_next(county.round, None, with_projects=False)
    Round.objects.filter(pk=other.pk).update(is_open=False)
    client = admin(county)
    assert f"{county.round.fiscal_year} 年度" in client.get(reverse("register")).content.decode()
    assert f"{other.fiscal_year} 年度" in client.get(reverse("register"), {"round": other.fiscal_year}).content.decode()
    assert f"{other.fiscal_year} 年度" in client.get(reverse("rounds")).content.decode()
    client.get(reverse("rounds"), {"round": "1234"})
    client.get(reverse("rounds"), {"round": "x"})
    assert f"{other.fiscal_year} 年度" in client.get(reverse("rounds")).content.decode()
