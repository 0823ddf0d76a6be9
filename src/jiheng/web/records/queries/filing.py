"""What a unit begins with and what its uploads hold: blank forms, last year's forms, the forms found in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jiheng.forms.layouts.layout import Known, LayoutError, all_layouts, bundled
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.dependent import beyond_amounts
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.intake_matching import is_declared, project_key, title_of
from jiheng.web.records.domain.requirements import must_equal_control_figure
from jiheng.web.records.domain.windows import must_be_open
from jiheng.web.records.models import (
    Content,
    Declaration,
    FormKind,
    Intake,
    IntakeForm,
    IntakePurpose,
    Organisation,
    Phase,
    Round,
    State,
)
from jiheng.web.records.queries.owed import Owed

_KINDS = dict(FormKind.choices)


def layouts_of(round: Round) -> tuple[Known, ...]:
    """The layouts whose blank forms a round hands out; a name that is no layout any more is passed by."""
    if not round.layouts:
        return ()
    try:
        every = all_layouts()
    except LayoutError:  # one of the bureau's own is broken; the others are still of use
        every = bundled()
    held = {one.layout.name: one for one in every}
    return tuple(held[name] for name in round.layouts if name in held)


def why_closed(round: Round, unit: Organisation) -> str:
    """Why a unit may not file now; blank where it may."""
    try:
        must_be_open(round, unit, Phase.FIRST_UP)
    except NotMet as error:
        return str(error)
    return ""


def starts_of(rows: Sequence[Owed], round: Round) -> dict[tuple[str, str], Declaration]:
    """For what a unit owes, last year's approved form of the same kind and name, by kind and title. One query."""
    if not rows:
        return {}
    wanted = [row.title for row in rows if row.declaration is None or not row.is_submitted]
    before = Declaration.objects.filter(
        round__fiscal_year=round.fiscal_year - 1,
        unit__in={row.unit.pk for row in rows},
        title__in=wanted,
        in_force__content__source__isnull=False,
    ).select_related("in_force")
    return {(one.kind, one.title): one for one in before}


def with_counts(found: QuerySet[Intake]) -> QuerySet[Intake]:
    """Uploads with how many forms they hold, and how many became declarations."""
    return found.annotate(found=Count("forms"), taken=Count("forms", filter=Q(forms__taken__isnull=False))).order_by(
        "-id"
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A form of an upload, and what stands in its way."""

    form: IntakeForm
    kind: str
    printed: str
    """What the form itself calls its project."""
    is_usable: bool
    replaces: bool
    """Whether there is a draft of the same form that it would take the place of."""
    blocked: str
    """Why it cannot be used at all; blank where it can."""


def forms_of(intake: Intake) -> QuerySet[IntakeForm]:
    """The forms of an upload, in the order of the file."""
    return intake.forms.select_related("content", "project", "taken").defer("content__page", "content__findings")


def found_forms(intake: Intake, forms: Iterable[IntakeForm]) -> list[Found]:
    """Forms of an upload with what stands in their way. One query beside theirs."""
    declared: dict[tuple[str, object], State] = {
        (one.kind, one.project_id or one.title): State(one.state)
        for one in Declaration.objects.filter(round=intake.round_id, unit=intake.unit_id)
    }
    return [_found(form, intake, declared) for form in forms]


def _found(form: IntakeForm, intake: Intake, declared: dict[tuple[str, object], State]) -> Found:
    usable = form.taken_id is None and is_declared(form)
    printed = title_of(table_of(form.content))
    named = form.project_id or (printed or intake.unit.name)[:200]
    state = declared.get((form.kind, named)) if intake.purpose == IntakePurpose.FILE else None
    editable = state in (State.DRAFT, State.RETURNED)
    blocked = str(state.label) if state is not None and not editable and form.taken_id is None else ""
    return Found(form, str(_KINDS.get(form.kind, form.kind)), printed, usable and not blocked, editable, blocked)


def likeliest(rows: Sequence[Found], declaration: Declaration) -> Found | None:
    """Of the forms of an upload, the one that is most likely meant to take a declaration's place."""
    name = project_key(declaration.title)
    order = sorted(rows, key=lambda row: (project_key(row.printed) != name, bool(row.form.problem)))
    return order[0] if order else None


def refusals(purpose: IntakePurpose, declaration: Declaration, present: Content | None, new: Content) -> list[str]:
    """Of a form adapted to the control figure, what cannot be accepted: another amount, changes beyond amounts."""
    if purpose != IntakePurpose.CONFIRM or present is None:
        return []
    said = beyond_amounts(table_of(present), table_of(new))
    try:
        must_equal_control_figure(declaration, new)
    except NotMet as error:
        said.insert(0, str(error))
    return said
