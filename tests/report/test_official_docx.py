"""The approval and the review sheet: every fact is in them, hostile texts are texts, the bytes are always the same."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn
from lxml import etree

from jiheng.forms.reading import read_file
from jiheng.model.declaration import Kind, Table, table_json
from jiheng.report.amounts import printed
from jiheng.report.approval_docx import (
    REQUIREMENTS,
    ApprovalFacts,
    ApprovedIndicator,
    ApprovedMoney,
    approval_document,
    approval_facts,
    chinese_date,
    money_of,
)
from jiheng.report.review_docx import DIMENSIONS, ReviewFacts, ReviewOpinion, review_sheet_document

OFFICE = Path(__file__).parents[2] / "examples" / "office"
SHA = hashlib.sha256(b"x").hexdigest()
FACTS = ApprovalFacts(
    bureau="玉田县财政局",
    number="玉财绩〔2026〕12号",
    addressees=("望远镇人民政府", "县民政局"),
    fiscal_year=2026,
    unit="望远镇人民政府",
    project_name="居家养老服务体系经费",
    project_code="130229001",
    money=ApprovedMoney(total=Decimal("400000"), parts=(("财政拨款", Decimal("400000")),)),
    goals=(("年度目标1", "为辖区老人提供服务。"), ("年度目标2", "第二个目标。")),
    indicators=(
        ApprovedIndicator(level1="产出指标", level2="数量指标", name="服务人数", value="350人"),
        ApprovedIndicator(level1="产出指标", level2="数量指标", name="服务次数", value="≥12次"),
        ApprovedIndicator(level1="产出指标", level2="质量指标", name="达标率", value="94%"),
        ApprovedIndicator(level1="满意度指标", level2="服务对象满意度", name="满意度", value="≥93%"),
    ),
    grade="优",
    version=3,
    sha256=SHA,
    written=date(2026, 1, 20),
)
REVIEW = ReviewFacts(
    fiscal_year=2026,
    unit="望远镇人民政府",
    project_name="居家养老服务体系经费",
    project_code="130229001",
    money=FACTS.money,
    scores={item.key: item.points - 1 for _, items in DIMENSIONS for item in items},
    grade="优",
    section=ReviewOpinion(text="资金与任务匹配。", reviewer="张三", written=date(2025, 11, 5)),
    performance=ReviewOpinion(text="同意。", reviewer="李四", written=date(2025, 11, 8)),
    version=3,
    sha256=SHA,
)
HOSTILE = '=cmd|\' /C calc\'!A0 <w:t>&"\x00\x07\x1b\ud800\ufffe\uffff\u202e\r\n第二行 HYPERLINK "http://x"'


def opened(data: bytes) -> Word:
    return docx.Document(io.BytesIO(data))


def text_of(word: Word) -> str:
    parts = [paragraph.text for paragraph in word.paragraphs]
    for table in word.tables:
        parts += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(parts)


def merges(table: Any, column: int) -> list[str]:
    """What each row says of the vertical merge in a column."""
    found = []
    for row in table._tbl.tr_lst:
        merge = row.tc_lst[column].find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        found.append("" if merge is None else merge.get(qn("w:val")))
    return found


def test_an_approval_says_all_its_facts() -> None:
    word = opened(approval_document(FACTS))
    text = text_of(word)
    for said in (
        "玉田县财政局文件", "玉财绩〔2026〕12号", "望远镇人民政府、县民政局：", "居家养老服务体系经费", "130229001", "审核等级：优",
        "40.00 万元，其中：财政拨款 40.00 万元", "第 3 版", SHA, "2026年1月20日", "玉田县财政局（盖章）", "年度目标1",
        "为辖区老人提供服务。", "第二个目标。", "4 项绩效指标", "附件：2026年项目支出绩效目标批复表",
    ):  # fmt: skip
        assert said in text
    assert all(said in text for said in REQUIREMENTS)
    assert "".join(one.text for one in word.paragraphs[3:5]) == "玉田县财政局关于批复2026年项目支出绩效目标的通知"
    for one in FACTS.indicators:
        assert {one.level1, one.level2, one.name, one.value} <= set(text.split("\n"))


def test_levels_are_merged_downwards() -> None:
    table = opened(approval_document(FACTS)).tables[1]
    assert merges(table, 0) == ["", "restart", "continue", "continue", "restart"]
    assert merges(table, 1) == ["", "restart", "continue", "restart", "restart"]
    assert [cell.text for cell in table.rows[2].cells] == ["产出指标", "数量指标", "服务次数", "≥12次"]


def test_the_measures_are_those_of_official_documents() -> None:
    word = opened(approval_document(FACTS))
    section = word.sections[0]
    assert [round(edge.mm) for edge in (section.page_width, section.page_height)] == [210, 297]  # type: ignore[union-attr]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge.mm) for edge in margins] == [37, 35, 28, 26]  # type: ignore[union-attr]
    body = next(one for one in word.paragraphs if one.text.startswith("根据"))
    assert body.paragraph_format.line_spacing.pt == 28  # type: ignore[union-attr]
    assert body.runs[0].font.size.pt == 16  # type: ignore[union-attr]
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"  # type: ignore[union-attr]
    assert "PAGE" in section.footer._element.xml


def test_nothing_is_invented() -> None:
    bare = replace(FACTS, money=ApprovedMoney(), project_code="", goals=(), indicators=(), number="", written=None)
    text = text_of(opened(approval_document(bare)))
    assert "申报表没有列明金额，本批复不另列金额" in text
    assert "申报表没有列绩效指标" in text
    assert "0.00" not in text
    assert "〔　　　　〕" in text
    whole = text_of(opened(approval_document(replace(FACTS, project_name=""))))
    assert "2026年望远镇人民政府部门整体支出绩效目标" in whole
    assert "项目名称" not in whole


@pytest.mark.parametrize("path", sorted(OFFICE.iterdir()), ids=lambda path: path.name)
def test_the_facts_come_out_of_a_form(path: Path) -> None:
    for table in read_file(path).declaration.tables or ():
        facts = approval_facts(
            table, bureau="县财政局", number="", addressees=["甲"], fiscal_year=2026, unit="甲", grade="良", version=1,
            sha256=hashlib.sha256(table_json(table)).hexdigest(),
        )  # fmt: skip
        text = text_of(opened(approval_document(facts)))
        for one in table.indicators or ():
            assert all(said in text for said in (one.name, one.value_text) if said and "\t" not in said)
        for goal in table.goals or ():
            assert "\t" in (goal.text or "") or (goal.text or "") in text
        total = facts.money.total
        assert (total is None) == ("申报表没有列明金额" in text)
        assert total is None or f"{printed(total, table.money_unit or '元')} {table.money_unit or '元'}" in text
        assert (facts.project_name == "") == (table.kind in (Kind.DEPARTMENT_OVERALL, Kind.NARRATIVE))


def test_the_whole_of_a_unit_is_its_expenditure() -> None:
    table = Table(kind=Kind.DEPARTMENT_OVERALL, money_unit="万元", budget={"revenue_total": Decimal(1), "expenditure_total": Decimal(20000), "total": None})  # fmt: skip
    assert money_of(table) == ApprovedMoney(total=Decimal(20000))


def test_a_review_sheet_says_all_its_facts() -> None:
    word = opened(review_sheet_document(REVIEW))
    text = text_of(word)
    for said in (
        "项目支出绩效目标审核表", "（2026年度）", "居家养老服务体系经费", "40.00 万元", "完整性\n（20分）", "相关性\n（30分）",
        "适当性\n（30分）", "可行性\n（20分）", "■ 优　　□ 良　　□ 中　　□ 差", "资金与任务匹配。", "张三", "2025年11月5日", "李四",
        "2025年11月8日", "业务股室\n审核意见", "绩效股\n审核意见", SHA, "\n92\n",
    ):  # fmt: skip
        assert said in text
    items = [item for _, items in DIMENSIONS for item in items]
    assert sum(item.points for item in items) == 100
    assert all(item.name in text and item.asks in text for item in items)
    assert REVIEW.total == 92


def test_a_review_sheet_to_be_filled_in_by_hand() -> None:
    blank = ReviewFacts(fiscal_year=2026, unit="甲", version=1, sha256=SHA)
    text = text_of(opened(review_sheet_document(blank)))
    assert blank.total is None
    assert "部门整体支出绩效目标审核表" in text
    assert "■" not in text
    words = replace(REVIEW, scores=dict.fromkeys(REVIEW.scores, "良"), grade="良")
    text = text_of(opened(review_sheet_document(words)))
    assert words.total is None
    assert text.count("良") == 8 + 4  # a cell that spans four columns is given for each


@pytest.mark.parametrize("long", [HOSTILE, "很长的名称" * 80, "x" * 400], ids=["marks", "long", "unbroken"])
def test_hostile_texts_are_texts(long: str) -> None:
    facts = replace(
        FACTS, bureau=long, number=long, addressees=(long,), unit=long, project_name=long, project_code=long, grade=long,
        goals=((long, long),), indicators=(ApprovedIndicator(level1=long, level2=long, name=long, value=long),),
        requirements=(long,), money=ApprovedMoney(total=Decimal("1E+20"), parts=((long, Decimal("-0.001")),), unit=long),
    )  # fmt: skip
    opinion = ReviewOpinion(text=long, reviewer=long)
    review = replace(
        REVIEW, unit=long, project_name=long, scores=dict.fromkeys(REVIEW.scores, long), grade=long, section=opinion
    )
    for data in (approval_document(facts), review_sheet_document(review)):
        text = text_of(opened(data))
        assert (long if long is not HOSTILE else "=cmd|' /C calc'!A0 <w:t>&\"") in text
        assert not any(mark in text for mark in "\x00\x07\x1b\ufffe\uffff\u202e")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = archive.read("word/document.xml")
            assert b"instrText" not in body
            assert b"hyperlink" not in body
            for name in archive.namelist():
                etree.fromstring(archive.read(name))


def test_the_same_facts_are_the_same_bytes() -> None:
    assert approval_document(FACTS) == approval_document(replace(FACTS))
    assert review_sheet_document(REVIEW) == review_sheet_document(replace(REVIEW))
    with zipfile.ZipFile(io.BytesIO(approval_document(FACTS))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert opened(approval_document(FACTS)).core_properties.created.date() == date(2026, 1, 20)  # type: ignore[union-attr]


def test_a_date_in_words() -> None:
    assert chinese_date(date(2026, 12, 3)) == "2026年12月3日"
    assert chinese_date(None).strip() == "年　　月　　日"
