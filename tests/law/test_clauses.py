"""The clauses on which rules rest are told as they are: with an article only where it was verified."""

from __future__ import annotations

import re
from datetime import date

import pytest

from jiheng.law.clauses import Clause, UnknownClauseError, clause, clauses
from jiheng.law.files import bundled, load
from jiheng.rules.registry import ARITHMETIC, FORM

CLAUSES = list(clauses().values())
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条(?:(?:、|至)第[一二三四五六七八九十百]+条)*")
_ADDRESS = re.compile(r"https?:|www\.|[a-z0-9-]+\.(?:cn|com|net|org|gov)\b", re.IGNORECASE)


@pytest.mark.parametrize("one", CLAUSES, ids=lambda one: f"{one.document.number}#{one.name}")
def test_a_clause_is_well_formed(one: Clause) -> None:
    assert 10 <= len(one.paraphrase) <= 120
    assert one.paraphrase.endswith("。")
    assert not _ADDRESS.search(one.paraphrase)
    assert one.document.kind in ("regulation", "arithmetic", "form")
    assert one.article is None or _ARTICLE.fullmatch(one.article)


@pytest.mark.parametrize("one", CLAUSES, ids=lambda one: f"{one.document.number}#{one.name}")
def test_what_was_not_verified_names_no_article(one: Clause) -> None:
    assert one.verified or one.article is None
    assert one.basis.article == one.article
    assert one.basis.verified == one.verified


@pytest.mark.parametrize("one", CLAUSES, ids=lambda one: f"{one.document.number}#{one.name}")
def test_documents_stand_in_book_title_marks_and_are_dated(one: Clause) -> None:
    document = one.document
    if document.kind != "regulation":
        assert document.in_force_from is None
        return
    assert re.fullmatch(r"《[^《》]+》", document.title)
    if document.in_force_from is not None:
        assert date(1994, 1, 1) <= document.in_force_from <= date.today()
        year = re.search(r"〔(\d{4})〕", document.number)
        assert year is None or document.in_force_from.year - int(year[1]) in (0, 1)
    assert (
        document.in_force_to is None or document.in_force_from is None or document.in_force_from < document.in_force_to
    )


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("财预〔2015〕88号#绩效目标审核", "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）第二十五条"),
        ("财预〔2015〕88号#完整性", "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）（依据待核）"),
        ("预算法#预算调剂", "《中华人民共和国预算法》第七十二条"),
        ("预算法实施条例#公开内容", "《中华人民共和国预算法实施条例》第六条"),
        ("中发〔2018〕34号#双监控", "《关于全面实施预算绩效管理的意见》（中发〔2018〕34号）"),
        ("党政机关公文格式#发文字号", "《党政机关公文格式》（依据待核）"),
        (ARITHMETIC, "算术关系"),
        (FORM, "表格逻辑"),
    ],
)
def test_a_clause_in_words(reference: str, words: str) -> None:
    assert clause(reference).words == words


@pytest.mark.parametrize(
    ("reference", "article"),
    [
        ("预算法#不得超出预算", "第十三条"),
        ("预算法#绩效管理", "第三十二条"),
        ("预算法#绩效评价", "第五十七条"),
        ("预算法实施条例#绩效评价结果应用", "第二十条"),
        ("预算法实施条例#不得扩大范围提高标准", "第六十条"),
        ("财预〔2015〕88号#绩效目标批复", "第二十七条"),
        ("财预〔2015〕88号#绩效目标调整", "第二十八条"),
        ("政府信息公开条例#公开审查", "第十七条"),
        ("个人信息保护法#必要范围", "第三十四条"),
    ],
)
def test_articles_that_were_verified(reference: str, article: str) -> None:
    assert clause(reference).basis.article == article


def test_an_unknown_clause_is_told_in_chinese() -> None:
    with pytest.raises(UnknownClauseError, match="law/documents 里没有“预算法#第一百零一条”这一条。"):
        clause("预算法#第一百零一条")


def test_every_document_stands_in_one_file_and_names_each_clause_once() -> None:
    numbers = [load(text)["number"] for _, text in bundled("documents")]
    assert len(numbers) == len(set(numbers))
    assert len(clauses()) == sum(len(load(text)["clauses"]) for _, text in bundled("documents"))
    for _, text in bundled("documents"):
        assert not _ADDRESS.search(text)
