"""Requests that no page of ours makes: each is refused or ignored, and none brings the app down."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jiheng.web.records.domain import acts
from jiheng.web.records.models import Declaration, FormKind, Person
from tests.web.county import County, content


def client_of(person: Person) -> Client:
    """Signed in; a fault is an answer with its status, as it is to a browser."""
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def declaration(county: County) -> Declaration:
    """Before the department."""
    people = county.people
    made = acts.create(
        county.round, county.unit, FormKind.PROJECT, content(), people["preparer"], project=county.project()
    )
    acts.submit(made, people["preparer"])
    return acts.sign(made, people["head"])


def test_what_can_be_looked_at_answers_to_head(county: County, declaration: Declaration) -> None:
    pk = declaration.pk
    for role, name, args in (
        ("preparer", "unit-owed", ()),
        ("preparer", "intakes", ()),
        ("preparer", "intake-new", ()),
        ("preparer", "declaration", (pk,)),
        ("preparer", "declaration-attachments", (pk,)),
        ("department", "declaration-act", (pk, "pass")),
        ("department", "declaration-history", (pk,)),
        ("department", "declaration-version", (pk, 1)),
        ("department", "late", ()),
        ("budget", "control-figures", ()),
        ("admin", "organisations", ()),
        ("auditor", "register", ()),
    ):
        client = client_of(county.people[role])
        address = reverse(name, args=args)
        assert client.head(address).status_code == client.get(address).status_code == 200, name
    acts.pass_on(declaration, county.people["department"])
    acts.pass_on(declaration, county.people["section"], opinion="同意")
    assert client_of(county.people["performance"]).head(reverse("grade", args=[pk])).status_code == 200
