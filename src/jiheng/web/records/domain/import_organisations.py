"""Taking in the tree of organisations from a list: first what it would do and what is wrong, then all of it or nothing.

A list that was taken in before changes nothing; organisations that it does not name stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.batch.lists import Sheets
from jiheng.web.records.domain import audit, renaming, sheets
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.locking import lock_set_up
from jiheng.web.records.domain.names import key_of
from jiheng.web.records.domain.organisations import ALLOWED_UNDER
from jiheng.web.records.domain.people import must_be_admin
from jiheng.web.records.domain.sheets import Problem, Row
from jiheng.web.records.domain.workbooks import Column
from jiheng.web.records.domain.written import chinese
from jiheng.web.records.models import Organisation, OrganisationKind, OrganisationName, Person

CODE, NAME, KIND, PARENT, OTHERS = "单位编码", "单位名称", "类别", "上级单位编码", "其他名称"
COLUMNS = (
    Column(
        CODE,
        16,
        gettext_lazy("单位在预算管理一体化系统里的编码；设为文本，前面的 0 要保留。同一编码只能有一行。"),
        required=True,
    ),
    Column(NAME, 36, gettext_lazy("单位全称，与公章一致。"), required=True),
    Column(KIND, 12, gettext_lazy("财政局、主管部门、预算单位三者之一。财政局只能有一行。"), required=True),
    Column(
        PARENT,
        16,
        gettext_lazy(
            "上级单位的编码；财政局留空，其他单位必填。主管部门的上级是财政局，预算单位的上级是它的主管部门。"
            "街道、乡镇没有主管部门的，类别填预算单位，上级填财政局：它自己就是主管部门，它的表跳过主管部门审核。"
        ),
    ),
    Column(OTHERS, 36, gettext_lazy("简称、曾用名等，几个名称之间用“；”隔开，用来识别表上印的单位名称。可以不填。")),
)
_ALIASES = {
    CODE: ("预算单位编码", "编码"), NAME: ("预算单位名称", "名称", "单位全称"), KIND: ("单位类别", "单位类型"),
    PARENT: ("上级编码", "主管部门编码", "上级单位"), OTHERS: ("别名", "曾用名", "简称"),
}  # fmt: skip
_KINDS = {chinese(one.label): one for one in OrganisationKind} | {
    "部门": OrganisationKind.DEPARTMENT,
    "单位": OrganisationKind.UNIT,
}
_BETWEEN = re.compile(r"[；;|\n]|、")
_DEEPEST = 8


@dataclass(slots=True)
class Planned:
    """A row as it is to be: which organisation, under what, and what of it changes."""

    row: Row
    code: str
    name: str
    kind: OrganisationKind
    parent: str
    others: tuple[str, ...]
    before: Organisation | None
    changes: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a list would do."""

    rows: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: tuple[str, ...] = ()

    @property
    def new(self) -> list[Planned]:
        """Organisations that are not there yet."""
        return [one for one in self.rows if one.before is None]

    @property
    def changed(self) -> list[Planned]:
        """Organisations that will be different."""
        return [one for one in self.rows if one.before is not None and one.changes]


def plan(given: Sheets) -> Plan:
    """What a list would do, and what is wrong with it.

    :raises NotMet: where it is no such list at all.
    """
    listing = sheets.read(given, _ALIASES, (CODE, NAME, KIND, PARENT))
    made = Plan(problems=list(listing.problems), passed_over=listing.passed_over)
    held = {one.code: one for one in Organisation.objects.prefetch_related("other_names").select_related("parent")}
    seen: dict[str, int] = {}
    for row in listing.rows:
        problems = list(_faults(row, seen))
        made.problems += [Problem(row.number, text) for text in problems]
        if not problems:
            made.rows.append(_planned(row, held.get(row[CODE])))
        seen.setdefault(row[CODE], row.number)
    final = _final(made.rows, held)
    made.problems += _faults_of_tree(made.rows, held, final, frozenset(seen))
    made.problems += _faults_of_names(made.rows, held)
    made.problems.sort(key=lambda problem: problem.row)
    return made


def take_in(by: Person | None, given: Sheets) -> Plan:
    """Do what the list says, as one transaction.

    :raises NotMet: where something is wrong with it; then nothing was changed.
    """
    must_be_admin(by)
    with transaction.atomic():
        concerned = renaming.lock_of_units(_renamed(plan(given)).keys())
        lock_set_up()
        made = plan(given)
        if made.problems:
            raise NotMet(_("这份表还有 {count} 处要改，没有导入。").format(count=len(made.problems)))
        held = {one.code: one for one in Organisation.objects.all()}
        renamed = _renamed(made)
        _create(made.new, held)
        _change(made.changed, held)
        _rewrite_paths()
        _add_names(made.rows, held)
        renaming.follow_units(renamed, concerned)
        changed = {one.code: list(one.changes) for one in made.changed}
        if made.new or changed:
            details = {"new": [one.code for one in made.new], "changed": changed}
            audit.record("import_organisations", by, details=details)
        return made


def _renamed(made: Plan) -> dict[int, tuple[str, str]]:
    """Old and new names of the organisations that get another one, by their ids."""
    return {
        one.before.pk: (one.before.name, one.name)
        for one in made.changed
        if one.before is not None and "name" in one.changes
    }


def _faults(row: Row, seen: Mapping[str, int]) -> Iterator[str]:
    """What is wrong with a row alone."""
    code, name = row[CODE], row[NAME]
    if not code:
        yield _("没有填单位编码。")
    elif code in seen:
        yield _("单位编码“{code}”与第 {row} 行重复。").format(code=code, row=seen[code])
    elif odd := sheets.odd_code(code):
        yield odd
    if not name:
        yield _("没有填单位名称。")
    elif len(name) > 120:
        yield _("单位名称超过 120 个字。")
    kind = _KINDS.get(row[KIND])
    if kind is None:
        yield _("类别“{kind}”不认识，请填财政局、主管部门或预算单位。").format(kind=row[KIND][:20])
    elif kind == OrganisationKind.BUREAU and row[PARENT]:
        yield _("财政局没有上级，上级单位编码请留空。")
    elif kind != OrganisationKind.BUREAU and not row[PARENT]:
        yield _("没有填上级单位编码；只有财政局可以留空。")
    if code and row[PARENT] == code:
        yield _("上级单位编码就是自己的编码。")


def _planned(row: Row, before: Organisation | None) -> Planned:
    others = tuple(dict.fromkeys(name.strip() for name in _BETWEEN.split(row[OTHERS]) if name.strip()))
    made = Planned(row, row[CODE], row[NAME], _KINDS[row[KIND]], row[PARENT], others, before)
    if before is not None:
        known = {one.key for one in before.other_names.all()} | {key_of(before.name), key_of(made.name)}
        above = before.parent.code if before.parent is not None else ""
        made.changes = tuple(
            what
            for what, differs in (
                ("name", before.name != made.name),
                ("kind", before.kind != made.kind),
                ("parent", above != made.parent),
                ("other_names", any(key_of(name) not in known for name in others)),
            )
            if differs
        )
    return made


Node = tuple[str, OrganisationKind, str]
"""Name, kind, code of the parent."""


def _final(rows: list[Planned], held: Mapping[str, Organisation]) -> dict[str, Node]:
    """The tree as it would be, by code."""
    nodes: dict[str, Node] = {
        code: (one.name, OrganisationKind(one.kind), one.parent.code if one.parent is not None else "")
        for code, one in held.items()
    }
    return nodes | {one.code: (one.name, one.kind, one.parent) for one in rows}


def _faults_of_tree(
    rows: list[Planned], held: Mapping[str, Organisation], final: Mapping[str, Node], listed: frozenset[str]
) -> Iterator[Problem]:
    """What is wrong with how the rows hang together."""
    bureaus = [code for code, (_name, kind, _parent) in final.items() if kind == OrganisationKind.BUREAU]
    if not bureaus and rows:
        yield Problem(0, _("没有财政局：整棵树要有一行的类别是“财政局”。"))
    for one in rows:
        if one.kind == OrganisationKind.BUREAU and len(bureaus) > 1:
            other = final[next(code for code in bureaus if code != one.code)][0]
            yield Problem(one.row.number, _("财政局只能有一个，另有“{name}”。").format(name=other))
        if one.kind != OrganisationKind.BUREAU:
            text = _fault_of_parent(one, held, final, listed)
            if text:
                yield Problem(one.row.number, text)
        for code, (name, kind, parent) in final.items() if one.before is not None and "kind" in one.changes else ():
            if parent == one.code and one.kind not in ALLOWED_UNDER[kind] and code in held:
                yield Problem(
                    one.row.number, _("下面有{name}，不能改成“{kind}”。").format(name=name, kind=one.kind.label)
                )


def _fault_of_parent(
    one: Planned, held: Mapping[str, Organisation], final: Mapping[str, Node], listed: frozenset[str]
) -> str:
    above = final.get(one.parent)
    if above is None:
        if one.parent in listed:
            return ""  # its own row is wrong, and says so
        near = sheets.without_zeros(frozenset(final), one.parent)
        hint = _("；有“{near}”，是不是前面的 0 丢了？").format(near=near) if near else "。"
        return _("上级单位编码“{code}”没有找到{hint}").format(code=one.parent, hint=hint)
    name, kind, _parent = above
    if kind not in ALLOWED_UNDER[one.kind]:
        said = _("“{kind}”不能放在{name}（{above}）下面。")
        return said.format(kind=one.kind.label, name=name, above=kind.label)
    if one.parent in held and not held[one.parent].is_active:
        return _("上级单位{name}已停用。").format(name=name)
    way = [one.code]
    while way[-1] in final and final[way[-1]][2]:
        way.append(final[way[-1]][2])
        if way[-1] in way[:-1]:
            return _("上下级绕成了圈：{way}。").format(way=" → ".join(way))
    return _("层数超过 {most} 层。").format(most=_DEEPEST) if len(way) > _DEEPEST else ""


def _faults_of_names(rows: list[Planned], held: Mapping[str, Organisation]) -> Iterator[Problem]:
    """Names that cannot be told apart."""
    taken: dict[str, tuple[str, str]] = {}
    planned = {one.code for one in rows}
    for code, organisation in held.items():
        if code not in planned:
            taken[key_of(organisation.name)] = (code, organisation.name)
        for other in organisation.other_names.all():
            taken.setdefault(other.key, (code, organisation.name))
    for one in rows:
        for name in (one.name, *one.others):
            code, whose = taken.setdefault(key_of(name), (one.code, one.name))
            if code != one.code:
                said = _("“{name}”与 {code} {whose}的名称或别名分不开。")
                yield Problem(one.row.number, said.format(name=name, code=code, whose=whose))
        near = sheets.without_zeros(frozenset(held), one.code) if one.before is None else ""
        if near:
            said = _("编码“{code}”与已有的“{near}”只差前面的 0，请核对；编码列要设为文本。")
            yield Problem(one.row.number, said.format(code=one.code, near=near))


def _create(rows: list[Planned], held: dict[str, Organisation]) -> None:
    waiting = list(rows)
    while waiting:
        level = [one for one in waiting if not one.parent or one.parent in held]
        made = Organisation.objects.bulk_create(
            Organisation(name=one.name, code=one.code, kind=one.kind, parent=held.get(one.parent), path="")
            for one in level
        )
        held.update((one.code, one) for one in made)
        waiting = [one for one in waiting if one.code not in held]


def _change(rows: list[Planned], held: dict[str, Organisation]) -> None:
    for one in rows:
        now = held[one.code]
        if "name" in one.changes and key_of(now.name) != key_of(one.name):
            key = key_of(now.name)
            OrganisationName.objects.get_or_create(key=key, defaults={"organisation": now, "name": now.name})
        now.name, now.kind, now.parent = one.name, one.kind, held.get(one.parent)
    Organisation.objects.bulk_update([held[one.code] for one in rows], ["name", "kind", "parent"], batch_size=200)


def _rewrite_paths() -> None:
    nodes = {one.pk: one for one in Organisation.objects.all()}
    paths: dict[int, str] = {}

    def path_of(pk: int) -> str:
        if pk not in paths:
            above = nodes[pk].parent_id
            paths[pk] = f"{path_of(above) if above is not None else ''}{pk}/"
        return paths[pk]

    wrong = [one for pk, one in nodes.items() if one.path != path_of(pk)]
    for one in wrong:
        one.path = paths[one.pk]
    Organisation.objects.bulk_update(wrong, ["path"], batch_size=200)


def _add_names(rows: list[Planned], held: Mapping[str, Organisation]) -> None:
    known = set(OrganisationName.objects.values_list("key", flat=True))
    made = {
        key_of(name): OrganisationName(organisation=held[one.code], name=name[:120], key=key_of(name)[:120])
        for one in rows
        for name in one.others
        if key_of(name) not in known and key_of(name) != key_of(one.name)
    }
    OrganisationName.objects.bulk_create(made.values())
