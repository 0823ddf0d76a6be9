"""Who sees what, and who has which role where. What is outside a person's scope does not exist for him."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

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


@dataclass(frozen=True, slots=True)
class Scope:
    """A person's memberships, read once: (role, organisation id, its path, whether it is the root of the tree)."""

    grants: tuple[tuple[Role, int, str, bool], ...]

    @property
    def roles(self) -> frozenset[Role]:
        """His roles, wherever he has them."""
        return frozenset(role for role, *_ in self.grants)

    @property
    def everywhere(self) -> frozenset[Role]:
        """His roles for the whole county."""
        return frozenset(role for role, _organisation, _path, is_root in self.grants if is_root)

    def at(self, unit: Organisation) -> frozenset[Role]:
        """His roles for an organisation: his own unit's, and those that come from above."""
        return frozenset(
            role
            for role, organisation, path, _ in self.grants
            if (organisation == unit.pk if role in OWN_UNIT_ROLES else unit.path.startswith(path))
        )

    def covered(self, roles: frozenset[Role], prefix: str = "unit") -> Q:
        """The rows whose organisation (field `prefix`) is covered by one of the roles: one condition and one look at the
        tree, for how many organisations he may ever have the roles."""
        held = [grant for grant in self.grants if grant[0] in roles]
        if any(is_root and role not in OWN_UNIT_ROLES for role, *_, is_root in held):
            return ~Q(pk__in=())  # not Q(): "nothing | x" is x to Django, and everything was meant
        own = {organisation for role, organisation, *_ in held if role in OWN_UNIT_ROLES}
        above = {path for role, _organisation, path, _ in held if role not in OWN_UNIT_ROLES}
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
        for role, organisation, path, _ in self.grants:
            if role in roles:
                parts.append(Q(pk=organisation) if role in OWN_UNIT_ROLES else Q(path__startswith=path))
        return Organisation.objects.filter(reduce(or_, parts))


def scope_of(person: Person) -> Scope:
    """A person's scope; read once for each object that stands for him (one request)."""
    held = getattr(person, "_scope", None)
    if held is None:
        memberships = Membership.objects.filter(person=person).select_related("organisation")
        held = Scope(
            tuple(
                (Role(one.role), one.organisation_id, one.organisation.path, one.organisation.kind == _ROOT)
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
    return bool(scope_of(person).at(declaration.unit) & (OWN_UNIT_ROLES | {Role.AUDITOR}))


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
    """Those who have a role for a unit."""
    if role in OWN_UNIT_ROLES:
        where = Q(memberships__organisation=unit)
    else:
        above = [int(part) for part in unit.path.split("/") if part]
        where = Q(memberships__organisation_id__in=above)
    return Person.objects.filter(where, memberships__role=role, is_active=True).distinct()


WITHIN_THE_UNIT = frozenset((State.DRAFT, State.RETURNED, State.UNIT_REVIEW))
"""States in which the unit has the form in its hands: what it does then, others do not see yet."""


def shows_figures(person: Person) -> Q:
    """The declarations whose amount and findings are for a person's eyes: while a unit is working on one, they are those of
    its draft, and its own."""
    return ~Q(state__in=WITHIN_THE_UNIT) | scope_of(person).covered(OWN_UNIT_ROLES | {Role.AUDITOR})
