"""The review sheet of a project's target (项目支出绩效目标审核表): four dimensions, eight scores, a grade, two opinions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from jiheng.model.review_sheet import DIMENSIONS
from jiheng.report.approval_docx import NO_MONEY, ApprovedMoney, chinese_date, money_words
from jiheng.report.docx_writer import (
    HEADING_FONT,
    TABLE_FONT,
    TITLE_FONT,
    WU_HAO,
    XIAO_SI,
    Box,
    Margins,
    Row,
    Run,
    Style,
    document,
    paragraph,
    table,
)

GRADES = ("优", "良", "中", "差")
_MARGINS = Margins(top=1020, bottom=1020, left=1304, right=1304)
_WIDTHS = (1480, 1540, 4480, 900, 898)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpinion:
    """An opinion, whose it is, and of when; blank where it is still to be written."""

    text: str = ""
    reviewer: str = ""
    written: date | None = None


NO_OPINION = ReviewOpinion()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """What a review sheet says.

    :param scores: for the key of each sub-item its points, or of a general project 优、良、中、差; absent where not judged.
    :param grade: blank where there is none yet.
    :param section: 业务股室审核意见.
    :param performance: 绩效股审核意见.
    """

    fiscal_year: int
    unit: str
    project_name: str = ""
    project_code: str = ""
    money: ApprovedMoney = NO_MONEY
    scores: Mapping[str, int | str] = field(default_factory=dict)
    grade: str = ""
    section: ReviewOpinion = NO_OPINION
    performance: ReviewOpinion = NO_OPINION
    version: int
    sha256: str

    @property
    def total(self) -> int | None:
        """The sum of the points, where every sub-item has some."""
        points = [self.scores.get(item.key) for _, items in DIMENSIONS for item in items]
        known = [one for one in points if isinstance(one, int)]
        return sum(known) if len(known) == len(points) else None


def review_sheet_document(facts: ReviewFacts) -> bytes:
    """The review sheet as a Word document of one page."""
    what = "项目支出" if facts.project_name else "部门整体支出"
    title = f"{what}绩效目标审核表"
    body = [
        paragraph(Style(align="center", line=600, after=60), Run(title, TITLE_FONT, 36)),
        paragraph(Style(align="center", line=360, after=100), Run(f"（{facts.fiscal_year}年度）", TABLE_FONT, XIAO_SI)),
        table(_WIDTHS, [*_head(facts), *_scores(facts), *_opinions(facts)]),
        paragraph(Style(line=20)),  # a document may not end with a table
    ]
    days = [one.written for one in (facts.section, facts.performance) if one.written is not None]
    written = max(days, default=date(facts.fiscal_year, 1, 1))
    return document(body, title=title, written=written, margins=_MARGINS)


def _head(facts: ReviewFacts) -> Iterator[Row]:
    named = [("预算单位", facts.unit)]
    if facts.project_name:
        named += [("项目名称", facts.project_name), ("项目编码", facts.project_code or "申报表没有填写")]
    named += [("申报资金", money_words(facts.money) or "申报表没有列明金额")]
    for label, text in named:
        yield Row(boxes=[_label(label), _text(text, span=4, side="left")], height=400)
    style = Style(align="left", line=270, exact=False)
    version = [
        paragraph(style, Run(f"第 {facts.version} 版，内容的校验值（SHA-256）：", TABLE_FONT, XIAO_SI)),
        paragraph(style, Run(facts.sha256, TABLE_FONT, WU_HAO - 3)),
    ]
    yield Row(boxes=[_label("申报表版本"), Box(content=version, span=4)])


def _scores(facts: ReviewFacts) -> Iterator[Row]:
    heads = ("审核内容", "审核要点", "审核说明", "分值", "得分")
    yield Row(boxes=[_label(text) for text in heads], height=400)
    for name, items in DIMENSIONS:
        merge = "restart"
        points = sum(item.points for item in items)
        for item in items:
            got = facts.scores.get(item.key)
            yield Row(
                boxes=[
                    _text(f"{name}\n（{points}分）" if merge == "restart" else "", merge=merge),
                    _text(item.name),
                    _text(item.asks, side="left", size=WU_HAO),
                    _text(str(item.points)),
                    _text("" if got is None else str(got)),
                ],
                height=470,
            )
            merge = "continue"
    total = facts.total
    yield Row(boxes=[_label("总分", span=3), _text("100"), _text("" if total is None else str(total))], height=420)
    ticks = "　　".join(f"{'■' if grade == facts.grade else '□'} {grade}" for grade in GRADES)
    yield Row(boxes=[_label("审核等级"), _text(ticks, span=4)], height=420)


def _opinions(facts: ReviewFacts) -> Iterator[Row]:
    for label, opinion in (("业务股室\n审核意见", facts.section), ("绩效股\n审核意见", facts.performance)):
        text = paragraph(
            Style(align="left", line=295, exact=False, with_next=True), Run(opinion.text, TABLE_FONT, XIAO_SI)
        )
        signed = f"审核人：{opinion.reviewer or '　　　　　　'}　　（盖章）　　{chinese_date(opinion.written)}"
        signature = paragraph(Style(align="right", line=295, exact=False), Run(signed, TABLE_FONT, XIAO_SI))
        said = Box(content=[text], span=4, align="top", no_line="bottom")
        by = Box(content=[signature], span=4, align="bottom", no_line="top")
        yield Row(boxes=[_label(label, merge="restart"), said], height=1300, whole=False)
        yield Row(boxes=[_label("", merge="continue"), by], height=420)


def _label(text: str, *, span: int = 1, merge: str = "") -> Box:
    style = Style(align="center", line=295, exact=False)
    return Box(content=[paragraph(style, Run(text, HEADING_FONT, XIAO_SI))], span=span, merge=merge)


def _text(text: str, *, span: int = 1, merge: str = "", side: str = "center", size: int = XIAO_SI) -> Box:
    style = Style(align=side, line=295, exact=False)
    return Box(content=[paragraph(style, Run(text, TABLE_FONT, size))], span=span, merge=merge)
