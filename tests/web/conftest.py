"""Fixtures of the web tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from jiheng.web.records.domain import committed
from jiheng.web.records.models import Person
from tests.web.county import County, build
from tests.web.flushing import flushing_past_the_guards  # noqa: F401


@pytest.fixture(autouse=True)
def nothing_is_committed_yet() -> None:
    """As where a request begins: what an earlier test committed is none of this one's."""
    committed.begin()


@pytest.fixture
def county(db: None) -> County:  # noqa: ARG001
    """A small county."""
    return build()


@pytest.fixture
def look(client: Client) -> Callable[..., str]:
    """The text of a page as a person sees it."""

    def get(person: Person, name: str, *args: object, status: int = 200, **query: str) -> str:
        client.force_login(person)
        response = client.get(reverse(name, args=args), query)
        assert response.status_code == status, (name, args, response.status_code)
        return response.content.decode()

    return get


@pytest.fixture
def send(client: Client) -> Callable[..., str]:
    """The text of the page that a person comes to after he sent something: done, not kept, or asked for once more."""

    def sent(person: Person, name: str, *args: object, **data: object) -> str:
        client.force_login(person)
        response = client.post(reverse(name, args=args), data, follow=True)
        assert response.status_code in (200, 409, 422), (name, args, response.status_code)
        return response.content.decode()

    return sent
