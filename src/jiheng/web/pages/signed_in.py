"""Who is signed in, with his type."""

from __future__ import annotations

from django.http import HttpRequest

from jiheng.web.records.models import Person


def person_of(request: HttpRequest) -> Person:
    """The person of a request that is past the door."""
    assert isinstance(request.user, Person)
    return request.user
