"""Reading what was uploaded, away from the requests: one waiting file at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jiheng.batch.files import Found, expand
from jiheng.batch.intake import FormIntake, take_in
from jiheng.batch.intake import Intake as Taken
from jiheng.formats.limits import Limits
from jiheng.model.declaration import Table
from jiheng.report.page import PageBlock
from jiheng.report.page_places import PagePlaces
from jiheng.rules.check import Settings
from jiheng.web.records.domain import contents, files
from jiheng.web.records.domain.intake_matching import Matcher
from jiheng.web.records.domain.jobs import TRIES, Jobs
from jiheng.web.records.models import Declaration, Intake, IntakeForm, IntakeStatus, StoredFile

SECONDS = 120.0
"""For one file; a scan takes some three seconds a page."""
_SECONDS_OF_ARCHIVE = 1200.0
"""For all files of an archive together."""
MOST_FILES = 500
"""Files in an archive."""
MOST_CELLS, MOST_CHARACTERS = 5_000, 200_000
"""Filled cells of a form, and its characters. Real forms have some three hundred; every page of a declaration shows all of
them, and compares them with those of others."""
_MOST_BLANKS = 50_000
_MOST_SAID = 30
"""Texts not understood that are told one by one."""
_LOG = logging.getLogger("jiheng.web.reading")
JOBS = Jobs(
    Intake,
    waiting=IntakeStatus.WAITING,
    working=IntakeStatus.READING,
    related=("round", "unit", "file", "declaration", "declaration__project"),
)


def read_next() -> bool:
    """Read the next waiting file; whether there was one."""
    intake = JOBS.claim()
    if intake is None:
        return False
    if intake.tries > TRIES:
        _fail(intake, _("读这个文件时程序两次中断，不再重试。请换一种格式保存（例如 .docx、.xlsx）后重新上传。"))
        return True
    try:
        with JOBS.at_work(intake):
            taken = _read(intake)
    except Exception as error:
        _LOG.error("reading failed", extra={"event": "reading", "intake": intake.pk}, exc_info=error)
        _fail(
            intake,
            _("绩衡自身出错，没有读成这个文件；不是文件的问题，请告诉系统管理员（编号 {n}）。").format(n=intake.pk),
        )
        return True
    keep(intake, taken)
    _LOG.info("read", extra={"event": "read", "intake": intake.pk, "number": sum(len(one.forms) for one in taken)})
    return True


def _read(intake: Intake) -> tuple[Taken, ...]:
    """Read and check the file, outside of any transaction."""
    path = files.path_of(intake.file.sha256)
    limits = Limits(file_bytes=settings.LARGEST_UPLOAD, parts=5_000, pages=300)
    count = _files_in(path, intake.file, limits)
    if count > MOST_FILES:
        said = _("压缩包里有 {n} 个文件，一次最多 {most} 个，请分开上传。").format(n=count, most=MOST_FILES)
        return (Taken(source=intake.file.name, error=said),)
    return take_in(
        path,
        intake.file.name,
        limits=limits,
        seconds=min(SECONDS, max(_SECONDS_OF_ARCHIVE / count, 5.0)),
        settings=Settings(region=intake.round.region, year=intake.round.fiscal_year),
        previous=_previous(intake),
    )


def _files_in(path: Path, file: StoredFile, limits: Limits) -> int:
    count = 0
    for count, _found in enumerate(expand(Found(path, file.name), limits), start=1):
        if count > MOST_FILES:
            break
    return max(count, 1)


def _previous(intake: Intake) -> Sequence[Table]:
    """What was approved for the unit the year before."""
    before = Declaration.objects.filter(
        unit=intake.unit, round__fiscal_year=intake.round.fiscal_year - 1, in_force__isnull=False
    ).select_related("in_force__content")
    return [contents.table_of(one.in_force.content) for one in before if one.in_force is not None]


def _fail(intake: Intake, message: str) -> None:
    JOBS.mine(intake).update(status=IntakeStatus.FAILED, message=message)


def keep(intake: Intake, taken: Sequence[Taken]) -> None:
    """Keep what was read, unless another reader took the file over in the meantime."""
    matcher = Matcher(intake)
    with transaction.atomic():
        if not JOBS.mine(intake).select_for_update().exists():
            return
        found = 0
        refused: dict[int, list[str]] = {}
        for number, one in enumerate(taken):
            for form in one.forms:
                too_large = _too_large(form)
                if too_large:
                    refused.setdefault(number, []).append(too_large)
                else:
                    _keep_form(intake, one, form, matcher)
                    found += 1
        status = IntakeStatus.READY if found else IntakeStatus.FAILED
        JOBS.mine(intake).update(status=status, message=_message(taken, found, refused))


def _too_large(form: FormIntake) -> str:
    """Why a form is no form that pages can show; blank where it is one."""
    filled, blanks, characters = _measures(form.page.blocks)
    if filled <= MOST_CELLS and blanks <= _MOST_BLANKS and characters <= MOST_CHARACTERS:
        return ""
    return _(
        "第 {n} 张表有 {cells} 个格、{characters} 个字，比一张申报表大得多，没有收下（最多 {most_cells} 个填了的格、{most_characters} 个字）；"
        "请检查是不是选错了文件。"
    ).format(
        n=form.number + 1,
        cells=filled + blanks,
        characters=characters,
        most_cells=MOST_CELLS,
        most_characters=MOST_CHARACTERS,
    )


def _measures(blocks: Iterable[PageBlock]) -> tuple[int, int, int]:
    """Filled cells, blank cells, characters."""
    filled = blanks = characters = 0
    for block in blocks:
        characters += len(block.text)
        for cell in block.cells:
            is_filled = bool(cell.text.strip())
            within = _measures(cell.grids)
            filled, blanks = filled + is_filled + within[0], blanks + (not is_filled) + within[1]
            characters += len(cell.text) + within[2]
    return filled, blanks, characters


def _keep_form(intake: Intake, one: Taken, form: FormIntake, matcher: Matcher) -> None:
    matched = matcher.match(form.table)
    places = PagePlaces(form.page)
    left = sum(_stands(places, item.at) for item in one.left_over)
    content = contents.store(
        form.table, form.page, form.blanks, form.findings, source=intake.file, number=form.number, left_over=left
    )
    IntakeForm.objects.create(
        intake=intake,
        source=one.source[:250],
        number=form.number,
        content=content,
        kind=form.table.kind.value,
        title=matched.title,
        printed_unit=matched.printed_unit,
        fiscal_year=form.table.fiscal_year or None,
        project=matched.project,
        problem=f"{form.unchecked}{matched.problem}",
    )


def _stands(places: PagePlaces, at: object) -> bool:
    found = places.find(at)  # type: ignore[arg-type]
    return found is not None and found in places.numbers


def _message(taken: Sequence[Taken], found: int, refused: Mapping[int, Sequence[str]]) -> str:
    """What is to be told of the file as a whole, a line for each.

    :param refused: what is told of forms that were not kept, by the number of their file.
    """
    many = len(taken) > 1
    said: list[str] = []
    for number, one in enumerate(taken):
        name = f"{one.source}：" if many else ""
        if one.error:
            said.append(f"{name}{one.error}")
        elif not one.forms:
            said.append(name + _("没有找到绩效目标表，请检查是不是选错了文件。"))
        said += [f"{name}{sentence}" for sentence in (*refused.get(number, ()), *one.unclear)]
        said += [
            name + _("规则 {rule} 自身出错，没有用它审核；不是文件的问题，请告诉系统管理员。").format(rule=crash.rule)
            for crash in one.crashes
        ]
    if len(said) > _MOST_SAID:
        rest = len(said) - _MOST_SAID
        said = [*said[:_MOST_SAID], _("……另外还有 {n} 条。").format(n=rest)]
    if not found and not said:
        said.append(_("没有找到绩效目标表，请检查是不是选错了文件。"))
    return "\n".join(said)
