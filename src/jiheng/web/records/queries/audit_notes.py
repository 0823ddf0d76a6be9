"""What an act changed or why it was done, in words, from the details of its audit entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.records.models import AdjustmentReason, ExplanationReason, OrganisationKind, Phase, Role

Details = Mapping[str, Any]
Names = Mapping[int, str]
"""Names of organisations by their id."""
_FIELDS: dict[str, Promise | str] = {
    "name": gettext_lazy("名称"), "code": gettext_lazy("编码"), "kind": gettext_lazy("类别"), "parent": gettext_lazy("上级单位"),
    "unit": gettext_lazy("单位"), "amount": gettext_lazy("申报金额"), "control_figure": gettext_lazy("控制数"),
    "region": gettext_lazy("口径"), "layouts": gettext_lazy("空白表"), "overall_due": gettext_lazy("整体支出表"),
    "required_attachments": gettext_lazy("必附材料"), "remind_days": gettext_lazy("提醒"), "windows": gettext_lazy("各阶段的时间"),
    "username": gettext_lazy("账号"), "email": gettext_lazy("电子邮箱"), "fiscal_year": gettext_lazy("预算年度"),
}  # fmt: skip


def organisations_in(details: Iterable[Details]) -> set[int]:
    """The ids of the organisations that the notes name."""
    found: set[int] = set()
    for one in details:
        for key in ("given", "taken", "roles"):
            if isinstance(one.get(key), list):
                found.update(place[1] for place in one[key] if isinstance(place, list) and len(place) == 2)
        for side in (one.get("before"), one.get("after")):
            if isinstance(side, dict):
                found.update(side[key] for key in ("parent", "unit") if isinstance(side.get(key), int))
    return found


def note_of(act: str, details: Details, names: Names) -> str:
    """What changed, or why; blank where the act says it all."""
    write = _NOTES.get(act)
    return write(details, names) if write is not None else ""


def _roles(details: Details, names: Names) -> str:
    parts = [
        f"{sign}{names.get(organisation, '')} {Role(role).label}"
        for key, sign in (("given", "＋"), ("taken", "－"), ("roles", "＋"))
        for role, organisation in details.get(key, ())
    ]
    return _("；").join(parts)


def _sides(details: Details, names: Names) -> str:
    """`名称：旧 → 新` for each value that changed."""
    before, after = details.get("before", {}), details.get("after", {})
    return _("；").join(
        _("{field}：{before} → {after}").format(
            field=_FIELDS.get(key, key),
            before=_value(key, before.get(key), names),
            after=_value(key, after.get(key), names),
        )
        for key in after
        if before.get(key) != after.get(key)
    )


def _value(key: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return _("（空）")
    if key in ("parent", "unit"):
        return names.get(value, "")
    return str(OrganisationKind(value).label) if key == "kind" else str(value)


def _changed_fields(details: Details, names: Names) -> str:  # noqa: ARG001
    return _("、").join(str(_FIELDS.get(key, key)) for key in details.get("changed", ()))


def _name(details: Details, names: Names) -> str:  # noqa: ARG001
    return str(details.get("name", ""))


def _exception(details: Details, names: Names) -> str:  # noqa: ARG001
    return str(Phase(details["phase"]).label) if details.get("phase") in Phase.values else ""


def _explained(details: Details, names: Names) -> str:  # noqa: ARG001
    said = (details.get("rule", ""), ExplanationReason.label_of(details.get("reason_code", "")))
    return _("；").join(said)


def _adjustment(details: Details, names: Names) -> str:  # noqa: ARG001
    return AdjustmentReason.label_of(details.get("reason_code", ""))


_NOTES: dict[str, Callable[[Details, Names], str]] = {
    "create_person": _roles,
    "set_roles": _roles,
    "hand_over": _roles,
    "edit_person": _changed_fields,
    "edit_round": _changed_fields,
    "edit_organisation": _sides,
    "move_organisation": _sides,
    "edit_project": _sides,
    "add_organisation_name": _name,
    "remove_organisation_name": _name,
    "except_unit": _exception,
    "end_exception": _exception,
    "explain": _explained,
    "request_adjustment": _adjustment,
}
