"""Who is signed in, and pages that are not everybody's."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from jiheng.web.records.models import Person, Role
from jiheng.web.records.permissions import scope_of


def person_of(request: HttpRequest) -> Person:
    """Who is signed in."""
    assert isinstance(request.user, Person)
    return request.user


def must_have(person: Person, roles: frozenset[Role]) -> None:
    """:raises PermissionDenied: where a page is not for any of his roles."""
    if not scope_of(person).roles & roles:
        raise PermissionDenied
