"""An auditor of the whole county reads what administrators set up; nothing on his pages leads to a refusal."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.models import Membership, OrganisationName, Person, Role, Round, WindowException
from tests.web.county import County

LINK = re.compile(r'<a [^>]*href="([^"#]*)"')
POSTED = re.compile(r'<form [^>]*method="post"[^>]*>')
EVERYWHERE = ("sign-out", "set_language")
"""Forms that stand on every page."""
PAGES = ("people", "organisations", "rounds", "register", "audit")


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def full(county: County) -> County:
    """A county where every page has something on it."""
    county.project(amount=1000)
    OrganisationName.objects.create(organisation=county.unit, name="敬老院", key="敬老院")
    WindowException.objects.create(
        round=county.round,
        organisation=county.unit,
        phase="first_up",
        until=timezone.now() + timedelta(days=3),
        reason="系统升级",
        by=county.people["admin"],
    )
    return county


def addresses(county: County) -> list[str]:
    return [
        *(reverse(name) for name in PAGES),
        reverse("organisation", args=[county.department.pk]),
        reverse("organisation", args=[county.unit.pk]),
        reverse("round", args=[county.round.pk]),
        reverse("person", args=[county.people["head"].pk]),
    ]


def test_every_link_of_the_auditor_opens_and_no_form_is_refused(full: County) -> None:
    client = client_of(full.people["auditor"])
    allowed = [reverse(name) for name in (*EVERYWHERE, "audit-verify", "session-renew")]
    links = set()
    for address in addresses(full):
        page = client.get(address).content.decode()
        here = {link for link in LINK.findall(page) if link and not link.startswith(reverse("sign-in"))}
        links |= {link if link.startswith("/") else address + link for link in here}
        for form in POSTED.findall(page):
            assert any(f'action="{one}"' in form for one in allowed), (address, form)
    assert reverse("organisation", args=[full.unit.pk]) in links
    assert reverse("register-export") in {link.split("?")[0] for link in links}
    for link in sorted(links):
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_what_he_reads(full: County) -> None:
    client = client_of(full.people["auditor"])
    assert "敬老院" in client.get(reverse("organisation", args=[full.unit.pk])).content.decode()
    assert "系统升级" in client.get(reverse("round", args=[full.round.pk])).content.decode()
    assert client.post(reverse("round-close", args=[full.round.pk])).status_code == 403
    assert client.post(reverse("rounds")).status_code == 403
    assert Round.objects.get().is_open
    assert client.get(reverse("register-export"))["Content-Disposition"].startswith("attachment")


def test_administrators_have_their_buttons(full: County) -> None:
    client = client_of(full.people["admin"])
    for address, there in (
        (reverse("organisations"), reverse("organisation-new")),
        (reverse("organisation", args=[full.unit.pk]), reverse("organisation-name-add", args=[full.unit.pk])),
        (reverse("rounds"), reverse("round-new")),
        (reverse("round", args=[full.round.pk]), reverse("exception-add", args=[full.round.pk])),
        (reverse("register"), reverse("project-new")),
    ):
        assert there in client.get(address).content.decode(), address


def test_an_auditor_of_a_part_of_the_county_has_none_of_it(full: County) -> None:
    person = full.person(Role.AUDITOR, full.department)
    client = client_of(person)
    home = client.get(reverse("home")).content.decode()
    for name in PAGES:
        assert f'href="{reverse(name)}"' not in home, name
        assert client.get(reverse(name)).status_code == 403, name
    assert client.get(reverse("register-export")).status_code == 403
    Membership.objects.create(person=person, role=Role.AUDITOR, organisation=full.bureau)
    home = client.get(reverse("home")).content.decode()
    assert all(f'href="{reverse(name)}"' in home for name in PAGES)
