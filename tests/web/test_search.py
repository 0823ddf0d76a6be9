"""The search finds exactly what a reader would find, in both databases, and shows where."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiheng.web.pages.templatetags.marking import marked
from jiheng.web.records.domain import acts, search_index
from jiheng.web.records.models import Declaration, Role, Round, State
from jiheng.web.records.queries import search
from jiheng.web.records.queries.snippets import Piece, found_in, pieces
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import County, content

pytestmark = pytest.mark.django_db
_SIGNS = "社区居民养老服务县镇村公路维修12a-，。（）Ａ１ "
_TEXT = st.text(st.sampled_from(_SIGNS), max_size=40)
_CODE = st.from_regex(r"[0-9A-Z]{6,14}", fullmatch=True)


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def naive(texts: list[str], query: str) -> bool:
    """Every part of the query stands in a run of letters of some text."""
    runs = [run for text in texts for run in re.findall(r"[^\W_]+", folded(text))]
    parts = [part for word in query.split() for part in re.findall(r"[^\W_]+", folded(word))]
    return bool(parts) and all(any(part in run for run in runs) for part in parts)


def declared(round_: Round, county: County, number: int) -> Declaration:
    return Declaration.objects.create(
        round=round_, unit=county.unit, kind="narrative", title=f"第{number}份", state=State.DRAFT,
        state_since=timezone.now(),
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(_TEXT | _CODE, max_size=3), min_size=1, max_size=4),
    st.text(st.sampled_from(_SIGNS), min_size=1, max_size=12) | _CODE,
    st.data(),
)
def test_the_search_equals_a_scan_of_the_texts(
    county: County, documents: list[list[str]], query: str, data: Any
) -> None:
    wanted = [query]
    every = [text for texts in documents for text in texts if text.strip()]
    if every:  # a part of what is there is found more often than what is made up
        text = data.draw(st.sampled_from(every))
        begin = data.draw(st.integers(0, len(text) - 1))
        wanted.append(text[begin : begin + data.draw(st.integers(1, 12))])
    Declaration.objects.filter(kind="narrative").delete()
    made = [declared(county.round, county, number) for number in range(len(documents))]
    search_index.write(
        [
            (one.pk, search_index.terms(texts), [*search_index.scope_terms(one), *search_index.long_terms(texts)])
            for one, texts in zip(made, documents, strict=True)
        ]
    )
    for asked in wanted:
        if not asked.strip():
            continue
        due = {one.pk for one, texts in zip(made, documents, strict=True) if naive(texts, asked)}
        everything = Declaration.objects.filter(kind="narrative")
        for scope in ({}, {"rounds": [county.round.pk], "units": [county.unit.pk]}):
            for tried, short in ((2000, 10_000), (1, 10_000), (1, 0)):  # each way in which PostgreSQL may be asked
                with patch.multiple(search, _TRIED=tried, _SHORT=short):
                    found = search.matching(everything, asked, 100, **scope)
                assert (len(found), set(found)) == (len(due), due), asked
        if search.parts_of(asked):
            assert set(search.matching_often(everything, asked).values_list("pk", flat=True)) == due
        assert not search.matching(everything, asked, 100, rounds=[county.round.pk + 1])
        assert len(search.matching(everything, asked, 1)) == min(len(due), 1)
        assert set(everything.filter(search.among(sorted(due))).values_list("pk", flat=True)) == due


@given(_TEXT, st.lists(st.text(st.sampled_from("社区居民12a"), min_size=1, max_size=3), min_size=1, max_size=2))
def test_marking_loses_nothing_and_marks_what_was_found(text: str, words: list[str]) -> None:
    cut = list(pieces(text, words))
    assert "".join(piece.text for piece in cut) == text
    assert any(piece.is_found for piece in cut) == any(word in folded(text) for word in words)
    for piece in cut:
        if piece.is_found:
            assert any(word[0] == folded(piece.text)[0] for word in words)


def test_a_word_is_marked_however_it_is_written() -> None:
    for text in ("社区", "社\u200b区", "Ｂ超室Ⅳ级", "b超室iv级", "3㎡以上", "İstanbul ﬁx"):
        for word in ("社区", "b超", "iv级", "m2以", "stan", "fix"):
            found = [piece.text for piece in pieces(text, [word]) if piece.is_found]
            assert [search_index.folded(one) for one in found] == (
                [word] if word in search_index.folded(text) else []
            ), text
            assert "".join(piece.text for piece in pieces(text, [word])) == text


def sent(county: County, **values: Any) -> Declaration:
    """A declaration that has left its unit."""
    people = county.people
    made = acts.create(county.round, county.unit, "project", content(), people["preparer"], project=county.project())
    acts.submit(made, people["preparer"])
    made = acts.sign(made, people["head"])
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made


def test_where_it_was_found_is_shown(county: County, client: Client) -> None:
    made = sent(county)
    client.force_login(county.people["section"])
    page = client.get(reverse("search"), {"q": "消防 满意度"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "<mark>消防</mark>" in text
    assert "<mark>满意度</mark>" in text
    assert reverse("declaration", args=[made.pk]) in text
    assert "没有找到" in client.get(reverse("search"), {"q": "不在表里的话"}).content.decode()


def test_what_is_marked_stays_text() -> None:
    assert marked([Piece("<b>", is_found=True), Piece("a&b")]) == "<mark>&lt;b&gt;</mark>a&amp;b"


def test_two_characters_of_an_indicator_are_enough(county: County) -> None:
    made = sent(county)
    found = Lists(county.people["section"], Filters(search="满意")).page(Tab.ALL)
    assert [row.declaration for row in found.rows] == [made]


@pytest.mark.parametrize("letter", ["r", "u", "c", "_"])
def test_a_letter_finds_no_round_and_no_unit(county: County, letter: str) -> None:
    made = declared(county.round, county, 1)
    texts = ["12345678 社区"]
    search_index.write(
        [(made.pk, search_index.terms(texts), [*search_index.scope_terms(made), *search_index.long_terms(texts)])]
    )
    assert search.matching(Declaration.objects, "1", 9) == [made.pk]
    assert search.matching(Declaration.objects, letter, 9) == []


def test_what_a_unit_works_on_again_is_not_found_from_outside(county: County, client: Client) -> None:
    made = sent(county)
    people = county.people
    acts.return_(made, people["department"], "请改后再报")
    acts.edit(made, people["preparer"], content(title="这是草稿里才有的表名"))
    assert found_in(people["preparer"], [_full(made)], "才有的表名")[made.pk].is_complete
    client.force_login(people["preparer"])
    assert "<mark>才有的表名</mark>" in client.get(reverse("search"), {"q": "才有的表名"}).content.decode()
    client.force_login(people["section"])
    assert "没有找到" in client.get(reverse("search"), {"q": "才有的表名"}).content.decode()
    assert made.title in client.get(reverse("search"), {"q": made.title}).content.decode()


def test_the_index_is_made_anew_as_it_was_at_once(county: County) -> None:
    """Whole, and by as many queries however many declarations there are."""
    asked = []
    for more in (1, 6):
        for _ in range(more):
            again = acts.return_(sent(county), county.people["department"], "请补充测算依据")
            acts.edit(again, county.people["preparer"], content(title="这是草稿里才有的表名"))
            sent(county)
        with CaptureQueriesContext(connection) as captured:
            rows = [row for some in search_index.everything() for row in some]
        asked.append(len(captured))
        there = indexed()
        assert there
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {search_index.TABLE}")
            columns = ", ".join(search_index.columns())
            cursor.executemany(f"INSERT INTO {search_index.TABLE} ({columns}) VALUES (%s, %s)", rows)
        assert indexed() == there
    assert asked[0] == asked[1]


def indexed() -> list[tuple[int, str]]:
    """All rows of the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(search_index.columns())} FROM {search_index.TABLE} ORDER BY 1")
        return list(cursor.fetchall())


def test_nobody_finds_beyond_his_scope(county: County, client: Client) -> None:
    sent(county)
    for person in (county.person(Role.PREPARER, county.other_unit), county.person(Role.DEPARTMENT, county.office)):
        client.force_login(person)
        assert "没有找到" in client.get(reverse("search"), {"q": "消防"}).content.decode()


def _full(declaration: Declaration) -> Declaration:
    return Declaration.objects.select_related("unit", "project", "current").get(pk=declaration.pk)
