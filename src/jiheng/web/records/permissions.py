"""Who sees what, and who has which role where. What is outside a person's scope does not exist for him."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q, QuerySet

from jiheng.web.records.models import (
    OWN_UNIT_ROLES,
    Declaration,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    State,
)

_ROOT = OrganisationKind.BUREAU


class Grant(NamedTuple):
    """A membership: the role, the organisation's id and path, whether it is the root of the tree, whether it is in use."""

    role: Role
    organisation: int
    path: str
    is_root: bool
    in_use: bool

    def reaches(self, unit: Organisation) -> bool:
        """Whether the role holds for a unit."""
        return self.organisation == unit.pk if self.role in OWN_UNIT_ROLES else unit.path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Scope:
    """A person's memberships, read once. In an organisation that is no longer in use he goes on seeing what he saw, and acts
    on nothing."""

    grants: tuple[Grant, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """His roles, wherever he has them."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def everywhere(self) -> frozenset[Role]:
        """His roles for the whole county."""
        return frozenset(grant.role for grant in self.grants if grant.is_root)

    def at(self, unit: Organisation) -> frozenset[Role]:
        """The roles in which he acts for an organisation: his own unit's, and those that come from above."""
        return frozenset(grant.role for grant in self.grants if grant.in_use and grant.reaches(unit))

    def seeing(self, unit: Organisation) -> frozenset[Role]:
        """The roles in which he sees what is an organisation's."""
        return frozenset(grant.role for grant in self.grants if grant.reaches(unit))

    def covered(self, roles: frozenset[Role], prefix: str = "unit", *, acting: bool = False) -> Q:
        """The rows whose organisation (field `prefix`) is covered by one of the roles: one condition and one look at the
        tree, for how many organisations he may ever have the roles.

        :param acting: only where he acts in the role.
        """
        held = [grant for grant in self.grants if grant.role in roles and (grant.in_use or not acting)]
        if any(grant.is_root and grant.role not in OWN_UNIT_ROLES for grant in held):
            return ~Q(pk__in=())  # not Q(): "nothing | x" is x to Django, and everything was meant
        own = {grant.organisation for grant in held if grant.role in OWN_UNIT_ROLES}
        above = {grant.path for grant in held if grant.role not in OWN_UNIT_ROLES}
        parts = [Q(pk__in=())]
        if own:
            parts.append(Q(**{f"{prefix}__in": sorted(own)}))
        if above:
            below = reduce(or_, (Q(path__startswith=path) for path in sorted(above)))
            parts.append(Q(**{f"{prefix}__in": Organisation.objects.filter(below).values("pk")}))
        return reduce(or_, parts)

    def organisations(self, roles: frozenset[Role]) -> QuerySet[Organisation]:
        """The organisations that one of the roles covers."""
        parts = [Q(pk__in=())]
        for grant in self.grants:
            if grant.role in roles:
                own = grant.role in OWN_UNIT_ROLES
                parts.append(Q(pk=grant.organisation) if own else Q(path__startswith=grant.path))
        return Organisation.objects.filter(reduce(or_, parts))


def scope_of(person: Person) -> Scope:
    """A person's scope; read once for each object that stands for him (one request)."""
    held = getattr(person, "_scope", None)
    if held is None:
        memberships = Membership.objects.filter(person=person).select_related("organisation")
        held = Scope(
            tuple(
                Grant(
                    Role(one.role),
                    one.organisation_id,
                    one.organisation.path,
                    one.organisation.kind == _ROOT,
                    one.organisation.is_active,
                )
                for one in memberships
            )
            if person.is_active
            else ()
        )
        person._scope = held  # type: ignore[attr-defined]
    return held


REVIEWERS = frozenset((Role.DEPARTMENT, Role.SECTION, Role.PERFORMANCE, Role.BUDGET))
"""Roles that see a declaration once it has left its unit."""


def visible_declarations(person: Person) -> QuerySet[Declaration]:
    """The declarations that exist for a person: his unit's; for reviewers those that left their unit; for auditors all;
    for administrators those that were rejected, which only they can reopen."""
    return Declaration.objects.filter(seen_by(person))


def seen_by(person: Person) -> Q:
    """What makes a declaration exist for a person."""
    scope = scope_of(person)
    own = scope.covered(OWN_UNIT_ROLES | {Role.AUDITOR})
    reviewed = scope.covered(REVIEWERS)
    rejected = scope.covered(frozenset((Role.ADMIN,)))
    return own | (reviewed & Q(left_unit=True)) | (rejected & Q(left_unit=True, state=State.REJECTED))


def may_see_draft(person: Person, declaration: Declaration) -> bool:
    """Whether what the unit is working on exists for a person, too."""
    return bool(scope_of(person).seeing(declaration.unit) & (OWN_UNIT_ROLES | {Role.AUDITOR}))


def competent_department(unit: Organisation) -> Organisation:
    """The 主管部门 of a unit: the nearest department above it; a unit right under the bureau is its own."""
    if unit.kind == OrganisationKind.UNIT and unit.parent is not None and unit.parent.kind != OrganisationKind.BUREAU:
        parent = unit.parent
        return parent if parent.kind == OrganisationKind.DEPARTMENT else competent_department(parent)
    return unit


def is_own_department(unit: Organisation) -> bool:
    """Whether 主管部门 = 填报单位: then the department's review is skipped with a record."""
    return competent_department(unit).pk == unit.pk


def people_with(role: Role, unit: Organisation) -> QuerySet[Person]:
    """Those who act in a role for a unit."""
    if role in OWN_UNIT_ROLES:
        where = Q(memberships__organisation=unit)
    else:
        above = [int(part) for part in unit.path.split("/") if part]
        where = Q(memberships__organisation_id__in=above)
    where &= Q(memberships__role=role, memberships__organisation__is_active=True)
    return Person.objects.filter(where, is_active=True).distinct()


WITHIN_THE_UNIT = frozenset((State.DRAFT, State.RETURNED, State.UNIT_REVIEW))
"""States in which the unit has the form in its hands: what it does then, others do not see yet."""


def shows_figures(person: Person) -> Q:
    """The declarations whose amount and findings are for a person's eyes: while a unit is working on one, they are those of
    its draft, and its own."""
    return ~Q(state__in=WITHIN_THE_UNIT) | scope_of(person).covered(OWN_UNIT_ROLES | {Role.AUDITOR})
