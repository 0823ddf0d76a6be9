"""The process beside the server: it reads, mails and reminds, and nothing that fails holds the rest up."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from jiheng.web import worker
from jiheng.web.records import mailing
from jiheng.web.records.domain import automatic_reminders, intake_reading, reminders
from jiheng.web.records.domain.notices import tell
from jiheng.web.records.models import Intake, IntakeStatus, Notice, Phase, Reminder, Window
from tests.web.county import County
from tests.web.test_intakes import upload


class Picky(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages: Any) -> int:
        for one in messages:
            if "broken@yunxi.example" in one.to:
                raise smtplib.SMTPRecipientsRefused({"broken@yunxi.example": (550, b"no such user")})
        return int(super().send_messages(messages))


@pytest.fixture(autouse=True)
def _no_pauses() -> None:
    mailing._failed.clear()


@pytest.fixture
def _mail(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.ADDRESS = "https://jixiao.yunxi.example/"
    settings.EMAIL_BACKEND = "tests.web.test_worker.Picky"


@pytest.mark.usefixtures("_mail")
def test_notices_go_out_by_mail_and_a_failing_address_blocks_none(county: County) -> None:
    people = [county.people[role] for role in ("preparer", "head", "budget")]
    people[0].email, people[1].email = "broken@yunxi.example", "head@yunxi.example"
    for person in people:
        person.save()
    tell(people, "养老服务中心“项目一”已退回")
    assert mailing.send_waiting() == 1
    assert [message.to for message in mail.outbox] == [["head@yunxi.example"]]
    assert "养老服务中心“项目一”已退回" in mail.outbox[0].body
    assert "https://jixiao.yunxi.example/notices/" in mail.outbox[0].body
    assert Notice.objects.get(person=people[0]).mailed_at is None
    assert mailing.send_waiting() == 0  # the failing address rests
    mailing._failed.clear()
    people[0].email = "clerk@yunxi.example"
    people[0].save()
    assert mailing.send_waiting() == 1
    assert mailing.send_waiting() == 0


@pytest.mark.usefixtures("_mail")
def test_old_and_read_notices_are_not_mailed(county: County) -> None:
    county.people["head"].email = "head@yunxi.example"
    county.people["head"].save()
    tell([county.people["head"]], "一")
    tell([county.people["head"]], "二")
    first, second = Notice.objects.order_by("id")
    Notice.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=3))
    Notice.objects.filter(pk=second.pk).update(read_at=timezone.now())
    assert mailing.send_waiting() == 0


def test_without_a_mail_server_nothing_is_marked(county: County) -> None:
    tell([county.people["head"]], "一")
    assert mailing.send_waiting() == 0
    assert Notice.objects.filter(mailed_at=None).count() == 1


def test_units_are_reminded_before_and_after_the_deadline(county: County) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    window = Window.objects.get(round=county.round, phase=Phase.FIRST_UP)

    def remind(days: int) -> int:
        window.closes_at = noon + timedelta(days=days, hours=1)
        window.opens_at = noon - timedelta(days=60)
        window.save()
        Reminder.objects.all().delete()
        return automatic_reminders.remind_due(noon)

    assert remind(5) == 0
    assert remind(3) == 1  # one unit has a preparer
    assert automatic_reminders.remind_due(noon) == 0  # not twice a day
    assert remind(2) == 0
    assert remind(1) == 1
    assert remind(-1) == 1
    assert remind(-2) == 0
    assert remind(-8) == 1
    assert remind(-36) == 0
    assert automatic_reminders.remind_due(noon.replace(hour=3)) == 0
    assert set(Notice.objects.values_list("person", flat=True)) == {county.people["preparer"].pk}
    county.round.is_open = False
    county.round.save()
    assert remind(1) == 0


@pytest.mark.parametrize("days", [0, 1, -1, -8])
def test_a_round_with_no_days_reminds_nobody_by_itself(county: County, days: int) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    county.round.remind_days = 0
    county.round.save()
    Window.objects.filter(round=county.round).update(
        opens_at=noon - timedelta(days=60), closes_at=noon + timedelta(days=days, hours=1)
    )
    assert automatic_reminders.remind_due(noon) == 0
    assert not Notice.objects.exists()
    assert reminders.remind([county.unit], county.round, None, noon).notices == 1, "by hand as before"


def test_the_worker_reads_what_waits_whatever_else_fails(
    county: County, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    upload(county, "没有表".encode(), "a.txt")
    upload(county, "也没有".encode(), "b.txt")
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "_IDLE", 0.0)
    monkeypatch.setattr(worker, "_AFTER_FAULT", 0.0)
    monkeypatch.setattr(mailing, "send_waiting", lambda: 1 / 0)
    logging.getLogger("jiheng").propagate = True
    rounds = iter((False, False, False, True))
    with caplog.at_level(logging.ERROR):
        worker.work(until=lambda: next(rounds))
    logging.getLogger("jiheng").propagate = False
    assert not Intake.objects.filter(status=IntakeStatus.WAITING).exists()
    assert {record.exc_info[0] for record in caplog.records if record.exc_info} == {ZeroDivisionError}


def test_a_worker_without_its_server_ends(db: None) -> None:  # noqa: ARG001
    worker.work(parent=1_000_000_000)


def test_a_reader_that_is_told_to_end_gives_the_file_back(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = upload(county, b"a", "a.txt")

    def ended(_: Intake) -> object:
        raise SystemExit(143)

    monkeypatch.setattr(intake_reading, "_read", ended)
    with pytest.raises(SystemExit):
        intake_reading.read_next()
    intake.refresh_from_db()
    assert (intake.status, intake.tries) == (IntakeStatus.WAITING, 0)
