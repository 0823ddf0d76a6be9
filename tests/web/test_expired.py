"""A session that ended: the door says what was lost, and leads back to the page that it was written on."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from jiheng.web.records.models import Declaration, State
from tests.web.county import PASSWORD, County
from tests.web.moving import at
from tests.web.way import seen_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def expired(county: County, client: Client) -> Client:
    """A browser whose session has ended."""
    client.force_login(county.people["section"])
    client.get(reverse("home"))
    Session.objects.all().delete()
    return client


def test_what_was_sent_is_said_to_be_lost_and_the_way_leads_back(county: County, expired: Client) -> None:
    made = at(county, State.SECTION_REVIEW)
    there = reverse("declaration-act", args=[made.pk, "return"]) + "?list=tab%3Dwaiting"
    told = {"seen": seen_of(made), "reason": "写了很久的退回理由"}
    answer = expired.post(there, told, headers={"Referer": f"http://testserver{there}"})
    assert answer.status_code == 302
    door = answer["Location"]
    assert parse_qs(urlsplit(door).query) == {"next": [there], "expired": ["sent"]}
    page = expired.get(door).content.decode()
    assert "登录已过期，刚才提交的没有保存。" in page
    assert "原来的页面</a>" in page
    back = expired.post(door, {"username": "section", "password": PASSWORD, "next": there})
    assert back["Location"] == there
    assert "退回的理由" in expired.get(there).content.decode()
    assert Declaration.objects.get(pk=made.pk).state == State.SECTION_REVIEW, "nothing is sent by itself"


def test_a_remark_leads_back_to_the_page_of_the_declaration(county: County, expired: Client) -> None:
    made = at(county, State.SECTION_REVIEW)
    page = reverse("declaration", args=[made.pk])
    answer = expired.post(
        reverse("declaration-comment", args=[made.pk]),
        {"text": "依据"},
        headers={"Referer": f"http://testserver{page}"},
    )
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [page]


def test_a_page_that_was_asked_for_says_only_that_the_session_ended(expired: Client) -> None:
    door = expired.get(reverse("notices"))["Location"]
    assert "登录已过期，请重新登录。" in expired.get(door).content.decode()
    fresh = Client()
    door = fresh.get(reverse("notices"))["Location"]
    assert "过期" not in fresh.get(door).content.decode(), "nobody was signed in"


def test_a_part_of_a_page_leads_to_the_door_and_back(expired: Client) -> None:
    page = reverse("worklist") + "?tab=all"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    answer = expired.get(reverse("worklist"), headers=headers)
    assert parse_qs(urlsplit(answer["HX-Redirect"]).query)["next"] == [page]


def test_no_other_site_is_a_page_to_go_back_to(expired: Client) -> None:
    answer = expired.post(reverse("notices-read"), headers={"Referer": "https://evil.example/x"})
    assert answer["Location"] == reverse("sign-in") + "?expired=sent"


def test_who_is_still_there_stays(county: County, client: Client) -> None:
    client.force_login(county.people["section"])
    client.get(reverse("home"))
    session = client.session
    session["used"] -= 1000
    session.save()
    before = client.session["used"]
    assert client.post(reverse("session-renew")).status_code == 200
    assert client.session["used"] > before
    assert client.get(reverse("session-renew")).status_code == 405
