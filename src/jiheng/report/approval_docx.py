"""The approval of a performance target as an official document (批复), to be printed, stamped and sent.

It looks as the standard for official documents wants it (GB/T 9704): the letterhead in red, title in 二号, body in 仿宋 三号
with 28 points from line to line. What is approved stands in a table behind it. Nothing is invented: where the form prints
no amount, the document says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from jiheng.model.declaration import Kind, Table
from jiheng.report.amounts import printed
from jiheng.report.docx_writer import (
    BODY_FONT,
    ER_HAO,
    HEADING_FONT,
    SAN_HAO,
    TABLE_FONT,
    TITLE_FONT,
    WU_HAO,
    XIAO_SI,
    Box,
    Row,
    Run,
    Style,
    document,
    paragraph,
    table,
)
from jiheng.report.labels import SCOPES, SOURCES
from jiheng.report.prose import columns

if TYPE_CHECKING:
    from lxml.etree import _Element

_TOTALS = ("total", "expenditure_total", "revenue_total")
_PARTS = (
    "fiscal_appropriation", "general_public_budget", "government_funds", "non_tax_revenue", "other_funds", "carry_over",
    "basic_expenditure", "project_expenditure",
)  # fmt: skip
"""The amounts that a whole consists of."""
REQUIREMENTS = (
    "严格按照批复的绩效目标组织实施，落实责任，确保目标如期实现。",
    "绩效目标一经批复，不得擅自调整。确需调整的，按照规定程序与预算调整一并报批，未经批复仍以本批复为准。",
    "以批复的绩效目标为依据开展绩效运行监控，发现偏离目标的，及时分析原因、采取措施予以纠正。",
    "年度终了，对照批复的绩效目标和指标开展绩效自评，按时报送自评结果。",
)
"""What the unit is asked to do."""
_EM = 320
"""Twips of a character of 三号."""
_WIDTHS = (1640, 1900, 3205, 2100)
_FACT_WIDTHS = (_WIDTHS[0], sum(_WIDTHS[1:]))
_RED = "FF0000"
_LETTERHEAD = 420
"""Points that the letterhead has from edge to edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedIndicator:
    """An indicator: its levels, its name (三级指标), its value as printed."""

    level1: str
    level2: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedMoney:
    """What the form asks for, in yuan: the whole (None where the form prints none), and what it consists of, with names."""

    total: Decimal | None = None
    parts: tuple[tuple[str, Decimal], ...] = ()
    unit: str = "万元"


NO_MONEY = ApprovedMoney()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """What an approval says.

    :param bureau: 财政局, with its full name.
    :param number: 文号, such as 玉财绩〔2026〕12号; blank where it is still to be given.
    :param addressees: 主送机关.
    :param project_name: blank where the target of a whole unit (部门整体) is approved.
    :param goals: what each goal is called, and its text.
    :param grade: 优 or 良.
    :param version: the number of the version that is approved, and `sha256` the digest of its content.
    :param written: 成文日期; None where it is still to be given.
    """

    bureau: str
    number: str
    addressees: tuple[str, ...]
    fiscal_year: int
    unit: str
    project_name: str = ""
    project_code: str = ""
    money: ApprovedMoney = NO_MONEY
    goals: tuple[tuple[str, str], ...] = ()
    indicators: tuple[ApprovedIndicator, ...] = ()
    grade: str
    version: int
    sha256: str
    requirements: tuple[str, ...] = REQUIREMENTS
    written: date | None = None

    @property
    def object(self) -> str:
        """What is approved: 项目支出 or 部门整体支出."""
        return "项目支出" if self.project_name else "部门整体支出"


def approval_facts(
    table: Table,
    *,
    bureau: str,
    number: str,
    addressees: Sequence[str],
    fiscal_year: int,
    unit: str,
    grade: str,
    version: int,
    sha256: str,
    written: date | None = None,
    requirements: Sequence[str] = REQUIREMENTS,
) -> ApprovalFacts:
    """The facts of an approval, those of the target taken from the form."""
    return ApprovalFacts(
        bureau=bureau,
        number=number,
        addressees=tuple(addressees),
        fiscal_year=fiscal_year,
        unit=unit,
        project_name=_named(table),
        project_code=table.project_code or "",
        money=money_of(table),
        goals=tuple(_goals(table)),
        indicators=tuple(
            ApprovedIndicator(
                level1=one.level1 or "", level2=one.level2 or "", name=one.name or "", value=one.value_text or ""
            )
            for one in table.indicators or ()
        ),
        grade=grade,
        version=version,
        sha256=sha256,
        requirements=tuple(requirements),
        written=written,
    )


def money_of(table: Table) -> ApprovedMoney:
    """The whole of a form's money, and what it consists of."""
    budget = table.budget or {}
    total = next((budget[key] for key in _TOTALS if budget.get(key) is not None), None)
    parts = ((SOURCES[key], budget.get(key)) for key in _PARTS)
    return ApprovedMoney(
        total=total,
        parts=tuple((name, amount) for name, amount in parts if amount is not None),
        unit=table.money_unit or "元",
    )


def chinese_date(day: date | None) -> str:
    """2026年1月20日; with gaps to be filled by hand where there is none yet."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else "　　　　年　　月　　日"


def money_words(money: ApprovedMoney) -> str:
    """The whole and its parts in words: 12.50 万元，其中：财政拨款 12.50 万元."""
    if money.total is None:
        return ""
    said = f"{printed(money.total, money.unit)} {money.unit}"
    parts = "、".join(f"{name} {printed(amount, money.unit)} {money.unit}" for name, amount in money.parts)
    return f"{said}，其中：{parts}" if parts else said


def approval_document(facts: ApprovalFacts) -> bytes:
    """The approval as a Word document."""
    title = f"{facts.bureau}关于批复{facts.fiscal_year}年{facts.object}绩效目标的通知"
    body = [*_letterhead(facts), *_text(facts, title), *_signed(facts), *_annex(facts)]
    return document(body, title=title, written=facts.written or date(facts.fiscal_year, 1, 1))


def _named(table: Table) -> str:
    whole = table.kind in (Kind.DEPARTMENT_OVERALL, Kind.NARRATIVE)
    return "" if whole else table.project_name or table.direction or table.parent_fund or "（申报表没有填写名称）"


def _goals(table: Table) -> Iterator[tuple[str, str]]:
    for goal in table.goals or ():
        if goal.text:
            number = str(goal.number) if goal.number else ""
            yield f"{SCOPES[goal.scope]}{number}", goal.text


# ---- the letter --------------------------------------------------------------------------------------------------


def _letterhead(facts: ApprovalFacts) -> Iterator[_Element]:
    mark = f"{facts.bureau}文件"
    size = max(2 * min(48, _LETTERHEAD // max(len(mark), 1)), ER_HAO)
    yield paragraph(
        Style(align="center", exact=False, line=240, before=560, after=480), Run(mark, TITLE_FONT, size, colour=_RED)
    )
    number = facts.number or "　　　　〔　　　　〕　　号"
    yield paragraph(Style(align="center", rule=_RED, after=0), Run(number))


def _text(facts: ApprovalFacts, title: str) -> Iterator[_Element]:
    large = Style(align="center", line=680, exact=True, before=0, after=0)
    yield paragraph(Style())
    yield from (paragraph(large, Run(line, TITLE_FONT, ER_HAO)) for line in _title_lines(facts, title))
    yield paragraph(Style())
    yield paragraph(Style(align="left"), Run(f"{'、'.join(facts.addressees)}："))
    whose = f"{facts.unit}{facts.fiscal_year}年" if facts.project_name else f"{facts.fiscal_year}年"
    name = f"“{facts.project_name}”项目" if facts.project_name else f"{facts.unit}部门整体支出"
    code = f"（项目编码：{facts.project_code}）" if facts.project_name and facts.project_code else ""
    yield _prose(
        "根据《中华人民共和国预算法》和预算绩效管理的有关规定，经审核，"
        f"现批复{whose}{name}{code}绩效目标（审核等级：{facts.grade}），请遵照执行。"
    )
    yield _heading("一、资金")
    yield _prose(_money_sentence(facts))
    yield _heading("二、绩效目标和指标")
    count = len(facts.indicators)
    held = f"批复的绩效目标和 {count} 项绩效指标见附件" if count else "批复的绩效目标见附件，申报表没有列绩效指标"
    yield _prose(f"{held}，以第 {facts.version} 版申报表为准。")
    yield _heading("三、有关要求")
    for number, said in enumerate(facts.requirements, 1):
        yield _prose(f"（{_numeral(number)}）{said}", with_next=number == len(facts.requirements))
    yield paragraph(Style(with_next=True))  # the signature never stands on a page of its own
    yield _prose(f"附件：{_annex_title(facts)}", with_next=True)


def _title_lines(facts: ApprovalFacts, title: str) -> list[str]:
    """The title, broken where its words end: behind the bureau's name where it does not fit one line."""
    if len(title) <= 20:
        return [title]
    first = f"{facts.bureau}关于批复"
    return [first, title[len(first) :]]


def _money_sentence(facts: ApprovalFacts) -> str:
    said = money_words(facts.money)
    if not said:
        return "申报表没有列明金额，本批复不另列金额，资金以预算批复为准。"
    return f"绩效目标对应的资金为 {said}。资金以预算批复为准。"


def _signed(facts: ApprovalFacts) -> Iterator[_Element]:
    """The bureau's name centred over the date, with room for the seal on both."""
    day = chinese_date(facts.written)
    name = f"{facts.bureau}（盖章）"
    wider = (columns(name) - columns(day)) * _EM // 4
    date_right = 4 * _EM if wider <= 2 * _EM else min(2 * _EM + wider, 10 * _EM)
    for _ in range(3):
        yield paragraph(Style(with_next=True))
    yield paragraph(Style(align="right", right=max(date_right - wider, 0), with_next=True), Run(name))
    yield paragraph(Style(align="right", right=date_right), Run(day))


# ---- the annex ---------------------------------------------------------------------------------------------------


def _annex_title(facts: ApprovalFacts) -> str:
    return f"{facts.fiscal_year}年{facts.object}绩效目标批复表"


def _annex(facts: ApprovalFacts) -> Iterator[_Element]:
    yield paragraph(Style(align="left", new_page=True), Run("附件", HEADING_FONT))
    yield paragraph(
        Style(align="center", line=600, before=60, after=120), Run(_annex_title(facts), TITLE_FONT, ER_HAO - 8)
    )
    yield table(_FACT_WIDTHS, _facts_rows(facts))
    if facts.indicators:
        yield paragraph(Style(align="center", line=420, with_next=True), Run("绩效指标", HEADING_FONT, XIAO_SI))
        yield table(_WIDTHS, _indicator_rows(facts.indicators))
    yield paragraph(Style(line=20))  # a document may not end with a table


def _facts_rows(facts: ApprovalFacts) -> Iterator[Row]:
    named = [("预算单位", facts.unit)]
    if facts.project_name:
        named += [("项目名称", facts.project_name), ("项目编码", facts.project_code or "申报表没有填写")]
    named += [("资金", money_words(facts.money) or "申报表没有列明金额"), ("审核等级", facts.grade)]
    for label, text in named:
        yield Row(boxes=[_label(label), _box(text, side="left")])
    for label, text in facts.goals or (("绩效目标", "申报表没有填写"),):
        yield Row(boxes=[_label(label), _box(text, side="left")], whole=False)
    if not facts.indicators:
        yield Row(boxes=[_label("绩效指标"), _box("申报表没有列绩效指标", side="left")])
    style = Style(align="left", line=280, exact=False)
    digest = [
        paragraph(style, Run(f"第 {facts.version} 版，内容的校验值（SHA-256）：", TABLE_FONT, XIAO_SI)),
        paragraph(style, Run(facts.sha256, TABLE_FONT, WU_HAO - 3)),
    ]
    yield Row(boxes=[_label("申报表版本"), Box(content=digest)])


def _indicator_rows(indicators: Sequence[ApprovedIndicator]) -> Iterator[Row]:
    yield Row(boxes=[_label(text) for text in ("一级指标", "二级指标", "三级指标", "指标值")], head=True)
    for _, first in groupby(indicators, key=lambda one: one.level1):
        top = "restart"
        for _, second in groupby(first, key=lambda one: one.level2):
            middle = "restart"
            for one in second:
                yield Row(
                    boxes=[
                        _box(one.level1 if top == "restart" else "", merge=top),
                        _box(one.level2 if middle == "restart" else "", merge=middle),
                        _box(one.name, side="left"),
                        _box(one.value),
                    ],
                )
                top = middle = "continue"


# ---- pieces ------------------------------------------------------------------------------------------------------


def _label(text: str) -> Box:
    return Box(content=[paragraph(Style(align="center", line=300, exact=False), Run(text, HEADING_FONT, XIAO_SI))])


def _box(text: str, *, merge: str = "", side: str = "center") -> Box:
    style = Style(align=side, line=300, exact=False)
    return Box(content=[paragraph(style, Run(text, TABLE_FONT, XIAO_SI))], merge=merge)


def _prose(text: str, *, with_next: bool = False) -> _Element:
    return paragraph(Style(first=2 * _EM, with_next=with_next), Run(text, BODY_FONT, SAN_HAO))


def _heading(text: str) -> _Element:
    return paragraph(Style(first=2 * _EM, with_next=True), Run(text, HEADING_FONT))


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"
