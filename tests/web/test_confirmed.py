"""What cannot be taken back easily is asked for on a page that says what will happen; looking at it changes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jiheng.web.records.domain import acts
from jiheng.web.records.models import AuditEntry, Person, State
from tests.web.county import County
from tests.web.test_setup_organisations import admin
from tests.web.way import brought_to, declared

pytestmark = pytest.mark.django_db


def test_closing_a_round_says_what_is_not_done(county: County) -> None:
    declared(county)
    returned = brought_to(county, State.UNIT_REVIEW)
    acts.return_(returned, county.people["head"], "总额不对，请核对。")
    brought_to(county, State.SECTION_REVIEW)
    client = admin(county)
    entries = AuditEntry.objects.count()
    page = client.get(reverse("round-close", args=[county.round.pk])).content.decode()
    assert "还有 2 份在单位手里（草稿 1 份，被退回 1 份，二上 0 份），关闭后报不上来。" in page
    assert "不能再填报、报送、二上确认和申请调整" in page
    county.round.refresh_from_db()
    assert county.round.is_open
    assert AuditEntry.objects.count() == entries
    assert (
        reverse("round-close", args=[county.round.pk])
        in client.get(reverse("round", args=[county.round.pk])).content.decode()
    )
    done = client.post(reverse("round-close", args=[county.round.pk]), follow=True)
    assert "轮次已关闭" in done.content.decode()
    county.round.refresh_from_db()
    assert not county.round.is_open
    client.post(reverse("round-open", args=[county.round.pk]))
    county.round.refresh_from_db()
    assert county.round.is_open


def test_closing_a_unit_says_what_it_has_open(county: County) -> None:
    declared(county)
    brought_to(county, State.SECTION_REVIEW)
    client = admin(county)
    address = reverse("organisation-deactivate", args=[county.unit.pk])
    page = client.get(address).content.decode()
    assert "它还有 1 份没有报送的表（草稿 1 份，被退回 0 份，二上 0 份）" in page
    assert "它还有 1 份正在审核" in page
    assert "它有 2 个人员账号" in page
    county.unit.refresh_from_db()
    assert county.unit.is_active
    quiet = client.get(reverse("organisation-deactivate", args=[county.office.pk])).content.decode()
    assert "它还有" not in quiet
    client.post(address)
    county.unit.refresh_from_db()
    assert not county.unit.is_active
    refused = client.post(reverse("organisation-deactivate", args=[county.department.pk]))
    assert refused.status_code == 422
    assert "下级单位" in refused.content.decode()


def test_resetting_a_password_is_asked_for_first(county: County) -> None:
    person = county.people["preparer"]
    before = person.password
    client = admin(county)
    address = reverse("person-password", args=[person.pk])
    page = client.get(address).content.decode()
    assert f"{person.name}现在的密码马上作废" in page
    assert Person.objects.get(pk=person.pk).password == before
    page = client.post(address)
    password = page.content.decode().split("<code>")[2].split("</code>")[0]
    assert Person.objects.get(pk=person.pk).check_password(password)
    assert "no-store" in page["Cache-Control"]


def test_taking_the_second_factor_away_is_asked_for_first(county: County) -> None:
    person = county.people["preparer"]
    person.totpdevice_set.create(name="default", confirmed=True)  # type: ignore[attr-defined]
    client = admin(county)
    address = reverse("person-second-factor", args=[person.pk])
    assert "只用密码就能登录" in client.get(address).content.decode()
    assert person.totpdevice_set.exists()  # type: ignore[attr-defined]
    client.post(address)
    assert not person.totpdevice_set.exists()  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", ["password", "second-factor"])
def test_no_press_of_a_button_alone_does_it(county: County, act: str) -> None:
    assert admin(county).post(reverse("person-act", args=[county.people["head"].pk, act])).status_code == 404
