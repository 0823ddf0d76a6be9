"""The tree of organisations: who belongs under whom, under which names they are known. Only administrators change it.

Each function is one transaction with its audit entry. `by` is None where the command line does it for the installation.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from jiheng.model.invisible import as_name, visible
from jiheng.web.records.domain import audit, renaming
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.locking import lock_set_up
from jiheng.web.records.domain.names import key_of
from jiheng.web.records.domain.people import must_be_admin
from jiheng.web.records.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationName,
    Person,
    Role,
)

_LONGEST_PATH = 200
ALLOWED_UNDER = {
    OrganisationKind.BUREAU: frozenset(),
    OrganisationKind.DEPARTMENT: frozenset((OrganisationKind.BUREAU, OrganisationKind.DEPARTMENT)),
    OrganisationKind.UNIT: frozenset((OrganisationKind.BUREAU, OrganisationKind.DEPARTMENT, OrganisationKind.UNIT)),
}
"""Under what kind a kind may stand."""


def create(
    by: Person | None, *, name: str, code: str, kind: OrganisationKind | str, parent: Organisation | None
) -> Organisation:
    """A new node of the tree."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        kind = OrganisationKind(kind)
        parent = Organisation.objects.get(pk=parent.pk) if parent is not None else None
        values = _checked(name, code)
        _must_stand(kind, parent)
        made = Organisation.objects.create(**values, kind=kind, parent=parent, path="")
        made.path = _path(made, parent)
        made.save(update_fields=["path"])
        details = {"name": made.name, "code": made.code, "kind": kind.value, "parent": made.parent_id}
        audit.record("create_organisation", by, organisation=made, details=details)
        return made


def edit(organisation: Organisation, by: Person | None, *, name: str, code: str) -> Organisation:
    """Another name or code; the old name stays known."""
    must_be_admin(by)
    with transaction.atomic():
        concerned = renaming.lock_of_units([organisation.pk])
        lock_set_up()
        now = Organisation.objects.select_for_update().get(pk=organisation.pk)
        values = _checked(name, code, now)
        before = {"name": now.name, "code": now.code}
        if values == before:
            return now
        now.name, now.code = values["name"], values["code"]
        now.save(update_fields=["name", "code"])
        if before["name"] != now.name:
            _keep_old_name(now, before["name"])
            renaming.follow_units({now.pk: (before["name"], now.name)}, concerned)
        audit.record("edit_organisation", by, organisation=now, details={"before": before, "after": values})
        return now


def move(organisation: Organisation, by: Person | None, *, kind: OrganisationKind | str, parent: Organisation | None) -> Organisation:  # fmt: skip
    """Under another organisation, or of another kind; everything below it goes with it."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        now = Organisation.objects.select_for_update().get(pk=organisation.pk)
        kind = OrganisationKind(kind)
        above = Organisation.objects.get(pk=parent.pk) if parent is not None else None
        if now.kind == kind and now.parent_id == (above.pk if above is not None else None):
            return now
        if above is not None and above.path.startswith(now.path):
            raise NotMet(_("{name}不能放到自己或自己的下级单位下面。").format(name=now.name))
        _must_stand(kind, above, now)
        _must_fit_below(now, kind)
        before = {"kind": now.kind, "parent": now.parent_id}
        old, new = now.path, _path(now, above)
        now.kind, now.parent = kind, above
        now.save(update_fields=["kind", "parent"])
        _rewrite(old, new)
        now.path = new
        after = {"kind": kind.value, "parent": now.parent_id}
        audit.record("move_organisation", by, organisation=now, details={"before": before, "after": after})
        return now


def set_active(organisation: Organisation, by: Person | None, *, active: bool, reason: str = "") -> Organisation:
    """Close an organisation, or open it again. What it declared stays."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        now = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if now.is_active == active:
            return now
        if not active:
            if now.kind == OrganisationKind.BUREAU:
                raise NotMet(_("财政局是整棵树的根，不能停用。"))
            below = Organisation.objects.filter(path__startswith=now.path, is_active=True).exclude(pk=now.pk).first()
            if below is not None:
                raise NotMet(_("下级单位{name}还在用，请先停用或移走下级单位。").format(name=below.name))
        elif now.parent is not None and not now.parent.is_active:
            raise NotMet(_("上级单位{name}已停用，请先启用上级单位。").format(name=now.parent.name))
        now.is_active = active
        now.save(update_fields=["is_active"])
        act = "activate_organisation" if active else "deactivate_organisation"
        audit.record(act, by, organisation=now, opinion=reason.strip())
        return now


def add_name(organisation: Organisation, by: Person | None, name: str) -> OrganisationName:
    """A further name that the organisation is known under."""
    must_be_admin(by)
    with transaction.atomic():
        lock_set_up()
        name = as_name(name)
        key = key_of(name)
        if not key or len(name) > 120:
            raise NotMet(_("别名要有 1 到 120 个字。"))
        _must_be_free(key, organisation)
        made, new = OrganisationName.objects.get_or_create(
            key=key, defaults={"organisation": organisation, "name": name}
        )
        if new:
            audit.record("add_organisation_name", by, organisation=organisation, details={"name": name})
        return made


def remove_name(name: OrganisationName, by: Person | None) -> None:
    """A further name that is no longer used."""
    must_be_admin(by)
    with transaction.atomic():
        audit.record("remove_organisation_name", by, organisation=name.organisation, details={"name": name.name})
        name.delete()


def _checked(name: str, code: str, organisation: Organisation | None = None) -> dict[str, str]:
    name, code = as_name(name), "".join(visible(code).split())
    if not name or len(name) > 120:
        raise NotMet(_("单位名称要有 1 到 120 个字。"))
    if not code or len(code) > 40:
        raise NotMet(_("单位编码要有 1 到 40 个字。"))
    others = Organisation.objects.exclude(pk=organisation.pk if organisation is not None else 0)
    same = others.filter(code=code).first()
    if same is not None:
        raise NotMet(_("单位编码“{code}”已经是{name}的。").format(code=code, name=same.name))
    if others.filter(name=name).exists():
        raise NotMet(_("已经有一个单位叫“{name}”。").format(name=name))
    _must_be_free(key_of(name), organisation)
    return {"name": name, "code": code}


def _must_be_free(key: str, organisation: Organisation | None) -> None:
    """:raises NotMet: where another organisation is known under this name."""
    own = organisation.pk if organisation is not None else 0
    held = OrganisationName.objects.filter(key=key).exclude(organisation_id=own).select_related("organisation").first()
    other = held.organisation if held is not None else None
    if other is None:
        names = Organisation.objects.exclude(pk=own).only("pk", "name")
        other = next((one for one in names.iterator(chunk_size=2000) if key_of(one.name) == key), None)
    if other is not None:
        raise NotMet(_("这个名称与{name}的名称或别名分不开，匹配时会认错，请换一个。").format(name=other.name))


def _must_stand(kind: OrganisationKind, parent: Organisation | None, organisation: Organisation | None = None) -> None:
    if kind == OrganisationKind.BUREAU:
        own = organisation.pk if organisation is not None else 0
        if parent is not None:
            raise NotMet(_("财政局是整棵树的根，没有上级单位。"))
        if Organisation.objects.filter(kind=OrganisationKind.BUREAU).exclude(pk=own).exists():
            raise NotMet(_("财政局只能有一个。"))
        return
    if parent is None:
        raise NotMet(_("请选择上级单位；只有财政局没有上级单位。"))
    if parent.kind not in ALLOWED_UNDER[kind]:
        raise NotMet(
            _("“{kind}”不能放在{parent}（{parent_kind}）下面。").format(
                kind=kind.label, parent=parent.name, parent_kind=OrganisationKind(parent.kind).label
            )
        )
    if not parent.is_active:
        raise NotMet(_("上级单位{name}已停用。").format(name=parent.name))
    if len(parent.path) + 20 > _LONGEST_PATH:
        raise NotMet(_("{name}下面的层数太多了。").format(name=parent.name))


def _must_fit_below(organisation: Organisation, kind: OrganisationKind) -> None:
    """The children must be allowed under the new kind, and nobody may lose a role that exists at the bureau only."""
    for child in Organisation.objects.filter(parent=organisation):
        if kind not in ALLOWED_UNDER[OrganisationKind(child.kind)]:
            raise NotMet(_("{name}下面有{child}，不能改成“{kind}”。").format(
                name=organisation.name, child=child.name, kind=kind.label))  # fmt: skip
    if organisation.kind == OrganisationKind.BUREAU and kind != OrganisationKind.BUREAU:
        raise NotMet(_("财政局是整棵树的根，不能改成别的类别。"))
    if (
        kind == OrganisationKind.BUREAU
        and Membership.objects.filter(organisation=organisation, role=Role.DEPARTMENT).exists()
    ):
        raise NotMet(_("{name}有主管部门审核人，不能改成财政局。").format(name=organisation.name))


def _path(organisation: Organisation, parent: Organisation | None) -> str:
    return f"{parent.path if parent is not None else ''}{organisation.pk}/"


def _rewrite(old: str, new: str) -> None:
    """The paths of a node and of everything below it, in one statement."""
    if old == new:
        return
    longest = max(map(len, Organisation.objects.filter(path__startswith=old).values_list("path", flat=True)))
    if longest - len(old) + len(new) > _LONGEST_PATH:
        raise NotMet(_("移过去以后层数太多了。"))
    rest = Substr(F("path"), len(old) + 1)
    Organisation.objects.filter(path__startswith=old).update(path=Concat(Value(new), rest))


def _keep_old_name(organisation: Organisation, name: str) -> None:
    key = key_of(name)
    if key == key_of(organisation.name):
        return
    OrganisationName.objects.filter(key=key_of(organisation.name), organisation=organisation).delete()
    OrganisationName.objects.get_or_create(key=key, defaults={"organisation": organisation, "name": name})
