"""The demo county: loaded once, by real acts of real people in the order of time, with something in every state."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.contrib.auth.password_validation import validate_password
from django.test import Client
from django.utils import timezone

from jiheng.web.demo import load, people
from jiheng.web.demo.forms import examples_folder
from jiheng.web.records.domain import audit
from jiheng.web.records.domain.owed import counts, owing_units
from jiheng.web.records.models import (
    Adjustment,
    AuditEntry,
    Comment,
    Declaration,
    Explanation,
    Intake,
    IntakeStatus,
    Organisation,
    Person,
    Project,
    Role,
    Round,
    State,
)
from jiheng.web.starting import CannotStartError

pytestmark = pytest.mark.django_db


def test_real_data_is_left_alone() -> None:
    Organisation.objects.create(name="另一个县财政局", code="1", kind="bureau", path="1/")
    with pytest.raises(CannotStartError, match="正式数据"):
        load()


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: object) -> object:  # noqa: ARG001
    """The demo, loaded once for all tests of this file and taken back after them."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        assert load()
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("_loaded")
def test_everything_is_there_and_nothing_is_made_up() -> None:
    verdict = audit.verify()
    assert not verdict.faults
    assert verdict.length > 500
    last, this = Round.objects.order_by("fiscal_year")
    assert set(Declaration.objects.filter(round=this).values_list("state", flat=True)) == set(State)
    done = Declaration.objects.filter(round=last, state__in=(State.APPROVED, State.PUBLISHED)).count()
    assert done > 0.8 * Declaration.objects.filter(round=last).count() > 20
    assert Adjustment.objects.filter(closed_at=None).count() == 2
    given = set(Explanation.objects.values_list("reason_code", flat=True))
    assert given >= {"policy", "special_case", "false_alarm"}, "there is something to find by the kind of a reason"
    assert Comment.objects.filter(resolved_at=None, answer="").exists()
    assert Comment.objects.filter(resolved_at=None).exclude(answer="").exists()
    assert Intake.objects.filter(status=IntakeStatus.READY).exists()
    assert Project.objects.filter(round=this, code="").exists()
    assert not Intake.objects.filter(status__in=(IntakeStatus.FAILED, IntakeStatus.READING)).exists()


@pytest.mark.usefixtures("_loaded")
def test_the_years_are_those_around_today() -> None:
    last, this = Round.objects.order_by("fiscal_year")
    assert this.fiscal_year - last.fiscal_year == 1
    assert timezone.localdate().year in (this.fiscal_year, last.fiscal_year)
    moments = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert moments[-1] <= timezone.now()
    assert not [one for one in counts(owing_units(this), this) if one.late]  # its window is open for some days yet


@pytest.mark.usefixtures("_loaded")
def test_every_role_can_sign_in_with_the_password_that_is_told(client: Client) -> None:
    assert {one.role for one in people.ACCOUNTS} == set(Role)
    assert {one.role for one in people.ACCOUNTS[: people.SHOWN]} == set(Role)
    for one in people.ACCOUNTS:
        person = Person.objects.get(username=one.username)
        validate_password(people.PASSWORD, person)
        assert any(person.username in line for line in people.listed()) == (one in people.ACCOUNTS[: people.SHOWN])
    person = Person.objects.get(username="clerk")
    assert person.check_password(people.PASSWORD)
    client.force_login(person)
    assert client.get("/account/").status_code == 200


@pytest.mark.usefixtures("_loaded")
def test_it_is_loaded_once() -> None:
    before = AuditEntry.objects.count()
    assert not load()
    assert AuditEntry.objects.count() == before


def test_the_example_forms_are_at_hand() -> None:
    assert (examples_folder() / "yongning-2024-projects.docx").is_file()
