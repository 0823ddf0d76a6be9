"""Every address × every role: allowed, or 403/404, and nothing in between."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from jiheng.web.records.domain import acts, attachments, comments, files
from jiheng.web.records.models import (
    Attachment,
    AttachmentKind,
    AuditEntry,
    Comment,
    Declaration,
    FormKind,
    Intake,
    IntakeForm,
    IntakeStatus,
    Membership,
    OrganisationName,
    Person,
    Phase,
    Project,
    Review,
    Round,
    WindowException,
)
from tests.web import test_setup_organisations
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import RELEASE

COLUMNS = (
    "preparer",
    "head",
    "department",
    "section",
    "performance",
    "budget",
    "admin",
    "auditor",
    "stranger",
    "nobody",
)
"""The roles, all for the unit whose things are asked for; a preparer of another unit; nobody signed in."""


@dataclass
class Things:
    """What the addresses are about, all of one unit."""

    county: County
    declaration: Declaration
    """Approved: two versions, a comment with its answer, an attachment, a review."""
    published: Declaration
    waiting: Declaration
    """Before the performance section."""
    draft: Declaration
    """Never submitted."""
    rejected: Declaration
    form: IntakeForm
    comment: Comment
    review: Review
    attachment: Attachment
    name: OrganisationName
    exception: WindowException
    spare: Membership
    project: Project
    last_year: Declaration
    """Approved for the year before."""


Arguments = Callable[[Things], list[object]]


@dataclass(frozen=True)
class Row:
    """An address: how it is asked, and for each column `+` allowed, `x` 403, `.` 404, `>` to the sign-in page.

    `posted` is the same for the form that a page takes, too; blank where it takes none.
    """

    name: str
    expected: str
    arguments: Arguments = lambda things: []  # noqa: ARG005
    method: str = "get"
    posted: str = ""

    def asked(self) -> Iterator[tuple[str, str]]:
        """Each way to ask, and what is expected."""
        yield self.method, self.expected
        if self.posted:
            yield "post", self.posted


def form(name: str, expected: str, arguments: Arguments = Row.arguments, posted: str = "") -> Row:
    """A page that takes what is filled in there, as a rule from those who see it."""
    return Row(name, expected, arguments, posted=posted or expected)


def declaration(things: Things) -> list[object]:
    return [things.declaration.pk]


def waiting(things: Things) -> list[object]:
    return [things.waiting.pk]


def draft(things: Things) -> list[object]:
    return [things.draft.pk]


def rejected(things: Things) -> list[object]:
    return [things.rejected.pk]


def round_(things: Things) -> list[object]:
    return [things.county.round.pk]


def unit(things: Things) -> list[object]:
    return [things.county.unit.pk]


def person(things: Things) -> list[object]:
    return [things.county.people["auditor"].pk]


def intake(things: Things) -> list[object]:
    return [things.form.intake_id]


def plus(first: Arguments, *more: object) -> Arguments:
    """Further arguments: as they are, or a function of the things."""
    return lambda things: [*first(things), *(one(things) if callable(one) else one for one in more)]


#               prep head dept sect perf budg admi audi stra nobo
EVERYBODY = "         +    +    +    +    +    +    +    +    +    >".replace(" ", "")
OPEN = "              +    +    +    +    +    +    +    +    +    +".replace(" ", "")
SEEN = "              +    +    +    +    +    +    .    +    .    >".replace(" ", "")
REJECTED = "          +    +    +    +    +    +    +    +    .    >".replace(" ", "")
DRAFT = "             +    +    .    .    .    .    .    +    .    >".replace(" ", "")
ADMIN = "             x    x    x    x    x    x    +    x    x    >".replace(" ", "")
READ_BY_AUDITOR = "   x    x    x    x    x    x    +    +    x    >".replace(" ", "")
UNIT = "              +    +    x    x    x    x    x    x    +    >".replace(" ", "")
FILES = "             +    x    x    x    x    x    x    x    +    >".replace(" ", "")
UPLOADS = "           +    +    x    x    +    +    x    x    +    >".replace(" ", "")
OWN_UPLOAD = "        +    +    .    .    .    .    .    .    .    >".replace(" ", "")
REVIEWERS = ("head", "department", "section", "performance")
LATE = "              x    x    +    +    +    +    +    +    x    >".replace(" ", "")
REMIND = "            x    x    +    +    +    +    +    x    x    >".replace(" ", "")
FIGURES = "           x    x    x    x    x    +    +    x    x    >".replace(" ", "")
BUDGET = "            x    x    x    x    x    +    x    x    x    >".replace(" ", "")


NONE_SET_UP = ".........>"


def of(letters: str, *roles: str) -> str:
    """A row with `+` for some roles only, `x` for the others that see the thing."""
    return "".join(
        letter if letter != "+" or role in roles else "x" for role, letter in zip(COLUMNS, letters, strict=True)
    )


ROWS = (
    Row("home", EVERYBODY),
    Row("worklist", EVERYBODY),
    Row("worklist-next", EVERYBODY),
    Row("search", EVERYBODY),
    form("account", EVERYBODY),
    Row("session-renew", EVERYBODY, method="post"),
    form("change-password", EVERYBODY),
    Row("notices", EVERYBODY),
    Row("notices-read", EVERYBODY, method="post"),
    form("second-factor", EVERYBODY),
    form("second-factor-setup", EVERYBODY),
    Row("second-factor-picture", EVERYBODY),
    Row("second-factor-codes", NONE_SET_UP, method="post"),
    Row("second-factor-end", NONE_SET_UP, method="post"),
    Row("health", OPEN),
    form("sign-in", OPEN),
    Row("set_language", OPEN, method="post"),
    Row("declaration", SEEN, declaration),
    Row("declaration", SEEN, waiting),
    Row("declaration", DRAFT, draft),
    Row("declaration-versions", SEEN, declaration),
    Row("declaration-version", SEEN, plus(declaration, 1)),
    Row("declaration-file", SEEN, plus(declaration, 1)),
    Row("declaration-file", DRAFT, plus(draft, "draft")),
    Row("declaration-alone", SEEN, plus(declaration, 1)),
    Row("declaration-alone", DRAFT, plus(draft, "draft")),
    Row("declaration-alone-file", SEEN, plus(declaration, 1)),
    Row("declaration-json", SEEN, plus(declaration, 1)),
    Row("declaration-difference", SEEN, declaration),
    Row("declaration-history", SEEN, declaration),
    Row("declaration-history", DRAFT, draft),
    form("declaration-attachments", SEEN, declaration, of(SEEN, "preparer")),
    Row("declaration-attachment", SEEN, plus(declaration, lambda things: things.attachment.pk)),
    form("declaration-attachment-remove", of(SEEN, "preparer"), plus(declaration, lambda things: things.attachment.pk)),
    Row("declaration-comment", of(SEEN, *REVIEWERS), waiting, "post"),
    Row("declaration-resolve", of(SEEN, *REVIEWERS), plus(waiting, lambda things: things.comment.pk), "post"),
    Row("declaration-answers", of(SEEN, "preparer"), waiting, "post"),
    Row("declaration-explain", of(DRAFT, "preparer"), draft, "post"),
    form("declaration-act", of(DRAFT, "preparer"), plus(draft, "submit")),
    form("declaration-act", of(SEEN, "preparer"), plus(declaration, "submit")),
    form("declaration-act", of(SEEN, "preparer"), plus(declaration, "withdraw")),
    form("declaration-act", of(SEEN, "preparer"), plus(declaration, "confirm")),
    form("declaration-act", of(SEEN, "preparer"), plus(declaration, "request_adjustment")),
    form("declaration-act", of(SEEN, "head"), plus(declaration, "sign")),
    form("declaration-act", of(SEEN, "department", "section"), plus(declaration, "pass")),
    form("declaration-act", of(SEEN, *REVIEWERS), plus(waiting, "return")),
    form("declaration-act", of(SEEN, *REVIEWERS), plus(waiting, "undo")),
    form("declaration-act", of(SEEN, "budget"), plus(declaration, "set_control_figure")),
    form("declaration-act", of(SEEN, "budget"), plus(declaration, "approve")),
    form("declaration-control-figure", of(SEEN, "budget"), declaration),
    form("declaration-discard", of(DRAFT, "preparer"), draft),
    form("declaration-take-back", of(DRAFT, "preparer"), draft),
    form("declaration-act", of(SEEN, "budget", "performance"), plus(declaration, "publish")),
    form("declaration-public-copy", of(SEEN, "budget", "performance"), declaration),
    form("declaration-public-copy", of(SEEN, "budget", "performance"), waiting),
    form("declaration-public-copy", SEEN, lambda things: [things.published.pk]),
    Row("declaration-public-copy-file", of(SEEN, "budget", "performance"), declaration),
    Row("declaration-public-copy-file", SEEN, lambda things: [things.published.pk]),
    form("declaration-upload", of(SEEN, "preparer"), plus(declaration, "edit")),
    form("declaration-upload", of(SEEN, "performance"), plus(waiting, "amend")),
    form("declaration-upload", of(SEEN, "preparer"), plus(declaration, "confirm")),
    form("declaration-upload", of(SEEN, "budget"), plus(declaration, "correct")),
    form("grade", of(SEEN, "performance"), waiting),
    Row("declaration", REJECTED, rejected),
    Row("declaration-versions", REJECTED, rejected),
    Row("declaration-version", REJECTED, plus(rejected, 1)),
    Row("declaration-file", REJECTED, plus(rejected, 1)),
    Row("declaration-json", REJECTED, plus(rejected, 1)),
    Row("declaration-difference", REJECTED, rejected),
    Row("declaration-history", REJECTED, rejected),
    form("declaration-attachments", REJECTED, rejected, of(REJECTED, "preparer")),
    Row("review-sheet", REJECTED, rejected),
    form("declaration-act", of(REJECTED, "preparer"), plus(rejected, "submit")),
    form("declaration-act", of(REJECTED, *REVIEWERS), plus(rejected, "return")),
    form("grade", of(REJECTED, "performance"), rejected),
    Row("declaration-comment", of(REJECTED, *REVIEWERS), rejected, "post"),
    form("declaration-public-copy", of(REJECTED, "budget", "performance"), rejected),
    Row("review-sheet", SEEN, declaration),
    Row("review-sheet-document", SEEN, plus(declaration, lambda things: things.review.pk)),
    Row("approval-document", SEEN, plus(declaration, 1)),
    Row("late", LATE),
    Row("late-export", LATE),
    Row("late-unit", "++++++++.>", unit),
    Row("late-remind", REMIND, method="post"),
    Row("control-figures", BUDGET),
    Row("unit-owed", UNIT),
    Row("unit-blank", UNIT, lambda things: ["national-project"]),  # noqa: ARG005
    Row("unit-draft", OWN_UPLOAD, lambda things: [things.last_year.pk]),
    Row("unit-draft-file", OWN_UPLOAD, lambda things: [things.last_year.pk]),
    Row("intakes", UPLOADS),
    form("intakes-check", FILES),
    form("intake-new", FILES),
    form("intake", OWN_UPLOAD, intake, of(OWN_UPLOAD, "preparer")),
    Row("intake-form", OWN_UPLOAD, plus(intake, lambda things: things.form.pk)),
    Row("intake-close", of(OWN_UPLOAD, "preparer"), intake, "post"),
    Row("people", READ_BY_AUDITOR),
    Row("person", READ_BY_AUDITOR, person),
    form("person-new", ADMIN),
    form("person-edit", ADMIN, person),
    form("person-deactivate", ADMIN, person),
    form("person-hand-over", ADMIN, person),
    Row("person-place-add", ADMIN, person, "post"),
    Row("person-place-remove", ADMIN, plus(person, lambda things: things.spare.pk), "post"),
    form("person-password", ADMIN, person),
    form("person-second-factor", ADMIN, person),
    Row("person-act", ADMIN, plus(person, "lockout"), "post"),
    Row("organisations", READ_BY_AUDITOR),
    Row("organisation", READ_BY_AUDITOR, unit),
    form("organisation-new", ADMIN),
    form("organisation-edit", ADMIN, unit),
    form("organisation-move", ADMIN, unit),
    Row("organisation-activate", ADMIN, unit, "post"),
    form("organisation-deactivate", ADMIN, unit),
    Row("organisation-name-add", ADMIN, unit, "post"),
    Row("organisation-name-remove", ADMIN, plus(unit, lambda things: things.name.pk), "post"),
    Row("rounds", READ_BY_AUDITOR),
    Row("round", READ_BY_AUDITOR, round_),
    form("round-new", ADMIN),
    form("round-edit", ADMIN, round_),
    Row("round-open", ADMIN, round_, "post"),
    form("round-close", ADMIN, round_),
    form("round-next", ADMIN, round_),
    Row("exception-add", ADMIN, round_, "post"),
    Row("exception-end", ADMIN, plus(round_, lambda things: things.exception.pk), "post"),
    Row("register", READ_BY_AUDITOR),
    Row("register-export", READ_BY_AUDITOR),
    form("project-new", ADMIN),
    form("project-edit", ADMIN, lambda things: [things.project.pk]),
    Row("project-remove", ADMIN, lambda things: [things.project.pk], "post"),
    form("project-take-out", ADMIN, lambda things: [things.project.pk]),
    Row("people-imported", ADMIN),
    Row("people-imported-passwords", ADMIN),
    form("import", ADMIN, lambda things: ["organisations"]),  # noqa: ARG005
    form("import", FIGURES, lambda things: ["figures"]),  # noqa: ARG005
    Row("import-template", ADMIN, lambda things: ["organisations", "xlsx"]),  # noqa: ARG005
    Row("rejected", ADMIN),
    form("declaration-act", of(REJECTED, "admin"), plus(rejected, "reopen")),
    Row("audit", READ_BY_AUDITOR),
    Row("audit-verify", READ_BY_AUDITOR, method="post"),
    Row("sign-out", OPEN, method="post"),
)
NOT_HERE = {
    "import-preview": test_setup_organisations.test_import_pages,
}
"""Addresses that nobody has but who uploaded the list, and the test that knows it."""
ELSEWHERE = ("head", "department", "section", "performance", "budget", "auditor")
"""Roles that somebody has for another branch of the county."""
OF_THE_UNIT = ("unit-draft", "declaration", "grade", "review-sheet", "approval-document", "intake", "late-unit")
"""How the names of addresses begin that are about something of the unit."""


@pytest.fixture
def things(county: County) -> Things:
    """One of everything."""
    return one_of_everything(county)


def one_of_everything(county: County) -> Things:
    """What the addresses are about."""
    people, unit = county.people, county.unit
    county.round.layouts = ["national-project"]
    county.round.save()
    county.person("preparer", county.other_unit, "stranger")
    source = files.keep([b"the file"], "申报表.docx", people["preparer"])

    def filed(steps: int) -> Declaration:
        made = acts.create(
            county.round, unit, FormKind.PROJECT, content(source=source), people["preparer"], project=county.project()
        )
        way = (
            lambda: acts.submit(made, people["preparer"]),
            lambda: acts.sign(made, people["head"]),
            lambda: acts.pass_on(made, people["department"]),
            lambda: acts.pass_on(made, people["section"], opinion="同意"),
        )
        for step in way[:steps]:
            step()
        return made

    approved, published, waiting, draft, rejected = filed(4), filed(4), filed(4), filed(0), filed(4)
    attachment = attachments.attach(draft, people["preparer"], AttachmentKind.CALCULATION, source)
    attachment.declaration = approved
    attachment.save()
    acts.grade(approved, people["performance"], FULL_SCORES, grade="excellent")
    acts.approve(approved, people["budget"], "云财绩〔2026〕1号")
    acts.grade(published, people["performance"], FULL_SCORES, grade="excellent")
    acts.approve(published, people["budget"], "云财绩〔2026〕2号")
    acts.publish(published, people["budget"], **RELEASE)
    acts.grade(rejected, people["performance"], dict.fromkeys(FULL_SCORES, 1), grade="poor", opinion="没有依据")
    last_year = filed(4)
    acts.grade(last_year, people["performance"], FULL_SCORES, grade="excellent")
    acts.approve(last_year, people["budget"], "云财绩〔2025〕1号")
    before = Round.objects.create(fiscal_year=county.round.fiscal_year - 1, name="上一年度", is_open=False)
    Declaration.objects.filter(pk=last_year.pk).update(round=before)
    taken = Intake.objects.create(
        round=county.round, unit=unit, file=source, by=people["preparer"], status=IntakeStatus.READY
    )
    form = IntakeForm.objects.create(intake=taken, source="申报表.docx", number=0, content=content(), kind="project")
    return Things(
        county=county,
        declaration=approved,
        published=published,
        waiting=waiting,
        draft=draft,
        rejected=rejected,
        form=form,
        comment=comments.comment(waiting, people["performance"], "依据何在"),
        review=Review.objects.get(declaration=approved),
        attachment=attachment,
        name=OrganisationName.objects.create(organisation=unit, name="敬老院", key="敬老院"),
        exception=WindowException.objects.create(
            round=county.round,
            organisation=unit,
            phase=Phase.FIRST_UP,
            until=timezone.now() + timedelta(days=3),
            reason="系统升级",
            by=people["admin"],
        ),
        spare=Membership.objects.create(person=people["auditor"], organisation=unit, role="auditor"),
        project=county.project(),
        last_year=last_year,
    )


def test_every_address_is_listed() -> None:
    assert set(patterns()) == {row.name for row in ROWS} | set(NOT_HERE)


@pytest.fixture
def _unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may see a page is decided before it is drawn, and other tests look at what is drawn."""
    monkeypatch.setattr(Template, "render", lambda *_given: SafeString())


@pytest.mark.usefixtures("_unrendered")
def test_every_address_for_every_role(things: Things) -> None:
    browsers = {column: browser(None if column == "nobody" else person_of(column)) for column in COLUMNS}
    compare(things, [(row, method, expected, browsers) for row in ROWS for method, expected in row.asked()])


@pytest.mark.usefixtures("_unrendered")
def test_what_is_of_one_branch_does_not_exist_for_another(things: Things) -> None:
    """For somebody with the same role elsewhere, whatever he is allowed for his own branch."""
    county, browsers = things.county, {}
    for role in ELSEWHERE:
        place = county.other_unit if role == "head" else county.office
        browsers[role] = browser(county.person(role, place, f"{role}-elsewhere"))
    asked = []
    for row in (row for row in ROWS if row.arguments is not Row.arguments):
        for method, inside in row.asked():
            letters = dict(zip(COLUMNS, inside, strict=True))
            if inside == READ_BY_AUDITOR:  # the set-up of the whole county
                letters["auditor"] = "x"
            if inside == FIGURES:
                letters["budget"] = "x"
            hidden = row.name.startswith(OF_THE_UNIT)
            asked.append((row, method, "".join("." if hidden else letters[role] for role in ELSEWHERE), browsers))
    compare(things, asked)


def test_no_address_takes_a_form_without_its_token(things: Things) -> None:
    """Not even those that take none: whoever adds one need not think of it."""
    done = AuditEntry.objects.count()
    for row in ROWS:
        role = next(
            (column for column, letter in zip(COLUMNS, row.posted or row.expected, strict=True) if letter == "+"),
            "preparer",
        )
        client = Client(enforce_csrf_checks=True)
        if row.name != "sign-in":
            client.cookies = browser(person_of(role)).cookies
        response = client.post(reverse(row.name, args=row.arguments(things)), {"csrfmiddlewaretoken": "x" * 64})
        assert response.status_code == 403, row.name
        assert "操作没有执行" in response.content.decode(), row.name
    assert AuditEntry.objects.count() == done


def test_whatever_takes_a_form_is_asked_for_it() -> None:
    """So that no page is in the table only as something to look at."""
    asked = {row.name for row in ROWS for method, _expected in row.asked() if method == "post"}
    for name, view in patterns().items():
        source = inspect.getsource(inspect.unwrap(view))
        if re.search(r"request\.POST|posted\(|request\.method [!=]= \"POST\"|require_POST", source):
            assert name in asked | set(NOT_HERE), name


def person_of(column: str) -> Person:
    return Person.objects.get(username=column)


def browser(person: Person | None) -> Client:
    """One in which somebody is signed in; a fault is an answer, as it is to him."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def compare(things: Things, asked: list[tuple[Row, str, str, dict[str, Client]]]) -> None:
    """Ask, and tell all that was answered otherwise."""
    seen = []
    for row, method, expected, browsers in asked:
        arguments, got = row.arguments(things), ""
        for client in browsers.values():
            with transaction.atomic():
                got += letter(row, method, arguments, client)
                transaction.set_rollback(True)
        if got != expected:
            seen.append(f"{row.name:24} {method:4} {arguments} {expected} {got}")
    assert not seen, "\n".join(["", *seen])


def letter(row: Row, method: str, arguments: list[object], signed_in: Client) -> str:
    """How an address answers."""
    client = Client(raise_request_exception=False)
    client.cookies = SimpleCookie(signed_in.cookies.output(header="", sep=";"))
    response = getattr(client, method)(reverse(row.name, args=arguments))
    for resource in response._resource_closers:  # closing the response itself would end the connection to the database
        resource()
    if response.status_code == 302 and response["Location"].startswith(reverse("sign-in")) and row.name != "sign-out":
        return ">"
    return {200: "+", 302: "+", 400: "+", 422: "+", 403: "x", 404: "."}.get(
        response.status_code, f"({response.status_code})"
    )


def patterns(resolver: URLResolver | None = None) -> dict[str, Callable[..., object]]:
    """The names of all addresses, with their views."""
    found: dict[str, Callable[..., object]] = {}
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            found |= patterns(one)
        elif isinstance(one, URLPattern) and one.name:
            found[one.name] = one.callback
    return found
