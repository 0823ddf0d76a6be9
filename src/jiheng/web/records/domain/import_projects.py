"""Taking in the register of projects, or control figures alone, from a list: first what it would do, then all or nothing.

The unit of money stands in the head of its column; it is never guessed. A blank cell leaves the value as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.batch.lists import Sheets
from jiheng.web.records.domain import audit, register, renaming, sheets
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.import_people import unknown_unit
from jiheng.web.records.domain.people import must_be_admin
from jiheng.web.records.domain.sheets import Listing, Problem, Row
from jiheng.web.records.domain.workbooks import Column
from jiheng.web.records.models import Declaration, Organisation, Person, Project, Round

CODE, NAME, UNIT, AMOUNT, CONTROL = "项目编码", "项目名称", "单位编码", "申报金额", "控制数"
COLUMNS = (
    Column(
        CODE, 26, gettext_lazy("项目库里的编码；设为文本，前面的 0 要保留。编码已经有的，更新那个项目。"), required=True
    ),
    Column(NAME, 40, gettext_lazy("项目全称。已有的项目可以不填，不填就不改。新项目必填。")),
    Column(UNIT, 16, gettext_lazy("项目单位的编码，设为文本。已有的项目可以不填，不填就不改。新项目必填。")),
    Column(f"{AMOUNT}（万元）", 18, gettext_lazy("申报的金额；列名里要写明（元）或（万元）。不填就不改。")),
    Column(f"{CONTROL}（万元）", 18, gettext_lazy("财政下达的控制数；列名里要写明（元）或（万元）。不填就不改。")),
)
_ALIASES = {
    CODE: ("编码", "项目代码"), NAME: ("名称",), UNIT: ("预算单位编码", "项目单位编码"),
    AMOUNT: ("金额", "申报数", "预算金额", "项目金额"), CONTROL: ("控制数金额", "下达控制数", "预算控制数"),
}  # fmt: skip
_MEASURES = {"元": Decimal(1), "万元": Decimal(10_000)}
_IN_BRACKETS = re.compile(r"[(（]\s*(?:单位[:：])?\s*(元|万元)\s*[)）]")


@dataclass(slots=True)
class Planned:
    """A project as it is to be."""

    row: Row
    code: str
    name: str
    unit: Organisation
    amount: Decimal | None
    control_figure: Decimal | None
    before: Project | None
    changes: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a list would do."""

    rows: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: tuple[str, ...] = ()
    total: Decimal = Decimal(0)
    """Of the control figures, or where there are none of the amounts: to be held against the bureau's own sum."""

    @property
    def new(self) -> list[Planned]:
        """Projects that are not there yet."""
        return [one for one in self.rows if one.before is None]

    @property
    def changed(self) -> list[Planned]:
        """Projects that will be different."""
        return [one for one in self.rows if one.before is not None and one.changes]


FIGURE_COLUMNS = (COLUMNS[0], COLUMNS[-1])
"""What the budget section takes in: the control figures of projects that are there, and nothing else."""


def plan(round: Round, given: Sheets) -> Plan:
    """What a list would do, and what is wrong with it.

    :raises NotMet: where it is no such list at all.
    """
    listing = sheets.read(given, _ALIASES, (CODE,))
    if not {NAME, AMOUNT, CONTROL} & set(listing.columns):
        raise NotMet(_("表里除了项目编码，还要有项目名称、申报金额或控制数。"))
    return _planned(round, listing)


def plan_figures(round: Round, given: Sheets) -> Plan:
    """What a list of control figures would do; other columns of it are passed over.

    :raises NotMet: where it is no such list at all.
    """
    listing = sheets.read(given, {name: _ALIASES[name] for name in (CODE, CONTROL)}, (CODE, CONTROL))
    return _planned(round, listing, only_known=True)


def _planned(round: Round, listing: Listing, *, only_known: bool = False) -> Plan:
    made = Plan(problems=list(listing.problems), passed_over=listing.passed_over)
    measures = dict(_measures(listing, made.problems))
    reading = _Reading(
        units={one.code: one for one in Organisation.objects.all()},
        projects={one.code: one for one in Project.objects.filter(round=round).exclude(code="").select_related("unit")},
        named={(one.unit_id, one.name): one.code for one in Project.objects.filter(round=round)},
        handed_down=_handed_down(round),
        measures=measures,
        only_known=only_known,
    )
    for row in listing.rows:
        planned, problems = reading.take(row)
        made.problems += [Problem(row.number, text) for text in problems]
        if planned is not None and not problems:
            made.rows.append(planned)
    figures = [one.control_figure for one in made.rows] if CONTROL in measures else [one.amount for one in made.rows]
    made.total = sum((one for one in figures if one is not None), Decimal(0))
    made.problems.sort(key=lambda problem: problem.row)
    return made


def take_in(round: Round, by: Person | None, given: Sheets) -> Plan:
    """Do what the list says, as one transaction.

    :raises NotMet: where something is wrong with it; then nothing was changed.
    """
    must_be_admin(by)
    return _taken_in(round, by, given, plan)


def take_in_figures(round: Round, by: Person, given: Sheets) -> Plan:
    """Take control figures in, as the budget section of the bureau; see `take_in`."""
    register.must_set_figures(by)
    return _taken_in(round, by, given, plan_figures)


def _taken_in(round: Round, by: Person | None, given: Sheets, plan: Callable[[Round, Sheets], Plan]) -> Plan:
    with transaction.atomic():
        now = Round.objects.select_for_update().get(pk=round.pk)
        made = plan(now, given)
        if made.problems:
            raise NotMet(_("这份表还有 {count} 处要改，没有导入。").format(count=len(made.problems)))
        new = [_changed(one, Project(round=now, code=one.code)) for one in made.new]
        Project.objects.bulk_create(new, batch_size=500)
        renamed = [one.before.pk for one in made.changed if one.before is not None and "name" in one.changes]
        concerned = renaming.lock_of_projects(renamed)
        changed = [_changed(one, one.before) for one in made.changed if one.before is not None]
        Project.objects.bulk_update(changed, ["unit", "name", "amount", "control_figure"], batch_size=200)
        renaming.follow_projects([one for one in changed if one.pk in set(renamed)], concerned)
        if made.new or changed:
            details = {
                "round": now.pk,
                "new": [one.code for one in made.new],
                "changed": {one.code: list(one.changes) for one in made.changed},
                "control_figures": {
                    one.code: one.control_figure
                    for one in made.rows
                    if one.before is None or "control_figure" in one.changes
                },
            }
            audit.record("import_projects", by, details=details)
        return made


@dataclass(slots=True)
class _Reading:
    """What rows are held against."""

    units: Mapping[str, Organisation]
    projects: Mapping[str, Project]
    named: dict[tuple[int, str], str]
    handed_down: Mapping[int, bool]
    """Of the projects that were declared: whether their control figure was handed down."""
    measures: Mapping[str, Decimal]
    only_known: bool
    """Whether a project that is not there yet is a fault."""
    seen: dict[str, int] = field(default_factory=dict)

    def take(self, row: Row) -> tuple[Planned | None, list[str]]:
        """The project of a row, and what is wrong with it."""
        problems = list(self._faults_of_code(row))
        before = self.projects.get(row[CODE])
        if self.only_known and before is None and not problems:
            problems.append(_("项目库里没有编码“{code}”。").format(code=row[CODE][:40]))
        if self.only_known and before is None:
            return None, problems
        unit = self.units.get(row[UNIT]) if row[UNIT] else before.unit if before is not None else None
        name = row[NAME] or (before.name if before is not None else "")
        if row[UNIT] and unit is None:
            problems.append(unknown_unit(row[UNIT], self.units))
        elif unit is None:
            problems.append(_("新项目没有填单位编码。"))
        elif not unit.is_active:
            problems.append(_("{unit}已停用。").format(unit=unit.name))
        if not name or len(name) > 200:
            problems.append(_("项目名称超过 200 个字。") if name else _("新项目没有填项目名称。"))
        amounts = {column: self._amount(row, column, problems) for column in (AMOUNT, CONTROL)}
        if problems or unit is None:
            return None, problems
        made = Planned(
            row,
            row[CODE],
            name,
            unit,
            _kept(amounts[AMOUNT], before.amount if before is not None else None),
            _kept(amounts[CONTROL], before.control_figure if before is not None else None),
            before,
        )
        problems += self._faults_of_change(made)
        return made, problems

    def _faults_of_code(self, row: Row) -> Iterator[str]:
        code = row[CODE]
        if not code:
            yield _("没有填项目编码。")
            return
        if code in self.seen:
            yield _("项目编码“{code}”与第 {row} 行重复。").format(code=code, row=self.seen[code])
        self.seen.setdefault(code, row.number)
        odd = sheets.odd_code(code) if len(code) <= 40 else ""
        if odd or len(code) > 60:
            yield odd or _("项目编码超过 60 个字。")
        elif code not in self.projects and (near := sheets.without_zeros(frozenset(self.projects), code)):
            yield _("编码“{code}”与已有的“{near}”只差前面的 0，请核对；编码列要设为文本。").format(code=code, near=near)

    def _amount(self, row: Row, column: str, problems: list[str]) -> Decimal | None:
        text = row[column]
        if not text or column not in self.measures:
            return None
        try:
            amount = (
                Decimal(unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")) * self.measures[column]
            )
        except InvalidOperation:
            problems.append(_("{column}“{text}”不是数字。").format(column=column, text=text[:30]))
            return None
        fault = register.fault_of_amount(amount) if amount.is_finite() else _("不是数字。")
        if fault:
            problems.append(_("{column}“{text}”：{fault}").format(column=column, text=text[:30], fault=fault))
            return None
        return amount

    def _faults_of_change(self, one: Planned) -> Iterator[str]:
        before = one.before
        whose = self.named.setdefault((one.unit.pk, one.name), one.code)
        if whose != one.code:
            said = _("{unit}已经有项目“{name}”，编码是“{code}”。")
            yield said.format(unit=one.unit.name, name=one.name, code=whose or _("（空）"))
        if before is None:
            return
        fault = register.fault_of(before, one.unit, one.control_figure, handed_down=self.handed_down.get(before.pk))
        if fault:
            yield fault
        pairs = (
            ("name", before.name, one.name), ("unit", before.unit_id, one.unit.pk), ("amount", before.amount, one.amount),
            ("control_figure", before.control_figure, one.control_figure),
        )  # fmt: skip
        one.changes = tuple(what for what, old, new in pairs if old != new)


def _kept(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    return old if new is None else new


def _measures(listing: Listing, problems: list[Problem]) -> Iterator[tuple[str, Decimal]]:
    """The unit of money of each column of amounts."""
    for column in (AMOUNT, CONTROL):
        if column in listing.heads:
            found = _IN_BRACKETS.search(listing.heads[column])
            if found is None:
                said = _("列名“{head}”没有写明金额单位，请写成“{column}（元）”或“{column}（万元）”。")
                problems.append(Problem(0, said.format(head=listing.heads[column][:30], column=column)))
            else:
                yield column, _MEASURES[found.group(1)]


def _handed_down(round: Round) -> dict[int, bool]:
    declared = Declaration.objects.filter(round=round, project__isnull=False)
    return dict(register.with_handed_down(declared).values_list("project_id", "handed_down"))


def _changed(one: Planned, project: Project) -> Project:
    project.unit, project.name = one.unit, one.name
    project.amount, project.control_figure = one.amount, one.control_figure
    return project
