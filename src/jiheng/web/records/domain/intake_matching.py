"""What a form that was read is for: whose it is, of which year, which project, and what speaks against taking it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import UNSET
from rapidfuzz import fuzz, process

from jiheng.model.declaration import Kind, Table
from jiheng.model.invisible import as_name, visible
from jiheng.web.records.domain.names import How, Match, Names
from jiheng.web.records.models import (
    FormKind,
    Intake,
    IntakeForm,
    IntakePurpose,
    Organisation,
    Project,
)

ALIKE = 90
"""How alike two names must be (of 100) to be taken for the same project."""
_DECLARED = frozenset(FormKind.values)
_BESIDE = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True)
class Matched:
    """What a form was taken for."""

    printed_unit: str
    title: str
    project: Project | None
    problem: str


@dataclass
class Matcher:
    """Matches the forms of one upload with the unit and the register; what it needs is read once."""

    intake: Intake
    _found: dict[str, Match] = field(default_factory=dict)
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)
    _count: int = 0

    def match(self, table: Table) -> Matched:
        """What a form is for. The forms are given in the order of the file: the second for one project is told."""
        self._count += 1
        printed = _printed_units(table)
        project, foreign = self._project_of(table)
        title = (project.name if project is not None else title_of(table))[:200]
        said = list(self._problems(table, printed, foreign))
        if table.kind is not Kind.PROJECT:
            title = title or self.intake.unit.name
        elif not title:
            said.append(_("表上没有项目名称，请选项目库里的项目，或填好名称重新上传。"))
        same = self._seen.setdefault((table.kind.value, project_key(title)), self._count)
        if title and same != self._count:
            said.append(_("“{title}”在这个文件里有两张表（第 {n} 张也是），请只用一张。").format(title=title, n=same))
        return Matched((printed[0] if printed else "")[:200], title, project, "".join(said))

    def _problems(self, table: Table, printed: Sequence[str], foreign: Project | None) -> Iterable[str]:
        intake = self.intake
        if table.kind.value not in _DECLARED:
            yield _("这是{kind}，不是申报用的绩效目标表。").format(kind=_KINDS.get(table.kind, _("另一种表")))
        elif is_blank(table):
            yield _("这是一张空白表，没有填写目标、指标和金额。")
        if printed and not any(self._is_own(name) for name in printed):
            part = next((name for name in printed if self._is_own(name, in_part=True)), None)
            if part is not None:
                yield _("表上的单位是“{printed}”，是不是{unit}？请核对。").format(printed=part, unit=intake.unit.name)
            else:
                yield _("表上的单位是“{printed}”，与{unit}不同，请核对是不是选错了文件。").format(
                    printed=printed[0], unit=intake.unit.name
                )
        year = table.fiscal_year
        if year is not UNSET and year != intake.round.fiscal_year:
            yield _("表上是 {printed} 年度，这一轮是 {due} 年度，请核对。").format(
                printed=year, due=intake.round.fiscal_year
            )
        if foreign is not None:
            yield _("项目编码 {code} 是{unit}的项目。").format(code=foreign.code, unit=foreign.unit.name)
        yield from self._other_declaration(table)

    def _other_declaration(self, table: Table) -> Iterable[str]:
        """Of a form that is to replace another: whether it is the same kind, of the same project."""
        wanted = self.intake.declaration
        if wanted is None or self.intake.purpose == IntakePurpose.FILE:
            return
        if table.kind.value != wanted.kind:
            yield _("要换的是“{kind}”，这张表是另一种。").format(kind=FormKind(wanted.kind).label)
        elif wanted.project is not None and not _is_called(table, wanted.title):
            yield _("表上的项目是“{printed}”，要换的是“{title}”，请核对。").format(
                printed=_text(table.project_name), title=wanted.title
            )

    def _project_of(self, table: Table) -> tuple[Project | None, Project | None]:
        """The project of the register that a form is for, and the one of another unit whose code it prints."""
        if table.kind is not Kind.PROJECT:
            return None, None
        wanted = self.intake.declaration
        if wanted is not None and self.intake.purpose != IntakePurpose.FILE:
            return (wanted.project if _is_called(table, wanted.title) else None), None
        code = _text(table.project_code)
        if code:
            held = Project.objects.filter(round=self.intake.round, code=code).select_related("unit").first()
            if held is not None:
                return (held, None) if held.unit_id == self.intake.unit_id else (None, held)
        return self._by_name(as_name(_text(table.project_name))), None

    def _by_name(self, name: str) -> Project | None:
        key = project_key(name)
        if not key:
            return None
        found = self._projects.get(key, [])
        found = [one for one in found if one.name == name] or found
        if not found:
            near = process.extract(key, list(self._projects), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=2)
            found = self._projects[near[0][0]] if len(near) == 1 else []
        return found[0] if len(found) == 1 else None

    @cached_property
    def _projects(self) -> dict[str, list[Project]]:
        held: dict[str, list[Project]] = {}
        for one in Project.objects.filter(round=self.intake.round, unit=self.intake.unit):
            held.setdefault(project_key(one.name), []).append(one)
        return held

    def _is_own(self, name: str, *, in_part: bool = False) -> bool:
        """Whether a printed name means the unit that the file was uploaded for.

        :param in_part: or is but a part of its name, which somebody should look at.
        """
        if name not in self._found:
            self._found[name] = self._names.match(name)
        found = self._found[name]
        own = found.organisation is not None and found.organisation.pk == self.intake.unit_id
        return own and (in_part or found.how is not How.PART)

    @cached_property
    def _names(self) -> Names:
        return Names(Organisation.objects.filter(is_active=True).prefetch_related("other_names"))


def project_key(name: str) -> str:
    """A project's name as matching compares it: without blanks, brackets and other signs, whatever their width."""
    return _BESIDE.sub("", unicodedata.normalize("NFKC", visible(name))).lower()


def is_declared(form: IntakeForm) -> bool:
    """Whether a form can become a declaration at all: a target form, and not a blank one."""
    from jiheng.web.records.domain.contents import table_of

    return form.kind in _DECLARED and not is_blank(table_of(form.content))


def is_blank(table: Table) -> bool:
    """Whether nothing is filled in: no amount, no goal, no value of an indicator."""
    amounts = any(amount is not None for amount in (table.budget or {}).values())
    goals = any(_text(goal.text) for goal in table.goals or ())
    values = any(_text(one.value_text) for one in table.indicators or ())
    lines = any(_text(line.name) for line in table.fund_lines or ()) or any(
        _text(task.name) for task in table.tasks or ()
    )
    return not (amounts or goals or values or lines)


def title_of(table: Table) -> str:
    """What a declaration of this form is called; blank where it is the unit's own."""
    if table.kind is Kind.PROJECT:
        return _text(table.project_name) or _text(table.direction)
    if table.kind is Kind.SPECIAL_FUND_DIRECTION:
        return _text(table.direction) or _text(table.parent_fund) or _text(table.project_name)
    return ""


def _is_called(table: Table, title: str) -> bool:
    """Whether a form can be that of a project of this name: it prints it, or none."""
    name = _text(table.project_name)
    return not name or fuzz.ratio(project_key(name), project_key(title)) >= ALIKE


def _printed_units(table: Table) -> list[str]:
    """The names of the unit that a form prints, the one for whom it is made first."""
    printed = (table.budget_unit, table.filing_unit, table.implementing_unit)
    return [name for name in map(_text, printed) if name]


def _text(value: object) -> str:
    return visible(value).strip() if isinstance(value, str) else ""


_KINDS = {Kind.MONITORING: gettext_lazy("绩效运行监控表"), Kind.SELF_EVALUATION: gettext_lazy("绩效自评表")}
