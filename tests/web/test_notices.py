"""Notices: who is told of what, how they are gathered, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiheng.web import configuration
from jiheng.web.records import mailing
from jiheng.web.records.domain import acts, notices, reminders
from jiheng.web.records.domain.transitions import TABLE, turn_of
from jiheng.web.records.models import Act, Notice, Person, Role, Round, State
from jiheng.web.records.queries import notices as queries
from tests.web.county import County
from tests.web.test_worklists import bare
from tests.web.way import brought_to


def told(county: County, number: int, kind: str = State.SECTION_REVIEW, **values: Any) -> None:
    """The section is told of so many declarations."""
    for _ in range(number):
        made = bare(county, State(kind) if kind in State.values else State.SECTION_REVIEW, **values)
        notices.tell([county.people["section"]], f"云溪县养老服务中心“{made.title}”已签批", made, kind)


def unread(person: Person) -> int:
    return queries.unread(person).count()


def test_notices_of_one_kind_and_round_are_gathered(county: County, client: Client) -> None:
    section = county.people["section"]
    before = Round.objects.create(fiscal_year=county.round.fiscal_year - 1, name="上一年的轮次")
    told(county, 7)
    told(county, 2, round=before)
    told(county, 1, "undo")
    found = [(one.words, one.round_words) for one in queries.groups(section, queries.unread(section))]
    assert found == [
        (f"云溪县养老服务中心“{Notice.objects.latest('id').declaration.title}”已签批", ""),  # type: ignore[union-attr]
        ("2 份申报等您审核", "上一年的轮次"),
        ("7 份申报等您审核", county.round.name),
    ]
    client.force_login(section)
    page = client.get(reverse("notices")).content.decode()
    assert "<b>7 份申报等您审核</b>" in page
    assert page.count("”已签批") == 5 + 2 + 1, "the newest five of a group"
    one_by_one = f"?kind=section_review&amp;round={county.round.fiscal_year}"
    assert f'<a href="{one_by_one}">全部 7 条</a>' in page
    rest = client.get(reverse("notices") + one_by_one.replace("&amp;", "&"))
    assert len(rest.context["rows"]) == 7
    assert client.get(reverse("notices"), {"kind": "nothing", "round": "x"}).status_code == 404
    assert "没有未读的通知" in client.get(reverse("notices"), {"kind": "nothing"}).content.decode()


def test_a_group_leads_to_its_list_and_is_read(county: County, client: Client) -> None:
    section = county.people["section"]
    told(county, 3)
    told(county, 2, "undo")
    group = next(one for one in queries.groups(section, queries.unread(section)) if one.kind == "section_review")
    told(county, 1)  # meanwhile
    client.force_login(section)
    which = {"kind": group.kind, "round": str(group.year), "newest": str(group.newest)}
    answer = client.post(reverse("notices-read"), {**which, "open": "1"})
    assert len(client.get(answer.url).context["rows"]) == 6  # type: ignore[attr-defined]
    assert unread(section) == 2 + 1, "what came later and what is of another kind is still to be read"
    told(county, 2)
    newest = Notice.objects.latest("id").pk
    told(county, 1)
    assert client.post(reverse("notices-read"), {"newest": str(newest)}).url == reverse("notices")  # type: ignore[attr-defined]
    assert unread(section) == 1
    for odd in ({"newest": "x"}, {"kind": "undo", "round": "-1"}, {"notice": "9" * 30}):
        assert client.post(reverse("notices-read"), odd).status_code == 404
    assert unread(section) == 1


def test_nobody_reads_for_another(county: County, client: Client) -> None:
    section, department = county.people["section"], county.people["department"]
    told(county, 3)
    client.force_login(department)
    client.post(reverse("notices-read"), {"kind": "section_review", "round": str(county.round.fiscal_year)})
    client.post(reverse("notices-read"))
    assert client.post(reverse("notices-read"), {"notice": Notice.objects.latest("id").pk}).status_code == 404
    assert unread(section) == 3


def test_that_it_was_ones_turn_is_no_news_once_another_acted(county: County) -> None:
    people = county.people
    other = county.person(Role.SECTION, county.bureau, "other-section")
    made = brought_to(county, State.SECTION_REVIEW)
    assert (unread(people["section"]), unread(other)) == (1, 1)
    acts.return_(made, people["section"], "请写明依据")
    assert (unread(people["section"]), unread(other)) == (0, 0)
    assert "请写明依据" in Notice.objects.get(person=people["preparer"], read_at=None).text
    acts.undo(made, people["section"])
    assert unread(other) == 1, "it is his turn again"
    assert [one.kind for one in queries.unread(people["preparer"])] == [Act.UNDO]


def test_a_notice_that_is_read_stays_read_when_it_was(county: County) -> None:
    section = county.people["section"]
    told(county, 1)
    long_ago = timezone.now().replace(year=2020)
    Notice.objects.update(read_at=long_ago)
    notices.mark_read(Notice.objects.filter(person=section))
    assert Notice.objects.get().read_at == long_ago


def test_every_kind_has_its_words(county: County) -> None:
    states = {row.to for row in TABLE if row.to is not None} | {state for row in TABLE for state in row.sources}
    waiting = {state.value for state in states if turn_of(state)}
    assert waiting == set(queries._WAITING)
    section = county.people["section"]
    acts_told = (notices._TELLS_THE_UNIT - {Act.RETURN, Act.REOPEN, Act.SET_CONTROL_FIGURE}) | {State.REJECTED}
    for kind in [*waiting, *acts_told, notices.REMINDER]:
        Notice.objects.all().delete()
        told(county, 2, kind)
        (group,) = queries.groups(section, queries.unread(section))
        assert group.words.startswith("2 "), kind
        assert "其他" not in group.words, kind


def test_reminders_are_gathered_and_lead_to_what_is_owed(county: County, client: Client) -> None:
    clerk = county.people["preparer"]
    county.person(Role.PREPARER, county.other_unit, "both")
    clerk.memberships.create(organisation=county.other_unit, role=Role.PREPARER)
    reminders.remind([county.unit, county.other_unit], county.round, county.people["admin"])
    client.force_login(clerk)
    page = client.get(reverse("notices")).content.decode()
    assert "<b>2 条催报</b>" in page
    newest = str(Notice.objects.filter(person=clerk).latest("id").pk)
    answer = client.post(reverse("notices-read"), {"kind": "reminder", "round": "", "newest": newest, "open": "1"})
    assert answer.url == reverse("unit-owed")  # type: ignore[attr-defined]
    assert unread(clerk) == 0


def test_home_shows_groups(county: County, client: Client) -> None:
    section = county.people["section"]
    told(county, 26)
    client.force_login(section)
    page = client.get(reverse("home")).content.decode()
    assert f'tab=waiting&amp;state=section_review&amp;round={county.round.fiscal_year}">26 份申报等您审核</a>' in page
    assert page.count("”已签批") == 0


@pytest.mark.parametrize("query", ["", "?show=all"])
def test_the_queries_of_the_page_do_not_grow(county: County, client: Client, query: str) -> None:
    section = county.people["section"]
    client.force_login(section)
    asked = []
    for number in (2, 40):
        told(county, number)
        client.get(reverse("notices") + query)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("notices") + query)
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert asked[0] <= 20


def test_all_notices_one_by_one(county: County, client: Client, look: Callable[..., str]) -> None:
    section = county.people["section"]
    told(county, 60)
    Notice.objects.filter(pk__in=list(Notice.objects.values_list("pk", flat=True)[:30])).update(read_at=timezone.now())
    client.force_login(section)
    page = client.get(reverse("notices"), {"show": "all"})
    assert len(page.context["rows"]) == 50
    assert "没有未读" not in look(section, "notices")
    notices.mark_read(Notice.objects.all())
    assert "没有未读的通知" in look(section, "notices")


# ---- by e-mail


@pytest.fixture
def mailed(county: County, settings: Any) -> Callable[[], list[Any]]:
    """Sends what waits, and gives what the section got."""
    settings.MAIL_IS_SET_UP = True
    settings.ADDRESS = "https://jixiao.yunxi.example/"
    mailing._failed.clear()
    Person.objects.filter(pk=county.people["section"].pk).update(email="section@yunxi.example")

    def send() -> list[Any]:
        mail.outbox.clear()
        assert mailing.send_waiting() == len(mail.outbox)
        return list(mail.outbox)

    return send


def test_a_single_notice_is_mailed_as_its_sentence(county: County, mailed: Callable[[], list[Any]]) -> None:
    told(county, 1)
    notice = Notice.objects.get()
    (message,) = mailed()
    assert (message.to, message.subject) == (["section@yunxi.example"], "绩衡：您有新的通知")
    address = f"https://jixiao.yunxi.example/declarations/{notice.declaration_id}/"
    assert message.body == f"{notice.text}\n\n请登录办理：{address}"


def test_many_notices_are_one_message_a_period(county: County, mailed: Callable[[], list[Any]], settings: Any) -> None:
    told(county, 26)
    told(county, 1, "undo")
    (message,) = mailed()
    assert message.subject == "绩衡：您有 27 条新的通知"
    year = county.round.fiscal_year
    assert f"26 份申报等您审核\n{county.round.name}\n· " in message.body
    assert message.body.count("”已签批") == 5 + 1
    assert "· 另有 21 条" in message.body
    query = f"tab=waiting&state=section_review&round={year}"
    assert f"清单：https://jixiao.yunxi.example{reverse('worklist')}?{query}\n" in message.body
    assert "请登录办理：https://jixiao.yunxi.example/notices/" in message.body
    told(county, 3)
    assert mailed() == [], "within the period"
    settings.MAIL_PERIOD = timedelta(0)
    (message,) = mailed()
    assert "3 份申报等您审核" in message.body
    assert mailed() == []


def test_the_period_begins_with_the_message(county: County, mailed: Callable[[], list[Any]], settings: Any) -> None:
    told(county, 1)
    assert len(mailed()) == 1
    Notice.objects.update(mailed_at=timezone.now() - settings.MAIL_PERIOD + timedelta(minutes=1))
    told(county, 1)
    assert mailed() == []
    Notice.objects.filter(mailed_at__isnull=False).update(mailed_at=timezone.now() - settings.MAIL_PERIOD)
    assert len(mailed()) == 1


def test_what_was_overtaken_is_not_mailed(county: County, mailed: Callable[[], list[Any]]) -> None:
    made = brought_to(county, State.SECTION_REVIEW)
    acts.return_(made, county.people["section"], "请写明依据")
    assert mailed() == []


def test_what_could_not_be_mailed_waits(
    county: County, mailed: Callable[[], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise OSError("line is down")

    told(county, 3)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", broken)
        assert mailing.send_waiting() == 0
    assert Notice.objects.filter(mailed_at=None).count() == 3
    assert mailed() == [], "the address rests"
    mailing._failed.clear()
    assert len(mailed()) == 1


def test_a_message_is_in_the_language_of_the_person(county: County, mailed: Callable[[], list[Any]]) -> None:
    Person.objects.filter(pk=county.people["section"].pk).update(language="en")
    told(county, 2)
    (message,) = mailed()
    assert "2 declarations await your review" in message.body


def test_the_period_is_at_most_a_day(tmp_path: Path) -> None:
    def minutes(given: str) -> int:
        return configuration.load({"JIHENG_DATA": str(tmp_path), "JIHENG_EMAIL_MINUTES": given}).email_minutes

    assert (minutes("0"), minutes("1440")) == (0, 1440)
    for odd in ("-1", "1441", "x"):
        with pytest.raises(configuration.ConfigurationError, match="email_minutes"):
            minutes(odd)
    assert timedelta(minutes=configuration.MOST_EMAIL_MINUTES) < mailing._NOT_OLDER
