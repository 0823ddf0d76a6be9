"""Taking in people from a list, a row for each of their roles: first what it would do, then all of it or nothing.

Accounts that are there get what the list adds; nothing is taken from anybody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.batch.lists import Sheets
from jiheng.web.records.domain import audit, people, sheets
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.locking import lock_set_up
from jiheng.web.records.domain.sheets import Problem, Row
from jiheng.web.records.domain.workbooks import Column
from jiheng.web.records.domain.written import chinese
from jiheng.web.records.models import Membership, Organisation, Person, Role

USERNAME, NAME, UNIT, ROLE, EMAIL = "账号", "姓名", "单位编码", "角色", "邮箱"
_KNOWN = "、".join(chinese(role.label) for role in Role)
"""The words for roles in a list: the file is the same in every language of the pages."""
COLUMNS = (
    Column(
        USERNAME,
        18,
        gettext_lazy("登录用的账号，用字母和数字，不分大小写。一个人有几个角色就写几行，账号相同。"),
        required=True,
    ),
    Column(NAME, 14, gettext_lazy("真实姓名。"), required=True),
    Column(UNIT, 16, gettext_lazy("角色所在单位的编码；设为文本，前面的 0 要保留。"), required=True),
    Column(
        ROLE,
        20,
        format_lazy(
            gettext_lazy(
                "{roles}。绩效股审核人、预算股、系统管理员设在财政局。同一单位的几个角色可以写在一格，用“、”隔开。"
            ),
            roles=_KNOWN,
        ),
        required=True,
    ),
    Column(EMAIL, 26, gettext_lazy("收通知用的电子邮箱，可以不填。")),
)
_ALIASES = {
    USERNAME: ("用户名", "登录名"), NAME: ("名字",), UNIT: ("预算单位编码", "所在单位编码"), ROLE: ("岗位",),
    EMAIL: ("电子邮箱", "电子邮件"),
}  # fmt: skip
_ROLES = {chinese(role.label): role for role in Role} | {
    "主管部门": Role.DEPARTMENT, "业务股室": Role.SECTION, "绩效股": Role.PERFORMANCE, "预算股审核人": Role.BUDGET,
    "管理员": Role.ADMIN,
}  # fmt: skip
_BETWEEN = re.compile(r"[、；;，,/]")
_ITERATIONS = 1_000
"""An initial password is random (67 bits) and used once: it needs no costly hash, and hundreds are made in one request. The
first sign-in hashes it anew, and then it must be changed."""


@dataclass(slots=True)
class Planned:
    """A person as the list has him."""

    username: str
    name: str
    email: str
    first_row: int
    before: Person | None
    places: list[people.Place] = field(default_factory=list)
    """Those that he has not yet."""
    warnings: list[str] = field(default_factory=list)
    password: str = ""
    """The initial password, once he was made."""

    @property
    def unit(self) -> str:
        """Where he works, in words."""
        return "；".join(dict.fromkeys(organisation.name for _role, organisation in self.places))

    @property
    def roles(self) -> str:
        """What is added for him, in words."""
        return "；".join(f"{organisation.name} {role.label}" for role, organisation in self.places)

    @property
    def changes(self) -> bool:
        """Whether anything about him would be different."""
        before = self.before
        renamed = before is not None and (before.name != self.name or (self.email and before.email != self.email))
        return before is None or bool(self.places) or bool(renamed)


@dataclass(slots=True)
class Plan:
    """What a list would do."""

    people: dict[str, Planned] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    passed_over: tuple[str, ...] = ()

    @property
    def new(self) -> list[Planned]:
        """Those without an account."""
        return [one for one in self.people.values() if one.before is None or one.password]

    @property
    def changed(self) -> list[Planned]:
        """Those with an account of whom something changes."""
        return [one for one in self.people.values() if not (one.before is None or one.password) and one.changes]

    @property
    def warnings(self) -> list[Problem]:
        """Roles that are too close to each other: told, not refused."""
        return [Problem(one.first_row, text) for one in self.people.values() for text in one.warnings]


def plan(given: Sheets) -> Plan:
    """What a list would do, and what is wrong with it.

    :raises NotMet: where it is no such list at all.
    """
    listing = sheets.read(given, _ALIASES, (USERNAME, NAME, UNIT, ROLE))
    made = Plan(problems=list(listing.problems), passed_over=listing.passed_over)
    units = {one.code: one for one in Organisation.objects.all()}
    accounts = {people.account_name(one.username): one for one in Person.objects.all()}
    held: dict[int, set[tuple[str, int]]] = {}
    for pk, role, organisation in Membership.objects.values_list("person_id", "role", "organisation_id"):
        held.setdefault(pk, set()).add((role, organisation))
    for row in listing.rows:
        problems = list(_faults(row, units, made.people, accounts))
        if problems:
            made.problems += [Problem(row.number, text) for text in problems]
        else:
            _add(made.people, row, units[row[UNIT]], accounts, held)
    by_pk = {one.pk: one for one in units.values()}
    for one in made.people.values():
        already = held.get(one.before.pk, set()) if one.before is not None else set()
        places = [(Role(role), by_pk[organisation]) for role, organisation in already]
        one.warnings = people.too_close([*one.places, *places]) if one.places else []
    return made


def take_in(by: Person | None, given: Sheets, secret: bytes = b"") -> Plan:
    """Do what the list says, as one transaction; the initial passwords stand in the plan, and nowhere else.

    :param secret: what they are derived from.
    :raises NotMet: where something is wrong with it; then nothing was changed.
    """
    people.must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        made = plan(given)
        if made.problems:
            raise NotMet(_("这份表还有 {count} 处要改，没有导入。").format(count=len(made.problems)))
        _create(made.new, secret or secrets.token_bytes(32))
        for one in made.changed:
            assert one.before is not None
            one.before.name, one.before.email = one.name, one.email or one.before.email
            one.before.save(update_fields=["name", "email"])
        persons = {one.username: one.before for one in made.people.values()}
        Membership.objects.bulk_create(
            Membership(person=persons[one.username], role=role, organisation=organisation)
            for one in made.people.values()
            for role, organisation in one.places
        )
        if made.new or made.changed:
            added = {one.username: _written(one) for one in made.people.values() if one.changes}
            new = [one.username for one in made.people.values() if one.password]
            audit.record("import_people", by, details={"new": new, "given": added})
        return made


def _faults(
    row: Row, units: Mapping[str, Organisation], planned: Mapping[str, Planned], accounts: Mapping[str, Person]
) -> Iterator[str]:
    username = people.account_name(row[USERNAME])
    if not username:
        yield _("没有填账号。")
    elif username not in accounts:
        try:
            people.must_be_account_name(username)
        except NotMet as error:
            yield str(error)
    if not row[NAME]:
        yield _("没有填姓名。")
    elif len(row[NAME]) > 60:
        yield _("姓名超过 60 个字。")
    elif username in planned and planned[username].name != row[NAME]:
        said = _("账号“{username}”在第 {row} 行的姓名是“{name}”，两行不一样。")
        yield said.format(username=username, row=planned[username].first_row, name=planned[username].name)
    if row[EMAIL]:
        try:
            validate_email(row[EMAIL])
        except ValidationError:
            yield _("邮箱“{email}”写得不对。").format(email=row[EMAIL][:60])
    unit = units.get(row[UNIT])
    if not row[UNIT]:
        yield _("没有填单位编码。")
    elif unit is None:
        yield unknown_unit(row[UNIT], units)
    if not row[ROLE]:
        yield _("没有填角色。")
    for label in filter(None, (part.strip() for part in _BETWEEN.split(row[ROLE]))):
        role = _ROLES.get(label)
        if role is None:
            yield _("角色“{role}”不认识，请填：{known}。").format(role=label[:20], known=_KNOWN)
        elif unit is not None:
            try:
                people.must_fit(role, unit)
            except NotMet as error:
                yield str(error)


def unknown_unit(code: str, units: Mapping[str, Organisation]) -> str:
    """What to say of a code that no organisation has."""
    odd = sheets.odd_code(code)
    if odd:
        return odd
    near = sheets.without_zeros(frozenset(units), code)
    hint = _("；有“{near}”，是不是前面的 0 丢了？").format(near=near) if near else "。"
    return _("单位编码“{code}”没有找到{hint}").format(code=code, hint=hint)


def _add(
    planned: dict[str, Planned],
    row: Row,
    unit: Organisation,
    accounts: Mapping[str, Person],
    held: Mapping[int, set[tuple[str, int]]],
) -> None:
    username = people.account_name(row[USERNAME])
    before = accounts.get(username)
    one = planned.setdefault(username, Planned(username, row[NAME], row[EMAIL], row.number, before))
    one.email = one.email or row[EMAIL]
    already = held.get(before.pk, set()) if before is not None else set()
    for label in filter(None, (part.strip() for part in _BETWEEN.split(row[ROLE]))):
        place = (_ROLES[label], unit)
        if (place[0].value, unit.pk) not in already and place not in one.places:
            one.places.append(place)


def _create(planned: list[Planned], secret: bytes) -> None:
    hasher = PBKDF2PasswordHasher()
    for one in planned:
        one.password = people.derived_password(secret, one.username)
    made = Person.objects.bulk_create(
        Person(
            username=one.username,
            name=one.name,
            email=one.email,
            must_change_password=True,
            password=hasher.encode(one.password, hasher.salt(), iterations=_ITERATIONS),
        )
        for one in planned
    )
    for one, person in zip(planned, made, strict=True):
        one.before = person


def _written(one: Planned) -> list[list[object]]:
    return sorted([role.value, organisation.pk] for role, organisation in one.places)
