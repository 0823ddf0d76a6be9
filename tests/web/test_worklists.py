"""Worklists: what waits for whom, filters, order, pages, and the home page."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.domain import acts
from jiheng.web.records.domain.search_index import index
from jiheng.web.records.models import (
    Declaration,
    Membership,
    Notice,
    Organisation,
    Person,
    Phase,
    Role,
    Round,
    State,
    Version,
    Window,
)
from jiheng.web.records.queries import home, worklists
from jiheng.web.records.queries.order import SORTS, Order
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import FULL_SCORES, County, content

WORKLIST = "/desk/worklist/"


def draft(county: County, **changes: Any) -> Declaration:
    return acts.create(
        county.round, county.unit, "project", content(**changes), county.people["preparer"], project=county.project()
    )


def bare(county: County, state: State = State.SECTION_REVIEW, **values: Any) -> Declaration:
    """A declaration without a form, in some state, for lists."""
    number = Declaration.objects.count()
    values = {"unit": county.unit, "left_unit": True, "title": f"清单项目{number}", "amount": Decimal(number), **values}
    project = county.project(values["unit"], name=values["title"])
    return Declaration.objects.create(
        round=values.pop("round", county.round), kind="project", project=project, state=state,
        state_since=values.pop("since", timezone.now()), **values,
    )  # fmt: skip


def listed(person: Person, tab: Tab, filters: Filters | None = None, sort: str = "-time") -> list[Declaration]:
    return [row.declaration for row in Lists(person, filters or Filters()).page(tab, sort).rows]


def waiting(county: County) -> set[str]:
    """For whom something waits."""
    return {role for role, person in county.people.items() if listed(person, Tab.WAITING)}


def test_each_step_waits_for_whose_turn_it_is(county: County) -> None:
    people = county.people
    made = draft(county)
    assert waiting(county) == {"preparer"}
    acts.submit(made, people["preparer"])
    assert waiting(county) == {"head"}
    acts.sign(made, people["head"])
    assert waiting(county) == {"department"}
    acts.pass_on(made, people["department"])
    assert waiting(county) == {"section"}
    acts.pass_on(made, people["section"], opinion="同意")
    assert waiting(county) == {"performance"}
    acts.grade(made, people["performance"], FULL_SCORES, grade="excellent")
    assert waiting(county) == {"budget"}
    acts.approve(made, people["budget"], "云财绩〔2026〕1号")
    assert waiting(county) == {"performance", "budget"}
    assert {role for role, person in people.items() if listed(person, Tab.DONE)} == {
        "preparer", "head", "department", "section", "performance", "budget",
    }  # fmt: skip


def test_nothing_waits_for_who_did_the_act_before(county: County) -> None:
    both = county.people["preparer"]
    both.memberships.create(organisation=county.unit, role=Role.HEAD)
    made = draft(county)
    acts.submit(made, both)
    del both._scope  # type: ignore[attr-defined]
    assert not listed(both, Tab.WAITING)
    assert listed(county.people["head"], Tab.WAITING) == [made]


def test_what_was_returned_stands_with_the_unit_and_who_returned_it(county: County) -> None:
    people = county.people
    made = draft(county)
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    acts.return_(made, people["department"], "请改后再报")
    assert listed(people["preparer"], Tab.RETURNED) == [made]
    assert listed(people["preparer"], Tab.WAITING) == [made]
    assert listed(people["department"], Tab.RETURNED) == listed(people["department"], Tab.DONE) == [made]
    assert not listed(people["department"], Tab.WAITING)


def test_a_list_ends_at_the_scope(county: County) -> None:
    mine = bare(county)
    bare(county, unit=county.office)
    assert listed(county.people["department"], Tab.ALL) == [mine]
    assert len(listed(county.people["section"], Tab.ALL)) == 2
    assert not listed(county.person(Role.PREPARER, county.other_unit), Tab.ALL)
    assert not listed(county.people["section"], Tab.ALL, Filters(unit="救助管理站"))


def test_drafts_are_seen_in_the_unit_alone(county: County, client: Client) -> None:
    bare(county, State.DRAFT, left_unit=False)
    assert listed(county.people["preparer"], Tab.ALL)
    assert not listed(county.people["section"], Tab.ALL)
    again = bare(county, State.DRAFT, amount=Decimal("123450000"), errors=3)
    row = Lists(county.people["section"], Filters()).page(Tab.ALL).rows[0]
    assert (row.declaration, row.shows_figures) == (again, False)
    client.force_login(county.people["section"])
    page = client.get(WORKLIST, {"tab": "all"}).content.decode()
    assert again.title in page
    assert "12,345.00" not in page
    client.force_login(county.people["preparer"])
    assert "12,345.00" in client.get(WORKLIST, {"tab": "all"}).content.decode()


FILTERS = [
    (Filters(state="section_review"), {"审"}),
    (Filters(grade="good"), {"良"}),
    (Filters(least=Decimal(50), most=Decimal(70)), {"错"}),
    (Filters(has_errors=True), {"错"}),
    (Filters(unit="城关"), {"街道"}),
    (Filters(unit="301"), {"街道"}),
    (Filters(unit="民政局"), {"审", "良", "错", "迟", "早"}),
    (Filters(kind="department_overall"), set()),
    (Filters(is_late=True), {"迟"}),
]


@pytest.mark.parametrize(("filters", "due"), FILTERS)
def test_filters(county: County, filters: Filters, due: set[str]) -> None:
    bare(county, title="审", amount=Decimal(10))
    bare(county, State.REVIEWED, title="良", grade="good", amount=Decimal(20))
    bare(county, State.PERFORMANCE_REVIEW, title="错", errors=2, amount=Decimal(60))
    bare(county, State.RETURNED, title="迟", amount=None)
    bare(county, State.PERFORMANCE_REVIEW, title="街道", unit=county.office, amount=Decimal(90))
    bare(county, State.ADJUSTING, title="早", amount=Decimal(30))
    Window.objects.filter(phase=Phase.FIRST_UP).update(closes_at=timezone.now() - timedelta(days=1))
    assert {one.title for one in listed(county.people["section"], Tab.ALL, filters)} == due


@pytest.mark.parametrize("drafted", [Decimal(70), Decimal(700_000)])
def test_nothing_tells_others_the_figures_of_what_a_unit_works_on(
    county: County, client: Client, drafted: Decimal
) -> None:
    """Whatever stands in the draft, filters, order and counts of a reviewer are the same."""
    people = county.people
    made = draft(county)
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    made = acts.return_(made, people["department"], "请重新测算")
    Declaration.objects.filter(pk=made.pk).update(amount=drafted, errors=int(drafted))
    others = [bare(county, amount=Decimal(amount)) for amount in (50, 90)]
    for role in ("department", "section", "budget"):
        person = people[role]
        for filters, found in (
            (Filters(least=Decimal(1)), others), (Filters(least=Decimal(60)), others[1:]),
            (Filters(most=Decimal(10**9)), others), (Filters(most=Decimal(75)), others[:1]), (Filters(has_errors=True), []),
            (Filters(least=Decimal(60), state="returned"), []), (Filters(), [*others, made]),
        ):  # fmt: skip
            assert listed(person, Tab.ALL, filters, "amount") == found, (role, filters)
            assert Lists(person, filters).counts()[Tab.ALL] == len(found)
        assert listed(person, Tab.ALL, None, "-amount") == [*others[::-1], made], "last, either way"
    for role in ("preparer", "auditor"):
        assert made in listed(people[role], Tab.ALL, Filters(least=drafted, most=drafted, has_errors=True))
    assert listed(people["auditor"], Tab.ALL, None, "-amount").index(made) == (drafted < 90)
    client.force_login(people["department"])
    for query, count in (({"least": "0.0001"}, 2), ({"errors_only": "1"}, 0), ({"q": made.title, "least": "0"}, 0)):
        assert client.get(WORKLIST, {"tab": "all", **query}).context["page"].count == count, query
        assert client.get(reverse("search"), query).context["page"].count == count, query


def tabs_of(client: Client, query: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The tabs of a worklist as the page shows them: label, count, address."""
    tabs = client.get(WORKLIST, query).context["tabs"]
    return {str(tab["label"]): (tab["count"], tab["url"]) for tab in tabs}


@pytest.mark.parametrize(
    ("query", "due"),
    [
        ({}, ["3", "0", "1", "4"]),
        ({"unit": "城关"}, ["1", "0", "0", "1"]),
        ({"least": "0.005"}, ["2", "0", "0", "2"]),
        ({"state": "returned"}, ["0", "0", "1", "1"]),
        ({"q": "巷道"}, ["2", "0", "1", "3"]),
        ({"q": "巷道", "unit": "城关"}, ["1", "0", "0", "1"]),
        ({"q": "没有的词"}, ["0", "0", "0", "0"]),
    ],
)
def test_the_counts_of_the_tabs_follow_the_filters(
    county: County, client: Client, query: dict[str, str], due: list[str]
) -> None:
    def indexed(title: str, state: State = State.SECTION_REVIEW, **values: Any) -> None:
        index(bare(county, state, title=title, **values), content())

    indexed("巷道整治", amount=Decimal(60))
    indexed("巷道照明", amount=Decimal(50), unit=county.office)
    indexed("巷道绿化", State.RETURNED, amount=Decimal(70))
    indexed("广场维修", amount=Decimal(10))
    client.force_login(county.people["section"])
    tabs = tabs_of(client, query)
    assert [count for count, _url in tabs.values()] == due
    for count, url in tabs.values():
        assert f"共 {count} 份" in client.get(url).content.decode() or count == "0"


def test_the_count_of_a_search_that_finds_very_much_says_so(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        index(bare(county, title=f"巷道{number}"), content())
    index(bare(county, State.RETURNED, title="巷道退回"), content())
    monkeypatch.setattr(worklists, "MOST_FOUND", 2)
    client.force_login(county.people["section"])
    assert [count for count, _url in tabs_of(client, {"q": "巷道"}).values()] == ["2+", "", "", "2+"]
    assert [count for count, _url in tabs_of(client, {"q": "巷道", "tab": "returned"}).values()] == ["", "", "1", "2+"]


def test_what_only_the_unit_may_find_is_not_counted_either(county: County, client: Client) -> None:
    people = county.people
    made = draft(county)
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    acts.return_(made, people["department"], "请改后再报")
    acts.edit(made, people["preparer"], content(title="这是草稿里才有的表名"))
    for query, due in (("才有的表名", "0"), (made.title, "1")):
        client.force_login(people["section"])
        assert tabs_of(client, {"q": query})["全部"][0] == due
        client.force_login(people["preparer"])
        assert tabs_of(client, {"q": query})["全部"][0] == "1"


def test_the_order(county: County) -> None:
    now = timezone.now()
    first = bare(county, since=now - timedelta(days=2), amount=Decimal(5), unit=county.office)
    second = bare(county, since=now - timedelta(days=1), amount=None)
    third = bare(county, since=now, amount=Decimal(9))
    section = county.people["section"]
    for sort, due in (
        ("-time", [third, second, first]),
        ("time", [first, second, third]),
        ("amount", [first, third, second]),
        ("-amount", [third, first, second]),
        ("unit", [second, third, first]),
        ("-unit", [first, third, second]),
    ):
        assert listed(section, Tab.ALL, sort=sort) == due, sort


@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_an_order_join_without_a_seam(county: County, sort: str) -> None:
    """By amount a list is read in two parts."""
    for state, amount in zip((State.SECTION_REVIEW, State.RETURNED) * 4, (3, 9, None, None, 1, 2, 3, 8), strict=True):
        bare(county, state, amount=amount)
    found = Declaration.objects.filter(unit=county.unit)
    for role, least in (("section", 3), ("auditor", 6)):
        for direction in ("", "-"):
            order = Order(direction + sort, county.people[role])
            whole = order.slice_of(found, 0, 20)
            assert len(set(whole)) == 8
            if sort == "amount":
                held = dict(found.values_list("pk", "amount"))
                assert [held[pk] for pk in whole[:least]] == sorted(
                    (held[pk] for pk in whole[:least]), reverse=bool(direction)
                )
            for size in (1, 2, 3):
                for first in range(10):
                    assert order.slice_of(found, first, size) == whole[first : first + size]


def test_another_year_is_another_list(county: County, client: Client) -> None:
    before = Round.objects.create(fiscal_year=county.round.fiscal_year - 1, name="上一年", is_open=False)
    old, new = bare(county, round=before, title="去年的"), bare(county, title="今年的")
    section = county.people["section"]
    assert Lists(section, Filters(rounds=(county.round,))).counts()[Tab.ALL] == 1
    assert Lists(section, Filters()).counts()[Tab.ALL] == 2
    client.force_login(section)
    for round_, there, absent in (("", new, old), (str(before.fiscal_year), old, new)):
        page = client.get(WORKLIST, {"tab": "all", "round": round_} if round_ else {"tab": "all"}).content.decode()
        assert there.title in page
        assert absent.title not in page
    both = client.get(WORKLIST, {"tab": "all", "round": "all"}).content.decode()
    assert old.title in both
    assert new.title in both


def test_pages_of_fifty(county: County, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(53):
        bare(county)
    section = county.people["section"]
    client.force_login(section)
    first = client.get(WORKLIST)
    assert len(first.context["rows"]) == 50
    assert "共 53 份" in first.content.decode()
    assert len(client.get(WORKLIST, {"page": "2"}).context["rows"]) == 3
    for odd in ("99", "0", "-1", "x", "9" * 30):
        assert client.get(WORKLIST, {"page": odd}).status_code == 200
    monkeypatch.setattr(worklists, "MOST_COUNTED", 20)
    monkeypatch.setattr(worklists.count_up_to, "__defaults__", (20,))
    assert "超过 20 份" in client.get(WORKLIST).content.decode()


def test_what_cannot_be_understood_narrows_nothing(county: County, client: Client) -> None:
    bare(county)
    client.force_login(county.people["section"])
    odd = {"tab": "x", "state": "nowhere", "least": "许多", "round": "1", "sort": "-colour", "grade": "x", "kind": "x"}
    assert len(client.get(WORKLIST, odd).context["rows"]) == 1


@pytest.mark.parametrize("query", [{}, {"tab": "all"}, {"tab": "done"}, {"tab": "all", "q": "消防"}])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    county: County, client: Client, query: dict[str, str]
) -> None:
    person = county.people["department"]
    client.force_login(person)
    kept = content()

    def more(number: int) -> None:
        for _ in range(number):
            made = bare(county, State.DEPARTMENT_REVIEW)
            version = Version.objects.create(
                declaration=made, number=1, reason="submitted", content=kept, sha256=kept.sha256, by=person,
                at=timezone.now(),
            )  # fmt: skip
            made.current = version
            made.save()
            acts.pass_on(made, person)
            made.refresh_from_db()

            index(made, kept)
            if query == {}:
                Declaration.objects.filter(pk=made.pk).update(state=State.DEPARTMENT_REVIEW, last_actor=None)

    asked = []
    for number in (2, 20):
        more(number)
        client.get(WORKLIST, query)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(WORKLIST, query)
        asked.append(len(captured))
    assert len(page.context["rows"]) == 22
    assert asked[0] == asked[1]
    assert asked[0] <= 26


def test_roles_have_their_home(county: County, client: Client) -> None:
    made = draft(county)
    Notice.objects.create(person=county.people["preparer"], text="有一条通知", at=timezone.now())
    for role, person in county.people.items():
        client.force_login(person)
        page = client.get(reverse("home"))
        assert page.status_code == 200, role
        text = page.content.decode()
        assert (made.title in text) == (role == "preparer"), role
        assert ("有一条通知" in text) == (role == "preparer"), role
        assert ("设置情况" in text) == (role == "admin"), role


def test_home_without_a_round_or_a_role(client: Client, db: None) -> None:  # noqa: ARG001
    client.force_login(Person.objects.create_user("nobody", name="无角色"))
    assert "还没有预算年度" in client.get(reverse("home")).content.decode()
    assert client.get(WORKLIST).status_code == 200


def test_the_set_up_is_told_to_the_administrator(county: County) -> None:
    found = home.set_up(county.round)
    assert found.units_without_preparer == Organisation.objects.exclude(kind="bureau").count() - 1
    assert found.people_without_role == 0
    Person.objects.create_user("new", name="新人")
    Round.objects.create(fiscal_year=county.round.fiscal_year + 1, name="明年")
    found = home.set_up(county.round)
    assert found.people_without_role == 1
    assert [one.name for one in found.rounds_without_windows] == ["明年"]


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_the_queries_of_home_do_not_grow(county: County, client: Client, role: str) -> None:
    client.force_login(county.people[role])
    asked = []
    for number in (2, 30):
        for _ in range(number):
            bare(county, State.DRAFT)
            bare(county, State.SECTION_REVIEW)
        client.get(reverse("home"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("home"))
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert asked[0] <= 30


def test_what_is_searched_for_is_looked_up_once(county: County, client: Client) -> None:
    for number in range(3):
        index(bare(county, title=f"巷道{number}"), content())
    client.force_login(county.people["section"])
    for query in ({"q": "巷道"}, {"q": "巷道", "tab": "all"}, {"q": "没有的词", "tab": "returned"}):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(WORKLIST, query).status_code == 200
        assert sum("records_search" in one["sql"] for one in captured) == 1, query


def test_who_reviews_many_departments_is_asked_for_them_at_once(county: County) -> None:
    """A condition for each of them would be tried on each declaration of the county."""
    person = county.person(Role.SECTION, county.department)
    for number in range(12):
        other = Organisation.objects.create(
            name=f"另一部门{number}", code=f"9{number:03}", kind="department", parent=county.bureau, path=f"{number}/"
        )
        Membership.objects.create(person=person, role=Role.SECTION, organisation=other)
    for tab in Tab:
        sql = str(worklists.tab_of(Person.objects.get(pk=person.pk), tab).query)
        assert sql.count("SELECT U0") <= 2, tab


def test_what_was_not_understood_is_said_above_the_list(county: County, client: Client) -> None:
    bare(county, title="巷道整治")
    client.force_login(county.people["section"])
    for query, said in (
        ({"least": "abc", "most": "-1"}, ("没有按“金额不少于（万元）”筛选", "没有按“金额不多于（万元）”筛选")),
        ({"explained": "bogus"}, ("没有按“不改的理由属于哪一类”筛选",)),
        ({"q": "长" * 61}, ("没有按“搜索”筛选",)),
    ):
        page = client.get(reverse("worklist"), {"tab": "all", **query}).content.decode()
        shown = page[page.index('id="list"') :]
        assert all(one in shown for one in said), query
        assert "巷道整治" in shown
        assert ('wide" open' in page) == ("q" not in query)
    page = client.get(reverse("search"), {"q": "长" * 61}).content.decode()
    assert "没有按“搜索”筛选" in page


def test_a_list_speaks_the_language_of_each_reader(county: County, client: Client) -> None:
    bare(county, State.REVIEWED, warnings=2, grade="good")
    client.force_login(county.people["section"])
    chinese, english = ("已审定", "请核对 2", "良"), ("Reviewed", "Please check 2", "Good")
    for language, words in (("zh-hans", chinese), ("en", english), ("zh-hans", chinese)):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get(WORKLIST, {"tab": "all"}).content.decode()
        for word in words:
            assert word in page, language
