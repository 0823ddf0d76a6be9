"""People: who has an account, which roles he has where, and whose work went over to whom. Only administrators change that.

Each function is one transaction with its audit entry. `by` is None where the command line does it for the installation.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Iterable
from itertools import pairwise

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.model.invisible import as_name, visible
from jiheng.web.records.domain import audit
from jiheng.web.records.domain.errors import NotAllowed, NotMet
from jiheng.web.records.domain.locking import lock_set_up
from jiheng.web.records.models import (
    OWN_UNIT_ROLES,
    Handover,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Role,
)
from jiheng.web.records.permissions import scope_of

Place = tuple[Role, Organisation]
"""A role and where it holds."""
COUNTY_ROLES = frozenset((Role.PERFORMANCE, Role.BUDGET, Role.ADMIN))
"""Roles that exist for the whole county only. A section of the bureau has its role there, or in what it is in charge of."""
_CHAIN = (Role.PREPARER, Role.HEAD, Role.DEPARTMENT, Role.SECTION, Role.PERFORMANCE, Role.BUDGET)
"""In the order of the cycle: neighbours must be different people."""
_ALPHABET = "abcdefghijkmnpqrstuvwxyz"
_DIGITS = "23456789"
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._@-]{0,59}")


def is_admin(person: Person) -> bool:
    """Whether he administers the county."""
    return Role.ADMIN in scope_of(person).everywhere


def must_be_admin(by: Person | None) -> None:
    """:raises NotAllowed: where somebody else than an administrator acts."""
    if by is not None and not is_admin(by):
        raise NotAllowed(_("只有系统管理员可以办理。"))


def create(
    by: Person | None, *, username: str, name: str, email: str = "", places: Iterable[Place] = ()
) -> tuple[Person, str]:
    """A new account and its initial password, which is shown once and must be changed at the first sign-in."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        values = _checked(username, name, email)
        password = new_password()
        person = Person.objects.create_user(password=password, must_change_password=True, **values)
        held = list(places)
        _put(person, held)
        audit.record(
            "create_person", by, organisation=_main(held), details={"person": person.pk, "roles": _written(held)}
        )
        return person, password


def edit(person: Person, by: Person | None, *, username: str, name: str, email: str = "") -> Person:
    """Another account name, name or e-mail address."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        now = _locked(person)
        values = _checked(username, name, email, now)
        changed = sorted(key for key, value in values.items() if getattr(now, key) != value)
        if changed:
            for key, value in values.items():
                setattr(now, key, value)
            now.save(update_fields=list(values))
            audit.record("edit_person", by, details={"person": now.pk, "changed": changed})
        return now


def set_active(person: Person, by: Person | None, *, active: bool, reason: str = "") -> Person:
    """Close an account, or open it again; whoever is signed in with it is out at once, and for good."""
    must_be_admin(by)
    with transaction.atomic():
        now = _locked(person)
        if now.is_active == active:
            return now
        if not active:
            if by is not None and by.pk == now.pk:
                raise NotAllowed(_("不能停用自己的账号，请由另一位系统管理员办理。"))
            _must_leave_an_admin(now)
        now.is_active = active
        now.save(update_fields=["is_active"])
        if not active:
            _end_sessions(now)
        act = "activate_person" if active else "deactivate_person"
        audit.record(act, by, opinion=reason.strip(), details={"person": now.pk})
        return now


def reset_password(person: Person, by: Person | None) -> str:
    """A new initial password, shown once; his sessions end."""
    must_be_admin(by)
    with transaction.atomic():
        now = _locked(person)
        password = new_password()
        now.set_password(password)
        now.must_change_password, now.password_changed_at = True, timezone.now()
        now.save(update_fields=["password", "must_change_password", "password_changed_at"])
        _end_lockout(now)
        _end_sessions(now)
        audit.record("reset_password", by, details={"person": now.pk})
        return password


def end_lockout(person: Person, by: Person | None) -> None:
    """Let somebody try again who mistyped his password too often."""
    must_be_admin(by)
    with transaction.atomic():
        _end_lockout(person)
        audit.record("end_lockout", by, details={"person": person.pk})


def reset_second_factor(person: Person, by: Person | None) -> None:
    """Take away a lost telephone's second factor and its backup codes."""
    must_be_admin(by)
    from jiheng.web.records.domain.own_account import take_away_devices

    with transaction.atomic():
        take_away_devices(_locked(person))
        audit.record("reset_second_factor", by, details={"person": person.pk})


def set_places(person: Person, by: Person | None, places: Collection[Place]) -> Person:
    """Which roles somebody has where, from now."""
    must_be_admin(by)
    with transaction.atomic():
        now = _locked(person)
        held = {
            (Role(one.role), one.organisation_id): one
            for one in Membership.objects.filter(person=now).select_related("organisation")
        }
        wanted = {(role, organisation.pk): (role, organisation) for role, organisation in places}
        gone = [one for key, one in held.items() if key not in wanted]
        new = [place for key, place in wanted.items() if key not in held]
        if any(one.role == Role.ADMIN for one in gone):
            if by is not None and by.pk == now.pk:
                raise NotAllowed(_("不能去掉自己的系统管理员角色，请由另一位系统管理员办理。"))
            _must_leave_an_admin(now)
        Membership.objects.filter(pk__in=[one.pk for one in gone]).delete()
        _put(now, new)
        if gone or new:
            taken = [(Role(one.role), one.organisation) for one in gone]
            audit.record(
                "set_roles",
                by,
                organisation=_main(new or taken),
                details={"person": now.pk, "given": _written(new), "taken": _written(taken)},
            )
        return now


def hand_over(before: Person, after: Person, by: Person | None, reason: str, *, deactivate: bool) -> Handover:
    """The work of one person goes to another: his roles, and what only he could do."""
    must_be_admin(by)
    with transaction.atomic():
        for pk in sorted((before.pk, after.pk)):
            Person.objects.select_for_update().get(pk=pk)
        before, after = Person.objects.get(pk=before.pk), Person.objects.get(pk=after.pk)
        if before.pk == after.pk:
            raise NotMet(_("接手人要是另一个人。"))
        if not after.is_active:
            raise NotMet(_("{name}的账号已停用，不能接手。").format(name=after.name))
        if not reason.strip():
            raise NotMet(_("请填写交接的原因。"))
        if deactivate and by is not None and by.pk == before.pk:
            raise NotAllowed(_("不能停用自己的账号，请由另一位系统管理员办理。"))
        held = list(Membership.objects.filter(person=before).select_related("organisation"))
        has = set(Membership.objects.filter(person=after).values_list("role", "organisation_id"))
        places = [(Role(one.role), one.organisation) for one in held]
        _put(after, [place for place in places if (place[0].value, place[1].pk) not in has])
        Membership.objects.filter(pk__in=[one.pk for one in held]).delete()
        if deactivate:
            before.is_active = False
            before.save(update_fields=["is_active"])
            _end_sessions(before)
        made = Handover.objects.create(before=before, after=after, by=by or after, reason=reason.strip()[:200])
        audit.record(
            "hand_over",
            by,
            organisation=_main(places),
            opinion=made.reason,
            details={
                "before": before.pk,
                "after": after.pk,
                "roles": _written(places),
                "before_deactivated": deactivate,
            },
        )
        return made


def too_close(places: Collection[Place]) -> list[str]:
    """Which of somebody's roles let him do two steps on the same form that two people should do; a sentence for each.

    The acts themselves refuse the second step to whoever did the first: then only another person can go on.
    """
    said: list[str] = []
    for one, other in pairwise(_CHAIN):
        for _role, where in (place for place in places if place[0] == one):
            if any(_meet(one, where, other, there) for role, there in places if role == other):
                said.append(
                    _("{where}：既是“{one}”又是“{other}”，同一份表的这两步不能由同一个人办。").format(
                        where=where.name, one=one.label, other=other.label
                    )
                )
                break
    return said


def new_password() -> str:
    """Four groups that can be read out over the telephone: about 70 bits."""
    return derived_password(secrets.token_bytes(32), "")


def derived_password(secret: bytes, username: str) -> str:
    """The initial password of an account that follows from a secret of 32 bytes: whoever has that needs not keep it."""
    left = int.from_bytes(hashlib.blake2b(username.encode(), key=secret).digest())

    def picked(letters: str) -> str:
        nonlocal left
        left, at = divmod(left, len(letters))
        return letters[at]

    groups = ["".join(picked(_ALPHABET) for _ in range(4)) for _ in range(3)]
    groups[0] = groups[0].capitalize()
    return "-".join((*groups, "".join(picked(_DIGITS) for _ in range(4))))


def account_name(text: str) -> str:
    """An account name as it is kept and compared: no blanks around, half-width, small letters."""
    import unicodedata

    return unicodedata.normalize("NFKC", visible(text)).strip().lower()


def must_be_account_name(username: str) -> None:
    """:raises NotMet: where an account cannot be called so."""
    if _ACCOUNT.fullmatch(username) is None:
        said = _("账号“{username}”不合适：用字母、数字和 . _ - @，以字母或数字开头，最多 60 个，中间没有空格。")
        raise NotMet(said.format(username=username[:60]))


def _checked(username: str, name: str, email: str, person: Person | None = None) -> dict[str, str]:
    username, name, email = account_name(username), as_name(name), visible(email).strip()
    if person is None or username != person.username:
        must_be_account_name(username)
    if not name or len(name) > 60:
        raise NotMet(_("姓名要有 1 到 60 个字。"))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise NotMet(_("电子邮箱“{email}”写得不对。").format(email=email[:80])) from None
    others = Person.objects.filter(username__iexact=username).exclude(pk=person.pk if person is not None else 0)
    if others.exists():
        raise NotMet(_("账号“{username}”已经有人用了，请换一个。").format(username=username))
    return {"username": username, "name": name, "email": email}


def _put(person: Person, places: Iterable[Place]) -> None:
    for role, organisation in places:
        must_fit(role, organisation)
        Membership.objects.get_or_create(person=person, role=role, organisation=organisation)


def must_fit(role: Role, organisation: Organisation) -> None:
    """:raises NotMet: where a role cannot be had in an organisation of that kind."""
    if role in COUNTY_ROLES and organisation.kind != OrganisationKind.BUREAU:
        raise NotMet(_("“{role}”管全县，只能设在财政局。").format(role=role.label))
    if role == Role.DEPARTMENT and organisation.kind == OrganisationKind.BUREAU:
        raise NotMet(_("“{role}”要设在主管部门或预算单位，不能设在财政局名下。").format(role=role.label))
    if not organisation.is_active:
        raise NotMet(_("{name}已停用，不能再设角色。").format(name=organisation.name))


def _meet(one: Role, where: Organisation, other: Role, there: Organisation) -> bool:
    """Whether there is a unit for which both roles hold."""
    if one in OWN_UNIT_ROLES and other in OWN_UNIT_ROLES:
        return where.pk == there.pk
    if one in OWN_UNIT_ROLES:
        return where.path.startswith(there.path)
    return where.path.startswith(there.path) or there.path.startswith(where.path)


def _must_leave_an_admin(person: Person) -> None:
    left = Membership.objects.filter(role=Role.ADMIN, person__is_active=True).exclude(person=person)
    held = Membership.objects.filter(role=Role.ADMIN, person=person)
    if held.exists() and not left.exists():
        raise NotMet(_("{name}是唯一的系统管理员，请先指定另一位。").format(name=person.name))


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _end_sessions(person: Person) -> None:
    """Sessions name their account only inside; those that somebody may still come back to are few, they last minutes."""
    live = Session.objects.filter(expire_date__gt=timezone.now())
    ended = [one.pk for one in live.iterator() if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
    Session.objects.filter(pk__in=ended).delete()


def _end_lockout(person: Person) -> None:
    from axes.utils import reset

    reset(username=person.username)


def _main(places: Iterable[Place]) -> Organisation | None:
    return next((organisation for _role, organisation in places), None)


def _written(places: Iterable[Place]) -> list[list[object]]:
    return sorted([role.value, organisation.pk] for role, organisation in places)
