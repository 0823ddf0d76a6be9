"""Uploaded files on their way to declarations: taking one in, and turning the forms that were read into declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.web.records.domain import acts, audit, committed, files
from jiheng.web.records.domain.acting import allowed, must_be_preparer
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.errors import NotAllowed, NotMet, WrongState
from jiheng.web.records.domain.intake_matching import is_declared, title_of
from jiheng.web.records.domain.transitions import WITH_THE_PREPARER, roles_for
from jiheng.web.records.domain.turns import whose_work
from jiheng.web.records.domain.windows import must_be_open
from jiheng.web.records.models import (
    OWN_UNIT_ROLES,
    Act,
    Content,
    Declaration,
    FormKind,
    Intake,
    IntakeForm,
    IntakePurpose,
    IntakeStatus,
    Organisation,
    Person,
    Phase,
    Project,
    Role,
    Round,
    StoredFile,
)
from jiheng.web.records.permissions import scope_of

MOST_WAITING = 20
"""Files of one person that may wait for the reading process at a time."""
_ACTS = {
    IntakePurpose.EDIT: Act.EDIT,
    IntakePurpose.AMEND: Act.AMEND,
    IntakePurpose.CONFIRM: Act.CONFIRM,
    IntakePurpose.CORRECT: Act.CORRECT,
}


class Upload(Protocol):
    """A file as a request hands it over."""

    name: str | None

    def chunks(self) -> Iterator[bytes]:
        """Its bytes."""


def take(
    uploads: Sequence[Upload],
    unit: Organisation,
    round: Round,
    by: Person,
    purpose: IntakePurpose = IntakePurpose.FILE,
    declaration: Declaration | None = None,
) -> list[Intake]:
    """Keep uploaded files and put them before the reading process, one intake for each.

    :param declaration: what the form is for, unless it is filed anew.
    :raises ActError: where he may not upload for this purpose, or a file is blank or too large; then none is taken.
    """
    _must_be_allowed(unit, round, by, purpose, declaration)
    if not uploads:
        raise NotMet(_("请先选择文件。"))
    waiting = Intake.objects.filter(by=by, status__in=(IntakeStatus.WAITING, IntakeStatus.READING)).count()
    if waiting + len(uploads) > MOST_WAITING:
        raise NotMet(_("您还有 {n} 个文件在等待读取，请等读完再上传。").format(n=waiting))
    kept: list[StoredFile] = []
    try:
        # Before the transaction: others need not wait for bytes on their way to the disk.
        kept.extend(files.keep(one.chunks(), one.name or "", by) for one in uploads)
        with transaction.atomic():
            committed.tell_when_it_is()
            return [
                Intake.objects.create(
                    round=round, unit=unit, purpose=purpose, declaration=declaration, file=file, by=by
                )
                for file in kept
            ]
    except Exception:
        for file in kept:
            with suppress(DatabaseError):  # then they are forgotten later
                files.forget(file)
        raise


def visible_intakes(person: Person) -> QuerySet[Intake]:
    """The uploads that exist for a person: his own, what was filed for a unit that he prepares forms of, and for 代改 and
    更正 those of whom he took the work over from."""
    scope = scope_of(person)
    filed = Q(purpose__in=(IntakePurpose.FILE, IntakePurpose.EDIT, IntakePurpose.CONFIRM))
    taken_over = Q(pk__in=())
    for purpose in (IntakePurpose.AMEND, IntakePurpose.CORRECT):
        taken_over |= Q(purpose=purpose) & scope.covered(roles_for(_ACTS[purpose]))
    return Intake.objects.filter(
        Q(by=person) | (scope.covered(OWN_UNIT_ROLES) & filed) | (Q(by__in=whose_work(person)) & taken_over)
    )


def may_use(intake: Intake, by: Person) -> bool:
    """Whether somebody may turn the forms of an upload into something: who uploaded it, who took over his work, and the
    unit's preparers."""
    return intake.by_id in whose_work(by) or Role.PREPARER in scope_of(by).at(intake.unit)


def claim(
    form: IntakeForm | int,
    by: Person,
    *,
    sure: bool = False,
    project: Project | None = None,
    seen: int | None = None,
    scores: Mapping[str, object] | None = None,
    agreement: str = "",
    reason_code: str = "",
    reason: str = "",
    secrecy_review: str = "",
) -> Declaration:
    """Turn a form that was read into what it was uploaded for: a new declaration, or an act on one that there is.

    :param sure: do so although something is told against it (`form.problem`).
    :param project: the project of the register that it is for, where the person chose another than the one found.
    :param seen: the revision of the declaration that he looked at.
    :param scores: of a 代改, with `agreement`.
    :param reason: of a 更正; of 二上 and 代改: why errors that come with them stand, with its `reason_code`.
    :param secrecy_review: of a 更正.
    :raises ActError: where it cannot be; then nothing was changed.
    """
    with transaction.atomic():
        one = _locked(form)
        intake = one.intake
        purpose = IntakePurpose(intake.purpose)
        if not may_use(intake, by):
            raise NotAllowed(_("这份文件不是您上传的。"))
        _must_be_usable(one, sure)
        if purpose is IntakePurpose.FILE:
            made = _filed(one, by, project, seen)
        else:
            made = _acted(one, purpose, by, seen, scores or {}, agreement, reason_code, reason, secrecy_review)
        one.taken = made
        one.save(update_fields=["taken"])
        others = intake.forms.filter(taken=None).select_related("content").defer("content__page")
        if purpose is not IntakePurpose.FILE or not any(is_declared(other) for other in others):
            intake.status = IntakeStatus.DONE
            intake.save(update_fields=["status"])
        return made


def close(intake: Intake, by: Person) -> None:
    """Put an upload aside, whatever of it was not used."""
    if not visible_intakes(by).filter(pk=intake.pk).exists():
        raise NotAllowed(_("这份文件不是您上传的。"))
    Intake.objects.filter(pk=intake.pk).update(status=IntakeStatus.DONE)


def forget_old(days: int = 60) -> int:
    """Delete old uploads, with the readings that became nothing; how many. What became a declaration keeps its file, and the
    file what else was read from it: it says who may take the file away."""
    old = Intake.objects.filter(at__lt=timezone.now() - timedelta(days=days)).exclude(
        status__in=(IntakeStatus.WAITING, IntakeStatus.READING)
    )
    with transaction.atomic():
        read = list(IntakeForm.objects.filter(intake__in=old, taken=None).values_list("content", flat=True))
        count = old.delete()[1].get("records.Intake", 0)
        others = Content.objects.filter(source=OuterRef("source")).exclude(pk__in=read)
        files.unreferenced(Content.objects.filter(~Exists(others), pk__in=read)).delete()
    return count


# ---- what an upload is for ----------------------------------------------------------------------------------------


def _must_be_allowed(
    unit: Organisation, round: Round, by: Person, purpose: IntakePurpose, declaration: Declaration | None
) -> None:
    if purpose is IntakePurpose.FILE:
        must_be_preparer(unit, by, _("您不是{unit}的填报人。").format(unit=unit.name))
        must_be_open(round, unit, Phase.FIRST_UP)
        return
    if declaration is None or declaration.unit_id != unit.pk or declaration.round_id != round.pk:
        raise NotMet(_("请先打开要换表的那份申报，再上传。"))
    allowed(_ACTS[purpose], declaration, by)


def _locked(form: IntakeForm | int) -> IntakeForm:
    pk = form if isinstance(form, int) else form.pk
    # The row of the upload is what two people at once would meet at.
    Intake.objects.select_for_update().get(forms__pk=pk)
    return IntakeForm.objects.select_related("intake", "intake__unit", "intake__round", "content", "project").get(pk=pk)


def _must_be_usable(form: IntakeForm, sure: bool) -> None:
    if form.intake.status not in (IntakeStatus.READY, IntakeStatus.DONE):
        raise WrongState(_("这个文件还没有读好，请稍等。"))
    if form.taken_id is not None:
        raise WrongState(_("“{title}”已经用过了。").format(title=form.title))
    if not is_declared(form) or (form.problem and not sure):
        raise NotMet(form.problem or _("这张表不是申报用的绩效目标表。"))


def _filed(form: IntakeForm, by: Person, project: Project | None, seen: int | None) -> Declaration:
    intake = form.intake
    unit, round_ = intake.unit, intake.round
    kind = FormKind(form.kind)
    project = project or form.project
    if kind is FormKind.PROJECT and project is None:
        project = _unregistered(form, by)
    if project is not None and (project.unit_id != unit.pk or project.round_id != round_.pk):
        raise NotMet(_("“{name}”不是这个单位在这一轮的项目。").format(name=project.name))
    there = Declaration.objects.filter(round=round_, unit=unit, kind=kind, project=project)
    title = title_of(table_of(form.content)) or unit.name  # not as it was read: the unit may be called otherwise since
    there = there if project is not None else there.filter(title=title[:200])
    existing = there.first()
    if existing is not None and existing.state in WITH_THE_PREPARER:
        return acts.edit(existing, by, form.content, seen=seen)
    return acts.create(round_, unit, kind, form.content, by, project=project, title=title)


def _unregistered(form: IntakeForm, by: Person) -> Project:
    """A project that the register does not hold: entered without a code, so that the bureau sees it."""
    intake = form.intake
    if not form.title:
        raise NotMet(_("表上没有项目名称，请选项目库里的项目，或填好名称重新上传。"))
    made, is_new = Project.objects.get_or_create(round=intake.round, unit=intake.unit, name=form.title)
    if is_new:
        details = {"project": made.pk, "name": made.name, "registered": False}
        audit.record("register", by, organisation=intake.unit, details=details)
    return made


def _acted(
    form: IntakeForm,
    purpose: IntakePurpose,
    by: Person,
    seen: int | None,
    scores: Mapping[str, object],
    agreement: str,
    reason_code: str,
    reason: str,
    secrecy_review: str,
) -> Declaration:
    target, content = form.intake.declaration_id, form.content
    assert target is not None
    if purpose is IntakePurpose.EDIT:
        return acts.edit(target, by, content, seen=seen)
    why = {"reason_code": reason_code, "reason": reason}
    if purpose is IntakePurpose.CONFIRM:
        return acts.confirm(target, by, content, **why, seen=seen)
    if purpose is IntakePurpose.AMEND:
        return acts.amend(target, by, content, scores=scores, agreement=agreement, **why, seen=seen)
    return acts.correct(target, by, content, reason, secrecy_review=secrecy_review, seen=seen)
