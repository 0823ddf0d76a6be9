"""What a unit begins with and what its uploads hold: blank forms, last year's forms, the forms found in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.forms.layouts.layout import Known, LayoutError, all_layouts, bundled
from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.web.records.domain.contents import findings_of, message_of, table_of
from jiheng.web.records.domain.dependent import beyond_amounts
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.intake_matching import is_declared, project_key, title_of
from jiheng.web.records.domain.owed import Owed
from jiheng.web.records.domain.requirements import must_equal_control_figure
from jiheng.web.records.domain.transitions import WITH_THE_PREPARER
from jiheng.web.records.domain.windows import must_be_open
from jiheng.web.records.models import (
    Content,
    Declaration,
    Explanation,
    FormKind,
    Intake,
    IntakeForm,
    IntakePurpose,
    IntakeStatus,
    Organisation,
    Phase,
    Round,
    State,
    Version,
)

_KINDS = dict(FormKind.choices)
_NATIONAL = {
    FormKind.PROJECT: "national-project", FormKind.DEPARTMENT_OVERALL: "national-department-overall",
}  # fmt: skip
"""Layouts that come along."""
_WEIGHTS = [severity.value for severity in (Severity.ERROR, Severity.WARNING, Severity.ADVICE)]


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


def blanks_of(round: Round) -> tuple[Known, ...]:
    """The layouts whose blank forms a unit gets: those of the round, and the national one of each kind that is owed where
    the round names none of it."""
    held = layouts_of(round)
    owed = [FormKind.PROJECT, *((FormKind.DEPARTMENT_OVERALL,) if round.overall_due else ())]
    names = [_NATIONAL[kind] for kind in owed if not any(Kind(kind) in one.layout.kinds for one in held)]
    return (*held, *(one for one in bundled() if one.layout.name in names))


def blank_for(kind: FormKind, blanks: Sequence[Known]) -> Known | None:
    """The blank form to begin with."""
    return next((one for one in blanks if Kind(kind) in one.layout.kinds), None)


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
        in_force__isnull=False,
    ).select_related("in_force")
    before = before.annotate(has_file=F("in_force__content__source"))
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
    doubt: str = ""
    """Why it should not take the place of the draft without a look."""

    @property
    def is_proposed(self) -> bool:
        """Whether nothing speaks against using it."""
        return self.is_usable and not self.form.problem and not self.doubt

    @property
    def label(self) -> str:
        """Which form it is, in words: its file, where there are several, its number and what it is called."""
        said = _("第 {n} 张“{title}”").format(n=self.form.content.table + 1, title=self.printed or self.kind)
        return f"{self.form.source} {said}" if self.form.source != self.form.intake.file.name else said


def forms_of(intake: Intake) -> QuerySet[IntakeForm]:
    """The forms of an upload, in the order of the file."""
    return _with_contents(intake.forms)  # type: ignore[arg-type]


def open_forms(unit: Organisation, round: Round) -> QuerySet[IntakeForm]:
    """The forms of all uploads of a unit that are read and not used yet, in the order in which they came."""
    return _with_contents(
        IntakeForm.objects.filter(
            intake__unit=unit,
            intake__round=round,
            intake__purpose=IntakePurpose.FILE,
            intake__status=IntakeStatus.READY,
            taken=None,
        )
    )


def waiting(unit: Organisation, round: Round) -> int:
    """How many files of a unit are not read yet."""
    unread = (IntakeStatus.WAITING, IntakeStatus.READING)
    return Intake.objects.filter(unit=unit, round=round, purpose=IntakePurpose.FILE, status__in=unread).count()


def twin_of(intake: Intake) -> Intake | None:
    """The first upload of the same file for the same unit, if this one is not the first."""
    same = Intake.objects.filter(unit=intake.unit_id, file__sha256=intake.file.sha256, pk__lt=intake.pk)
    return same.select_related("file", "by").order_by("pk").first()


def _with_contents(forms: QuerySet[IntakeForm]) -> QuerySet[IntakeForm]:
    related = forms.select_related("content", "project", "taken", "intake__file", "intake__unit")
    return related.defer("content__page", "content__findings")


def found_forms(intake: Intake, forms: Iterable[IntakeForm]) -> list[Found]:
    """Forms of a unit's uploads with what stands in their way. Five queries beside theirs, however many there are.

    :param intake: the upload, or any of them: what they are for.
    """
    forms = list(forms)
    there = _Drafts(intake, forms) if intake.purpose == IntakePurpose.FILE else None
    return [_found(form, there) for form in forms]


def _found(form: IntakeForm, there: _Drafts | None) -> Found:
    usable = form.taken_id is None and is_declared(form)
    printed = title_of(table_of(form.content))
    one = there.of(form, printed) if there is not None else None
    state = State(one.state) if one is not None else None
    editable = state in WITH_THE_PREPARER
    blocked = str(state.label) if state is not None and not editable and form.taken_id is None else ""
    doubt = ""
    if there is not None and usable and not blocked:
        doubt = (there.doubt_of(form, one) if one is not None else "") or there.twin_of(form)
    return Found(form, str(_KINDS.get(form.kind, form.kind)), printed, usable and not blocked, editable, blocked, doubt)


class _Drafts:
    """What a unit has declared in a round, and why a form should not take the place of it unseen."""

    def __init__(self, intake: Intake, forms: Sequence[IntakeForm]) -> None:
        declared = Declaration.objects.filter(round=intake.round_id, unit=intake.unit_id)
        declared = declared.annotate(present=F("draft__content__sha256"), frozen=F("current__sha256"))
        self._unit = intake.unit.name
        self._declared = {(one.kind, one.project_id or one.title): one for one in declared}
        pks, hashes = [one.pk for one in self._declared.values()], {form.content.sha256 for form in forms}
        self._explained = set(Explanation.objects.filter(declaration__in=pks).values_list("declaration", flat=True))
        earlier = IntakeForm.objects.filter(taken__in=pks, content__sha256__in=hashes)
        self._before = {
            (one, sha): at for one, sha, at in earlier.values_list("taken", "content__sha256", "intake__at")
        }
        frozen = Version.objects.filter(declaration__in=pks, sha256__in=hashes)
        self._before |= {(one, sha): at for one, sha, at in frozen.values_list("declaration", "sha256", "at")}
        files = {form.intake.file.sha256 for form in forms}
        same = Intake.objects.filter(
            round=intake.round_id, unit=intake.unit_id, purpose=IntakePurpose.FILE, status=IntakeStatus.READY,
            file__sha256__in=files,
        )  # fmt: skip
        self._uploads: dict[str, tuple[int, datetime]] = {}
        for pk, sha, at in same.order_by("pk").values_list("pk", "file__sha256", "at"):
            self._uploads.setdefault(sha, (pk, at))

    def of(self, form: IntakeForm, printed: str) -> Declaration | None:
        """The declaration of the same project, or of the same unit."""
        return self._declared.get((form.kind, form.project_id or (printed or self._unit)[:200]))

    def twin_of(self, form: IntakeForm) -> str:
        """That the same file came before and waits to be used, too; blank where it did not."""
        pk, at = self._uploads.get(form.intake.file.sha256, (form.intake_id, form.intake.at))
        if pk >= form.intake_id:
            return ""
        when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
        return _("与 {when} 上传的是同一个文件，用那一次的就行。").format(when=when)

    def doubt_of(self, form: IntakeForm, there: Declaration) -> str:
        """Why a draft should rather stay as it is; blank where nothing speaks against it."""
        present = there.present or there.frozen  # type: ignore[attr-defined]
        if present == form.content.sha256:
            return _("草稿里已经是这张表，不用再换。")
        before = self._before.get((there.pk, form.content.sha256))
        if before is not None:
            said = _("这张表 {when} 已经用过，草稿后来换了别的；换回去，后来的改动就没有了。")
            return said.format(when=f"{timezone.localtime(before):%Y-%m-%d %H:%M}")
        if there.pk in self._explained:
            return _("草稿上已经写了不改的理由，换表以后要重新核对。")
        return ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the page shows it before a form takes the place of another."""

    severity: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What the automatic review says of a form that it does not say of the one there is, and the other way round."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def changed_findings(before: Content, after: Content) -> Findings:
    """The findings that come with a form, and those that go."""
    old, new = _findings(before), _findings(after)
    return Findings(tuple(one for one in new if one not in old), tuple(one for one in old if one not in new))


def _findings(content: Content) -> list[Finding]:
    found = [Finding(one.severity.value, one.rule, message_of(one)) for one in findings_of(content)]
    return sorted(found, key=lambda one: _WEIGHTS.index(one.severity))


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
