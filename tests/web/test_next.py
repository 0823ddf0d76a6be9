"""Dozens in a row: from one declaration of a list to the next, and back to the list as it was."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.models import Declaration, Person, State
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import FULL_SCORES, County
from tests.web.moving import at
from tests.web.test_worklists import bare
from tests.web.way import seen_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(county: County) -> list[Declaration]:
    """Three that wait for the section, the longest first."""
    made = [at(county, State.SECTION_REVIEW) for _ in range(3)]
    for number, one in enumerate(made):
        Declaration.objects.filter(pk=one.pk).update(state_since=timezone.now() - timedelta(days=9 - number))
    return made


def links(page: str, words: str) -> list[str]:
    """The addresses of the links with some words, in the order of the page."""
    found = re.findall(r'<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [unescape(address) for address, label in found if words in re.sub(r"<[^>]*>", "", label)]


def titles(page: str) -> list[str]:
    """The declarations of a list, in its order."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page)


def get(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def passed(client: Client, one: Declaration, page: str) -> str:
    """Pass a declaration on, from its page; the page that comes next."""
    (act,) = links(page, "审核通过")
    response = client.post(act, {"seen": seen_of(one), "opinion": "同意安排"}, follow=True)
    return response.content.decode()


def test_home_and_worklist_show_first_what_has_waited_longest(
    county: County, three: list[Declaration], client: Client
) -> None:
    client.force_login(county.people["section"])
    due = [one.title for one in three]
    assert titles(get(client, reverse("home"))) == due
    assert titles(get(client, reverse("worklist"))) == due
    assert titles(get(client, reverse("worklist") + "?tab=all")) == due[::-1], (
        "what came last is on top of what is no work"
    )


def test_one_after_the_other(county: County, three: list[Declaration], client: Client) -> None:
    client.force_login(county.people["section"])
    page = get(client, reverse("worklist"))
    for number, one in enumerate(three):
        page = get(client, links(page, one.title if number == 0 else "下一份")[0])
        assert f"<h1>{one.title}</h1>" in page
        assert "下一份" not in page, "it is reviewed first"
        page = passed(client, one, page)
        assert "已审核通过" in page
        assert f"<h1>{one.title}</h1>" in page
    page = get(client, links(page, "下一份")[0])
    assert "清单里没有别的了。" in page
    assert "没有等您办的" in page


def test_filters_and_order_are_kept_on_the_way_and_back(
    county: County, three: list[Declaration], client: Client
) -> None:
    _first, second, third = three
    client.force_login(county.people["section"])
    page = get(client, reverse("worklist") + "?tab=waiting&kind=project&least=0.1&sort=-time")
    assert titles(page) == [one.title for one in three[::-1]]
    page = get(client, links(page, third.title)[0])
    (back,) = links(page, "办理清单")[1:] or links(page, "办理清单")
    for part in ("tab=waiting", "kind=project", "least=0.1", "sort=-time"):
        assert part in back
    for tab in ("版本", "历史", "附件"):
        assert links(get(client, links(page, tab)[0]), "办理清单")[-1] == back, "on all pages of the declaration"
    page = passed(client, third, page)
    assert links(page, "回到办理清单") == [back]
    assert f"<h1>{second.title}</h1>" in get(client, links(page, "下一份")[0]), "the next of this order"


def test_without_a_list_the_next_is_the_next_that_waits(
    county: County, three: list[Declaration], client: Client
) -> None:
    client.force_login(county.people["section"])
    second = three[1]
    page = passed(client, second, get(client, reverse("declaration", args=[second.pk])))
    assert f"<h1>{three[2].title}</h1>" in get(client, links(page, "下一份")[0])


def test_after_a_return_and_after_a_grade(county: County, three: list[Declaration], client: Client) -> None:
    client.force_login(county.people["section"])
    page = get(client, links(get(client, reverse("worklist")), three[0].title)[0])
    (act,) = links(page, "退回修改")
    told = {"seen": seen_of(three[0]), "reason": "指标没有依据"}
    page = client.post(act, told, follow=True).content.decode()
    assert f"<h1>{three[1].title}</h1>" in get(client, links(page, "下一份")[0])
    graded = [at(county, State.PERFORMANCE_REVIEW) for _ in range(2)]
    client.force_login(county.people["performance"])
    page = get(client, links(get(client, reverse("worklist")), graded[0].title)[0])
    (act,) = links(page, "评定")
    told = {"seen": seen_of(graded[0]), "opinion": "", "grade": "", **{k: str(v) for k, v in FULL_SCORES.items()}}
    page = client.post(act, told, follow=True).content.decode()
    assert "绩效目标审核表" in page
    assert f"<h1>{graded[1].title}</h1>" in get(client, links(page, "下一份")[0])


def test_from_a_search_back_to_the_search(county: County, three: list[Declaration], client: Client) -> None:
    client.force_login(county.people["section"])
    page = get(client, reverse("search") + f"?q={three[0].title}")
    page = get(client, links(page, three[0].title)[0])
    assert links(page, "搜索")[-1].startswith(reverse("search") + "?")
    page = passed(client, three[0], page)
    assert f"<h1>{three[1].title}</h1>" in get(client, links(page, "下一份")[0])


@pytest.mark.parametrize("sort", ["time", "-time", "amount", "-amount", "unit", "-unit"])
def test_every_order_is_walked_through(county: County, sort: str) -> None:
    """Also among equals, and where there is no amount."""
    amounts = (3, None, 1, 1, None, 2)
    moment = timezone.now()
    made = [
        bare(
            county, State.SECTION_REVIEW, title=f"第{n}份", amount=amount, unit=(county.unit, county.other_unit)[n % 2]
        )
        for n, amount in enumerate(amounts)
    ]
    for n, one in enumerate(made):
        Declaration.objects.filter(pk=one.pk).update(state_since=moment - timedelta(hours=n // 2))
    lists = Lists(county.people["section"], Filters())
    due = [row.declaration.pk for row in lists.page(Tab.WAITING, sort).rows]
    assert len(due) == len(made)
    assert lists.after(Tab.WAITING, sort) == due[0]
    walked = [due[0]]
    for _ in made:
        walked.append(lists.after(Tab.WAITING, sort, Declaration.objects.get(pk=walked[-1])))  # type: ignore[arg-type]
    assert walked == [*due, due[0]]


def test_the_place_in_the_list_is_that_before_the_act(county: County) -> None:
    person: Person = county.people["section"]
    moment = timezone.now()
    first, second, third = (bare(county, State.SECTION_REVIEW, title=f"第{n}份") for n in range(3))
    for n, one in enumerate((first, second, third)):
        Declaration.objects.filter(pk=one.pk).update(state_since=moment - timedelta(days=9 - n))
    second.refresh_from_db()
    since = second.state_since
    Declaration.objects.filter(pk=second.pk).update(state=State.PERFORMANCE_REVIEW, state_since=moment)
    second.refresh_from_db()
    lists = Lists(person, Filters())
    assert lists.after(Tab.WAITING, "time", second, since) == third.pk
    assert lists.after(Tab.WAITING, "time", second) == first.pk


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "asked", [{"after": "x"}, {"after": "9" * 30}, {"after": "1", "since": "gestern"}, {"since": "2026-01-01"}]
)
def test_nonsense_leads_to_the_first(county: County, client: Client, asked: dict[str, Any]) -> None:
    client.force_login(county.people["section"])
    response = client.get(reverse("worklist-next"), asked)
    assert response.status_code == 302
    assert "/declarations/" in response["Location"]


def test_another_sites_address_is_no_list(county: County, three: list[Declaration], client: Client) -> None:
    client.force_login(county.people["section"])
    address = reverse("declaration", args=[three[0].pk])
    page = client.get(address, {"list": "https://evil.example/?tab=1", "done": '"><script>'}).content.decode()
    assert 'href="https://evil' not in page
    assert '"><script>' not in page
