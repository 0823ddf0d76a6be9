"""Every address × every role: allowed, or 403/404, and nothing in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from jiheng.web.records.domain import acts, attachments, comments, files
from jiheng.web.records.models import (
    Attachment,
    AttachmentKind,
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
    WindowException,
)
from tests.web.county import FULL_SCORES, County, content

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


Arguments = Callable[[Things], list[object]]


@dataclass(frozen=True)
class Row:
    """An address: how it is asked, and for each column `+` allowed, `x` 403, `.` 404, `>` to the sign-in page."""

    name: str
    expected: str
    arguments: Arguments = lambda things: []  # noqa: ARG005
    method: str = "get"


def declaration(things: Things) -> list[object]:
    return [things.declaration.pk]


def waiting(things: Things) -> list[object]:
    return [things.waiting.pk]


def draft(things: Things) -> list[object]:
    return [things.draft.pk]


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
    Row("search", EVERYBODY),
    Row("account", EVERYBODY),
    Row("change-password", EVERYBODY),
    Row("notices", EVERYBODY),
    Row("notices-read", EVERYBODY, method="post"),
    Row("second-factor", EVERYBODY),
    Row("second-factor-setup", EVERYBODY),
    Row("second-factor-picture", EVERYBODY),
    Row("second-factor-codes", NONE_SET_UP, method="post"),
    Row("second-factor-end", NONE_SET_UP, method="post"),
    Row("health", OPEN),
    Row("sign-in", OPEN),
    Row("set_language", OPEN, method="post"),
    Row("declaration", SEEN, declaration),
    Row("declaration", SEEN, waiting),
    Row("declaration", DRAFT, draft),
    Row("declaration-versions", SEEN, declaration),
    Row("declaration-version", SEEN, plus(declaration, 1)),
    Row("declaration-file", SEEN, plus(declaration, 1)),
    Row("declaration-file", DRAFT, plus(draft, "draft")),
    Row("declaration-json", SEEN, plus(declaration, 1)),
    Row("declaration-difference", SEEN, declaration),
    Row("declaration-history", SEEN, declaration),
    Row("declaration-history", DRAFT, draft),
    Row("declaration-attachments", SEEN, declaration),
    Row("declaration-attachment", SEEN, plus(declaration, lambda things: things.attachment.pk)),
    Row("declaration-comment", of(SEEN, *REVIEWERS), waiting, "post"),
    Row("declaration-resolve", of(SEEN, *REVIEWERS), plus(waiting, lambda things: things.comment.pk), "post"),
    Row("declaration-answer", of(SEEN, "preparer"), plus(waiting, lambda things: things.comment.pk), "post"),
    Row("declaration-explain", of(DRAFT, "preparer"), draft, "post"),
    Row("declaration-act", of(DRAFT, "preparer"), plus(draft, "submit")),
    Row("declaration-act", of(SEEN, "preparer"), plus(declaration, "submit")),
    Row("declaration-act", of(SEEN, "preparer"), plus(declaration, "withdraw")),
    Row("declaration-act", of(SEEN, "preparer"), plus(declaration, "confirm")),
    Row("declaration-act", of(SEEN, "preparer"), plus(declaration, "request_adjustment")),
    Row("declaration-act", of(SEEN, "head"), plus(declaration, "sign")),
    Row("declaration-act", of(SEEN, "department", "section"), plus(declaration, "pass")),
    Row("declaration-act", of(SEEN, *REVIEWERS), plus(waiting, "return")),
    Row("declaration-act", of(SEEN, *REVIEWERS), plus(waiting, "undo")),
    Row("declaration-act", of(SEEN, "budget"), plus(declaration, "set_control_figure")),
    Row("declaration-act", of(SEEN, "budget"), plus(declaration, "approve")),
    Row("declaration-act", of(SEEN, "budget", "performance"), plus(declaration, "publish")),
    Row("declaration-public-copy", of(SEEN, "budget", "performance"), declaration),
    Row("declaration-public-copy", of(SEEN, "budget", "performance"), waiting),
    Row("declaration-public-copy", SEEN, lambda things: [things.published.pk]),
    Row("declaration-public-copy-file", of(SEEN, "budget", "performance"), declaration),
    Row("declaration-public-copy-file", SEEN, lambda things: [things.published.pk]),
    Row("declaration-upload", of(SEEN, "preparer"), plus(declaration, "edit")),
    Row("declaration-upload", of(SEEN, "performance"), plus(waiting, "amend")),
    Row("declaration-upload", of(SEEN, "preparer"), plus(declaration, "confirm")),
    Row("declaration-upload", of(SEEN, "budget"), plus(declaration, "correct")),
    Row("grade", of(SEEN, "performance"), waiting),
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
    Row("intakes", UPLOADS),
    Row("intake-new", FILES),
    Row("intake", OWN_UPLOAD, intake),
    Row("intake-form", OWN_UPLOAD, plus(intake, lambda things: things.form.pk)),
    Row("intake-close", of(OWN_UPLOAD, "preparer"), intake, "post"),
    Row("people", READ_BY_AUDITOR),
    Row("person", READ_BY_AUDITOR, person),
    Row("person-new", ADMIN),
    Row("person-edit", ADMIN, person),
    Row("person-deactivate", ADMIN, person),
    Row("person-hand-over", ADMIN, person),
    Row("person-place-add", ADMIN, person, "post"),
    Row("person-place-remove", ADMIN, plus(person, lambda things: things.spare.pk), "post"),
    Row("person-act", ADMIN, plus(person, "lockout"), "post"),
    Row("organisations", READ_BY_AUDITOR),
    Row("organisation", READ_BY_AUDITOR, unit),
    Row("organisation-new", ADMIN),
    Row("organisation-edit", ADMIN, unit),
    Row("organisation-move", ADMIN, unit),
    Row("organisation-active", ADMIN, unit, "post"),
    Row("organisation-name-add", ADMIN, unit, "post"),
    Row("organisation-name-remove", ADMIN, plus(unit, lambda things: things.name.pk), "post"),
    Row("rounds", READ_BY_AUDITOR),
    Row("round", READ_BY_AUDITOR, round_),
    Row("round-new", ADMIN),
    Row("round-edit", ADMIN, round_),
    Row("round-open", ADMIN, round_, "post"),
    Row("round-next", ADMIN, round_),
    Row("exception-add", ADMIN, round_, "post"),
    Row("exception-end", ADMIN, plus(round_, lambda things: things.exception.pk), "post"),
    Row("register", READ_BY_AUDITOR),
    Row("register-export", READ_BY_AUDITOR),
    Row("project-new", ADMIN),
    Row("project-edit", ADMIN, lambda things: [things.project.pk]),
    Row("project-remove", ADMIN, lambda things: [things.project.pk], "post"),
    Row("import", ADMIN, lambda things: ["organisations"]),  # noqa: ARG005
    Row("import-template", ADMIN, lambda things: ["organisations", "xlsx"]),  # noqa: ARG005
    Row("rejected", ADMIN),
    Row("reopen", ADMIN, lambda things: [things.rejected.pk]),
    Row("audit", READ_BY_AUDITOR),
    Row("audit-verify", READ_BY_AUDITOR, method="post"),
    Row("sign-out", OPEN, method="post"),
)
NOT_HERE = {
    "import-preview": "only whoever uploaded the list sees it: tests/web/test_setup_imports.py",
    "javascript-catalog": "no words in scripts",
}


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
    acts.publish(published, people["budget"])
    acts.grade(rejected, people["performance"], dict.fromkeys(FULL_SCORES, 1), grade="poor", opinion="没有依据")
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
    )


def test_every_address_is_listed() -> None:
    assert set(patterns()) - set(NOT_HERE) == {row.name for row in ROWS}


def test_every_address_for_every_role(things: Things) -> None:
    seen = []
    for row in ROWS:
        got = ""
        for column in COLUMNS:
            with transaction.atomic():
                got += letter(row, column, things)
                transaction.set_rollback(True)
        if got != row.expected:
            seen.append(f"{row.name:24} {row.arguments(things)} {row.expected} {got}")
    assert not seen, "\n".join(["", *seen])


def letter(row: Row, column: str, things: Things) -> str:
    """How an address answers to a role."""
    client = Client(raise_request_exception=False)
    if column != "nobody":
        client.force_login(
            things.county.people[column] if column in things.county.people else Person.objects.get(username=column),
            backend="django.contrib.auth.backends.ModelBackend",
        )
    response = getattr(client, row.method)(reverse(row.name, args=row.arguments(things)))
    for resource in response._resource_closers:  # closing the response itself would end the connection to the database
        resource()
    if response.status_code == 302 and response["Location"].startswith(reverse("sign-in")) and row.name != "sign-out":
        return ">"
    return {200: "+", 302: "+", 400: "+", 422: "+", 403: "x", 404: "."}.get(
        response.status_code, f"({response.status_code})"
    )


def patterns(resolver: URLResolver | None = None) -> Iterator[str]:
    """The names of all addresses."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        elif isinstance(one, URLPattern) and one.name:
            yield one.name
