"""The closed lists of the records: roles, states, acts and the like, each with its Chinese name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class OrganisationKind(TextChoices):
    """What a node of the tree is."""

    BUREAU = "bureau", _("财政局")
    DEPARTMENT = "department", _("主管部门")
    UNIT = "unit", _("预算单位")


class Role(TextChoices):
    """Who acts in the cycle."""

    PREPARER = "preparer", _("填报人")
    HEAD = "head", _("单位负责人")
    DEPARTMENT = "department", _("主管部门审核人")
    SECTION = "section", _("业务股室审核人")
    PERFORMANCE = "performance", _("绩效股审核人")
    BUDGET = "budget", _("预算股")
    ADMIN = "admin", _("系统管理员")
    AUDITOR = "auditor", _("审计员")


OWN_UNIT_ROLES = frozenset((Role.PREPARER, Role.HEAD))
"""Roles that hold for one organisation and not for those below it."""


class State(TextChoices):
    """Where a declaration stands."""

    DRAFT = "draft", _("草稿")
    RETURNED = "returned", _("已退回")
    UNIT_REVIEW = "unit_review", _("待负责人签批")
    DEPARTMENT_REVIEW = "department_review", _("主管部门审核")
    SECTION_REVIEW = "section_review", _("业务股室审核")
    PERFORMANCE_REVIEW = "performance_review", _("绩效股审核")
    REVIEWED = "reviewed", _("已审定")
    ADJUSTING = "adjusting", _("二上调整")
    REJECTED = "rejected", _("不予安排")
    APPROVED = "approved", _("已批复")
    PUBLISHED = "published", _("已公开")


class Act(TextChoices):
    """What is done to a declaration."""

    CREATE = "create", _("建立")
    EDIT = "edit", _("修改")
    SUBMIT = "submit", _("报送")
    WITHDRAW = "withdraw", _("撤回")
    SIGN = "sign", _("签批")
    SKIP = "skip", _("免主管部门审核")
    PASS = "pass", _("审核通过")
    GRADE = "grade", _("评定")
    AMEND = "amend", _("代改")
    RETURN = "return", _("退回")
    UNDO = "undo", _("撤销")
    SET_CONTROL_FIGURE = "set_control_figure", _("下达控制数")
    CONFIRM = "confirm", _("二上确认")
    APPROVE = "approve", _("批复")
    PUBLISH = "publish", _("公开")
    CORRECT = "correct", _("更正")
    REQUEST_ADJUSTMENT = "request_adjustment", _("申请调整")
    REOPEN = "reopen", _("重新开放")


class Grade(TextChoices):
    """The grade of a review."""

    EXCELLENT = "excellent", _("优")
    GOOD = "good", _("良")
    FAIR = "fair", _("中")
    POOR = "poor", _("差")


class Phase(TextChoices):
    """What a window is for."""

    FIRST_UP = "first_up", _("一上：申报")
    SECOND_UP = "second_up", _("二上：按控制数调整")
    ADJUSTMENT = "adjustment", _("年中调整")


class AttachmentKind(TextChoices):
    """What a further file is."""

    CALCULATION = "calculation", _("测算依据")
    LEGAL_BASIS = "legal_basis", _("立项依据")
    STAMPED_SCAN = "stamped_scan", _("盖章扫描件")
    OTHER = "other", _("其他材料")


class VersionReason(TextChoices):
    """Why a version was made."""

    SUBMITTED = "submitted", pgettext_lazy("version", "报送")
    AMENDED = "amended", pgettext_lazy("version", "代改")
    CONFIRMED = "confirmed", pgettext_lazy("version", "二上确认")
    CORRECTED = "corrected", pgettext_lazy("version", "更正")


class Reason(TextChoices):
    """The kinds of a reason. What was written before reasons had kinds has a blank one."""

    @classmethod
    def kept(cls) -> list[tuple[str, _StrOrPromise]]:
        """What the records may hold, with its names."""
        return [("", _("未分类")), *cls.choices]

    @classmethod
    def label_of(cls, code: str) -> str:
        """The name of a code as it is kept; one that is not known any more stands for itself."""
        return str(dict(cls.kept()).get(code, code))


class ExplanationReason(Reason):
    """Why a unit lets a finding stand."""

    POLICY = "policy", _("政策或上级文件如此规定")
    EVIDENCE = "evidence", _("数据另有依据（见附件或说明）")
    SPECIAL_CASE = "special_case", _("情况特殊，表内如实反映")
    FALSE_ALARM = "false_alarm", _("审核意见不适用于本表（误报）")
    OTHER = "other", _("其他原因")


class AdjustmentReason(Reason):
    """What makes an approved target change. A clerical error is none: that is 更正."""

    POLICY_CHANGE = "policy_change", _("政策调整")
    FORCE_MAJEURE = "force_majeure", _("不可抗力")
    BUDGET_ADJUSTED = "budget_adjusted", _("预算调整")
    MONITORING = "monitoring", _("绩效监控结果")
    DUTIES_CHANGED = "duties_changed", _("机构职能变化")
    OTHER = "other", _("其他原因")


class IntakePurpose(TextChoices):
    """What an uploaded form is for."""

    FILE = "file", pgettext_lazy("purpose", "申报")
    EDIT = "edit", _("换一份表")
    AMEND = "amend", _("代改")
    CONFIRM = "confirm", _("二上确认")
    CORRECT = "correct", _("更正")


class IntakeStatus(TextChoices):
    """How far the reading of an upload is."""

    WAITING = "waiting", _("等待读取")
    READING = "reading", _("正在读取")
    READY = "ready", _("读好了")
    FAILED = "failed", _("读不了")
    DONE = "done", _("已办")


class CopyStatus(TextChoices):
    """How far a copy for publication is."""

    WAITING = "waiting"
    MAKING = "making"
    MADE = "made"
    FAILED = "failed"


class FormKind(TextChoices):
    """Kinds of forms that are declared (the values of the exchange format)."""

    DEPARTMENT_OVERALL = "department_overall", _("部门（单位）整体支出绩效目标表")
    PROJECT = "project", _("项目支出绩效目标表")
    SPECIAL_FUND_SUMMARY = "special_fund_summary", _("专项资金绩效目标汇总表")
    SPECIAL_FUND_DIRECTION = "special_fund_direction", _("支出方向绩效目标表")
    NARRATIVE = "narrative", _("绩效目标文字说明")
