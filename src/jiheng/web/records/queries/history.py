"""What happened to a declaration, in words, from the audit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiheng.report.words import path_words
from jiheng.rules.registry import UnknownRuleError, get_rule
from jiheng.web.records.domain.register import CORRECT_FIGURE
from jiheng.web.records.domain.transitions import rows
from jiheng.web.records.models import (
    Act,
    AdjustmentReason,
    AttachmentKind,
    AuditEntry,
    Comment,
    ExplanationReason,
    Grade,
    State,
    Version,
)
from jiheng.web.records.queries.declarations import Sight

_KINDS = {
    Act.RETURN: "back", Act.UNDO: "back", Act.WITHDRAW: "back",
    Act.SIGN: "good", Act.PASS: "good", Act.APPROVE: "good", Act.PUBLISH: "good", Act.CONFIRM: "good",
}  # fmt: skip
_WITHIN = ("answer", "explain", "edit", "attach", "detach")
"""What a unit does with a form in its hands: told to the unit and to auditors."""


_SAID = 40
"""Characters of a comment or a finding that an entry names."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry in words, as the timeline shows it."""

    kind: str
    person: str
    role: str
    words: str
    when: datetime
    opinion: str = ""
    note: str = ""


def entries_of(sight: Sight) -> QuerySet[AuditEntry]:
    """The entries of a declaration that exist for a person, the newest first."""
    found = AuditEntry.objects.filter(declaration=sight.declaration).select_related("by").order_by("-id")
    if sight.until is not None:
        found = found.filter(id__lte=sight.until[0])
    if sight.left is not None:
        found = found.exclude(act__in=_WITHIN).filter(Q(version_sha256="") | Q(version_sha256__in=sight.left))
    return found


def events(entries: Iterable[AuditEntry], sight: Sight) -> list[Event]:
    """Entries in words."""
    shown = list(entries)
    details = {entry.pk: json.loads(entry.details) for entry in shown}
    undone = [one.get("undone") for one in details.values() if one.get("undone")]
    acts = dict(AuditEntry.objects.filter(pk__in=undone).values_list("pk", "act")) if undone else {}
    told = _Told(acts, sight.versions, _remarks(details.values(), sight))
    return [_event(entry, details[entry.pk], told) for entry in shown]


@dataclass(frozen=True, slots=True)
class _Told:
    """What entries refer to: acts that were undone, versions and comments that this person sees."""

    acts: Mapping[int, str]
    versions: Sequence[Version]
    remarks: Mapping[int, Comment]

    def number(self, entry: AuditEntry) -> int | None:
        """The number of the version that an entry made: of those with its content the last that there was."""
        same = [one for one in self.versions if one.sha256 == entry.version_sha256 and one.at <= entry.at]
        return max((one.number for one in same), default=None)


def _remarks(details: Iterable[Mapping[str, Any]], sight: Sight) -> dict[int, Comment]:
    wanted = [one["comment"] for one in details if "comment" in one]
    if not wanted:
        return {}
    found = Comment.objects.filter(
        declaration=sight.declaration, pk__in=wanted, version__in=[one.pk for one in sight.versions]
    )
    return {one.pk: one for one in found if sight.is_seen(one.at)}


def _event(entry: AuditEntry, details: Mapping[str, Any], told: _Told) -> Event:
    kind = _KINDS.get(entry.act, "")  # type: ignore[call-overload]
    if entry.act == Act.GRADE:
        kind = {Grade.POOR: "bad", Grade.FAIR: "back"}.get(details.get("grade", ""), "good")
    return Event(
        kind=kind,
        person=entry.by.name if entry.by is not None else _("系统"),
        role=_role(entry),
        words=_words(entry, details, told),
        when=entry.at,
        opinion=entry.opinion,
        note=_note(entry, details),
    )


def _role(entry: AuditEntry) -> str:
    """In which role it was done, where the table leaves one only."""
    if entry.act not in Act.values or entry.from_state not in State.values:
        return ""
    roles = {role for row in rows(Act(entry.act), State(entry.from_state)) for role in row.roles}
    return str(roles.pop().label) if len(roles) == 1 else ""


def _words(entry: AuditEntry, details: Mapping[str, Any], told: _Told) -> str:
    act = entry.act
    if act == Act.GRADE:
        grade = details.get("grade", "")
        label = Grade(grade).label if grade in Grade.values else grade
        return _("评定为“{grade}”，{total} 分").format(grade=label, total=details.get("total", ""))
    if act == Act.UNDO:
        before = told.acts.get(details.get("undone", 0), "")
        what = Act(before).label if before in Act.values else _("上一步")
        return _("撤销了“{act}”，回到“{state}”").format(act=what, state=_state(entry.to_state))
    if act == Act.SET_CONTROL_FIGURE:
        return _("下达控制数 {figure} 元").format(figure=_amount(details.get("control_figure")))
    if act == CORRECT_FIGURE:
        figures = {key: _amount(details.get(key)) for key in ("before", "control_figure")}
        return _("改正控制数：{before} 元改为 {control_figure} 元").format(**figures)
    if act == Act.SKIP and entry.from_state == State.REJECTED:
        return _("回到“{state}”").format(state=_state(entry.to_state))
    if act == Act.APPROVE:
        return _("批复，文号 {number}").format(number=details.get("number", ""))
    if act in ("answer", "resolve") and (remark := told.remarks.get(details.get("comment", 0))) is not None:
        said = _("答复了对{place}的意见“{text}”") if act == "answer" else _("办结了对{place}的意见“{text}”")
        return said.format(place=_place(remark.path), text=_cut(remark.text))
    if act == "explain":
        return _("说明了为什么不改（{reason}）：“{finding}”").format(
            reason=ExplanationReason.label_of(details.get("reason_code", "")),
            finding=_cut(details.get("finding") or _rule(details["rule"])),
        )
    if act == "comment":
        return _("对{place}提了意见").format(place=_place(details.get("path", "")))
    if act in ("attach", "detach"):
        kind = details.get("kind", "")
        label = AttachmentKind(kind).label if kind in AttachmentKind.values else kind
        said = _("上传了{kind}“{title}”第 {number} 版") if act == "attach" else _("删除了{kind}“{title}”第 {number} 版")
        return said.format(kind=label, title=details.get("title", ""), number=details.get("number", ""))
    words = _plain().get(act, act)
    if act in (Act.SUBMIT, Act.AMEND, Act.CONFIRM, Act.CORRECT) and (number := told.number(entry)) is not None:
        words = _("{act}，成为第 {number} 版").format(act=words, number=number)
    if act == Act.REQUEST_ADJUSTMENT:
        words = _("{act}（{reason}）").format(
            act=words, reason=AdjustmentReason.label_of(details.get("reason_code", ""))
        )
    if entry.to_state and entry.to_state != entry.from_state and act != Act.CREATE:
        return _("{act}，转入“{state}”").format(act=words, state=_state(entry.to_state))
    return words


def _plain() -> dict[str, str]:
    return {
        Act.CREATE: _("建立了申报"), Act.EDIT: _("换了一份表"), Act.SUBMIT: pgettext("history", "报送"), Act.WITHDRAW: _("撤回了报送"),
        Act.SIGN: pgettext("history", "签批"), Act.SKIP: pgettext("history", "免主管部门审核"), Act.PASS: pgettext("history", "审核通过"), Act.AMEND: pgettext("history", "代改"),
        Act.RETURN: pgettext("history", "退回"), Act.CONFIRM: _("按控制数确认"), Act.PUBLISH: pgettext("history", "公开"), Act.CORRECT: pgettext("history", "更正"),
        Act.REQUEST_ADJUSTMENT: pgettext("history", "申请调整"), Act.REOPEN: pgettext("history", "重新开放"), "answer": _("答复了一条意见"),
        "resolve": _("办结了一条意见"), "discard": _("作废了草稿"), "take_back_adjustment": _("撤回了调整申请"),
    }  # fmt: skip


def _note(entry: AuditEntry, details: Mapping[str, Any]) -> str:
    if details.get("exception_reason"):
        return _("截止后经批准办理：{reason}").format(reason=details["exception_reason"])
    if entry.act == Act.PUBLISH and details.get("days_late"):
        return _("超过法定期限 {days} 天").format(days=details["days_late"])
    if entry.act == Act.APPROVE and details.get("approving_document"):
        return _("批准调整的文号：{number}").format(number=details["approving_document"])
    if entry.act == Act.AMEND and details.get("changes"):
        return _("改了 {n} 处").format(n=details["changes"])
    return str(details.get("url", "")) if entry.act == Act.PUBLISH else ""


def _state(state: str) -> str:
    return str(State(state).label) if state in State.values else state


def _place(path: str) -> str:
    return _("“{words}”").format(words=path_words([path])) if path else _("整份表")


def _rule(id: str) -> str:
    """What a rule is called; entries from before do not say what it found."""
    try:
        return get_rule(id).title
    except UnknownRuleError:
        return id


def _cut(text: str) -> str:
    return text if len(text) <= _SAID else f"{text[: _SAID - 1]}…"


def _amount(value: object) -> str:
    try:
        return f"{Decimal(str(value)):,}"
    except ArithmeticError:
        return str(value)
