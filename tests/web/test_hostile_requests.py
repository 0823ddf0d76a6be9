"""Requests that no page of ours makes: each is refused or ignored, and none brings the app down."""

from __future__ import annotations

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiheng.web import wsgi
from jiheng.web.records.domain import acts, attachments, comments, files
from jiheng.web.records.models import (
    Attachment,
    AttachmentKind,
    Comment,
    Declaration,
    FormKind,
    Intake,
    IntakeForm,
    IntakePurpose,
    IntakeStatus,
    Membership,
    Notice,
    Person,
    Role,
    State,
)
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
        (unit, "declaration-explain", (pk,), {"why-x": "\0"}),
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


@pytest.fixture
def of_others(county: County) -> Declaration:
    """Of another unit, with a comment, an attachment, and a form that waits to be used."""
    clerk = county.person(Role.PREPARER, county.other_unit, "their-clerk")
    head = county.person(Role.HEAD, county.other_unit, "their-head")
    made = acts.create(
        county.round, county.other_unit, FormKind.PROJECT, content(), clerk, project=county.project(county.other_unit)
    )
    attachments.attach(made, clerk, AttachmentKind.CALCULATION, files.keep([b"a"], "a.xlsx", clerk))
    acts.submit(made, clerk)
    acts.sign(made, head)
    comments.comment(made, county.people["department"], "依据何在")
    return made


def test_what_is_anothers_does_not_come_with_an_own_number(
    county: County, declaration: Declaration, of_others: Declaration
) -> None:
    theirs = Comment.objects.get(declaration=of_others)
    acts.return_(declaration, county.people["department"], "请再核对")
    unit = client_of(county.people["preparer"])
    pk = declaration.pk
    said = unit.post(reverse("declaration-answers", args=[pk]), {f"answer-{theirs.pk}": "已经答复"})
    assert "已经没有了" in said.content.decode()
    theirs.refresh_from_db()
    assert theirs.answer == ""
    attachment = Attachment.objects.get(declaration=of_others)
    assert unit.get(reverse("declaration-attachment", args=[pk, attachment.pk])).status_code == 404
    for name in ("declaration", "declaration-history", "declaration-versions", "declaration-attachments"):
        assert unit.get(reverse(name, args=[of_others.pk])).status_code == 404, name
    for act in ("submit", "withdraw", "confirm"):
        sent = {"seen": of_others.revision}
        assert unit.post(reverse("declaration-act", args=[of_others.pk, act]), sent).status_code == 404
    assert unit.get(reverse("unit-owed"), {"unit": county.other_unit.pk}).status_code == 404


def test_forms_and_projects_of_another_upload(county: County, of_others: Declaration) -> None:
    mine, theirs = county.people["preparer"], Person.objects.get(username="their-clerk")
    made = []
    for person, unit in ((mine, county.unit), (theirs, county.other_unit)):
        file = files.keep([b"a"], "a.docx", person)
        intake = Intake.objects.create(round=county.round, unit=unit, file=file, by=person, status=IntakeStatus.READY)
        made.append(
            IntakeForm.objects.create(
                intake=intake, source="a", number=0, content=content(), kind="project", title="甲"
            )
        )
    own, other = made
    client, before = client_of(mine), Declaration.objects.count()
    assert client.get(reverse("intake-form", args=[own.intake_id, other.pk])).status_code == 404
    client.post(reverse("intake", args=[own.intake_id]), {f"take-{other.pk}": "1", f"sure-{other.pk}": "1"})
    assert client.post(reverse("intake", args=[other.intake_id]), {f"take-{other.pk}": "1"}).status_code == 404
    assert Declaration.objects.count() == before
    sent = {f"take-{own.pk}": "1", f"project-{own.pk}": str(of_others.project_id)}
    client.post(reverse("intake", args=[own.intake_id]), sent)
    assert Declaration.objects.filter(unit=county.other_unit).count() == 1
    assert not Declaration.objects.filter(unit=county.unit, project=of_others.project).exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "0", "9" * 30, "9" * 5000, "1.0", "1e3"])
def test_a_forged_revision_acts_on_nothing(county: County, declaration: Declaration, seen: str) -> None:
    client = client_of(county.people["department"])
    address = reverse("declaration-act", args=[declaration.pk, "pass"])
    response = client.post(address, {"seen": seen, "opinion": "同意"})
    assert response.status_code in (200, 302, 409, 422)
    declaration.refresh_from_db()
    assert declaration.state == State.DEPARTMENT_REVIEW


def test_numbers_that_no_row_has(county: County) -> None:
    client = client_of(county.people["admin"])
    for number in ("0", "9" * 19, "9" * 40, "9" * 5000):
        for address in (
            f"/declarations/{number}/", f"/declarations/{number}/versions/{number}/", f"/setup/people/{number}/",
            f"/setup/organisations/{number}/", f"/setup/rounds/{number}/", f"/setup/register/{number}/",
            f"/unit/intakes/{number}/", f"/desk/late/{number}/",
        ):  # fmt: skip
            assert client.get(address).status_code in (403, 404), address[:40]
        assert client.get("/setup/organisations/new/", {"under": number}).status_code == 200
        assert client.post("/notices/read/", {"notice": number}).status_code == 404
        assert client.get("/desk/worklist/", {"page": number, "round": number, "least": number}).status_code == 200
        assert client.get("/setup/people/", {"page": number, "role": number}).status_code == 200
        assert client.get("/setup/audit/", {"below": number, "since": number}).status_code == 200


def test_another_form_than_the_one_looked_at_is_not_taken(county: County) -> None:
    clerk = county.people["preparer"]
    made = acts.create(county.round, county.unit, FormKind.PROJECT, content(), clerk, project=county.project())
    intake = Intake.objects.create(
        round=county.round,
        unit=county.unit,
        file=files.keep([b"a"], "a.docx", clerk),
        by=clerk,
        status=IntakeStatus.READY,
        purpose=IntakePurpose.EDIT,
        declaration=made,
    )
    IntakeForm.objects.create(intake=intake, source="a", number=0, content=content(), kind="project", title=made.title)
    sent = {"form": "999", "seen": made.revision}
    said = client_of(clerk).post(reverse("intake", args=[intake.pk]), sent, follow=True).content.decode()
    assert "请重新选一张" in said
    made.refresh_from_db()
    assert made.revision == sent["seen"]


def test_the_home_page_links_only_to_what_one_may_see(county: County, declaration: Declaration) -> None:
    reviewer = county.people["department"]
    Notice.objects.create(person=reviewer, text="请审核甲项目", declaration=declaration, at=timezone.now())
    client = client_of(reviewer)
    link = f'href="{reverse("declaration", args=[declaration.pk])}">请审核甲项目'
    assert link in client.get(reverse("home")).content.decode()
    Membership.objects.filter(person=reviewer).update(organisation=county.office)
    page = client.get(reverse("home")).content.decode()
    assert "请审核甲项目" in page
    assert link not in page


def test_what_no_page_can_say_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: object) -> None:
        raise ImportError("a module is missing")

    monkeypatch.setattr(wsgi, "_django", broken)
    with pytest.raises(ImportError):
        wsgi.application({}, lambda *_said: lambda _data: None)
    assert "a module is missing" in caplog.text
