"""The home page of an administrator in a new county: what is to be done first, until it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.models import Membership, Organisation, OrganisationKind, Person, Project, Role, Round, Window
from tests.web.county import organisation

pytestmark = pytest.mark.django_db


def steps(text: str) -> dict[str, bool]:
    """The steps that a page lists, and whether each is done."""
    listed = text.split('id="first-steps"')[1].split("</section>")[0]
    return {
        name: ">已有<" in part
        for part in listed.split("<li>")[1:]
        for name in ("organisations", "people", "rounds", "register")
        if f'href="{reverse(name)}"' in part
    }


def test_what_is_to_be_done_first_is_ticked_off(look: Callable[..., str]) -> None:
    bureau = organisation("云溪县财政局", "101", OrganisationKind.BUREAU)
    admin = Person.objects.create_user("admin", name="管理员")
    Membership.objects.create(person=admin, organisation=bureau, role=Role.ADMIN)
    text = look(admin, "home")
    assert steps(text) == dict.fromkeys(("organisations", "people", "rounds", "register"), False)
    assert "系统管理员开启一个年度之后" not in text
    unit = organisation("云溪县城关街道办事处", "301", OrganisationKind.UNIT, bureau)
    clerk = Person.objects.create_user("clerk", name="填报人")
    Membership.objects.create(person=clerk, organisation=unit, role=Role.PREPARER)
    assert steps(look(admin, "home")) == {"organisations": True, "people": True, "rounds": False, "register": False}
    assert "系统管理员开启一个年度之后" in look(clerk, "home")
    now = timezone.now()
    made = Round.objects.create(fiscal_year=now.year, name="今年")
    assert not steps(look(admin, "home"))["rounds"], "without its times nobody can file"
    Project.objects.create(round=made, unit=unit, code="P1", name="消防")
    assert steps(look(admin, "home"))["register"]
    Window.objects.create(round=made, phase="first_up", opens_at=now, closes_at=now + timedelta(days=9))
    text = look(admin, "home")
    assert "first-steps" not in text
    assert "设置情况" in text
    assert Organisation.objects.count() == 2
