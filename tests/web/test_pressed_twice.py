"""A button pressed several times at once, and two administrators who set up the same: one is done, the others are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from jiheng.web.records.domain import import_people, organisations, people, rounds
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Organisation, Person, Role, Round, WindowException
from tests.web.county import County, build
from tests.web.lists import given, xlsx
from tests.web.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


@pytest.fixture
def county(transactional_db: None) -> County:  # noqa: ARG001
    """The county, where other connections see it."""
    return build()


def told(act: Callable[[], Any]) -> list[Any]:
    """What those were told who came too late."""
    results = at_once(*[act] * TIMES)
    late = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, NotMet) for one in late), results
    return late


def test_one_account(county: County) -> None:
    by = county.people["admin"]
    late = told(lambda: people.create(by, username="twice", name="甲", places=[(Role.PREPARER, county.unit)]))
    assert len(late) == TIMES - 1
    assert Person.objects.filter(username="twice").count() == 1


def test_one_organisation(county: County) -> None:
    by = county.people["admin"]
    late = told(lambda: organisations.create(by, name="新单位", code="999", kind="unit", parent=county.bureau))
    assert len(late) == TIMES - 1
    assert Organisation.objects.filter(code="999").count() == 1


def test_one_round_of_the_next_year(county: County) -> None:
    county.project()
    late = told(lambda: rounds.open_next(county.round, county.people["admin"], with_projects=True))
    assert len(late) == TIMES - 1
    assert Round.objects.get(fiscal_year=county.round.fiscal_year + 1).projects.count() == 1


def test_one_longer_time(county: County) -> None:
    by, until = county.people["admin"], timezone.now() + timedelta(days=20)
    assert not told(lambda: rounds.except_unit(county.round, by, county.unit, "first_up", until, "停电"))
    assert WindowException.objects.count() == 1


def test_one_list_of_people(county: County) -> None:
    head = ["账号", "姓名", "单位编码", "角色", "邮箱"]
    data = xlsx([head, *(["p" + str(number), "甲", "201001", "填报人", ""] for number in range(5))])
    assert not told(lambda: import_people.take_in(county.people["admin"], given(data)))
    assert Person.objects.filter(name="甲").count() == 5
