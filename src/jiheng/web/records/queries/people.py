"""Lists of people, for administrators."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiheng.web.records.models import Membership, Organisation, Person


def people(*, text: str = "", organisation: Organisation | None = None, role: str = "", active: str = "") -> QuerySet[Person]:  # fmt: skip
    """People with their memberships.

    :param organisation: with a role in it or in something below it.
    :param active: `yes`, `no`, or blank for all.
    """
    found = Person.objects.prefetch_related("memberships__organisation").order_by("username")
    if text:
        found = found.filter(Q(username__icontains=text) | Q(name__icontains=text))
    if organisation is not None or role:
        held = Membership.objects.filter(person=OuterRef("pk"))
        if organisation is not None:
            held = held.filter(organisation__path__startswith=organisation.path)
        if role:
            held = held.filter(role=role)
        found = found.filter(Exists(held))
    if active:
        found = found.filter(is_active=active == "yes")
    return found


def locked_out(people: Iterable[Person]) -> set[str]:
    """Those who mistyped their password too often and have to wait, by account name."""
    from axes.conf import settings
    from axes.models import AccessAttempt

    names = [one.username for one in people]
    limit = settings.AXES_FAILURE_LIMIT
    found = AccessAttempt.objects.filter(username__in=names, failures_since_start__gte=limit)
    return set(found.values_list("username", flat=True))
