"""The audit, filtered, page by page from the newest: each page begins below an entry's number, however many there are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models import Act, AuditEntry, ChainHead, Organisation, Person, Round, State
from jiheng.web.records.queries.audit_notes import note_of, organisations_in

ACTS: dict[str, Promise | str] = {
    **dict(Act.choices),
    "comment": _("提意见"),
    "answer": _("答复意见"),
    "resolve": _("办结意见"),
    "explain": _("说明问题"),
    "attach": _("上传附件"),
    "discard": _("作废草稿"),
    "take_back_adjustment": _("撤回调整申请"),
    "correct_control_figure": _("改正控制数"),
    "detach": _("删除附件"),
    "remind": _("催报"),
    "create_person": _("新建账号"),
    "edit_person": _("修改账号"),
    "activate_person": _("启用账号"),
    "deactivate_person": _("停用账号"),
    "set_roles": _("设置角色"),
    "hand_over": _("交接工作"),
    "reset_password": _("重设密码"),
    "change_password": _("修改自己的密码"),
    "end_lockout": _("解除登录限制"),
    "set_up_second_factor": _("启用第二重验证"),
    "renew_backup_codes": _("更换备用码"),
    "end_second_factor": _("停用第二重验证"),
    "reset_second_factor": _("清除第二重验证"),
    "import_people": _("导入人员"),
    "create_organisation": _("新建单位"),
    "edit_organisation": _("修改单位"),
    "move_organisation": _("移动单位"),
    "activate_organisation": _("启用单位"),
    "deactivate_organisation": _("停用单位"),
    "add_organisation_name": _("添加别名"),
    "remove_organisation_name": _("删除别名"),
    "import_organisations": _("导入单位"),
    "create_round": _("新建轮次"),
    "edit_round": _("修改轮次"),
    "open_round": _("重新开放轮次"),
    "close_round": _("关闭轮次"),
    "except_unit": _("批准延期"),
    "end_exception": _("结束延期"),
    "add_project": _("新增项目"),
    "edit_project": _("修改项目"),
    "remove_project": _("删除项目"),
    "import_projects": _("导入项目库"),
    "seal": _("封存以前的版本"),
}
"""What an act is called; one that is not here is shown by its own name."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words."""

    entry: AuditEntry
    act: Promise | str
    about: str
    """Whom or what it was done to."""
    states: str
    note: str
    """What changed."""


def entries(
    *,
    by: Person | None = None,
    act: str = "",
    organisation: Organisation | None = None,
    since: date | None = None,
    until: date | None = None,
    below: int | None = None,
) -> QuerySet[AuditEntry]:
    """Entries, the newest first.

    :param organisation: about it or something below it.
    :param until: this day is still in.
    :param below: the number of the last entry of the page before.
    """
    found = AuditEntry.objects.select_related("by", "declaration", "organisation").order_by("-id")
    if by is not None:
        found = found.filter(by=by)
    if act:
        found = found.filter(act=act)
    if organisation is not None:
        below_it = Organisation.objects.filter(path__startswith=organisation.path).values("pk")
        found = found.filter(organisation__in=below_it)
    if since is not None:
        found = found.filter(id__gte=_first_from(_midnight(since)))
    if until is not None:
        found = found.filter(id__lt=_first_from(_midnight(until + timedelta(days=1))))
    return found if below is None else found.filter(id__lt=below)


def lines(shown: list[AuditEntry]) -> list[Line]:
    """Entries in words; the people and rounds that they name are read at once."""
    details = {entry.pk: json.loads(entry.details) for entry in shown}
    people = _named(Person, details, ("person", "before", "after"))
    rounds = _named(Round, details, ("round",))
    organisations = _by_name(Organisation, organisations_in(details.values()))
    return [
        Line(
            entry,
            ACTS.get(entry.act, entry.act),
            _about(entry, details[entry.pk], people, rounds),
            _states(entry),
            note_of(entry.act, details[entry.pk], organisations),
        )
        for entry in shown
    ]


def _about(entry: AuditEntry, details: Mapping[str, Any], people: Mapping[int, str], rounds: Mapping[int, str]) -> str:
    if entry.declaration is not None:
        return entry.declaration.title
    if entry.act == "hand_over":
        return " → ".join(people.get(details[key], "") for key in ("before", "after") if key in details)
    if "person" in details:
        return people.get(details["person"], "")
    if entry.act in ("add_project", "remove_project"):
        return str(details.get("name", ""))
    if entry.act == "edit_project":
        return str(details.get("after", {}).get("name", ""))
    if entry.act.startswith("import_"):
        return str(_("新增 {new} 个，更新 {changed} 个")).format(
            new=len(details.get("new", ())), changed=len(details.get("changed", ()) or details.get("given", ()))
        )
    return rounds.get(details.get("round", 0), "")


def _states(entry: AuditEntry) -> str:
    names = dict(State.choices)
    if not entry.to_state or entry.from_state == entry.to_state:
        return ""
    before = f"{names.get(entry.from_state, entry.from_state)} → " if entry.from_state else ""
    return f"{before}{names.get(entry.to_state, entry.to_state)}"


def _named(
    model: type[Person] | type[Round], details: Mapping[int, Mapping[str, Any]], keys: tuple[str, ...]
) -> dict[int, str]:
    return _by_name(model, {one[key] for one in details.values() for key in keys if isinstance(one.get(key), int)})


def _by_name(model: type[Person] | type[Round] | type[Organisation], wanted: set[int]) -> dict[int, str]:
    return dict(model.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _first_from(moment: datetime) -> int:
    """The number of the first entry from a moment on: numbers rise with time, so it is found by halving."""
    head = ChainHead.objects.filter(pk=1).first()
    low, high = 1, (head.length if head is not None else 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = AuditEntry.objects.filter(pk=middle).values_list("at", flat=True).first()
        if at is None or at >= moment:
            high = middle
        else:
            low = middle + 1
    return low
