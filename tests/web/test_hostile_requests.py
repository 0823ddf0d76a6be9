"""Requests that no page of ours makes: each is refused or ignored, and none brings the app down."""

from __future__ import annotations

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import reverse

from jiheng.web import wsgi
from jiheng.web.records.domain import acts
from jiheng.web.records.models import Declaration, FormKind, Person
from tests.web.county import County, content


def client_of(person: Person) -> Client:
    """Signed in; a fault is an answer with its status, as it is to a browser."""
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def declaration(county: County) -> Declaration:
    """Before the department."""
    people = county.people
    made = acts.create(
        county.round, county.unit, FormKind.PROJECT, content(), people["preparer"], project=county.project()
    )
    acts.submit(made, people["preparer"])
    return acts.sign(made, people["head"])


def test_what_can_be_looked_at_answers_to_head(county: County, declaration: Declaration) -> None:
    pk = declaration.pk
    for role, name, args in (
        ("preparer", "unit-owed", ()),
        ("preparer", "intakes", ()),
        ("preparer", "intake-new", ()),
        ("preparer", "declaration", (pk,)),
        ("preparer", "declaration-attachments", (pk,)),
        ("department", "declaration-act", (pk, "pass")),
        ("department", "declaration-history", (pk,)),
        ("department", "declaration-version", (pk, 1)),
        ("department", "late", ()),
        ("budget", "control-figures", ()),
        ("admin", "organisations", ()),
        ("auditor", "register", ()),
    ):
        client = client_of(county.people[role])
        address = reverse(name, args=args)
        assert client.head(address).status_code == client.get(address).status_code == 200, name
    acts.pass_on(declaration, county.people["department"])
    acts.pass_on(declaration, county.people["section"], opinion="同意")
    assert client_of(county.people["performance"]).head(reverse("grade", args=[pk])).status_code == 200


UNREADABLE = ("%00", "a%00b")


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_no_keyboard_makes_is_refused_in_addresses(county: County, text: str) -> None:
    client = client_of(county.people["auditor"])
    for name in ("worklist", "search", "late", "late-export", "people", "register", "audit", "notices", "home"):
        for key in ("q", "page", "round", "unit", "sort", "by", text):
            assert client.get(f"{reverse(name)}?{key}={text}").status_code == 400, (name, key)
    assert client.get(f"/unit/blank/{text}/").status_code == 404


def test_what_no_keyboard_makes_is_refused_in_forms(county: County, declaration: Declaration) -> None:
    department, unit = client_of(county.people["department"]), client_of(county.people["preparer"])
    pk = declaration.pk
    for client, name, args, sent in (
        (department, "declaration-comment", (pk,), {"text": "a\0"}),
        (department, "declaration-act", (pk, "return"), {"reason": "\0", "seen": declaration.revision}),
        (unit, "declaration-explain", (pk,), {"key": "\0", "text": "a"}),
        (unit, "notices-read", (), {"notice": "\0"}),
        (unit, "set_language", (), {"language": "\0"}),
        (Client(raise_request_exception=False), "sign-in", (), {"username": "\0", "password": "\0"}),
    ):
        response = client.post(reverse(name, args=args), sent)
        assert response.status_code == 400, name
        assert "请返回上一页重新提交" in response.content.decode()


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "base64", "utf-16", "x", "UTF-8"])
def test_forms_are_utf_8_whatever_they_say(monkeypatch: pytest.MonkeyPatch, charset: str) -> None:
    given: list[WSGIRequest] = []
    monkeypatch.setattr(wsgi, "_django", lambda environ, _answer: given.append(WSGIRequest(environ)) or [])
    for named in (f"charset={charset}", f' CharSet = "{charset}"', f"charset*=utf-8''{charset}"):
        wsgi.application(
            {
                "REQUEST_METHOD": "GET",
                "QUERY_STRING": "q=%5Cud800+2AA-",
                "CONTENT_TYPE": f"multipart/form-data; boundary=x;{named}; a=b",
                "wsgi.input": io.BytesIO(),
            },
            lambda *_said: lambda _data: None,
        )
    assert [one.GET["q"] for one in given] == ["\\ud800 2AA-"] * 3
    assert [one.content_params for one in given] == [{"boundary": "x", "a": "b"}] * 3


@pytest.mark.django_db
def test_a_cookie_of_nonsense_is_no_cookie() -> None:
    client = Client(raise_request_exception=False)
    for cookie in (
        'sessionid="\\000abcdefghijkl"',
        'django_language="\\000"',
        'messages="\\000"',
        "django_language=../../x",
    ):
        assert client.get(reverse("sign-in"), headers={"Cookie": cookie}).status_code == 200, cookie
        assert client.get(reverse("home"), headers={"Cookie": cookie}).status_code == 302, cookie


def test_methods_that_no_page_uses(county: County) -> None:
    client = client_of(county.people["admin"])
    for name in ("home", "worklist", "people", "account", "health", "sign-in", "sign-out"):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "FOO"):
            assert client.generic(method, reverse(name)).status_code == 405, (name, method)
    refused = client.get(reverse("audit-verify"))
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert "从页面上的链接和按钮进入" in refused.content.decode()


@pytest.mark.parametrize(
    "there", ["null", "home", "(", "a.b", "//evil.com", "https://evil.com/", "\\\\evil.com", "/\\evil.com"]
)
def test_the_door_leads_to_pages_of_the_app_only(county: County, there: str) -> None:
    response = client_of(county.people["auditor"]).get(reverse("sign-in"), {"next": there})
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
