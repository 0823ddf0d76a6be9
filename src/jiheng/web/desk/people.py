"""Who is signed in, what exists for him, and pages that are not everybody's."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from jiheng.web.pages.list_way import Way
from jiheng.web.records.models import Declaration, Person, Role
from jiheng.web.records.permissions import scope_of


def must_have(person: Person, roles: frozenset[Role]) -> None:
    """:raises PermissionDenied: where a page is not for any of his roles."""
    if not scope_of(person).roles & roles:
        raise PermissionDenied


def way_to(declaration: Declaration, page: str, way: Way) -> list[dict[str, str]]:
    """Where a page of a declaration is: home, the list that it was opened from, the declaration, the page."""
    return [
        {"url": reverse("home"), "label": _("首页")},
        *way.crumbs,
        {"url": reverse("declaration", args=[declaration.pk]) + way.suffix, "label": declaration.title},
        {"url": "", "label": page},
    ]
