"""The declaration: the one exchange format of the project (see docs/reference/declaration.schema.json).

A key is absent (`UNSET`) where the form has no such label, `None` (or empty) where the label is there and its cell is
blank. Amounts are `Decimal` yuan; texts are as printed.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from jiheng.model.location import Location

Text = str | None | UnsetType
Number = Decimal | None | UnsetType
Count = int | None | UnsetType


class Kind(StrEnum):
    """What a form is."""

    DEPARTMENT_OVERALL = "department_overall"
    """部门(单位)整体支出绩效目标表"""
    PROJECT = "project"
    """项目支出绩效目标表，含转移支付"""
    SPECIAL_FUND_SUMMARY = "special_fund_summary"
    """专项资金绩效目标汇总表"""
    SPECIAL_FUND_DIRECTION = "special_fund_direction"
    """专项资金支出方向绩效目标表"""
    NARRATIVE = "narrative"
    """部门整体绩效目标文字说明"""
    MONITORING = "monitoring"
    """绩效运行监控表"""
    SELF_EVALUATION = "self_evaluation"
    """绩效自评表"""


class Scope(StrEnum):
    """Which time or level a goal is for."""

    ANNUAL = "annual"
    """年度目标"""
    IMPLEMENTATION_PERIOD = "implementation_period"
    """实施期、中期、长期目标"""
    ANNUAL_ALL_LEVELS = "annual_all_levels"
    """年度总体绩效目标(含本级和市县)"""
    ANNUAL_OWN_LEVEL = "annual_own_level"
    """年度绩效目标(含本级)"""
    OVERALL = "overall"
    """总体绩效目标（文字说明）"""


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of all records: frozen, absent keys left out of the JSON."""


class SpendingStep(_Record, frozen=True, kw_only=True, gc=False):
    """A step of 资金支出计划: the cumulative share (percent, 0-100) to be paid by the end of month `by` ("01"-"12")."""

    by: str
    cumulative_percent: Number = UNSET


class Task(_Record, frozen=True, kw_only=True, gc=False):
    """A line of 年度主要任务: 任务名称, 主要内容, 总额 / 财政拨款 / 其他资金 in yuan."""

    name: Text = UNSET
    content: Text = UNSET
    total: Number = UNSET
    fiscal_appropriation: Number = UNSET
    other_funds: Number = UNSET
    spending_plan: tuple[SpendingStep, ...] | UnsetType = UNSET


class WorkItem(_Record, frozen=True, kw_only=True, gc=False):
    """A line of 年度重点工作计划: 事项, 责任单位/科室, 工作目标."""

    item: Text = UNSET
    responsible: Text = UNSET
    objective: Text = UNSET


class FundLine(_Record, frozen=True, kw_only=True, gc=False):
    """A line of a 汇总表: 序号, 名称, 金额 in yuan, 实施期绩效目标, 年度绩效目标; `is_section` of 一、二、三 lines."""

    number: Text = UNSET
    name: Text = UNSET
    amount: Number = UNSET
    implementation_goal: Text = UNSET
    annual_goal: Text = UNSET
    is_section: bool | UnsetType = UNSET


class CostEstimate(_Record, frozen=True, kw_only=True, gc=False):
    """A line of 支出明细及测算: 支出内容简介, 支出明细, 金额 in yuan, 测算依据及过程说明."""

    direction: Text = UNSET
    item: Text = UNSET
    amount: Number = UNSET
    calculation: Text = UNSET


class Goal(_Record, frozen=True, kw_only=True, gc=False):
    """A goal: `number` is the n of 目标n, `text` without that label, `actual_text` 实际完成情况."""

    scope: Scope
    number: int | UnsetType | None = UNSET
    text: Text = UNSET
    actual_text: Text = UNSET
    truncated: bool | UnsetType = UNSET


class History(_Record, frozen=True, kw_only=True, gc=False):
    """近两年指标值: the head of its column and the value as printed."""

    period: str
    value_text: Text = UNSET


class Indicator(_Record, frozen=True, kw_only=True, gc=False):
    """A third-level indicator (三级指标).

    `value_text` is 指标值 as printed; `operator`, `number` and `unit` are set only where the whole value is
    [operator] number [unit]. `weight` and `score` are points.
    """

    goal: int | UnsetType = UNSET
    level1: Text = UNSET
    level2: Text = UNSET
    name: Text = UNSET
    description: Text = UNSET
    value_text: Text = UNSET
    operator: Text = UNSET
    number: Number = UNSET
    unit: Text = UNSET
    basis: Text = UNSET
    weight: Number = UNSET
    polarity: Text = UNSET
    actual_text: Text = UNSET
    expected_text: Text = UNSET
    score: Number = UNSET
    deviation: Text = UNSET
    deviation_causes: tuple[str, ...] | UnsetType = UNSET
    likelihood: Text = UNSET
    history: tuple[History, ...] | UnsetType = UNSET
    place: Text = UNSET


class BlankLevel(_Record, frozen=True, kw_only=True, gc=False):
    """A row of the tree whose name and value are both blank."""

    level1: Text = UNSET
    level2: Text = UNSET


class Opinion(_Record, frozen=True, kw_only=True, gc=False):
    """审核意见: `by` is the label without 审核意见; signature and date are not part of `text`."""

    by: str
    text: Text = UNSET
    date: Text = UNSET


class Labelled(_Record, frozen=True, kw_only=True, gc=False):
    """A labelled value without a key of its own, or a signature place with what stands there."""

    label: str
    text: Text = UNSET
    at: Location | UnsetType = UNSET


class Table(_Record, frozen=True, kw_only=True, gc=False):
    """One form. The keys are those of the contract; `budget` maps its amount keys to yuan."""

    kind: Kind
    subject: str | UnsetType = UNSET
    title: Text = UNSET
    attachment: Text = UNSET
    fiscal_year: int | UnsetType = UNSET
    money_unit: str | UnsetType = UNSET
    budget_unit: Text = UNSET
    filing_unit: Text = UNSET
    unit_code: Text = UNSET
    competent_department: Text = UNSET
    competent_department_code: Text = UNSET
    implementing_unit: Text = UNSET
    implementing_unit_code: Text = UNSET
    project_name: Text = UNSET
    project_code: Text = UNSET
    project_attribute: Text = UNSET
    project_period: Text = UNSET
    fund_use: Text = UNSET
    parent_fund: Text = UNSET
    direction: Text = UNSET
    duties: Text = UNSET
    head: Text = UNSET
    preparer: Text = UNSET
    performance_contact: Text = UNSET
    project_leader: Text = UNSET
    phone: Text = UNSET
    established_posts: Count = UNSET
    actual_staff: Count = UNSET
    budget: dict[str, Decimal | None] | UnsetType = UNSET
    tasks: tuple[Task, ...] | UnsetType = UNSET
    work_plan: tuple[WorkItem, ...] | UnsetType = UNSET
    fund_lines: tuple[FundLine, ...] | UnsetType = UNSET
    spending_plan: tuple[SpendingStep, ...] | UnsetType = UNSET
    cost_estimates: tuple[CostEstimate, ...] | UnsetType = UNSET
    cost_estimate_total: Number = UNSET
    goals: tuple[Goal, ...] | UnsetType = UNSET
    indicators: tuple[Indicator, ...] | UnsetType = UNSET
    blank_levels: tuple[BlankLevel, ...] | UnsetType = UNSET
    opinions: tuple[Opinion, ...] | UnsetType = UNSET
    monitoring_period: Text = UNSET
    total_weight: Number = UNSET
    total_score: Number = UNSET
    safeguards: tuple[str, ...] | UnsetType = UNSET
    notes: Text = UNSET
    extra: tuple[Labelled, ...] | UnsetType = UNSET
    signatures: tuple[Labelled, ...] | UnsetType = UNSET
    truncated: bool | UnsetType = UNSET
    cells: dict[str, Location] | UnsetType = UNSET


class LeftOver(_Record, frozen=True, kw_only=True, gc=False):
    """A text that was not understood."""

    text: str
    at: Location


class Doubtful(_Record, frozen=True, kw_only=True, gc=False):
    """A value that was recognised in a picture with little confidence (0 to 1), and the paths that it has in its form."""

    text: str
    at: Location
    confidence: float
    table: int
    of: tuple[str, ...]


class DocumentFacts(_Record, frozen=True, kw_only=True, gc=False):
    """Metadata of the file that a release copy must not carry."""

    author: str | None = None
    created: str | None = None
    modified: str | None = None
    revisions: int = 0
    comments: int = 0
    bookmarks: int = 0


class Declaration(_Record, frozen=True, kw_only=True, gc=False):
    """Everything read from one file, or the one sentence why it could not be read."""

    source: str
    tables: tuple[Table, ...] | UnsetType = UNSET
    complete: bool | UnsetType = UNSET
    left_over: tuple[LeftOver, ...] | UnsetType = UNSET
    doubtful: tuple[Doubtful, ...] | UnsetType = UNSET
    document: DocumentFacts | UnsetType = UNSET
    error: str | UnsetType = UNSET


_encoder = msgspec.json.Encoder()


def to_json(declaration: Declaration) -> bytes:
    """The declaration as one compact line of UTF-8 JSON."""
    return _encoder.encode(declaration)


def from_json(data: bytes | str) -> Declaration:
    """A declaration out of its JSON.

    :raises msgspec.ValidationError: where the JSON is not of the contract's shape.
    """
    return msgspec.json.decode(data, type=Declaration)


def table_json(table: Table) -> bytes:
    """One form as one compact line of UTF-8 JSON; the same form always gives the same bytes."""
    return _encoder.encode(table)


def table_of_json(data: bytes | str) -> Table:
    """A form out of its JSON; nothing of what `table_json` wrote is lost.

    :raises msgspec.ValidationError: where the JSON is not of the contract's shape.
    """
    return msgspec.json.decode(data, type=Table)
