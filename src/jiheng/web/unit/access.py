"""Which units a person files for, and the one that a page is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.windows import not_in_use
from jiheng.web.records.models import OWN_UNIT_ROLES, Organisation, Role, Round
from jiheng.web.records.permissions import scope_of


@dataclass(frozen=True, slots=True)
class Place:
    """The unit and the round that a page is about, and the other units that the person belongs to."""

    unit: Organisation
    units: Sequence[Organisation]
    round: Round | None
    may_file: bool
    """Whether the person prepares forms for the unit."""

    @property
    def not_in_use(self) -> str:
        """What is told where the unit is no longer in use; blank where it is."""
        return "" if self.unit.is_active else not_in_use(self.unit)


def place_of(request: HttpRequest, roles: frozenset[Role] = OWN_UNIT_ROLES) -> Place:
    """The unit that was asked for by `unit`, else the person's first.

    :raises PermissionDenied: where he has none of the roles anywhere.
    :raises Http404: where he has none of them in this unit.
    """
    person = person_of(request)
    scope = scope_of(person)
    units = list(scope.organisations(roles).order_by("code"))
    if not units:
        raise PermissionDenied
    asked = request.POST.get("unit") or request.GET.get("unit") or str(units[0].pk)
    unit = next((one for one in units if str(one.pk) == asked), None)
    if unit is None:
        raise Http404
    return Place(unit, units, current_round(request), Role.PREPARER in scope.at(unit))
