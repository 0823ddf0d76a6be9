"""Who is signed in, with his type, and what exists for him."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from jiheng.web.records.models import Declaration, Person
from jiheng.web.records.queries.declarations import existing_for


def person_of(request: HttpRequest) -> Person:
    """The person of a request that is past the door."""
    assert isinstance(request.user, Person)
    return request.user


def declaration_for(request: HttpRequest, pk: int) -> Declaration:
    """A declaration, if it exists for who is signed in.

    :raises Http404: where it does not.
    """
    return get_object_or_404(existing_for(person_of(request)), pk=pk)
